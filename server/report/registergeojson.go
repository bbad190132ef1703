package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// maxFeature is the longest feature in bytes that geo/intake reads.
const maxFeature = 16 * intake.DefaultTokenBytes

// RegisterGeoJSON writes the register as a FeatureCollection of RFC 7946, exact
// to 10⁻⁷ degree; its properties are named after the fields of geo/intake, in
// every language. Outer rings turn anticlockwise and holes clockwise: those that
// were turned round for it are listed as turned, counted from 0, so that
// geo/intake can turn them back. A site that is not located has the geometry
// null. Coordinates of a datum other than WGS 84 are outside the RFC; each
// feature then names it.
func RegisterGeoJSON(w io.Writer, r Register) error {
	out := bufio.NewWriter(w)
	if _, err := out.WriteString(`{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	columns := slices.DeleteFunc(r.columns(), func(c registerColumn) bool { return c.field == intake.FieldGeometry })
	separator := "\n"
	err := r.rows(func(row *registerRow) error {
		feature := row.feature(columns)
		if len(feature) > maxFeature {
			return row.tooLong("", len(feature), maxFeature)
		}
		_, err := out.Write(append([]byte(separator), feature...))
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

func (r *registerRow) feature(columns []registerColumn) []byte {
	properties := object(nil)
	for _, c := range columns {
		value := c.value(r)
		switch {
		case !r.tells(c.field, value):
		case value.number:
			properties.raw(c.field.String(), []byte(value.value))
		default:
			properties.text(c.field.String(), value.value)
		}
	}
	shape := r.register.shape(r.site.Geometry)
	feature := object(nil)
	feature.text("type", "Feature")
	feature.text("id", r.site.ID)
	if turned := turnedRings(shape); len(turned) > 0 {
		feature.raw("turned", appendNumbers(nil, turned))
	}
	feature.raw("geometry", appendGeometry(nil, shape))
	feature.raw("properties", append(properties, '}'))
	return append(feature, '}')
}

// tells reports whether a property says anything that the geometry does not.
// Tags are written even if there are none: a reader that misses them makes some
// of the name.
func (r *registerRow) tells(f intake.Field, value cell) bool {
	switch f {
	case intake.FieldLon, intake.FieldLat:
		return geo.Polygons(r.site.Geometry) != nil
	case intake.FieldDatum:
		return r.register.Datum != geo.WGS84 && value.value != ""
	case intake.FieldTags:
		return true
	default:
		return value.value != ""
	}
}

// turnedRings are the rings that appendPolygon turns round, counted over all
// polygons.
func turnedRings(g geo.Geometry) []int {
	var turned []int
	number := 0
	for _, polygon := range geo.Polygons(g) {
		for i, ring := range polygon {
			if ring.Anticlockwise() != (i == 0) {
				turned = append(turned, number)
			}
			number++
		}
	}
	return turned
}

func appendNumbers(b []byte, numbers []int) []byte {
	b = append(b, '[')
	for i, n := range numbers {
		b = strconv.AppendInt(separated(b, i), int64(n), 10)
	}
	return append(b, ']')
}
