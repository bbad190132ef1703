package sampler

import (
	"math"

	"sitedraw/geo"
)

// Along returns the part of a line that the stretch is: where it begins, the
// vertices on the way and where it ends, at least two positions. On the straight
// sides between vertices positions are shared out by length.
func (s Stretch) Along(l geo.Line) geo.Line {
	from, to := float64(s.From)/1000, float64(s.To)/1000
	var part geo.Line
	begun, at := false, 0.0
	for i := 1; i < len(l); i++ {
		side := geo.Distance(l[i-1], l[i])
		end := at + side
		if !begun && end >= from {
			part, begun = append(part, between(l[i-1], l[i], (from-at)/side)), true
		}
		if begun && end >= to {
			return append(part, between(l[i-1], l[i], (to-at)/side))
		}
		if begun {
			part = append(part, l[i])
		}
		at = end
	}
	last := l[len(l)-1]
	if !begun { // the stretch begins within rounding of the line's end
		part = append(part, last)
	}
	return append(part, last)
}

// between is the position at a share of the way from a to b, the short way round
// the globe.
func between(a, b geo.Point, share float64) geo.Point {
	if math.IsNaN(share) || share <= 0 { // a side without length has no share
		return a
	}
	const turn = 2 * int64(geo.MaxLon)
	east, north := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	switch {
	case east > int64(geo.MaxLon):
		east -= turn
	case east < -int64(geo.MaxLon):
		east += turn
	}
	share = math.Min(share, 1)
	lon := int64(a.Lon) + int64(geo.Round(float64(share*float64(east))))
	lat := int64(a.Lat) + int64(geo.Round(float64(share*float64(north))))
	switch {
	case lon > int64(geo.MaxLon):
		lon -= turn
	case lon < -int64(geo.MaxLon):
		lon += turn
	}
	return geo.Point{Lon: geo.E7(lon), Lat: geo.E7(lat)}
}
