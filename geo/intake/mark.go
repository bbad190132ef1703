package intake

import (
	"cmp"
	"slices"

	"sitedraw/geo"
)

// MarkOf returns a point of a polygon or multipolygon to stand for it, the zero
// Point for other shapes: the centroid of the largest polygon's outline if the
// polygon covers it, else the middle of the widest stretch inside on one of
// scanLines parallels.
//
// Every product is rounded by itself (no fused multiply-add), so that all
// processors find the same point.
func MarkOf(shape geo.Geometry) geo.Point {
	polygons := geo.Polygons(shape)
	if len(polygons) == 0 {
		return geo.Point{}
	}
	largest := polygons[0]
	for _, p := range polygons[1:] {
		if p.Surface() > largest.Surface() {
			largest = p
		}
	}
	if c := centroid(largest[0]); largest.Covers(c) {
		return c
	}
	return widestMiddle(largest)
}

// centroid returns the centre of mass of a ring in the plane of longitudes and
// latitudes: Σ (x₁+x₂)(x₁y₂−x₂y₁) / 3Σ(x₁y₂−x₂y₁), counted from the first vertex.
func centroid(ring geo.Ring) geo.Point {
	var area, sumX, sumY float64
	o := ring[0]
	for i := 1; i < len(ring); i++ {
		x1, y1 := float64(ring[i-1].Lon)-float64(o.Lon), float64(ring[i-1].Lat)-float64(o.Lat)
		x2, y2 := float64(ring[i].Lon)-float64(o.Lon), float64(ring[i].Lat)-float64(o.Lat)
		cross := float64(x1*y2) - float64(x2*y1)
		area += cross
		sumX += float64((x1 + x2) * cross)
		sumY += float64((y1 + y2) * cross)
	}
	if area == 0 {
		return o
	}
	area *= 3
	return geo.Point{Lon: o.Lon + geo.E7(geo.Round(sumX/area)), Lat: o.Lat + geo.E7(geo.Round(sumY/area))}
}

// scanLines is how many parallels are looked at; an odd number has the middle
// one.
const scanLines = 15

// widestMiddle looks at parallels through the polygon's box. If rounding leaves
// it nothing, a vertex stands for the polygon.
func widestMiddle(polygon geo.Polygon) geo.Point {
	box := polygon.Bounds()
	height := int64(box.Max.Lat) - int64(box.Min.Lat)
	best, width := polygon[0][0], int64(-1)
	for i := range int64(scanLines) {
		lat := box.Min.Lat + geo.E7(height*(2*i+1)/(2*scanLines))
		crossings := parallelCrossings(polygon, lat)
		for j := 0; j+1 < len(crossings); j += 2 {
			span := crossings[j+1] - crossings[j]
			middle := geo.Point{Lon: geo.E7(crossings[j] + span/2), Lat: lat}
			if span > width && polygon.Covers(middle) {
				best, width = middle, span
			}
		}
	}
	return best
}

// parallelCrossings returns the longitudes at which the rings cross a parallel,
// from west to east. Sides are half-open, so that a vertex counts once.
func parallelCrossings(polygon geo.Polygon, lat geo.E7) []int64 {
	var lons []int64
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if a.Lat > b.Lat {
				a, b = b, a
			}
			if lat < a.Lat || lat >= b.Lat {
				continue
			}
			share := (float64(lat) - float64(a.Lat)) / (float64(b.Lat) - float64(a.Lat))
			lons = append(lons, int64(a.Lon)+int64(geo.Round(float64(share*(float64(b.Lon)-float64(a.Lon))))))
		}
	}
	slices.SortFunc(lons, cmp.Compare)
	return lons
}
