package feature

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// CRS is a coordinate reference system: in which order and unit coordinates are
// written. The zero value is CRS84, longitude before latitude in degrees, in which
// everything is stored.
type CRS uint8

// The systems. CGCS2000 is WGS 84: the two differ by centimetres.
const (
	CRS84    CRS = iota // longitude, latitude
	EPSG4326            // WGS 84: latitude, longitude
	EPSG3857            // the maps' Mercator: metres to the east and north
	EPSG4490            // CGCS2000: latitude, longitude
)

// uris are the names of the systems.
var uris = []string{
	CRS84:    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
	EPSG4326: "http://www.opengis.net/def/crs/EPSG/0/4326",
	EPSG3857: "http://www.opengis.net/def/crs/EPSG/0/3857",
	EPSG4490: "http://www.opengis.net/def/crs/EPSG/0/4490",
}

// Systems returns the names of all systems, CRS84 first. The caller does not change
// them.
func Systems() []string { return uris }

// ParseCRS reads the name of a system, or returns ErrCRS.
func ParseCRS(uri string) (CRS, error) {
	if i := slices.Index(uris, uri); i >= 0 {
		return CRS(i), nil
	}
	return 0, &geo.Error{Code: ErrCRS, Value: uri, Want: strings.Join(uris, ", ")}
}

// String is the name of the system.
func (c CRS) String() string { return uris[c] }

// latFirst reports whether the first coordinate is the latitude.
func (c CRS) latFirst() bool { return c == EPSG4326 || c == EPSG4490 }

// appendPosition writes a position.
func (c CRS) appendPosition(b []byte, p geo.Point) []byte {
	switch {
	case c == EPSG3857:
		b = appendMetres(append(b, '['), mercatorEast(p.Lon))
		b = appendMetres(append(b, ','), mercatorNorth(p.Lat))
	case c.latFirst():
		b = p.Lat.Append(append(b, '['))
		b = p.Lon.Append(append(b, ','))
	default:
		b = p.Lon.Append(append(b, '['))
		b = p.Lat.Append(append(b, ','))
	}
	return append(b, ']')
}

// appendMetres writes millimetres as metres, without trailing zeros.
func appendMetres(b []byte, mm int64) []byte {
	if mm < 0 {
		b = append(b, '-')
		mm = -mm
	}
	b = strconv.AppendInt(b, mm/1000, 10)
	rest := mm % 1000
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(100); rest > 0; unit /= 10 {
		b = append(b, byte('0'+rest/unit))
		rest %= unit
	}
	return b
}

// east and north are the coordinates of a position as a reader of the answer has
// them; neither falls where its argument grows.
func (c CRS) east(lon geo.E7) float64 {
	if c == EPSG3857 {
		return float64(mercatorEast(lon)) / 1000
	}
	return lon.Degrees()
}

func (c CRS) north(lat geo.E7) float64 {
	if c == EPSG3857 {
		return float64(mercatorNorth(lat)) / 1000
	}
	return lat.Degrees()
}
