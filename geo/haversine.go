package geo

import "math"

// The haversine h of two points grows with their distance d = 2R·asin √h, so
// bounds can be compared without an arcsine. What is computed here only decides
// which points are measured by draw-v1 §8; it may be off by what loosen allows
// for, and so it may be fused.

const (
	// halfE7 is half of 10⁻⁷ degree in radians.
	halfE7 = math.Pi / 180 / 1e7 / 2
	// millimetreSine is what a millimetre adds to √h = sin(d/2R), at most.
	millimetreSine = 0.001 / (2 * EarthRadius)
	// roundingSine is far above all rounding errors of √h, some 10⁻¹⁵, and far
	// below a millimetre: 1.3 µm.
	roundingSine = 1e-13
)

// gauge is a place from which points and boxes are judged.
type gauge struct {
	from     Vantage
	lon, lat int64 // E7
	sinLat   float64
}

func newGauge(p Point) gauge {
	return gauge{from: NewVantage(p), lon: int64(p.Lon), lat: int64(p.Lat), sinLat: sin(p.Lat.radians())}
}

// shortAngle is up to where shortSine is exact but for rounding: half of a
// difference of 11°.
const shortAngle = 0.1

// haversine is that of the distance to p, with s the sine of Δφ/2 and t that of
// Δλ/2:
//
//	h = s² + cos φ₁·cos φ₂·t²,   cos φ₂ = cos φ₁·(1 − 2s²) − sin φ₁·2s·√(1 − s²)
func (g *gauge) haversine(p Point) float64 {
	north := float64(int64(p.Lat)-g.lat) * halfE7
	east := float64(g.lonGap(int64(p.Lon), int64(p.Lon))) * halfE7
	if north > shortAngle || north < -shortAngle || east > shortAngle {
		return g.from.haversine(NewVantage(p))
	}
	s, t := shortSine(north), shortSine(east)
	square := s * s
	cosLat := g.from.cosLat*(1-2*square) - g.sinLat*2*s*math.Sqrt(1-square)
	return square + g.from.cosLat*cosLat*t*t
}

// lower is a lower bound of the haversine to any point of a box: the formula with
// the least Δφ, the least Δλ either way round the Earth, and the least cos φ₂ of
// the box. Sine and cosine are cut short so that they err downwards only; loosen
// covers the rounding.
func (g *gauge) lower(b Box) float64 {
	south, north := int64(b.Min.Lat), int64(b.Max.Lat)
	s := lowSine(float64(max(0, south-g.lat, g.lat-north)) * halfE7)
	h := s * s
	if gap := g.lonGap(int64(b.Min.Lon), int64(b.Max.Lon)); gap > 0 {
		t := lowSine(float64(gap) * halfE7)
		h += g.from.cosLat * lowCosine(float64(max(-south, north))*2*halfE7) * t * t
	}
	return h
}

// lonGap is the least difference of longitude to any in west … east, going round
// the Earth either way, in E7.
func (g *gauge) lonGap(west, east int64) int64 {
	const turn = 2 * int64(MaxLon)
	switch {
	case g.lon < west:
		return min(west-g.lon, g.lon+turn-east)
	case g.lon > east:
		return min(g.lon-east, west+turn-g.lon)
	default:
		return 0
	}
}

// shortSine is sin x for |x| ≤ shortAngle: Taylor's series up to x⁷; what is left
// out is below 3·10⁻¹⁵.
func shortSine(x float64) float64 {
	z := x * x
	return x * (1 - z*(1.0/6)*(1-z*(1.0/20)*(1-z*(1.0/42))))
}

// haversineBound is a value that no haversine of a distance of at most limit
// whole millimetres exceeds.
func haversineBound(limit int64) float64 {
	half := (float64(limit) + 0.5) * millimetreSine
	if half >= math.Pi/2 {
		return 2
	}
	return loosen(sin(half))
}

// loosen returns the haversine of √h, with a margin for rounding.
func loosen(root float64) float64 {
	root += roundingSine
	return root * root * (1 + 1e-12)
}

// lowSine is at most sin x and at least 0, for 0 ≤ x ≤ π/2.
func lowSine(x float64) float64 { return x * (1 - x*x*(1.0/6)) }

// lowCosine is at most cos x and at least 0, for 0 ≤ x ≤ π/2.
func lowCosine(x float64) float64 {
	z := x * x
	return max(0, 1-z*0.5*(1-z*(1.0/12)*(1-z*(1.0/30))))
}
