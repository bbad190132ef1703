package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// exposed is the exposure of sites under a plan.
func exposed(t *testing.T, plan string, sites ...geo.Site) Exposure {
	t.Helper()
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.ParsePlan(plan)
	if err != nil {
		t.Fatal(err)
	}
	e := Exposure{Seed: "x", HalfWidth: 0.05, Texts: text.For(text.EN)}
	o := exposure.Options{Seed: "x", HalfWidth: 0.05}
	if e.Report, err = exposure.Of(t.Context(), f, p, o); err != nil {
		t.Fatal(err)
	}
	e.Stages, e.Never = e.Report.Stages(), e.Report.Never()
	groups, err := e.Report.RollUp(t.Context(), exposure.ByUnit, o)
	if err != nil {
		t.Fatal(err)
	}
	e.Rollups = []Rollup{{By: ByUnit, Of: exposure.ByUnit, Groups: groups}}
	return e
}

// markets are sites of which one is never drawn, and one has an awkward name.
func markets() []geo.Site {
	return []geo.Site{
		{ID: "a", Category: "SC", Name: "=1+1 <东>", Unit: "甲局"}, {ID: "b", Category: "SC", Unit: "甲局"},
		{ID: "c", Category: "SC", Unit: "乙局"}, {ID: "d", Category: "SC", Unit: "乙局"}, {ID: "e", Category: "GY", Unit: "丙局"},
	}
}

const oneMarket = `{"steps":[{"id":"market","category":["SC"],"n":1}]}`

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{
		0: "0 %", 1: "100 %", 0.9999: "> 99.9 %", 0.31: "31 %", 0.3123: "31.2 %", 1. / 14: "7.14 %", 0.00893: "0.89 %", 1e-9: "< 0.0001 %",
	} {
		if got := percent(p); got != want {
			t.Errorf("percent(%v) = %q, want %q", p, got, want)
		}
	}
	for err, want := range map[float64]string{0.02: "2", 0.00412: "0.42", 0.005: "0.5", 0.0123: "1.3", 0.00005: "0.005"} {
		if got := points(err); got != want {
			t.Errorf("points(%v) = %q, want %q", err, got, want)
		}
	}
}

// What is not certain is never told as certain, nor what is possible as impossible.
func TestPercentIsNeverTooSure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.Float64Range(1e-12, 1-1e-12).Draw(rt, "p")
		if got := percent(p); got == "0 %" || got == "100 %" {
			rt.Errorf("percent(%v) = %q", p, got)
		}
	})
}

func TestLikelyOfCounts(t *testing.T) {
	e := Exposure{Texts: text.For(text.EN)}
	for _, test := range []struct {
		f    exposure.Figure
		want string
	}{
		{exposure.Figure{Kind: exposure.Exact}, "0 %"},
		{exposure.Figure{Error: 0.0058, Kind: exposure.Replayed}, "< 0.58 %"},
		{exposure.Figure{Value: 1, Error: 0.0013, Kind: exposure.Replayed}, "> 99.87 %"},
		{exposure.Figure{Value: 0.312, Error: 0.004, Kind: exposure.Replayed}, "31.2 %"},
		{exposure.Figure{Error: math.Inf(1), Kind: exposure.Unknown}, "not told"},
	} {
		if got := e.likely(test.f); got != test.want {
			t.Errorf("likely(%+v) = %q, want %q", test.f, got, test.want)
		}
	}
	if got, want := e.chance(exposure.Figure{Value: 0.312, Error: 0.004, Kind: exposure.Replayed}), "31.2 % (± 0.4, simulated)"; got != want {
		t.Errorf("chance = %q, want %q", got, want)
	}
}

func TestExposureJSON(t *testing.T) {
	e := exposed(t, oneMarket, markets()...)
	e.Rounds = 2
	var b bytes.Buffer
	if err := ExposureJSON(&b, e); err != nil {
		t.Fatal(err)
	}
	var f ExposureFile
	if err := json.Unmarshal(b.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Sites) != 4 || len(f.Total) != 5 || len(f.Never) != 1 || f.Replays != 0 {
		t.Errorf("%d figures, %d sites, %d never, %d replays: %s", len(f.Sites), len(f.Total), len(f.Never), f.Replays, b.String())
	}
	sum := 0.0
	for _, s := range f.Total {
		sum += *s.Pi
		if *s.Error != 0 || s.Kind != "exact" {
			t.Errorf("total of %s is %+v, want it exact", s.ID, s)
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("Σπ = %v, want 1", sum)
	}
	if got := *f.Groups["unit"][1].Rounds; math.Abs(got-0.75) > 1e-12 {
		t.Errorf("甲局 or 乙局 in two rounds with %v, want .75", got)
	}
}

// A unit with two sites of four, two drawn: one on average, at least one with 5/6.
func TestExposureOfGroups(t *testing.T) {
	e := exposed(t, `{"steps":[{"id":"market","category":["SC"],"n":2}]}`, markets()...)
	g := e.File().Groups["unit"][1]
	if math.Abs(*g.Expected-1) > 1e-12 || math.Abs(*g.Once-5./6) > 1e-12 || g.Sites != 2 || g.Kind != "exact" {
		t.Errorf("乙局 or 甲局 = %+v with %v and %v", g, *g.Expected, *g.Once)
	}
}

func TestExposureTablesAreHarmless(t *testing.T) {
	e := exposed(t, oneMarket, markets()...)
	var b bytes.Buffer
	if err := ExposureCSV(&b, e, BySite); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%d rows, %v; want 6", len(rows), err)
	}
	if rows[1][1] != "'=1+1 <东>" || rows[1][8] != "0.25" || rows[5][0] != "e" || rows[5][11] != "No step draws this category" {
		t.Errorf("rows are %q", rows)
	}
	for name, write := range map[string]func(io.Writer) error{
		"xlsx": func(w io.Writer) error { return ExposureXLSX(w, e) },
		"svg":  func(w io.Writer) error { return ExposureSVG(w, e) },
	} {
		var one, other bytes.Buffer
		if err := errors.Join(write(&one), write(&other)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(one.Bytes(), other.Bytes()) {
			t.Errorf("%s: the same figures give other bytes", name)
		}
	}
}

func TestExposureHistogram(t *testing.T) {
	e := exposed(t, oneMarket, markets()...)
	h := e.histogram()
	if h.Counts[0] != 1 || h.Counts[8] != 4 || h.Classes[8] != "20–30" || len(h.Counts) != len(h.Classes) {
		t.Errorf("classes %q hold %v", h.Classes, h.Counts)
	}
	if last := h.Notes[len(h.Notes)-1]; last != "1 site cannot be drawn at all." || h.broken(0) {
		t.Errorf("notes = %q of a bar that is broken: %v", h.Notes, h.broken(0))
	}
	h.Title, h.Notes = "<&>", []string{strings.Repeat("长句", 60), strings.Repeat("long ", 60)}
	h.Marks = []Mark{{At: 1.5, Label: `"mean"`}}
	var b bytes.Buffer
	if err := h.SVG(&b); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range wrapped(strings.Repeat("长句", 60), 20) {
		if columnsFrom(line) > 20 {
			t.Errorf("%q is too long", line)
		}
	}
	if got := wrapped("one two three", 8); len(got) != 2 || got[0] != "one two" || got[1] != "three" {
		t.Errorf("wrapped = %q", got)
	}
}

// What cannot be drawn does not set the scale, however much it is: its bar is broken,
// and a sentence says so.
func TestExposureHistogramOfFewThatCanBeDrawn(t *testing.T) {
	sites := markets()
	for i := range 40 {
		sites = append(sites, geo.Site{ID: "G" + strconv.Itoa(i), Category: "GGCS", Name: "公厕"})
	}
	e := exposed(t, oneMarket, sites...)
	h := e.histogram()
	if _, most := h.levels(); most != 4 || h.Counts[0] != 41 || !h.broken(0) || h.broken(8) {
		t.Errorf("%v on a scale up to %d", h.Counts, most)
	}
	var b bytes.Buffer
	if err := h.SVG(&b); err != nil {
		t.Fatal(err)
	}
	if told := "41 sites cannot be drawn at all; their bar is cut off and not to scale."; strings.Count(b.String(), `<path d="M`) != 1 || !strings.Contains(b.String(), told) {
		t.Errorf("no bar is broken, or it is not told: %s", b.String())
	}
	h.Counts = []int{7}
	if _, most := h.levels(); most < 7 || h.broken(0) {
		t.Error("what stands aside sets the scale where there is nothing else")
	}
}

// toFirst draws the first site whenever the seed's number ends with 7.
func toFirst(ctx context.Context, f *sampler.Frame, p sampler.Plan, seed string) (*sampler.Record, error) {
	r, err := sampler.Draw(ctx, f, p, seed, sampler.Options{})
	if err == nil && strings.HasSuffix(seed, "7") {
		r.Picks[0].ID = f.Sites()[0].ID
	}
	return r, err
}

// biased is the audit of such draws.
func biased(t *testing.T, e *Exposure) *exposure.Audit {
	t.Helper()
	audit, err := exposure.NewAudit(t.Context(), e.Report, exposure.AuditOptions{Seed: "x", Draws: 2000, Draw: toFirst})
	if err != nil {
		t.Fatal(err)
	}
	return audit
}

func TestAuditTellsOfABiasedDraw(t *testing.T) {
	e := exposed(t, oneMarket, markets()...)
	a := Audit{Audit: biased(t, &e), Frame: e.Report.Frame, Plan: e.Report.Plan, Seed: "x", Texts: text.For(text.EN)}
	if got := a.Summary(); !strings.HasPrefix(got, "FAILED: ") {
		t.Errorf("Summary = %q", got)
	}
	var told strings.Builder
	for _, p := range AuditPassages(a) {
		for _, row := range p.Rows {
			told.WriteString(strings.Join(row, " ") + "\n")
		}
	}
	for _, want := range []string{"DIFFERS", "market =1+1 <东> a 500 "} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("the passages do not say %q:\n%s", want, told.String())
		}
	}
	f := a.File()
	if f.Passed || len(f.Counts) != 4 || !f.Counts[0].Failed {
		t.Errorf("File = %+v", f)
	}
	f.Counts[0].Z = finite(math.Inf(1))
	if _, err := json.Marshal(f); err != nil {
		t.Errorf("a z that is infinite: %v", err)
	}
}
