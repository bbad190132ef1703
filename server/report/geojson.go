package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// GeoJSON writes the picks as a FeatureCollection of RFC 7946: WGS 84 degrees,
// exact to 10⁻⁷, outer rings anticlockwise and holes clockwise. A site that is
// not located has the geometry null. Names of members do not depend on the
// language; category_name does.
func GeoJSON(w io.Writer, d Draw) error {
	out := bufio.NewWriter(w)
	head := object(nil)
	head.text("type", "FeatureCollection")
	head.text("spec", sampler.Spec)
	head.raw("practice", strconv.AppendBool(nil, d.Practice))
	if len(d.Incomplete) > 0 {
		head.value("incomplete", d.Incomplete)
	}
	if hidden := d.hidden(); hidden > 0 {
		head.raw("hidden_reserves", strconv.AppendInt(nil, int64(hidden), 10))
	}
	head.text("frame", d.Record.FrameDigest.String())
	head.text("record", d.Record.Digest().String())
	if seed := d.seed(); seed != "" {
		head.text("seed", seed)
	}
	if _, err := out.Write(append(head, `,"features":[`...)); err != nil {
		return err
	}
	separator := "\n"
	err := d.rows(func(r row) error {
		_, err := out.Write(append([]byte(separator), r.feature()...))
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}

func (r row) feature() []byte {
	properties := object(nil)
	if r.draw.Practice {
		properties.raw("practice", []byte("true"))
	}
	if len(r.draw.Incomplete) > 0 {
		properties.raw("incomplete", []byte("true"))
	}
	properties.text("step", r.pick.Step)
	properties.raw("order", strconv.AppendInt(nil, int64(r.pick.Order), 10))
	for _, member := range []struct{ name, value string }{
		{"role", string(r.pick.Role)}, {"id", r.site.ID},
		{"name", r.site.Name}, {"category", r.site.Category}, {"category_name", r.category},
		{"unit", r.site.Unit}, {"area", r.site.Area}, {"stratum", r.pick.Stratum}, {"within", r.pick.Within},
	} {
		if member.value != "" {
			properties.text(member.name, member.value)
		}
	}
	if s := r.pick.Stretch; s != nil {
		properties.raw("from_m", []byte(metres(s.From)))
		properties.raw("to_m", []byte(metres(s.To)))
	}
	if r.pick.Anchor != nil {
		properties.raw("anchor", appendPosition(nil, *r.pick.Anchor))
	}
	properties.text("ticket", r.pick.Ticket.String())
	feature := object(nil)
	feature.text("type", "Feature")
	feature.raw("geometry", appendGeometry(nil, r.site.Geometry))
	feature.raw("properties", append(properties, '}'))
	return append(feature, '}')
}

// object is a JSON object in the making, its last brace left open.
type object []byte

func (o *object) raw(name string, value []byte) {
	separator := byte(',')
	if len(*o) == 0 {
		separator = '{'
	}
	*o = append(append(*o, separator, '"'), name...)
	*o = append(append(*o, '"', ':'), value...)
}

func (o *object) text(name, value string) { o.value(name, value) }

// value writes a text or a list of texts.
func (o *object) value(name string, value any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) //nolint:errchkjson // no text fails
	o.raw(name, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func appendGeometry(b []byte, g geo.Geometry) []byte {
	switch g := g.(type) {
	case geo.Point:
		return append(appendPosition(append(b, `{"type":"Point","coordinates":`...), g), '}')
	case geo.Line:
		return append(appendPositions(append(b, `{"type":"LineString","coordinates":`...), g), '}')
	case geo.Polygon:
		return append(appendPolygon(append(b, `{"type":"Polygon","coordinates":`...), g), '}')
	case geo.MultiPolygon:
		b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
		for i, p := range g {
			b = appendPolygon(separated(b, i), p)
		}
		return append(b, ']', '}')
	default:
		return append(b, "null"...)
	}
}

func separated(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

// appendPolygon writes the outer ring anticlockwise and the holes clockwise.
func appendPolygon(b []byte, p geo.Polygon) []byte {
	b = append(b, '[')
	for i, ring := range p {
		if ring.Anticlockwise() != (i == 0) {
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		b = appendPositions(separated(b, i), ring)
	}
	return append(b, ']')
}

func appendPositions(b []byte, positions []geo.Point) []byte {
	b = append(b, '[')
	for i, p := range positions {
		b = appendPosition(separated(b, i), p)
	}
	return append(b, ']')
}

func appendPosition(b []byte, p geo.Point) []byte {
	b = p.Lon.Append(append(b, '['))
	b = p.Lat.Append(append(b, ','))
	return append(b, ']')
}
