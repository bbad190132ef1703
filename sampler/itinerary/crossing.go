package itinerary

import (
	"math"
	"slices"

	"sitedraw/geo"
)

// Streets are drawn by hand: one that ends at a road may stop short of its middle,
// and one that crosses it shares a vertex only nearly.
const (
	endReach    = 20_000 // millimetres from a street's end to the road it meets
	vertexReach = 1_000  // from a vertex on its way
)

// crossings are the places where a street meets a line, as millimetres along the
// line, in order. Floats are rounded one by one, since names are stored.
func crossings(line, street geo.Line) (at []int64) {
	if !near(line.Bounds(), street.Bounds()) {
		return nil
	}
	for i, p := range street {
		reach := int64(vertexReach)
		if i == 0 || i == len(street)-1 {
			reach = endReach
		}
		if near(line.Bounds(), p.Bounds()) && line.Foot(p).Millimetres <= reach {
			at = append(at, offset(line, p))
		}
	}
	for i := 1; i < len(line); i++ {
		for j := 1; j < len(street); j++ {
			if p, cross := crossing(line[i-1:i+1], street[j-1:j+1]); cross {
				at = append(at, offset(line, p))
			}
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// near reports whether boxes come as close as endReach, which is less than the
// margin up to 89° of latitude.
func near(a, b geo.Box) bool {
	const margin = 2_000 // 10⁻⁷ degree: 22 m on a meridian
	lon := geo.E7(float64(margin) / math.Max(0.02, geo.Cosine(a.Min.Lat.Degrees())))
	return a.Min.Lon-lon <= b.Max.Lon && b.Min.Lon <= a.Max.Lon+lon &&
		a.Min.Lat-margin <= b.Max.Lat && b.Min.Lat <= a.Max.Lat+margin
}

// crossing is where two sides cross in their inner parts.
func crossing(s, t geo.Line) (geo.Point, bool) {
	if !s.Bounds().Intersects(t.Bounds()) {
		return geo.Point{}, false
	}
	dx, dy := float64(int64(s[1].Lon)-int64(s[0].Lon)), float64(int64(s[1].Lat)-int64(s[0].Lat))
	ex, ey := float64(int64(t[1].Lon)-int64(t[0].Lon)), float64(int64(t[1].Lat)-int64(t[0].Lat))
	fx, fy := float64(int64(t[0].Lon)-int64(s[0].Lon)), float64(int64(t[0].Lat)-int64(s[0].Lat))
	turn := float64(dx*ey) - float64(dy*ex)
	if turn == 0 { // parallel
		return geo.Point{}, false
	}
	u := (float64(fx*ey) - float64(fy*ex)) / turn
	v := (float64(fx*dy) - float64(fy*dx)) / turn
	if !(u > 0 && u < 1 && v > 0 && v < 1) {
		return geo.Point{}, false
	}
	return geo.Point{
		Lon: s[0].Lon + geo.E7(geo.Round(float64(u*dx))),
		Lat: s[0].Lat + geo.E7(geo.Round(float64(u*dy))),
	}, true
}
