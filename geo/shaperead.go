package geo

import (
	"slices"
	"strconv"
	"strings"
)

// notation is a way to write positions in lists within lists: well-known text
// or GeoJSON. The errors of its methods name the place.
type notation interface {
	// list reads a list, calling member for each of its members.
	list(member func() error) error
	// position reads a longitude and a latitude; what follows them, such as a
	// height, is dropped.
	position() (Point, error)
	// point reads the position of a point, alone or among others.
	point() (Point, error)
	// here names the place of what is read next.
	here() string
}

// Names of shapes in both notations, here in capitals.
const (
	kindPoint        = "POINT"
	kindLine         = "LINESTRING"
	kindPolygon      = "POLYGON"
	kindMultiPoint   = "MULTIPOINT"
	kindMultiLine    = "MULTILINESTRING"
	kindMultiPolygon = "MULTIPOLYGON"
)

// isShape reports whether readShape knows the kind.
func isShape(kind string) bool {
	known := []string{kindPoint, kindLine, kindPolygon, kindMultiPoint, kindMultiLine, kindMultiPolygon}
	return slices.Contains(known, kind)
}

// readShape reads the positions of a kind that isShape knows. A shape of several
// members that has only one is that member, since many programs write each shape
// as one of several; several points or lines are no site.
func readShape(kind string, n notation) (Geometry, error) {
	start := n.here()
	members, err := readMembers(kind, n)
	switch {
	case err != nil:
		return nil, InColumn(err, start)
	case len(members) == 1:
		return members[0], nil
	case len(members) == 0:
		return nil, &Error{Code: ErrShapeEmpty, At: Place{Column: start}, Value: kind}
	case kind != kindMultiPolygon:
		return nil, &Error{Code: ErrShapeMany, At: Place{Column: start}, Value: kind, Want: strconv.Itoa(len(members))}
	}
	polygons := make(MultiPolygon, len(members))
	for i, m := range members {
		polygons[i], _ = m.(Polygon)
	}
	return polygons, nil
}

// readMembers reads a shape's members: itself, unless it is one of several.
func readMembers(kind string, n notation) ([]Geometry, error) {
	member, several := strings.CutPrefix(kind, "MULTI")
	var members []Geometry
	read := func() error {
		g, err := readMember(member, n)
		members = append(members, g)
		return err
	}
	if several {
		return members, n.list(read)
	}
	err := read()
	return members, err
}

func readMember(kind string, n notation) (Geometry, error) {
	start := n.here()
	switch kind {
	case kindPoint:
		return n.point()
	case kindLine:
		points, err := readPositions(n)
		if err != nil {
			return nil, err
		}
		line, err := NewLine(points)
		return line, InColumn(err, start)
	default:
		var rings [][]Point
		err := n.list(func() error {
			ring, err := readPositions(n)
			rings = append(rings, ring)
			return err
		})
		if err != nil {
			return nil, err
		}
		polygon, err := NewPolygon(rings)
		return polygon, InColumn(err, start)
	}
}

func readPositions(n notation) ([]Point, error) {
	var points []Point
	err := n.list(func() error {
		p, err := n.position()
		points = append(points, p)
		return err
	})
	return points, err
}
