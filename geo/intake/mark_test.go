package intake

import (
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func ring(coordinates ...geo.E7) []geo.Point {
	var points []geo.Point
	for i := 0; i < len(coordinates); i += 2 {
		points = append(points, geo.Point{Lon: coordinates[i], Lat: coordinates[i+1]})
	}
	return append(points, points[0])
}

func TestMarkOf(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rings [][]geo.Point
		want  geo.Point
	}{
		{"square: its middle", [][]geo.Point{ring(0, 0, 100, 0, 100, 100, 0, 100)}, geo.Point{Lon: 50, Lat: 50}},
		{"triangle: the centroid", [][]geo.Point{ring(0, 0, 300, 0, 0, 300)}, geo.Point{Lon: 100, Lat: 100}},
		{"horseshoe: within an arm or the bow", [][]geo.Point{ring(0, 0, 300, 0, 300, 300, 200, 300, 200, 100, 100, 100, 100, 300, 0, 300)}, geo.Point{Lon: 150, Lat: 10}},
		{"ring: beside the hole", [][]geo.Point{ring(0, 0, 300, 0, 300, 300, 0, 300), ring(50, 50, 250, 50, 250, 250, 50, 250)}, geo.Point{Lon: 150, Lat: 10}},
	} {
		polygon, err := geo.NewPolygon(tc.rings)
		if err != nil {
			t.Fatal(err)
		}
		if got := MarkOf(polygon); got != tc.want || !polygon.Covers(got) {
			t.Errorf("%s: MarkOf = %v, want %v", tc.name, got, tc.want)
		}
	}
	small, large := box(t, 0, 0, 10, 10), box(t, 100, 100, 200, 200)
	if got, want := MarkOf(geo.MultiPolygon{small, large}), (geo.Point{Lon: 150, Lat: 150}); got != want {
		t.Errorf("MarkOf(two) = %v, want %v", got, want)
	}
	if got := MarkOf(geo.Point{Lon: 1, Lat: 1}); got != (geo.Point{}) {
		t.Errorf("MarkOf(point) = %v", got)
	}
}

func TestMarkIsInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "n")
		var points []geo.Point
		for range n {
			points = append(points, geo.Point{
				Lon: geo.E7(rapid.IntRange(-1_800_000_000, 1_800_000_000).Draw(t, "lon") >> rapid.IntRange(0, 28).Draw(t, "shift")),
				Lat: geo.E7(rapid.IntRange(-900_000_000, 900_000_000).Draw(t, "lat") >> rapid.IntRange(0, 28).Draw(t, "shift")),
			})
		}
		polygon, err := geo.NewPolygon([][]geo.Point{append(points, points[0])})
		if err != nil {
			t.Skip("no polygon")
		}
		if got := MarkOf(polygon); !polygon.Covers(got) {
			t.Fatalf("MarkOf(%v) = %v, outside", polygon, got)
		}
	})
}
