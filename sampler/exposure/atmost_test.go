package exposure

import (
	"math"
	"testing"

	"sitedraw/sampler"
)

// Two of townships of 1, 1 and 2 villages, at most one of each: a single is first
// with ¼, or second after the other single with ¼·⅓ or after the pair with ½·½.
func TestAtMost(t *testing.T) {
	f := townships(t, 1, 1, 2)
	step := sampler.Step{ID: "v", Category: []string{"V"}, N: 2, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 1}}
	r := exactReport(t, f, step)
	for i, want := range []float64{7. / 12, 7. / 12, 5. / 12} {
		wantExact(t, "π", r.Once(village(t, f, i, 0)), want)
	}
	if got := r.Joints("v").Of(village(t, f, 2, 0), village(t, f, 2, 1)); got.Kind != Unknown {
		t.Errorf("joint %+v, want none", got)
	}
	step.N = 3
	wantExact(t, "one of each", exactReport(t, f, step).Once(village(t, f, 2, 0)), .5)
	large := exactReport(t, townships(t, 600, 700), step)
	if got := large.Once(village(t, large.Frame, 0, 0)); got.Kind != Unknown {
		t.Errorf("of 1,300 candidates: %+v, want a figure that takes replays", got)
	}
}

// The rule of n nodes integrates x^k to 1/(k+1) for k < 2n.
func TestLegendre(t *testing.T) {
	for _, n := range []int{1, 2, 5, 40, 501} {
		nodes, weights := legendre(n)
		for _, power := range []int{0, 1, n, 2*n - 1} {
			sum := 0.0
			for k, x := range nodes {
				sum += weights[k] * math.Pow(x, float64(power))
			}
			if want := 1 / float64(power+1); math.Abs(sum-want) > 1e-13 {
				t.Errorf("%d nodes integrate x^%d to %v, want %v", n, power, sum, want)
			}
		}
	}
}
