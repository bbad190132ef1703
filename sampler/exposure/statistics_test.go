package exposure

import (
	"context"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/sampler"
)

// TestLongExactAgainstReplays counts 100,000 draws of every step whose figures are
// exact. A count is refused when it is more than 5 standard deviations off: with a
// probability of 5.7·10⁻⁷ each for a right figure, so below 3·10⁻⁴ for all.
func TestLongExactAgainstReplays(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	f := townships(t, 3, 5, 2, 7)
	steps := append(stages(sampler.Step{N: 2}, 2), sampler.Step{ID: "b", Category: []string{"V"}, N: 4, Reserve: 2},
		sampler.Step{ID: "c", Category: []string{"V"}, N: 3, NotIn: []string{"b"}})
	for name, step := range exactSteps() {
		step.ID, step.Category = name, []string{"V"}
		steps = append(steps, step)
	}
	a, err := NewAudit(context.Background(), exactReport(t, f, steps...), AuditOptions{Seed: "long", Draws: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for _, c := range a.Counts {
		if worst = max(worst, math.Abs(c.Z)); math.Abs(c.Z) > 5 {
			t.Errorf("%+v", c)
		}
	}
	t.Logf("%d counts, farthest off by %.2f standard deviations, failed: %v", len(a.Counts), worst, a.Failed())
}

// The realised π of a pareto draw of 3 of sizes 2, 7, 8, 5, 4, 4 are known.
func TestPareto(t *testing.T) {
	exact := []float64{.1946809459, .7068607038, .8057385811, .5008036110, .3959580791, .3959580791}
	f := townships(t, 2, 7, 8, 5, 4, 4)
	o := Options{Seed: "pareto", HalfWidth: .02}
	if long() {
		o.HalfWidth = .002
		o.Replays = 1_000_000
	}
	step := sampler.Step{ID: "t", Category: []string{"T"}, N: 3, Method: sampler.Pareto}
	r, err := Of(context.Background(), f, planOf(t, step), o)
	if err != nil {
		t.Fatal(err)
	}
	for town, want := range exact {
		got := r.Once(number(t, f, fmt.Sprintf("990001%d000", 100+town)))
		// 2.5 half-widths are 4.9 standard deviations.
		if got.Kind != Replayed || got.Error > o.HalfWidth || math.Abs(got.Value-want) > 2.5*got.Error {
			t.Errorf("township %d: %+v, want %v", town, got, want)
		}
	}
}

// Whatever the plan: π lies between 0 and 1, a site's chance over all steps is at
// most its expected number of picks and at least each π, Σπ is n.
func TestAnyPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		villages := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 5).Draw(rt, "villages")
		f := townships(t, villages...)
		step := func(id string) sampler.Step {
			return sampler.Step{
				ID: id, Category: []string{"V"}, N: int64(rapid.IntRange(1, 8).Draw(rt, "n")),
				By:       rapid.SampledFrom([]sampler.By{"", sampler.ByArea, sampler.ByUnit, sampler.ByPlace}).Draw(rt, "by"),
				Allocate: rapid.SampledFrom([]sampler.Allocation{sampler.Proportional, sampler.Equal}).Draw(rt, "allocate"),
				Method:   rapid.SampledFrom([]sampler.Method{sampler.Simple, sampler.Systematic, sampler.Balanced}).Draw(rt, "method"),
			}
		}
		first := sampler.Step{ID: "t", Category: []string{"T"}, N: int64(rapid.IntRange(1, 3).Draw(rt, "towns"))}
		second := step("v")
		second.Within = "t"
		r := exactReport(t, f, first, second, step("w"))
		all := 0
		for _, n := range villages {
			all += n
		}
		sum := 0.0
		for p, site := range r.Steps[2].Sites {
			pi := r.Steps[2].At(p)
			sum += pi.Value
			once, expected := r.Once(site), r.Expected(site)
			if pi.Kind != Exact || once.Kind != Exact || pi.Value < 0 || pi.Value > 1+1e-12 ||
				once.Value > expected.Value+1e-12 || once.Value < pi.Value-1e-12 {
				rt.Fatalf("site %d: π %+v, once %+v, expected %+v", site, pi, once, expected)
			}
		}
		if want := float64(min(int64(all), r.Plan.Steps[2].N)); math.Abs(sum-want) > 1e-12*max(1, want) {
			rt.Fatalf("Σπ = %v, want %v", sum, want)
		}
	})
}
