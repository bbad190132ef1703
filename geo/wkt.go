package geo

import (
	"strconv"
	"strings"
)

// ParseWKT reads a shape written as well-known text (OGC 06-103r4), its numbers
// degrees in the datum: POINT, LINESTRING, POLYGON or MULTIPOLYGON in any case,
// also the other MULTI… kinds if they have one member, which then is the shape.
// Each number is rounded once, as by Datum.ParsePoint; heights and measures are
// dropped. Errors are ErrWKT, ErrShape…, those of ParsePosition, NewLine and
// NewPolygon; their column is "@" and the byte of the text, counted from 1.
func ParseWKT(text string, datum Datum) (Geometry, error) {
	r := &wktReader{text: text, datum: datum}
	start := r.here()
	kind := strings.ToUpper(r.word())
	if !isShape(kind) {
		kind = strings.TrimRight(kind, "ZM") // "POINTZ" too is written
	}
	if !isShape(kind) {
		return nil, &Error{Code: ErrShapeUnknown, At: Place{Column: start}, Value: shorten(text),
			Want: strings.Join([]string{kindPoint, kindLine, kindPolygon, kindMultiPolygon}, ", ")}
	}
	next := strings.ToUpper(r.word())
	if next == "Z" || next == "M" || next == "ZM" {
		next = strings.ToUpper(r.word())
	}
	switch {
	case next == "EMPTY":
		return nil, &Error{Code: ErrShapeEmpty, At: Place{Column: start}, Value: kind}
	case next != "" || !r.begins('('):
		return nil, r.expected("(")
	}
	g, err := readShape(kind, r)
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(r.text) {
		return nil, r.expected("")
	}
	return g, nil
}

// wktReader reads well-known text.
type wktReader struct {
	text  string
	at    int
	datum Datum
}

const wktSpace = " \t\r\n"

func (r *wktReader) space() {
	r.at = len(r.text) - len(strings.TrimLeft(r.text[r.at:], wktSpace))
}

func (r *wktReader) here() string {
	r.space()
	return "@" + strconv.Itoa(r.at+1)
}

func (r *wktReader) begins(c byte) bool {
	r.space()
	return r.at < len(r.text) && r.text[r.at] == c
}

// token reads what stands before the next of the letters of stop.
func (r *wktReader) token(stop string) string {
	r.space()
	rest := r.text[r.at:]
	if end := strings.IndexAny(rest, stop); end >= 0 {
		rest = rest[:end]
	}
	r.at += len(rest)
	return rest
}

// word reads letters.
func (r *wktReader) word() string { return r.token(wktSpace + "(),+-.0123456789") }

func (r *wktReader) expected(want string) error {
	return &Error{Code: ErrWKT, At: Place{Column: r.here()}, Value: shorten(r.text[r.at:]), Want: want}
}

func (r *wktReader) list(member func() error) error {
	if !r.begins('(') {
		return r.expected("(")
	}
	for first := true; first || r.begins(','); first = false {
		r.at++
		if err := member(); err != nil {
			return err
		}
	}
	if !r.begins(')') {
		return r.expected(")")
	}
	r.at++
	return nil
}

// maxOrdinates is how many numbers a position may have: with height and measure.
const maxOrdinates = 4

func (r *wktReader) position() (Point, error) {
	start := r.here()
	var numbers [maxOrdinates]string
	count := 0
	for count < maxOrdinates && r.at < len(r.text) && !r.begins(',') && !r.begins(')') {
		if numbers[count] = r.token(wktSpace + "(),"); numbers[count] == "" {
			break
		}
		count++
	}
	if count < 2 {
		return Point{}, r.expected("LON LAT")
	}
	p, err := r.datum.ParsePosition(numbers[0], numbers[1])
	return p, InColumn(err, start)
}

func (r *wktReader) point() (Point, error) {
	if !r.begins('(') {
		return r.position()
	}
	r.at++
	p, err := r.position()
	if err != nil {
		return p, err
	}
	if !r.begins(')') {
		return p, r.expected(")")
	}
	r.at++
	return p, nil
}

// AppendWKT appends the shape as well-known text to b, exactly; nil is nothing.
func AppendWKT(b []byte, g Geometry) []byte {
	switch g := g.(type) {
	case Point:
		b = append(b, kindPoint+" ("...)
		return append(appendPair(b, g), ')')
	case Line:
		return appendPairs(append(b, kindLine+" "...), g)
	case Polygon:
		return appendRings(append(b, kindPolygon+" "...), g)
	case MultiPolygon:
		b = append(b, kindMultiPolygon+" ("...)
		for i, p := range g {
			b = appendRings(appendComma(b, i), p)
		}
		return append(b, ')')
	default:
		return b
	}
}

func appendRings(b []byte, p Polygon) []byte {
	b = append(b, '(')
	for i, ring := range p {
		b = appendPairs(appendComma(b, i), ring)
	}
	return append(b, ')')
}

func appendPairs(b []byte, points []Point) []byte {
	b = append(b, '(')
	for i, p := range points {
		b = appendPair(appendComma(b, i), p)
	}
	return append(b, ')')
}

func appendComma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ", "...)
	}
	return b
}

func appendPair(b []byte, p Point) []byte {
	return p.Lat.Append(append(p.Lon.Append(b), ' '))
}
