package exposure

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestTwoStages(t *testing.T) {
	f := townships(t, 3, 5, 2)
	for _, tt := range []struct {
		name  string
		steps []sampler.Step
		want  []float64
	}{
		{"one then one", stages(sampler.Step{N: 1}, 1), []float64{1. / 9, 1. / 15, 1. / 6}},
		{"two then two", stages(sampler.Step{N: 2}, 2), []float64{4. / 9, 4. / 15, 2. / 3}},
		{"proportional", stages(sampler.Step{N: 1, Method: sampler.Systematic, BySize: true}, 1), []float64{.1, .1, .1}},
	} {
		r := exactReport(t, f, tt.steps...)
		for town, want := range tt.want {
			v := village(t, f, town, 1)
			wantExact(t, tt.name+": π", r.Steps[1].Pi(v), want)
			wantExact(t, tt.name+": expected", r.Expected(v), want)
			wantExact(t, tt.name+": once", r.Once(v), want)
		}
	}
}

func TestSumOfPiIsN(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	for name, step := range exactSteps() {
		step.ID, step.Category = "v", []string{"V"}
		r := exactReport(t, f, step)
		sum := 0.0
		for p := range r.Steps[0].Sites {
			figure := r.Steps[0].At(p)
			if figure.Kind != Exact || figure.Value < 0 || figure.Value > 1 {
				t.Errorf("%s: %+v, want an exact π", name, figure)
			}
			sum += figure.Value
		}
		want := float64(min(17, step.N))
		switch {
		case step.N == sampler.All:
			want = 17
		case step.Allocate == sampler.Each:
			want = 3 + 3 + 2 + 3
		}
		if math.Abs(sum-want) > 1e-12 {
			t.Errorf("%s: Σπ = %v, want %v", name, sum, want)
		}
	}
}

func TestRealLists(t *testing.T) {
	for _, tt := range []struct {
		file             string
		towns, villages  int
		likeliest, least float64
		few, many        float64 // villages of the townships concerned
	}{
		{"350121_minhou.csv", 14, 280, .00893, .00188, 8, 38},
		{"410928_puyangxian.csv", 20, 984, .00238, .00078, 21, 64},
		{"360681_guixi.csv", 20, 202, .01667, .00278, 3, 18},
	} {
		r := exactReport(t, realCounty(t, tt.file), stages(sampler.Step{N: 1}, 1)...)
		var pi []float64
		for p := range r.Steps[1].Sites {
			pi = append(pi, r.Steps[1].At(p).Value)
		}
		if len(r.Steps[0].Sites) != tt.towns || len(pi) != tt.villages {
			t.Errorf("%s: %d townships and %d villages, want %d and %d", tt.file, len(r.Steps[0].Sites), len(pi), tt.towns, tt.villages)
		}
		most, least := slices.Max(pi), slices.Min(pi)
		if math.Abs(most-tt.likeliest) > 5e-6 || math.Abs(least-tt.least) > 5e-6 {
			t.Errorf("%s: π from %.5f to %.5f, want %.5f and %.5f", tt.file, least, most, tt.least, tt.likeliest)
		}
		towns := float64(tt.towns)
		if !near(most, 1/towns/tt.few) || !near(least, 1/towns/tt.many) {
			t.Errorf("%s: π from %v to %v, want those of townships of %v and %v villages", tt.file, least, most, tt.many, tt.few)
		}
		s := r.Stages()[0]
		if flat := 1 / float64(tt.villages); math.Abs(s.Ratio()-tt.many/tt.few) > 1e-9 || !near(s.Flat, flat) ||
			slices.ContainsFunc(s.Openers, func(o Opener) bool { return !near(o.Proportional, flat) }) {
			t.Errorf("%s: %v times likelier, flat %v; want %v times, else %v", tt.file, s.Ratio(), s.Flat, tt.many/tt.few, flat)
		}
	}
}

func TestLookingAway(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	first := sampler.Step{ID: "a", Category: []string{"V"}, N: 3, Reserve: 2}
	second := sampler.Step{ID: "b", Category: []string{"V"}, N: 4, NotIn: []string{"a"}}
	r := exactReport(t, f, first, second)
	v := village(t, f, 1, 0)
	wantExact(t, "π after not_in", r.Steps[1].Pi(v), 12./17*4/12)
	wantExact(t, "once", r.Once(v), 7./17)

	wider := second
	wider.Category = []string{"V", "T"} // of 21 sites 5 are gone
	r = exactReport(t, f, first, wider)
	wantExact(t, "π of a site that was at risk", r.Steps[1].Pi(v), 12./17*4/16)
	wantExact(t, "π of another", r.Steps[1].Pi(number(t, f, "990001100000")), 4./16)

	first.Category = []string{"V", "T"} // how many villages it takes depends on the seed
	if got := exactReport(t, f, first, second).Steps[1].Pi(v); got.Kind != Unknown {
		t.Errorf("after a wider step: %+v, want a figure that takes replays", got)
	}
	first.Category, first.By = []string{"V"}, sampler.ByArea
	if got := exactReport(t, f, first, second).Steps[1].Pi(v); got.Kind != Unknown {
		t.Errorf("after strata: %+v, want a figure that takes replays", got)
	}
}

// A site of two steps, and one that two steps of one opened township may pick.
func TestOnce(t *testing.T) {
	f := townships(t, 3, 5, 2)
	v := village(t, f, 0, 0)
	one := sampler.Step{ID: "a", Category: []string{"V"}, N: 2}
	other := sampler.Step{ID: "b", Category: []string{"V"}, N: 5}
	r := exactReport(t, f, one, other)
	wantExact(t, "expected", r.Expected(v), .7)
	wantExact(t, "once", r.Once(v), 1-.8*.5)

	steps := append(stages(sampler.Step{N: 1}, 1), sampler.Step{ID: "w", Category: []string{"V"}, Within: "t", N: 2})
	r, err := Of(context.Background(), f, planOf(t, steps...), Options{Seed: "s", HalfWidth: .02})
	if err != nil {
		t.Fatal(err)
	}
	wantExact(t, "expected of linked steps", r.Expected(v), 1./3)
	want := 1. / 3 * (1 - 2./3*1./3)
	if got := r.Once(v); got.Kind != Replayed || got.Error > .02 || math.Abs(got.Value-want) > 2*got.Error {
		t.Errorf("once of linked steps = %+v, want about %v", got, want)
	}
}

// Certain sites of a pareto step are exact, the others counted.
func TestParetoCertainty(t *testing.T) {
	f := townships(t, 3, 5, 2, 100)
	r := exactReport(t, f, stages(sampler.Step{N: 2, Method: sampler.Pareto}, 1)...)
	wantExact(t, "certain", r.Steps[0].Pi(number(t, f, "990001103000")), 1)
	if got := r.Steps[0].Pi(number(t, f, "990001100000")); got.Kind != Unknown {
		t.Errorf("uncertain: %+v", got)
	}
}

func TestParts(t *testing.T) {
	f := frameOf(t, []geo.Site{
		{ID: "e1", Category: "E"}, {ID: "e2", Category: "E"},
		{ID: "b1", Category: "B", PartOf: "e1"}, {ID: "b2", Category: "B", PartOf: "e1"}, {ID: "b3", Category: "B", PartOf: "e2"},
		{ID: "b4", Category: "B"},
	})
	r := exactReport(t, f, sampler.Step{ID: "e", Category: []string{"E"}, N: 1},
		sampler.Step{ID: "b", Category: []string{"B"}, Of: "e", N: 1})
	for id, want := range map[string]float64{"b1": .25, "b2": .25, "b3": .5, "b4": 0} {
		wantExact(t, id, r.Once(number(t, f, id)), want)
	}
}

func TestRefusals(t *testing.T) {
	f, ctx := townships(t, 3, 5), context.Background()
	plan := planOf(t, sampler.Step{ID: "v", Category: []string{"V"}, N: 1})
	_, err := Of(ctx, f, plan, Options{HalfWidth: 1})
	wantCode(t, err, ErrHalfWidth)
	_, err = Of(ctx, f, plan, Options{HalfWidth: math.NaN()})
	wantCode(t, err, ErrHalfWidth)
	_, err = Of(ctx, f, plan, Options{Replays: -1})
	wantCode(t, err, ErrReplays)
	r := exactReport(t, f, plan.Steps...)
	_, err = NewAudit(ctx, r, AuditOptions{Alarm: 2})
	wantCode(t, err, ErrAlarm)
	_, err = NewAudit(ctx, r, AuditOptions{Draws: -1})
	wantCode(t, err, ErrReplays)
	_, err = New(ctx, f, planOf(t, sampler.Step{ID: "t", Category: []string{"V"}, N: 1, Method: sampler.Map, In: []string{"none"}}), nil)
	wantCode(t, err, sampler.ErrWindow)
	nowhere := frameOf(t, []geo.Site{{ID: "x", Category: "T"}, {ID: "y", Category: "V"}})
	_, err = New(ctx, nowhere, planOf(t, stages(sampler.Step{N: 1}, 1)...), nil)
	wantCode(t, err, sampler.ErrNoArea)
	unsized := frameOf(t, []geo.Site{{ID: "y", Category: "V"}})
	_, err = New(ctx, unsized, planOf(t, sampler.Step{ID: "v", Category: []string{"V"}, N: 1, Method: sampler.Pareto}), nil)
	wantCode(t, err, sampler.ErrSizeMissing)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err = New(cancelled, f, plan, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestRounds(t *testing.T) {
	wantExact(t, "two rounds", exactly(.25).Rounds(2), 1-.75*.75)
	wantExact(t, "none", exactly(.25).Rounds(0), 0)
	wantExact(t, "certain", exactly(1).Rounds(3), 1)
	got := Figure{Value: .1, Error: .01, Kind: Replayed}.Rounds(2)
	if !near(got.Value, .19) || !near(got.Error, .19-(1-.91*.91)) || got.Kind != Replayed {
		t.Errorf("two rounds of an estimate = %+v", got)
	}
	if got := unknown().Rounds(2); got.Kind != Unknown {
		t.Errorf("two rounds of nothing known = %+v", got)
	}
}
