package geo

// side is a straight piece of a boundary, in longitude and latitude. It rises from
// a to b, or runs west along a parallel.
type side struct{ a, b Point }

// newSide returns the side between two points.
func newSide(a, b Point) side {
	if a.Lat > b.Lat || a.Lat == b.Lat && a.Lon < b.Lon {
		return side{a: b, b: a}
	}
	return side{a: a, b: b}
}

// eastOf reports whether the whole line of the side runs truly east of p; for a
// side along a parallel, whether it runs truly north of p.
func (s *side) eastOf(p Point) bool {
	left, right := s.products(p)
	return left > right
}

// westOf is eastOf with the directions turned round.
func (s *side) westOf(p Point) bool {
	left, right := s.products(p)
	return left < right
}

// products are what turn compares.
func (s *side) products(p Point) (left, right int64) {
	lon, lat := int64(s.a.Lon), int64(s.a.Lat)
	return (int64(s.b.Lon) - lon) * (int64(p.Lat) - lat), (int64(p.Lon) - lon) * (int64(s.b.Lat) - lat)
}

// bounds reports whether p lies in the box of the side.
func (s *side) bounds(p Point) bool {
	return s.a.Lat <= p.Lat && p.Lat <= s.b.Lat && min(s.a.Lon, s.b.Lon) <= p.Lon && p.Lon <= max(s.a.Lon, s.b.Lon)
}

// meets reports whether the side shares a point with the box: their boxes meet,
// and the corners of the box do not all lie on one hand of the side's line.
func (s *side) meets(box Box) bool {
	west, east := min(s.a.Lon, s.b.Lon), max(s.a.Lon, s.b.Lon)
	if s.a.Lat > box.Max.Lat || s.b.Lat < box.Min.Lat || west > box.Max.Lon || east < box.Min.Lon {
		return false
	}
	left, right := Point{Lon: box.Min.Lon, Lat: box.Max.Lat}, Point{Lon: box.Max.Lon, Lat: box.Min.Lat}
	if s.b.Lon < s.a.Lon {
		left, right = box.Min, box.Max
	}
	return !s.westOf(left) && !s.eastOf(right)
}

// lonAt is the longitude at which a side that is not along a parallel comes to a
// latitude of its own, rounded towards that of a.
func (s *side) lonAt(lat int64) int64 {
	run, rise := int64(s.b.Lon)-int64(s.a.Lon), int64(s.b.Lat)-int64(s.a.Lat)
	return int64(s.a.Lon) + run*(lat-int64(s.a.Lat))/rise
}
