package geo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFoot(t *testing.T) {
	line := Line{{Lon: 0, Lat: 0}, {Lon: 1e7, Lat: 0}, {Lon: 1e7, Lat: 1e7}}
	for _, c := range []struct {
		p, at   Point
		segment int
	}{
		{Point{Lon: 5e6, Lat: 1e5}, Point{Lon: 5e6, Lat: 0}, 0},
		{Point{Lon: 11e6, Lat: 5e6}, Point{Lon: 1e7, Lat: 5e6}, 1},
		{Point{Lon: -1e6, Lat: 3e5}, Point{Lon: 0, Lat: 0}, 0},
		{Point{Lon: 1e7, Lat: 2e7}, Point{Lon: 1e7, Lat: 1e7}, 1},
		{Point{Lon: 1e7, Lat: 0}, Point{Lon: 1e7, Lat: 0}, 0},
	} {
		if got := line.Foot(c.p); got.At != c.at || got.Segment != c.segment {
			t.Errorf("Foot(%v) = %+v, want %v of segment %d", c.p, got, c.at, c.segment)
		}
	}
}

// The foot is on the line, as far as its distance says, and no position is nearer.
// Lines end at the antimeridian, on either side of it; the way to them need not.
func TestFootIsNearest(t *testing.T) {
	const around = 900_000
	point := func(from, to int32) *rapid.Generator[Point] {
		return rapid.Custom(func(t *rapid.T) Point {
			lon := MaxLon + E7(rapid.Int32Range(from, to).Draw(t, "lon"))
			return wrapped(Point{Lon: lon, Lat: E7(rapid.Int32Range(279_000_000, 280_000_000).Draw(t, "lat"))})
		})
	}
	anywhere := point(-around, around)
	lines := rapid.OneOf(rapid.SliceOfN(point(-around, 0), 2, 6), rapid.SliceOfN(point(1, around), 2, 6))
	rapid.Check(t, func(t *rapid.T) {
		line := Line(lines.Draw(t, "line"))
		p := anywhere.Draw(t, "p")
		foot := line.Foot(p)
		if d := DistanceMillimetres(p, foot.At) - foot.Millimetres; d < -20 || d > 20 {
			t.Fatalf("foot %+v lies %d mm from where it says", foot, d)
		}
		_, nearest, _ := NewLineIndex([]Line{line}).Nearest(p, AnyDistance)
		if foot.Millimetres != nearest {
			t.Fatalf("foot at %d mm, LineIndex at %d", foot.Millimetres, nearest)
		}
		for _, q := range line {
			const slack = 10 // LineIndex.Nearest says that feet may be off
			if d := DistanceMillimetres(p, q); d < foot.Millimetres-slack {
				t.Fatalf("position %v at %d mm, foot at %d", q, d, foot.Millimetres)
			}
		}
	})
}

// wrapped brings a longitude beyond 180° to the other side.
func wrapped(p Point) Point {
	if p.Lon > MaxLon {
		p.Lon -= MaxLon
		p.Lon -= MaxLon
	}
	return p
}
