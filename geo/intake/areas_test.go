package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func box(t *testing.T, west, south, east, north geo.E7) geo.Polygon {
	t.Helper()
	p, err := geo.NewPolygon([][]geo.Point{{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}, {Lon: west, Lat: south}}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// filled fills areas in.
func filled(t *testing.T, sites []geo.Site, o AreaOptions) []Filled {
	t.Helper()
	list, err := FillAreas(t.Context(), sites, o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFillAreas(t *testing.T) {
	sites := []geo.Site{
		{ID: "county", Category: "XIAN", Area: "360681000000", Geometry: box(t, 0, 0, 1000, 1000)},
		{ID: "east", Category: "XZZF", Area: "360681002000", Geometry: box(t, 100, 0, 200, 100)},
		{ID: "far", Category: "SQ", Area: "360681003001", Geometry: geo.Point{Lon: 5000, Lat: 0}},
		{ID: "park", Category: "GY", Area: "360681009000", Geometry: box(t, 0, 0, 100, 100)},
		{ID: "s-border", Category: "SC", Geometry: geo.Point{Lon: 100, Lat: 50}},
		{ID: "s-had", Category: "SC", Area: "360681009009", Geometry: geo.Point{Lon: 50, Lat: 50}},
		{ID: "s-in-village", Category: "SC", Geometry: geo.Point{Lon: 150, Lat: 50}},
		{ID: "s-nowhere", Category: "SC"},
		{ID: "s-outside", Category: "SC", Geometry: geo.Point{Lon: 4000, Lat: 0}},
		{ID: "s-west", Category: "SC", Geometry: geo.Point{Lon: 50, Lat: 50}},
		{ID: "village", Category: "XZC", Area: "360681002201", Geometry: box(t, 140, 40, 160, 60)},
		{ID: "west", Category: "XZZF", Area: "360681001000", Geometry: box(t, 0, 0, 100, 100)},
	}
	want := []Filled{
		{ID: "s-border", Area: "360681002000", From: "east"},
		{ID: "s-in-village", Area: "360681002201", From: "village"},
		{ID: "s-outside", Area: "360681003001", From: "far", Millimetres: geo.DistanceMillimetres(geo.Point{Lon: 4000}, geo.Point{Lon: 5000})},
		{ID: "s-west", Area: "360681001000", From: "west"},
	}
	again := append([]geo.Site{}, sites...)
	if d := cmp.Diff(want, filled(t, sites, AreaOptions{Nearest: true})); d != "" {
		t.Error(d)
	}
	for _, f := range want {
		for _, s := range sites {
			if s.ID == f.ID && s.Area != f.Area {
				t.Errorf("%s got area %q, want %q", s.ID, s.Area, f.Area)
			}
		}
	}
	if got := filled(t, again, AreaOptions{}); len(got) != 3 {
		t.Errorf("FillAreas without Nearest fills %v", got)
	}
}

// A village on the map that no list knows is not its neighbour: it lies in the
// neighbour's township. Of a township not even that is known.
func TestFillAreasOfAreas(t *testing.T) {
	sites := []geo.Site{
		{ID: "known", Category: "XZC", Area: "360681002201", Geometry: geo.Point{Lon: 10}},
		{ID: "shape", Category: "SQ", Area: "360681003001", Geometry: box(t, 500, 0, 600, 100)},
		{ID: "stop", Category: "GJZD", Geometry: geo.Point{Lon: 12}},
		{ID: "town", Category: "XZZF", Geometry: geo.Point{Lon: 13}},
		{ID: "town-in-shape", Category: "XZZF", Geometry: geo.Point{Lon: 550, Lat: 50}},
		{ID: "village", Category: "XZC", Geometry: geo.Point{Lon: 11}},
	}
	filled(t, sites, AreaOptions{Nearest: true})
	got := map[string]string{}
	for _, s := range sites {
		got[s.ID] = s.Area
	}
	want := map[string]string{"known": "360681002201", "shape": "360681003001", "stop": "360681002201",
		"town": "", "town-in-shape": "360681003000", "village": "360681002000"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
