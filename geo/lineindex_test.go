package geo

import (
	"math"
	"testing"

	"github.com/tidwall/rtree"
	"pgregory.net/rapid"
)

// bareNearest measures every segment.
func bareNearest(lines []Line, p Point, limit int64) (line int32, mm int64, ok bool) {
	foot := newFootFinder(p)
	mm = limit
	for number, l := range lines {
		for i := 1; i < len(l); i++ {
			if d := foot.millimetres(l[i-1], l[i]); d < mm || d == mm && !ok {
				line, mm, ok = int32(number), d, true
			}
		}
	}
	return line, mm, ok
}

func TestLineIndexEqualsBare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := Point{Lon: 1_172_000_000, Lat: 282_000_000}
		step := rapid.SampledFrom([]int32{2, 300, 100_000, 20_000_000}).Draw(t, "step")
		position := rapid.Custom(func(t *rapid.T) Point {
			return Point{near.Lon + E7(rapid.Int32Range(-step, step).Draw(t, "x")), near.Lat + E7(rapid.Int32Range(-step, step).Draw(t, "y"))}
		})
		if rapid.IntRange(0, 3).Draw(t, "anywhere") == 0 {
			position = anyPoint()
		}
		line := rapid.Custom(func(t *rapid.T) Line { return rapid.SliceOfN(position, 2, 20).Draw(t, "line") })
		lines := rapid.SliceOfN(line, 0, 30).Draw(t, "lines")
		if len(lines) > 0 {
			lines = append(lines, lines[0]) // ties
		}
		x := NewLineIndex(lines)
		for _, p := range rapid.SliceOfN(position, 1, 10).Draw(t, "places") {
			limit := rapid.SampledFrom([]int64{AnyDistance, 300_000, 1, 0, -1}).Draw(t, "limit")
			got, mm, ok := x.Nearest(p, limit)
			want, wantMM, wantOK := bareNearest(lines, p, limit)
			if ok != wantOK || ok && (got != want || mm != wantMM) {
				t.Fatalf("Nearest(%v, %d) = %d, %d, %v, want %d, %d, %v", p, limit, got, mm, ok, want, wantMM, wantOK)
			}
		}
	})
}

func TestLineIndexNearest(t *testing.T) {
	lines := []Line{
		{{0, 0}, {1e7, 0}},                     // on the equator
		{{0, 1000}, {0, 1000}},                 // a point twice
		{{1_799_990_000, 0}, {MaxLon, 20_000}}, // to the antimeridian
	}
	for _, c := range []struct {
		p     Point
		line  int32
		nearP Point
	}{
		{Point{5e6, 4000}, 0, Point{5e6, 0}}, {Point{2e7, 0}, 0, Point{1e7, 0}}, {Point{-100, -100}, 0, Point{0, 0}},
		{Point{0, 900}, 1, Point{0, 1000}}, {Point{-MaxLon, 20_000}, 2, Point{MaxLon, 20_000}},
		{Point{-MaxLon + 1000, 20_000}, 2, Point{MaxLon, 20_000}},
	} {
		want := DistanceMillimetres(c.p, c.nearP)
		line, mm, ok := NewLineIndex(lines).Nearest(c.p, AnyDistance)
		if line != c.line || mm != want || !ok {
			t.Errorf("Nearest(%v) = %d, %d, %v, want %d, %d, true", c.p, line, mm, ok, c.line, want)
		}
		if _, _, ok := NewLineIndex(lines).Nearest(c.p, want-1); ok {
			t.Errorf("Nearest(%v, %d) = true, want false", c.p, want-1)
		}
	}
	if _, _, ok := new(LineIndex).Nearest(Point{}, AnyDistance); ok {
		t.Error("Nearest in an empty index = true, want false")
	}
}

// The error that Nearest's comment allows: against the least of many distances to
// points of the segment.
func TestFootIsNearEnough(t *testing.T) {
	r := seeded(7)
	for range 2000 {
		p := Point{Lon: E7(r.IntN(1e9)), Lat: E7(r.IntN(1_190_000_000)) - 595_000_000}
		reach := float64(1e5)
		if r.IntN(2) == 0 {
			reach = 1e6 // 10⁵ units are about 1 km
		}
		a := Point{p.Lon + E7((r.Float64()-0.5)*reach), p.Lat + E7((r.Float64()-0.5)*reach)}
		b := Point{p.Lon + E7((r.Float64()-0.5)*reach), p.Lat + E7((r.Float64()-0.5)*reach)}
		foot := newFootFinder(p)
		got, want := foot.millimetres(a, b), leastMillimetres(p, a, b)
		allowed := 1 + int64(reach/1e6*999) // and 1 for rounding twice
		if reach < 1e6 {
			allowed = 2
		}
		if got < want-1 || got > want+allowed {
			t.Errorf("millimetres(%v; %v, %v) = %d, want %d", p, a, b, got, want)
		}
	}
}

// leastMillimetres finds the least distance by cutting the segment in three again
// and again.
func leastMillimetres(p, a, b Point) int64 {
	v := NewVantage(p)
	at := func(t float64) float64 {
		lon, lat := a.Lon.radians()+t*(b.Lon.radians()-a.Lon.radians()), a.Lat.radians()+t*(b.Lat.radians()-a.Lat.radians())
		return v.distance(Vantage{lon: lon, lat: lat, cosLat: math.Cos(lat)})
	}
	low, high := 0.0, 1.0
	for range 100 {
		third := (high - low) / 3
		if at(low+third) < at(high-third) {
			high -= third
		} else {
			low += third
		}
	}
	return millimetres(at((low + high) / 2))
}

// countyRoads are lines of 2 … 20 segments of 50 m each, so many segments in all.
func countyRoads(segments int) []Line {
	r := seeded(uint64(segments))
	var lines []Line
	for segments > 0 {
		line := Line{{Lon: 1_150_000_000 + E7(r.IntN(1e7)), Lat: 350_000_000 + E7(r.IntN(1e7))}}
		turn := r.Float64() * 2 * math.Pi
		for range 2 + r.IntN(19) {
			last := line[len(line)-1]
			turn += (r.Float64() - 0.5) / 2
			line = append(line, Point{last.Lon + E7(5000*math.Cos(turn)), last.Lat + E7(5000*math.Sin(turn))})
			segments--
		}
		lines = append(lines, line)
	}
	return lines
}

// BenchmarkLineIndex asks for the nearest of 200,000 segments; bare is the planar
// distance to the boxes of all of them in an R-tree, without their feet.
func BenchmarkLineIndex(b *testing.B) {
	lines, points := countyRoads(200_000), countyPoints(1000)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			NewLineIndex(lines)
		}
	})
	x := NewLineIndex(lines)
	b.Run("nearest/ours", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			x.Nearest(points[i%1000], AnyDistance)
		}
	})
	b.Run("within-300m/ours", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			x.Nearest(points[i%1000], 300_000)
		}
	})
	tree := new(rtree.RTreeG[int32])
	for number, line := range lines {
		for i := 1; i < len(line); i++ {
			lo, hi := corners(boundsOf(line[i-1 : i+1]))
			tree.Insert(lo, hi, int32(number))
		}
	}
	b.Run("nearest/bare", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			at, _ := corners(points[i%1000].Bounds())
			tree.Nearby(rtree.BoxDist[float64, int32](at, at, nil), func(_, _ [2]float64, _ int32, _ float64) bool { return false })
		}
	})
}
