package sampler_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/sampler"
)

// TestDesigns draws every shipped plan from the demo county: each scope gets what
// its design says, from the members that it says, and a site is in no pool exactly
// if it is never drawn.
func TestDesigns(t *testing.T) {
	f, err := fixtures.County()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sampler.ShippedPlans() {
		plan, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Fatal(err)
		}
		designs, err := sampler.Designs(context.Background(), f, plan)
		if err != nil {
			t.Fatal(err)
		}
		checkNever(t, f, plan, designs)
		for seed := range 5 {
			r, err := sampler.Draw(context.Background(), f, plan, fmt.Sprint("designs ", seed), sampler.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range designs {
				checkDesign(t, f, &designs[i], r)
			}
		}
	}
}

func checkNever(t *testing.T, f *sampler.Frame, plan sampler.Plan, designs []sampler.StepDesign) {
	t.Helper()
	may := make([]bool, f.Len())
	for _, d := range designs {
		if !slices.IsSorted(d.Pool) {
			t.Errorf("%s %s: the pool is not in order", plan.Name, d.Step.ID)
		}
		for _, site := range d.Pool {
			may[site] = true
		}
	}
	never := map[string]bool{}
	for _, n := range sampler.Never(f, plan) {
		never[n.Site] = true
	}
	for i, site := range f.Sites() {
		if may[i] == never[site.ID] {
			t.Errorf("%s: %s is in a pool: %v, never drawn: %v", plan.Name, site.ID, may[i], never[site.ID])
		}
	}
}

func checkStrata(t *testing.T, s *sampler.Step, strata []sampler.StratumDesign, picked []int32) {
	t.Helper()
	for _, st := range strata {
		got := 0
		for _, site := range picked {
			if slices.Contains(st.Members, site) {
				got++
			}
		}
		if size := float64(len(st.Members)); size > 0 && math.Abs(float64(st.Picks)/float64(st.Among)*size-float64(st.N)-st.More) > 1e-9 {
			t.Errorf("%s: %d/%d of a stratum of %v, want %d + %v", s.ID, st.Picks, st.Among, size, st.N, st.More)
		}
		most := st.N + int(math.Ceil(st.More))
		if got > most || got < st.N && s.Method != sampler.Map && s.NotIn == nil && s.Apart == 0 {
			t.Errorf("%s: %d of a stratum of %d, want %d to %d", s.ID, got, len(st.Members), st.N, most)
		}
	}
}

// checkDesign compares the main picks of a step with its design.
func checkDesign(t *testing.T, f *sampler.Frame, d *sampler.StepDesign, r *sampler.Record) {
	t.Helper()
	mains := map[string][]int32{} // by opener
	for _, p := range r.Picks {
		if p.Step == d.Step.ID && p.Role == sampler.Main {
			site, _ := f.Number(p.ID)
			mains[p.Within] = append(mains[p.Within], site)
		}
	}
	for _, c := range d.Scopes {
		openers := []string{""}
		for i, opener := range c.Openers {
			openers = append(openers[:i], f.Sites()[opener].ID)
		}
		for _, within := range openers {
			if picked, drawn := mains[within]; drawn {
				checkStrata(t, d.Step, c.Strata, picked)
			}
			delete(mains, within)
		}
	}
	if len(mains) > 0 {
		t.Errorf("%s: scopes that the design does not have: %v", d.Step.ID, mains)
	}
}
