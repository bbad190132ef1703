package report

import (
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/text"
)

// WhatIf is what future draws of a plan would score, as an office reads it.
type WhatIf struct {
	Simulation *estimate.Simulation
	Frame      *sampler.Frame
	Plan       *sampler.Plan
	Weights    *geo.Weights // those that were used
	Known      int          // sites whose score is known
	Seed       string
	Categories *geo.Categories // for their names; nil: geo.ShippedCategories
	Texts      *text.Catalogue
}

// quantiles are the shares of draws below the scores that are told.
var quantiles = []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99}

// points returns a score in points of the field part.
func (f *WhatIf) points(score float64) float64 { return score * float64(f.Weights.FieldPoints) }

// Lines are the sentences that come first, then what they rest on.
func (f *WhatIf) Lines() []string {
	s := f.Simulation
	of := strconv.Itoa(f.Weights.FieldPoints)
	return []string{
		f.Texts.Text("what-if.headline", text.Args{
			"value": scorePoints(f.points(s.Mean)), "low": scorePoints(f.points(s.Quantile(0.05))),
			"high": scorePoints(f.points(s.Quantile(0.95))), "of": of,
		}),
		f.Texts.Text("what-if.basis", text.Args{
			"count": strconv.Itoa(len(s.Scores)), "known": strconv.Itoa(f.Known), "seed": text.Visible(f.Seed),
		}),
	}
}

// Quantiles is a table for a terminal: of how many draws in a hundred the score is
// below how many points.
func (f *WhatIf) Quantiles() [][]string {
	rows := [][]string{{f.Texts.Text("column.draws-below", nil), f.Texts.Text("column.points", nil)}}
	for _, p := range quantiles {
		rows = append(rows, []string{
			f.Texts.Text("what-if.below", text.Args{"value": short(100*p, 0)}), scorePoints(f.points(f.Simulation.Quantile(p))),
		})
	}
	return rows
}

// repairHeads are the columns of Repairs.
var repairHeads = []head{
	{"column.number", 6}, {"column.id", 22}, {"column.name", 26}, {"column.category-name", 18}, {"column.unit", 18}, {"column.score-now", 10},
	{"column.picked-in", 12}, {"column.gain", 12},
}

// Repairs is a table for a terminal: where a repair raises the score most.
func (f *WhatIf) Repairs() [][]string {
	rows := [][]string{{}}
	for _, h := range repairHeads {
		rows[0] = append(rows[0], f.Texts.Text(h.heading, nil))
	}
	for i := range f.Simulation.Repairs {
		r := f.repair(i)
		rows = append(rows, []string{
			strconv.Itoa(i + 1), text.Visible(r.site.ID), text.Visible(r.site.Name), text.Visible(r.category), text.Visible(r.site.Unit),
			scorePercent(r.Score), scorePercent(r.Picks), strconv.FormatFloat(f.points(r.Gain), 'f', 3, 64),
		})
	}
	return rows
}

// repaired is a repair with its site.
type repaired struct {
	estimate.Repair

	site     *geo.Site
	category string
}

func (f *WhatIf) repair(i int) repaired {
	r := repaired{Repair: f.Simulation.Repairs[i]}
	r.site, _ = f.Frame.Site(r.ID) // it was drawn from this frame
	r.category = categoryNames(CategoryNames(f.categories(), f.Texts)).of(r.Category)
	return r
}

func (f *WhatIf) categories() *geo.Categories {
	d := Draw{Categories: f.Categories}
	return d.categories()
}

// repairCells are a repair's in a file: scores from 0 to 1, the gain in points.
func (f *WhatIf) repairCells(i int) []cell {
	r := f.repair(i)
	return []cell{
		numberCell(strconv.Itoa(i + 1)), textCell(r.site.ID), textCell(r.site.Name), textCell(r.category), textCell(r.site.Unit),
		numberCell(score(r.Score)), numberCell(score(r.Picks)), numberCell(score(f.points(r.Gain))),
	}
}

// WhatIfCSV writes the repairs in the form of CSV, then the quantiles, each in a row
// whose name says it.
func WhatIfCSV(w io.Writer, f WhatIf) error {
	rows := [][]cell{{}}
	for _, h := range repairHeads {
		rows[0] = append(rows[0], textCell(f.Texts.Text(h.heading, nil)))
	}
	rows[0] = append(rows[0], textCell(f.Texts.Text("column.points", nil)))
	for i := range f.Simulation.Repairs {
		rows = append(rows, append(f.repairCells(i), cell{}))
	}
	for _, q := range f.quantileCells() {
		row := make([]cell, len(repairHeads)+1)
		row[2], row[len(repairHeads)] = q[0], q[1]
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}

// quantileCells are the mean and the quantiles in points.
func (f *WhatIf) quantileCells() [][]cell {
	rows := [][]cell{{textCell(f.Texts.Text("what-if.mean", nil)), numberCell(score(f.points(f.Simulation.Mean)))}}
	for _, p := range quantiles {
		name := f.Texts.Text("what-if.below", text.Args{"value": short(100*p, 0)})
		rows = append(rows, []cell{textCell(name), numberCell(score(f.points(f.Simulation.Quantile(p))))})
	}
	return rows
}

// WhatIfXLSX writes a workbook: the sentences, the repairs, the quantiles.
func WhatIfXLSX(w io.Writer, f WhatIf) error {
	repairs := grid{caption: f.Texts.Text("what-if.repairs", nil), none: f.Texts.Text("what-if.no-repairs", nil)}
	for _, h := range repairHeads {
		repairs.columns = append(repairs.columns, gridColumn{f.Texts.Text(h.heading, nil), h.width})
	}
	for i := range f.Simulation.Repairs {
		repairs.rows = append(repairs.rows, f.repairCells(i))
	}
	below := grid{caption: f.Texts.Text("what-if.quantiles", nil), rows: f.quantileCells(), columns: []gridColumn{
		{f.Texts.Text("column.draws-below", nil), 12}, {f.Texts.Text("column.points", nil), 22},
	}}
	lines, title := f.Lines(), f.Texts.Text("what-if.title", nil)
	facts := []line{
		{f.Texts.Text("fact.plan", nil), planTitle(f.Plan)}, {f.Texts.Text("fact.plan-digest", nil), f.Plan.Digest().String()},
		{f.Texts.Text("fact.frame-digest", nil), f.Frame.Digest().String()}, {f.Texts.Text("fact.seed", nil), f.Seed},
		{f.Texts.Text("estimate.note", nil), lines[1]},
	}
	return writeLeaves(w, []leaf{{name: title, title: title, notice: lines[0], facts: facts, tables: []grid{repairs, below}}})
}
