package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/server/store"
	"sitedraw/server/tile"
)

// Routes are features: a day's line, its stops and stretches, of the newest plan or of
// one that is named; whoever may not see a plan finds none.
func TestOGCRoutes(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	var halves [2][]string
	for i, p := range h.record(n).Picks {
		if p.Step == "markets" && p.Role == "main" {
			halves[i%2] = append(halves[i%2], p.ID)
		}
	}
	h.handMade(n, "一", halves[0])
	h.handMade(n, "二", halves[0], halves[1])
	h.want(h.do("office", http.MethodPut, drawPath(n, "/assignments"), object{"user": 2, "day": h.today(), "sites": halves[0]}), http.StatusOK, nil)
	const items = "/ogc/county/collections/routes/items"
	features := func(who, query string) (page collectionOf) {
		h.t.Helper()
		h.follow(who, h.http.URL+items+query, &page)
		return page
	}
	all := features("office", "")
	if want := 2 + len(halves[0]) + len(halves[1]); *all.NumberMatched != want || all.ids()[0] != count(n)+"-2-r1" || all.Features[0].Geometry.Type != "LineString" {
		t.Fatalf("routes = %v, want %d of plan 2", all.ids(), want)
	}
	stop := all.Features[1].Properties
	if stop["kind"] != "stop" || stop["number"] != 1.0 || stop["team"] != "队二A" || stop["site"] != halves[0][0] || stop["begin"] != "2026-11-22T00:30:00Z" || stop["date"] != "2026-11-22" {
		t.Errorf("stop = %v", stop)
	}
	for query, want := range map[string]int{
		"?kind=route": 2, "?kind=stop&team=" + url.QueryEscape("队二B"): len(halves[1]), "?draw=" + count(n) + "&plan=1": 1 + len(halves[0]),
		"?plan=9": 0, "?draw=99": 0, "?version=1": *all.NumberMatched, "?bbox=0,0,1,1": 0,
	} {
		if got := features("office", query); *got.NumberMatched != want {
			t.Errorf("%s = %d features %v, want %d", query, *got.NumberMatched, got.ids(), want)
		}
	}
	if mine := features("inspector", ""); *mine.NumberMatched != 1+len(halves[0]) || slices.Contains(mine.ids(), count(n)+"-2-r2") {
		t.Errorf("the inspector sees %v, want his own team's", mine.ids())
	}
	for _, who := range []string{"unit:城管局", "inspector#9"} {
		if got := features(who, ""); *got.NumberMatched != 0 {
			t.Errorf("%q sees %v", who, got.ids())
		}
	}
	h.want(h.do("viewer", http.MethodGet, items, nil), http.StatusNotFound, nil)
	h.want(h.do("", http.MethodGet, items, nil), http.StatusUnauthorized, nil)
	h.want(h.do("office", http.MethodGet, items+"/"+count(n)+"-1-s1", nil), http.StatusOK, nil)
	h.want(h.do("inspector", http.MethodGet, items+"/"+count(n)+"-2-r2", nil), http.StatusNotFound, nil)
	h.want(h.do("office", http.MethodGet, items+"?f=html", nil), http.StatusOK, nil)
	for who, listed := range map[string]bool{"office": true, "unit:城管局": true, "viewer": false, "": false} {
		a := h.do(who, http.MethodGet, "/ogc/county/collections", nil)
		if h.want(a, http.StatusOK, nil); strings.Contains(string(a.body), `"id":"routes"`) != listed {
			t.Errorf("%q is told of the collection: %v", who, !listed)
		}
	}
}

// Tiles have the lines and stops of a plan, for whoever sees it.
func TestRouteTiles(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	var sites []string
	for _, p := range h.record(n).Picks {
		if p.Step == "markets" && p.Role == "main" {
			sites = append(sites, p.ID)
		}
	}
	h.handMade(n, "一", sites)
	at := "/ogc/county/routes/" + count(n) + "/1/"
	var told tile.Tileset
	h.want(h.do("office", http.MethodGet, at+"tiles.json?datum=gcj02", nil), http.StatusOK, &told)
	if len(told.Layers) != 2 || told.Layers[0].ID != "routes" || told.Layers[1].ID != "stops" || told.Bounds == nil ||
		told.Tiles[0] != h.http.URL+at+"tiles/{z}/{x}/{y}.mvt?datum=gcj02" {
		t.Errorf("TileJSON = %+v", told)
	}
	a := h.do("office", http.MethodGet, at+"tiles/6/52/26.mvt", nil)
	if h.want(a, http.StatusOK, nil); !strings.Contains(string(a.body), "队一A") || !strings.Contains(string(a.body), sites[0]) || a.header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("tile = %v %q", a.header, a.body)
	}
	h.want(h.do("office", http.MethodGet, at+"tiles/6/0/0.mvt", nil), http.StatusNoContent, nil)
	h.want(h.do("office", http.MethodGet, at+"tiles/6/99/0.mvt", nil), http.StatusNotFound, nil)
	h.want(h.do("office", http.MethodGet, at+"tiles/6/52/26.mvt?version=1", nil), http.StatusBadRequest, nil)
	h.county("other", drawFrame(t, "other"))
	for _, path := range []string{at + "tiles/6/52/26.mvt", at + "tiles.json"} {
		for _, who := range []string{"unit:城管局", "inspector"} {
			none := h.do(who, http.MethodGet, strings.Replace(path, "/1/", "/2/", 1), nil)
			if got := h.do(who, http.MethodGet, path, nil); got.status != http.StatusNotFound || h.withoutID(got) != strings.ReplaceAll(h.withoutID(none), "“2”", "“1”") && got.status != none.status {
				t.Errorf("%q: %s = %d %s", who, path, got.status, got.body)
			}
		}
		h.want(h.do("viewer", http.MethodGet, path, nil), http.StatusForbidden, nil)
		h.wantProblem("another register", h.do("office", http.MethodGet, strings.Replace(path, "county", "other", 1), nil), http.StatusNotFound, store.ErrNotFound)
	}
}
