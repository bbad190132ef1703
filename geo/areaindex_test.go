package geo

import (
	"cmp"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// firstOf is the definition: all areas that hold p, and the first of them.
func firstOf(areas []Area, holds func(MultiPolygon) bool) (int32, bool) {
	best := -1
	for i := range areas {
		if !holds(areas[i].Polygons) {
			continue
		}
		if best < 0 || cmp.Or(cmp.Compare(areas[best].Code.Level(), areas[i].Code.Level()),
			cmp.Compare(areas[i].Code, areas[best].Code), cmp.Compare(areas[i].ID, areas[best].ID)) < 0 {
			best = i
		}
	}
	return int32(max(best, 0)), best >= 0
}

func bareOf(areas []Area, p Point) (int32, bool) {
	if n, ok := firstOf(areas, func(m MultiPolygon) bool { return m.Owns(p) }); ok {
		return n, true
	}
	return firstOf(areas, func(m MultiPolygon) bool { return m.Covers(p) })
}

// drawAreas are two tilings over each other and a few overlapping boxes, with
// codes of all levels, some of them the same.
func drawAreas(t *rapid.T) (areas []Area, places []Point) {
	for range 2 {
		tiles, r := drawTiling(t)
		for _, m := range tiles.areas {
			code := fmt.Sprintf("360681%03d%03d", r.IntN(3), r.IntN(3))
			areas = append(areas, Area{ID: fmt.Sprint(r.IntN(1000)), Code: AreaCode(code), Polygons: m})
		}
		places = append(places, tiles.somePlaces(r)...)
	}
	return areas, places
}

func TestAreaIndexEqualsBare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas, places := drawAreas(t)
		x := NewAreaIndex(areas)
		places = append(places, rapid.SliceOfN(anyPoint(), 1, 5).Draw(t, "far")...)
		for _, p := range places {
			got, ok := x.Of(p)
			if want, wantOK := bareOf(areas, p); got != want || ok != wantOK {
				t.Fatalf("Of(%v) = %d, %v, want %d, %v", p, got, ok, want, wantOK)
			}
		}
	})
}

func TestAreaIndexOrder(t *testing.T) {
	const village, town = AreaCode("360681001201"), AreaCode("360681001000")
	square := func(west, east E7) []Polygon {
		return []Polygon{mustPolygon(t, []E7{west, 0, east, 0, east, 10, west, 10})}
	}
	areas := []Area{
		0: {ID: "town", Code: town, Polygons: square(0, 20)},
		1: {ID: "village", Code: village, Polygons: square(0, 10)},
		2: {ID: "b", Code: "360681001202", Polygons: square(5, 10)},
		3: {ID: "a", Code: "360681001202", Polygons: square(8, 15)},
		4: {ID: "nowhere", Code: "360681001001"},
		5: {ID: "east", Code: "360681000000", Polygons: square(20, 30)},
	}
	x := NewAreaIndex(areas)
	for _, c := range []struct {
		name string
		p    Point
		of   int32
	}{
		{"village before township", Point{1, 1}, 1}, {"least code", Point{6, 1}, 1},
		{"least id", Point{10, 5}, 3}, {"village's eastern border", Point{15, 5}, 0},
		{"township's eastern border", Point{20, 5}, 5}, {"the last border", Point{30, 5}, 5},
		{"township's north-eastern corner", Point{20, 10}, 0},
		{"northern border", Point{1, 10}, 1}, {"outside", Point{31, 5}, -1}, {"far", Point{MaxLon, MaxLat}, -1},
	} {
		if got := numberOf(x.Of(c.p)); got != c.of {
			t.Errorf("%s: Of(%v) = %d, want %d", c.name, c.p, got, c.of)
		}
	}
	for _, empty := range []*AreaIndex{{}, NewAreaIndex(nil), NewAreaIndex(areas[4:5])} {
		if _, ok := empty.Of(Point{}); ok {
			t.Error("Of in an empty index = true, want false")
		}
	}
}

func numberOf(number int32, ok bool) int32 {
	if !ok {
		return -1
	}
	return number
}

// jaggedAreas are n × n areas that tile a county of 1° × 1°, each with some 90
// vertices on borders shared with its neighbours.
func jaggedAreas(n int) []Area {
	const pieces = 22 // of a border
	r := seeded(uint64(n))
	pitch := 1e7 / (n * pieces)
	at := make([][]Point, n*pieces+1)
	for i := range at {
		at[i] = make([]Point, n*pieces+1)
		for j := range at[i] {
			at[i][j] = Point{Lon: 1_150_000_000 + E7(i*pitch+r.IntN(pitch)), Lat: 350_000_000 + E7(j*pitch+r.IntN(pitch))}
		}
	}
	var areas []Area
	for i := 0; i < n*pieces; i += pieces {
		for j := 0; j < n*pieces; j += pieces {
			var ring Ring
			for k := range pieces {
				ring = append(ring, at[i+k][j])
			}
			for k := range pieces {
				ring = append(ring, at[i+pieces][j+k])
			}
			for k := range pieces {
				ring = append(ring, at[i+pieces-k][j+pieces])
			}
			for k := range pieces {
				ring = append(ring, at[i][j+pieces-k])
			}
			code := AreaCode(fmt.Sprintf("360681%03d%03d", 1+i/pieces, 1+j/pieces))
			areas = append(areas, Area{ID: string(code), Code: code, Polygons: []Polygon{{append(ring, ring[0])}}})
		}
	}
	return areas
}

func TestAreaIndexOfCounty(t *testing.T) {
	areas := jaggedAreas(5)
	x := NewAreaIndex(areas)
	for _, p := range countyPoints(3000) {
		got, ok := x.Of(p)
		if want, wantOK := bareOf(areas, p); got != want || ok != wantOK {
			t.Fatalf("Of(%v) = %d, %v, want %d, %v", p, got, ok, want, wantOK)
		}
	}
}

// A million points in 400 areas: wanted is a second, on one core. Bare is a linear
// scan over the areas' boxes.
func BenchmarkAreaIndex(b *testing.B) {
	areas, points := jaggedAreas(20), countyPoints(million)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			NewAreaIndex(areas)
		}
	})
	x := NewAreaIndex(areas)
	b.Run("1e6/ours", func(b *testing.B) {
		for b.Loop() {
			for _, p := range points {
				x.Of(p)
			}
		}
	})
	boxes := make([]Box, len(areas))
	for i, a := range areas {
		boxes[i] = MultiPolygon(a.Polygons).Bounds()
	}
	b.Run("1e6/bare", func(b *testing.B) {
		for b.Loop() {
			for _, p := range points {
				for i := range areas {
					if boxes[i].Contains(p) && areas[i].Polygons[0].Owns(p) {
						break
					}
				}
			}
		}
	})
}
