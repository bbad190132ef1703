package report

import (
	"io"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// ExposureCSV writes the exposure of each site, or that of the groups of one kind,
// the likeliest first, as CSV. Chances are from 0 to 1.
func ExposureCSV(w io.Writer, e Exposure, by Grouping) error {
	return tableCSV(w, e.table(by).cells())
}

// cells are heading and rows of a table on paper.
func (g *grid) cells() [][]cell {
	rows := make([][]cell, 0, len(g.rows)+1)
	heading := make([]cell, len(g.columns))
	for i, c := range g.columns {
		heading[i] = textCell(c.heading)
	}
	return append(append(rows, heading), g.rows...)
}

// table is that of sites, or of the groups of a kind.
func (e *Exposure) table(by Grouping) *grid {
	if by == BySite || by == "" {
		return e.siteTable()
	}
	at := slices.IndexFunc(e.Rollups, func(r Rollup) bool { return r.By == by })
	if at < 0 {
		return &grid{}
	}
	return e.groupTable(e.Rollups[at])
}

func (e *Exposure) heads(list []head) (columns []gridColumn) {
	for _, h := range list {
		columns = append(columns, gridColumn{e.t(h.heading, e.roundArgs()), h.width})
	}
	return columns
}

// roundArgs name the rounds in a heading.
func (e *Exposure) roundArgs() text.Args { return text.Args{"count": strconv.Itoa(e.Rounds)} }

// figureHeads are the columns of figureCells.
func (e *Exposure) figureHeads() []head {
	list := []head{{"column.expected", 14}, {"column.expected-error", 10}, {"column.once", 14}, {"column.once-error", 10}, {"column.figure", 10}}
	if e.Rounds > 0 {
		list = append(list, head{"column.in-rounds", 14})
	}
	return list
}

// figureCells are the expected number of picks and P(at least one).
func (e *Exposure) figureCells(expected, once exposure.Figure) []cell {
	row := []cell{
		plainNumber(valueOf(expected)), plainNumber(errorOf(expected)), plainNumber(valueOf(once)), plainNumber(errorOf(once)),
		textCell(e.t(kindTexts[once.Kind], nil)),
	}
	if e.Rounds > 0 {
		row = append(row, plainNumber(e.inRounds(once)))
	}
	return row
}

// plainNumber is a number as it is, nothing if it is not known.
func plainNumber(v *float64) cell {
	if v == nil {
		return cell{}
	}
	return numberCell(strconv.FormatFloat(*v, 'g', -1, 64))
}

func (e *Exposure) siteTable() *grid {
	g := &grid{columns: e.heads(slices.Concat(
		[]head{{"column.id", 22}, {"column.name", 26}, {"column.category", 10}, {"column.category-name", 16}, {"column.unit", 20}, {"column.area", 15}},
		e.figureHeads(), []head{{"column.remark", 30}},
	))}
	names, never := CategoryNames(e.categories(), e.Texts), e.never()
	for _, number := range e.order() {
		s := e.site(number)
		row := []cell{textCell(s.ID), textCell(s.Name), textCell(s.Category), textCell(names[s.Category]), textCell(s.Unit), textCell(s.Area)}
		row = append(row, e.figureCells(e.Report.Expected(number), e.Report.Once(number))...)
		remark := cell{}
		if reason, stays := never[s.ID]; stays {
			remark = textCell(e.Texts.Explain(reason))
		}
		g.rows = append(g.rows, append(row, remark))
	}
	return g
}

// groupHeads are the columns that name a group, by kind.
var groupHeads = map[Grouping][]head{
	ByUnit:     {{"column.unit", 30}},
	ByTownship: {{"column.area", 15}, {"column.township", 20}},
	ByChief:    {{"column.chief", 20}},
	ByCategory: {{"column.category", 10}, {"column.category-name", 20}},
}

func (e *Exposure) groupTable(r Rollup) *grid {
	g := &grid{columns: e.heads(slices.Concat(groupHeads[r.By], []head{{"column.sites", 8}}, e.figureHeads()))}
	names := e.groupNames(r.By)
	for _, group := range exposure.MostExposed(r.Groups) {
		row := []cell{textCell(group.Name)}
		if len(groupHeads[r.By]) > 1 {
			row = append(row, textCell(names[group.Name]))
		}
		row = append(row, numberCell(strconv.Itoa(group.Sites)))
		g.rows = append(g.rows, append(row, e.figureCells(group.Expected, group.Once)...))
	}
	return g
}

// groupTitles are the keys of what a worksheet of a grouping is called.
var groupTitles = map[Grouping]geo.Code{
	BySite: "sheet.by-site", ByUnit: "sheet.by-unit", ByTownship: "sheet.by-township", ByChief: "sheet.by-chief", ByCategory: "sheet.by-category",
}

// ExposureXLSX writes a workbook: what the figures are of and mean, sites, groups,
// stages, and what can never be drawn. ErrCell names a text that no cell holds.
func ExposureXLSX(w io.Writer, e Exposure) error {
	leaves := []leaf{e.contents()}
	titled := func(key geo.Code, g *grid) {
		leaves = append(leaves, leaf{name: e.t(key, nil), title: e.t(key, nil), notice: e.notice(), tables: []grid{*g}})
	}
	for _, r := range e.Rollups {
		titled(groupTitles[r.By], e.groupTable(r))
	}
	titled(groupTitles[BySite], e.siteTable())
	for _, g := range e.stageTables() {
		titled("sheet.stages", g)
	}
	for _, g := range e.offTables() {
		titled("sheet.off-register", g)
	}
	if len(e.Never) > 0 {
		titled("sheet.never", e.neverTable())
	}
	return writeLeaves(w, leaves)
}

// contents is the first worksheet: how to read the others.
func (e *Exposure) contents() leaf {
	l := leaf{name: e.t("sheet.exposure", nil), title: e.t("sheet.exposure", nil), notice: e.notice()}
	l.facts = append(l.facts, line{e.t("fact.remark", nil), e.t("expose.meaning", nil)})
	for _, f := range []struct {
		label geo.Code
		value string
	}{
		{"fact.plan", planTitle(&e.Report.Plan)}, {"fact.plan-digest", e.Report.Plan.Digest().String()},
		{"fact.frame-digest", e.Report.Frame.Digest().String()}, {"fact.replays", strconv.Itoa(e.Report.Replays)}, {"fact.replay-seed", e.Seed},
	} {
		l.facts = append(l.facts, line{e.t(f.label, nil), f.value})
	}
	for _, sentence := range e.basisLines() {
		l.facts = append(l.facts, line{e.t("fact.remark", nil), sentence})
	}
	p := e.categoryPassage()
	g := gridOf(p.Rows)
	g.caption = p.Lines[0]
	l.tables = []grid{g}
	return l
}

func (e *Exposure) neverTable() *grid {
	g := &grid{columns: e.heads([]head{{"column.id", 22}, {"column.name", 26}, {"column.category", 10}, {"column.reason", 50}})}
	for _, n := range e.Never {
		name := ""
		if s, found := e.Report.Frame.Site(n.Site); found {
			name = s.Name
		}
		g.rows = append(g.rows, []cell{textCell(n.Site), textCell(name), textCell(n.Category), textCell(e.Texts.Explain(n.Reason))})
	}
	return g
}
