package geo

// cover is what a window covers: a box, or polygons made ready for many questions.
type cover struct {
	box    Box
	shapes []bandedPolygon // nil: the whole box
}

// newCover makes at least one polygon ready.
func newCover(polygons MultiPolygon) cover {
	c := cover{box: polygons.Bounds(), shapes: make([]bandedPolygon, len(polygons))}
	for i, p := range polygons {
		c.shapes[i].box = p.Bounds()
		for _, ring := range p {
			c.shapes[i].rings = append(c.shapes[i].rings, newBandedRing(ring))
		}
	}
	return c
}

// covers reports whether p lies in one of the shapes; boundaries count.
func (c *cover) covers(p Point) bool {
	if c.shapes == nil {
		return c.box.Contains(p)
	}
	for i := range c.shapes {
		if c.shapes[i].covers(p) {
			return true
		}
	}
	return false
}

// lies says whether all points of a box are covered (inside), none
// (outside), or whether a side comes into it (boundary).
func (c *cover) lies(b Box) location {
	switch {
	case !c.box.Intersects(b):
		return outside
	case c.shapes != nil:
		return c.polygonsLie(b)
	case c.box.Contains(b.Min) && c.box.Contains(b.Max):
		return inside
	default:
		return boundary
	}
}

// polygonsLie is lies for polygons. Where no side comes, one point speaks for all.
func (c *cover) polygonsLie(b Box) location {
	for i := range c.shapes {
		if c.shapes[i].comesInto(b) {
			return boundary
		}
	}
	if c.covers(b.Min) {
		return inside
	}
	return outside
}

// bandedPolygon is an outer ring and its holes.
type bandedPolygon struct {
	box   Box
	rings []bandedRing
}

// covers is Polygon.Covers.
func (p *bandedPolygon) covers(q Point) bool {
	if !p.box.Contains(q) {
		return false
	}
	if where := p.rings[0].locate(q); where != inside {
		return where == boundary
	}
	for i := 1; i < len(p.rings); i++ {
		if p.rings[i].locate(q) == inside {
			return false
		}
	}
	return true
}

// comesInto is bandedRing.comesInto of any of the rings.
func (p *bandedPolygon) comesInto(b Box) bool {
	if !p.box.Intersects(b) {
		return false
	}
	for i := range p.rings {
		if p.rings[i].comesInto(b) {
			return true
		}
	}
	return false
}
