package geo

import (
	"math"
	"strconv"
)

// Point is a position on WGS 84 in units of 10⁻⁷ degree. The zero value is the
// point 0° E 0° N, a valid one: a site without position has no Point at all.
type Point struct{ Lon, Lat E7 }

// NewPoint returns the point, or ErrLongitude or ErrLatitude if it lies outside
// ±180° or ±90°; both ends are inside.
func NewPoint(lon, lat E7) (Point, error) {
	if lon < -MaxLon || lon > MaxLon {
		return Point{}, &Error{Code: ErrLongitude, Value: lon.String()}
	}
	if lat < -MaxLat || lat > MaxLat {
		return Point{}, &Error{Code: ErrLatitude, Value: lat.String()}
	}
	return Point{Lon: lon, Lat: lat}, nil
}

// ParsePoint reads longitude and latitude in decimal degrees.
func ParsePoint(lon, lat string) (Point, error) {
	x, err := parseE7(lon, ErrLongitude)
	if err != nil {
		return Point{}, err
	}
	y, err := parseE7(lat, ErrLatitude)
	if err != nil {
		return Point{}, err
	}
	return NewPoint(x, y)
}

// PointFromDegrees rounds degrees to E7, half away from zero. The error is
// ErrDegrees for NaN and infinities, or NewPoint's.
func PointFromDegrees(lon, lat float64) (Point, error) {
	for _, degrees := range [2]float64{lon, lat} {
		if math.IsNaN(degrees) || math.IsInf(degrees, 0) {
			return Point{}, &Error{Code: ErrDegrees, Value: strconv.FormatFloat(degrees, 'g', -1, 64)}
		}
	}
	x, ok := e7FromDegrees(lon)
	if !ok {
		return Point{}, &Error{Code: ErrLongitude, Value: strconv.FormatFloat(lon, 'g', -1, 64)}
	}
	y, ok := e7FromDegrees(lat)
	if !ok {
		return Point{}, &Error{Code: ErrLatitude, Value: strconv.FormatFloat(lat, 'g', -1, 64)}
	}
	return NewPoint(x, y)
}

// Box is a closed rectangle of longitudes and latitudes; its border belongs to
// it. It never crosses the antimeridian.
type Box struct{ Min, Max Point }

// Contains reports whether p lies in the box or on its border.
func (b Box) Contains(p Point) bool {
	return b.Min.Lon <= p.Lon && p.Lon <= b.Max.Lon && b.Min.Lat <= p.Lat && p.Lat <= b.Max.Lat
}

// Intersects reports whether the boxes share a point; touching counts.
func (b Box) Intersects(o Box) bool {
	return b.Min.Lon <= o.Max.Lon && o.Min.Lon <= b.Max.Lon && b.Min.Lat <= o.Max.Lat && o.Min.Lat <= b.Max.Lat
}

// Union returns the smallest box that holds both.
func (b Box) Union(o Box) Box {
	return Box{
		Min: Point{Lon: min(b.Min.Lon, o.Min.Lon), Lat: min(b.Min.Lat, o.Min.Lat)},
		Max: Point{Lon: max(b.Max.Lon, o.Max.Lon), Lat: max(b.Max.Lat, o.Max.Lat)},
	}
}

// boundsOf returns the box of at least one position.
func boundsOf(points []Point) Box {
	box := Box{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		box.Min.Lon, box.Max.Lon = min(box.Min.Lon, p.Lon), max(box.Max.Lon, p.Lon)
		box.Min.Lat, box.Max.Lat = min(box.Min.Lat, p.Lat), max(box.Max.Lat, p.Lat)
	}
	return box
}
