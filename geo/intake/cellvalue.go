package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"sitedraw/geo"
)

// read returns a cell's text as a field has it: normalised and checked. What a
// spreadsheet made of a text – a date, a formula, an error – is refused.
func (c *cell) read(f Field) (string, error) {
	switch {
	case c.kind == formulaCell:
		return "", &geo.Error{Code: ErrCellFormula, Value: c.text}
	case c.kind == errorCell:
		return "", &geo.Error{Code: ErrCellError, Value: c.text}
	case c.kind == dateCell && !f.People():
		return "", &geo.Error{Code: ErrCellDate, Value: c.text}
	}
	text := c.text
	if f.People() {
		text = oneLine(text)
	}
	text = strings.TrimSpace(text)
	if f.coded() && hasWideDigit(text) {
		return "", &geo.Error{Code: ErrFullWidth, Value: text, Want: width.Narrow.String(text)}
	}
	if geo.CheckText(text) == nil {
		return text, nil
	}
	text = normalise(text)
	return text, geo.CheckText(text)
}

// oneLine makes spaces of line breaks and tabs, which people's notes may have.
func oneLine(text string) string {
	if strings.ContainsAny(text, "\r\n\t") {
		return strings.Join(strings.Fields(text), " ")
	}
	return text
}

// coded reports whether programs compare the field's letters, so that a digit of
// full width is another letter.
func (f Field) coded() bool {
	switch f {
	case FieldID, FieldCategory, FieldArea, FieldSize, FieldLon, FieldLat, FieldLocation, FieldDatum,
		FieldGeometry, FieldPartOf, FieldTypeCode:
		return true
	default:
		return false
	}
}

// hasWideDigit looks for ０–９ and the full-width full stop and minus.
func hasWideDigit(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.ContainsAny(text, "０１２３４５６７８９．－")
		}
	}
	return false
}
