package exposure

import (
	"context"
	"math"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Share is the chance that one opening of a phone map picks a site, given that it
// picks any, and by how much it may be wrong.
type Share struct{ Value, Error float64 }

// Shares gives the share of each site in one pick of a map whose anchors fall
// uniformly, in the order of the sites: sampler.Designs says which steps there are.
type Shares func(ctx context.Context, f *sampler.Frame, m sampler.MapParameters, sites []int32) ([]Share, error)

// chances are those of a stratum's members, once its scope is open.
type chances struct {
	same fraction
	each []Figure // nil: all have the same
}

func (c *chances) at(member int) Figure {
	if c.each == nil {
		return exactly(c.same.value())
	}
	return c.each[member]
}

// known reports whether the design gives figures of the step, or of some sites.
func (e *evaluation) known(d *sampler.StepDesign) bool {
	s := d.Step
	if limited(d) {
		return e.integrable(d)
	}
	if s.NotIn != nil && !e.looksAway(d) {
		return false
	}
	return s.Method != sampler.Map || e.shares != nil && s.Anchors() == "" && mostPicks(d) <= 1
}

// mostPicks is the most main picks that a stratum may be allotted.
func mostPicks(d *sampler.StepDesign) int {
	most := 0
	for _, c := range d.Scopes {
		for _, st := range c.Strata {
			most = max(most, st.N+int(math.Ceil(st.More)))
		}
	}
	return most
}

// allotted is the number of main picks of a scope.
func allotted(c *sampler.ScopeDesign) float64 {
	sum := 0.0
	for _, st := range c.Strata {
		sum += float64(st.N) + st.More
	}
	return sum
}

// limited reports whether apart or at_most may turn a candidate away. A first
// pick never is; at_most is filled up, so it turns nobody away where all are
// taken.
func limited(d *sampler.StepDesign) bool {
	s := d.Step
	if s.Apart == 0 && s.AtMost == nil {
		return false
	}
	most, census := math.Inf(1), true
	if s.Stage() == "" {
		most = math.Round(allotted(&d.Scopes[0]))
	}
	for _, c := range d.Scopes {
		for _, st := range c.Strata {
			census = census && st.N >= len(st.Members)
		}
	}
	return s.Apart > 0 && most > 1 || s.AtMost != nil && most > float64(s.AtMost.N) && !census
}

// chances returns those of a stratum, whatever opens its scope.
func (e *evaluation) chances(s *sampler.Step, st *sampler.StratumDesign) (chances, error) {
	size := len(st.Members)
	switch {
	case s.Method == sampler.Map:
		return e.mapChances(s, st)
	case st.N >= size, !bySize(s):
		return chances{same: fraction{float64(st.Picks), float64(st.Among)}}, nil
	}
	each := make([]Figure, size)
	fewer := e.Frame.Targets(st.Members, st.N)
	more := fewer
	if st.More > 0 {
		more = e.Frame.Targets(st.Members, st.N+1)
	}
	for m := range each {
		p := float64((1-st.More)*fewer[m]) + float64(st.More*more[m])
		if each[m] = exactly(p); s.Method == sampler.Pareto && p > 0 && min(fewer[m], more[m]) < 1 {
			// Rosén's λ is only approached.
			each[m] = Figure{Error: math.Inf(1), Kind: Unknown}
		}
	}
	return chances{each: each}, nil
}

func bySize(s *sampler.Step) bool { return s.BySize || s.Method == sampler.Pareto }

// mapChances are the shares of the one pick that the stratum may be allotted.
func (e *evaluation) mapChances(s *sampler.Step, st *sampler.StratumDesign) (chances, error) {
	if len(st.Members) == 0 || float64(st.N)+st.More == 0 {
		return chances{}, nil
	}
	shares, err := e.sharesOf(s, st)
	if err != nil {
		return chances{}, geo.InStep(err, s.ID)
	}
	picks := float64(st.N) + st.More
	each := make([]Figure, len(shares))
	for m, share := range shares {
		each[m] = newFigure(picks*share.Value, picks*share.Error, Bounded)
	}
	return chances{each: each}, nil
}

// sharesOf asks once for the shares of a stratum, before and after replays.
func (e *evaluation) sharesOf(s *sampler.Step, st *sampler.StratumDesign) ([]Share, error) {
	if shares, known := e.seen[st]; known {
		return shares, nil
	}
	shares, err := e.shares(e.ctx, e.Frame, *s.Map, st.Members)
	if err != nil {
		return nil, err
	}
	if len(shares) != len(st.Members) {
		return nil, &geo.Error{Code: ErrShares, Value: strconv.Itoa(len(shares)), Want: strconv.Itoa(len(st.Members))}
	}
	e.seen[st] = shares
	return shares, nil
}

// looksAway reports whether the step draws with equal probabilities from what one
// earlier step left, which took a number that does not depend on the seed.
func (e *evaluation) looksAway(d *sampler.StepDesign) bool {
	if len(d.Step.NotIn) != 1 || !plainDraw(d) {
		return false
	}
	before := &e.designs[e.Report.step(d.Step.NotIn[0])]
	return before.Step.NotIn == nil && plainDraw(before) && subset(before.Pool, d.Pool)
}

// plainDraw holds for one scope without strata, limits or unequal probabilities.
func plainDraw(d *sampler.StepDesign) bool {
	s := d.Step
	return s.Stage() == "" && s.By == "" && s.Method != sampler.Map && !bySize(s) && !limited(d)
}

// subset reports whether all of some sites, ascending, are among others.
func subset(some, others []int32) bool {
	for _, site := range some {
		i, found := slices.BinarySearch(others, site)
		if !found {
			return false
		}
		others = others[i:]
	}
	return true
}

// without replaces the figures of a step by those among what the step before left:
// with t of its T candidates gone, main or reserve, n of the N − t others.
func (e *evaluation) without(d *sampler.StepDesign, s *Step) {
	before := &e.designs[e.Report.step(d.Step.NotIn[0])]
	size := int64(len(before.Pool))
	gone := min(int64(before.Scopes[0].Strata[0].N)+min(before.Step.Reserve, size), size)
	left := int64(len(d.Pool)) - gone
	pi := 0.0
	if left > 0 {
		pi = float64(min(int64(d.Scopes[0].Strata[0].N), left)) / float64(left)
	}
	for i := range s.figures.value { // spread, since not_in keeps a step from being uniform
		s.figures.value[i] = pi
	}
	for _, site := range before.Pool {
		s.figures.value[e.place[site]] = pi * float64(size-gone) / float64(size)
	}
}
