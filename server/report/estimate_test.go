package report

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/text"
)

// scored is a report with a category of each kind.
func scored(lang text.Lang) Estimate {
	inspected := func(value, low, high float64, basis estimate.Basis) estimate.Scores {
		e := estimate.Estimate{Value: value, Variance: 0.01, DF: 5, Low: low, High: high, Basis: basis}
		return estimate.Scores{Hajek: e, HorvitzThompson: e, Results: 3}
	}
	all := inspected(0.75, 0.7, 0.8, estimate.Borrowed)
	field := estimate.Estimate{Value: 30, Variance: 4, DF: 5, Low: 28, High: 32, Basis: estimate.Borrowed}
	nothing := estimate.Scores{Hajek: estimate.Estimate{Basis: estimate.NotEstimable}, HorvitzThompson: estimate.Estimate{Basis: estimate.NotEstimable}}
	questionnaire := 17.5
	return Estimate{
		Report: &estimate.Report{
			Overall: &all, Points: &field, Of: 40, Empty: []string{"GY"}, Missing: []string{"P1\x1b[31m"}, Rounds: 1,
			Bundles: []estimate.Bundle{{Scores: all, Code: "township", ZH: "乡镇", EN: "Township", Share: 0.16}},
			Categories: []estimate.Category{
				{Scores: inspected(0.9, 0.8, 1, estimate.ByDesign), Code: "SC", Sites: 41, Share: 0.25},
				{Scores: inspected(0.5, 0, 0, estimate.NotEstimable), Code: "ZXX", Sites: 9, Share: 0.25},
				{Scores: nothing, Code: "GY", Sites: 4, Filled: true},
				{Scores: inspected(0.6, 0.1, 1, estimate.Borrowed), Code: "=X", Sites: 1, Share: 0.25},
			},
		},
		Weights: geo.ShippedWeights(), Questionnaire: &questionnaire, Replays: 1000,
		Rounds: []EstimateRound{{First: "2026-11-16", Last: "2026-11-18", Results: 9}}, Texts: text.For(lang),
	}
}

func TestEstimateLines(t *testing.T) {
	e := scored(text.ZH)
	for i, want := range []string{
		"按 2026-11-16 至 2026-11-18 的模拟检查，实地考察部分预计得 30.0 ± 2.0 分（满分 40）。", "得分应在 28.0 到 32.0 之间",
		"加上问卷调查 17.5 分，合计 47.5 ± 2.0 分（满分 60）。",
	} {
		if got := e.Lines()[i]; !strings.Contains(got, want) {
			t.Errorf("line %d = %s, want %s", i, got, want)
		}
	}
	e.Rounds[0].Last = "2026-11-16"
	if got, want := e.Headline(), "按 2026-11-16 的模拟检查"; !strings.HasPrefix(got, want) {
		t.Errorf("Headline = %s, want %s …", got, want)
	}
	e.Rounds = nil
	if got, want := e.Headline(), "按模拟检查，"; !strings.HasPrefix(got, want) {
		t.Errorf("Headline = %s, want %s …", got, want)
	}
}

// Where the error cannot be told there is no ±, and it is not called zero.
func TestEstimateWithoutInterval(t *testing.T) {
	e := scored(text.EN)
	*e.Report.Points = estimate.Estimate{Value: 30, Basis: estimate.NotEstimable}
	lines := strings.Join(e.Lines(), "\n")
	if strings.Contains(lines, "±") || !strings.Contains(lines, "would score 30.0 of 40 points") || !strings.Contains(lines, "it is not zero") {
		t.Errorf("Lines = %s", lines)
	}
	e.Report.Points = nil
	if got, want := strings.Join(e.Lines(), "\n"), "There is no score in all: nothing was inspected of Park."; got != want {
		t.Errorf("Lines = %s, want %s", got, want)
	}
}

// An interval that is cut off at what is possible keeps its longer half.
func TestEstimateError(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		want      string
	}{{28, 32, "2.0"}, {26, 32, "4.0"}, {29.5, 32, "2.0"}} {
		e := estimate.Estimate{Value: 30, Variance: 1, Low: test.low, High: test.high, Basis: estimate.ByDesign}
		if got := halfWidth(&e, scorePoints); got != test.want {
			t.Errorf("halfWidth of %v–%v = %s, want %s", test.low, test.high, got, test.want)
		}
	}
}

func TestEstimateTable(t *testing.T) {
	e := scored(text.EN)
	var rows []string
	for _, row := range e.Table() {
		rows = append(rows, strings.Join(row, "|"))
	}
	want := []string{
		"category|category name|weight (%)|inspected|score (%)|95 % of|remark",
		"|field part|100.0|3|75.0|70.0–80.0|error borrowed",
		"township|Township|16.0|3|75.0|70.0–80.0|error borrowed",
		"SC|Market|25.0|3/41|90.0|80.0–100.0|",
		"ZXX|School|25.0|3/9|50.0||error not estimable",
		"GY|Park||0/4|||no results: counts as the mean of the others",
		"=X|=X|25.0|3/1|60.0|10.0–100.0|error borrowed",
	}
	if got := strings.Join(rows, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("Table =\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	notes := strings.Join(e.Notes(), "\n")
	for _, want := range []string{"Borrowed: ", "Not estimable: of School ", "Park. --empty open", "counted in 1000 draws", "what-if"} {
		if !strings.Contains(notes, want) {
			t.Errorf("Notes lack %q:\n%s", want, notes)
		}
	}
	if strings.Contains(notes, "\x1b") {
		t.Error("a name steers the terminal")
	}
}

func TestEstimateFiles(t *testing.T) {
	var b bytes.Buffer
	if err := EstimateCSV(&b, scored(text.EN)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"category,SC,Market,0.250000,3,0,41,0.900000,0.800000,1.000000,", "category,GY,Park,,0,0,4,,,,,,,", ",'=X,'=X,"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("EstimateCSV lacks %s:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := EstimateJSON(&b, scored(text.EN)); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Field, Total struct {
			Value, Low, High float64
			Of               int
		}
		Categories []struct {
			Code   string
			Filled bool
			Hajek  *struct{ Low, High *float64 }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	c := got.Categories
	if got.Field.Of != 40 || got.Field.High != 32 || got.Total.Of != 60 || got.Total.Low != 45.5 ||
		c[1].Hajek.Low != nil || c[2].Hajek != nil || !c[2].Filled || c[0].Filled || *c[0].Hajek.High != 1 {
		t.Errorf("EstimateJSON = %s", b.String())
	}
	b.Reset()
	if err := EstimateXLSX(&b, scored(text.ZH)); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("PK")) {
		t.Errorf("EstimateXLSX wrote %d bytes, %v", b.Len(), err)
	}
}

// future is a simulation with these scores.
func future(t *testing.T, scores ...float64) WhatIf {
	t.Helper()
	f, err := sampler.NewFrame([]geo.Site{{ID: "a", Name: "<甲>", Category: "SC", Unit: "=unit"}})
	if err != nil {
		t.Fatal(err)
	}
	s := &estimate.Simulation{Scores: scores, Repairs: []estimate.Repair{{ID: "a", Category: "SC", Score: 0.5, Picks: 0.25, Gain: 0.01}}}
	for _, v := range scores {
		s.Mean += v / float64(len(scores))
	}
	return WhatIf{
		Simulation: s, Frame: f, Plan: &sampler.Plan{Name: "p"}, Weights: geo.ShippedWeights(), Known: 1, Seed: "s", Texts: text.For(text.EN),
	}
}

// Classes hold every draw, each between its class's edges.
func TestWhatIfClasses(t *testing.T) {
	for _, scores := range [][]float64{{0.5}, {0, 1}, {0.7031, 0.71, 0.7125, 0.75}, {0.699999, 0.7}} {
		f := future(t, scores...)
		c := f.classes()
		sum := 0
		for i, count := range c.counts {
			sum += count
			for _, s := range scores {
				if v := math.Round(40*s*1000) / 1000; v >= c.edge(i) && v < c.edge(i+1) && count == 0 {
					t.Errorf("classes of %v: %v is not in class %d", scores, v, i)
				}
			}
		}
		if sum != len(scores) || len(c.counts) > mostClasses || c.low%c.width != 0 || c.counts[0] == 0 || c.counts[len(c.counts)-1] == 0 {
			t.Errorf("classes of %v = %+v", scores, c)
		}
	}
}

func TestWhatIfFiles(t *testing.T) {
	f := future(t, 0.70, 0.71, 0.75)
	var b bytes.Buffer
	if err := WhatIfCSV(&b, f); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1,a,<甲>,Market,'=unit,0.500000,0.250000,0.400000,", ",,mean,,,,,,28.800000", ",,50 in 100 below,,,,,,28.400000"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("WhatIfCSV lacks %s:\n%s", want, b.String())
		}
	}
	b.Reset()
	for _, note := range f.notes() {
		if n := utf8.RuneCountInString(note); n > 100 {
			t.Errorf("a line of the drawing has %d letters: %s", n, note)
		}
	}
	if err := WhatIfSVG(&b, f); err != nil || !strings.Contains(b.String(), "points of 40") {
		t.Errorf("WhatIfSVG = %v, %s", err, b.String())
	}
	b.Reset()
	if err := WhatIfJSON(&b, f); err != nil || !strings.Contains(b.String(), `"gain":0.4}`) || !strings.Contains(b.String(), `{"share":0.5,"points":28.4}`) {
		t.Errorf("WhatIfJSON = %v, %s", err, b.String())
	}
	b.Reset()
	if err := WhatIfXLSX(&b, f); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("PK")) {
		t.Errorf("WhatIfXLSX = %v", err)
	}
	if got, want := strings.Join(f.Repairs()[1], "|"), "1|a|<甲>|Market|=unit|50.0|25.0|0.400"; got != want {
		t.Errorf("Repairs = %s, want %s", got, want)
	}
}
