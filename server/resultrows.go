package server

import (
	"errors"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
)

// maxFaults is how many wrong rows are told.
const maxFaults = 100

// maxChecks is more than any sheet has, as in tables of results.
const maxChecks = 100_000

// resultRow is what was found at a site: checks, or a score from 0 to 1.
type resultRow struct {
	ID       string   `json:"id"`
	Met      *int64   `json:"met"`
	Observed *int64   `json:"observed"`
	Score    *float64 `json:"score"`
	When     string   `json:"when"` // day, 2026-11-16
	By       string   `json:"by"`
}

// readRows reads results as a table of them is read; a row's line is its number from 1.
// Everything that is wrong is told.
func readRows(column string, rows []resultRow) ([]intake.Inspection, error) {
	if len(rows) == 0 {
		return nil, required(column, "")
	}
	list := make([]intake.Inspection, len(rows))
	var faults []*geo.Error
	for i := range rows {
		var wrong *geo.Error
		if list[i], wrong = rows[i].read(); wrong != nil {
			wrong.At.Line = i + 1
			faults = append(faults, wrong)
		}
		list[i].Line = i + 1
	}
	return list, rejected(faults)
}

// rejected is the error that tells wrong rows, nil if there are none.
func rejected(faults []*geo.Error) error {
	if len(faults) == 0 {
		return nil
	}
	all := []error{&geo.Error{Code: intake.ErrRejected, Value: strconv.Itoa(len(faults))}}
	for _, fault := range faults[:min(len(faults), maxFaults)] {
		all = append(all, fault)
	}
	return errors.Join(all...)
}

// read is the row as the reader of tables has it; nil if nothing is wrong.
func (row *resultRow) read() (in intake.Inspection, wrong *geo.Error) {
	in = intake.Inspection{ID: row.ID, When: row.When, By: row.By}
	switch {
	case row.ID == "":
		return in, lacking("id")
	case row.Score != nil && (row.Met != nil || row.Observed != nil):
		return in, wrongCell(intake.ErrTwoResults, "score", strconv.FormatFloat(*row.Score, 'g', -1, 64), "")
	case row.Score != nil && !(*row.Score >= 0 && *row.Score <= 1):
		return in, wrongCell(intake.ErrScore, "score", strconv.FormatFloat(*row.Score, 'g', -1, 64), "0 … 1")
	case row.Score != nil:
		in.Score = *row.Score
	default:
		if wrong = row.checks(&in); wrong != nil {
			return in, wrong
		}
	}
	if _, err := time.Parse(time.DateOnly, row.When); row.When != "" && err != nil {
		return in, wrongCell(intake.ErrDay, "when", row.When, "2026-11-16")
	}
	if row.By != "" {
		if e, is := errors.AsType[*geo.Error](geo.InColumn(geo.CheckText(row.By), "by")); is {
			return in, e
		}
	}
	return in, nil
}

// checks reads how many of the checks were met.
func (row *resultRow) checks(in *intake.Inspection) *geo.Error {
	switch {
	case row.Observed == nil && row.Met == nil:
		return lacking("score")
	case row.Observed == nil:
		return lacking("observed")
	case row.Met == nil:
		return lacking("met")
	case *row.Observed < 1 || *row.Observed > maxChecks:
		return wrongCell(intake.ErrChecks, "observed", count(*row.Observed), "1 … "+strconv.Itoa(maxChecks))
	case *row.Met < 0 || *row.Met > *row.Observed:
		return wrongCell(intake.ErrChecks, "met", count(*row.Met), "0 … "+count(*row.Observed))
	}
	in.Met, in.Observed = int(*row.Met), int(*row.Observed)
	return nil
}

func lacking(column string) *geo.Error {
	return &geo.Error{Code: sampler.ErrMemberMissing, At: geo.Place{Column: column}, Value: column}
}

func wrongCell(code geo.Code, column, value, want string) *geo.Error {
	return &geo.Error{Code: code, At: geo.Place{Column: column}, Value: value, Want: want}
}

// resultsOf are the rows as the estimate has them.
func resultsOf(rows []intake.Inspection) []estimate.Result {
	list := make([]estimate.Result, len(rows))
	for i, row := range rows {
		list[i] = estimate.Result{ID: row.ID, Met: row.Met, Observed: row.Observed, Score: row.Score, Line: row.Line}
	}
	return list
}

// knownScores are the scores of rows by site. What the frame lacks and what comes twice
// is told.
func knownScores(frame *sampler.Frame, rows []intake.Inspection) (map[string]float64, error) {
	known := make(map[string]float64, len(rows))
	var faults []*geo.Error
	for _, row := range rows {
		_, twice := known[row.ID]
		code := estimate.ErrTwice
		if _, found := frame.Site(row.ID); !found {
			code = estimate.ErrUnknownSite
		}
		if twice || code == estimate.ErrUnknownSite {
			faults = append(faults, &geo.Error{Code: code, At: geo.Place{Line: row.Line}, Value: row.ID, Names: []string{row.ID}})
		}
		known[row.ID] = row.Score
		if row.Observed > 0 {
			known[row.ID] = float64(row.Met) / float64(row.Observed)
		}
	}
	return known, rejected(faults)
}

// inspectedOn are the first and the last day of inspections, empty if no row says it.
func inspectedOn(rows []intake.Inspection) (first, last string) {
	for _, row := range rows {
		if row.When != "" && (first == "" || row.When < first) {
			first = row.When
		}
		last = max(last, row.When)
	}
	return first, last
}
