package report

import (
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// Findings are the results of a round as they were reported: 测评结果. What is written
// is read again by intake.ReadFindings.
type Findings struct {
	Label      string // what the draw is, if it proves nothing; empty: nothing to say
	Frame      *sampler.Frame
	Categories *geo.Categories // for their names; nil: geo.ShippedCategories
	Rows       []Finding       // in the order of arrival
	Texts      *text.Catalogue
}

// Finding is what one person found at a site, or in one item of its check sheet: checks,
// or a score from 0 to 1.
type Finding struct {
	Number        int64 // order of arrival
	Site, Item    string
	Met, Observed int
	Score         float64
	HasScore      bool
	When, By      string
	Photo         string // SHA-256 of a photo
	State         FindingState
	Other         string // FindingReplaced: the reserve in place of the site; empty: not said
}

// FindingState says whether a finding counts.
type FindingState uint8

// The states. The zero value is FindingCounts.
const (
	FindingCounts     FindingState = iota
	FindingContested               // it counts, with others that say something else
	FindingSuperseded              // its reporter corrected it, or the office chose another
	FindingReplaced                // a reserve stands in for the site
)

// FindingStates returns all states.
func FindingStates() []FindingState {
	return []FindingState{FindingCounts, FindingContested, FindingSuperseded, FindingReplaced}
}

// key is the sentence of a state.
func (s FindingState) key() geo.Code {
	return [...]geo.Code{"finding.counts", "finding.contested", "finding.superseded", "finding.replaced"}[s]
}

// findingLine is a finding on its way into the table.
type findingLine struct {
	*Finding

	site     *geo.Site
	category string
	state    string
}

// findingColumn is one of the table.
type findingColumn struct {
	heading geo.Code
	width   float64
	value   func(*findingLine) cell
}

func findingColumns() []findingColumn {
	return []findingColumn{
		{"column.number", 8, func(l *findingLine) cell { return numberCell(strconv.FormatInt(l.Number, 10)) }},
		{"column.id", 22, func(l *findingLine) cell { return textCell(l.Site) }},
		{"column.name", 26, func(l *findingLine) cell { return textCell(l.site.Name) }},
		{"column.category-name", 16, func(l *findingLine) cell { return textCell(l.category) }},
		{"column.unit", 18, func(l *findingLine) cell { return textCell(l.site.Unit) }},
		{"finding.column-item", 18, func(l *findingLine) cell { return textCell(l.Item) }},
		{"finding.column-met", 9, func(l *findingLine) cell { return l.checks(l.Met) }},
		{"finding.column-observed", 9, func(l *findingLine) cell { return l.checks(l.Observed) }},
		{"finding.column-score", 9, func(l *findingLine) cell { return l.score() }},
		{"finding.column-when", 12, func(l *findingLine) cell { return textCell(l.When) }},
		{"finding.column-by", 12, func(l *findingLine) cell { return textCell(l.By) }},
		{"finding.column-photo", 20, func(l *findingLine) cell { return textCell(l.Photo) }},
		{"column.remark", 26, func(l *findingLine) cell { return textCell(l.state) }},
	}
}

// checks is a number of checks, empty where there is a score.
func (l *findingLine) checks(n int) cell {
	if l.HasScore {
		return cell{}
	}
	return numberCell(strconv.Itoa(n))
}

// score is as exact as it was reported.
func (l *findingLine) score() cell {
	if !l.HasScore {
		return cell{}
	}
	return numberCell(strconv.FormatFloat(l.Score, 'f', -1, 64))
}

// cells are the rows of the table, headings first.
func (f *Findings) cells() [][]cell {
	columns := findingColumns()
	names := (&Draw{Categories: f.Categories, Texts: f.Texts}).categoryNames()
	rows := make([][]cell, 1, len(f.Rows)+1)
	for _, c := range columns {
		rows[0] = append(rows[0], textCell(f.Texts.Text(c.heading, nil)))
	}
	for i := range f.Rows {
		l := findingLine{Finding: &f.Rows[i], site: &geo.Site{}}
		if site, found := f.Frame.Site(l.Site); found {
			l.site, l.category = site, names[site.Category]
		}
		l.state = f.Texts.Text(l.State.key(), text.Args{"value": l.Other})
		row := make([]cell, len(columns))
		for k, c := range columns {
			row[k] = c.value(&l)
		}
		rows = append(rows, row)
	}
	return rows
}

// FindingsCSV writes a row for each finding in the form of CSV.
func FindingsCSV(w io.Writer, f Findings) error { return tableCSV(w, f.cells()) }

// FindingsXLSX writes the same table as a workbook to be printed. ErrCell names a text
// that no cell holds.
func FindingsXLSX(w io.Writer, f Findings) error {
	return writeLeaves(w, []leaf{{
		name: f.Texts.Text("finding.title", nil), title: f.Texts.Text("finding.title", nil), notice: f.Label,
		tables: []grid{gridOfCells(f.cells(), widthsOf(findingColumns(), func(c findingColumn) float64 { return c.width }))},
	}})
}

// gridOfCells is a table on paper of rows of which the first are headings.
func gridOfCells(rows [][]cell, widths []float64) grid {
	g := grid{rows: rows[1:]}
	for i, heading := range rows[0] {
		g.columns = append(g.columns, gridColumn{heading.value, widths[i]})
	}
	return g
}

// widthsOf are the widths of columns.
func widthsOf[T any](columns []T, width func(T) float64) []float64 {
	list := make([]float64, len(columns))
	for i, c := range columns {
		list[i] = width(c)
	}
	return list
}
