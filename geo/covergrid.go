package geo

// coverGrid is polygons cut up by the cells of a lattice. Of most cells it knows
// that all their points are covered, or none; the others know the sides that come
// into them, and of each ring how their south-western corner lies to it, from where
// the sides that are crossed on the way to a point are counted. So a question looks
// at the few sides near it only.
type coverGrid struct {
	lattice

	places []location // by cell: boundary if sides come into it
	mixed  []int32    // cells of boundary south-west of each corner of the lattice
	starts []int32    // by cell: where its parts begin; one more at the end
	parts  []ringPart
	sides  []cellSide
}

// covers reports whether a point of the lattice's box is covered.
func (g *coverGrid) covers(p Point) bool {
	column, row := g.column(p.Lon), g.row(p.Lat)
	if where := g.places[row*g.columns+column]; where != boundary {
		return where == inside
	}
	cell := g.cell(column, row)
	return cell.covers(p)
}

// cell is what is known of a cell that sides come into.
func (g *coverGrid) cell(column, row int64) coverCell {
	cell := row*g.columns + column
	return coverCell{corner: g.cornerOf(column, row), parts: g.parts[g.starts[cell]:g.starts[cell+1]], sides: g.sides}
}

// around is the one cell in which a box lies; false if it lies in several, or in one
// that no side comes into.
func (g *coverGrid) around(b Box) (coverCell, bool) {
	column, row := g.column(b.Min.Lon), g.row(b.Min.Lat)
	if column < 0 || row < 0 || column >= g.columns || row >= g.rows ||
		column != g.column(b.Max.Lon) || row != g.row(b.Max.Lat) || g.places[row*g.columns+column] != boundary {
		return coverCell{}, false
	}
	return g.cell(column, row), true
}

// fewCells is how many cells are looked through for a side that comes into a box;
// if it lies over more, their count has to do.
const fewCells = 16

// lies is cover.lies for a box that meets the lattice's; not known if no side comes
// into it.
func (g *coverGrid) lies(b Box) (lies location, known bool) {
	span := g.span(b)
	if g.mixedIn(span) == 0 { // nor does a side run between them: one cell speaks for all
		return g.places[span.south*g.columns+span.west], true
	}
	if span.cells() > fewCells {
		return boundary, true
	}
	for row := span.south; row <= span.north; row++ {
		for cell := row*g.columns + span.west; cell <= row*g.columns+span.east; cell++ {
			if g.places[cell] == boundary && g.cellMeets(cell, b) {
				return boundary, true
			}
		}
	}
	return outside, false
}

func (g *coverGrid) cellMeets(cell int64, b Box) bool {
	parts := g.parts[g.starts[cell]:g.starts[cell+1]]
	sides := g.sides[parts[0].from:parts[len(parts)-1].to]
	for i := range sides {
		if sides[i].meets(b) {
			return true
		}
	}
	return false
}

// mixedIn counts the cells of a span that sides come into.
func (g *coverGrid) mixedIn(s latticeSpan) int32 {
	south, north := s.south*(g.columns+1), (s.north+1)*(g.columns+1)
	return g.mixed[north+s.east+1] - g.mixed[north+s.west] - g.mixed[south+s.east+1] + g.mixed[south+s.west]
}
