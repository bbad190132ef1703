package coverage

import (
	"context"
	"slices"
	"sort"

	"sitedraw/sampler"
)

// Cover tells after how many more rounds of the mode cover all of Options.By are certain
// to be reached, whatever the seeds: the next one takes over Options.Coordination. In a
// stratum that picks n in a round, and in which what is drawn least comes first, a
// candidate of level l comes in the round ⌈W/n⌉ at the latest, W = Σ max(0, l + 1 − lᵢ)
// being the picks that may come before its own, and itself: each pick of another one
// raises a level of at most l by one.
//
// What is drawn within such candidates waits for as many of their picks (coverstage.go).
// Of the kind Unknown are targets that only not_in, apart, at_most or stages within stages
// reach, and most if the rounds reach other groups first. The errors are those of sampler.Designs.
func (m *Meter) Cover(ctx context.Context, p sampler.Plan, o Options) (*Forecast, error) {
	designs, err := sampler.Designs(ctx, m.Frame, p)
	if err != nil {
		return nil, err
	}
	t := m.targets(o.By)
	missing, count := m.missing(t, o.By)
	c := m.newCycle(&o, t, missing)
	t.urns(designs, c.gather)
	if c.reach == "" || c.reach == o.By {
		for i := range c.urns {
			c.wait(&c.urns[i])
		}
	}
	c.stages(m.ownCycle(&o, c, designs), designs)
	out := &Forecast{Kind: Counted, Impossible: t.impossible(missing, c.touched)}
	out.Missing = count - len(out.Impossible)
	known := true
	for g, need := range c.need {
		if missing[g] && c.touched[g] {
			out.Rounds = max(out.Rounds, need)
			known = known && need > 0
		}
	}
	if out.Chance = 1; !known && out.Missing > 0 {
		out.Rounds, out.Kind, out.Chance = -1, Unknown, 0
	}
	return out, nil
}

// cycle counts the rounds until what is missing comes.
type cycle struct {
	*targets

	missing, touched []bool // by target
	need             []int  // by target: rounds that are enough; 0: not known

	reach   sampler.By
	ranked  *targets // what has levels: sites or groups; that of no group is its last number and one
	level   []int64  // by ranked
	fresh   []bool   // by ranked: comes in with the next round
	strata  []int    // by ranked: how many strata hold it
	counted []int32  // by ranked: the last stratum that was counted, from 1
	urns    []held
}

// held is an urn with what it holds.
type held struct {
	urn

	members []int32 // sites
	ranked  []int32 // what of them has levels, each once
}

func (m *Meter) newCycle(o *Options, t *targets, missing []bool) *cycle {
	c := &cycle{targets: t, missing: missing, touched: make([]bool, len(t.names)), need: make([]int, len(t.names))}
	levels := sampler.Levels{}
	if o.Coordination != nil {
		c.reach, levels = o.Coordination.Reach, o.Coordination.Sites
		if c.reach != "" {
			levels = o.Coordination.Groups
		}
	}
	c.ranked = m.targets(c.reach)
	n := len(c.ranked.names) + 1
	c.level, c.fresh, c.strata, c.counted = make([]int64, n), make([]bool, n), make([]int, n), make([]int32, n)
	place := func(name string) (int, bool) {
		if name == "" {
			return n - 1, true
		}
		return slices.BinarySearch(c.ranked.names, name)
	}
	for _, d := range levels.Drawn {
		if i, known := place(d.Name); known {
			c.level[i] = d.Times
		}
	}
	for _, name := range levels.New {
		if i, known := place(name); known {
			c.fresh[i] = true
		}
	}
	return c
}

// ownCycle is the cycle with the levels of sites, whatever is reached.
func (m *Meter) ownCycle(o *Options, c *cycle, designs []sampler.StepDesign) *cycle {
	if c.reach == "" {
		return c
	}
	sites := &Options{By: o.By, Coordination: &sampler.Coordination{Mode: sampler.Cover, Sites: o.Coordination.Sites}}
	own := m.newCycle(sites, c.targets, c.missing)
	c.targets.urns(designs, own.gather)
	return own
}

// rankOf is what has the level of a site.
func (c *cycle) rankOf(site int32) int32 {
	if r := c.ranked.of[site]; r >= 0 {
		return r
	}
	return int32(len(c.ranked.names))
}

func (c *cycle) gather(u urn, members []int32) {
	h := held{urn: u, members: members}
	c.urns = append(c.urns, h)
	number := int32(len(c.urns))
	for _, site := range members {
		if g := c.of[site]; g >= 0 && c.missing[g] {
			c.touched[g] = true
		}
		if r := c.rankOf(site); c.counted[r] != number {
			c.counted[r] = number
			c.strata[r]++
			h.ranked = append(h.ranked, r)
		}
	}
	c.urns[number-1] = h
}

// wait notes how long an urn lets those wait that are missing.
func (c *cycle) wait(h *held) {
	whole := h.some && !slices.ContainsFunc(h.members, func(site int32) bool { return c.of[site] != c.of[h.members[0]] })
	if !h.census && !h.cover && !whole {
		return
	}
	line := c.line(h.ranked)
	for _, site := range h.members {
		g := c.of[site]
		if g < 0 || !c.missing[g] {
			continue
		}
		rounds := 1
		if !h.census && !whole {
			rounds = line.rounds(c.rankOf(site), h.draw)
		}
		if rounds > 0 && (c.need[g] == 0 || rounds < c.need[g]) {
			c.need[g] = rounds
		}
	}
}

// queue is who stands where in an urn.
type queue struct {
	*cycle

	base   int64   // level at which new ones come in
	levels []int64 // ascending
	sums   []int64 // of the levels before each
}

// line sorts the levels of an urn. A new one of several strata may have come in by
// another one, at whatever level: it is taken to be before everyone.
func (c *cycle) line(ranked []int32) *queue {
	q := &queue{cycle: c}
	first := true
	for _, r := range ranked {
		if !c.fresh[r] && (first || c.level[r] < q.base) {
			q.base, first = c.level[r], false
		}
	}
	for _, r := range ranked {
		level := c.level[r]
		if c.fresh[r] {
			level = q.base
			if c.strata[r] > 1 {
				level = 0
			}
		}
		q.levels = append(q.levels, level)
	}
	slices.Sort(q.levels)
	q.sums = make([]int64, len(q.levels)+1)
	for i, level := range q.levels {
		q.sums[i+1] = q.sums[i] + level
	}
	return q
}

// rounds is in which round one comes at the latest; 0 if that is not known.
func (q *queue) rounds(r int32, draw int) int {
	level := q.level[r]
	if q.fresh[r] {
		if q.strata[r] > 1 {
			return 0
		}
		level = q.base
	}
	before := sort.Search(len(q.levels), func(i int) bool { return q.levels[i] > level })
	picks := int64(before)*(level+1) - q.sums[before]
	return int((picks + int64(draw) - 1) / int64(draw))
}
