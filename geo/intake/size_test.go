package intake

import (
	"testing"

	"sitedraw/geo"
)

func TestSizeByLength(t *testing.T) {
	line := func(east geo.E7) geo.Line { return geo.Line{{Lon: 0}, {Lon: east}} } // on the equator: 11.1 mm each
	sites := []geo.Site{
		{ID: "1 km", Geometry: line(89_932)}, {ID: "0.4 m", Geometry: line(36)}, {ID: "none", Geometry: geo.Line{{}, {}}},
		{ID: "1.49 m", Geometry: line(134)}, {ID: "1.51 m", Geometry: line(136)},
		{ID: "sized", Size: 7, Geometry: line(89_932)}, {ID: "point", Geometry: geo.Point{}}, {ID: "nowhere"},
	}
	want := []int32{1000, 1, 1, 1, 2, 7, 0, 0}
	if got := SizeByLength(sites); got != 5 {
		t.Errorf("SizeByLength = %d, want 5", got)
	}
	for i, s := range sites {
		if s.Size != want[i] {
			t.Errorf("%s: size = %d, want %d", s.ID, s.Size, want[i])
		}
	}
}
