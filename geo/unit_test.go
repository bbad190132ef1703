package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestUnit(t *testing.T) {
	for p, want := range map[Point]Unit{
		{}: {X: 1}, {Lon: MaxLon / 2}: {Y: 1}, {Lat: MaxLat}: {Z: 1}, {Lon: -MaxLon}: {X: -1},
	} {
		got := p.Unit()
		if math.Abs(got.X-want.X)+math.Abs(got.Y-want.Y)+math.Abs(got.Z-want.Z) > 1e-15 {
			t.Errorf("%v.Unit() = %v, want %v", p, got, want)
		}
	}
}

// The chord of a distance is the distance of the vectors.
func TestChordIsBetweenUnits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		point := func(name string) Point {
			return Point{
				Lon: E7(rapid.IntRange(int(-MaxLon), int(MaxLon)).Draw(rt, name+" lon")),
				Lat: E7(rapid.IntRange(int(-MaxLat), int(MaxLat)).Draw(rt, name+" lat")),
			}
		}
		a, b := point("a"), point("b")
		u, v := a.Unit(), b.Unit()
		want := math.Sqrt((u.X-v.X)*(u.X-v.X) + (u.Y-v.Y)*(u.Y-v.Y) + (u.Z-v.Z)*(u.Z-v.Z))
		if got := Chord(Distance(a, b)); math.Abs(got-want) > 1e-8 {
			rt.Errorf("Chord(Distance(%v, %v)) = %v, want %v", a, b, got, want)
		}
	})
	if got := []float64{Chord(-1), Chord(0), Chord(1e9)}; got[0] != 0 || got[1] != 0 || got[2] != 2 {
		t.Errorf("Chord(-1, 0, 1e9) = %v, want 0, 0, 2", got)
	}
}
