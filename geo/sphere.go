package geo

import "math"

// EarthRadius is the mean radius of the Earth in metres (IUGG). Every distance
// and surface of this program uses it.
const EarthRadius = 6_371_008.8

// Distance returns the great-circle distance of two points in metres, by the
// haversine formula on a sphere of EarthRadius: draw-v1 §8, operation by
// operation.
func Distance(a, b Point) float64 {
	return NewVantage(a).distance(NewVantage(b))
}

// DistanceMillimetres returns the distance rounded to whole millimetres, the
// form in which distances decide anything.
func DistanceMillimetres(a, b Point) int64 { return millimetres(Distance(a, b)) }

// Vantage is a point with the functions of its latitude worked out, for
// measuring many distances from or to it.
type Vantage struct {
	lon, lat, cosLat float64 // radians
}

// NewVantage prepares p.
func NewVantage(p Point) Vantage {
	lat := p.Lat.radians()
	return Vantage{lon: p.Lon.radians(), lat: lat, cosLat: cos(lat)}
}

// DistanceMillimetres is the distance to o in whole millimetres.
func (v Vantage) DistanceMillimetres(o Vantage) int64 { return millimetres(v.distance(o)) }

func (v Vantage) distance(o Vantage) float64 {
	return float64(2*EarthRadius) * asin(min(1, math.Sqrt(v.haversine(o))))
}

// haversine is the h of draw-v1 §8; it grows with the distance.
func (v Vantage) haversine(o Vantage) float64 {
	s := sin((o.lat - v.lat) / 2)
	t := sin((o.lon - v.lon) / 2)
	return float64(s*s) + float64(float64(v.cosLat*o.cosLat)*float64(t*t))
}

// Length returns the length of the line in metres: the sum of its segments,
// first to last.
func (l Line) Length() float64 {
	var sum float64
	for i := 1; i < len(l); i++ {
		sum += Distance(l[i-1], l[i])
	}
	return sum
}

// Millimetres rounds metres to whole millimetres, half away from zero.
func Millimetres(metres float64) int64 { return millimetres(metres) }

func millimetres(metres float64) int64 { return int64(Round(float64(1000 * metres))) }

// Round rounds to the nearest whole number, halves away from zero: the sign of
// x times ⌊|x| + 0.5⌋, as draw-v1 §1 has it.
func Round(x float64) float64 { return math.Copysign(math.Floor(math.Abs(x)+0.5), x) }

// Cosine returns the cosine of a latitude in degrees, rounded to 10⁻⁶, by which
// draw-v1 §6.4 scales longitudes.
func Cosine(degrees float64) float64 {
	return math.Floor(float64(1e6*cos(float64(degrees*degree)))+0.5) / 1e6
}

// Surface returns the polygon's surface in square metres on the sphere, its
// edges straight in longitude and latitude, holes taken off. An edge over Δλ at
// latitudes φ₁, φ₂ cuts off R²·Δλ·sin((φ₁+φ₂)/2)·sin(δ)/δ, δ = (φ₂−φ₁)/2,
// counted from the equator.
func (p Polygon) Surface() float64 {
	var total float64
	for i, ring := range p {
		s := math.Abs(ring.signedSurface())
		if i > 0 {
			s = -s
		}
		total += s
	}
	return total
}

// Surface returns the sum over the polygons, which are taken not to overlap.
func (m MultiPolygon) Surface() float64 {
	var total float64
	for _, p := range m {
		total += p.Surface()
	}
	return total
}

func (r Ring) signedSurface() float64 {
	var sum float64
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		half := (b.Lat.radians() - a.Lat.radians()) / 2
		mean := (b.Lat.radians() + a.Lat.radians()) / 2
		sinc := 1.0
		if half != 0 {
			sinc = sin(half) / half
		}
		sum += float64(float64((b.Lon.radians()-a.Lon.radians())*sin(mean)) * sinc)
	}
	return float64(float64(EarthRadius*EarthRadius) * sum)
}

// e7FromDegrees rounds degrees to E7; false if they do not fit.
func e7FromDegrees(degrees float64) (E7, bool) {
	v := Round(float64(degrees * 1e7))
	if !(v >= math.MinInt32 && v <= math.MaxInt32) {
		return 0, false
	}
	return E7(v), true
}
