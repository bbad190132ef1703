package geo

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNewPolygon(t *testing.T) {
	square := closed(0, 0, 10, 0, 10, 10, 0, 10)
	for _, c := range []struct {
		name  string
		rings [][]Point
		code  Code
	}{
		{"square", [][]Point{square}, ""},
		{"clockwise", [][]Point{closed(0, 0, 0, 10, 10, 10, 10, 0)}, ""},
		{"repeated positions", [][]Point{closed(0, 0, 0, 0, 10, 0, 10, 10, 10, 10, 10, 10, 0, 10, 0, 0)}, ""},
		{"straight on at a vertex", [][]Point{closed(0, 0, 5, 0, 10, 0, 10, 10, 0, 10)}, ""},
		{"hole that touches", [][]Point{square, closed(0, 5, 5, 2, 5, 8)}, ""},
		{"touches itself in a vertex", [][]Point{closed(0, 0, 5, 5, 10, 0, 10, 10, 5, 5, 0, 10)}, ""},
		{"passes twice through a vertex", [][]Point{closed(0, 0, 5, 5, 12, 12, 12, -2, 5, 5, -2, 12)}, ""},
		{"vertex touches a side", [][]Point{closed(0, 0, 10, 0, 10, 10, 5, 0, 0, 10)}, ""},
		{"none", nil, ErrPolygonEmpty},
		{"empty ring", [][]Point{{}}, ErrRingShort},
		{"three positions", [][]Point{{{0, 0}, {1, 0}, {0, 0}}}, ErrRingShort},
		{"open", [][]Point{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}, ErrRingOpen},
		{"open hole", [][]Point{square, {{1, 1}, {2, 1}, {2, 2}, {1, 2}}}, ErrRingOpen},
		{"one position", [][]Point{closed(1, 1, 1, 1, 1, 1)}, ErrPolygonSurface},
		{"on one line", [][]Point{closed(0, 0, 10, 10, 20, 20)}, ErrPolygonSurface},
		{"hole as large", [][]Point{square, square}, ErrPolygonSurface},
		{"even bow-tie", [][]Point{closed(0, 0, 10, 10, 10, 0, 0, 10)}, ErrRingCrosses},
		{"bow-tie", [][]Point{closed(0, 0, 10, 10, 10, 2, 0, 10)}, ErrRingCrosses},
		{"bow-tie with a vertex on a side", [][]Point{closed(0, 0, 5, 5, 12, 12, 10, 1, 0, 9)}, ErrRingCrosses},
		{"bow-tie in a hole", [][]Point{square, closed(1, 1, 5, 5, 5, 2, 1, 5)}, ErrRingCrosses},
		{"spike out", [][]Point{closed(0, 0, 10, 0, 10, 10, 20, 10, 10, 10, 0, 10)}, ErrRingCrosses},
		{"spike in", [][]Point{closed(0, 0, 10, 0, 10, 10, 5, 5, 10, 10, 0, 10)}, ErrRingCrosses},
		{"spike back on a side", [][]Point{closed(0, 0, 10, 0, 5, 0, 5, 10, 0, 10)}, ErrRingCrosses},
		{"runs along itself", [][]Point{closed(0, 0, 10, 0, 10, 10, 8, 0, 2, 0, 0, 10)}, ErrRingCrosses},
		{"walked twice", [][]Point{closed(0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 10, 0, 10, 10, 0, 10)}, ErrRingCrosses},
		{"passes through a side at a vertex", [][]Point{closed(0, 0, 10, 0, 10, 10, 5, 10, 5, 0, 5, -5, 0, -5)}, ErrRingCrosses},
	} {
		_, err := NewPolygon(c.rings)
		wantCode(t, c.name, err, c.code)
	}
}

// Whether a ring crosses does not depend on where it begins, which way it turns,
// nor on a vertex inserted where it goes straight on.
func TestCrossingIgnoresHowARingIsWritten(t *testing.T) {
	position := rapid.Custom(func(t *rapid.T) Point {
		return Point{E7(rapid.Int32Range(0, 8).Draw(t, "x")) * 2, E7(rapid.Int32Range(0, 8).Draw(t, "y")) * 2}
	})
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(position, 3, 8).Draw(t, "ring")
		_, want := Ring(append(slices.Clone(points), points[0])).crossing()
		turned := slices.Concat(points[1:], points[:1])
		_, rotated := Ring(append(turned, turned[0])).crossing()
		var backwards, halved []Point
		for _, p := range slices.Backward(points) {
			backwards = append(backwards, p)
		}
		_, reversed := Ring(append(backwards, backwards[0])).crossing()
		for i, a := range points {
			b := points[(i+1)%len(points)]
			halved = append(halved, a, Point{(a.Lon + b.Lon) / 2, (a.Lat + b.Lat) / 2})
		}
		_, finer := Ring(append(halved, halved[0])).crossing()
		// A middle may fall on the crossing itself, twice: then it only touches.
		if rotated != want || reversed != want || finer && !want {
			t.Fatalf("crossing of %v = %v; rotated %v, reversed %v, halved %v", points, want, rotated, reversed, finer)
		}
	})
}

// A comb does not cross itself, one with two teeth exchanged does.
func TestCrossingOfManySides(t *testing.T) {
	r := seeded(21)
	n := 20_000
	comb := make([]Point, 0, 2*n+3)
	for i := range n {
		comb = append(comb, Point{E7(2 * i), E7(1000 + r.IntN(1000))}, Point{E7(2*i + 1), E7(r.IntN(900))})
	}
	comb = append(comb, Point{E7(2 * n), -10}, Point{-1, -10})
	ring := Ring(append(comb, comb[0]))
	if at, crosses := ring.crossing(); crosses {
		t.Fatalf("crossing of a comb = %v, want none", at)
	}
	ring[n], ring[n+2] = ring[n+2], ring[n]
	if _, crosses := ring.crossing(); !crosses {
		t.Error("crossing of a comb with two teeth exchanged: want one")
	}
}

func TestDoubledAreaEqualsBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(anyPoint(), 3, 30).Draw(t, "ring")
		ring := Ring(append(points, points[0]))
		want := new(big.Int)
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			want.Add(want, new(big.Int).Mul(big.NewInt(int64(a.Lon)), big.NewInt(int64(b.Lat))))
			want.Sub(want, new(big.Int).Mul(big.NewInt(int64(b.Lon)), big.NewInt(int64(a.Lat))))
		}
		want.Abs(want)
		area := ring.doubledArea()
		got := new(big.Int).Lsh(big.NewInt(area.hi), 64)
		got.Add(got, new(big.Int).SetUint64(area.lo))
		if got.Cmp(want) != 0 {
			t.Fatalf("doubledArea(%v) = %v, want %v", ring, got, want)
		}
	})
}

func TestAnticlockwise(t *testing.T) {
	const far = MaxLon // where products come near to 2⁶³
	for _, c := range []struct {
		name string
		ring []Point
		want bool
	}{
		{"square", closed(0, 0, 1, 0, 1, 1, 0, 1), true},
		{"square, turned", closed(0, 0, 0, 1, 1, 1, 1, 0), false},
		{"whole earth", closed(-far, -far/2, far, -far/2, far, far/2, -far, far/2), true},
		{"whole earth, turned", closed(-far, far/2, far, far/2, far, -far/2, -far, -far/2), false},
		{"needle, one unit wide", closed(-far, 0, far, 0, far, 1), true},
		{"needle, turned", closed(far, 1, far, 0, -far, 0), false},
		{"repeated corner", closed(0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1), true},
		{"dent where it begins", closed(0, 0, 4, 0, 4, 4, 2, 1), true},
		{"touches itself in the west", closed(9, -4, 9, -1, 0, 0, 9, 1, 9, 4, 0, 0), true},
		{"one position, as a hole may be", closed(5, 5, 5, 5, 5, 5), false},
	} {
		if got := Ring(c.ring).Anticlockwise(); got != c.want {
			t.Errorf("%s: Anticlockwise = %v, want %v", c.name, got, c.want)
		}
	}
}
