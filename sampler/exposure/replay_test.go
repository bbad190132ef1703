package exposure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sitedraw/sampler"
)

func TestWhatTakesReplays(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	for name, step := range map[string]sampler.Step{
		"apart":              {N: 2, Apart: 500},
		"apart, in strata":   {N: 1, Apart: 500, By: sampler.ByArea, Allocate: sampler.Each},
		"at most, in strata": {N: 3, By: sampler.ByUnit, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		"at most, relaxed":   {N: 9, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		"at most and apart":  {N: 3, Apart: 10, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		"pareto":             {N: 2, Method: sampler.Pareto},
		"a map without data": {N: 1, Method: sampler.Map},
	} {
		step.ID, step.Category = "v", []string{"V"}
		r := exactReport(t, f, step)
		v := village(t, f, 1, 1)
		for what, got := range map[string]Figure{"π": r.Steps[0].Pi(v), "expected": r.Expected(v), "once": r.Once(v)} {
			if got.Kind != Unknown || got.Value != 0 || !math.IsInf(got.Error, 1) {
				t.Errorf("%s: %s = %+v, want a figure that takes replays", name, what, got)
			}
		}
	}
}

// Steps that are counted are drawn with all that they depend on, and without what
// they do not.
func TestNeeded(t *testing.T) {
	f := townships(t, 3, 5, 2)
	v := []string{"V"}
	r := exactReport(t, f,
		sampler.Step{ID: "t", Category: []string{"T"}, N: 2, Reserve: 1},
		sampler.Step{ID: "spare", Category: v, N: 2},
		sampler.Step{ID: "before", Category: v, N: 2, Reserve: 1},
		sampler.Step{ID: "v", Category: v, Within: "t", N: 2, Reserve: 3, Method: sampler.Pareto, NotIn: []string{"before"}},
		sampler.Step{ID: "far", Category: v, N: 2, Reserve: 2, Apart: 10},
	)
	var got []string
	for _, s := range partOf(r.Plan, r.newCounting().needed()).Steps {
		got = append(got, fmt.Sprint(s.ID, s.Reserve))
	}
	if want := []string{"t0", "before1", "v0", "far2"}; !slices.Equal(got, want) {
		t.Errorf("steps and reserves %v, want %v", got, want)
	}
}

func TestSharesOfAMap(t *testing.T) {
	f := townships(t, 3, 5, 2)
	step := sampler.Step{ID: "v", Category: []string{"V"}, N: 1, Method: sampler.Map, Reserve: 2}
	shares := func(_ context.Context, _ *sampler.Frame, m sampler.MapParameters, sites []int32) ([]Share, error) {
		list := make([]Share, len(sites))
		list[0], list[1] = Share{Value: .75}, Share{Value: .25, Error: 1e-6}
		if m.Radius != 5000 {
			t.Errorf("radius %d", m.Radius)
		}
		return list, nil
	}
	r, err := New(context.Background(), f, planOf(t, step), shares)
	if err != nil {
		t.Fatal(err)
	}
	wantExact(t, "first", r.Once(village(t, f, 0, 0)), .75)
	if got := r.Once(village(t, f, 0, 1)); got != (Figure{Value: .25, Error: 1e-6, Kind: Bounded}) {
		t.Errorf("second = %+v", got)
	}
	few := func(context.Context, *sampler.Frame, sampler.MapParameters, []int32) ([]Share, error) {
		return make([]Share, 1), nil
	}
	_, err = New(context.Background(), f, planOf(t, step), few)
	wantCode(t, err, ErrShares)
	step.N = 2
	r, err = New(context.Background(), f, planOf(t, step), few) // not asked for two picks
	if err != nil || r.Once(village(t, f, 0, 0)).Kind != Unknown {
		t.Errorf("two picks: %v", err)
	}
}

// Wilson's interval of 0 of 10 ends at 0.2775, of 5 of 10 at 0.2366 and 0.7634.
func TestWilson(t *testing.T) {
	for count, want := range map[float64]float64{0: .2775, 5: .2634, 10: .2775} {
		if got := wilson(count, 10); math.Abs(got-want) > 5e-5 {
			t.Errorf("wilson(%v, 10) = %.4f, want %.4f", count, got, want)
		}
	}
}

// The figures do not depend on the number of goroutines.
func TestSameOnAnyNumberOfCores(t *testing.T) {
	f := townships(t, 3, 5, 2)
	step := sampler.Step{ID: "v", Category: []string{"V"}, N: 4, Apart: 1200}
	var texts []string
	for _, workers := range []int{1, 3} {
		r, err := Of(context.Background(), f, planOf(t, step), Options{Seed: "s", Replays: 1500, HalfWidth: .001, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for p := range r.Steps[0].Sites {
			fmt.Fprintln(&b, r.Steps[0].At(p), r.Replays)
		}
		texts = append(texts, b.String())
	}
	if texts[0] != texts[1] {
		t.Errorf("one goroutine:\n%s\nthree:\n%s", texts[0], texts[1])
	}
}
