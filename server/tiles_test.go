package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sitedraw/server/tile"
)

// theTile is the tile of zoom 10 with the three sites in it, the middle one's of 14.
const (
	wholeTile  = "/tiles/10/845/428.mvt"
	marketTile = "/tiles/14/13526/6848.mvt"
)

// tiled makes a house with the three sites as register x.
func tiled(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.filled("x", threeSites)
	return h
}

func (h *house) mapped(who, path string) answer { return h.do(who, http.MethodGet, mapBase+path, nil) }

func TestTilesAreAnswered(t *testing.T) {
	h := tiled(t)
	a := h.mapped("viewer", "/x"+wholeTile)
	h.want(a, http.StatusOK, nil)
	if got := a.header.Get("Content-Type"); got != tileMedia || !bytes.Contains(a.body, []byte("point_count")) {
		t.Errorf("tile = %q of type %s", a.body, got)
	}
	if pbf := h.mapped("unit:市场局", "/x"+strings.Replace(wholeTile, ".mvt", ".pbf", 1)); !bytes.Equal(pbf.body, a.body) {
		t.Errorf("as .pbf the tile is %q, want %q", pbf.body, a.body)
	}
	market := h.mapped("inspector", "/x"+marketTile)
	h.want(market, http.StatusOK, nil)
	if !bytes.Contains(market.body, []byte("花园市场")) || bytes.Contains(market.body, []byte("张三")) {
		t.Errorf("tile of the market = %q, want its name and nobody's", market.body)
	}
	shifted := h.mapped("viewer", "/x"+marketTile+"?datum=gcj02")
	if h.want(shifted, http.StatusOK, nil); bytes.Equal(shifted.body, market.body) {
		t.Error("in GCJ-02 the tile is the same")
	}
	empty := h.mapped("viewer", "/x/tiles/14/0/0.mvt")
	if h.want(empty, http.StatusNoContent, nil); len(empty.body) != 0 {
		t.Errorf("a tile of nothing = %q", empty.body)
	}
}

func TestTilesAreRefused(t *testing.T) {
	h := tiled(t)
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"viewer", "/x/tiles/17/0/0.mvt", http.StatusNotFound},
		{"viewer", "/x/tiles/2/4/0.mvt", http.StatusNotFound},
		{"viewer", "/x/tiles/2/0/4.mvt", http.StatusNotFound},
		{"viewer", "/x/tiles/2/0/0.png", http.StatusNotFound},
		{"viewer", "/x/tiles/2/0/0", http.StatusNotFound},
		{"viewer", "/x/tiles/-1/0/0.mvt", http.StatusNotFound},
		{"viewer", "/x/tiles/NaN/0/0.mvt", http.StatusNotFound},
		{"viewer", "/y" + wholeTile, http.StatusNotFound},
		{"viewer", "/x" + wholeTile + "?version=2", http.StatusNotFound},
		{"viewer", "/x" + wholeTile + "?version=0", http.StatusBadRequest},
		{"office", "/x" + wholeTile + "?version=draft", http.StatusBadRequest},
		{"viewer", "/x" + wholeTile + "?version=1&version=1", http.StatusBadRequest},
		{"viewer", "/x" + wholeTile + "?datum=mars", http.StatusBadRequest},
		{"viewer", "/x" + wholeTile + "?f=html", http.StatusBadRequest},
		{"viewer", "/x/tiles.json?zoom=3", http.StatusBadRequest},
		{"viewer", "/x/style.json?zoom=3", http.StatusBadRequest},
		{"", "/x" + wholeTile, http.StatusUnauthorized},
		{"", "/x/tiles.json", http.StatusUnauthorized},
		{"", "/x/style.json", http.StatusUnauthorized},
		{"office!draw", "/x" + wholeTile, http.StatusForbidden},
	} {
		if a := h.mapped(c.who, c.path); a.status != c.status {
			t.Errorf("%q, GET %s = %d %s, want %d", c.who, c.path, a.status, a.body, c.status)
		}
	}
}

// A tile has one ETag and the same bytes, also from another server whose sites came
// in another order, and is not sent to whoever has it.
func TestTilesKeepTheirTag(t *testing.T) {
	h, other := tiled(t), newHouse(t)
	lines := strings.SplitAfter(threeSites, "\n")
	slices.Reverse(lines[1:4])
	other.filled("x", strings.Join(lines, ""))
	first := h.mapped("viewer", "/x"+wholeTile)
	tag := first.header.Get("ETag")
	for range 10 {
		h.tiles = newTiles() // as after a restart
		for _, a := range []answer{h.mapped("viewer", "/x"+wholeTile), h.mapped("viewer", "/x"+wholeTile), other.mapped("viewer", "/x"+wholeTile+"?version=1")} {
			if !bytes.Equal(a.body, first.body) || a.header.Get("ETag") != tag || tag == "" {
				t.Fatalf("tile = %q %s, want %q %s", a.body, a.header.Get("ETag"), first.body, tag)
			}
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.http.URL+mapBase+"/x"+wholeTile, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", "viewer")
	r.Header.Set("If-None-Match", tag)
	if a := h.send(r); a.status != http.StatusNotModified {
		t.Errorf("with its ETag the tile is answered %d", a.status)
	}
	for query, want := range map[string]string{"": "private, no-cache", "?version=current": "private, no-cache", "?version=1": keepTile} {
		if got := h.mapped("viewer", "/x"+wholeTile+query).header.Get("Cache-Control"); got != want {
			t.Errorf("a tile of %q may be kept %q, want %q", query, got, want)
		}
	}
}

func TestTileJSON(t *testing.T) {
	h := tiled(t)
	var told tile.Tileset
	h.want(h.mapped("viewer", "/x/tiles.json?datum=bd09"), http.StatusOK, &told)
	if want := h.http.URL + "/ogc/x/tiles/{z}/{x}/{y}.mvt?datum=bd09&version=1"; told.TileJSON != "3.0.0" || len(told.Tiles) != 1 || told.Tiles[0] != want {
		t.Errorf("tiles = %q, want %s", told.Tiles, want)
	}
	if told.MinZoom != 0 || told.MaxZoom != tile.MaxZoom || told.Bounds == nil || told.Bounds[0] < 117.2 || told.Center == nil {
		t.Errorf("TileJSON = %+v", told)
	}
	at := strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(told.Tiles[0])
	h.want(h.do("viewer", http.MethodGet, strings.TrimPrefix(at, h.http.URL), nil), http.StatusOK, nil)
	var ids []string
	for _, l := range told.Layers {
		ids = append(ids, l.ID)
	}
	if !slices.Equal(ids, []string{"sites", "shapes", "areas", "roads"}) || told.Layers[0].Fields["n_SC"] != "Number" || told.Layers[0].Fields["name"] != "String" {
		t.Errorf("layers = %+v", told.Layers)
	}
	h.want(h.do("office", http.MethodPost, "/registers", map[string]string{"id": "nothing", "name": "n"}), http.StatusCreated, nil)
	h.want(h.mapped("viewer", "/nothing/tiles.json"), http.StatusNotFound, nil)
}

func TestStyle(t *testing.T) {
	h := tiled(t)
	var style tile.Style
	a := h.mapped("viewer", "/x/style.json")
	h.want(a, http.StatusOK, &style)
	got := style.Metadata.Categories
	if len(got) != 2 || got[0].Code != "XZZF" && got[1].Code != "XZZF" || got[0].Count+got[1].Count != 3 || got[0].Colour == got[1].Colour {
		t.Errorf("categories = %+v, want one XZZF and two SC in two colours", got)
	}
	if style.Version != 8 || style.Center == nil || len(style.Sources["sitedraw"].Tiles) != 1 {
		t.Errorf("style = %+v", style)
	}
	var ids []string
	for _, l := range style.Layers {
		ids = append(ids, l.ID)
	}
	if want := []string{"background", "shapes-fill", "roads", "area-borders", "shapes-line", "clusters", "sites", "cluster-counts", "labels"}; !slices.Equal(ids, want) {
		t.Errorf("layers = %v, want %v", ids, want)
	}
	for part := range strings.SplitSeq(string(a.body), `"`) {
		if strings.Contains(part, "://") && !strings.HasPrefix(part, h.http.URL) {
			t.Errorf("the style asks for %s", part)
		}
	}
	var members map[string]json.RawMessage
	h.want(a, http.StatusOK, &members)
	if members["glyphs"] != nil || members["sprite"] != nil {
		t.Error("the style asks for glyphs or sprites")
	}
}
