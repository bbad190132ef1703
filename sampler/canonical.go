package sampler

import (
	"strconv"

	"sitedraw/geo"
)

// Canonical form (RFC 8785) of the few shapes that frames, plans and records
// have: members in the order of their names, no spaces, no escapes but those
// JSON needs. Texts hold no control characters, so only " and \ are escaped.

// appendText appends s as a JSON string.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, s[start:i]...)
			b = append(b, '\\')
			start = i
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// members writes the members of one object; the caller gives them in order.
type members struct {
	b     []byte
	begun bool
}

func openObject(b []byte) members { return members{b: append(b, '{')} }

func (m *members) name(name string) {
	if m.begun {
		m.b = append(m.b, ',')
	}
	m.begun = true
	m.b = append(m.b, '"')
	m.b = append(m.b, name...)
	m.b = append(m.b, '"', ':')
}

// text writes a member unless it is empty.
func (m *members) text(name, value string) {
	if value != "" {
		m.name(name)
		m.b = appendText(m.b, value)
	}
}

func (m *members) texts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	m.name(name)
	m.b = append(m.b, '[')
	for i, v := range values {
		if i > 0 {
			m.b = append(m.b, ',')
		}
		m.b = appendText(m.b, v)
	}
	m.b = append(m.b, ']')
}

func (m *members) integer(name string, value int64) {
	m.name(name)
	m.b = strconv.AppendInt(m.b, value, 10)
}

// unless writes a number unless it equals its default.
func (m *members) unless(name string, value, usual int64) {
	if value != usual {
		m.integer(name, value)
	}
}

func (m *members) point(name string, p geo.Point) {
	m.name(name)
	m.b = appendPoint(m.b, p)
}

func (m *members) close() []byte { return append(m.b, '}') }

func appendPoint(b []byte, p geo.Point) []byte {
	b = append(b, '[')
	b = strconv.AppendInt(b, int64(p.Lon), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(p.Lat), 10)
	return append(b, ']')
}

func appendPoints(b []byte, points []geo.Point) []byte {
	return appendList(b, points, appendPoint)
}

func appendList[T any](b []byte, items []T, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, it := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, it)
	}
	return append(b, ']')
}

func appendPolygon(b []byte, p geo.Polygon) []byte {
	return appendList(b, p, func(b []byte, r geo.Ring) []byte { return appendPoints(b, r) })
}

func appendGeometry(b []byte, g geo.Geometry) []byte {
	b = append(b, `{"coordinates":`...)
	var kind string
	switch g := g.(type) {
	case geo.Point:
		b, kind = appendPoint(b, g), "Point"
	case geo.Line:
		b, kind = appendPoints(b, g), "LineString"
	case geo.Polygon:
		b, kind = appendPolygon(b, g), "Polygon"
	case geo.MultiPolygon:
		b, kind = appendList(b, g, appendPolygon), "MultiPolygon"
	}
	b = append(b, `,"type":"`...)
	b = append(b, kind...)
	return append(b, '"', '}')
}
