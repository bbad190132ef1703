package exposure

import (
	"context"
	"math"
	"slices"
	"sync"

	"sitedraw/sampler"
)

// Report holds the exposure of every site of a frame under a plan. Sites are
// numbers in Frame.Sites. Goroutines may share it.
type Report struct {
	Frame   *sampler.Frame
	Plan    sampler.Plan
	Steps   []Step // in the order of the plan
	Replays int    // draws that were counted at most for a figure; 0 if none was needed

	designs  []sampler.StepDesign
	seen     map[*sampler.StratumDesign][]Share // on the map, by the strata that were asked about
	families [][]int                            // steps that are not independent of each other
	added    sync.Once
	sum, hit column // per site, once added: expected number of picks, P(at least one)
	shared   []bool // sites whose hit takes replays, since linked steps share them; nil if none does
}

// Step is the exposure in one step.
type Step struct {
	ID    string
	Sites []int32 // that some scope of the step holds, ascending

	late    *late    // figures and times in its place; nil if they are here
	figures column   // per place in Sites
	whole   fraction // what all sites have, if that is the same; 0/0 otherwise
	times   []int32  // how many scopes hold each, if stages open them
	counted marks    // places whose figure takes replays
	kind    Kind     // of figures with an error
}

// Of works out the exposure of every site: exactly where the design gives it,
// otherwise by replays until the half-width that the options ask for is reached,
// or their number of draws. The errors are those of sampler.Draw.
func Of(ctx context.Context, f *sampler.Frame, p sampler.Plan, o Options) (*Report, error) {
	r, err := New(ctx, f, p, o.Shares)
	if err != nil {
		return nil, err
	}
	if err := r.replay(ctx, o); err != nil {
		return nil, err
	}
	return r, nil
}

// New works out what the design gives without a single draw; the other figures are
// of the kind Unknown. Shares may be nil. The cost is that of looking at each
// step's candidates once; what is added up over steps is so when first asked for.
func New(ctx context.Context, f *sampler.Frame, p sampler.Plan, shares Shares) (*Report, error) {
	designs, err := sampler.Designs(ctx, f, p)
	if err != nil {
		return nil, err
	}
	r := &Report{Frame: f, Plan: p, designs: designs, families: families(p.Steps),
		seen: map[*sampler.StratumDesign][]Share{}}
	e := newEvaluation(ctx, r)
	e.shares = shares
	r.Steps = make([]Step, len(designs))
	for i := range designs {
		if err := e.step(i); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Expected returns the expected number of main picks of a site over all steps.
func (r *Report) Expected(site int32) Figure {
	r.added.Do(r.addUp)
	return r.over(&r.sum, site)
}

// Once returns the probability that a site is a main pick of some step.
func (r *Report) Once(site int32) Figure {
	r.added.Do(r.addUp)
	if err := r.hit.error(int(site)); err > 0 && r.shared != nil && r.shared[site] {
		return newFigure(r.hit.value[site], err, Replayed)
	}
	return r.over(&r.hit, site)
}

// Never lists the sites that no draw of the plan can pick, and why.
func (r *Report) Never() []sampler.NeverDrawn { return sampler.Never(r.Frame, r.Plan) }

// over is a figure over all steps.
func (r *Report) over(c *column, site int32) Figure {
	switch err := c.error(int(site)); {
	case err == 0:
		return exactly(c.value[site])
	case math.IsInf(err, 1):
		return unknown()
	default:
		return newFigure(c.value[site], err, r.kind(site))
	}
}

// kind is that of the figures of a site over all steps, of which one has an error.
func (r *Report) kind(site int32) Kind {
	for i := range r.Steps {
		if r.Steps[i].Pi(site).Kind == Replayed {
			return Replayed
		}
	}
	return Bounded
}

// Pi returns the expected number of main picks of a site in the step: its
// inclusion probability, unless several scopes hold it. A site that no scope holds
// has 0.
func (s *Step) Pi(site int32) Figure {
	if i, found := s.place(site); found {
		return s.At(i)
	}
	return exactly(0)
}

// place returns the place of a site in Sites.
func (s *Step) place(site int32) (int, bool) { return slices.BinarySearch(s.Sites, site) }

// At is Pi of the site at a place in Sites.
func (s *Step) At(i int) Figure {
	kind := s.kind
	if s.counted.at(i) {
		kind = Replayed
	}
	c := s.column()
	return newFigure(c.at(i), c.error(i), kind)
}

// heldBy returns how many scopes of the step hold a site.
func (s *Step) heldBy(site int32) int {
	i, found := s.place(site)
	times := s.held()
	switch {
	case !found:
		return 0
	case times == nil:
		return 1
	default:
		return int(times[i])
	}
}

// step returns the number of a step of the plan, −1 without one.
func (r *Report) step(id string) int {
	return slices.IndexFunc(r.Plan.Steps, func(s sampler.Step) bool { return s.ID == id })
}

// families groups steps that a stage, not_in or an anchor links, in the order of
// the plan.
func families(steps []sampler.Step) [][]int {
	family := make([]int, len(steps))
	for i := range steps {
		family[i] = i
		for j := range i {
			if links(&steps[i], steps[j].ID) && family[j] != family[i] {
				from, to := family[i], family[j]
				for k := range i + 1 {
					if family[k] == from {
						family[k] = to
					}
				}
			}
		}
	}
	var list [][]int
	for root := range steps {
		var members []int
		for i, of := range family {
			if of == root {
				members = append(members, i)
			}
		}
		if members != nil {
			list = append(list, members)
		}
	}
	return list
}

// links reports whether a step depends on an earlier one.
func links(s *sampler.Step, id string) bool {
	return s.Stage() == id || s.Anchors() == id || slices.Contains(s.NotIn, id)
}
