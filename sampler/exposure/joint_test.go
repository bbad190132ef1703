package exposure

import (
	"math"
	"testing"

	"sitedraw/sampler"
)

func TestJointOfTwoStages(t *testing.T) {
	f := townships(t, 3, 5, 2)
	j := exactReport(t, f, stages(sampler.Step{N: 2}, 2)...).Joints("v")
	for town, want := range []float64{2. / 9, 1. / 15, 2. / 3} {
		wantExact(t, "in one township", j.Of(village(t, f, town, 0), village(t, f, town, 1)), want)
	}
	wantExact(t, "3 and 5", j.Of(village(t, f, 0, 0), village(t, f, 1, 0)), 4./45)
	wantExact(t, "3 and 2", j.Of(village(t, f, 0, 0), village(t, f, 2, 0)), 2./9)
	wantExact(t, "5 and 2", j.Of(village(t, f, 1, 4), village(t, f, 2, 1)), 2./15)
	wantExact(t, "with itself", j.Of(village(t, f, 0, 0), village(t, f, 0, 0)), 4./9)
	wantExact(t, "another step's site", j.Of(village(t, f, 0, 0), number(t, f, "990001100000")), 0)
	if exactReport(t, f, stages(sampler.Step{N: 2}, 2)...).Joints("w") != nil {
		t.Error("joint probabilities of a step that the plan does not have")
	}
}

// The sum over b of π_ab is n·π_a for fixed sizes.
func TestJointsAddUp(t *testing.T) {
	f := townships(t, 3, 5, 2, 7)
	for name, steps := range map[string][]sampler.Step{
		"stages": stages(sampler.Step{N: 2}, 2),
		"strata": {{ID: "v", Category: []string{"V"}, N: 2, By: sampler.ByArea, Allocate: sampler.Each}},
		"simple": {{ID: "v", Category: []string{"V"}, N: 4}},
		"census": {{ID: "v", Category: []string{"V"}, N: sampler.All}},
	} {
		r := exactReport(t, f, steps...)
		j, step := r.Joints("v"), &r.Steps[len(r.Steps)-1]
		picks := 0.0
		for p := range step.Sites {
			picks += step.At(p).Value
		}
		for _, a := range step.Sites {
			sum := 0.0
			for _, b := range step.Sites {
				sum += j.Of(a, b).Value
			}
			if want := picks * step.Pi(a).Value; math.Abs(sum-want) > 1e-12*picks {
				t.Errorf("%s: joint probabilities of site %d add up to %v, want %v", name, a, sum, want)
			}
		}
	}
}

func TestJointsThatTheDesignDoesNotGive(t *testing.T) {
	f := townships(t, 3, 5, 2)
	for name, step := range map[string]sampler.Step{
		"balanced":            {N: 4, Method: sampler.Balanced},
		"systematic":          {N: 4, Method: sampler.Systematic},
		"pareto":              {N: 4, Method: sampler.Pareto},
		"proportional strata": {N: 3, By: sampler.ByArea},
		"map":                 {N: 4, Method: sampler.Map},
	} {
		step.ID, step.Category = "v", []string{"V"}
		r := exactReport(t, f, step)
		if got := r.Joints("v").Of(village(t, f, 0, 0), village(t, f, 1, 0)); got.Kind != Unknown {
			t.Errorf("%s: joint probability %+v, want none", name, got)
		}
	}
}
