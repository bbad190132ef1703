package geo

import (
	"strconv"
	"strings"
)

// ParseCoordinates reads the member "coordinates" of a GeoJSON geometry (RFC
// 7946 §3.1), its numbers degrees in the datum. The type is Point, LineString,
// Polygon or MultiPolygon, also one of the other Multi… kinds if it has one
// member, which then is the shape. Numbers are rounded once, as by
// Datum.ParsePoint; heights are dropped. json is one value that is known to be
// well-formed. Errors are ErrCoordinates, ErrShape…, those of ParsePosition,
// NewLine and NewPolygon; their column is a path such as "coordinates[0][3]".
func ParseCoordinates(kind string, json []byte, datum Datum) (Geometry, error) {
	upper := strings.ToUpper(kind)
	if !isShape(upper) {
		return nil, &Error{Code: ErrShapeUnknown, At: Place{Column: "type"}, Value: shorten(kind),
			Want: "Point, LineString, Polygon, MultiPolygon"}
	}
	r := &coordinateReader{json: json, datum: datum}
	g, err := readShape(upper, r)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// coordinateReader reads well-formed JSON.
type coordinateReader struct {
	json  []byte
	at    int
	path  []int
	datum Datum
}

func (r *coordinateReader) here() string {
	b := []byte("coordinates")
	for _, i := range r.path {
		b = append(strconv.AppendInt(append(b, '['), int64(i), 10), ']')
	}
	return string(b)
}

// begins reports whether c is what comes next, white space aside.
func (r *coordinateReader) begins(c byte) bool {
	for r.at < len(r.json) && strings.IndexByte(wktSpace, r.json[r.at]) >= 0 {
		r.at++
	}
	return r.at < len(r.json) && r.json[r.at] == c
}

func (r *coordinateReader) expected(want string) error {
	return &Error{Code: ErrCoordinates, At: Place{Column: r.here()},
		Value: shorten(string(r.json[r.at:])), Want: want}
}

func (r *coordinateReader) list(member func() error) error {
	if !r.begins('[') {
		return r.expected("[ … ]")
	}
	r.at++
	r.path = append(r.path, 0)
	last := len(r.path) - 1
	for !r.begins(']') {
		if err := member(); err != nil {
			return err
		}
		if r.path[last]++; r.begins(',') {
			r.at++
		} else if !r.begins(']') {
			return r.expected("]")
		}
	}
	r.at++
	r.path = r.path[:last]
	return nil
}

func (r *coordinateReader) position() (Point, error) {
	var numbers [2]string
	count := 0
	err := r.list(func() error {
		number := r.number()
		if number == "" {
			return r.expected("0.0")
		}
		if count < len(numbers) {
			numbers[count] = number
		}
		count++
		return nil
	})
	switch {
	case err != nil:
		return Point{}, err
	case count < len(numbers):
		return Point{}, &Error{Code: ErrCoordinates, At: Place{Column: r.here()}, Want: "[lon, lat]"}
	}
	p, err := r.datum.ParsePosition(numbers[0], numbers[1])
	if err != nil {
		return p, InColumn(err, r.here())
	}
	return p, nil
}

func (r *coordinateReader) point() (Point, error) { return r.position() }

// number reads a number, the empty text if there is none.
func (r *coordinateReader) number() string {
	r.begins(0) // passes over white space
	start := r.at
	for r.at < len(r.json) && strings.IndexByte("+-.0123456789eE", r.json[r.at]) >= 0 {
		r.at++
	}
	return string(r.json[start:r.at])
}
