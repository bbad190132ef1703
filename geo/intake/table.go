package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
)

// column is one that a kind of table may have.
type column struct {
	name     string
	required bool // the table must have it; its cells may still be empty
}

// table reads a CSV file whose first row names the columns, row by row.
type table struct {
	x       *reading
	csv     *csv.Reader
	columns []column
	at      []int // position in a row of each of columns; −1: absent
	width   int
	line    int      // of the file, where the current row begins, from 1
	cells   []string // of the current row
}

// newTable reads the header. Names of columns are taken in any order.
func newTable(x *reading, columns []column) (*table, error) {
	t := &table{x: x, csv: csv.NewReader(x.in), columns: columns}
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
	header, err := t.record()
	if err == io.EOF { //nolint:errorlint // bare, it ends the file; inside an error it is a cause
		return nil, &geo.Error{Code: ErrEmpty}
	}
	if err != nil {
		return nil, err
	}
	t.width = len(header)
	t.at = make([]int, len(columns))
	for i, c := range columns {
		t.at[i] = slices.IndexFunc(header, func(h string) bool { return normalise(h) == c.name })
	}
	return t, t.checkHeader(header)
}

func (t *table) checkHeader(header []string) error {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	seen := map[string]bool{}
	for _, h := range header {
		h = normalise(h)
		where := geo.Place{Line: 1, Column: h}
		switch {
		case !slices.Contains(names, h):
			return &geo.Error{Code: ErrColumnUnknown, At: where, Value: h, Want: geo.Nearest(h, names), Names: names}
		case seen[h]:
			return &geo.Error{Code: ErrColumnTwice, At: where, Value: h}
		}
		seen[h] = true
	}
	for _, c := range t.columns {
		if c.required && !seen[c.name] {
			return &geo.Error{Code: ErrColumnMissing, At: geo.Place{Line: 1, Column: c.name}, Want: c.name}
		}
	}
	return nil
}

// next moves to the next row; false at the end. Rows of a wrong width are
// rejected and passed over. An error ends the table: it cannot be read on.
func (t *table) next() (bool, error) {
	for {
		cells, err := t.record()
		if err == io.EOF { //nolint:errorlint // bare, it ends the file; inside an error it is a cause
			return false, t.ended()
		}
		if err != nil {
			return false, err
		}
		t.x.sites++
		if err := t.x.tick(1); err != nil {
			return false, err
		}
		if len(cells) == t.width {
			t.cells = cells
			return true, nil
		}
		t.reject(&geo.Error{Code: ErrRowWidth, Value: strconv.Itoa(len(cells)), Want: strconv.Itoa(t.width)})
	}
}

// ended returns ErrNoRows if the header was all.
func (t *table) ended() error {
	if t.x.count == 0 {
		return &geo.Error{Code: ErrNoRows}
	}
	return nil
}

// record reads a row within the limit of bytes.
func (t *table) record() ([]string, error) {
	t.x.meter.refill()
	cells, err := t.csv.Read()
	var wrong *csv.ParseError
	switch {
	case err == nil:
		t.line, _ = t.csv.FieldPos(0)
		return cells, nil
	case err == io.EOF:
		return nil, err
	case errors.As(err, &wrong):
		return nil, &geo.Error{Code: ErrQuote, At: geo.Place{Line: wrong.StartLine}, Value: strconv.Itoa(wrong.Column)}
	default:
		return nil, atLine(streamError(err), t.line+1)
	}
}

// reject notes the current row as bad.
func (t *table) reject(err error) { t.x.reject(atLine(err, t.line)) }

func atLine(err error, line int) error {
	e := located("", err)
	if e == nil {
		return err
	}
	e.At.Line = line
	return e
}

// texts puts the cells of the current row, normalised, into places, one for each
// of the table's columns in their order, nil for those not wanted. A column that
// the file has not is empty. The first error of geo.CheckText ends it.
func (t *table) texts(places ...*string) error {
	for i, place := range places {
		if place == nil || t.at[i] < 0 {
			continue
		}
		*place = normalise(t.cells[t.at[i]])
		if err := geo.CheckText(*place); err != nil {
			return geo.InColumn(err, t.columns[i].name)
		}
	}
	return nil
}

// position reads two columns of decimal degrees; nil if both are empty.
func position(lonName, lon, latName, lat string) (geo.Geometry, error) {
	switch {
	case lon == "" && lat == "":
		return nil, nil
	case lon == "":
		return nil, &geo.Error{Code: ErrHalfPosition, At: geo.Place{Column: lonName}}
	case lat == "":
		return nil, &geo.Error{Code: ErrHalfPosition, At: geo.Place{Column: latName}}
	}
	x, err := geo.ParseE7(lon)
	if err != nil {
		return nil, geo.InColumn(err, lonName)
	}
	y, err := geo.ParseE7(lat)
	if err != nil {
		return nil, geo.InColumn(err, latName)
	}
	p, err := geo.NewPoint(x, y)
	switch {
	case errors.Is(err, geo.ErrLatitude):
		return nil, geo.InColumn(err, latName)
	case err != nil:
		return nil, geo.InColumn(err, lonName)
	}
	return p, nil
}
