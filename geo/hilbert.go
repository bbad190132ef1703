package geo

// hilbertGrid lays 2¹⁶ × 2¹⁶ cells over a box and numbers them along Hilbert's
// curve (D. Hilbert, Math. Ann. 38, 1891, doi:10.1007/BF01199431), so that cells
// of neighbouring numbers are neighbours. It keeps places together, no more.
type hilbertGrid struct {
	origin        Point
	width, height uint64 // of the box in E7, at least 1
}

const hilbertMax = 1<<16 - 1

func newHilbertGrid(b Box) hilbertGrid {
	return hilbertGrid{
		origin: b.Min,
		width:  uint64(max(1, int64(b.Max.Lon)-int64(b.Min.Lon))),
		height: uint64(max(1, int64(b.Max.Lat)-int64(b.Min.Lat))),
	}
}

// key is the number, below 2³², of the cell of a point in the box.
func (g hilbertGrid) key(p Point) uint64 {
	x := uint64(int64(p.Lon)-int64(g.origin.Lon)) * hilbertMax / g.width
	y := uint64(int64(p.Lat)-int64(g.origin.Lat)) * hilbertMax / g.height
	return hilbert(uint32(x), uint32(y))
}

// hilbert is the number of cell x, y (each below 2¹⁶): from the largest quarter
// to the smallest, each turned and mirrored into the curve's first. Masks do what
// branches would, for nobody can guess those.
func hilbert(x, y uint32) uint64 {
	var d uint64
	for shift := 15; shift >= 0; shift-- {
		rx, ry := x>>shift&1, y>>shift&1
		d = d<<2 | uint64(3*rx^ry)
		lower := ry - 1 // all ones in the lower quarters, which are turned
		mirror := lower & -rx
		x, y = x^mirror, y^mirror
		swap := (x ^ y) & lower
		x, y = x^swap, y^swap
	}
	return d
}
