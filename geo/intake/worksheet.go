package intake

import (
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// worksheet reads the rows of a workbook's sheet as a stream. Merged ranges are
// listed below the rows, so the sheet is read twice; the first time also shows
// that the file is whole before a row comes out of it.
type worksheet struct {
	*workbook
	part   string
	in     io.Closer
	m      *markup
	merged mergedRanges

	inData bool
	inRow  bool
	row    int
	cells  []cell
	wrong  error // the row's first, which spoils it alone

	inCell  bool
	column  int
	kind    string // the attribute t
	style   []byte
	value   runs // what v or is hold
	formula []byte
	formed  bool   // the cell has a formula
	inside  string // v, f or is
}

func newWorksheet(b *workbook, part string, elements int) (*worksheet, error) {
	s := &worksheet{workbook: b, part: part, merged: mergedRanges{limit: elements}}
	inList := false
	err := b.walk(part, "worksheet", sheetBytes, func(m *markup) error {
		switch {
		case m.mark != openMark:
		case m.depth == 2:
			inList = string(m.name) == "mergeCells"
		case m.depth == 3 && inList && string(m.name) == "mergeCell":
			return s.merged.add(m.attr("ref"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.merged.sort()
	in, err := b.open(part, sheetBytes)
	if err != nil {
		return nil, err
	}
	s.in, s.m = in, newMarkup(in, b.limit)
	return s, nil
}

// next implements sheet. Cells that cannot be read are a rowError. Trailing empty
// cells are left out.
func (s *worksheet) next() (sheetRow, error) {
	for {
		err := s.m.next()
		if err == io.EOF { //nolint:errorlint // bare, it ends the sheet; inside an error it is a cause
			_ = s.in.Close()
			return sheetRow{}, io.EOF
		}
		if err != nil {
			return sheetRow{}, geo.InColumn(err, s.part)
		}
		full, err := s.step()
		if err != nil {
			return sheetRow{}, err
		}
		if !full {
			continue
		}
		if s.wrong != nil {
			return sheetRow{}, badRow(s.wrong, s.row)
		}
		return sheetRow{number: s.row, cells: s.cells}, nil
	}
}

// step takes a mark in, and reports whether it ends a row that says something.
func (s *worksheet) step() (bool, error) {
	switch {
	case s.inCell && s.m.depth > cellDepth:
		return false, s.stepInCell()
	case s.m.mark == openMark:
		return false, s.open()
	case s.m.mark != shutMark:
	case s.m.depth == cellDepth && s.inCell:
		s.shutCell()
	case s.m.depth == rowDepth && s.inRow:
		return s.shutRow()
	}
	return false, nil
}

// How deep a sheet's elements lie.
const (
	rowDepth  = 3
	cellDepth = 4
)

// open takes a start tag in.
func (s *worksheet) open() error {
	name := string(s.m.name)
	switch s.m.depth {
	case rowDepth - 1:
		s.inData = name == "sheetData"
	case rowDepth:
		if s.inRow = s.inData && name == "row"; s.inRow {
			return s.openRow()
		}
	case cellDepth:
		if s.inCell = s.inRow && name == "c"; s.inCell {
			return s.openCell()
		}
	}
	return nil
}

// openRow begins a row; without a number it is the next.
func (s *worksheet) openRow() error {
	row := s.row + 1
	if text := s.m.attr("r"); text != nil {
		place, err := parseCellPlace(append([]byte("A"), text...))
		if err != nil {
			return &geo.Error{Code: ErrCellPlace, Value: stream.Quote(text), Want: strconv.Itoa(sheetRows)}
		}
		row = place.row
	}
	if row <= s.row || row > sheetRows {
		return &geo.Error{Code: ErrCellOrder, At: geo.Place{Line: row}, Value: strconv.Itoa(row), Want: strconv.Itoa(s.row)}
	}
	s.row, s.cells, s.column, s.wrong = row, s.cells[:0], -1, nil
	return nil
}

// openCell begins a cell; without a reference it is the next.
func (s *worksheet) openCell() error {
	column := s.column + 1
	if text := s.m.attr("r"); text != nil {
		place, err := parseCellPlace(text)
		if err != nil {
			return stream.AtLine(err, s.row)
		}
		if place.row != s.row {
			return &geo.Error{Code: ErrCellOrder, At: geo.Place{Line: s.row}, Value: string(text), Want: strconv.Itoa(s.row)}
		}
		column = place.column
	}
	if column <= s.column || column >= sheetColumns {
		return &geo.Error{Code: ErrCellOrder, At: geo.Place{Line: s.row}, Value: columnName(column), Want: columnName(s.column)}
	}
	s.column, s.kind, s.formed, s.inside = column, cellType(s.m.attr("t")), false, ""
	s.style = append(s.style[:0], s.m.attr("s")...)
	s.formula = s.formula[:0]
	s.value.reset()
	return nil
}

// stepInCell gathers a cell's value and formula.
func (s *worksheet) stepInCell() (err error) {
	m := s.m
	switch {
	case m.mark == openMark && m.depth == cellDepth+1:
		s.inside = ""
		switch string(m.name) {
		case "v":
			s.inside = "v"
		case "is":
			s.inside = "is"
		case "f":
			s.inside, s.formed = "f", true
		}
	case s.inside == "is":
		err = s.value.step(m)
	case m.mark != textMark || m.depth != cellDepth+1:
	case s.inside == "v":
		s.value.text, err = m.appendText(s.value.text)
	case s.inside == "f":
		s.formula, err = m.appendText(s.formula)
	}
	if err != nil {
		return stream.AtLine(err, s.row)
	}
	return nil
}

// shutCell adds the cell to the row.
func (s *worksheet) shutCell() {
	s.inCell = false
	c, err := s.read()
	if err != nil {
		s.wrong = firstError(s.wrong, geo.InColumn(err, columnName(s.column)))
		return
	}
	if !hasText(c) {
		return
	}
	for len(s.cells) < s.column {
		s.cells = append(s.cells, cell{})
	}
	s.cells = append(s.cells, c)
}

// shutRow ends a row, and reports whether it says something.
func (s *worksheet) shutRow() (bool, error) {
	s.inRow = false
	cells, own, err := s.merged.fill(s.row, s.cells)
	if err != nil {
		return false, stream.AtLine(err, s.row)
	}
	for len(cells) > 0 && !hasText(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	s.cells = cells
	return own || s.wrong != nil, nil
}
