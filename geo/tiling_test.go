package geo

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// tiling is a surface cut into areas that share their corners: fields in columns
// and rows with corners moved about, dealt out to areas, and a frame around them
// with the outline as its hole.
type tiling struct {
	areas  []MultiPolygon
	inside Box     // whose points the areas share out
	places []Point // vertices, and whole points on sides
}

// newTiling cuts n × n fields of about pitch and deals them out to n areas.
func newTiling(r *rand.Rand, n int, pitch int) *tiling {
	t := &tiling{areas: make([]MultiPolygon, n+1)}
	corner := func(i, j int) Point {
		return Point{Lon: E7(i*pitch - pitch), Lat: E7(j*pitch - pitch)}
	}
	at := make([][]Point, n+1)
	for i := range at {
		for j := range n + 1 {
			p := corner(i, j)
			move := max(1, pitch/2) // corners stay in boxes that lie apart
			p.Lon, p.Lat = p.Lon+E7(r.IntN(move)), p.Lat+E7(r.IntN(move))
			at[i] = append(at[i], p)
			t.places = append(t.places, p)
		}
	}
	for i := range n {
		for j := range n {
			sides := [][]Point{t.side(r, at[i][j], at[i+1][j]), t.side(r, at[i+1][j], at[i+1][j+1]),
				t.side(r, at[i+1][j+1], at[i][j+1]), t.side(r, at[i][j+1], at[i][j])}
			ring := joinSides(sides)
			owner := r.IntN(n)
			t.areas[owner] = append(t.areas[owner], Polygon{ring})
		}
	}
	t.areas[n] = MultiPolygon{t.frame(at)}
	return t
}

// side returns a side, sometimes with a vertex in between that the neighbour need
// not have.
func (t *tiling) side(r *rand.Rand, a, b Point) []Point {
	if (a.Lon+b.Lon)%2 != 0 || (a.Lat+b.Lat)%2 != 0 {
		return []Point{a}
	}
	middle := Point{Lon: (a.Lon + b.Lon) / 2, Lat: (a.Lat + b.Lat) / 2}
	t.places = append(t.places, middle)
	if r.IntN(2) == 0 {
		return []Point{a}
	}
	return []Point{a, middle}
}

func joinSides(sides [][]Point) Ring {
	var ring Ring
	for _, side := range sides {
		ring = append(ring, side...)
	}
	return append(ring, ring[0])
}

func (t *tiling) frame(at [][]Point) Polygon {
	n := len(at) - 1
	var outline Ring
	for i := range n {
		outline = append(outline, at[i][0])
	}
	for j := range n {
		outline = append(outline, at[n][j])
	}
	for i := n; i > 0; i-- {
		outline = append(outline, at[i][n])
	}
	for j := n; j > 0; j-- {
		outline = append(outline, at[0][j])
	}
	outline = append(outline, outline[0])
	b := outline.bounds()
	b = Box{Min: Point{b.Min.Lon - 3, b.Min.Lat - 3}, Max: Point{b.Max.Lon + 3, b.Max.Lat + 3}}
	t.inside = b
	t.places = append(t.places, b.Min, b.Max)
	return Polygon{Ring(closed(b.Min.Lon, b.Min.Lat, b.Max.Lon, b.Min.Lat, b.Max.Lon, b.Max.Lat, b.Min.Lon, b.Max.Lat)), outline}
}

func (r Ring) bounds() Box { return boundsOf(r) }

// drawTiling is a small tiling, of fields so narrow that most points lie on sides,
// or a wide one.
func drawTiling(t *rapid.T) (*tiling, *rand.Rand) {
	r := seeded(rapid.Uint64().Draw(t, "seed"))
	pitch := rapid.SampledFrom([]int{2, 4, 7, 20, 1000, 10_000_000}).Draw(t, "pitch")
	return newTiling(r, rapid.IntRange(1, 6).Draw(t, "n"), pitch), r
}

// somePlaces are all special places of a tiling and as many others.
func (t *tiling) somePlaces(r *rand.Rand) []Point {
	places := t.places
	for range len(t.places) {
		places = append(places, t.randomPlace(r))
	}
	return places
}

func (t *tiling) randomPlace(r *rand.Rand) Point {
	b := t.inside
	return Point{
		Lon: b.Min.Lon - 2 + E7(r.Int64N(int64(b.Max.Lon)-int64(b.Min.Lon)+5)),
		Lat: b.Min.Lat - 2 + E7(r.Int64N(int64(b.Max.Lat)-int64(b.Min.Lat)+5)),
	}
}

func TestOwnsOnceInTilings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tiles, r := drawTiling(t)
		for _, p := range tiles.somePlaces(r) {
			owners := 0
			for _, area := range tiles.areas {
				if area != nil && area.Owns(p) {
					owners++
				}
				if area != nil && area.Owns(p) && !area.Covers(p) {
					t.Fatalf("Owns(%v) of what is not covered", p)
				}
			}
			b, want := tiles.inside, 0
			if b.Min.Lon <= p.Lon && p.Lon < b.Max.Lon && b.Min.Lat <= p.Lat && p.Lat < b.Max.Lat {
				want = 1
			}
			if owners != want {
				t.Fatalf("%v has %d owners, want %d", p, owners, want)
			}
		}
	})
}

func TestPolygonOwns(t *testing.T) {
	square := mustPolygon(t, []E7{0, 0, 10, 0, 10, 10, 0, 10}, []E7{2, 2, 4, 2, 4, 4, 2, 4})
	rising := mustPolygon(t, []E7{0, 0, 10, 10, 0, 10}) // its long side runs north-east
	for _, c := range []struct {
		name    string
		polygon Polygon
		p       Point
		want    bool
	}{
		{"inside", square, Point{1, 1}, true}, {"outside", square, Point{11, 5}, false},
		{"south-western corner", square, Point{0, 0}, true}, {"south-eastern corner", square, Point{10, 0}, false},
		{"north-western corner", square, Point{0, 10}, false}, {"north-eastern corner", square, Point{10, 10}, false},
		{"western side", square, Point{0, 5}, true}, {"eastern side", square, Point{10, 5}, false},
		{"southern side", square, Point{5, 0}, true}, {"northern side", square, Point{5, 10}, false},
		{"in the hole", square, Point{3, 3}, false}, {"hole's south-western corner", square, Point{2, 2}, false},
		{"hole's western side", square, Point{2, 3}, false}, {"hole's eastern side", square, Point{4, 3}, true},
		{"hole's northern side", square, Point{3, 4}, true}, {"hole's southern side", square, Point{3, 2}, false},
		{"west of a slope", rising, Point{5, 5}, false}, {"beyond the slope", rising, Point{5, 6}, true},
		{"slope's foot", rising, Point{0, 0}, false},
	} {
		if got := c.polygon.Owns(c.p); got != c.want {
			t.Errorf("%s: Owns(%v) = %v, want %v", c.name, c.p, got, c.want)
		}
	}
	m := MultiPolygon{square, mustPolygon(t, []E7{2, 2, 4, 2, 4, 4, 2, 4})}
	if !m.Owns(Point{2, 2}) || m.Owns(Point{10, 0}) {
		t.Errorf("Owns of both = %v, %v, want true, false", m.Owns(Point{2, 2}), m.Owns(Point{10, 0}))
	}
}

// The moved point itself: on a plane a thousand times finer, a point a step east
// and none north of q lies where q belongs, unless it meets a side again.
func TestOwnsIsTheMovedPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const fine = 1_000_000
		cell := rapid.Custom(func(t *rapid.T) Point {
			return Point{E7(rapid.Int32Range(0, 8).Draw(t, "x")), E7(rapid.Int32Range(0, 8).Draw(t, "y"))}
		})
		points := rapid.SliceOfN(cell, 3, 9).Draw(t, "ring")
		ring := Ring(append(points, points[0]))
		large := make(Ring, len(ring))
		for i, p := range ring {
			large[i] = Point{p.Lon * fine, p.Lat * fine}
		}
		q := cell.Draw(t, "q")
		moved := Point{q.Lon*fine + 1000, q.Lat*fine + 1}
		if got, want := ring.owns(q), bigLocate(large, moved) == inside; got != want {
			t.Fatalf("owns(%v) in %v = %v, want %v", q, ring, got, want)
		}
	})
}
