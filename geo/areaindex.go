package geo

import (
	"cmp"
	"math"
	"slices"
)

// Area is the shape of an area, for an AreaIndex. One without polygons owns
// nothing.
type Area struct {
	ID       string
	Code     AreaCode
	Polygons []Polygon
}

// AreaIndex finds the area of a point. An area's number is its position in the
// slice given to NewAreaIndex.
//
// Polygons are ranked: the lowest level first, then the least code, id and
// number. A grid lies over all of them; each cell knows, by rank, the polygons
// whose sides come into it, up to the first that holds the whole cell. Most cells
// know only that one, and in the others the exact predicates decide. An index
// never changes and may be asked by many goroutines; the zero value is empty.
type AreaIndex struct {
	shapes  []areaShape // by rank
	grid    areaGrid
	starts  []int32 // by cell: where its entries begin; one more at the end
	entries []areaEntry
}

// areaShape is one polygon of an area.
type areaShape struct {
	polygon Polygon
	number  int32 // of the area
}

// areaEntry is the rank of a polygon in a cell, or the rank's complement where
// the polygon holds the whole cell.
type areaEntry int32

func (e areaEntry) whole() bool { return e < 0 }

func (e areaEntry) rank() int32 {
	if e < 0 {
		return int32(^e)
	}
	return int32(e)
}

// NewAreaIndex returns the index of areas, at most 2³¹−1. It keeps their
// polygons, which must not change.
func NewAreaIndex(areas []Area) *AreaIndex {
	x := &AreaIndex{shapes: rankedShapes(areas)}
	if len(x.shapes) == 0 {
		return x
	}
	box, vertices := x.shapes[0].polygon.Bounds(), 0
	for _, s := range x.shapes {
		box = box.Union(s.polygon.Bounds())
		for _, ring := range s.polygon {
			vertices += len(ring)
		}
	}
	x.grid = newAreaGrid(box, vertices)
	x.fill()
	return x
}

func rankedShapes(areas []Area) []areaShape {
	order := make([]int32, len(areas))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(i, j int32) int {
		a, b := &areas[i], &areas[j]
		return cmp.Or(cmp.Compare(b.Code.Level(), a.Code.Level()), cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
	})
	var shapes []areaShape
	for _, i := range order {
		for _, polygon := range areas[i].Polygons {
			shapes = append(shapes, areaShape{polygon: polygon, number: i})
		}
	}
	return shapes
}

// fill gives every cell its entries.
func (x *AreaIndex) fill() {
	type placed struct {
		cell  int32
		entry areaEntry
	}
	var all []placed // by rank
	marks := make([]uint8, x.grid.cells())
	done := make([]bool, x.grid.cells()) // a polygon holds the whole cell
	x.starts = make([]int32, x.grid.cells()+1)
	for rank := range x.shapes {
		x.grid.visit(x.shapes[rank].polygon, marks, func(cell int, lies areaCell) {
			if done[cell] {
				return
			}
			entry := areaEntry(rank)
			if lies == wholeCell {
				done[cell], entry = true, ^entry
			}
			all = append(all, placed{cell: int32(cell), entry: entry})
			x.starts[cell+1]++
		})
	}
	for cell := range done {
		x.starts[cell+1] += x.starts[cell]
	}
	x.entries = make([]areaEntry, len(all))
	next := slices.Clone(x.starts)
	for _, p := range all {
		x.entries[next[p.cell]] = p.entry
		next[p.cell]++
	}
}

// Of returns the area that a point belongs to: of those that own it (Polygon.Owns)
// the lowest level, then the least code, then the least id. A point that none
// owns, as on the outer border of them all, belongs to the first in the same
// order that covers it. False if there is none.
func (x *AreaIndex) Of(p Point) (number int32, ok bool) {
	entries := x.at(p)
	for _, e := range entries {
		if s := &x.shapes[e.rank()]; e.whole() || s.polygon.Owns(p) {
			return s.number, true
		}
	}
	for _, e := range entries {
		if s := &x.shapes[e.rank()]; e.whole() || s.polygon.Covers(p) {
			return s.number, true
		}
	}
	return 0, false
}

// at returns the entries of the cell of a point.
func (x *AreaIndex) at(p Point) []areaEntry {
	if len(x.shapes) == 0 || !x.grid.box.Contains(p) {
		return nil
	}
	cell := x.grid.cell(p)
	return x.entries[x.starts[cell]:x.starts[cell+1]]
}

// cellsPerVertex is how many cells the grid has for each vertex, up to
// maxGridSide² cells. More make questions faster and building slower.
const (
	cellsPerVertex = 8
	maxGridSide    = 1024
)

// gridSide is how many rows and columns suit so many vertices.
func gridSide(vertices int) int64 {
	return min(maxGridSide, int64(math.Sqrt(float64(cellsPerVertex*vertices)))+1)
}
