package report

import (
	"cmp"
	"io"
	"math"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// Audit is whether draws keep what is stated of them.
type Audit struct {
	Audit *exposure.Audit
	Frame *sampler.Frame
	Plan  sampler.Plan
	Seed  string // of the draws
	Texts *text.Catalogue
}

// id is empty for a pick of a site that the step cannot pick.
func (a *Audit) id(c *exposure.Count) string {
	if c.Site < 0 {
		return ""
	}
	return a.Frame.Sites()[c.Site].ID
}

func (a *Audit) name(c *exposure.Count) string {
	if c.Site < 0 {
		return a.Texts.Text("audit.stray", nil)
	}
	s := &a.Frame.Sites()[c.Site]
	return cmp.Or(s.Name, s.ID)
}

// steps sum the counts up, in the order of the plan.
func (a *Audit) steps() []AuditStep {
	list := []AuditStep{}
	for i := range a.Audit.Counts {
		c := &a.Audit.Counts[i]
		if len(list) == 0 || list[len(list)-1].Step != c.Step {
			list = append(list, AuditStep{Step: c.Step, Worst: new(float64)})
		}
		s := &list[len(list)-1]
		s.Sites++
		if c.Failed {
			s.Failed++
		}
		switch z := finite(c.Z); {
		case z == nil:
			s.Worst = nil
		case s.Worst != nil && math.Abs(*z) > math.Abs(*s.Worst):
			s.Worst = z
		}
	}
	return list
}

// auditHeads are the columns of all counts.
var auditHeads = []head{
	{"column.step", 16}, {"column.id", 22}, {"column.name", 26}, {"column.pi", 14}, {"column.expected-count", 14}, {"column.picked", 10},
	{"column.z", 10}, {"column.verdict", 14},
}

// counts is the table of all counts.
func (a *Audit) counts() *grid {
	g := &grid{}
	for _, h := range auditHeads {
		g.columns = append(g.columns, gridColumn{a.Texts.Text(h.heading, nil), h.width})
	}
	for i := range a.Audit.Counts {
		c := &a.Audit.Counts[i]
		expected := float64(a.Audit.Draws) * c.Pi
		g.rows = append(g.rows, []cell{
			textCell(c.Step), textCell(a.id(c)), textCell(a.name(c)), plainNumber(&c.Pi), plainNumber(&expected),
			numberCell(strconv.Itoa(c.Picked)), plainNumber(finite(c.Z)), textCell(a.Texts.Text(verdicts[c.Failed], nil)),
		})
	}
	return g
}

// verdicts are the keys of what a test says, by whether it failed.
var verdicts = map[bool]geo.Code{true: "audit.differs", false: "audit.agrees"}

// AuditCSV writes every count as CSV.
func AuditCSV(w io.Writer, a Audit) error { return tableCSV(w, a.counts().cells()) }

// gridOf makes a table on paper of one for a terminal.
func gridOf(rows [][]string) (g grid) {
	for _, heading := range rows[0] {
		g.columns = append(g.columns, gridColumn{heading, 14})
	}
	for _, row := range rows[1:] {
		cells := make([]cell, len(row))
		for i, value := range row {
			cells[i] = textCell(value)
		}
		g.rows = append(g.rows, cells)
	}
	return g
}

// AuditXLSX writes a workbook: the steps, and every count.
func AuditXLSX(w io.Writer, a Audit) error {
	steps, counts := a.Texts.Text("sheet.audit", nil), a.Texts.Text("sheet.counts", nil)
	first := leaf{name: steps, title: steps, notice: a.Summary()}
	for _, sentence := range a.Lines() {
		first.facts = append(first.facts, line{a.Texts.Text("fact.remark", nil), sentence})
	}
	first.tables = []grid{gridOf(a.stepTable())}
	return writeLeaves(w, []leaf{first, {name: counts, title: counts, tables: []grid{*a.counts()}}})
}
