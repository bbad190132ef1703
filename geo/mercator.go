package geo

import "math"

// MercatorLat is the latitude in degrees, north and south, at which the square of
// Web Mercator ends: arctan(sinh π).
const MercatorLat = 85.05112877980659

// Mercator returns where a place in degrees lies on the square of Web Mercator
// (EPSG:3857): x from 0 at 180° W to 1 at 180° E, y from 0 in the north to 1 in
// the south,
//
//	y = ½ − ψ(lat) / 2π, with the isometric latitude ψ.
//
// Places beyond MercatorLat lie on the square's edge. The error is below 10⁻¹³.
func Mercator(lon, lat float64) (x, y float64) {
	x = lon/360 + 0.5
	switch {
	case lat >= MercatorLat:
		return x, 0
	case lat <= -MercatorLat:
		return x, 1
	}
	return x, 0.5 - IsometricLatitude(lat)/float64(2*pi)
}

// IsometricLatitude is artanh(sin lat) = ln cot((90° − lat)/2) of a latitude in
// degrees, which times a sphere's radius is how far north Mercator's projection
// shows it. It is infinite at the poles. The error is below 10⁻¹⁴ in between.
func IsometricLatitude(lat float64) float64 {
	switch {
	case lat < 0:
		return -IsometricLatitude(-lat)
	case lat >= 90:
		return math.Inf(1)
	}
	half := float64((90 - lat) * (degree / 2))
	return logarithm(cos(half) / sin(half))
}

// artanhTerms are 1/21, 1/19 … 1 of artanh t = t + t³/3 + t⁵/5 + …
var artanhTerms = [...]float64{
	1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1,
}

// logarithm is the natural logarithm of x > 0, our own for the reason that sin is:
// x = m·2ᵏ with m about 1, and ln m = 2·artanh((m−1)/(m+1)), where what is left out
// of the series is below 10⁻¹⁹.
func logarithm(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	t := (m - 1) / (m + 1)
	square, sum := float64(t*t), 0.0
	for _, term := range artanhTerms {
		sum = float64(sum*square) + term
	}
	return float64(float64(k)*math.Ln2) + float64(2*t*sum)
}
