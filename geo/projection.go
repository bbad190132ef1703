package geo

import (
	"math"
	"strconv"
)

// Projection names the projected coordinate system in metres that a pair may be
// of, in either order, empty if none. The ranges are those of China: eastings
// have 500 km added, and in front the number of the zone, if at all (GB/T
// 17278; EPSG 4491–4554).
func Projection(x, y float64) string {
	if name := projectedEast(x, y); name != "" {
		return name
	}
	return projectedEast(y, x)
}

func projectedEast(east, north float64) string {
	if north < 3e5 || north > 7.5e6 {
		return ""
	}
	zone := int(east / 1e6)
	inZone := math.Mod(east, 1e6)
	central := inZone >= 1e5 && inZone <= 9e5
	switch {
	case east >= 1e5 && east <= 9e5 && north >= 1e6:
		return "CGCS2000 / Gauss-Kruger (EPSG:4502–4512, 4534–4554)"
	case zone >= 25 && zone <= 45 && central:
		return "CGCS2000 / 3-degree Gauss-Kruger zone " + strconv.Itoa(zone) + " (EPSG:" + strconv.Itoa(4513+zone-25) + ")"
	case east >= 8.1e6 && east <= 1.52e7:
		return "Web Mercator (EPSG:3857), BD09MC"
	case zone >= 13 && zone <= 23 && central:
		return "CGCS2000 / Gauss-Kruger zone " + strconv.Itoa(zone) + " (EPSG:" + strconv.Itoa(4491+zone-13) + ")"
	default:
		return ""
	}
}
