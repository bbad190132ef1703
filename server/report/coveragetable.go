package report

import (
	"io"
	"strconv"
	"strings"

	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
)

// coverageLine is a row of a table of coverage: a group, or a site.
type coverageLine struct {
	by             sampler.By
	code, name     string
	sites, reached int
	tally          coverage.Tally
}

// coverageColumn is one of that table.
type coverageColumn struct {
	column column
	value  func(*Coverage, *coverageLine) cell
}

func coverageColumns() []coverageColumn {
	return []coverageColumn{
		{column{heading: "coverage.column-kind", width: 12}, func(c *Coverage, l *coverageLine) cell {
			return textCell(c.Texts.Text(coverageNames[l.by].key, nil))
		}},
		{column{heading: "coverage.column-code", width: 24}, func(_ *Coverage, l *coverageLine) cell { return textCell(l.code) }},
		{column{heading: "coverage.column-name", width: 28}, func(_ *Coverage, l *coverageLine) cell { return textCell(l.name) }},
		{column{heading: "coverage.column-sites", width: 9}, func(_ *Coverage, l *coverageLine) cell { return numberCell(strconv.Itoa(l.sites)) }},
		{column{heading: "coverage.column-reached", width: 12}, func(_ *Coverage, l *coverageLine) cell { return numberCell(strconv.Itoa(l.reached)) }},
		{column{heading: "coverage.column-picks", width: 10}, func(_ *Coverage, l *coverageLine) cell { return numberCell(strconv.Itoa(l.tally.Picks)) }},
		{column{heading: "coverage.column-rounds", width: 10}, func(_ *Coverage, l *coverageLine) cell { return numberCell(strconv.Itoa(l.tally.Rounds)) }},
		{column{heading: "coverage.column-first", width: 9}, func(_ *Coverage, l *coverageLine) cell { return roundCell(l.tally.First) }},
		{column{heading: "coverage.column-last", width: 9}, func(_ *Coverage, l *coverageLine) cell { return roundCell(l.tally.Last) }},
	}
}

// roundCell is the number of a round, empty if there is none.
func roundCell(n int64) cell {
	if n == 0 {
		return cell{}
	}
	return numberCell(strconv.FormatInt(n, 10))
}

// lines are the rows of a kind. Of sites they are those that were never drawn first.
func (c *Coverage) lines(by sampler.By) (list []coverageLine) {
	if by == "" {
		return c.siteLines()
	}
	for _, g := range c.Meter.Groups(by) {
		l := coverageLine{by: by, code: g.Name, name: c.NameOf(by, g.Name), sites: g.Sites, reached: g.Reached, tally: g.Tally}
		if by == sampler.ByArea {
			l.code += "000"
		}
		list = append(list, l)
	}
	return list
}

func (c *Coverage) siteLines() (list []coverageLine) {
	sites := c.Meter.Frame.Sites()
	var drawn []coverageLine
	for i := range sites {
		l := coverageLine{code: sites[i].ID, name: sites[i].Name, sites: 1, tally: c.Meter.Site(int32(i))}
		if l.tally.Picks == 0 {
			list = append(list, l)
			continue
		}
		l.reached = 1
		drawn = append(drawn, l)
	}
	return append(list, drawn...)
}

// cells are the rows of some kinds, headings first.
func (c *Coverage) cells(kinds ...sampler.By) [][]cell {
	columns := coverageColumns()
	headings := make([]cell, len(columns))
	for k, one := range columns {
		headings[k] = textCell(c.Texts.Text(one.column.heading, nil))
	}
	rows := [][]cell{headings}
	for _, by := range kinds {
		lines := c.lines(by)
		for i := range lines {
			row := make([]cell, len(columns))
			for k, one := range columns {
				row[k] = one.value(c, &lines[i])
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// CoverageCSV writes a row for each township, unit, category and site in the form of
// CSV, sites that were never drawn before the others.
func CoverageCSV(w io.Writer, c Coverage) error { return tableCSV(w, c.cells(CoverageKinds()...)) }

// CoverageXLSX writes a workbook: the sentences, and a sheet for each kind.
func CoverageXLSX(w io.Writer, c Coverage) error {
	widths := widthsOf(coverageColumns(), func(one coverageColumn) float64 { return one.column.width })
	var leaves []leaf
	for _, by := range CoverageKinds() {
		name := c.Texts.Text(coverageNames[by].key, nil)
		leaves = append(leaves, leaf{name: name, title: name, notice: c.Label, tables: []grid{gridOfCells(c.cells(by), widths)}})
	}
	leaves[0].notice = strings.Join(append(nonEmpty(c.Label), c.Lines()...), "\n")
	return writeLeaves(w, leaves)
}

// nonEmpty is a list of a text, without it if it is empty.
func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
