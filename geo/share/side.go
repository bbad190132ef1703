package share

import (
	"math"

	"sitedraw/geo"
)

// side is a straight piece of the area's boundary.
type side struct{ a, b geo.Point }

// sidesOf returns the sides of all rings, those that polygons share once.
func sidesOf(areas geo.MultiPolygon) []side {
	var sides []side
	known := map[side]bool{}
	for _, polygon := range areas {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				s := side{ring[i-1], ring[i]}
				if s.a != s.b && !known[s] && !known[side{s.b, s.a}] {
					known[s] = true
					sides = append(sides, s)
				}
			}
		}
	}
	return sides
}

// meets reports whether the side has a point in the cell or on its border: their
// boxes meet and the corners do not all lie on one hand of the side's line.
func (s side) meets(c geo.Box) bool {
	if max(s.a.Lon, s.b.Lon) < c.Min.Lon || min(s.a.Lon, s.b.Lon) > c.Max.Lon ||
		max(s.a.Lat, s.b.Lat) < c.Min.Lat || min(s.a.Lat, s.b.Lat) > c.Max.Lat {
		return false
	}
	left, right := false, false
	for _, corner := range [4]geo.Point{c.Min, c.Max, {Lon: c.Min.Lon, Lat: c.Max.Lat}, {Lon: c.Max.Lon, Lat: c.Min.Lat}} {
		hand := s.hand(corner)
		left, right = left || hand >= 0, right || hand <= 0
	}
	return left && right
}

// hand is above zero left of the line from a to b, below it on the right.
func (s side) hand(p geo.Point) int64 {
	return (int64(s.b.Lon)-int64(s.a.Lon))*(int64(p.Lat)-int64(s.a.Lat)) -
		(int64(p.Lon)-int64(s.a.Lon))*(int64(s.b.Lat)-int64(s.a.Lat))
}

// line is the side's line: radians from it, above zero on its left, and how far
// they may be wrong.
func (s side) line(l *lens) (affine, float64) {
	run, rise := float64(int64(s.b.Lon)-int64(s.a.Lon)), float64(int64(s.b.Lat)-int64(s.a.Lat))
	long := math.Hypot(run, rise)
	run, rise = run/long, rise/long
	at := float64(run*float64(int64(l.mid.Lat)-int64(s.a.Lat))) - float64(rise*float64(int64(l.mid.Lon)-int64(s.a.Lon)))
	return affine{at: float64(at * radian), du: -rise, dw: run / l.cosine}, float64(math.Abs(run) * l.bentLat)
}
