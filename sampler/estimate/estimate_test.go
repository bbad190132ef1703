package estimate

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestRefusals(t *testing.T) {
	good := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	with := func(change func(*Input)) Input {
		in := good
		record := *good.Record
		in.Record = &record
		in.Results = slices.Clone(good.Results)
		change(&in)
		return in
	}
	reserve := func(in *Input) {
		in.Record.Picks = append(slices.Clone(in.Record.Picks), sampler.Pick{Step: "s", ID: "a0007", Role: sampler.Reserve, Order: 1})
		in.Results = append(in.Results, Result{ID: "a0007", Score: 1, Line: 6})
	}
	for name, test := range map[string]struct {
		in   Input
		code geo.Code
		site string
	}{
		"another frame":   {with(func(in *Input) { in.Record.FrameDigest[0]++ }), ErrFrame, ""},
		"covers":          {with(func(in *Input) { in.Record.Coordination = &sampler.Coordination{Mode: sampler.Cover} }), ErrCoordinated, ""},
		"not drawn":       {with(func(in *Input) { in.Results[1].ID = "a0009" }), ErrNotDrawn, "a0009"},
		"not in frame":    {with(func(in *Input) { in.Results[1].ID = "zz" }), ErrNotDrawn, "zz"},
		"a reserve":       {with(reserve), ErrReserve, "a0007"},
		"twice":           {with(func(in *Input) { in.Results = append(in.Results, in.Results[2]) }), ErrTwice, "a0002"},
		"above 1":         {with(func(in *Input) { in.Results[0].Score = 1.01 }), ErrScore, "a0000"},
		"below 0":         {with(func(in *Input) { in.Results[0].Score = -0.01 }), ErrScore, "a0000"},
		"no number":       {with(func(in *Input) { in.Results[0].Score = math.NaN() }), ErrScore, "a0000"},
		"too many met":    {with(func(in *Input) { in.Results[0] = Result{ID: "a0000", Met: 3, Observed: 2} }), ErrChecks, "a0000"},
		"met alone":       {with(func(in *Input) { in.Results[0] = Result{ID: "a0000", Met: 3} }), ErrChecks, "a0000"},
		"negative":        {with(func(in *Input) { in.Results[0] = Result{ID: "a0000", Met: -1, Observed: 2} }), ErrChecks, "a0000"},
		"observed below":  {with(func(in *Input) { in.Results[0] = Result{ID: "a0000", Observed: -2} }), ErrChecks, "a0000"},
		"checks and more": {with(func(in *Input) { in.Results[0] = Result{ID: "a0000", Met: 1, Observed: 2, Score: 0.5} }), ErrChecks, "a0000"},
		"nothing":         {with(func(in *Input) { in.Results = nil }), ErrNone, ""},
		"impossible":      {with(func(in *Input) { in.Probabilities = table{"s": even(0, "a0000")} }), ErrProbability, "a0000"},
		"certain twice":   {with(func(in *Input) { in.Probabilities = table{"s": even(1.5, "a0000")} }), ErrProbability, "a0000"},
	} {
		_, err := Of(test.in, Options{})
		if e := refused(t, name, err, test.code); test.site != "" && !slices.Equal(e.Names, []string{test.site}) {
			t.Errorf("%s: %v does not name %s", name, err, test.site)
		}
	}
}

// A reserve stands in for a closed site; another missing one leaves three for four.
func TestReservesAndMissing(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	in.Record.Picks = append(in.Record.Picks, sampler.Pick{Step: "s", ID: "a0007", Role: sampler.Reserve, Order: 1})
	in.Results = append(in.Results[:2], Result{ID: "a0007", Met: 3, Observed: 5})
	c := find(mustOf(t, in, Options{}), "SC")
	near(t, "mean", c.Hajek.Value, 0.4)
	near(t, "total", c.HorvitzThompson.Value, 0.4)
	near(t, "variance, as of three", c.Hajek.Variance, (1-0.3)*0.04/3)
	if c.Results != 3 || c.Missing != 1 {
		t.Errorf("%d results and %d missing, want 3 and 1", c.Results, c.Missing)
	}
	in.Results = in.Results[2:]
	if r := mustOf(t, in, Options{}); !slices.Equal(r.Missing, []string{"a0000", "a0001", "a0002"}) {
		t.Errorf("missing %v", r.Missing)
	}
}

// One drawn site in a stratum: the category cannot tell its variance, and never says
// zero.
func TestOneInAStratum(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.4, 0.9)
	for i, s := range []string{"x", "x", "y"} {
		in.Record.Picks[i].Stratum = s
	}
	r := mustOf(t, in, Options{})
	c := find(r, "SC")
	if c.Hajek.Basis != NotEstimable || c.HorvitzThompson.Basis != NotEstimable || c.Hajek.High != 0 {
		t.Errorf("got %+v, want no interval", c.Scores)
	}
	if r.Overall.Hajek.Basis != Borrowed || r.Overall.Hajek.Variance <= 0 {
		t.Errorf("in all %+v, want it borrowed", r.Overall.Hajek)
	}
	for i := range in.Record.Picks {
		in.Record.Picks[i].Stratum = string(rune('x' + i))
	}
	if r := mustOf(t, in, Options{}); r.Overall.Hajek.Basis != NotEstimable {
		t.Errorf("with nothing to borrow from: %+v", r.Overall.Hajek)
	}
}

// county is two plain categories, one of them with a single site, a third without
// results, and a township with two of its five.
func county(t *testing.T) Input {
	t.Helper()
	market, m := sites("m", "SC", 10)
	hall, h := sites("h", "ZWDT", 5)
	park, g := sites("p", "GY", 4)
	town, x := sites("t", "XZZF", 20)
	village, v := sites("v", "XZC", 8)
	f := frame(t, slices.Concat(hall, market, park, town, village)...)
	p := plan(t, sampler.Step{ID: "sc", Category: []string{"SC"}, N: 3}, sampler.Step{ID: "zwdt", Category: []string{"ZWDT"}, N: 1},
		sampler.Step{ID: "gy", Category: []string{"GY"}, N: 2}, sampler.Step{ID: "xzzf", Category: []string{"XZZF"}, N: 1},
		sampler.Step{ID: "xzc", Category: []string{"XZC"}, Within: "xzzf", N: 1})
	picks := slices.Concat(picksOf("sc", m[:3]...), picksOf("zwdt", h[0]), picksOf("gy", g[:2]...), picksOf("xzzf", x[0]), picksOf("xzc", v[0]))
	picks[len(picks)-1].Within = x[0]
	results := slices.Concat(resultsOf(m, 0.5, 0.7, 0.9), resultsOf(h, 0.8), resultsOf(x, 0.4), resultsOf(v, 0.6))
	return Input{Frame: f, Record: drawn(f, p, picks...), Results: results, Probabilities: table{
		"sc": even(0.3, m...), "zwdt": even(0.2, h...), "gy": even(0.5, g...), "xzzf": even(0.05, x...), "xzc": even(0.05/8, v...),
	}}
}

func TestBorrowedAndEmpty(t *testing.T) {
	in := county(t)
	r := mustOf(t, in, Options{})
	pool := 0.04 // of the markets, two degrees of freedom
	if c := find(r, "ZWDT"); c.Hajek.Basis != Borrowed || c.Hajek.DF != 2 {
		t.Errorf("a single hall: %+v, want borrowed with 2 degrees of freedom", c.Hajek)
	}
	near(t, "variance of the single hall", find(r, "ZWDT").Hajek.Variance, 0.8*pool)
	if c := find(r, "XZC"); c.Hajek.Basis != Borrowed || c.Hajek.Value != 0.6 {
		t.Errorf("a single village: %+v, want borrowed", c.Hajek)
	}
	if len(r.Bundles) != 1 || r.Bundles[0].Hajek.Basis != Borrowed || r.Bundles[0].Results != 2 {
		t.Fatalf("bundles %+v, want the township, borrowed", r.Bundles)
	}
	township := (20*0.4 + 20*0.6) / 40
	near(t, "township", r.Bundles[0].Hajek.Value, township)
	near(t, "its variance", r.Bundles[0].Hajek.Variance, pool*(0.25*0.95+0.25*(1-0.05/8)))
	near(t, "in all", r.Overall.Hajek.Value, (0.7+0.8+5*township)/7)
	if !slices.Equal(r.Empty, []string{"GY"}) || !find(r, "GY").Filled || find(r, "GY").Share != 0 {
		t.Errorf("empty %v, %+v", r.Empty, find(r, "GY"))
	}
	open := mustOf(t, in, Options{Empty: LeaveOpen})
	if open.Overall != nil || open.Points != nil || find(open, "GY").Filled {
		t.Errorf("left open there is %+v", open.Overall)
	}
}

// Two townships of which one has a village that was inspected: its distance from the
// mean that it makes up itself is no variance.
func TestOneOfTwoTownships(t *testing.T) {
	town, x := sites("t", "XZZF", 20)
	village, v := sites("v", "XZC", 8)
	f := frame(t, slices.Concat(town, village)...)
	p := plan(t, sampler.Step{ID: "xzzf", Category: []string{"XZZF"}, N: 2}, sampler.Step{ID: "xzc", Category: []string{"XZC"}, Within: "xzzf", N: 1})
	picks := append(picksOf("xzzf", x[:2]...), sampler.Pick{Step: "xzc", Within: x[0], ID: v[0], Role: sampler.Main, Order: 1})
	in := Input{Frame: f, Record: drawn(f, p, picks...), Results: append(resultsOf(x, 0.4, 0.6), resultsOf(v, 0.6)...),
		Probabilities: table{"xzzf": even(0.1, x...), "xzc": even(0.0125, v...)}}
	r := mustOf(t, in, Options{})
	if c := find(r, "XZC"); c.Hajek.Basis != Borrowed || c.Hajek.Variance == 0 {
		t.Errorf("the single village: %+v, want borrowed", c.Hajek)
	} else {
		near(t, "its variance, by what two townships differ", c.Hajek.Variance, 0.02*(1-0.0125))
	}
	if c := find(r, "XZZF"); c.Hajek.Basis != ByDesign {
		t.Errorf("two townships: %+v, want by design", c.Hajek)
	}
}

// A category that two steps draw has each site once: by the sum of its chances.
func TestCategoryOfTwoSteps(t *testing.T) {
	list, ids := sites("a", "SC", 8)
	f := frame(t, list...)
	p := plan(t, sampler.Step{ID: "s", Category: []string{"SC"}, N: 2}, sampler.Step{ID: "u", Category: []string{"SC"}, N: 2})
	in := Input{Frame: f, Record: drawn(f, p, append(picksOf("s", ids[:2]...), picksOf("u", ids[1:3]...)...)...), Results: resultsOf(ids, 0.2, 0.4, 0.9),
		Probabilities: table{"s": even(0.25, ids...), "u": even(0.25, ids...)}}
	c := find(mustOf(t, in, Options{}), "SC")
	near(t, "mean", c.Hajek.Value, (0.2+0.4+0.4+0.9)/4)
	near(t, "total", c.HorvitzThompson.Value*8, (0.2+0.4+0.4+0.9)/0.5)
	near(t, "variance", c.HorvitzThompson.Variance*64, 2*0.75*(0.02+0.125)/0.25) // 2(1−¼)s² of y/½, twice
}

func TestRounds(t *testing.T) {
	a := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	b := simpleInput(t, 10, 0.6, 0.8, 0.9, 0.9)
	_, err := Rounds([]Input{a}, Options{})
	refused(t, "one round", err, ErrRounds)
	_, err = Rounds([]Input{a, b}, Options{})
	refused(t, "one seed twice", err, ErrRounds)
	b.Record.Seed = "another"
	r, err := Rounds([]Input{a, b}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Estimate{find(r, "SC").Hajek, r.Overall.Hajek, r.Overall.HorvitzThompson} {
		near(t, "mean", e.Value, 0.65)
		near(t, "variance between 0.5 and 0.8", e.Variance, 0.15*0.15)
		if e.Basis != BetweenRounds || e.DF != 1 {
			t.Errorf("basis %s with %v degrees of freedom", e.Basis, e.DF)
		}
	}
	near(t, "points", r.Points.Value, 26)
	b.Results = append(b.Results, b.Results[0])
	_, err = Rounds([]Input{a, b}, Options{})
	refused(t, "a wrong round", err, ErrTwice)
}

// What one round alone tells keeps that round's estimate.
func TestRoundsOfDifferentPlans(t *testing.T) {
	a, b := county(t), simpleInput(t, 10, 0.6, 0.8, 0.9, 0.9)
	b.Record.Seed = "another"
	r, err := Rounds([]Input{a, b}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := find(r, "ZWDT"); c.Hajek.Basis != Borrowed || c.Hajek.Value != 0.8 {
		t.Errorf("the hall of one round: %+v", c.Hajek)
	}
	if c := find(r, "SC"); c.Hajek.Basis != BetweenRounds || len(r.Bundles) != 1 || !slices.Equal(r.Empty, []string{"GY"}) {
		t.Errorf("markets %+v, %d bundles, empty %v", c.Hajek, len(r.Bundles), r.Empty)
	}
}

func TestTogether(t *testing.T) {
	w := geo.ShippedWeights()
	field := Estimate{Value: 29.8, Low: 28.7, High: 30.9, Basis: ByDesign}
	got, err := Together(field, 19.54, w)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "sum", got.Value, 49.34)
	near(t, "low", got.Low, 48.24)
	for _, wrong := range []float64{-0.1, 20.1, math.NaN()} {
		_, err := Together(field, wrong, w)
		refused(t, "points", err, ErrPoints)
	}
}

func TestShares(t *testing.T) {
	w := &geo.Weights{Other: 1, Categories: []geo.Weight{{Category: "B", Weight: 3}},
		Bundles: []geo.Bundle{{Code: "T", Weight: 4, Parts: []geo.Weight{{Category: "X", Weight: 20}, {Category: "Y", Weight: 30}, {Category: "Z", Weight: 50}}}}}
	all := func(string) bool { return true }
	got := Shares(w, all, []string{"A", "B", "X", "Y"})
	if diff := cmp.Diff(map[string]float64{"A": 0.125, "B": 0.375, "X": 0.2, "Y": 0.3}, got); diff != "" {
		t.Errorf("Shares: %s", diff)
	}
	if none := Shares(&geo.Weights{}, all, []string{"A"}); len(none) != 0 {
		t.Errorf("Shares without weights = %v", none)
	}
}

// Whatever is found: the order of results does not matter, the mean lies among the
// scores and in its interval, and the interval within 0 … 1.
func TestEstimatesAreSound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(0, 1), 2, 30).Draw(rt, "scores")
		in := simpleInput(t, 40, scores...)
		r := mustOf(t, in, Options{})
		e := r.Overall.Hajek
		if low, high := slices.Min(scores), slices.Max(scores); e.Value < low-1e-12 || e.Value > high+1e-12 {
			rt.Fatalf("%v is outside %v … %v", e.Value, low, high)
		}
		if e.Low < 0 || e.Low > e.Value || e.High < e.Value || e.High > 1+1e-12 || e.Basis != ByDesign {
			rt.Fatalf("interval %+v", e)
		}
		in.Results = rapid.Permutation(in.Results).Draw(rt, "order")
		if diff := cmp.Diff(r, mustOf(t, in, Options{})); diff != "" {
			rt.Fatalf("in another order: %s", diff)
		}
	})
}
