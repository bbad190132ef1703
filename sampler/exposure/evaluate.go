package exposure

import (
	"context"
	"math"

	"sitedraw/sampler"
)

// evaluation works out the figures of one step after the other.
type evaluation struct {
	*Report
	ctx    context.Context
	shares Shares
	place  []int32  // of each site in the pool of the step at hand
	counts []counts // by step: what replays counted; nil before them
}

func newEvaluation(ctx context.Context, r *Report) *evaluation {
	return &evaluation{Report: r, ctx: ctx, place: make([]int32, r.Frame.Len())}
}

// step fills in Steps[i], from the steps before it.
func (e *evaluation) step(i int) error {
	d := &e.designs[i]
	s := &e.Steps[i]
	*s = Step{ID: d.Step.ID, Sites: d.Pool, kind: Bounded}
	if !e.known(d) {
		s.counted.all, s.figures.sameErr = true, math.Inf(1)
		e.scopesHeld(d, s)
		e.fill(i)
		return nil
	}
	if done, err := e.together(d, s); done || err != nil {
		return err
	}
	for p, site := range d.Pool {
		e.place[site] = int32(p)
	}
	s.figures.spread(len(s.Sites))
	if limited(d) {
		e.integrate(d, s)
		return nil
	}
	if err := e.apiece(d, s); err != nil {
		return err
	}
	e.fill(i)
	return nil
}

// together fills in a step whose sites have the same figure, or those of a scope
// have; false if it has none such.
func (e *evaluation) together(d *sampler.StepDesign, s *Step) (bool, error) {
	switch {
	case limited(d):
		return false, nil
	case uniform(d):
		chance, err := e.chances(d.Step, &d.Scopes[0].Strata[0])
		s.whole, s.figures.same = chance.same, chance.same.value()
		return true, err
	default:
		return e.late(d, s)
	}
}

// apiece fills in a step site by site.
func (e *evaluation) apiece(d *sampler.StepDesign, s *Step) error {
	e.scopesHeld(d, s)
	for k := range d.Scopes {
		if err := e.scope(d, s, &d.Scopes[k]); err != nil {
			return err
		}
	}
	if d.Step.NotIn != nil {
		e.without(d, s)
	}
	return nil
}

// uniform reports whether all sites of a step have the same chance, since there is
// one scope, without strata.
func uniform(d *sampler.StepDesign) bool {
	s := d.Step
	return s.Stage() == "" && s.By == "" && s.Method != sampler.Map && !bySize(s) && s.NotIn == nil
}

// scopesHeld counts how many scopes hold each site of a step with stages.
func (e *evaluation) scopesHeld(d *sampler.StepDesign, s *Step) {
	if d.Step.Stage() == "" {
		return
	}
	for p, site := range d.Pool {
		e.place[site] = int32(p)
	}
	s.times = make([]int32, len(s.Sites))
	for k := range d.Scopes {
		for _, st := range d.Scopes[k].Strata {
			for _, site := range st.Members {
				s.times[e.place[site]] += int32(len(d.Scopes[k].Openers))
			}
		}
	}
}

// scope adds scopes of the same candidates to the step's figures.
func (e *evaluation) scope(d *sampler.StepDesign, s *Step, c *sampler.ScopeDesign) error {
	opened := e.opened(d.Step, c.Openers)
	for k := range c.Strata {
		st := &c.Strata[k]
		chance, err := e.chances(d.Step, st)
		if err != nil {
			return err
		}
		if chance.each == nil && opened.Error == 0 && opened.alone {
			value := opened.as.times(chance.same).value()
			for _, site := range st.Members {
				s.figures.value[e.place[site]] += value
			}
			continue
		}
		if opened.Kind == Replayed {
			s.kind = Replayed
		}
		for m, site := range st.Members {
			switch pi := chance.at(m); {
			case pi.Kind == Unknown || !opened.alone:
				e.count(s, int(e.place[site]))
			case pi.Value > 0:
				s.add(int(e.place[site]), opened.Figure, pi)
			}
		}
	}
	return nil
}

// add adds the chance that a scope is opened times that of a site in it. If the
// first takes replays, so does the product, but not of its own.
func (s *Step) add(place int, opened, pi Figure) {
	s.figures.value[place] += opened.Value * pi.Value
	// (o ± a)(p ± b) is off by at most ap + bo + ab.
	err := float64(opened.Error*pi.Value) + float64(pi.Error*opened.Value)
	if pi.Error > 0 {
		err += opened.Error * pi.Error
	}
	if err > 0 {
		s.figures.setError(place, s.figures.error(place)+err)
	}
}

// opening is how many scopes of a step some sites open, by expectation.
type opening struct {
	Figure

	as    fraction // of the same value
	alone bool     // nothing is known otherwise
}

func openedBy(f Figure) opening { return opening{Figure: f, as: fraction{f.Value, 1}, alone: true} }

// opened returns how many scopes of the step some sites open. A site that may be picked
// in several scopes opens one all the same, so that its expected number of picks is no
// chance: then it is not alone.
func (e *evaluation) opened(s *sampler.Step, openers []int32) opening {
	if openers == nil {
		return openedBy(exactly(1))
	}
	stage := &e.Steps[e.Report.step(s.Stage())]
	times := stage.held()
	if times == nil && stage.figures.value == nil { // every opener is one of its sites
		all := openedBy(stage.At(0).times(float64(len(openers))))
		if stage.whole.bottom > 0 {
			all.as = stage.whole.times(fraction{float64(len(openers)), 1})
		}
		return all
	}
	expected := Figure{}
	for _, opener := range openers {
		place, found := stage.place(opener)
		switch {
		case !found:
		case times != nil && times[place] > 1:
			return opening{Figure: unknown()}
		default:
			expected = expected.plus(stage.At(place))
		}
	}
	return openedBy(expected)
}

// count marks a figure as one that takes replays.
func (e *evaluation) count(s *Step, place int) {
	if s.counted.list == nil {
		s.counted.list = make([]bool, len(s.Sites))
	}
	s.counted.list[place] = true
}

// fill takes the figures that need replays from what was counted.
func (e *evaluation) fill(i int) {
	s := &e.Steps[i]
	done := e.counts != nil && e.counts[i].picks != nil
	if s.counted.all && done {
		s.figures.spread(len(s.Sites))
	}
	if !s.counted.any() || s.counted.all && !done {
		return
	}
	for p := range s.Sites {
		switch {
		case !s.counted.at(p):
		case !done:
			s.figures.value[p] = 0
			s.figures.setError(p, math.Inf(1))
		default:
			count, draws := float64(e.counts[i].picks[p]), float64(e.counts[i].draws)
			s.figures.value[p] = count / draws
			s.figures.setError(p, s.halfWidth(p, count, draws))
		}
	}
}

// halfWidth is that of the 95 % interval around a count. A site that m scopes hold
// is picked up to m times in a draw: a mth of that lies between 0 and 1, and
// varies no more than a share of the same mean.
func (s *Step) halfWidth(place int, count, draws float64) float64 {
	m := 1.0
	if times := s.held(); times != nil {
		m = max(1, float64(times[place]))
	}
	return m * wilson(count/m, draws)
}
