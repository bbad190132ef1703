package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// RoutesGeoJSON writes a FeatureCollection of RFC 7946: a feature for each visit,
// each leg and each stop that is left out, told apart by the property kind. Legs
// follow the roads; one of which only the times are known has the geometry null.
// Names of members do not depend on the language.
func RoutesGeoJSON(w io.Writer, r Routes) error {
	out := bufio.NewWriter(w)
	o := &r.Itinerary.Origin
	first := object(nil)
	first.text("type", "FeatureCollection")
	first.text("spec", itinerary.Spec)
	first.text("nature", string(o.Nature))
	first.raw("estimated", strconv.AppendBool(nil, o.Estimated))
	if len(o.Incomplete) > 0 {
		first.value("incomplete", o.Incomplete)
	}
	first.text("record", o.Record)
	first.text("itinerary", r.Itinerary.Digest().String())
	if r.Source != "" {
		first.text("attribution", r.Source)
	}
	if _, err := out.Write(append(first, `,"features":[`...)); err != nil {
		return err
	}
	separator := "\n"
	for _, f := range r.features() {
		if _, err := out.WriteString(separator + string(f)); err != nil {
			return err
		}
		separator = ",\n"
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}

func (r *Routes) features() (list []object) {
	for _, d := range r.days() {
		for _, v := range d.visits() {
			list = append(list, d.legFeature(v.leg, v.number), v.feature())
		}
		if home := d.home(); home != nil {
			list = append(list, d.legFeature(home, len(d.Visits)+1))
		}
	}
	for i := range r.leftOut() {
		l := &r.Itinerary.LeftOut[i]
		list = append(list, feature(shapeOf(l.Stop.Path), r.leftProperties(l)))
	}
	return list
}

// shapeOf is the geometry of a place or a way; nil if it has none.
func shapeOf(path []itinerary.Position) geo.Geometry {
	switch len(path) {
	case 0:
		return nil
	case 1:
		return path[0].Point
	default:
		return itinerary.Line(path)
	}
}

func feature(g geo.Geometry, properties object) object {
	f := object(nil)
	f.text("type", "Feature")
	f.raw("geometry", appendGeometry(nil, g))
	f.raw("properties", append(properties, '}'))
	return append(f, '}')
}

// number writes a whole number.
func (o *object) number(name string, value int64) { o.raw(name, strconv.AppendInt(nil, value, 10)) }

// known writes texts that are not empty: name, value, name, value.
func (o *object) known(pairs ...string) {
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			o.text(pair[0], pair[1])
		}
	}
}

// kind begins the properties of something on a team's day.
func (d *routeDay) kind(kind string) object {
	p := object(nil)
	p.known("kind", kind, "team", d.team.Name, "date", d.Date)
	return p
}

func (d *routeDay) legFeature(l *itinerary.Leg, number int) object {
	p := d.kind("leg")
	p.number("number", int64(number))
	p.number("ms", l.Milliseconds)
	p.number("mm", l.Millimetres)
	p.raw("estimated", strconv.AppendBool(nil, l.Estimated))
	if l.Far() {
		p.raw("far", []byte("true"))
	}
	return feature(shapeOf(l.Path), p)
}

func (v *routeVisit) feature() object {
	d := v.day
	p := d.kind("visit")
	p.number("number", int64(v.number))
	p.stop(&v.Stop)
	p.known("arrive", d.moment(v.Arrive), "begin", d.moment(v.Begin), "leave", d.moment(v.Leave))
	p.number("wait_ms", v.Wait)
	links := object(nil)
	for _, s := range MapServices() {
		links.text(s.String(), s.Place(v.spot()))
	}
	p.raw("links", append(links, '}'))
	return feature(shapeOf(v.Stop.Path), p)
}

func (o *object) stop(s *itinerary.Stop) {
	o.known("id", s.ID, "visit", s.Visit, "name", s.Name, "stretch", s.Stretch, "category", s.Category, "unit", s.Unit, "chief", s.Chief, "area", s.Area)
}

func (r *Routes) leftProperties(l *itinerary.LeftOut) object {
	p := object(nil)
	p.text("kind", "left_out")
	p.stop(&l.Stop)
	why := object(nil)
	for _, reason := range l.Reasons {
		one := object(nil)
		one.text("team", reason.Team)
		one.value("why", reason.Why)
		if why == nil {
			why = object{'['}
		} else {
			why = append(why, ',')
		}
		why = append(append(why, one...), '}')
	}
	if why != nil {
		p.raw("reasons", append(why, ']'))
	}
	if c := l.Relaxation; c != nil {
		one := object(nil)
		one.known("team", c.Team, "date", c.Date, "change", string(c.Change))
		one.number("by", c.By)
		p.raw("relaxation", append(one, '}'))
	}
	return p
}
