package geo

import (
	"math"
	"strconv"
	"strings"
)

// Datum is a coordinate system in which longitudes and latitudes are written in
// degrees. The zero value is WGS84, which all of this program works in.
type Datum uint8

// The coordinate systems met in China.
const (
	WGS84 Datum = iota // GPS, OpenStreetMap
	GCJ02              // Amap, Tencent: WGS 84 shifted by 90–670 m
	BD09               // Baidu: GCJ-02 shifted by another 800–970 m
)

// CGCS2000 is WGS 84: the two differ by centimetres (Tianditu, surveying).
const CGCS2000 = WGS84

// Datums returns all coordinate systems, each once.
func Datums() []Datum { return []Datum{WGS84, GCJ02, BD09} }

// datumNames are what people call the coordinate systems, without hyphens and in
// small letters.
var datumNames = map[string]Datum{
	"wgs84": WGS84, "cgcs2000": CGCS2000, "gcj02": GCJ02, "bd09": BD09,
	"gps": WGS84, "天地图": CGCS2000, "2000": CGCS2000, "国家2000": CGCS2000, "2000国家大地": CGCS2000,
	"amap": GCJ02, "高德": GCJ02, "腾讯": GCJ02, "国测局": GCJ02, "火星": GCJ02, "火星坐标": GCJ02,
	"baidu": BD09, "百度": BD09,
}

// ParseDatum reads "wgs84", "cgcs2000", "gcj02" or "bd09" in any case and with
// or without a hyphen, or what uses it: 高德, 百度, GPS. The error is
// ErrDatumUnknown.
func ParseDatum(s string) (Datum, error) {
	name := strings.ToLower(strings.Join(strings.Fields(shorten(s)), ""))
	name = strings.NewReplacer("-", "", "_", "", "地图", "", "坐标系", "").Replace(name)
	if d, known := datumNames[name]; known {
		return d, nil
	}
	if d, known := datumNames[shorten(s)]; known {
		return d, nil
	}
	return 0, &Error{Code: ErrDatumUnknown, Value: shorten(s), Want: "wgs84, cgcs2000, gcj02, bd09"}
}

// String returns the name ParseDatum reads.
func (d Datum) String() string {
	switch d {
	case GCJ02:
		return "gcj02"
	case BD09:
		return "bd09"
	default:
		return "wgs84"
	}
}

// Point turns degrees read in the datum into a point, rounded to E7 half away
// from zero. Errors are PointFromDegrees'.
func (d Datum) Point(lon, lat float64) (Point, error) {
	if _, err := PointFromDegrees(lon, lat); err != nil {
		return Point{}, err
	}
	return PointFromDegrees(d.Convert(WGS84, lon, lat))
}

// ParsePoint turns decimal degrees read in the datum into a point. In WGS 84 the
// text itself is rounded, once; otherwise its nearest float64 is converted.
func (d Datum) ParsePoint(lon, lat string) (Point, error) {
	p, err := ParsePoint(lon, lat)
	if err != nil || d == WGS84 {
		return p, err
	}
	x, _ := strconv.ParseFloat(lon, 64) // ParsePoint found both to be decimal numbers
	y, _ := strconv.ParseFloat(lat, 64)
	return d.Point(x, y)
}

// ParsePosition is ParsePoint for positions from files: it returns ErrMetres for
// a pair of numbers that are metres of a map projection, with its name, if it is
// one used in China, as Want.
func (d Datum) ParsePosition(lon, lat string) (Point, error) {
	p, err := d.ParsePoint(lon, lat)
	if err == nil {
		return p, nil
	}
	x, errX := strconv.ParseFloat(lon, 64)
	y, errY := strconv.ParseFloat(lat, 64)
	const beyondDegrees = 1000 // no slip of the pen makes this of degrees
	if errX == nil && errY == nil && math.Abs(x) >= beyondDegrees && math.Abs(y) >= beyondDegrees {
		err = &Error{Code: ErrMetres, Value: shorten(lon) + " " + shorten(lat), Want: Projection(x, y)}
	}
	return p, err
}

// Degrees returns the point's longitude and latitude in the datum.
func (d Datum) Degrees(p Point) (lon, lat float64) {
	return WGS84.Convert(d, p.Lon.Degrees(), p.Lat.Degrees())
}

// Convert returns degrees given in datum d in datum to. The systems differ only
// for places in the box of inChina, which is asked about their WGS 84
// coordinates. A GCJ-02 or BD-09 coordinate just outside that box may stand for
// a place inside it and for the unshifted place itself: it is read as the former.
// So every place of the box keeps its coordinates on the way there and back, to
// some 10⁻¹³ degree, and so does every place more than 2 km outside it.
func (d Datum) Convert(to Datum, lon, lat float64) (float64, float64) {
	if d == to {
		return lon, lat
	}
	shifted := position{lon, lat}
	place, margin := shifted, 0.0
	if d == BD09 {
		place = place.invert(gcjToBD)
	}
	if d != WGS84 {
		place, margin = place.invert(wgsToGCJ), inverseMargin
	}
	if !place.inChina(margin) {
		return lon, lat
	}
	if to != WGS84 {
		place = wgsToGCJ(place)
	}
	if to == BD09 {
		place = gcjToBD(place)
	}
	return place.lon, place.lat
}

// position is a longitude and a latitude in degrees.
type position struct{ lon, lat float64 }

// inChina reports whether GCJ-02 and BD-09 shift the place, given in WGS 84: the
// box that all published implementations use, its border and a margin in degrees
// included. It holds much that is not China.
func (p position) inChina(margin float64) bool {
	return p.lon >= 72.004-margin && p.lon <= 137.8347+margin && p.lat >= 0.8293-margin && p.lat <= 55.8271+margin
}

// inverseMargin is more than the inverse can be off by, in degrees: a place on
// the border must be found there again.
const inverseMargin = 1e-9

// invert finds the position that shift takes to p, by q ← q + (p − shift(q)).
// Both shifts change by at most 3 % of a step, so an iteration gains at least
// one and a half digits; it ends when nothing changes, or after 20.
func (p position) invert(shift func(position) position) position {
	if math.IsNaN(p.lon+p.lat) || math.Abs(p.lon) > 360 || math.Abs(p.lat) > 180 {
		return p
	}
	q := p
	for range 20 {
		s := shift(q)
		next := position{lon: q.lon + (p.lon - s.lon), lat: q.lat + (p.lat - s.lat)}
		if next == q {
			break
		}
		q = next
	}
	return q
}

// GCJ-02's ellipsoid, Krasovsky 1940: semi-major axis in metres and the square
// of its eccentricity, as in the formula that became public about 2010.
const (
	gcjAxis         = 6378245.0
	gcjEccentricity = 0.00669342162296594323
)

// wgsToGCJ shifts a WGS 84 position to GCJ-02, wherever it lies.
func wgsToGCJ(p position) position {
	x, y := p.lon-105, p.lat-35
	common := float64(float64(20*sin(float64(6*x)*pi))+float64(20*sin(float64(2*x)*pi))) * 2 / 3
	north := -100 + float64(2*x) + float64(3*y) + float64(float64(0.2*y)*y) +
		float64(float64(0.1*x)*y) + float64(0.2*math.Sqrt(math.Abs(x))) + common + waves(y, 160, 320)
	east := 300 + x + float64(2*y) + float64(float64(0.1*x)*x) +
		float64(float64(0.1*x)*y) + float64(0.1*math.Sqrt(math.Abs(x))) + common + waves(x, 150, 300)
	lat := p.lat / 180 * pi
	s := sin(lat)
	w2 := 1 - float64(float64(gcjEccentricity*s)*s)
	w := math.Sqrt(w2)
	meridian := float64(gcjAxis*(1-gcjEccentricity)) / float64(w2*w)
	parallel := float64(gcjAxis / w * cos(lat))
	return position{
		lon: p.lon + float64(east*180)/float64(parallel*pi),
		lat: p.lat + float64(north*180)/float64(meridian*pi),
	}
}

// waves are the slow sines of GCJ-02, in metres; long and longer are the
// amplitudes of those with periods of 24 and 60 degrees.
func waves(v, long, longer float64) float64 {
	short := float64(float64(20*sin(float64(v*pi)))+float64(40*sin(float64(v/3*pi)))) * 2 / 3
	slow := float64(float64(long*sin(float64(v/12*pi)))+float64(longer*sin(float64(v/30*pi)))) * 2 / 3
	return short + slow
}

// gcjToBD shifts a GCJ-02 position to BD-09: in polar coordinates of the degrees
// the radius grows by 2·10⁻⁵·sin(k·lat), the angle by 3·10⁻⁶·cos(k·lon), and
// (0.0065, 0.006) is added. The angle is turned as a vector, without an
// arctangent.
func gcjToBD(p position) position {
	r := math.Sqrt(float64(p.lon*p.lon) + float64(p.lat*p.lat))
	if r == 0 {
		return position{lon: 0.0065, lat: 0.006}
	}
	k := float64(pi*3000) / 180
	scale := (r + float64(0.00002*sin(float64(p.lat*k)))) / r
	turn := float64(0.000003 * cos(float64(p.lon*k)))
	c, s := cos(turn), sin(turn)
	return position{
		lon: float64(scale*(float64(p.lon*c)-float64(p.lat*s))) + 0.0065,
		lat: float64(scale*(float64(p.lon*s)+float64(p.lat*c))) + 0.006,
	}
}
