package geo

// Meets reports whether a shape shares a point with a box; touching counts. Sides
// are straight in longitude and latitude, and it is decided exactly on integers.
// A nil shape meets nothing.
func Meets(g Geometry, box Box) bool {
	switch g := g.(type) {
	case Point:
		return box.Contains(g)
	case Line:
		return pathMeets(g, box)
	case Polygon:
		return g.meets(box)
	case MultiPolygon:
		for _, p := range g {
			if p.meets(box) {
				return true
			}
		}
	}
	return false
}

// meets is Meets: a side comes into the box, or else one corner speaks for all.
func (p Polygon) meets(box Box) bool {
	for _, ring := range p {
		if pathMeets(ring, box) {
			return true
		}
	}
	return p.Covers(box.Min)
}

func pathMeets(path []Point, box Box) bool {
	for i := 1; i < len(path); i++ {
		if s := newSide(path[i-1], path[i]); s.meets(box) {
			return true
		}
	}
	return false
}
