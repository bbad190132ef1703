package exposure

import (
	"context"
	"slices"
	"sync/atomic"

	"sitedraw/sampler"
)

// counts are how often each site of a step was picked, by place in its sites, in
// how many draws. Picks are nil if the step is not counted.
type counts struct {
	picks []uint32
	draws int
	open  bool // not close enough yet
}

// counting counts the figures that need it, each step as long as it does.
type counting struct {
	*Report
	steps  []counts
	hits   []uint32 // draws that picked a shared site in some step, by site; nil if none is shared
	shared counts   // of hits: draws and open
}

// replay draws as much of the plan as figures need that the design does not give,
// until each is close enough, and works out what follows from them.
func (r *Report) replay(ctx context.Context, o Options) error {
	o, err := o.filled()
	if err != nil {
		return err
	}
	c := r.newCounting()
	if err := c.untilClose(ctx, o); err != nil || r.Replays == 0 {
		return err
	}
	e := newEvaluation(ctx, r)
	e.shares, e.counts = o.Shares, c.steps
	for i := range r.Steps {
		if err := e.step(i); err != nil {
			return err
		}
	}
	r.addUp()
	for site, shared := range r.shared {
		if shared {
			count := float64(c.hits[site])
			r.hit.value[site] = count / float64(c.shared.draws)
			r.hit.setError(site, wilson(count, float64(c.shared.draws)))
		}
	}
	return nil
}

func (r *Report) newCounting() *counting {
	r.added.Do(r.addUp)
	c := &counting{Report: r, steps: make([]counts, len(r.Steps))}
	for i := range r.Steps {
		if r.Steps[i].counted.any() {
			c.steps[i] = counts{picks: make([]uint32, len(r.Steps[i].Sites)), open: true}
		}
	}
	if r.shared != nil {
		c.hits, c.shared.open = make([]uint32, r.Frame.Len()), true
	}
	return c
}

// untilClose draws, batch by batch, those steps whose figures are not close enough,
// and what they depend on.
func (c *counting) untilClose(ctx context.Context, o Options) error {
	var draws *replays
	for {
		plan := partOf(c.Plan, c.needed())
		if len(plan.Steps) == 0 || c.Replays >= o.Replays {
			return nil
		}
		if draws == nil {
			draws = c.newReplays(o, plan, c.tally)
		}
		draws.narrow(plan)
		next := min(c.Replays+batch, o.Replays)
		if err := draws.run(ctx, c.Replays, next); err != nil {
			return err
		}
		c.Replays = next
		c.close(o.HalfWidth)
		if o.Progress != nil {
			o.Progress(c.Replays, o.Replays)
		}
	}
}

// needed tells which steps are drawn for their own figures.
func (c *counting) needed() []bool {
	need := make([]bool, len(c.Steps))
	for i := range c.Steps {
		need[i] = c.steps[i].open ||
			c.shared.open && slices.ContainsFunc(c.Steps[i].Sites, func(site int32) bool { return c.Report.shared[site] })
	}
	return need
}

// close notes after a batch which figures are close enough.
func (c *counting) close(halfWidth float64) {
	for i := range c.steps {
		if s := &c.steps[i]; s.open {
			s.draws = c.Replays
			s.open = c.Steps[i].widest(s) > halfWidth
		}
	}
	if c.shared.open {
		c.shared.draws = c.Replays
		c.shared.open = c.widestHit() > halfWidth
	}
}

// tally counts one draw.
func (c *counting) tally(main []pick) {
	var shared []int32
	for _, p := range main {
		if s := &c.steps[p.step]; s.open {
			if place, found := c.Steps[p.step].place(p.site); found {
				atomic.AddUint32(&s.picks[place], 1)
			}
		}
		if c.shared.open && c.Report.shared[p.site] {
			shared = append(shared, p.site)
		}
	}
	slices.Sort(shared)
	for _, site := range slices.Compact(shared) {
		atomic.AddUint32(&c.hits[site], 1)
	}
}

// widest returns the largest half-width among the counted figures of a step.
func (s *Step) widest(c *counts) float64 {
	widest := 0.0
	for p := range s.Sites {
		if s.counted.at(p) {
			widest = max(widest, s.halfWidth(p, float64(c.picks[p]), float64(c.draws)))
		}
	}
	return widest
}

func (c *counting) widestHit() float64 {
	widest := 0.0
	for site, shared := range c.Report.shared {
		if shared {
			widest = max(widest, wilson(float64(c.hits[site]), float64(c.shared.draws)))
		}
	}
	return widest
}

// partOf is what has to be drawn of a plan: the steps that are needed, and all that
// these depend on.
func partOf(p sampler.Plan, need []bool) sampler.Plan {
	need = slices.Clone(need)
	for i := range slices.Backward(p.Steps) {
		for j := range i {
			need[j] = need[j] || need[i] && links(&p.Steps[i], p.Steps[j].ID)
		}
	}
	part := sampler.Plan{Name: p.Name, Title: p.Title}
	for i := range p.Steps {
		if need[i] {
			part.Steps = append(part.Steps, lean(&p, i))
		}
	}
	return part
}

// lean returns a step without its reserves, where no main pick depends on them.
func lean(p *sampler.Plan, i int) sampler.Step {
	s := p.Steps[i]
	asked := func(later sampler.Step) bool { return slices.Contains(later.NotIn, s.ID) }
	plain := s.Method == sampler.Simple || s.Method == sampler.Systematic || s.Method == sampler.Pareto
	if plain && s.Apart == 0 && !slices.ContainsFunc(p.Steps, asked) {
		s.Reserve = 0
	}
	s.Walk = 0 // a stretch is drawn by itself
	return s
}
