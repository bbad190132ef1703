package geo

import "math/bits"

// lattice lays cells over a box and numbers them row by row from the south-west. A
// cell is so many powers of two wide and high, so that shifts find it. It holds the
// points of a closed box of its own, and those boxes share no point.
type lattice struct {
	corner        Point // the south-western one of the first cell
	wide, high    uint8 // a cell's width and height in powers of two
	columns, rows int64
}

// newLattice lays cells over a box, as small as suits the rings in it.
func newLattice(box Box, rings []Ring) lattice {
	load := newLatticeLoad(rings)
	l := latticeOf(box, powers(box.Min.Lon, box.Max.Lon), powers(box.Min.Lat, box.Max.Lat))
	for {
		narrower, lower := latticeOf(box, l.wide-1, l.high), latticeOf(box, l.wide, l.high-1)
		switch {
		case l.wide >= l.high && l.wide > 0 && load.suits(narrower):
			l = narrower
		case l.high > 0 && load.suits(lower):
			l = lower
		case l.wide > 0 && load.suits(narrower):
			l = narrower
		default:
			return l
		}
	}
}

// powers is the power of two that is wider than an extent.
func powers(from, to E7) uint8 { return uint8(bits.Len64(uint64(int64(to) - int64(from)))) }

func latticeOf(box Box, wide, high uint8) lattice {
	l := lattice{corner: box.Min, wide: wide, high: high}
	l.columns, l.rows = l.column(box.Max.Lon)+1, l.row(box.Max.Lat)+1
	return l
}

// column is the column of a longitude, also beyond the box.
func (l *lattice) column(lon E7) int64 { return (int64(lon) - int64(l.corner.Lon)) >> l.wide }

// row is the row of a latitude, also beyond the box.
func (l *lattice) row(lat E7) int64 { return (int64(lat) - int64(l.corner.Lat)) >> l.high }

// cornerOf is the south-western point of a cell.
func (l *lattice) cornerOf(column, row int64) Point {
	return Point{Lon: E7(int64(l.corner.Lon) + column<<l.wide), Lat: E7(int64(l.corner.Lat) + row<<l.high)}
}

// latticeSpan is the cells from a column and row to another, both included.
type latticeSpan struct{ west, south, east, north int64 }

// span is the cells that hold points of a box that meets the lattice's.
func (l *lattice) span(b Box) latticeSpan {
	return latticeSpan{
		west: max(0, l.column(b.Min.Lon)), south: max(0, l.row(b.Min.Lat)),
		east: min(l.columns-1, l.column(b.Max.Lon)), north: min(l.rows-1, l.row(b.Max.Lat)),
	}
}

func (s latticeSpan) cells() int64 { return (s.east - s.west + 1) * (s.north - s.south + 1) }

const (
	// cellsPerSide is how many cells there may be for a side, in how many a side may
	// lie, and how many each ring may span for each of all sides, on average. More
	// make questions faster and building slower.
	cellsPerSide = 4
	// fewestCells are always allowed.
	fewestCells = 64
)

// latticeLoad is what decides how small cells may be.
type latticeLoad struct {
	most       int64
	across, up int64 // what all sides together go along parallels and meridians
	boxes      []Box // of the rings
}

func newLatticeLoad(rings []Ring) latticeLoad {
	load := latticeLoad{most: fewestCells, boxes: make([]Box, len(rings))}
	for i, r := range rings {
		load.boxes[i] = boundsOf(r)
		load.most += cellsPerSide * int64(len(r)-1)
		for j := 1; j < len(r); j++ {
			across, up := int64(r[j].Lon)-int64(r[j-1].Lon), int64(r[j].Lat)-int64(r[j-1].Lat)
			load.across, load.up = load.across+max(across, -across), load.up+max(up, -up)
		}
	}
	return load
}

// suits reports whether a lattice takes no more time and room than the sides are
// worth, so that building stays linear in their number.
func (o *latticeLoad) suits(l lattice) bool {
	if l.columns*l.rows > o.most || o.across>>l.wide+o.up>>l.high > o.most {
		return false
	}
	spanned := int64(0)
	for _, b := range o.boxes {
		spanned += l.span(b).cells()
	}
	return spanned <= o.most
}
