package report

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/text"
)

// Scores are what the rounds of a drill scored, in points of the field part.
type Scores struct {
	Drill    string
	Mode     sampler.Mode
	Label    string   // what its draws are not; empty: nothing to say
	Of       int      // most points of the field part
	LastYear *float64 // points; nil: nobody said
	Rounds   []ScoredRound
	Months   []ScoredMonth
	Texts    *text.Catalogue
}

// ScoredRound is what one round scored.
type ScoredRound struct {
	Number    int64
	Due       time.Time // in the county's own time
	Draw      int64
	Record    string             // digest
	Results   int                // sites with results
	Missing   int                // sites without
	Conflicts int                // that nobody settled: their mean counts
	Field     *estimate.Estimate // points; nil: no results, or Failure
	Failure   *geo.Error         // why nothing can be estimated
}

// ScoredMonth joins the rounds of a month that have a score.
type ScoredMonth struct {
	Month   string  // 2026-11
	Rounds  []int64 // numbers
	Field   *estimate.Estimate
	Failure *geo.Error
}

// PlainBasis is the basis of a mean of what was found, which says nothing of sites that
// were not drawn: it has no interval.
const PlainBasis estimate.Basis = "plain"

// PlainMean is the mean of values, times the points that the highest is worth.
func PlainMean(values []float64, points int) *estimate.Estimate {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return &estimate.Estimate{Value: sum / float64(len(values)) * float64(points), Basis: PlainBasis}
}

// withInterval holds for a score that says how far it may be off.
func withInterval(e *estimate.Estimate) bool { return e.Basis != PlainBasis && hasInterval(e) }

// scoreRow is a row of the table: a round, or a month.
type scoreRow struct {
	level     geo.Code // key of its name
	name, day string
	draw      int64
	results   int
	missing   int
	field     *estimate.Estimate
	remark    string
}

// scoreRows are the months, each after its rounds.
func (s *Scores) scoreRows() (rows []scoreRow) {
	for i := range s.Rounds {
		rows = append(rows, s.roundRow(&s.Rounds[i]))
		last := i+1 == len(s.Rounds) || s.Rounds[i+1].Due.Format(monthLayout) != s.Rounds[i].Due.Format(monthLayout)
		if !last {
			continue
		}
		month := s.Rounds[i].Due.Format(monthLayout)
		if k := slices.IndexFunc(s.Months, func(m ScoredMonth) bool { return m.Month == month }); k >= 0 {
			rows = append(rows, s.monthRow(&s.Months[k]))
		}
	}
	return rows
}

const monthLayout = "2006-01"

func (s *Scores) roundRow(r *ScoredRound) scoreRow {
	row := scoreRow{
		level: "score.level-round", name: strconv.FormatInt(r.Number, 10), day: r.Due.Format(time.DateOnly), draw: r.Draw,
		results: r.Results, missing: r.Missing, field: r.Field,
	}
	notes := nonEmpty(s.remark(r.Field, r.Failure))
	if r.Results == 0 {
		notes = []string{s.Texts.Text("score.none", nil)}
	}
	if r.Conflicts > 0 {
		notes = append(notes, s.Texts.Text("score.conflicts", text.Args{"count": strconv.Itoa(r.Conflicts)}))
	}
	row.remark = strings.Join(notes, s.Texts.Text("names.and", nil))
	return row
}

func (s *Scores) monthRow(m *ScoredMonth) scoreRow {
	row := scoreRow{level: "score.level-month", name: m.Month, field: m.Field, remark: s.remark(m.Field, m.Failure)}
	for i := range s.Rounds {
		if slices.Contains(m.Rounds, s.Rounds[i].Number) {
			row.results, row.missing = row.results+s.Rounds[i].Results, row.missing+s.Rounds[i].Missing
		}
	}
	return row
}

// remark says what a score comes from where that is not the sample itself.
func (s *Scores) remark(e *estimate.Estimate, failure *geo.Error) string {
	switch {
	case failure != nil:
		return s.Texts.Explain(failure)
	case e == nil:
		return ""
	case e.Basis == PlainBasis:
		return s.Texts.Text("score.plain", nil)
	default:
		return (&Estimate{Texts: s.Texts}).remark(e)
	}
}

// scoreColumn is one of the table.
type scoreColumn struct {
	heading geo.Code
	width   float64
	value   func(*Scores, *scoreRow) cell
}

func scoreColumns() []scoreColumn {
	end := func(r *scoreRow, of func(*estimate.Estimate) float64) cell {
		if r.field == nil || !withInterval(r.field) {
			return cell{}
		}
		return numberCell(hundredths(of(r.field)))
	}
	return []scoreColumn{
		{"score.column-level", 10, func(s *Scores, r *scoreRow) cell { return textCell(s.Texts.Text(r.level, nil)) }},
		{"score.column-name", 10, func(_ *Scores, r *scoreRow) cell { return textCell(r.name) }},
		{"column.date", 12, func(_ *Scores, r *scoreRow) cell { return textCell(r.day) }},
		{"score.column-draw", 8, func(_ *Scores, r *scoreRow) cell { return roundCell(r.draw) }},
		{"score.column-results", 12, func(_ *Scores, r *scoreRow) cell { return numberCell(strconv.Itoa(r.results)) }},
		{"score.column-missing", 12, func(_ *Scores, r *scoreRow) cell { return numberCell(strconv.Itoa(r.missing)) }},
		{"score.column-points", 12, func(_ *Scores, r *scoreRow) cell {
			if r.field == nil {
				return cell{}
			}
			return numberCell(hundredths(r.field.Value))
		}},
		{"score.column-low", 10, func(_ *Scores, r *scoreRow) cell { return end(r, func(e *estimate.Estimate) float64 { return e.Low }) }},
		{"score.column-high", 10, func(_ *Scores, r *scoreRow) cell { return end(r, func(e *estimate.Estimate) float64 { return e.High }) }},
		{"score.column-last-year", 10, func(s *Scores, _ *scoreRow) cell {
			if s.LastYear == nil {
				return cell{}
			}
			return numberCell(hundredths(*s.LastYear))
		}},
		{"column.remark", 40, func(_ *Scores, r *scoreRow) cell { return textCell(r.remark) }},
	}
}

// hundredths has the decimals that scores of counties are published with.
func hundredths(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

func (s *Scores) cells() [][]cell {
	columns := scoreColumns()
	headings := make([]cell, len(columns))
	for k, c := range columns {
		headings[k] = textCell(s.Texts.Text(c.heading, text.Args{"of": strconv.Itoa(s.Of)}))
	}
	rows := [][]cell{headings}
	list := s.scoreRows()
	for i := range list {
		row := make([]cell, len(columns))
		for k, c := range columns {
			row[k] = c.value(s, &list[i])
		}
		rows = append(rows, row)
	}
	return rows
}

// ScoresCSV writes a row for each round, and for each month after its rounds, in the
// form of CSV.
func ScoresCSV(w io.Writer, s Scores) error { return tableCSV(w, s.cells()) }

// ScoresXLSX writes the same table as a workbook to be printed.
func ScoresXLSX(w io.Writer, s Scores) error {
	title := s.Texts.Text("score.title", nil)
	return writeLeaves(w, []leaf{{
		name: title, title: title, notice: s.Label, facts: []line{{s.Texts.Text("score.drill", nil), s.Drill}},
		tables: []grid{gridOfCells(s.cells(), widthsOf(scoreColumns(), func(c scoreColumn) float64 { return c.width }))},
	}})
}
