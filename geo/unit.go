package geo

// Unit is a place as a vector of length 1 from the Earth's centre: X points to
// 0° E on the equator, Y to 90° E, Z to the north pole. Which of two places is
// nearer to a third is then a comparison that is linear in the third.
type Unit struct{ X, Y, Z float64 }

// Unit returns the point as a vector.
func (p Point) Unit() Unit {
	lon, lat := p.Lon.radians(), p.Lat.radians()
	c := cos(lat)
	return Unit{X: float64(c * cos(lon)), Y: float64(c * sin(lon)), Z: sin(lat)}
}

// Chord is the length of the straight line, through the unit sphere, between two
// places that are so many metres apart along the ground; beyond half way round
// the Earth it is 2, as far as any two are.
func Chord(metres float64) float64 {
	half := max(0, metres) / (2 * EarthRadius)
	if half >= pi/2 {
		return 2
	}
	return 2 * sin(half)
}
