package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sitedraw/geo"
)

// headerRows is how many rows are looked at to find the headings: titles, units
// and dates may stand above them.
const headerRows = 20

// header is where a table says what its columns are.
type header struct {
	top   int      // line of the first row of headings
	cells []string // headings as written, of several rows the lowest that is filled
}

// findHeader returns the first of the rows that looks like headings, joined with
// those below it that do so too, and what follows them. Two known headings make a
// row of headings; if no row has two, one with one is taken, so that what is
// missing can be named.
func (x *reading) findHeader(rows []sheetRow) (header, []sheetRow, error) {
	at := slices.IndexFunc(rows, func(r sheetRow) bool { return x.headings(r.cells) >= 2 })
	if at < 0 {
		at = slices.IndexFunc(rows, func(r sheetRow) bool { return x.headings(r.cells) == 1 })
	}
	if at < 0 {
		return header{}, nil, &geo.Error{Code: ErrHeader, At: geo.Place{Line: rows[0].number},
			Value: strings.Join(shownCells(rows[0].cells), ", "), Want: x.usualHeadings()}
	}
	h := header{top: rows[at].number, cells: texts(rows[at].cells)}
	rows = rows[at+1:]
	for len(rows) > 0 && x.continues(h, rows[0].cells) {
		h.join(rows[0].cells)
		rows = rows[1:]
	}
	return h, rows, nil
}

// usualHeadings are some that the table should have.
func (x *reading) usualHeadings() string {
	if x.words != nil {
		return strings.Join([]string{resultID.name(), resultMet.name(), resultObserved.name(), resultScore.name()}, ", ")
	}
	return wantHeadings(FieldID, FieldName, FieldCategory)
}

// headings counts the different fields that cells are headings of; those of an
// administrative list count too.
func (x *reading) headings(cells []cell) int {
	seen := map[string]bool{}
	for _, c := range cells {
		text := normalise(c.text)
		if name := x.meaning(text); name != "" {
			seen[name] = true
		} else if isAdminColumn(text) {
			seen[text] = true
		}
	}
	return len(seen)
}

// meaning is the name of what a heading means in the table that is read, empty if it
// means nothing there.
func (x *reading) meaning(heading string) string {
	if x.words != nil {
		return x.words[foldHeading(heading)]
	}
	if f, known := x.field(heading); known {
		return f.String()
	}
	return ""
}

// field returns what a heading means: by the office's mapping, or by the
// vocabulary.
func (x *reading) field(heading string) (Field, bool) {
	folded := foldHeading(heading)
	if f, mapped := x.Columns.fields[folded]; mapped {
		return f, true
	}
	if x.Columns.passOver[folded] {
		return 0, false
	}
	return FieldOf(heading)
}

// continues reports whether cells are a further row of headings: of known ones
// alone, but for those that repeat what stands above them.
func (x *reading) continues(h header, cells []cell) bool {
	fresh := false
	for i, c := range cells {
		text := normalise(c.text)
		if text == "" || i < len(h.cells) && text == h.cells[i] {
			continue
		}
		if x.meaning(text) == "" {
			return false
		}
		fresh = true
	}
	return fresh
}

// join puts a lower row of headings in.
func (h *header) join(cells []cell) {
	for i, text := range texts(cells) {
		switch {
		case i >= len(h.cells):
			h.cells = append(h.cells, text)
		case text != "":
			h.cells[i] = text
		}
	}
}

// texts returns the normalised texts of cells, trailing empty ones left out.
func texts(cells []cell) []string {
	list := make([]string, len(cells))
	width := 0
	for i, c := range cells {
		if list[i] = normalise(c.text); list[i] != "" {
			width = i + 1
		}
	}
	return list[:width]
}

// shownCells are the first cells of a row that hold something.
func shownCells(cells []cell) []string {
	const most = 6
	shown := slices.DeleteFunc(texts(cells), func(s string) bool { return s == "" })
	return shown[:min(most, len(shown))]
}

// columnOf finds the column of each field. A field that two columns mean gets the
// one whose heading is nearer to its name; the other, like all that mean
// nothing, is noted as unused. The same heading twice, and one that is a slip of
// the pen for a field that is missing, are errors.
func (x *reading) columnOf(h header) (at [fieldCount]int, headings [fieldCount]string, err error) {
	for f := range at {
		at[f] = -1
	}
	var unused []string
	for i, text := range h.cells {
		if text != "" && slices.Contains(h.cells[:i], text) {
			if _, known := x.field(text); known {
				return at, headings, &geo.Error{Code: ErrColumnTwice, At: geo.Place{Line: h.top, Column: text}, Value: text}
			}
		}
		f, known := x.field(text)
		switch {
		case !known:
			unused = append(unused, text)
		case at[f] < 0:
			at[f], headings[f] = i, text
		case x.rank(f, text) < x.rank(f, headings[f]):
			unused = append(unused, headings[f])
			at[f], headings[f] = i, text
		default:
			unused = append(unused, text)
		}
	}
	if err := x.slips(unused, headings, h.top); err != nil {
		return at, headings, err
	}
	x.result.Unused = slices.DeleteFunc(unused, x.meansNothing)
	x.noteColumns(at, headings)
	return at, headings, nil
}

// noteColumns keeps what the columns were taken for, as they stand in the table.
func (x *reading) noteColumns(at [fieldCount]int, headings [fieldCount]string) {
	for _, f := range Fields() {
		if at[f] >= 0 {
			x.result.Columns = append(x.result.Columns, Column{headings[f], f})
		}
	}
	slices.SortFunc(x.result.Columns, func(a, b Column) int { return at[a.Field] - at[b.Field] })
}

// rank orders headings of one field: mapped ones first, then as in columns.json.
func (x *reading) rank(f Field, heading string) int {
	if _, mapped := x.Columns.fields[foldHeading(heading)]; mapped {
		return -1
	}
	return slices.Index(readVocabulary().ranked[f], foldHeading(heading))
}

func (x *reading) meansNothing(heading string) bool {
	folded := foldHeading(heading)
	return heading == "" || readVocabulary().passedOver[folded] || x.Columns.passOver[folded]
}

// slips returns an error for a heading of at least five letters that is nearly
// one of a field the table lacks.
func (x *reading) slips(unused []string, headings [fieldCount]string, line int) error {
	var lacking []string
	for _, f := range Fields() {
		if headings[f] == "" {
			lacking = append(lacking, readVocabulary().ranked[f]...)
		}
	}
	for _, text := range unused {
		folded := foldHeading(text)
		if x.meansNothing(text) || utf8.RuneCountInString(folded) < 5 {
			continue
		}
		if near := geo.Nearest(folded, lacking); near != "" {
			return &geo.Error{Code: ErrColumnUnknown, At: geo.Place{Line: line, Column: text}, Value: text, Want: near}
		}
	}
	return nil
}
