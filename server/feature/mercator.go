package feature

import (
	"math"

	"sitedraw/geo"
)

// mercatorRadius is the radius of the sphere of EPSG:3857 in millimetres (EPSG
// guidance note 7-2, method 1024).
const mercatorRadius = 6_378_137_000

// mercatorEast is R·λ in millimetres.
func mercatorEast(lon geo.E7) int64 {
	return int64(math.Round(float64(lon) * (math.Pi / 180 / 1e7 * mercatorRadius)))
}

// mercatorNorth is R·ψ in millimetres, with the isometric latitude ψ. The poles lie
// at no finite place: they are written as the nearest latitude that does.
func mercatorNorth(lat geo.E7) int64 {
	lat = min(max(lat, 1-geo.MaxLat), geo.MaxLat-1)
	return int64(math.Round(mercatorRadius * geo.IsometricLatitude(lat.Degrees())))
}
