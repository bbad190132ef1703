package intake

import "sitedraw/geo"

// cellKind is what a table's format says of a cell. CSV only knows texts.
type cellKind uint8

const (
	textCell    cellKind = iota // also the empty cell
	numberCell                  // text is the shortest decimal that gives the number
	dateCell                    // text is the date as ISO 8601, "2024-03-01"
	formulaCell                 // text is the formula with "=" in front
	boolCell                    // text is "TRUE" or "FALSE"
	errorCell                   // text is the error's name, "#REF!"
)

// cell is one cell of a table: its text as it was written, neither normalised nor
// checked.
type cell struct {
	text string
	kind cellKind
}

// sheetRow is one row of a table; it is good until the next is asked for.
type sheetRow struct {
	number int // of the file, from 1: the line where a CSV row begins, a sheet's own number
	cells  []cell
	last   *aheadBatch // whose last row this is, nil for others
}

// sheet yields a table's rows from top to bottom, those without any text left
// out. After the last row, next returns io.EOF, bare. Other errors have codes
// and, where one is known, a line; unless they are a rowError they end the table.
type sheet interface {
	next() (sheetRow, error)
}

// rowError is a row that cannot be read. It alone does not end the table: the
// next row may be asked for.
type rowError struct{ err *geo.Error }

func (r *rowError) Error() string { return r.err.Error() }

func (r *rowError) Unwrap() error { return r.err }
