package geo

// Covers reports whether p lies in the polygon, edges straight in longitude and
// latitude, decided exactly on integers. The boundary counts as inside, that of
// a hole too (draw-v1 §8).
func (p Polygon) Covers(q Point) bool {
	if where := p[0].locate(q); where != inside {
		return where == boundary
	}
	for _, hole := range p[1:] {
		if hole.locate(q) == inside {
			return false
		}
	}
	return true
}

// Covers reports whether p lies in at least one of the polygons; boundaries
// count as inside.
func (m MultiPolygon) Covers(q Point) bool {
	for _, p := range m {
		if p.Covers(q) {
			return true
		}
	}
	return false
}

type location uint8

const (
	outside location = iota
	boundary
	inside
)

// locate applies the even-odd rule: an odd number of sides lies east of q.
func (r Ring) locate(q Point) location {
	odd := false
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if a.Lat > b.Lat {
			a, b = b, a
		}
		if q.Lat < a.Lat || q.Lat > b.Lat {
			continue
		}
		if a.Lat == b.Lat {
			if min(a.Lon, b.Lon) <= q.Lon && q.Lon <= max(a.Lon, b.Lon) {
				return boundary
			}
			continue
		}
		side := turn(a, b, q)
		if side == 0 {
			return boundary
		}
		if side > 0 && q.Lat < b.Lat { // half-open, so that a vertex counts once
			odd = !odd
		}
	}
	if odd {
		return inside
	}
	return outside
}
