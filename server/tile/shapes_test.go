package tile

import (
	"slices"
	"testing"

	"sitedraw/geo"
)

// An outer ring without surface in units takes its holes along; a hole without one
// goes alone.
func TestPolygonsWithoutSurface(t *testing.T) {
	at := Address{Zoom: 16}
	cell := func(x, y uint32) spot { return spot{x << 4, y << 4} } // of a unit
	square := path{cell(10, 10), cell(20, 10), cell(20, 20), cell(10, 20)}
	flat := path{cell(10, 10), cell(20, 10), cell(15, 10)}
	for _, c := range []struct {
		name  string
		rings []path
		want  int
	}{{"a square", []path{square}, 1}, {"nothing", []path{flat}, 0}, {"a flat one's hole", []path{flat, square}, 0}, {"a flat hole", []path{square, flat}, 1}} {
		p := &pen{}
		drawPolygon(p, at, c.rings)
		if got := len(decodeGeometry(t, 3, numbers(t, p.b))); got != c.want {
			t.Errorf("%s: %d rings are drawn, want %d", c.name, got, c.want)
		}
	}
}

// What lies in the buffer only is in the tile too; beyond it, nothing is.
func TestBuffer(t *testing.T) {
	_, at := county()
	tiles := float64(int(1) << at.Zoom)
	west := float64(at.X)/tiles*360 - 180
	for _, c := range []struct {
		units float64 // west of the tile
		want  bool
	}{{-1, true}, {10, true}, {60, true}, {70, false}} {
		lon, err := geo.PointFromDegrees(west-c.units*360/tiles/extent, 28.31)
		if err != nil {
			t.Fatal(err)
		}
		line := geo.Line{lon, {Lon: lon.Lon, Lat: lon.Lat - 10_000}}
		d := decode(t, NewSource(Content{Roads: []geo.Line{line}}).Tile(at))
		if got := d["roads"] != nil; got != c.want {
			t.Errorf("a road %v units west of the tile is in it: %t, want %t", c.units, got, c.want)
		}
	}
}

// A line keeps its ends, whatever lies between.
func TestSimple(t *testing.T) {
	step := uint32(1) << (gridBits - extentBits - 10) // a unit
	line := path{{0, 0}, {step, step}, {10 * step, 0}, {12 * step, step}}
	if got, want := (Address{Zoom: 10}).simple(line), []unit{{0, 0}, {10, 0}, {12, 1}}; !slices.Equal(got, want) {
		t.Errorf("simple = %v, want %v", got, want)
	}
	if got := (Address{Zoom: 14}).simple(line); len(got) != 4 {
		t.Errorf("at zoom 14 simple = %v, want all positions", got)
	}
}

// Sites at one place come in the order of their ids.
func TestSitesAtOnePlace(t *testing.T) {
	var sites []geo.Site
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		sites = append(sites, geo.Site{ID: id, Category: id, Geometry: geo.Point{Lon: 1_171_900_000, Lat: 283_100_000}})
	}
	s := NewSource(Content{Sites: sites})
	if !slices.IsSorted(s.points.numbers) {
		t.Errorf("sites of one place stand as %v", s.points.numbers)
	}
}
