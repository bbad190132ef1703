package report

import (
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sitedraw/server/text"
)

// whatIfFile is a WhatIf as JSON has it; docs/estimates.md describes its members.
type whatIfFile struct {
	Headline  string         `json:"headline"`
	Plan      ExposurePlan   `json:"plan"`
	Frame     ExposureFrame  `json:"frame"`
	Seed      string         `json:"seed"`
	Draws     int            `json:"draws"`
	Known     int            `json:"known"`
	Of        int            `json:"of"`
	Mean      float64        `json:"mean"`
	SD        float64        `json:"sd"`
	Quantiles []quantileFile `json:"quantiles"`
	Classes   []classFile    `json:"classes"`
	Repairs   []repairFile   `json:"repairs"`
}

type quantileFile struct {
	Share  float64 `json:"share"`
	Points float64 `json:"points"`
}

type classFile struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Draws int     `json:"draws"`
}

type repairFile struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Category string  `json:"category"`
	Unit     string  `json:"unit"`
	Score    float64 `json:"score"`
	Picks    float64 `json:"picks"`
	Gain     float64 `json:"gain"`
}

// WhatIfJSON writes an object: mean, standard deviation, quantiles and classes of the
// score in points, and the repairs with the points that each gains.
func WhatIfJSON(w io.Writer, f WhatIf) error {
	s := f.Simulation
	out := whatIfFile{
		Headline: f.Lines()[0], Plan: plainPlan(f.Plan), Frame: ExposureFrame{Digest: f.Frame.Digest().String(), Sites: f.Frame.Len()},
		Seed: f.Seed, Draws: len(s.Scores), Known: f.Known, Of: f.Weights.FieldPoints, Mean: f.points(s.Mean), SD: f.points(s.SD),
		Repairs: []repairFile{},
	}
	for _, p := range quantiles {
		out.Quantiles = append(out.Quantiles, quantileFile{p, f.points(s.Quantile(p))})
	}
	c := f.classes()
	for i, count := range c.counts {
		out.Classes = append(out.Classes, classFile{c.edge(i), c.edge(i + 1), count})
	}
	for i := range s.Repairs {
		r := f.repair(i)
		out.Repairs = append(out.Repairs, repairFile{r.ID, r.site.Name, r.Category, r.site.Unit, r.Score, r.Picks, f.points(r.Gain)})
	}
	return writeJSON(w, out)
}

// scoreClasses are counts of draws by points, in thousandths of a point.
type scoreClasses struct {
	low, width int
	counts     []int
}

// mostClasses is how many bars a person still looks at.
const mostClasses = 24

// thousandths of a point.
const wholePoint = 1000

func (c *scoreClasses) edge(i int) float64 { return float64(c.low+i*c.width) / wholePoint }

// classes counts the draws by points in classes of a round width.
func (f *WhatIf) classes() scoreClasses {
	scores := f.Simulation.Scores
	at := func(score float64) int { return int(math.Floor(f.points(score)*wholePoint + 0.5)) }
	least, most := at(scores[0]), at(scores[len(scores)-1])
	c := scoreClasses{}
	for _, width := range []int{100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000} {
		c.low, c.width = least/width*width, width
		if (most-c.low)/width < mostClasses {
			break
		}
	}
	c.counts = make([]int, (most-c.low)/c.width+1)
	for _, s := range scores {
		c.counts[(at(s)-c.low)/c.width]++
	}
	return c
}

// WhatIfSVG draws how often future draws score how much.
func WhatIfSVG(w io.Writer, f WhatIf) error {
	c := f.classes()
	h := Histogram{
		Title: f.Texts.Text("what-if.title", nil), Notes: f.notes(), Across: f.Texts.Text("what-if.across", text.Args{
			"of": strconv.Itoa(f.Weights.FieldPoints),
		}),
		Up: f.Texts.Text("what-if.up", nil), Counts: c.counts, Lang: string(f.Texts.Lang()),
		Marks: []Mark{{At: f.mark(&c), Label: f.Texts.Text("what-if.mean", nil) + " " + scorePoints(f.points(f.Simulation.Mean))}},
	}
	every := 1 + len(c.counts)/12
	for i := range len(c.counts) + 1 {
		label := ""
		if i%every == 0 {
			label = strconv.FormatFloat(c.edge(i), 'f', -1, 64)
		}
		h.Edges = append(h.Edges, label)
	}
	return h.SVG(w)
}

// notes are the sentences in lines that fit into the drawing.
func (f *WhatIf) notes() (list []string) {
	const most = 100 // letters of Latin script
	for _, sentence := range f.Lines() {
		row := ""
		for word := range strings.FieldsSeq(sentence) {
			if row != "" && utf8.RuneCountInString(row)+utf8.RuneCountInString(word) >= most {
				list, row = append(list, row), ""
			}
			row = strings.TrimPrefix(row+" "+word, " ")
		}
		list = append(list, row)
	}
	return list
}

// mark is where the mean lies, in classes.
func (f *WhatIf) mark(c *scoreClasses) float64 {
	return (f.points(f.Simulation.Mean) - c.edge(0)) * wholePoint / float64(c.width)
}
