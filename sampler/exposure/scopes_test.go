package exposure

import (
	"context"
	"math"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// A pareto first stage is counted; its villages follow with a share of its error.
func TestStageThatIsCounted(t *testing.T) {
	f := townships(t, 30, 50, 20)
	r, err := Of(context.Background(), f, planOf(t, stages(sampler.Step{N: 2, Method: sampler.Pareto}, 1)...),
		Options{Seed: "s", HalfWidth: .02})
	if err != nil {
		t.Fatal(err)
	}
	town, v := r.Steps[0].Pi(number(t, f, "990001102000")), r.Steps[1].Pi(village(t, f, 2, 0))
	if town.Kind != Replayed || town.Error > .02 || v.Kind != Replayed || !near(v.Value, town.Value/20) || !near(v.Error, town.Error/20) {
		t.Errorf("township %+v, village %+v", town, v)
	}
	if r.Replays%batch != 0 || r.Replays == 0 {
		t.Errorf("%d replays", r.Replays)
	}
}

// parts are estates with buildings, of which some are in two townships' reach.
func TestSiteInSeveralScopes(t *testing.T) {
	var sites []geo.Site
	sites = append(sites,
		geo.Site{ID: "county", Category: "A", Area: "990001000000"},
		geo.Site{ID: "town", Category: "A", Area: "990001100000"},
		geo.Site{ID: "v1", Category: "V", Area: "990001100201"},
		geo.Site{ID: "v2", Category: "V", Area: "990001100202"},
		geo.Site{ID: "v3", Category: "V", Area: "990001101201"})
	f := frameOf(t, sites)
	steps := []sampler.Step{
		{ID: "a", Category: []string{"A"}, N: sampler.All},
		{ID: "v", Category: []string{"V"}, Within: "a", N: 1},
	}
	r := exactReport(t, f, steps...)
	wantExact(t, "expected", r.Expected(number(t, f, "v1")), 1./3+1./2)
	wantExact(t, "expected", r.Expected(number(t, f, "v3")), 1./3)
	r, err := Of(context.Background(), f, planOf(t, steps...), Options{Seed: "s", HalfWidth: .02})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Once(number(t, f, "v1")), 1-2./3*1./2; got.Kind != Replayed || math.Abs(got.Value-want) > 2*got.Error {
		t.Errorf("once = %+v, want about %v", got, want)
	}
}

// An opener that may be picked twice opens once, so its expected number of picks is
// no chance.
func TestOpenerInSeveralScopes(t *testing.T) {
	f := frameOf(t, []geo.Site{
		{ID: "county", Category: "A", Area: "990001000000"}, {ID: "town", Category: "A", Area: "990001100000"},
		{ID: "v", Category: "V", Area: "990001100201"}, {ID: "b", Category: "B", PartOf: "v"},
	})
	steps := []sampler.Step{
		{ID: "a", Category: []string{"A"}, N: sampler.All}, {ID: "v", Category: []string{"V"}, Within: "a", N: 1},
		{ID: "b", Category: []string{"B"}, Of: "v", N: 1},
	}
	r := exactReport(t, f, steps...)
	wantExact(t, "opener", r.Expected(number(t, f, "v")), 2)
	if got := r.Expected(number(t, f, "b")); got.Kind != Unknown {
		t.Errorf("part of it: %+v, want a figure that takes replays", got)
	}
}

// Two sites of one township: either opens the same villages, and only one does.
func TestTwoOpenersOfOneArea(t *testing.T) {
	f := frameOf(t, []geo.Site{
		{ID: "x", Category: "T", Area: "990001100000"}, {ID: "y", Category: "T", Area: "990001100000"},
		{ID: "z", Category: "T", Area: "990001101000"},
		{ID: "v", Category: "V", Area: "990001100201"}, {ID: "w", Category: "V", Area: "990001100202"},
	})
	r := exactReport(t, f, stages(sampler.Step{N: 1}, 1)...)
	wantExact(t, "once", r.Once(number(t, f, "v")), 1./3)
	if got := exactReport(t, f, stages(sampler.Step{N: 2}, 1)...).Once(number(t, f, "v")); got.Kind != Unknown {
		t.Errorf("two picks: %+v, want a figure that takes replays", got)
	}
	wantExact(t, "expected of two picks", exactReport(t, f, stages(sampler.Step{N: 2}, 1)...).Expected(number(t, f, "v")), 2./3)
}

// A site that two scopes hold, picked 15 times in 10 draws: twice what 7.5 of 10
// tell.
func TestHalfWidthOfSeveralScopes(t *testing.T) {
	s := &Step{times: []int32{2}}
	if got, want := s.halfWidth(0, 15, 10), 2*wilson(7.5, 10); !near(got, want) {
		t.Errorf("half-width %v, want %v", got, want)
	}
}
