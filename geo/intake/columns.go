package intake

import (
	_ "embed" // columns.json
	"encoding/json"
	"strings"
	"sync"
)

// Field is what a column of a register's table, or a property of a feature,
// says of a site. Its name and headings are data: columns.json. The zero value is
// FieldID.
type Field uint8

// The fields, in the order of a workbook's columns. Those from FieldPerson on are
// people's: they make a geo.Contact.
const (
	FieldID Field = iota
	FieldName
	FieldCategory
	FieldArea    // 12 digits, or 9 or 6 that are filled up with 0
	FieldTown    // name of the township
	FieldVillage // name of the village or community
	FieldUnit
	FieldTags // separated by ";"
	FieldSize
	FieldLon // of a point, or of a polygon's mark
	FieldLat
	FieldLocation // "lng,lat"
	FieldDatum
	FieldGeometry // WKT
	FieldPartOf   // id of the site it is a part of
	FieldTypeCode // a map provider's
	FieldType     // a map provider's, in words
	FieldPerson
	FieldPhone
	FieldAddress
	FieldChief
	FieldLead
	FieldPartners
	FieldNote
)

const fieldCount = int(FieldNote) + 1

//go:embed columns.json
var columnsFile []byte

// vocabulary knows the names and headings of fields.
type vocabulary struct {
	names      [fieldCount]string
	first      [fieldCount][]string // the Chinese and the English heading
	ranked     [fieldCount][]string // folded headings, the nearest to the name first
	headings   map[string]Field     // by folded heading
	passedOver map[string]bool      // folded headings of columns that mean nothing
}

// readVocabulary reads columns.json, once.
var readVocabulary = sync.OnceValue(func() *vocabulary {
	var file struct {
		Columns []struct {
			Field    string   `json:"field"`
			Headings []string `json:"headings"`
		} `json:"columns"`
		PassedOver []string `json:"passedOver"` //nolint:tagliatelle // a name of columns.json
	}
	if err := json.Unmarshal(columnsFile, &file); err != nil {
		panic(err) // columns.json is part of the program, and tested
	}
	v := &vocabulary{headings: map[string]Field{}, passedOver: map[string]bool{}}
	for i, c := range file.Columns {
		v.names[i], v.first[i] = c.Field, c.Headings[:2]
		for _, h := range c.Headings {
			v.headings[foldHeading(h)] = Field(i)
			v.ranked[i] = append(v.ranked[i], foldHeading(h))
		}
	}
	for _, h := range file.PassedOver {
		v.passedOver[foldHeading(h)] = true
	}
	return v
})

// Fields returns all fields, in the order of a workbook's columns.
func Fields() []Field {
	list := make([]Field, fieldCount)
	for i := range list {
		list[i] = Field(i)
	}
	return list
}

// String returns the field's name, which is also one of its headings.
func (f Field) String() string { return readVocabulary().names[f] }

// Headings returns the field's first Chinese and English heading.
func (f Field) Headings() []string { return readVocabulary().first[f] }

// People reports whether the field belongs to a geo.Contact.
func (f Field) People() bool { return f >= FieldPerson }

// FieldOf returns the field that a heading means: its name, or a Chinese or
// English word for it in any case, with or without spaces and a unit in brackets.
func FieldOf(heading string) (Field, bool) {
	folded := foldHeading(heading)
	v := readVocabulary()
	if f, known := v.headings[folded]; known {
		return f, true
	}
	plain, _, bracket := strings.Cut(folded, "(")
	f, known := v.headings[plain]
	return f, known && bracket
}

var headingSigns = strings.NewReplacer("（", "(", "）", ")", "＊", "*", "_", "", "-", "")

// foldHeading makes headings comparable: without spaces, in lower case, without a
// mark for required columns.
func foldHeading(h string) string {
	h = strings.ToLower(strings.Join(strings.Fields(normalise(h)), ""))
	h = headingSigns.Replace(h)
	return strings.Trim(h, "*:：")
}
