package report

import (
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/estimate"
	"sitedraw/server/text"
)

// estimateRow is a line of the table: a category, a bundle of categories, or all.
type estimateRow struct {
	level      geo.Code // key of its name
	code, name string
	sites      int // 0: not said
	share      float64
	scores     *estimate.Scores
	remark     string
}

// estimateRows are all of them, what joins others first.
func (e *Estimate) estimateRows() (rows []estimateRow) {
	r := e.Report
	if r.Overall != nil {
		rows = append(rows, estimateRow{
			level: "estimate.level-all", name: e.Texts.Text("estimate.all", nil), share: 1, scores: r.Overall, remark: e.remark(&r.Overall.Hajek),
		})
	}
	for i := range r.Bundles {
		b := &r.Bundles[i]
		name := b.EN
		if e.Texts.Lang() == text.ZH {
			name = b.ZH
		}
		rows = append(rows, estimateRow{
			level: "estimate.level-bundle", code: b.Code, name: name, share: b.Share, scores: &b.Scores, remark: e.remark(&b.Hajek),
		})
	}
	names := e.categoryNames()
	for i := range r.Categories {
		c := &r.Categories[i]
		rows = append(rows, estimateRow{
			level: "estimate.level-category", code: c.Code, name: names.of(c.Code), sites: c.Sites, share: c.Share, scores: &c.Scores,
			remark: e.categoryRemark(c),
		})
	}
	return rows
}

func (e *Estimate) categoryRemark(c *estimate.Category) string {
	switch {
	case c.Filled:
		return e.Texts.Text("estimate.remark-filled", nil)
	case c.Results == 0:
		return e.Texts.Text("estimate.remark-empty", nil)
	}
	list := []string{e.remark(&c.Hajek)}
	if c.Missing > 0 {
		list = append(list, e.Texts.Text("estimate.remark-missing", text.Args{"count": strconv.Itoa(c.Missing)}))
	}
	if list[0] == "" {
		list = list[1:]
	}
	return strings.Join(list, e.Texts.Text("names.and", nil))
}

// basisTexts say what an error comes from where that is not the sample itself.
var basisTexts = map[estimate.Basis]geo.Code{
	estimate.Borrowed: "estimate.remark-borrowed", estimate.NotEstimable: "estimate.remark-open",
	estimate.BetweenRounds: "estimate.remark-rounds", estimate.Skewed: "estimate.remark-skewed",
}

func (e *Estimate) remark(v *estimate.Estimate) string {
	switch key := basisTexts[v.Basis]; {
	case key != "":
		return e.Texts.Text(key, nil)
	case v.Variance == 0 && v.DF == 0:
		return e.Texts.Text("estimate.remark-census", nil)
	default:
		return ""
	}
}

// Table is what a terminal shows: a row of headings, then one for all, each bundle and
// each category, in per cent.
func (e *Estimate) Table() [][]string {
	rows := [][]string{{}}
	for _, key := range []geo.Code{
		"column.category", "column.category-name", "column.share", "column.inspected", "column.score", "column.interval", "column.remark",
	} {
		rows[0] = append(rows[0], e.Texts.Text(key, nil))
	}
	for _, r := range e.estimateRows() {
		row := []string{text.Visible(r.code), text.Visible(r.name), "", inspected(&r), "", "", r.remark}
		if r.share > 0 {
			row[2] = scorePercent(r.share)
		}
		if h := &r.scores.Hajek; r.scores.Results > 0 {
			row[4] = scorePercent(h.Value)
			if hasInterval(h) {
				row[5] = scorePercent(h.Low) + "–" + scorePercent(h.High)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// inspected is "3/41": so many results, of so many sites that can be drawn.
func inspected(r *estimateRow) string {
	if r.sites == 0 {
		return strconv.Itoa(r.scores.Results)
	}
	return strconv.Itoa(r.scores.Results) + "/" + strconv.Itoa(r.sites)
}

// estimateColumns are those of files, with scores from 0 to 1.
func estimateColumns() []struct {
	heading geo.Code
	width   float64
	value   func(*Estimate, *estimateRow) cell
} {
	hajek := func(r *estimateRow) *estimate.Estimate { return &r.scores.Hajek }
	expanded := func(r *estimateRow) *estimate.Estimate { return &r.scores.HorvitzThompson }
	return []struct {
		heading geo.Code
		width   float64
		value   func(*Estimate, *estimateRow) cell
	}{
		{"column.level", 12, func(e *Estimate, r *estimateRow) cell { return textCell(e.Texts.Text(r.level, nil)) }},
		{"column.category", 10, func(_ *Estimate, r *estimateRow) cell { return textCell(r.code) }},
		{"column.category-name", 22, func(_ *Estimate, r *estimateRow) cell { return textCell(r.name) }},
		{"column.share-part", 12, func(_ *Estimate, r *estimateRow) cell { return shareCell(r.share) }},
		{"column.results", 9, func(_ *Estimate, r *estimateRow) cell { return numberCell(strconv.Itoa(r.scores.Results)) }},
		{"column.missing", 9, func(_ *Estimate, r *estimateRow) cell { return numberCell(strconv.Itoa(r.scores.Missing)) }},
		{"column.drawable", 10, func(_ *Estimate, r *estimateRow) cell { return countCell(r.sites) }},
		{"column.rate", 10, func(_ *Estimate, r *estimateRow) cell { return valueCell(r, hajek(r)) }},
		{"column.low", 10, func(_ *Estimate, r *estimateRow) cell { return endCell(r, hajek(r), hajek(r).Low) }},
		{"column.high", 10, func(_ *Estimate, r *estimateRow) cell { return endCell(r, hajek(r), hajek(r).High) }},
		{"column.ht", 10, func(_ *Estimate, r *estimateRow) cell { return valueCell(r, expanded(r)) }},
		{"column.ht-low", 10, func(_ *Estimate, r *estimateRow) cell { return endCell(r, expanded(r), expanded(r).Low) }},
		{"column.ht-high", 10, func(_ *Estimate, r *estimateRow) cell { return endCell(r, expanded(r), expanded(r).High) }},
		{"column.remark", 44, func(_ *Estimate, r *estimateRow) cell { return textCell(r.remark) }},
	}
}

func shareCell(v float64) cell {
	if v == 0 {
		return cell{}
	}
	return numberCell(score(v))
}

func countCell(n int) cell {
	if n == 0 {
		return cell{}
	}
	return numberCell(strconv.Itoa(n))
}

func valueCell(r *estimateRow, e *estimate.Estimate) cell {
	if r.scores.Results == 0 {
		return cell{}
	}
	return numberCell(score(e.Value))
}

// endCell is an end of an interval, empty if there is none.
func endCell(r *estimateRow, e *estimate.Estimate, end float64) cell {
	if r.scores.Results == 0 || !hasInterval(e) {
		return cell{}
	}
	return numberCell(score(end))
}

// score has as many digits as anybody computes with.
func score(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

// EstimateCSV writes a row for all, each bundle and each category in the form of CSV.
func EstimateCSV(w io.Writer, e Estimate) error {
	columns := estimateColumns()
	rows := [][]cell{{}}
	for _, c := range columns {
		rows[0] = append(rows[0], textCell(e.Texts.Text(c.heading, nil)))
	}
	for _, r := range e.estimateRows() {
		row := make([]cell, len(columns))
		for i, c := range columns {
			row[i] = c.value(&e, &r)
		}
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}

// EstimateXLSX writes a workbook: the sentences, the table, what it was made from.
func EstimateXLSX(w io.Writer, e Estimate) error {
	g := grid{}
	columns := estimateColumns()
	for _, c := range columns {
		g.columns = append(g.columns, gridColumn{e.Texts.Text(c.heading, nil), c.width})
	}
	for _, r := range e.estimateRows() {
		row := make([]cell, len(columns))
		for i, c := range columns {
			row[i] = c.value(&e, &r)
		}
		g.rows = append(g.rows, row)
	}
	title := e.Texts.Text("estimate.title", nil)
	return writeLeaves(w, []leaf{{name: title, title: title, notice: strings.Join(e.Lines(), "\n"), facts: e.facts(), tables: []grid{g}}})
}

// facts are the notes, and what the estimate was made from.
func (e *Estimate) facts() (list []line) {
	for _, note := range e.Notes() {
		list = append(list, line{e.Texts.Text("estimate.note", nil), note})
	}
	for _, r := range e.Rounds {
		list = append(list,
			line{e.Texts.Text("fact.record-digest", nil), r.Record}, line{e.Texts.Text("fact.frame-digest", nil), r.Frame})
	}
	return list
}
