package coverage

import "sitedraw/sampler"

// stages notes how long those wait that a step reaches within the picks of another one,
// where that is certain: a township comes back in turn, and each of its visits takes the
// villages that were drawn least. Where a township comes for the k-th time at the level
// L = l + (k−1)c, l being its own and c how much a visit raises it, another one of level
// lᵢ that a visit raises by cᵢ may have come ⌊(L−lᵢ)/cᵢ⌋ + 1 times before, if lᵢ ≤ L: all
// these picks are in as many rounds as they fill, and k rounds are its own.
func (c *cycle) stages(own *cycle, designs []sampler.StepDesign) {
	for i := range designs {
		if c.repeats(&designs[i]) {
			return // what these raise is not counted
		}
	}
	for i := range designs {
		d := &designs[i]
		if d.Step.Stage() != "" {
			continue
		}
		for j := range d.Scopes {
			for k := range d.Scopes[j].Strata {
				if v := c.visited(d, &d.Scopes[j].Strata[k], designs); v != nil {
					v.wait(own)
				}
			}
		}
	}
}

// visiting is a stratum whose picks open what is drawn within them.
type visiting struct {
	*cycle

	draw    int
	openers []opener
}

// opener is a site whose picks, its visits, open scopes.
type opener struct {
	site  int32
	level int64 // of itself, or of its group
	raise int64 // of that level by each visit; at least, unless sure
	sure  bool  // nothing else raises it
	opens []*sampler.StratumDesign
}

// visited is the stratum with what its picks open; nil if they do not come by their
// levels alone, or open nothing.
func (c *cycle) visited(d *sampler.StepDesign, st *sampler.StratumDesign, designs []sampler.StepDesign) *visiting {
	u := urnOf(d.Step, st)
	if !u.cover || st.More > 0 || u.draw == 0 {
		return nil
	}
	v := &visiting{cycle: c, draw: u.draw}
	at := make(map[int32]int, len(st.Members))
	ranks := map[int32]int{}
	for i, site := range st.Members {
		at[site] = i
		ranks[c.rankOf(site)]++
		v.openers = append(v.openers, opener{site: site, level: c.level[c.rankOf(site)], raise: 1, sure: true})
	}
	opens := false
	for i := range designs {
		opens = v.open(&designs[i], d.Step.ID, at) || opens
	}
	if !opens {
		return nil
	}
	for i := range v.openers {
		o := &v.openers[i]
		r := c.rankOf(o.site)
		if c.fresh[r] || ranks[r] > 1 {
			return nil
		}
		o.settle(c)
	}
	return v
}

// open adds what a step draws within picks of the stratum.
func (v *visiting) open(d *sampler.StepDesign, stage string, at map[int32]int) (opens bool) {
	s := d.Step
	plain := len(s.NotIn) == 0 && s.Apart == 0 && s.AtMost == nil
	if s.Stage() != stage || !plain {
		return false
	}
	for i := range d.Scopes {
		scope := &d.Scopes[i]
		for _, site := range scope.Openers {
			k, here := at[site]
			if !here {
				continue
			}
			for j := range scope.Strata {
				if st := &scope.Strata[j]; len(st.Members) > 0 && st.N > 0 && st.More == 0 {
					v.openers[k].opens = append(v.openers[k].opens, st)
					opens = true
				}
			}
		}
	}
	return opens
}

// settle works out how much a visit raises an opener. Without groups it is once; a group
// is raised by whatever is drawn of it.
func (o *opener) settle(c *cycle) {
	r := c.rankOf(o.site)
	if c.reach == "" {
		o.sure = c.strata[r] == 1
		return
	}
	inside := 1
	for _, st := range o.opens {
		whole := true
		for _, site := range st.Members {
			whole = whole && c.rankOf(site) == r
		}
		if whole {
			inside++
			o.raise += int64(min(st.N, len(st.Members)))
		} else {
			o.opens = nil // its candidates are of several groups
			break
		}
	}
	o.sure = o.opens != nil && inside == c.strata[r]
}

// wait notes how long what is missing waits, by the levels of sites in own.
func (v *visiting) wait(own *cycle) {
	for i := range v.openers {
		o := &v.openers[i]
		if !o.sure {
			continue
		}
		v.note(o.site, v.visit(o, 1))
		for _, st := range o.opens {
			line := own.line(own.ranksOf(st.Members))
			for _, site := range st.Members {
				if visits := line.rounds(own.rankOf(site), min(st.N, len(st.Members))); visits > 0 {
					v.note(site, v.visit(o, int64(visits)))
				}
			}
		}
	}
}

// ranksOf are what has the levels of sites.
func (c *cycle) ranksOf(sites []int32) []int32 {
	list := make([]int32, len(sites))
	for i, site := range sites {
		list[i] = c.rankOf(site)
	}
	return list
}

// visit is in which round an opener comes for the k-th time at the latest.
func (v *visiting) visit(o *opener, k int64) int {
	level, others := o.level+(k-1)*o.raise, int64(0)
	for i := range v.openers {
		if p := &v.openers[i]; p.site != o.site && p.level <= level {
			others += (level-p.level)/p.raise + 1
		}
	}
	return int(others/int64(v.draw) + k)
}

// note notes that a site is drawn in a round at the latest.
func (c *cycle) note(site int32, round int) {
	if g := c.of[site]; g >= 0 && c.missing[g] && (c.need[g] == 0 || round < c.need[g]) {
		c.need[g] = round
	}
}
