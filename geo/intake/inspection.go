package intake

import (
	"io"
	"strconv"

	"sitedraw/geo"
)

// Inspection is a row of a table of results: what was found at one site. Either Met
// of Observed checks were met, or there is a Score from 0 to 1 and Observed is 0.
type Inspection struct {
	Line          int
	ID            string
	Met, Observed int
	Score         float64
	When          string // day, 2026-11-16; empty: not said
	By            string // who inspected; empty: not said
}

// Inspections is what a table of results holds.
type Inspections struct {
	File    string
	Rows    []Inspection // in the order of the file; nil if it was refused
	Open    int          // rows of sites without any result
	Unused  []string     // headings of columns that mean nothing here
	Rejects []*geo.Error // bad rows, at most Limits.Rejects
	Bad     int          // how many rows are bad
}

// ReadInspections reads results from CSV (UTF-8, UTF-16, GB18030) or the sheet
// Options.Sheet of a workbook, with Chinese or English headings: 编号 (id), and 达标项
// and 检查项 (met, observed) or 得分 (score, from 0 to 1); 检查日期 (when) and 检查人
// (by) may be there. Other columns are passed over, so that offices may fill in the
// table of drawn sites; a row without any result is of a site that nobody inspected.
//
// The error is a *geo.Error: of code ErrRejected if rows are wrong, which Inspections
// then lists, without Rows; with any other code there are no Inspections.
func ReadInspections(name string, r io.Reader, o Options) (*Inspections, error) {
	x := newReading(name, r, o)
	x.words = resultWords()
	out := &Inspections{File: name}
	if err := x.readResults(out); err != nil {
		return nil, x.inFile(err)
	}
	out.Unused, out.Rejects, out.Bad = x.result.Unused, x.result.Rejects, x.result.Bad
	switch {
	case out.Bad > 0:
		out.Rows = nil
		return out, &geo.Error{Code: ErrRejected, At: geo.Place{File: name}, Value: strconv.Itoa(out.Bad)}
	case len(out.Rows) == 0:
		return nil, &geo.Error{Code: ErrNoResults, At: geo.Place{File: name}, Value: strconv.Itoa(out.Open)}
	default:
		return out, nil
	}
}
