package intake

import (
	"io"
	"strconv"

	"sitedraw/geo"
)

// Inspection is a row of a table of results: what was found at one site, or in one
// item of its check sheet. Either Met of Observed checks were met, or there is a Score
// from 0 to 1 and Observed is 0.
type Inspection struct {
	Line          int
	ID            string
	Item          string // of the check sheet, as it is written; empty: the site as a whole
	Met, Observed int
	Score         float64
	When          string // day, 2026-11-16; empty: not said
	By            string // who inspected; empty: not said
	Photo         string // SHA-256 of a photo, 64 digits of lower case; empty: none
}

// Inspections is what a table of results holds.
type Inspections struct {
	File    string
	Rows    []Inspection // in the order of the file; nil if it was refused
	Open    int          // rows without any result
	Unused  []string     // headings of columns that mean nothing here
	Rejects []*geo.Error // bad rows, at most Limits.Rejects
	Bad     int          // how many rows are bad
}

// ReadInspections reads results from CSV (UTF-8, UTF-16, GB18030) or the sheet
// Options.Sheet of a workbook, with Chinese or English headings: 编号 (id), and 达标项
// and 检查项 (met, observed) or 得分 (score, from 0 to 1); 检查日期 (when), 检查人
// (by), 检查内容 (item) and 照片摘要 (photo) may be there. Other columns are passed
// over, so that offices may fill in the table of drawn sites; a row without any result
// is of a site that nobody inspected.
//
// The items of one site are one row: checks are added up, and a score without checks
// counts as one check that was met so far. It has the line of the first item, the last
// day, all who inspected, and no photo. An item that comes twice remains a row by
// itself, for the reader to refuse.
//
// The error is a *geo.Error: of code ErrRejected if rows are wrong, which Inspections
// then lists, without Rows; with any other code there are no Inspections.
func ReadInspections(name string, r io.Reader, o Options) (*Inspections, error) {
	out, err := ReadFindings(name, r, o)
	if err == nil {
		out.Rows = bySite(out.Rows)
	}
	return out, err
}

// ReadFindings reads what ReadInspections does, each item as the row that it is. An
// item may come twice, since two people may have inspected it.
func ReadFindings(name string, r io.Reader, o Options) (*Inspections, error) {
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
