package report

import (
	"bufio"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
)

// ExposureGeoJSON writes the located sites as a FeatureCollection of points with what
// a map colours them by: pi, picks on average over all steps; once, P(at least one)
// in one round, from 0 to 1; error, that of once, half of a 95 % interval or a bound,
// 0 where it is exact; kind, how once was found. A figure that is not known is null.
// Coordinates of a datum other than WGS 84 are outside RFC 7946; the collection then
// names it.
func ExposureGeoJSON(w io.Writer, e Exposure, datum geo.Datum) error {
	out := bufio.NewWriter(w)
	head := object(nil)
	head.text("type", "FeatureCollection")
	if datum != geo.WGS84 {
		head.text("datum", datum.String())
	}
	head.text("frame", e.Report.Frame.Digest().String())
	head.text("plan", e.Report.Plan.Digest().String())
	if _, err := out.Write(append(head, `,"features":[`...)); err != nil {
		return err
	}
	separator := "\n"
	places := Register{Datum: datum}
	for i := range e.Report.Frame.Sites() {
		at, located := e.site(int32(i)).Position()
		if !located {
			continue
		}
		if _, err := out.Write(append([]byte(separator), e.feature(int32(i), places.inDatum(at))...)); err != nil {
			return err
		}
		separator = ",\n"
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}

func (e *Exposure) feature(number int32, at geo.Point) []byte {
	s, once := e.site(number), e.Report.Once(number)
	properties := object(nil)
	properties.text("id", s.ID)
	properties.known("name", s.Name, "category", s.Category, "unit", s.Unit, "area", s.Area)
	properties.figure("pi", e.Report.Expected(number), valueOf)
	properties.figure("once", once, valueOf)
	properties.figure("error", once, errorOf)
	properties.text("kind", kindNames[once.Kind])
	feature := object(nil)
	feature.text("type", "Feature")
	feature.text("id", s.ID)
	feature.raw("geometry", append(appendPosition([]byte(`{"type":"Point","coordinates":`), at), '}'))
	feature.raw("properties", append(properties, '}'))
	return append(feature, '}')
}

// figure writes a number of a figure, null if it is not known.
func (o *object) figure(name string, f exposure.Figure, part func(exposure.Figure) *float64) {
	value := part(f)
	if value == nil {
		o.raw(name, []byte("null"))
		return
	}
	o.raw(name, strconv.AppendFloat(nil, *value, 'g', -1, 64))
}
