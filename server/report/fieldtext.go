package report

import (
	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// fieldTexts are the keys of what a person reads of a field: the heading of its
// column, which geo/intake knows again, and what is to be written there.
var fieldTexts = map[intake.Field]struct{ heading, help geo.Code }{
	intake.FieldID:       {"field.id", "field.id.help"},
	intake.FieldName:     {"field.name", "field.name.help"},
	intake.FieldCategory: {"field.category", "field.category.help"},
	intake.FieldArea:     {"field.area", "field.area.help"},
	intake.FieldTown:     {"field.town", "field.town.help"},
	intake.FieldVillage:  {"field.village", "field.village.help"},
	intake.FieldUnit:     {"field.unit", "field.unit.help"},
	intake.FieldTags:     {"field.tags", "field.tags.help"},
	intake.FieldSize:     {"field.size", "field.size.help"},
	intake.FieldLon:      {"field.lon", "field.lon.help"},
	intake.FieldLat:      {"field.lat", "field.lat.help"},
	intake.FieldLocation: {"field.location", "field.location.help"},
	intake.FieldDatum:    {"field.datum", "field.datum.help"},
	intake.FieldGeometry: {"field.geometry", "field.geometry.help"},
	intake.FieldPartOf:   {"field.part_of", "field.part_of.help"},
	intake.FieldTypeCode: {"field.typecode", "field.typecode.help"},
	intake.FieldType:     {"field.type", "field.type.help"},
	intake.FieldPerson:   {"field.person", "field.person.help"},
	intake.FieldPhone:    {"field.phone", "field.phone.help"},
	intake.FieldAddress:  {"field.address", "field.address.help"},
	intake.FieldChief:    {"field.chief", "field.chief.help"},
	intake.FieldLead:     {"field.lead", "field.lead.help"},
	intake.FieldPartners: {"field.partners", "field.partners.help"},
	intake.FieldNote:     {"field.note", "field.note.help"},
}

// heading is what tables call a field.
func heading(f intake.Field, texts *text.Catalogue) string {
	return texts.Text(fieldTexts[f].heading, nil)
}
