package server

import (
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"crypto/sha256"
	"encoding/hex"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// siteFields are the members of a site in answers, in their order.
var siteFields = []string{
	"id", "name", "category", "category_name", "area", "area_name", "unit", "part_of", "tags", "size",
	"stands_for", "position", "point", "geometry", "datum",
}

// The places of members in siteFields.
const (
	fieldID = iota
	fieldName
	fieldCategory
	fieldCategoryName
	fieldArea
	fieldAreaName
	fieldUnit
	fieldPartOf
	fieldTags
	fieldSize
	fieldStandsFor
	fieldPosition
	fieldPoint
	fieldGeometry
	fieldDatum
)

// fieldSet is a set of members; zero: all.
type fieldSet uint32

func (f fieldSet) has(field int) bool { return f == 0 || f&(1<<field) != 0 }

// fieldSet reads ?fields=, names with commas between.
func (r *request) fieldSet() (set fieldSet, err error) {
	for _, name := range r.listQuery("fields") {
		i := slices.Index(siteFields, name)
		if i < 0 {
			return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "fields"}, Value: name, Want: geo.Nearest(name, siteFields)}
		}
		set |= 1 << i
	}
	return set, nil
}

// siteJSON writes sites as answers have them: the members of a frame line, with
// degrees for integers, and what their codes mean. People are not among them.
type siteJSON struct {
	categories map[string]string    // names by code
	areas      map[string]string    // names by code
	levels     map[string]geo.Level // of categories whose sites stand for areas
	datum      geo.Datum
	fields     fieldSet
}

// siteJSON is how the one who asks gets sites of a state.
func (r *request) siteJSON(o *opened) (siteJSON, error) {
	datum, err := r.datum()
	if err != nil {
		return siteJSON{}, err
	}
	fields, err := r.fieldSet()
	k := r.server.registers
	return siteJSON{categories: k.categories[r.texts.Lang()], areas: o.names(), levels: k.levels, datum: datum, fields: fields}, err
}

// jsonObject writes the members of an object, those that a set has.
type jsonObject struct {
	b      []byte
	fields fieldSet
	first  bool
}

// name begins a member, unless nobody asked for it.
func (o *jsonObject) name(field int) bool {
	if !o.fields.has(field) {
		return false
	}
	if !o.first {
		o.b = append(o.b, ',')
	}
	o.first = false
	o.b = append(o.b, '"')
	o.b = append(o.b, siteFields[field]...)
	o.b = append(o.b, '"', ':')
	return true
}

// text writes a member unless it is empty.
func (o *jsonObject) text(field int, value string) {
	if value != "" && o.name(field) {
		o.b = appendQuoted(o.b, value)
	}
}

// append writes one site.
func (j *siteJSON) append(b []byte, s *geo.Site) []byte {
	o := jsonObject{b: append(b, '{'), fields: j.fields, first: true}
	o.text(fieldID, s.ID)
	o.text(fieldName, s.Name)
	o.text(fieldCategory, s.Category)
	o.text(fieldCategoryName, j.categories[s.Category])
	o.text(fieldArea, s.Area)
	o.text(fieldAreaName, j.areas[s.Area])
	o.text(fieldUnit, s.Unit)
	o.text(fieldPartOf, s.PartOf)
	if len(s.Tags) > 0 && o.name(fieldTags) {
		o.b = appendTexts(o.b, s.Tags)
	}
	if s.Size > 0 && o.name(fieldSize) {
		o.b = strconv.AppendInt(o.b, int64(s.Size), 10)
	}
	if level, stands := j.levels[s.Category]; stands && s.Area != "" && geo.AreaCode(s.Area).Level() == level {
		o.text(fieldStandsFor, s.Area)
	}
	j.place(&o, s)
	return append(o.b, '}')
}

// place writes where a site is.
func (j *siteJSON) place(o *jsonObject, s *geo.Site) {
	if position, located := s.Position(); located && o.name(fieldPosition) {
		o.b = j.position(o.b, position)
	}
	if s.Marked && o.name(fieldPoint) {
		o.b = j.position(o.b, s.Mark)
	}
	if s.Geometry == nil {
		return
	}
	if o.name(fieldGeometry) {
		o.b = j.geometry(o.b, s.Geometry)
	}
	o.text(fieldDatum, j.datum.String())
}

func (j *siteJSON) geometry(b []byte, g geo.Geometry) []byte {
	switch g := g.(type) {
	case geo.Point:
		b = j.position(append(b, `{"type":"Point","coordinates":`...), g)
	case geo.Line:
		b = appendArray(append(b, `{"type":"LineString","coordinates":`...), g, j.position)
	case geo.Polygon:
		b = j.rings(append(b, `{"type":"Polygon","coordinates":`...), g)
	case geo.MultiPolygon:
		b = appendArray(append(b, `{"type":"MultiPolygon","coordinates":`...), g, j.rings)
	}
	return append(b, '}')
}

func (j *siteJSON) rings(b []byte, p geo.Polygon) []byte {
	return appendArray(b, p, func(b []byte, r geo.Ring) []byte { return appendArray(b, r, j.position) })
}

// position writes a point in the datum.
func (j *siteJSON) position(b []byte, p geo.Point) []byte {
	if j.datum != geo.WGS84 {
		if shifted, err := geo.PointFromDegrees(j.datum.Degrees(p)); err == nil {
			p = shifted
		}
	}
	b = p.Lon.Append(append(b, '['))
	b = p.Lat.Append(append(b, ','))
	return append(b, ']')
}

func appendArray[S ~[]T, T any](b []byte, items S, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, it := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, it)
	}
	return append(b, ']')
}

func appendTexts(b []byte, texts []string) []byte { return appendArray(b, texts, appendQuoted) }

// appendQuoted writes a site's text, which holds no control characters.
func appendQuoted(b []byte, s string) []byte {
	if strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\\') < 0 { // most
		return append(append(append(b, '"'), s...), '"')
	}
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(append(b, s[start:i]...), '\\')
			start = i
		}
	}
	return append(append(b, s[start:]...), '"')
}

// siteTag is the entity tag of an answer with a site: the digest of its line, which
// a change of it names, and a sum of the answer, which differs by language.
func siteTag(s *geo.Site, answer []byte) string {
	var line [512]byte // most sites need less
	digest := sha256.Sum256(sampler.AppendSite(line[:0], s))
	var tag [2*sha256.Size + 1 + 8]byte
	b := append(hex.AppendEncode(tag[:0], digest[:]), '-')
	return string(strconv.AppendUint(b, uint64(crc32.ChecksumIEEE(answer)), 16))
}
