package share

import (
	"math"

	"sitedraw/geo"
)

// A cell is a box whose borders it shares with its neighbours, at least one unit
// of 10⁻⁷ degree wide and high.

// widened is a box that may be a cell. A point or a line becomes a strip no wider
// than anchors are rounded.
func widened(b geo.Box) geo.Box {
	b.Min.Lon, b.Max.Lon = apart(b.Min.Lon, b.Max.Lon, geo.MaxLon)
	b.Min.Lat, b.Max.Lat = apart(b.Min.Lat, b.Max.Lat, geo.MaxLat)
	return b
}

func apart(from, to, end geo.E7) (geo.E7, geo.E7) {
	switch {
	case from < to:
		return from, to
	case to < end:
		return from, to + 1
	default:
		return from - 1, to
	}
}

// middle is the point in the middle of a cell, rounded down.
func middle(c geo.Box) geo.Point {
	return geo.Point{
		Lon: geo.E7((int64(c.Min.Lon) + int64(c.Max.Lon)) >> 1),
		Lat: geo.E7((int64(c.Min.Lat) + int64(c.Max.Lat)) >> 1),
	}
}

// halves cuts a cell across its longer side; false if it is the least there is.
func halves(c geo.Box) ([2]geo.Box, bool) {
	mid := middle(c)
	u := mid.Unit()
	wide, high := int64(c.Max.Lon)-int64(c.Min.Lon), int64(c.Max.Lat)-int64(c.Min.Lat)
	a, b := c, c
	switch {
	case wide == 1 && high == 1:
		return [2]geo.Box{}, false
	case high == 1 || wide > 1 && float64(wide)*math.Hypot(u.X, u.Y) >= float64(high):
		a.Max.Lon, b.Min.Lon = mid.Lon, mid.Lon
	default:
		a.Max.Lat, b.Min.Lat = mid.Lat, mid.Lat
	}
	return [2]geo.Box{a, b}, true
}

// surface of a cell on the unit sphere.
func surface(c geo.Box) float64 {
	return float64(int64(c.Max.Lon)-int64(c.Min.Lon)) * radian * (c.Max.Unit().Z - c.Min.Unit().Z)
}
