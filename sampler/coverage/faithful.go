package coverage

import (
	"context"
	"slices"

	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
)

// Faithful tells how many more independent draws of a plan it takes until all of
// Options.By are reached with the probability Options.Level. The errors are those of
// sampler.Designs, and ErrLevel.
func (m *Meter) Faithful(ctx context.Context, p sampler.Plan, o Options) (*Forecast, error) {
	level, err := o.level()
	if err != nil {
		return nil, err
	}
	designs, err := sampler.Designs(ctx, m.Frame, p)
	if err != nil {
		return nil, err
	}
	t := m.targets(o.By)
	missing, count := m.missing(t, o.By)
	c := newCollection(t, missing)
	t.urns(designs, c.visit)
	c.settle(&o)
	out := &Forecast{Kind: c.kind(), Missing: count - len(c.impossible), Impossible: c.impossible}
	switch {
	case out.Missing == 0:
		out.Chance, out.Kind = 1, Exact
	case out.Kind == Unknown:
		out.Rounds = -1
	default:
		out.Rounds = least(func(rounds int) bool { p, _ := c.reached(rounds); return p >= level })
		if out.Rounds > 0 {
			out.Chance, out.Error = c.reached(out.Rounds)
		}
	}
	return out, nil
}

// collection is what is missing, sorted by what is known of it.
type collection struct {
	*targets

	missing, touched []bool
	urn              []int32   // of each target: the urn it is one candidate of, −1 none, −2 more than that
	missed           []float64 // the greatest chance that one round misses it, by the design; 0: none does
	inside           []int     // candidates in the urn at hand
	urns             []batches

	// After settle.
	tasks      []batches // urns with something missing
	chances    []float64 // of what else is missing, ascending
	impossible []string
	estimated  bool // a chance was counted over replays
	single     bool // there is one chance alone, and it is exact
}

const (
	noUrn    = -1
	manyUrns = -2
)

func newCollection(t *targets, missing []bool) *collection {
	n := len(t.names)
	c := &collection{targets: t, missing: missing, touched: make([]bool, n), missed: make([]float64, n), inside: make([]int, n), urn: make([]int32, n)}
	for g := range c.urn {
		c.urn[g], c.missed[g] = noUrn, 1
	}
	return c
}

// visit notes what a stratum may reach. Strata and steps without stages draw
// independently, so that the chances to be missed multiply.
func (c *collection) visit(u urn, members []int32) {
	number := int32(len(c.urns))
	c.urns = append(c.urns, batches{size: u.size, draw: u.draw})
	var reached []int32
	for _, site := range members {
		g := c.of[site]
		if g < 0 || !c.missing[g] {
			continue
		}
		if c.inside[g] == 0 {
			reached = append(reached, g)
		}
		c.inside[g]++
	}
	for _, g := range reached {
		if c.touched[g] || !u.simple || c.inside[g] > 1 {
			c.urn[g] = manyUrns
		} else {
			c.urn[g] = number
		}
		c.missed[g] *= u.missed(c.inside[g])
		c.touched[g], c.inside[g] = true, 0
	}
}

// settle sorts what is missing into tasks of the coupon collector and chances.
func (c *collection) settle(o *Options) {
	var exact bool
	for g, missing := range c.missing {
		switch {
		case !missing || !c.touched[g] || c.missed[g] == 0:
		case c.urn[g] >= 0:
			c.urns[c.urn[g]].missing++
		default:
			chance, impossible := c.chance(g, o, &exact)
			if impossible {
				c.touched[g] = false
				continue
			}
			c.chances = append(c.chances, chance)
		}
	}
	for _, b := range c.urns {
		if b.missing > 0 {
			c.tasks = append(c.tasks, b)
		}
	}
	slices.Sort(c.chances)
	c.single = exact && len(c.chances) == 1 && len(c.tasks) == 0
	c.impossible = c.targets.impossible(c.missing, c.touched)
}

// chance is the least that a target has in one round: by the design, or by the figure of
// the options. Exact is set if it is no less than that.
func (c *collection) chance(g int, o *Options, exact *bool) (p float64, impossible bool) {
	p = 1 - c.missed[g]
	if o.Chance == nil {
		return p, false
	}
	figure := o.Chance(c.names[g])
	if figure.Kind == exposure.Exact && figure.Value == 0 {
		return 0, true
	}
	lower := 0.0
	if figure.Kind != exposure.Unknown {
		lower = min(1, max(0, figure.Value-figure.Error))
	}
	*exact = figure.Kind == exposure.Exact
	if lower > p {
		c.estimated = c.estimated || figure.Kind == exposure.Replayed
		p = lower
	}
	return p, false
}

func (c *collection) kind() Kind {
	switch {
	case len(c.chances) == 0, c.single:
		return Exact
	case c.chances[0] == 0:
		return Unknown
	case c.estimated:
		return Estimated
	default:
		return Bound
	}
}

// reached is the probability that nothing is missing after some rounds, at least one, or
// a lower bound of it; and by how much rounding may have made it wrong.
func (c *collection) reached(rounds int) (p, err float64) {
	p = 1
	for _, b := range c.tasks {
		q, e := b.all(rounds)
		p *= q
		err += e
	}
	for i := 0; i < len(c.chances); {
		chance, from := c.chances[i], i
		for i < len(c.chances) && c.chances[i] == chance {
			i++
		}
		missed := float64(float64(i-from) * power(1-chance, rounds))
		p -= missed
		err += float64(missed * float64(rounds+2) * unit)
	}
	return max(0, p), err
}
