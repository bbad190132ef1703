package geo

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestPolygonCovers(t *testing.T) {
	square := mustPolygon(t, []E7{0, 0, 10, 0, 10, 10, 0, 10}, []E7{2, 2, 4, 2, 4, 4, 2, 4})
	// Two spires whose tips and valleys lie on the latitude of many queries.
	spires := mustPolygon(t, []E7{0, 0, 12, 0, 9, 6, 6, 3, 3, 6})
	world := mustPolygon(t, []E7{-MaxLon, -MaxLat, MaxLon, -MaxLat, MaxLon, MaxLat, -MaxLon, MaxLat})
	diagonal := mustPolygon(t, []E7{-MaxLon, -MaxLat, MaxLon, MaxLat, -MaxLon, MaxLat})
	for _, c := range []struct {
		name    string
		polygon Polygon
		p       Point
		want    bool
	}{
		{"inside", square, Point{1, 1}, true}, {"outside", square, Point{11, 5}, false},
		{"corner", square, Point{0, 0}, true}, {"far corner", square, Point{10, 10}, true},
		{"lower side", square, Point{5, 0}, true}, {"right side", square, Point{10, 5}, true},
		{"on the line of a side", square, Point{-5, 0}, false}, {"beyond a side", square, Point{15, 10}, false},
		{"in the hole", square, Point{3, 3}, false}, {"hole's side", square, Point{2, 3}, true},
		{"hole's corner", square, Point{4, 4}, true}, {"beside the hole", square, Point{5, 3}, true},
		{"west of two tips", spires, Point{0, 6}, false}, {"tip", spires, Point{3, 6}, true},
		{"between tips", spires, Point{6, 6}, false}, {"valley", spires, Point{6, 3}, true},
		{"under the valley", spires, Point{6, 2}, true}, {"over the valley", spires, Point{6, 4}, false},
		{"west of the valley's latitude", spires, Point{0, 3}, false}, {"in the spire", spires, Point{3, 3}, true},
		{"pole of the world", world, Point{0, MaxLat}, true}, {"antimeridian", world, Point{MaxLon, 0}, true},
		{"on the world's diagonal", diagonal, Point{0, 0}, true}, {"just above", diagonal, Point{0, 1}, true},
		{"just below", diagonal, Point{0, -1}, false}, {"just left, high up", diagonal, Point{1_799_999_997, 899_999_999}, true},
		{"just right, high up", diagonal, Point{1_799_999_999, 899_999_999}, false},
	} {
		if got := c.polygon.Covers(c.p); got != c.want {
			t.Errorf("%s: Covers(%v) = %v, want %v", c.name, c.p, got, c.want)
		}
	}
}

func TestMultiPolygonCovers(t *testing.T) {
	m := MultiPolygon{mustPolygon(t, []E7{0, 0, 10, 0, 10, 10, 0, 10}, []E7{2, 2, 8, 2, 8, 8, 2, 8}), mustPolygon(t, []E7{4, 4, 6, 4, 6, 6})}
	for p, want := range map[Point]bool{{1, 1}: true, {3, 3}: false, {5, 4}: true, {6, 6}: true, {4, 6}: false, {2, 2}: true} {
		if got := m.Covers(p); got != want {
			t.Errorf("Covers(%v) = %v, want %v", p, got, want)
		}
	}
}

// The definition with whole numbers of any size: on a side, or an odd number of
// crossings of the ray that leaves q eastwards just above its latitude.
func bigLocate(r Ring, q Point) location {
	crossings := 0
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		cross := new(big.Int).Sub(bigProduct(a, b, q.Lat, a.Lat), bigProduct2(a, b, q.Lon, a.Lon))
		within := min(a.Lon, b.Lon) <= q.Lon && q.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= q.Lat && q.Lat <= max(a.Lat, b.Lat)
		if cross.Sign() == 0 && within {
			return boundary
		}
		if (a.Lat > q.Lat) == (b.Lat > q.Lat) {
			continue
		}
		if (b.Lat > a.Lat) == (cross.Sign() > 0) {
			crossings++
		}
	}
	if crossings%2 == 1 {
		return inside
	}
	return outside
}

// bigProduct is (b.Lon−a.Lon)·(y−y0), bigProduct2 (b.Lat−a.Lat)·(x−x0).
func bigProduct(a, b Point, y, y0 E7) *big.Int {
	return new(big.Int).Mul(big.NewInt(int64(b.Lon)-int64(a.Lon)), big.NewInt(int64(y)-int64(y0)))
}

func bigProduct2(a, b Point, x, x0 E7) *big.Int {
	return new(big.Int).Mul(big.NewInt(int64(b.Lat)-int64(a.Lat)), big.NewInt(int64(x)-int64(x0)))
}

// Rings of any form, crossing ones too, over a few cells and over the Earth.
func TestLocateEqualsBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		position := anyPoint()
		if rapid.Bool().Draw(t, "small") {
			position = rapid.Custom(func(t *rapid.T) Point {
				return Point{E7(rapid.Int32Range(0, 6).Draw(t, "x")), E7(rapid.Int32Range(0, 6).Draw(t, "y"))}
			})
		}
		points := rapid.SliceOfN(position, 3, 12).Draw(t, "ring")
		ring := Ring(append(points, points[0]))
		for _, q := range append(rapid.SliceOfN(position, 1, 20).Draw(t, "queries"), points[1]) {
			if got, want := ring.locate(q), bigLocate(ring, q); got != want {
				t.Fatalf("locate(%v) in %v = %d, want %d", q, ring, got, want)
			}
		}
	})
}

func BenchmarkPolygonCovers(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var flat []E7
	for i := range 100 {
		flat = append(flat, E7(i*100), E7(r.IntN(100)))
	}
	polygon := Polygon{Ring(closed(append(flat, 9_900, 9_900, 0, 9_900)...))}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		polygon.Covers(Point{E7(i % 9_900), 5_000})
	}
}

func ExamplePolygon_Covers() {
	park, _ := NewPolygon([][]Point{
		{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}},
		{{4, 4}, {6, 4}, {6, 6}, {4, 6}, {4, 4}}, // a lake
	})
	fmt.Println(park.Covers(Point{0, 5}), park.Covers(Point{5, 5}), park.Covers(Point{4, 5}))
	// Output: true false true
}
