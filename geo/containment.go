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

// Owns reports whether q belongs to the polygon by the half-open rule, by which
// polygons that tile a surface share out its points, each to exactly one: q is
// moved by an infinitesimal (ε, ε²), so that a point on a border goes to the
// polygon east of it, or north of it where the border runs along a parallel.
// Decided exactly on integers; what a polygon owns it covers. Anchors and windows
// ask Covers.
func (p Polygon) Owns(q Point) bool {
	if !p[0].owns(q) {
		return false
	}
	for _, hole := range p[1:] {
		if hole.owns(q) {
			return false
		}
	}
	return true
}

// Owns reports whether at least one of the polygons owns q.
func (m MultiPolygon) Owns(q Point) bool {
	for _, p := range m {
		if p.Owns(q) {
			return true
		}
	}
	return false
}

// owns applies the even-odd rule to the moved q: a side counts if it lies truly
// east of q, its lower end included and its upper end not.
func (r Ring) owns(q Point) bool {
	odd := false
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if a.Lat > b.Lat {
			a, b = b, a
		}
		if a.Lat <= q.Lat && q.Lat < b.Lat && turn(a, b, q) > 0 {
			odd = !odd
		}
	}
	return odd
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
		on, east := sideOf(r[i-1], r[i], q)
		if on {
			return boundary
		}
		odd = odd != east
	}
	if odd {
		return inside
	}
	return outside
}

// sideOf reports whether q lies on the side a–b, and whether the side lies east of
// it: half-open, so that a vertex counts once.
func sideOf(a, b, q Point) (on, east bool) {
	if a.Lat > b.Lat {
		a, b = b, a
	}
	if q.Lat < a.Lat || q.Lat > b.Lat {
		return false, false
	}
	if a.Lat == b.Lat {
		return min(a.Lon, b.Lon) <= q.Lon && q.Lon <= max(a.Lon, b.Lon), false
	}
	side := turn(a, b, q)
	return side == 0, side > 0 && q.Lat < b.Lat
}
