package report

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// example is a row of the template that shows how one is filled in: a key of the
// catalogue for its name, the code of its category, and what else it holds.
type example struct {
	name     geo.Code
	category string
	cells    map[intake.Field]any
}

// examples lie in the open sea, where nobody takes them for real.
func examples() []example {
	return []example{
		{"example.market", "SC", map[intake.Field]any{
			intake.FieldArea: "990100100001", intake.FieldTags: "type:produce", intake.FieldLon: 123.0123456, intake.FieldLat: 33.5012345,
			intake.FieldDatum: geo.WGS84.String(), intake.FieldPhone: "000-00000000",
		}},
		{"example.toilet", "GGCS", map[intake.Field]any{
			intake.FieldArea: "990100100", intake.FieldLon: 123.017654, intake.FieldLat: 33.502345, intake.FieldDatum: geo.GCJ02.String(),
		}},
		{"example.street", "ZCGD", map[intake.Field]any{
			intake.FieldDatum:    geo.WGS84.String(),
			intake.FieldGeometry: "LINESTRING (123.01 33.5, 123.015 33.5005, 123.02 33.501)",
		}},
		{"example.estate", "XQ", map[intake.Field]any{
			intake.FieldArea: "990100100001", intake.FieldSize: 320, intake.FieldLon: 123.0115, intake.FieldLat: 33.5065,
			intake.FieldDatum:    geo.WGS84.String(),
			intake.FieldGeometry: "POLYGON ((123.01 33.505, 123.013 33.505, 123.013 33.508, 123.01 33.508, 123.01 33.505))",
		}},
		{"example.taxis", "CZC", nil},
	}
}

// examples are the rows of those whose category there is.
func (b *templateBook) examples() [][]any {
	var rows [][]any
	for i, e := range examples() {
		category, err := b.categories.Lookup(e.category)
		if err != nil {
			continue
		}
		own := map[intake.Field]any{
			intake.FieldID:       b.texts.Text("example.id", text.Args{"count": strconv.Itoa(i + 1)}),
			intake.FieldName:     b.texts.Text(e.name, nil),
			intake.FieldCategory: b.nameOf(category),
			intake.FieldUnit:     b.texts.Text("example.unit", nil),
			intake.FieldNote:     b.texts.Text("example.note", nil),
		}
		var cells []any
		for _, c := range templateColumns() {
			value, is := e.cells[c.field]
			if !is {
				value = own[c.field]
			}
			cells = append(cells, value)
		}
		rows = append(rows, cells)
	}
	return rows
}
