package geo

import (
	"testing"

	"pgregory.net/rapid"
)

// What visit says of a cell holds for each of its points, and every point has a
// cell; the cells are so small and sides so long that many run between columns.
func TestAreaGridOfEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 200).Draw(t, "height")
		position := rapid.Custom(func(t *rapid.T) Point {
			return Point{E7(rapid.IntRange(0, width).Draw(t, "x")), E7(rapid.IntRange(0, height).Draw(t, "y"))}
		})
		ring := rapid.SliceOfN(position, 3, 5).Draw(t, "ring")
		polygon := Polygon{append(ring, ring[0])}
		g := newAreaGrid(Box{Max: Point{E7(width), E7(height)}}, rapid.IntRange(0, 300).Draw(t, "vertices"))
		marks := make([]uint8, g.cells())
		lies := make([]areaCell, g.cells())
		g.visit(polygon, marks, func(cell int, l areaCell) { lies[cell] = l })
		for x := range E7(width + 1) {
			for y := range E7(height + 1) {
				p := Point{x, y}
				cell := g.cell(p)
				if marks[cell] != 0 {
					t.Fatal("a mark is left")
				}
				if lies[cell] == apartCell && polygon.Covers(p) || lies[cell] == wholeCell && !polygon.Owns(p) {
					t.Fatalf("cell of %v in %v = %d, Covers = %v", p, polygon, lies[cell], polygon.Covers(p))
				}
				lon, lat := g.corner(g.column(int64(x)), g.row(int64(y)))
				if g.cell(Point{E7(lon), E7(lat)}) != cell || lon > int64(x) || lat > int64(y) {
					t.Fatalf("corner of %v's cell = %d, %d, in another cell", p, lon, lat)
				}
			}
		}
	})
}
