package intake

import (
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// Row is a row of a small table: its number in the file and its cells' texts.
type Row struct {
	Number int
	Cells  []string
}

// What ReadCells takes: a table that a person wrote.
const (
	smallRows = 10_000
	smallSize = 64 << 20 // of all texts, with 16 bytes a cell
)

// ReadCells reads a table as it stands, CSV or the sheet Options.Sheet of a
// workbook, without rows that hold no text. Cells whose text a spreadsheet made –
// formulas, dates, errors – are refused with row and column. Errors are
// *geo.Error; the first ends it.
func ReadCells(name string, r io.Reader, o Options) ([]Row, error) {
	x := newReading(name, r, o)
	s, err := x.openSheet()
	if err != nil {
		return nil, x.inFile(err)
	}
	rows, err := allRows(s)
	if err != nil {
		return nil, x.inFile(err)
	}
	return rows, nil
}

// openSheet opens a file that must be a table.
func (x *reading) openSheet() (sheet, error) {
	head, err := x.unpack()
	switch {
	case err != nil:
		return nil, err
	case isWorkbook(head):
		return newWorkbookSheet(x, x.Sheet)
	case fitsCSV(head):
		return newCSVSheet(x)
	default:
		return nil, &geo.Error{Code: ErrFormat, Value: stream.Quote(head), Want: xlsxFormat + ", " + csvFormat}
	}
}

func allRows(s sheet) ([]Row, error) {
	var rows []Row
	size := 0
	for {
		row, err := s.next()
		switch {
		case err == io.EOF: //nolint:errorlint // bare, it ends the table; inside an error it is a cause
			return rows, nil
		case err != nil:
			return nil, err
		case len(rows) == smallRows:
			return nil, &geo.Error{Code: ErrTooMany, Want: strconv.Itoa(smallRows)}
		}
		cells, err := row.texts()
		if err != nil {
			return nil, stream.AtLine(err, row.number)
		}
		for _, text := range cells {
			size += len(text) + 16
		}
		if size > smallSize {
			return nil, &geo.Error{Code: ErrTooLong, Want: strconv.Itoa(smallSize)}
		}
		rows = append(rows, Row{Number: row.number, Cells: cells})
	}
}

// texts copies the texts of a row.
func (r sheetRow) texts() ([]string, error) {
	list := make([]string, len(r.cells))
	for i, c := range r.cells {
		code, refused := madeCells[c.kind]
		if refused {
			return nil, &geo.Error{Code: code, At: geo.Place{Column: columnName(i)}, Value: c.text}
		}
		list[i] = c.text
	}
	return list, nil
}

// madeCells are the kinds of cells whose text nobody wrote.
var madeCells = map[cellKind]geo.Code{formulaCell: ErrCellFormula, dateCell: ErrCellDate, errorCell: ErrCellError}
