package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// Summary says whether the draw passed.
func (a *Audit) Summary() string {
	failed := 0
	for _, c := range a.Audit.Counts {
		if c.Failed {
			failed++
		}
	}
	squares := 0
	for _, c := range a.Audit.ChiSquares {
		if c.Failed {
			squares++
		}
	}
	key := geo.Code("audit.passed")
	if a.Audit.Failed() {
		key = "audit.failed"
	}
	return a.Texts.Text(key, text.Args{
		"count": strconv.Itoa(failed), "steps": strconv.Itoa(squares), "figures": strconv.Itoa(len(a.Audit.Counts)),
		"tests": strconv.Itoa(len(a.Audit.ChiSquares)),
	})
}

// Lines say what was done, and what a failure would mean.
func (a *Audit) Lines() []string {
	args := text.Args{
		"plan": planTitle(&a.Plan), "draws": strconv.Itoa(a.Audit.Draws), "seed": text.Visible(a.Seed),
		"figures": strconv.Itoa(len(a.Audit.Counts)), "alarm": percent(a.Audit.Alarm), "count": strconv.Itoa(a.Audit.Left),
	}
	lines := []string{a.Texts.Text("audit.done", args), a.Texts.Text("audit.alarm", args)}
	if a.Audit.Left > 0 {
		lines = append(lines, a.Texts.Text("audit.left", args))
	}
	if line := WeightedLine(&a.Plan, a.Texts); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// AuditPassages tell an audit to somebody at a terminal: what was done, the steps,
// what is too far off, and the answer.
func AuditPassages(a Audit) []Passage {
	list := []Passage{{Lines: a.Lines()}, {Rows: a.stepTable(), Right: []int{1, 2, 3, 4, 5}}}
	if p := a.failures(); len(p.Rows) > 1 {
		list = append(list, p)
	}
	return append(list, Passage{Lines: []string{a.Summary()}})
}

// stepTable is a row for each step.
func (a *Audit) stepTable() [][]string {
	var rows [][]string
	heading := make([]string, 0, 7)
	for _, key := range []geo.Code{
		"column.step", "column.sites", "column.worst-z", "column.chi-square", "column.degrees", "column.p", "column.verdict",
	} {
		heading = append(heading, a.Texts.Text(key, nil))
	}
	rows = append(rows, heading)
	for _, s := range a.steps() {
		row := []string{text.Visible(s.Step), strconv.Itoa(s.Sites), "∞", "", "", ""}
		if s.Worst != nil {
			row[2] = strconv.FormatFloat(*s.Worst, 'f', 1, 64)
		}
		failed := s.Failed > 0
		at := slices.IndexFunc(a.Audit.ChiSquares, func(c exposure.ChiSquare) bool { return c.Step == s.Step })
		if at >= 0 {
			c := &a.Audit.ChiSquares[at]
			row[3], row[4], row[5] = short(c.Value, 1), strconv.Itoa(c.Degrees), strconv.FormatFloat(c.P, 'g', 2, 64)
			failed = failed || c.Failed
		}
		rows = append(rows, append(row, a.Texts.Text(verdicts[failed], nil)))
	}
	return rows
}

// failures are the counts that are too far off, the farthest first.
func (a *Audit) failures() Passage {
	p := Passage{Lines: []string{a.Texts.Text("audit.failures", nil)}, Right: []int{3, 4, 5}}
	heading := []string{}
	for _, key := range []geo.Code{"column.step", "column.site", "column.id", "column.expected-count", "column.picked", "column.z"} {
		heading = append(heading, a.Texts.Text(key, nil))
	}
	p.Rows = [][]string{heading}
	var failed []exposure.Count
	for _, c := range a.Audit.Counts {
		if c.Failed {
			failed = append(failed, c)
		}
	}
	slices.SortStableFunc(failed, func(x, y exposure.Count) int { return cmp.Compare(math.Abs(y.Z), math.Abs(x.Z)) })
	for i := range failed[:min(len(failed), mostTold)] {
		c := &failed[i]
		p.Rows = append(p.Rows, []string{
			text.Visible(c.Step), text.Visible(a.name(c)), text.Visible(a.id(c)), average(float64(a.Audit.Draws) * c.Pi), strconv.Itoa(c.Picked),
			strconv.FormatFloat(c.Z, 'f', 1, 64),
		})
	}
	if more := len(failed) - mostTold; more > 0 {
		p.After = []string{a.Texts.Text("report.more", text.Args{"count": strconv.Itoa(more)})}
	}
	return p
}
