package intake

import (
	"cmp"
	"math"
	"slices"

	"sitedraw/geo"
)

// twinCell is how high the cells of a grid are in E7, a little more than
// twinReach: 30 m are 2698. So what is within reach lies in neighbouring cells.
const twinCell = 2750

// twinGrid finds the spots near each other by the cells in which they lie, the
// nearest of many by an index.
type twinGrid struct {
	spots  []spot // by row and column of their cell
	cells  []occupiedCell
	finder *geo.Finder // of spots, made when it is needed
	found  []Twin      // some of them twice
}

// occupiedCell is a cell in which there are spots, from ≤ i < to.
type occupiedCell struct {
	row, column int32
	from, to    int32
	many        bool // it or a neighbour holds too many to compare each with each
}

// newTwinGrid puts sites into spots and cells. Cells are so wide that spots
// within reach lie in neighbouring ones, at any latitude of members.
func newTwinGrid(members []*geo.Site) *twinGrid {
	highest := 0.0
	for _, s := range members {
		p, _ := s.Position()
		highest = max(highest, math.Abs(p.Lat.Degrees()))
	}
	width := int64(math.MaxInt32) // at the poles all longitudes are one column
	if highest < 89 {
		width = int64(twinCell / math.Cos((highest+0.1)*math.Pi/180))
	}
	all := make([]placed, len(members))
	for i, s := range members {
		p, _ := s.Position()
		row := uint64((int64(p.Lat) + int64(geo.MaxLat)) / twinCell)
		column := uint64((int64(p.Lon) + int64(geo.MaxLon)) / width)
		all[i] = placed{cell: row<<32 | column, point: p, number: int32(i)}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.point.Lon, b.point.Lon),
			cmp.Compare(a.point.Lat, b.point.Lat), cmp.Compare(a.number, b.number))
	})
	g := &twinGrid{spots: make([]spot, 0, len(all))}
	for _, s := range all {
		site := members[s.number : s.number+1 : s.number+1]
		last := len(g.spots) - 1
		if last >= 0 && g.spots[last].point == s.point {
			g.spots[last].members = append(g.spots[last].members, site...)
			continue
		}
		g.spots = append(g.spots, spot{point: s.point, row: int32(s.cell >> 32), column: int32(uint32(s.cell)), members: site})
	}
	g.fillCells()
	return g
}

// placed is a site by its cell, row above and column below.
type placed struct {
	cell   uint64
	point  geo.Point
	number int32
}

func (g *twinGrid) fillCells() {
	count := 0
	for i := range g.spots {
		if i == 0 || g.spots[i].row != g.spots[i-1].row || g.spots[i].column != g.spots[i-1].column {
			count++
		}
	}
	g.cells = make([]occupiedCell, 0, count)
	for i := range g.spots {
		s := &g.spots[i]
		if last := len(g.cells) - 1; last >= 0 && g.cells[last].row == s.row && g.cells[last].column == s.column {
			g.cells[last].to = int32(i) + 1
			continue
		}
		g.cells = append(g.cells, occupiedCell{row: s.row, column: s.column, from: int32(i), to: int32(i) + 1})
	}
}

// search finds the twins at spots, and between those of neighbouring cells.
func (g *twinGrid) search() {
	g.eachNeighbour(func(a, b *occupiedCell) {
		if (a.to-a.from)*(b.to-b.from) > comparedTwins*comparedTwins/4 {
			a.many, b.many = true, true
		}
	})
	g.eachNeighbour(func(a, b *occupiedCell) {
		if !a.many || !b.many {
			g.compare(a, b)
		}
	})
	for i := range g.cells {
		for j := g.cells[i].from; g.cells[i].many && j < g.cells[i].to; j++ {
			g.searchAround(j)
		}
	}
}

// eachNeighbour calls visit for each cell with itself, the next of its row and
// those of the row above that touch it.
func (g *twinGrid) eachNeighbour(visit func(a, b *occupiedCell)) {
	above := 0 // the first cell that may touch in the row above
	for i := range g.cells {
		c := &g.cells[i]
		visit(c, c)
		if i+1 < len(g.cells) && g.cells[i+1].row == c.row && g.cells[i+1].column == c.column+1 {
			visit(c, &g.cells[i+1])
		}
		for above < len(g.cells) && (g.cells[above].row <= c.row ||
			g.cells[above].row == c.row+1 && g.cells[above].column < c.column-1) {
			above++
		}
		for j := above; j < len(g.cells) && g.cells[j].row == c.row+1 && g.cells[j].column <= c.column+1; j++ {
			visit(c, &g.cells[j])
		}
	}
}

// compare finds the twins between the spots of two cells.
func (g *twinGrid) compare(a, b *occupiedCell) {
	for i := a.from; i < a.to; i++ {
		for j := max(b.from, i); j < b.to; j++ {
			here, there := &g.spots[i], &g.spots[j]
			if i == j && len(here.members) == 1 || there.point.Lat-here.point.Lat > twinCell {
				continue
			}
			if mm := geo.DistanceMillimetres(here.point, there.point); mm <= twinReach {
				g.take(here, there, mm)
			}
		}
	}
}

// searchAround finds the twins of a spot with many around it.
func (g *twinGrid) searchAround(i int32) {
	if g.finder == nil {
		points := make([]geo.Point, len(g.spots))
		for j := range g.spots {
			points[j] = g.spots[j].point
		}
		g.finder = geo.NewIndex(points).Finder()
	}
	for _, near := range g.finder.Nearest(g.spots[i].point, 1+comparedTwins, twinReach) {
		g.take(&g.spots[i], &g.spots[near.Number], near.Millimetres)
	}
}

// take notes the twins between the sites of two spots.
func (g *twinGrid) take(here, there *spot, mm int64) {
	for _, s := range here.sites() {
		g.found = append(g.found, s.twinsAt(there, mm)...)
	}
	for _, s := range there.sites() {
		g.found = append(g.found, s.twinsAt(here, mm)...)
	}
}
