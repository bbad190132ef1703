package geo

// coverBuilder cuts polygons up, ring by ring.
type coverBuilder struct {
	*coverGrid

	built   []builtPart
	placed  []placedSide
	touched []int32    // by cell: one more than the present ring's part, or 0
	flips   []bool     // by cell: whether its corner is the last of its row west of an odd number of the ring's sides
	lies    []location // by cell, to the present polygon
}

// builtPart is a part that waits for its place among those of its cell.
type builtPart struct {
	ringPart

	cell   int64 // −1: of a cell in which the polygon covers nothing
	corner Point // of the cell
}

// placedSide is a side that waits for its place in a part.
type placedSide struct {
	side side
	part int32
}

// newCoverGrid cuts up at least one polygon, in time and room that are linear in
// the number of sides.
func newCoverGrid(polygons MultiPolygon) *coverGrid {
	var rings []Ring
	sides := 0
	for _, p := range polygons {
		rings = append(rings, p...)
		for _, r := range p {
			sides += len(r)
		}
	}
	box := boundsOf(rings[0])
	for _, r := range rings[1:] { // nobody has checked where holes lie
		box = box.Union(boundsOf(r))
	}
	g := &coverGrid{lattice: newLattice(box, rings)}
	cells := g.columns * g.rows
	g.places = make([]location, cells)
	b := coverBuilder{
		coverGrid: g, touched: make([]int32, cells), flips: make([]bool, cells), lies: make([]location, cells),
		built: make([]builtPart, 0, sides), placed: make([]placedSide, 0, 2*sides),
	}
	for i, p := range polygons {
		b.polygon(int32(i), p)
	}
	b.pack()
	g.sum()
	return g
}

// polygon adds the parts of a polygon's rings, and what it covers wholly.
func (b *coverBuilder) polygon(number int32, p Polygon) {
	for i, ring := range p {
		b.ring(ring, ringPart{polygon: number, ring: int32(i)})
	}
	span := b.span(p.Bounds())
	for row := span.south; row <= span.north; row++ {
		for cell := row*b.columns + span.west; cell <= row*b.columns+span.east; cell++ {
			b.places[cell] = max(b.places[cell], b.lies[cell])
			b.lies[cell] = outside
		}
	}
}

// ring adds the parts of one ring. In each row the corners are gone through from
// the east: sides are passed on the way, and each changes whether one is within.
func (b *coverBuilder) ring(r Ring, part ringPart) {
	span := b.span(boundsOf(r))
	for i := 1; i < len(r); i++ {
		b.side(newSide(r[i-1], r[i]), part, span.west)
	}
	for row := span.south; row <= span.north; row++ {
		part.within = false
		for column := span.east; column >= span.west; column-- {
			cell := row*b.columns + column
			part.within = part.within != b.flips[cell]
			b.flips[cell] = false
			b.settle(cell, part)
		}
	}
}

// side puts a side into the cells that it comes into. A side that runs between two
// columns is put into a cell beside it, and one that runs between two rows into
// cells of the southern one, so that none runs between cells that know no side.
func (b *coverBuilder) side(s side, part ringPart, west int64) {
	from, last := int64(s.a.Lon), b.row(s.b.Lat)
	for row := b.row(s.a.Lat); row <= last; row++ {
		south, next := b.cornerOf(0, row).Lat, int64(s.b.Lon)
		if s.a.Lat <= south && south < s.b.Lat {
			b.flip(s, row, from, west)
		}
		if row < last {
			next = s.lonAt(int64(b.cornerOf(0, row+1).Lat))
		}
		for column := b.column(E7(min(from, next))); column <= b.column(E7(max(from, next))); column++ {
			b.place(s, column, row, part)
		}
		from = next
	}
}

// flip notes the last corner of a row that is west of a side, which comes to the
// row's south at a longitude rounded either way. None before the column west
// matters.
func (b *coverBuilder) flip(s side, row, lon, west int64) {
	column := b.column(E7(lon))
	if !s.eastOf(b.cornerOf(column, row)) {
		column--
	}
	if column >= west {
		cell := row*b.columns + column
		b.flips[cell] = !b.flips[cell]
	}
}

// place puts a side into a cell, and a part for it if it is the ring's first there.
func (b *coverBuilder) place(s side, column, row int64, part ringPart) {
	cell := row*b.columns + column
	if b.touched[cell] == 0 {
		b.built = append(b.built, builtPart{ringPart: part, cell: cell, corner: b.cornerOf(column, row)})
		b.touched[cell] = int32(len(b.built))
	}
	at := b.touched[cell] - 1
	b.built[at].to++
	b.placed = append(b.placed, placedSide{side: s, part: at})
}

// settle says how a cell lies to the polygon as far as its rings are known, the
// present one with part.within at the cell's corner. A hole around a cell that
// sides come into is a part without sides.
func (b *coverBuilder) settle(cell int64, part ringPart) {
	at := b.touched[cell] - 1
	b.touched[cell] = 0
	switch lies := &b.lies[cell]; {
	case part.ring > 0 && *lies == outside:
		if at >= 0 {
			b.built[at].cell = -1
		}
	case at >= 0:
		b.built[at].within = part.within
		*lies = boundary
	case part.ring == 0 && part.within:
		*lies = inside
	case part.ring > 0 && part.within && *lies == inside:
		*lies = outside
	case part.ring > 0 && part.within:
		b.built = append(b.built, builtPart{ringPart: part, cell: cell})
	}
}

// pack brings together what lies in the same cell, and leaves out what lies in
// cells that a polygon covers wholly.
func (b *coverBuilder) pack() {
	b.starts = make([]int32, len(b.places)+1)
	for i := range b.built {
		if cell := b.built[i].cell; cell >= 0 && b.places[cell] == boundary {
			b.starts[cell+1]++
		} else {
			b.built[i].cell = -1
		}
	}
	for cell := range b.places {
		b.starts[cell+1] += b.starts[cell]
	}
	b.parts = make([]ringPart, b.starts[len(b.places)])
	next, slots := append([]int32(nil), b.starts...), make([]int32, len(b.built))
	for i, part := range b.built {
		if slots[i] = -1; part.cell >= 0 {
			slots[i] = next[part.cell]
			b.parts[slots[i]] = part.ringPart
			next[part.cell]++
		}
	}
	b.packSides(slots)
}

// packSides puts the sides in the order of the parts, which know how many they
// have; slots says which part each was built for.
func (b *coverBuilder) packSides(slots []int32) {
	count := int32(0)
	for i := range b.parts {
		part := &b.parts[i]
		part.from, part.to, count = count, count, count+part.to
	}
	b.sides = make([]cellSide, count)
	for _, placed := range b.placed {
		if slot := slots[placed.part]; slot >= 0 {
			b.sides[b.parts[slot].to] = newCellSide(placed.side, b.built[placed.part].corner)
			b.parts[slot].to++
		}
	}
}

// sum counts the cells of boundary south-west of every corner.
func (g *coverGrid) sum() {
	width := g.columns + 1
	g.mixed = make([]int32, width*(g.rows+1))
	for row := range g.rows {
		count := int32(0)
		for column := range g.columns {
			if g.places[row*g.columns+column] == boundary {
				count++
			}
			g.mixed[(row+1)*width+column+1] = g.mixed[row*width+column+1] + count
		}
	}
}
