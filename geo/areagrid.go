package geo

// areaGrid lays columns × rows cells over a box. All on integers: a cell holds
// the points of a closed box of its own, and those boxes share no point.
type areaGrid struct {
	box           Box
	columns, rows int64
	width, height int64 // how many different longitudes and latitudes the box has
}

func newAreaGrid(box Box, vertices int) areaGrid {
	g := areaGrid{
		box:    box,
		width:  int64(box.Max.Lon) - int64(box.Min.Lon) + 1,
		height: int64(box.Max.Lat) - int64(box.Min.Lat) + 1,
	}
	g.columns, g.rows = min(g.width, gridSide(vertices)), min(g.height, gridSide(vertices))
	return g
}

func (g *areaGrid) cells() int { return int(g.columns * g.rows) }

func (g *areaGrid) column(lon int64) int64 { return (lon - int64(g.box.Min.Lon)) * g.columns / g.width }

func (g *areaGrid) row(lat int64) int64 { return (lat - int64(g.box.Min.Lat)) * g.rows / g.height }

// cell is the number of the cell of a point in the box.
func (g *areaGrid) cell(p Point) int {
	return int(g.row(int64(p.Lat))*g.columns + g.column(int64(p.Lon)))
}

// corner is the south-western point of a cell; that of a row or column beyond the
// last lies just outside the box.
func (g *areaGrid) corner(column, row int64) (lon, lat int64) {
	return int64(g.box.Min.Lon) + ceilDiv(column*g.width, g.columns), int64(g.box.Min.Lat) + ceilDiv(row*g.height, g.rows)
}

// ceilDiv is ⌈a/b⌉ for a ≥ 0, b > 0.
func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// areaCell says how a polygon lies to a cell. The zero value is apart.
type areaCell uint8

const (
	apartCell areaCell = iota
	touchedCell
	wholeCell
)

// visit calls back for every cell that a polygon touches with a side or holds
// wholly. marks has a byte for every cell, all zero before and after.
//
// Between two neighbouring cells of a row that are not marked no side passes, so the predicate is asked only after a touched cell.
func (g *areaGrid) visit(p Polygon, marks []uint8, call func(cell int, lies areaCell)) {
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			g.markSide(ring[i-1], ring[i], marks)
		}
	}
	box := p.Bounds()
	west, east := g.column(int64(box.Min.Lon)), g.column(int64(box.Max.Lon))
	for row := g.row(int64(box.Min.Lat)); row <= g.row(int64(box.Max.Lat)); row++ {
		lies := touchedCell
		for column := west; column <= east; column++ {
			cell := int(row*g.columns + column)
			if marks[cell] != 0 {
				lies = touchedCell
			} else if lies == touchedCell {
				lies = g.untouched(p, column, row)
			}
			marks[cell] = 0
			if lies != apartCell {
				call(cell, lies)
			}
		}
	}
}

// untouched says how a polygon lies to a cell that none of its sides comes into.
func (g *areaGrid) untouched(p Polygon, column, row int64) areaCell {
	lon, lat := g.corner(column, row)
	if p.Owns(Point{Lon: E7(lon), Lat: E7(lat)}) {
		return wholeCell
	}
	return apartCell
}

// markSide marks the cells that a side comes into: in each row the columns between
// the longitudes at which the side enters and leaves it, and where it runs between
// two columns one of them.
func (g *areaGrid) markSide(a, b Point, marks []uint8) {
	if a.Lat > b.Lat {
		a, b = b, a
	}
	for row := g.row(int64(a.Lat)); row <= g.row(int64(b.Lat)); row++ {
		_, south := g.corner(0, row)
		_, beyond := g.corner(0, row+1)
		from, to := sideSpan(a, b, max(south, int64(a.Lat)), min(beyond-1, int64(b.Lat)))
		for column := g.column(from); column <= g.column(to); column++ {
			marks[row*g.columns+column] = 1
		}
	}
}

// sideSpan returns the longitudes at which the part of a rising side between two
// latitudes begins and ends, rounded alike to a neighbouring whole number: no whole
// longitude that the part comes to lies beyond them.
func sideSpan(a, b Point, south, north int64) (west, east int64) {
	if a.Lat == b.Lat {
		return int64(min(a.Lon, b.Lon)), int64(max(a.Lon, b.Lon))
	}
	run, rise := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	x := int64(a.Lon) + run*(south-int64(a.Lat))/rise
	y := int64(a.Lon) + run*(north-int64(a.Lat))/rise
	return min(x, y), max(x, y)
}
