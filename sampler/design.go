package sampler

import (
	"context"

	"sitedraw/geo"
)

// StepDesign is what a plan and a frame say of a step before anybody draws: the
// scopes that it may open, with their candidates. Sites are numbers in
// Frame.Sites. Its lists may be the frame's own and are not to be changed.
type StepDesign struct {
	Step   *Step
	Pool   []int32 // all sites that some scope holds, ascending
	Scopes []ScopeDesign
}

// ScopeDesign is scopes of the same candidates that a step may open.
type ScopeDesign struct {
	Openers []int32 // sites whose pick opens one of them each; nil where nothing has to, and there is one
	Strata  []StratumDesign
}

// StratumDesign is what a scope draws from. A scope without strata is one.
type StratumDesign struct {
	Members []int32
	N       int     // main picks that it is allotted for sure
	More    float64 // probability that it is allotted one more (draw-v1 §5)

	// Picks/Among is (N + More)/len(Members), the chance of each member where all have
	// the same, before its division; 0/0 without members.
	Picks, Among int64
}

// Designs returns the design of every step of a plan, as NewPlan returns it. Who
// not_in leaves out depends on the seed, so such sites are among the candidates
// here and in the allotments. The errors are those of Draw in finding candidates,
// if it meets them with any seed.
func Designs(ctx context.Context, f *Frame, p Plan) ([]StepDesign, error) {
	d := &designer{drawing: &drawing{ctx: ctx, frame: f, plan: &p}, pools: map[string][]int32{}}
	list := make([]StepDesign, len(p.Steps))
	for i := range p.Steps {
		var err error
		if list[i], err = d.step(&p.Steps[i]); err != nil {
			return nil, inStep(err, p.Steps[i].ID, i)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

type designer struct {
	*drawing
	pools map[string][]int32 // by step: the sites that it may pick
}

func (d *designer) step(s *Step) (StepDesign, error) {
	free := *s
	free.NotIn = nil
	pool, err := d.candidates(&free)
	if err != nil {
		return StepDesign{}, err
	}
	out := StepDesign{Step: s, Pool: pool}
	switch {
	case s.Within != "":
		out.Pool = narrow(pool, d.frame.inAreasOf(d.pools[s.Within]))
		out.Scopes, err = d.withinScopes(s, out.Pool)
	case s.Of != "":
		out.Pool = narrow(pool, d.frame.partsOf(d.pools[s.Of]))
		out.Scopes = d.partScopes(s, out.Pool)
	default:
		out.Scopes = []ScopeDesign{d.scope(s, nil, pool)}
	}
	if err != nil {
		return StepDesign{}, err
	}
	d.pools[s.ID] = out.Pool
	return out, d.checkNeeds(s, out.Pool)
}

// withinScopes sorts the pool by area, so that the candidates in each opener's
// area stand together. Openers of one area have the same.
func (d *designer) withinScopes(s *Step, pool []int32) ([]ScopeDesign, error) {
	f := d.frame
	byPlace := grouping{of: f.place.of, names: f.place.values}
	sorted, starts := byPlace.gather(pool)
	openers, bounds := byPlace.gather(d.pools[s.Within])
	var scopes []ScopeDesign
	for place, area := range f.place.values {
		from, to := bounds[place], bounds[place+1]
		if from == to {
			continue
		}
		if area == "" {
			return nil, &geo.Error{Code: ErrNoArea, At: geo.Place{Column: "within"}, Names: []string{f.sites[openers[from]].ID}}
		}
		first, last := f.places(geo.AreaCode(area).Prefix())
		members := sorted[starts[first]:starts[last]:starts[last]]
		scopes = append(scopes, d.scope(s, openers[from:to:to], members))
	}
	return scopes, nil
}

func (d *designer) partScopes(s *Step, pool []int32) []ScopeDesign {
	parts := map[string][]int32{}
	for _, site := range pool {
		whole := d.frame.sites[site].PartOf
		parts[whole] = append(parts[whole], site)
	}
	var scopes []ScopeDesign
	for _, opener := range d.pools[s.Of] {
		scopes = append(scopes, d.scope(s, []int32{opener}, parts[d.frame.sites[opener].ID]))
	}
	return scopes
}

func (d *designer) scope(s *Step, openers, members []int32) ScopeDesign {
	strata := d.stratify(s, members)
	sizes := make([]int, len(strata))
	list := make([]StratumDesign, len(strata))
	for i, st := range strata {
		sizes[i], list[i].Members = len(st.members), st.members
	}
	s.allot(sizes, list)
	return ScopeDesign{Openers: openers, Strata: list}
}

// allot fills in what strata of these sizes get, as far as no seed is needed.
func (s *Step) allot(sizes []int, strata []StratumDesign) {
	n, all := clampInt(s.N), total(sizes)
	shares := sizes
	switch {
	case s.N == All:
	case s.Allocate == Each:
		shares = allocateEach(n, sizes)
	case s.Allocate == Equal:
		var open []int
		var left int
		shares, open, left = level(n, sizes)
		for _, i := range open {
			strata[i].More = float64(left) / float64(len(open))
			strata[i].Picks, strata[i].Among = int64(shares[i]*len(open)+left), int64(sizes[i]*len(open))
		}
	case n < all:
		for i, size := range sizes {
			strata[i].N, strata[i].More = n*size/all, float64(n*size%all)/float64(all)
			strata[i].Picks, strata[i].Among = int64(n), int64(all)
		}
		return
	}
	for i := range strata {
		strata[i].N = shares[i]
		if strata[i].Among == 0 {
			strata[i].Picks, strata[i].Among = int64(shares[i]), int64(sizes[i])
		}
	}
}

// Targets returns λ of each member where n of them are drawn by size: 1 for those
// that are certain, n'·size/S' for the rest (draw-v1 §6.3). The methods systematic
// and balanced keep them exactly, pareto comes near.
func (f *Frame) Targets(members []int32, n int) []float64 {
	c := &scope{drawing: &drawing{frame: f}, n: min(n, len(members))}
	_, rest, left := c.certainty(members)
	var sum uint64
	for _, site := range rest {
		sum += c.size(site)
	}
	targets := make([]float64, len(members))
	for i, site := range members {
		if len(rest) == 0 || rest[0] != site {
			targets[i] = 1
			continue
		}
		targets[i] = float64(uint64(left)*c.size(site)) / float64(sum)
		rest = rest[1:]
	}
	return targets
}

// Groups splits members by a key, such as that of at_most, in the order of its
// values; first come those without it, which may be none.
func (f *Frame) Groups(by By, members []int32) [][]int32 {
	g := f.groupBy(by)
	sorted, starts := g.gather(members)
	groups := [][]int32{sorted[:starts[1]]}
	for i := 1; i < len(g.names); i++ {
		if from, to := starts[i], starts[i+1]; from < to {
			groups = append(groups, sorted[from:to:to])
		}
	}
	return groups
}

// Number returns the place of a site in Sites.
func (f *Frame) Number(id string) (int32, bool) { return f.find(id) }

// Anchors returns the earlier step whose picks are the anchors of a map, the empty
// text if there is none.
func (s *Step) Anchors() string {
	if s.Map == nil {
		return ""
	}
	step, _ := s.Map.anchorStep()
	return step
}
