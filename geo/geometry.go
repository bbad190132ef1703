package geo

import "strconv"

// Geometry is the shape of a site: a Point, Line, Polygon or MultiPolygon, and
// nothing else. A nil Geometry is an unlocated site.
type Geometry interface {
	// Bounds returns the smallest box around the shape.
	Bounds() Box
	// sealed keeps the set closed.
	sealed()
}

// Line is a polyline of at least two positions; repeated positions are allowed.
type Line []Point

// Ring is a closed polyline of at least four positions, the last equal to the
// first, that neither crosses nor overlaps itself.
type Ring []Point

// Polygon is an outer ring and its holes, with a surface above zero. Boundaries
// belong to it, those of holes too.
type Polygon []Ring

// MultiPolygon is one or more polygons.
type MultiPolygon []Polygon

func (Point) sealed()        {}
func (Line) sealed()         {}
func (Polygon) sealed()      {}
func (MultiPolygon) sealed() {}

// Bounds returns the box that is the point.
func (p Point) Bounds() Box { return Box{Min: p, Max: p} }

// Bounds returns the box around the line.
func (l Line) Bounds() Box { return boundsOf(l) }

// Bounds returns the box around the outer ring.
func (p Polygon) Bounds() Box { return boundsOf(p[0]) }

// Bounds returns the box around all polygons.
func (m MultiPolygon) Bounds() Box {
	box := m[0].Bounds()
	for _, p := range m[1:] {
		box = box.Union(p.Bounds())
	}
	return box
}

// NewLine returns the line, or ErrLineShort.
func NewLine(points []Point) (Line, error) {
	if len(points) < 2 {
		return nil, &Error{Code: ErrLineShort, Value: strconv.Itoa(len(points))}
	}
	return Line(points), nil
}

// NewPolygon returns the polygon of an outer ring and holes, or ErrPolygonEmpty,
// ErrRingShort, ErrRingOpen, ErrRingCrosses or ErrPolygonSurface. Rings may
// turn either way.
func NewPolygon(rings [][]Point) (Polygon, error) {
	if len(rings) == 0 {
		return nil, &Error{Code: ErrPolygonEmpty}
	}
	polygon := make(Polygon, len(rings))
	for i, points := range rings {
		ring, err := newRing(points)
		if err != nil {
			return nil, err
		}
		polygon[i] = ring
	}
	if polygon[0].straight() {
		return nil, &Error{Code: ErrPolygonSurface}
	}
	for _, ring := range polygon {
		if at, crosses := ring.crossing(); crosses {
			return nil, &Error{Code: ErrRingCrosses, Value: at.Lon.String() + "," + at.Lat.String()}
		}
	}
	if !polygon.hasSurface() {
		return nil, &Error{Code: ErrPolygonSurface}
	}
	return polygon, nil
}

// NewMultiPolygon returns the shape of at least one polygon, or ErrPolygonEmpty.
func NewMultiPolygon(polygons []Polygon) (MultiPolygon, error) {
	if len(polygons) == 0 {
		return nil, &Error{Code: ErrPolygonEmpty}
	}
	return MultiPolygon(polygons), nil
}

func newRing(points []Point) (Ring, error) {
	if len(points) == 0 {
		return nil, &Error{Code: ErrRingShort, Value: "0"}
	}
	first, last := points[0], points[len(points)-1]
	if first != last {
		return nil, &Error{Code: ErrRingOpen, Value: last.Lon.String() + "," + last.Lat.String(),
			Want: first.Lon.String() + "," + first.Lat.String()}
	}
	if len(points) < 4 {
		return nil, &Error{Code: ErrRingShort, Value: strconv.Itoa(len(points))}
	}
	return Ring(points), nil
}

// Polygons returns the polygons of a shape that has a surface, nil for others.
func Polygons(g Geometry) []Polygon {
	switch g := g.(type) {
	case Polygon:
		return []Polygon{g}
	case MultiPolygon:
		return g
	default:
		return nil
	}
}
