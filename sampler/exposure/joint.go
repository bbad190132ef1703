package exposure

import (
	"context"
	"slices"

	"sitedraw/sampler"
)

// Joints gives the probabilities that two sites are both main picks of a step.
type Joints struct {
	report *Report
	number int
	d      *sampler.StepDesign
	held   []holder // by place in the step's sites
	stage  *Joints  // of the step that opens this one; nil if none does
}

// holder is where a step keeps a site: the scope, the stratum, the place in it.
type holder struct{ scope, stratum, member int32 }

// Joints prepares the joint probabilities of a step of the plan; nil if it has no
// step of this id.
func (r *Report) Joints(step string) *Joints {
	number := r.step(step)
	if number < 0 {
		return nil
	}
	j := &Joints{report: r, number: number, d: &r.designs[number]}
	j.held = make([]holder, len(j.d.Pool))
	for c := range j.d.Scopes {
		for t, st := range j.d.Scopes[c].Strata {
			for m, site := range st.Members {
				if place, found := slices.BinarySearch(j.d.Pool, site); found {
					j.held[place] = holder{scope: int32(c), stratum: int32(t), member: int32(m)}
				}
			}
		}
	}
	if stage := j.d.Step.Stage(); stage != "" {
		j.stage = r.Joints(stage)
	}
	return j
}

// Of returns the probability that both sites are main picks of the step, which is
// exact or Unknown: π_ab of simple draws, census, strata whose allotments do not
// depend on the seed, and of stages of such. Of a site with itself it is Pi.
//
// Source: Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, 2.6
// and 4.3 (doi 10.1007/978-1-4612-4378-6).
func (j *Joints) Of(a, b int32) Figure {
	step := &j.report.Steps[j.number]
	first, second := step.Pi(a), step.Pi(b)
	switch {
	case a == b:
		return first
	case first == exactly(0) || second == exactly(0):
		return exactly(0)
	case first.Kind != Exact || second.Kind != Exact,
		step.heldBy(a) > 1 || step.heldBy(b) > 1, j.d.Step.NotIn != nil, limited(j.d):
		return unknown()
	}
	return j.ofHeld(j.place(a), j.place(b))
}

func (j *Joints) place(site int32) holder {
	place, _ := slices.BinarySearch(j.d.Pool, site)
	return j.held[place]
}

// ofHeld joins what opens the scopes of two sites with what picks them there.
func (j *Joints) ofHeld(a, b holder) Figure {
	one, other := &j.d.Scopes[a.scope], &j.d.Scopes[b.scope]
	opened := exactly(1)
	if j.stage != nil {
		opened = j.stage.Of(one.Openers[0], other.Openers[0]) // of several each site would be held by all
	}
	var picked Figure
	first, second := &one.Strata[a.stratum], &other.Strata[b.stratum]
	switch {
	case first == second:
		picked = j.inStratum(first)
	case a.scope == b.scope && first.More > 0 && second.More > 0:
		return unknown() // who gets one more is drawn for both together
	default:
		picked = product(j.alone(first, a.member), j.alone(second, b.member))
	}
	return product(opened, picked)
}

// product is that of two chances that are exact; unknown otherwise.
func product(a, b Figure) Figure {
	if a.Kind != Exact || b.Kind != Exact {
		return unknown()
	}
	return exactly(a.Value * b.Value)
}

// alone is the chance of one member once its scope is open.
func (j *Joints) alone(st *sampler.StratumDesign, member int32) Figure {
	if j.d.Step.Method == sampler.Map {
		return unknown()
	}
	e := &evaluation{Report: j.report, ctx: context.Background()}
	chance, err := e.chances(j.d.Step, st)
	if err != nil {
		return unknown()
	}
	return chance.at(int(member))
}

// inStratum is the chance of two members of one stratum.
func (j *Joints) inStratum(st *sampler.StratumDesign) Figure {
	size := float64(len(st.Members))
	both := func(n float64) float64 { return n / size * ((n - 1) / (size - 1)) }
	n := float64(st.N)
	switch {
	case st.N >= len(st.Members):
		return exactly(1)
	case n+st.More <= 1:
		return exactly(0)
	case j.d.Step.Method == sampler.Simple:
		return exactly(float64((1-st.More)*both(n)) + float64(st.More*both(n+1)))
	default:
		return unknown()
	}
}
