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
// to the smallest, each turned and mirrored into the curve's first.
func hilbert(x, y uint32) uint64 {
	var d uint64
	for s := uint32(1) << 15; s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d = d<<2 | uint64((3*rx)^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}
