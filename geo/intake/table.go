package intake

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

// table is a sheet whose headings are known, read row by row.
type table struct {
	x         *reading
	sheet     sheet
	container string // "csv" or "xlsx"
	header    header
	row       sheetRow   // the current one
	waiting   []sheetRow // below the header, read when it was looked for
	total     int        // line of the total line, 0 before it

	rejected func(error) // is told of a bad row
}

// newTable finds the headings.
func newTable(x *reading, s sheet, container string) (*table, error) {
	t := &table{x: x, sheet: s, container: container}
	var early []error // rows that are bad before the headings are known
	t.rejected = func(err error) { early = append(early, err) }
	for len(t.waiting) < headerRows {
		row, err := t.read()
		if err == io.EOF { //nolint:errorlint // bare, it ends the table; inside an error it is a cause
			break
		}
		if err != nil {
			return nil, err
		}
		t.waiting = append(t.waiting, row)
	}
	if len(t.waiting) == 0 {
		return nil, &geo.Error{Code: ErrEmpty}
	}
	var err error
	t.header, t.waiting, err = x.findHeader(t.waiting)
	t.rejected = x.reject
	for _, bad := range early {
		t.rejected(t.underHeading(bad))
	}
	return t, err
}

// read returns the sheet's next row. One that cannot be read is rejected, and
// passed over if the sheet goes on.
func (t *table) read() (sheetRow, error) {
	for {
		row, err := t.sheet.next()
		if err == nil || err == io.EOF { //nolint:errorlint // bare, it ends the table; inside an error it is a cause
			return row, err
		}
		var broken *rowError
		if !errors.As(err, &broken) {
			return row, err
		}
		if err := t.countRow(); err != nil {
			return row, err
		}
		t.rejected(t.underHeading(broken))
	}
}

// underHeading names the heading instead of the letters of a column, once the
// headings are known.
func (t *table) underHeading(err error) error {
	e := stream.InFile(t.x.result.File, err)
	for i, heading := range t.header.cells {
		if heading != "" && columnName(i) == e.At.Column {
			e.At.Column = heading
			break
		}
	}
	return e
}

// countRow counts a row towards the limits.
func (t *table) countRow() error {
	t.x.sites++
	return t.x.tick(1)
}

// next moves to the next row of data; false at the end. Rows of a wrong width and
// rows below a total line are rejected and passed over. An error ends the table:
// it cannot be read on.
func (t *table) next() (bool, error) {
	for {
		row, err := t.take()
		if err == io.EOF { //nolint:errorlint // bare, it ends the table; inside an error it is a cause
			return false, t.ended()
		}
		if err == nil {
			err = t.countRow()
		}
		if err != nil {
			return false, err
		}
		t.row = row
		if t.total == 0 && isTotal(row.cells) {
			t.total = row.number
			t.x.result.Skipped++
			continue
		}
		if err := t.checkRow(); err != nil {
			t.reject(err)
			continue
		}
		return true, nil
	}
}

// take returns a row that waits, or the sheet's next.
func (t *table) take() (sheetRow, error) {
	if len(t.waiting) > 0 {
		row := t.waiting[0]
		t.waiting = t.waiting[1:]
		return row, nil
	}
	return t.read()
}

// ended returns ErrNoRows if the header was all.
func (t *table) ended() error {
	if t.x.count == 0 {
		return &geo.Error{Code: ErrNoRows}
	}
	return nil
}

// checkRow returns an error for a row below the total line, one of text that has
// not as many cells as there are headings, or one that has filled cells beyond
// them.
func (t *table) checkRow() error {
	width, cells := len(t.header.cells), t.row.cells
	if t.total > 0 {
		return &geo.Error{Code: ErrTotalLine, Names: []string{strconv.Itoa(t.total)}}
	}
	short := len(cells) < width && t.container == csvFormat
	if short || slices.ContainsFunc(cells[min(width, len(cells)):], func(c cell) bool { return normalise(c.text) != "" }) {
		return &geo.Error{Code: ErrRowWidth, Value: strconv.Itoa(len(cells)), Want: strconv.Itoa(width)}
	}
	return nil
}

// totalWords begin the line below the data in which columns are summed up.
var totalWords = []string{"合计", "总计", "小计", "共计", "total", "sum"}

// isTotal reports whether the first filled cell, of the first three, is such a
// word, with or without a number.
func isTotal(cells []cell) bool {
	for _, c := range cells[:min(3, len(cells))] {
		text := strings.ToLower(normalise(c.text))
		if text == "" {
			continue
		}
		for _, word := range totalWords {
			if rest, found := strings.CutPrefix(text, word); found && strings.Trim(rest, ":： 0123456789个") == "" {
				return true
			}
		}
		return false
	}
	return false
}

// cell returns the cell of a column, empty where the row is short.
func (t *table) cell(column int) cell {
	if column < 0 || column >= len(t.row.cells) {
		return cell{}
	}
	return t.row.cells[column]
}

// reject notes the current row as bad.
func (t *table) reject(err error) { t.rejected(stream.AtLine(err, t.row.number)) }
