package feature

import (
	"slices"

	"sitedraw/geo"
)

// Places finds the features of a list by place, with the coordinates that they
// have in a datum. It never changes, and goroutines may share it.
type Places struct {
	index   *geo.Index // of those that are points
	points  []int32    // their numbers
	shapes  []placed   // all others
	bounds  geo.Box
	located bool
}

// placed is a line or surface.
type placed struct {
	number int32
	box    geo.Box
	shape  geo.Geometry
}

// NewPlaces takes up the places of a list.
func NewPlaces(list List, datum geo.Datum) *Places {
	p := &Places{}
	var points []geo.Point
	for i := range list.Len() {
		shape := inDatum(list.Shape(i), datum)
		if shape == nil {
			continue
		}
		box := shape.Bounds()
		if p.located {
			p.bounds = p.bounds.Union(box)
		} else {
			p.bounds, p.located = box, true
		}
		if at, isPoint := shape.(geo.Point); isPoint {
			points, p.points = append(points, at), append(p.points, int32(i))
		} else {
			p.shapes = append(p.shapes, placed{int32(i), box, shape})
		}
	}
	p.index = geo.NewIndex(points)
	return p
}

// Bounds is the box around some features of a list, with the coordinates that they
// have in a datum; false if none has a place.
func Bounds(list List, numbers []int32, datum geo.Datum) (box geo.Box, located bool) {
	for _, i := range numbers {
		shape := inDatum(list.Shape(int(i)), datum)
		switch {
		case shape == nil:
		case located:
			box = box.Union(shape.Bounds())
		default:
			box, located = shape.Bounds(), true
		}
	}
	return box, located
}

// Bounds is the box around all features; false if none has a place.
func (p *Places) Bounds() (geo.Box, bool) { return p.bounds, p.located }

// In returns the numbers of the features in a box or on its border, ascending.
func (p *Places) In(b Box) []int32 {
	found := []int32{}
	for _, rectangle := range b.rectangles() {
		points := p.index.InBox(rectangle)
		found = slices.Grow(found, len(points))
		for _, i := range points {
			found = append(found, p.points[i])
		}
		for i := range p.shapes {
			if s := &p.shapes[i]; s.box.Intersects(rectangle) && geo.Meets(s.shape, rectangle) {
				found = append(found, s.number)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// inDatum is a shape with the coordinates that it has in a datum, each rounded
// once.
func inDatum(g geo.Geometry, datum geo.Datum) geo.Geometry {
	if datum == geo.WGS84 {
		return g
	}
	switch g := g.(type) {
	case geo.Point:
		return shifted(g, datum)
	case geo.Line:
		return geo.Line(shiftedAll(g, datum))
	case geo.Polygon:
		return shiftedPolygon(g, datum)
	case geo.MultiPolygon:
		to := make(geo.MultiPolygon, len(g))
		for i := range g {
			to[i] = shiftedPolygon(g[i], datum)
		}
		return to
	default:
		return nil
	}
}

// shifted is a position in a datum; one that would leave the Earth stays.
func shifted(p geo.Point, datum geo.Datum) geo.Point {
	if to, err := geo.PointFromDegrees(datum.Degrees(p)); err == nil {
		return to
	}
	return p
}

func shiftedAll(points []geo.Point, datum geo.Datum) []geo.Point {
	to := make([]geo.Point, len(points))
	for i, p := range points {
		to[i] = shifted(p, datum)
	}
	return to
}

func shiftedPolygon(p geo.Polygon, datum geo.Datum) geo.Polygon {
	to := make(geo.Polygon, len(p))
	for i, ring := range p {
		to[i] = shiftedAll(ring, datum)
	}
	return to
}
