package intake

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// jsonFeature is a GeoJSON feature whose members are not read yet.
type jsonFeature struct {
	Type       json.RawMessage `json:"type"`
	ID         json.RawMessage `json:"id"`
	Properties json.RawMessage `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
	Turned     json.RawMessage `json:"turned"`
}

// turnedMember lists the rings, counted from 0 over all polygons of a feature,
// that our own writer turned round, as RFC 7946 wants outlines anticlockwise and
// holes clockwise. They are turned back, so that a frame comes back as it was.
const turnedMember = "turned"

// featureHeadings are the columns that every feature counts as having: what
// they lack is missed under these names.
func featureHeadings() (headings [fieldCount]string) {
	for _, f := range []Field{FieldID, FieldCategory, FieldGeometry} {
		headings[f] = f.String()
	}
	return headings
}

// take makes a record of a feature and gives it to the registrar. The error is
// one that ends the file: too many features.
func (f *featureReader) take(one *jsonFeature) error {
	f.number++
	f.x.sites++
	if err := f.x.tick(1); err != nil {
		return err
	}
	r := record{line: f.number}
	if err := f.read(one, &r); err != nil {
		f.x.reject(stream.AtLine(err, f.number))
		return nil
	}
	f.sites.add(&r)
	return nil
}

func (f *featureReader) read(one *jsonFeature, r *record) error {
	for _, raw := range []json.RawMessage{one.ID, one.Properties, one.Geometry} {
		if !utf8.Valid(raw) {
			return &geo.Error{Code: geo.ErrTextEncoding}
		}
	}
	if kind, _ := textOf(one.Type); kind != "Feature" {
		return &geo.Error{Code: ErrGeoJSON, At: geo.Place{Column: "type"}, Value: shown(one.Type), Want: "Feature"}
	}
	if err := f.properties(one.Properties, r); err != nil {
		return err
	}
	if r.cells[FieldID].text == "" {
		id, err := cellOf(one.ID)
		if err != nil {
			return geo.InColumn(err, "id")
		}
		r.cells[FieldID] = id
	}
	if r.cells[FieldID].text == "" {
		f.sites.headings[FieldID] = "" // one is made
	}
	datum, err := (&entry{registrar: f.sites, record: r}).rowDatum()
	if err == nil {
		r.shape, err = shapeOf(one.Geometry, datum)
	}
	turnBack(r.shape, one.Turned)
	return err
}

// properties puts what is known by name into cells. Of two properties that mean
// the same, the one whose name is nearer to the field's is taken.
func (f *featureReader) properties(raw json.RawMessage, r *record) error {
	var named map[string]json.RawMessage
	if len(raw) > 0 && json.Unmarshal(raw, &named) != nil {
		return &geo.Error{Code: ErrGeoJSON, At: geo.Place{Column: "properties"}, Value: shown(raw), Want: "{ … }"}
	}
	headings := featureHeadings()
	var ranks [fieldCount]int
	for _, name := range slices.Sorted(maps.Keys(named)) {
		m := f.meaning(name)
		if !m.known || ranks[m.field] > 0 && m.rank >= ranks[m.field] {
			continue
		}
		read := cellOf
		if m.field == FieldTags {
			read = tagsOf
		}
		value, err := read(named[name])
		if err != nil {
			return geo.InColumn(err, name)
		}
		r.cells[m.field], headings[m.field], ranks[m.field] = value, name, m.rank
	}
	f.sites.headings = headings
	return nil
}

// meaning is what a property's name means.
type meaning struct {
	known bool
	field Field
	rank  int // from 1, the nearest name
}

// meaning looks a name up, once for all features as long as names are few.
func (f *featureReader) meaning(name string) meaning {
	m, met := f.meanings[name]
	if met {
		return m
	}
	heading := normalise(name)
	if m.field, m.known = f.x.field(heading); m.known {
		m.rank = f.x.rank(m.field, heading) + 2 // ranks begin at −1
	}
	if len(f.meanings) < f.x.Limits.Rejects {
		f.meanings[name] = m
	}
	return m
}

// cellOf makes a cell of a text, number or truth value; null is empty.
func cellOf(raw json.RawMessage) (cell, error) {
	text, is := textOf(raw)
	switch {
	case is && strings.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(raw, utf8.RuneError):
		return cell{}, &geo.Error{Code: geo.ErrTextEncoding, Value: text} // half of a pair: "\ud83d"
	case is:
		return cell{text: text}, nil
	case len(raw) == 0 || string(raw) == "null":
		return cell{}, nil
	case string(raw) == "true" || string(raw) == "false":
		return cell{text: strings.ToUpper(string(raw)), kind: boolCell}, nil
	case raw[0] == '[' || raw[0] == '{':
		return cell{}, &geo.Error{Code: ErrProperty, Value: shown(raw)}
	default:
		return cell{text: plainNumber(string(raw)), kind: numberCell}, nil
	}
}

// tagsOf reads tags also from an array of texts.
func tagsOf(raw json.RawMessage) (cell, error) {
	var list []string
	if len(raw) == 0 || raw[0] != '[' {
		return cellOf(raw)
	}
	if json.Unmarshal(raw, &list) != nil {
		return cell{}, &geo.Error{Code: ErrProperty, Value: shown(raw)}
	}
	return cell{text: JoinTags(list)}, nil
}

// plainNumber writes a JSON number without exponent and without zeros at the end
// of its fraction.
func plainNumber(number string) string {
	if strings.ContainsAny(number, "eE") {
		if v, err := strconv.ParseFloat(number, 64); err == nil {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	if strings.Contains(number, ".") {
		number = strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
	}
	return number
}

// textOf returns the text that a value is; false if it is none.
func textOf(raw json.RawMessage) (string, bool) {
	var text string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	return text, true
}

// shown is the beginning of a value, for an error.
func shown(raw json.RawMessage) string { return stream.Quote(raw) }

// shapeOf reads a geometry; none is that of an unlocated site.
func shapeOf(raw json.RawMessage, datum geo.Datum) (geo.Geometry, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var geometry struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if json.Unmarshal(raw, &geometry) != nil {
		return nil, &geo.Error{Code: ErrGeoJSON, At: geo.Place{Column: "geometry"}, Value: shown(raw), Want: "{ … }"}
	}
	shape, err := geo.ParseCoordinates(geometry.Type, geometry.Coordinates, datum)
	if e := stream.InFile("", err); e != nil {
		e.At.Column = "geometry." + e.At.Column
		return nil, e
	}
	return shape, nil
}

// turnBack turns the rings round that a feature lists as turned.
func turnBack(shape geo.Geometry, raw json.RawMessage) {
	var turned []int
	if len(raw) == 0 || json.Unmarshal(raw, &turned) != nil {
		return
	}
	var rings []geo.Ring
	for _, polygon := range geo.Polygons(shape) {
		rings = append(rings, polygon...)
	}
	for _, i := range turned {
		if i >= 0 && i < len(rings) {
			slices.Reverse(rings[i])
			rings[i] = nil // once
		}
	}
}
