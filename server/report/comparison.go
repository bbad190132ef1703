package report

import (
	"io"
	"math"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/balance"
	"sitedraw/server/text"
)

// Comparison is how well the draws of several designs are spread, step by step.
type Comparison struct {
	Steps []*balance.Comparison
	Left  []error // why further steps are not compared
	Frame *sampler.Frame
	Plan  *sampler.Plan // nil: the steps are of none
	Seed  string
	Texts *text.Catalogue
}

// ComparisonFile is the JSON of a Comparison: docs/exposure.md describes its
// members.
type ComparisonFile struct {
	Plan  *ExposurePlan  `json:"plan,omitempty"`
	Frame ExposureFrame  `json:"frame"`
	Seed  string         `json:"seed"`
	Steps []ComparedStep `json:"steps"`
}

// ComparedStep is one step.
type ComparedStep struct {
	Step      string           `json:"step"`
	N         int64            `json:"n"`
	Sites     int              `json:"sites"`
	Unlocated int              `json:"unlocated"`
	Draws     int              `json:"draws"`
	Designs   []ComparedDesign `json:"designs"`
}

// ComparedDesign is what draws of one design have on average. A measure that no
// draw has is null.
type ComparedDesign struct {
	Design   string        `json:"design"`
	Picks    *ComparedMean `json:"picks"`
	Voronoi  *ComparedMean `json:"voronoi"`
	Local    *ComparedMean `json:"local_balance"`
	Evenness *ComparedMean `json:"evenness"`
	Moran    *ComparedMean `json:"moran"`
	Apart    *ComparedMean `json:"least_distance_m"`
	Towns    *ComparedMean `json:"townships"`
	AllTowns int           `json:"townships_in_all"`
}

// ComparedMean is a mean over so many draws, and how far a draw is from it.
type ComparedMean struct {
	Mean  float64 `json:"mean"`
	SD    float64 `json:"sd"`
	Draws int     `json:"draws"`
}

// ComparisonJSON writes the comparison as JSON.
func ComparisonJSON(w io.Writer, c Comparison) error { return writeJSON(w, c.File()) }

// File returns what ComparisonJSON writes.
func (c *Comparison) File() *ComparisonFile {
	f := &ComparisonFile{Frame: ExposureFrame{Digest: c.Frame.Digest().String(), Sites: c.Frame.Len()}, Seed: c.Seed, Steps: []ComparedStep{}}
	if c.Plan != nil {
		plan := plainPlan(c.Plan)
		f.Plan = &plan
	}
	for _, s := range c.Steps {
		step := ComparedStep{Step: s.Step, N: s.N, Sites: s.Sites, Unlocated: s.Unlocated, Draws: s.Draws}
		for i := range s.Trials {
			t := &s.Trials[i]
			step.Designs = append(step.Designs, ComparedDesign{
				Design: string(t.Design), Picks: comparedMean(t.Picks), Voronoi: comparedMean(t.Voronoi), Local: comparedMean(t.Local),
				Evenness: comparedMean(t.Evenness), Moran: comparedMean(t.Moran), Apart: comparedMean(t.Apart), Towns: comparedMean(t.Towns),
				AllTowns: t.AllTowns,
			})
		}
		f.Steps = append(f.Steps, step)
	}
	return f
}

func comparedMean(m balance.Mean) *ComparedMean {
	if m.Draws == 0 {
		return nil
	}
	return &ComparedMean{m.Value, m.SD, m.Draws}
}

// designTexts are the keys of what designs are called.
var designTexts = map[balance.Design]geo.Code{
	balance.Planned: "compare.planned", balance.Simple: "compare.simple", balance.Strata: "compare.strata",
	balance.Balanced: "compare.balanced", balance.Map: "compare.map",
}

// comparedColumns are the columns of measures.
var comparedColumns = []struct {
	heading geo.Code
	digits  int
	value   func(*balance.Trial) balance.Mean
}{
	{"column.voronoi", 3, func(t *balance.Trial) balance.Mean { return t.Voronoi }},
	{"column.local", 3, func(t *balance.Trial) balance.Mean { return t.Local }},
	{"column.evenness", 3, func(t *balance.Trial) balance.Mean { return t.Evenness }},
	{"column.moran", 3, func(t *balance.Trial) balance.Mean { return t.Moran }},
	{"column.least-distance", 0, func(t *balance.Trial) balance.Mean { return t.Apart }},
	{"column.towns", 1, func(t *balance.Trial) balance.Mean { return t.Towns }},
	{"column.picks", 1, func(t *balance.Trial) balance.Mean { return t.Picks }},
}

// table is a row for each design of each step.
func (c *Comparison) table() *grid {
	g := &grid{}
	for _, h := range []head{{"column.step", 16}, {"column.design", 20}, {"column.want", 8}, {"column.candidates", 10}, {"column.draws", 8}} {
		g.columns = append(g.columns, gridColumn{c.Texts.Text(h.heading, nil), h.width})
	}
	for _, column := range comparedColumns {
		g.columns = append(g.columns, gridColumn{c.Texts.Text(column.heading, nil), 14})
	}
	for _, s := range c.Steps {
		for i := range s.Trials {
			t := &s.Trials[i]
			row := []cell{
				textCell(s.Step), textCell(c.Texts.Text(designTexts[t.Design], nil)), numberCell(strconv.FormatInt(s.N, 10)),
				numberCell(strconv.Itoa(s.Sites)), numberCell(strconv.Itoa(s.Draws)),
			}
			for _, column := range comparedColumns {
				value := cell{}
				if m := column.value(t); m.Draws > 0 {
					value = plainNumber(&m.Value)
				}
				row = append(row, value)
			}
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// ComparisonCSV writes a row for each design of each step as CSV.
func ComparisonCSV(w io.Writer, c Comparison) error { return tableCSV(w, c.table().cells()) }

// ComparisonXLSX writes the same as a workbook.
func ComparisonXLSX(w io.Writer, c Comparison) error {
	title := c.Texts.Text("sheet.comparison", nil)
	l := leaf{name: title, title: title, tables: []grid{*c.table()}}
	for _, sentence := range c.meaning() {
		l.facts = append(l.facts, line{c.Texts.Text("fact.remark", nil), sentence})
	}
	return writeLeaves(w, []leaf{l})
}

// meaning says what the measures tell.
func (c *Comparison) meaning() []string {
	return []string{c.Texts.Text("compare.meaning", nil), c.Texts.Text("compare.measures", nil)}
}

// ComparisonPassages tell a comparison to somebody at a terminal.
func ComparisonPassages(c Comparison) []Passage {
	list := []Passage{{Lines: c.meaning()}}
	for _, s := range c.Steps {
		p := Passage{
			Lines: []string{c.Texts.Text("compare.step", text.Args{
				"step": text.Visible(s.Step), "count": strconv.FormatInt(s.N, 10), "sites": strconv.Itoa(s.Sites), "draws": strconv.Itoa(s.Draws),
				"left": unlessNone(s.Unlocated),
			})},
			Rows: [][]string{{c.Texts.Text("column.design", nil)}},
		}
		for k, column := range comparedColumns {
			p.Rows[0] = append(p.Rows[0], c.Texts.Text(column.heading, nil))
			p.Right = append(p.Right, k+1)
		}
		for i := range s.Trials {
			p.Rows = append(p.Rows, c.row(&s.Trials[i]))
		}
		list = append(list, p)
	}
	if lines := c.leftLines(); len(lines) > 0 {
		list = append(list, Passage{Lines: append([]string{c.Texts.Text("compare.left", nil)}, lines...)})
	}
	return list
}

// leftLines say why further steps are not compared.
func (c *Comparison) leftLines() (lines []string) {
	for _, err := range c.Left {
		lines = append(lines, "  "+c.Texts.Explain(err))
	}
	return lines
}

// row is one design's on a terminal.
func (c *Comparison) row(t *balance.Trial) []string {
	row := []string{c.Texts.Text(designTexts[t.Design], nil)}
	for _, column := range comparedColumns {
		m := column.value(t)
		value := "–"
		if m.Draws > 0 {
			value = strconv.FormatFloat(math.Round(m.Value*1e6)/1e6, 'f', column.digits, 64)
		}
		row = append(row, value)
	}
	if towns := &row[len(row)-2]; t.AllTowns > 0 {
		*towns += "/" + strconv.Itoa(t.AllTowns)
	} else {
		*towns = "–"
	}
	return row
}
