package exposure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func rolled(t *testing.T, r *Report, by By) []Group {
	t.Helper()
	groups, err := r.RollUp(context.Background(), by, Options{Seed: "s", HalfWidth: .02})
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

func TestRollUpOfStages(t *testing.T) {
	f := townships(t, 3, 5, 2)
	r := exactReport(t, f, stages(sampler.Step{N: 1}, 1)...)
	towns := rolled(t, r, ByTownship)
	for i, g := range towns {
		wantExact(t, g.Name+": expected", g.Expected, 2./3)
		wantExact(t, g.Name+": once", g.Once, 1./3)
		if want := []int{4, 6, 3}[i]; g.Sites != want || g.Name != fmt.Sprintf("990001%d", 100+i) {
			t.Errorf("%s has %d sites, want %d", g.Name, g.Sites, want)
		}
	}
	units := rolled(t, r, ByUnit) // unit 0: 2 of 3, 3 of 5, 1 of 2
	wantExact(t, "unit 0", units[0].Once, 1./3*(2./3+3./5+1./2))
	wantExact(t, "unit 1", units[1].Expected, 1./3*(1./3+2./5+1./2))
	if got := rolled(t, r, ByCategory); len(got) != 2 || !near(got[0].Once.Value, 1) || !near(got[1].Once.Value, 1) {
		t.Errorf("categories: %+v", got)
	}
	if most := MostExposed(units); most[0].Name != "unit 0" {
		t.Errorf("most exposed: %+v", most)
	}
}

// Two townships of four, two villages of each: unit 1 has 1 of 3, 2 of 5, 1 of 2
// and 3 of 7, so it is missed in them with 1/3, 3/10, 0 and 2/7.
func TestRollUpOfTwoOfEach(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	r := exactReport(t, f, stages(sampler.Step{N: 2}, 2)...)
	missed := []float64{1. / 3, 3. / 10, 0, 2. / 7}
	none := 0.0
	for i, a := range missed {
		for _, b := range missed[:i] {
			none += a * b / 6
		}
	}
	wantExact(t, "unit 1", rolled(t, r, ByUnit)[1].Once, 1-none)
}

// What is exact agrees with what is counted.
func TestRollUpAgainstReplays(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	for name, steps := range map[string][]sampler.Step{
		"simple":      {{ID: "v", Category: []string{"V"}, N: 4}},
		"two steps":   {{ID: "v", Category: []string{"V"}, N: 2}, {ID: "w", Category: []string{"V", "T"}, N: 2}},
		"each":        {{ID: "v", Category: []string{"V"}, N: 1, By: sampler.ByUnit, Allocate: sampler.Each}},
		"stages":      stages(sampler.Step{N: 2}, 3),
		"more stages": append(stages(sampler.Step{N: 2}, 1), sampler.Step{ID: "w", Category: []string{"V"}, Within: "t", N: 2}),
	} {
		r := exactReport(t, f, steps...)
		for _, by := range []By{ByTownship, ByUnit} {
			u := counted(t, r, by)
			for g, group := range rolled(t, r, by) {
				if group.Once.Kind != Exact {
					t.Errorf("%s: %+v, want an exact figure", name, group)
				}
				if p := u.groups[g].Once; math.Abs(p.Value-group.Once.Value) > 2.5*p.Error {
					t.Errorf("%s: %s is hit with %v, counted %+v", name, group.Name, group.Once.Value, p)
				}
			}
		}
	}
}

// counted is a roll-up whose every group is replayed.
func counted(t *testing.T, r *Report, by By) *rollUp {
	t.Helper()
	u := r.newRollUp(by)
	u.hits = make([]uint32, len(u.groups))
	const draws = 1000
	if err := r.newReplays(Options{Seed: "s", Workers: 2}, r.Plan, u.tally).run(context.Background(), 0, draws); err != nil {
		t.Fatal(err)
	}
	for g := range u.groups {
		u.groups[g].Once = newFigure(float64(u.hits[g])/draws, wilson(float64(u.hits[g]), draws), Replayed)
	}
	return u
}

// A group that the design gives no chance for is counted; the others stay exact.
func TestRollUpByReplays(t *testing.T) {
	f := townships(t, 3, 5, 2)
	r := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 3, Method: sampler.Balanced})
	groups := rolled(t, r, ByUnit)
	for _, g := range groups {
		if g.Expected.Kind != Exact || g.Once.Kind != Replayed || g.Once.Error > .02 {
			t.Errorf("%+v, want an expectation that is exact and a chance that is counted", g)
		}
	}
	alone := rolled(t, r, func(s *geo.Site) string { return s.ID })
	if len(alone) != f.Len() || slices.ContainsFunc(alone, func(g Group) bool { return g.Once.Kind != Exact }) {
		t.Errorf("sites alone: %+v", alone)
	}
}

func TestSparing(t *testing.T) {
	for _, tt := range []struct {
		all, k, n int
		want      float64
	}{{10, 3, 2, 7. / 10 * 6 / 9}, {10, 2, 3, 7. / 10 * 6 / 9}, {5, 5, 1, 0}, {5, 3, 3, 0}, {5, 0, 3, 1}, {5, 3, 0, 1}} {
		if got := sparing(tt.all, tt.k, tt.n); !near(got, tt.want) {
			t.Errorf("sparing(%d, %d, %d) = %v, want %v", tt.all, tt.k, tt.n, got, tt.want)
		}
	}
}
