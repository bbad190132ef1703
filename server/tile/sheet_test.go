package tile

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// routeSheet is a way with two stops.
func routeSheet(datum geo.Datum) *Sheet {
	a, b := geo.Point{Lon: 1_171_850_000, Lat: 283_080_000}, geo.Point{Lon: 1_171_950_000, Lat: 283_160_000}
	return NewSheet(datum,
		FigureLayer{Name: "routes", Texts: []string{"team", "date"}, Figures: []Figure{
			{Shape: geo.Line{a, {Lon: 1_171_900_000, Lat: 283_080_000}, b}, Texts: []string{"一队", "2026-11-25"}},
			{Shape: geo.Line{{Lon: 1_171_000_000, Lat: 283_100_000}, {Lon: 1_173_000_000, Lat: 283_120_000}}, Texts: []string{"二队", ""}},
		}},
		FigureLayer{Name: "stops", Texts: []string{"team", "name"}, Numbers: []string{"number"}, Figures: []Figure{
			{Shape: a, Texts: []string{"一队", "一队"}, Numbers: []uint64{1}}, {Shape: b, Texts: []string{"一队", "公园"}, Numbers: []uint64{2}},
		}},
	)
}

func TestSheet(t *testing.T) {
	s := routeSheet(geo.WGS84)
	for at := (Address{14, 13525, 6847}); ; at = (Address{at.Zoom - 1, at.X / 2, at.Y / 2}) {
		d := decode(t, s.Tile(at))
		d.check(t)
		ways := 2
		if at.Zoom < 3 {
			ways = 1 // the other is shorter than a unit
		}
		if d["routes"] == nil || d["stops"] == nil || len(d["routes"].features) != ways || len(d["stops"].features) != 2 {
			t.Fatalf("zoom %d has %v", at.Zoom, d)
		}
		way, stop := d["routes"].features[0], d["stops"].features[0]
		if ways == 2 && (way.id != 1 || way.kind != 2 || way.attributes["team"] != "一队" || way.attributes["date"] != "2026-11-25" || len(way.attributes) != 2) {
			t.Errorf("zoom %d: way = %+v", at.Zoom, way)
		}
		if stop.kind != 1 || stop.attributes["number"] != uint64(1) || stop.attributes["name"] != "一队" || stop.attributes["team"] != "一队" {
			t.Errorf("zoom %d: stop = %+v", at.Zoom, stop)
		}
		if at.Zoom == 0 {
			break
		}
	}
	if body := s.Tile(Address{14, 0, 0}); len(body) != 0 {
		t.Errorf("a tile of nothing has %d bytes", len(body))
	}
	if body := NewSheet(geo.WGS84).Tile(Address{}); len(body) != 0 {
		t.Errorf("a sheet of nothing has a tile of %d bytes", len(body))
	}
}

func TestSheetTileJSON(t *testing.T) {
	told := routeSheet(geo.WGS84).TileJSON("路线", "http://x/{z}/{x}/{y}.mvt")
	if len(told.Layers) != 2 || told.Layers[1].ID != "stops" || told.Layers[1].Fields["number"] != "Number" || told.Layers[0].Fields["team"] != "String" {
		t.Errorf("layers = %+v", told.Layers)
	}
	if told.Bounds == nil || *told.Bounds != [4]float64{117.1, 28.308, 117.3, 28.316} || told.Center == nil {
		t.Errorf("bounds = %v, center = %v", told.Bounds, told.Center)
	}
	shifted := routeSheet(geo.GCJ02)
	if moved := shifted.TileJSON("", ""); *moved.Bounds == *told.Bounds {
		t.Error("in GCJ-02 the bounds are the same")
	}
	if empty := NewSheet(geo.WGS84).TileJSON("", ""); empty.Bounds != nil {
		t.Errorf("a sheet of nothing has the bounds %v", empty.Bounds)
	}
	if s := routeSheet(geo.WGS84); s.Bytes() < 1<<10 {
		t.Errorf("Bytes() = %d", s.Bytes())
	}
}

// Every point is in one tile of a zoom, and twice the same sheet has the same bytes.
func TestSheetPointsAreInOneTile(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		layer := FigureLayer{Name: "stops", Texts: []string{"name"}}
		var sites []geo.Site
		for i := range rapid.IntRange(1, 12).Draw(rt, "points") {
			p := drawPoint(rt)
			layer.Figures = append(layer.Figures, Figure{Shape: p, Texts: []string{strconv.Itoa(i % 3)}})
			sites = append(sites, geo.Site{Geometry: p})
		}
		s, again := NewSheet(geo.WGS84, layer), NewSheet(geo.WGS84, layer)
		zoom := rapid.Uint32Range(0, MaxZoom).Draw(rt, "zoom")
		found := 0
		for at := range tilesOf(sites, geo.WGS84, zoom) {
			body := s.Tile(at)
			if !slices.Equal(body, again.Tile(at)) {
				rt.Fatalf("%v differs from time to time", at)
			}
			if d := decode(t, body); d["stops"] != nil {
				d.check(t)
				found += len(d["stops"].features)
			}
		}
		if found != len(sites) {
			rt.Fatalf("%d points are in the tiles of zoom %d, want %d", found, zoom, len(sites))
		}
	})
}
