package geo

// cover is what a window covers: a box, or polygons made ready for many questions.
type cover struct {
	box  Box
	grid *coverGrid // nil: the whole box
}

// newCover makes at least one polygon ready.
func newCover(polygons MultiPolygon) cover {
	return cover{box: polygons.Bounds(), grid: newCoverGrid(polygons)}
}

// covers reports whether p lies in one of the polygons; boundaries count.
func (c *cover) covers(p Point) bool {
	return c.box.Contains(p) && (c.grid == nil || c.grid.covers(p))
}

// lies says whether all points of a box are covered (inside), none (outside), or
// whether a side comes into it or may do so (boundary).
func (c *cover) lies(b Box) location {
	switch {
	case !c.box.Intersects(b):
		return outside
	case c.grid != nil:
		return c.gridLies(b)
	case c.box.Contains(b.Min) && c.box.Contains(b.Max):
		return inside
	default:
		return boundary
	}
}

// gridLies is lies for polygons. Where no side comes, one point speaks for all.
func (c *cover) gridLies(b Box) location {
	lies, known := c.grid.lies(b)
	switch {
	case known:
		return lies
	case c.covers(b.Min):
		return inside
	default:
		return outside
	}
}
