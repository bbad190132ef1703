package geo

// coverCell is what polygons are within a box: of each ring that matters how the
// box's south-western corner lies to it, and the sides that come into the box. On
// the way from the corner to a point the sides that are crossed are counted.
type coverCell struct {
	corner Point
	parts  []ringPart
	sides  []cellSide
}

// ringPart is the sides of one ring that come into a cell.
type ringPart struct {
	polygon, ring int32 // ring 0 is the outer one
	within        bool  // whether the cell's corner, moved by (ε, ε²), lies in the ring
	from, to      int32 // its sides
}

// cellSide is a side, and what is asked of it for every point of a cell.
type cellSide struct {
	side

	ahead   bool // its line runs truly east of the corner
	astride bool // it comes to both hands of the corner's meridian
}

func newCellSide(s side, corner Point) cellSide {
	return cellSide{
		side: s, ahead: s.eastOf(corner),
		astride: min(s.a.Lon, s.b.Lon) <= corner.Lon && corner.Lon < max(s.a.Lon, s.b.Lon),
	}
}

// crosses reports whether the side is crossed an odd number of times on the way
// from the corner along its meridian to the latitude of a point, and from there
// along the parallel; beyond says whether its line runs east of the point. Corner
// and point are moved by (ε, ε²), as Polygon.Owns moves points, so that no side ends
// on the way or runs along it.
func (s *cellSide) crosses(corner, p Point, beyond bool) bool {
	abreast := s.a.Lat <= p.Lat && p.Lat < s.b.Lat
	switch {
	case s.astride && abreast:
		return s.ahead != beyond
	case s.astride:
		return s.ahead != s.eastOf(Point{Lon: corner.Lon, Lat: p.Lat})
	case abreast:
		return beyond != s.eastOf(Point{Lon: corner.Lon, Lat: p.Lat})
	default:
		return false
	}
}

// covers reports whether a point of the cell is covered.
func (c *coverCell) covers(p Point) bool {
	for i := 0; i < len(c.parts); {
		covered := true
		for polygon := c.parts[i].polygon; i < len(c.parts) && c.parts[i].polygon == polygon; i++ {
			switch where := c.locate(&c.parts[i], p); {
			case c.parts[i].ring > 0:
				covered = covered && where != inside
			case where == boundary:
				return true
			default:
				covered = where == inside
			}
		}
		if covered {
			return true
		}
	}
	return false
}

// locate is Ring.locate for a point of the cell.
func (c *coverCell) locate(part *ringPart, p Point) location {
	within := part.within
	sides := c.sides[part.from:part.to]
	for i := range sides {
		s := &sides[i]
		left, right := s.products(p)
		if left == right && s.bounds(p) {
			return boundary
		}
		within = within != s.crosses(c.corner, p, left > right)
	}
	if within {
		return inside
	}
	return outside
}

// narrowTo makes c what another cell is within a box that lies in it.
func (c *coverCell) narrowTo(b Box, wider *coverCell) {
	c.corner, c.parts, c.sides = b.Min, c.parts[:0], c.sides[:0]
	for i := range wider.parts {
		part := wider.parts[i]
		sides := wider.sides[part.from:part.to]
		part.from = int32(len(c.sides))
		for j := range sides {
			s := &sides[j]
			part.within = part.within != s.crosses(wider.corner, b.Min, s.eastOf(b.Min))
			if s.meets(b) {
				c.sides = append(c.sides, newCellSide(s.side, b.Min))
			}
		}
		part.to = int32(len(c.sides))
		c.parts = append(c.parts, part)
	}
}

// lies says how all points of the cell lie if no side comes into it.
func (c *coverCell) lies() location {
	switch {
	case len(c.sides) > 0:
		return boundary
	case c.covers(c.corner):
		return inside
	default:
		return outside
	}
}
