package intake

import (
	"slices"
	"strings"

	"golang.org/x/text/width"

	"sitedraw/geo"
)

// inspectorReader makes an inspector of cells.
type inspectorReader struct {
	township func(name string) (geo.AreaCode, error) // nil: no name is known
}

// read reads the cells of a row, in the order of InspectorFields. With an error it
// says of which field it is; of the fields before it, the inspector has all.
func (r *inspectorReader) read(cells *[inspectorFieldCount]cell) (i Inspector, f InspectorField, err error) {
	for _, f := range InspectorFields() {
		if err := r.field(&i, f, &cells[f]); err != nil {
			return i, f, err
		}
	}
	return i, 0, nil
}

func (r *inspectorReader) field(i *Inspector, f InspectorField, c *cell) (err error) {
	switch f {
	case InspectorID:
		i.ID, err = filledCell(c, FieldID)
	case InspectorName:
		i.Name, err = filledCell(c, FieldName)
	case InspectorUnit:
		if strings.TrimSpace(c.text) != "" {
			i.Unit, err = filledCell(c, FieldUnit)
		}
	case InspectorTownship:
		i.Township, err = r.home(c)
	case InspectorQualifications:
		i.Qualifications, err = qualifications(c)
	case InspectorRecusals:
		i.Recusals, err = r.recusals(c)
	case InspectorAbsences:
		i.Absences, err = absences(c)
	}
	return err
}

// filledCell reads a name that must be there.
func filledCell(c *cell, f Field) (string, error) {
	text, err := c.read(f)
	switch {
	case err != nil:
		return "", err
	case text == "":
		return "", &geo.Error{Code: ErrCellEmpty}
	}
	return text, geo.CheckIdentifier(text)
}

// home reads the township where somebody lives or works.
func (r *inspectorReader) home(c *cell) (geo.AreaCode, error) {
	text, err := c.read(FieldArea)
	if err != nil || text == "" {
		return "", err
	}
	code, err := r.area(text)
	if err != nil {
		return "", err
	}
	return code, asTownship(code)
}

// asTownship returns an error unless a code is a township's.
func asTownship(code geo.AreaCode) error {
	switch code.Level() {
	case geo.TownshipLevel:
		return nil
	case geo.VillageLevel:
		return &geo.Error{Code: ErrTownship, Value: string(code), Want: code.Township() + "000"}
	default:
		return &geo.Error{Code: ErrTownship, Value: string(code)}
	}
}

// area reads a code of 12 digits, 9 of a township, or a township's name.
func (r *inspectorReader) area(text string) (geo.AreaCode, error) {
	const townshipDigits = 9
	narrow := width.Narrow.String(text)
	switch digits := strings.Trim(narrow, "0123456789") == ""; {
	case digits && narrow != text:
		return "", &geo.Error{Code: ErrFullWidth, Value: text, Want: narrow}
	case digits && len(text) == townshipDigits:
		return geo.AreaCode(text + "000"), nil
	case digits:
		return geo.ParseAreaCode(text)
	case r.township == nil:
		return "", &geo.Error{Code: ErrTownshipName, Value: text}
	}
	code, err := r.township(text)
	if err != nil {
		return "", err
	}
	return geo.ParseAreaCode(string(code))
}

// items reads a cell of several values: its lines, each taken apart at separators
// outside brackets, without empty ones.
func (c *cell) items(separators string) (list []string, err error) {
	for line := range strings.Lines(strings.ReplaceAll(c.text, "\r", "\n")) {
		text, err := (&cell{text: line, kind: c.kind}).read(FieldNote)
		if err != nil {
			return nil, err
		}
		for _, item := range splitOutside(text, separators) {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
	}
	return list, nil
}

// splitOutside takes a text apart at any of the separators that stands in no brackets.
func splitOutside(text, separators string) []string {
	depth, from := 0, 0
	var list []string
	for at, letter := range text {
		switch {
		case letter == '(' || letter == '（':
			depth++
		case letter == ')' || letter == '）':
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune(separators, letter):
			list = append(list, text[from:at])
			from = at + len(string(letter))
		}
	}
	return append(list, text[from:])
}

// The separators in cells of several values, beside line breaks.
const (
	qualificationSeparators = "、,，;；|｜"
	recusalSeparators       = ";；"
	absenceSeparators       = ";；,，、"
)

// qualifications reads names, each once.
func qualifications(c *cell) (list []string, err error) {
	if c.kind == dateCell {
		return nil, &geo.Error{Code: ErrCellDate, Value: c.text}
	}
	items, err := c.items(qualificationSeparators)
	for _, item := range items {
		if err := geo.CheckIdentifier(item); err != nil {
			return nil, err
		}
		list = addOnce(list, item)
	}
	return list, err
}

// addOnce adds a value unless it is there.
func addOnce[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
