package geo

import (
	"testing"

	"pgregory.net/rapid"
)

// drawPolygons draws polygons that nobody has checked, over few places: rings cross
// themselves, holes lie anywhere, polygons over one another.
func drawPolygons(t *rapid.T, position *rapid.Generator[Point]) MultiPolygon {
	ring := rapid.Custom(func(t *rapid.T) Ring {
		points := rapid.SliceOfN(position, 3, 12).Draw(t, "ring")
		return append(points, points[0])
	})
	polygon := rapid.Custom(func(t *rapid.T) Polygon {
		return rapid.SliceOfN(ring, 1, 3).Draw(t, "rings")
	})
	return rapid.SliceOfN(polygon, 1, 4).Draw(t, "polygons")
}

// Every point of a plain that is larger than the polygons, and every box of some on
// it; the cells are of a point each or of many, and sides run between them.
func TestCoverOfEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(0, 40).Draw(t, "width"), rapid.IntRange(0, 40).Draw(t, "height")
		polygons := drawPolygons(t, rapid.Custom(func(t *rapid.T) Point {
			return Point{E7(rapid.IntRange(0, width).Draw(t, "x")), E7(rapid.IntRange(0, height).Draw(t, "y"))}
		}))
		c := newCover(polygons)
		var covered [44][44]bool
		for x := range covered {
			for y := range covered[x] {
				p := Point{E7(x - 2), E7(y - 2)}
				covered[x][y] = c.covers(p)
				if want := polygons.Covers(p); covered[x][y] != want {
					t.Fatalf("covers(%v) of %v = %v, want %v", p, polygons, !want, want)
				}
			}
		}
		for range 100 {
			west, south := rapid.IntRange(0, 43).Draw(t, "west"), rapid.IntRange(0, 43).Draw(t, "south")
			east, north := rapid.IntRange(west, 43).Draw(t, "east"), rapid.IntRange(south, 43).Draw(t, "north")
			box := Box{Min: Point{E7(west - 2), E7(south - 2)}, Max: Point{E7(east - 2), E7(north - 2)}}
			lies := c.lies(box)
			for x := west; x <= east; x++ {
				for y := south; y <= north; y++ {
					if lies != boundary && (lies == inside) != covered[x][y] {
						t.Fatalf("lies(%v) to %v = %d, but %d, %d: %v", box, polygons, lies, x-2, y-2, covered[x][y])
					}
				}
			}
		}
	})
}

// Anywhere on the Earth, asked at corners and near sides.
func TestCoverOfTheEarth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		polygons := drawPolygons(t, anyPoint())
		c := newCover(polygons)
		queries := rapid.SliceOfN(anyPoint(), 1, 50).Draw(t, "queries")
		for _, p := range polygons {
			for _, ring := range p {
				for i := 1; i < len(ring); i++ {
					middle := Point{E7((int64(ring[i].Lon) + int64(ring[i-1].Lon)) / 2), E7((int64(ring[i].Lat) + int64(ring[i-1].Lat)) / 2)}
					queries = append(queries, ring[i], middle)
				}
			}
		}
		for _, q := range queries {
			if got, want := c.covers(q), polygons.Covers(q); got != want {
				t.Fatalf("covers(%v) of %v = %v, want %v", q, polygons, got, want)
			}
			other := rapid.SampledFrom(queries).Draw(t, "other")
			lies := c.lies(q.Bounds().Union(other.Bounds()))
			for _, p := range []Point{q, other, {q.Lon, other.Lat}, {other.Lon, q.Lat}} {
				if lies != boundary && (lies == inside) != polygons.Covers(p) {
					t.Fatalf("lies(%v, %v) to %v = %d, but %v is not so", q, other, polygons, lies, p)
				}
			}
		}
	})
}

// A cell that is narrowed to a box in it, and that to a box in the first.
func TestNarrowTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		position := rapid.Custom(func(t *rapid.T) Point {
			return Point{E7(rapid.IntRange(0, 60).Draw(t, "x")), E7(rapid.IntRange(0, 60).Draw(t, "y"))}
		})
		polygons := drawPolygons(t, position)
		grid := newCover(polygons).grid
		for at := range grid.places {
			if grid.places[at] != boundary {
				continue
			}
			column, row := int64(at)%grid.columns, int64(at)/grid.columns
			corner := grid.cornerOf(column, row)
			box := drawWithin(t, Box{Min: corner, Max: Point{corner.Lon + 1<<grid.wide - 1, corner.Lat + 1<<grid.high - 1}})
			whole, ok := grid.around(box)
			if !ok || whole.corner != corner {
				t.Fatalf("around(%v) = %v, %v, want the cell of %v", box, whole.corner, ok, corner)
			}
			var parent, leaf coverCell
			parent.narrowTo(box, &whole)
			wantCell(t, &parent, box, polygons)
			box = drawWithin(t, box)
			leaf.narrowTo(box, &parent)
			wantCell(t, &leaf, box, polygons)
		}
	})
}

func drawWithin(t *rapid.T, b Box) Box {
	west, south := rapid.Int32Range(int32(b.Min.Lon), int32(b.Max.Lon)).Draw(t, "west"), rapid.Int32Range(int32(b.Min.Lat), int32(b.Max.Lat)).Draw(t, "south")
	east, north := rapid.Int32Range(west, int32(b.Max.Lon)).Draw(t, "east"), rapid.Int32Range(south, int32(b.Max.Lat)).Draw(t, "north")
	return Box{Min: Point{E7(west), E7(south)}, Max: Point{E7(east), E7(north)}}
}

func wantCell(t *rapid.T, c *coverCell, box Box, polygons MultiPolygon) {
	for lon := box.Min.Lon; lon <= box.Max.Lon; lon++ {
		for lat := box.Min.Lat; lat <= box.Max.Lat; lat++ {
			p := Point{lon, lat}
			want := polygons.Covers(p)
			if lies := c.lies(); c.covers(p) != want || lies != boundary && (lies == inside) != want {
				t.Fatalf("%v in the cell of %v of %v: covers = %v, lies = %d, want %v", p, box, polygons, !want, lies, want)
			}
		}
	}
}
