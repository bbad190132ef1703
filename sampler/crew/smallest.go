package crew

import "slices"

// clash returns why no attempt places every site.
func (t *table) clash() *Clash {
	limit := 10_000
	if len(t.job.Inspectors)*len(t.job.Sites) > 100_000 {
		limit = 500
	}
	c := t.smallest(limit, (*hall).places)
	c.Code = ErrClash
	c.Sites = t.names(t.under(&waiver{}).leastStuck())
	return c
}

// Explain returns which rules, set aside, would let the work of a job be even, nil if it
// is. The sites are those of the teams that have most. A set is enough if one of the
// first 8 attempts is even with it. The errors are those of [Assign].
func Explain(j *Job) (*Clash, error) {
	settled, err := j.settled()
	if err != nil {
		return nil, err
	}
	t := newTable(settled)
	attempt, _, f := t.under(&waiver{}).best()
	if attempt == 0 {
		return nil, t.clash()
	}
	if f.worth().difference <= 1 {
		return nil, nil
	}
	c := t.smallest(100, (*hall).even)
	c.Code = ErrUneven
	most := 0
	for _, list := range f.of {
		most = max(most, len(list))
	}
	full := make(sites, t.words)
	for _, list := range f.of {
		for _, site := range list {
			if len(list) == most {
				full.add(site)
			}
		}
	}
	c.Sites = t.names(full)
	return c, nil
}

// places reports whether some attempt places every site.
func (h *hall) places() bool {
	for a := 1; a <= attempts; a++ {
		if h.stuck(h.teams(a)).count() == 0 {
			return true
		}
	}
	return false
}

// evenAttempts is how many attempts even looks at.
const evenAttempts = 8

// even reports whether one of the first attempts is even.
func (h *hall) even() bool {
	for a := 1; a <= evenAttempts; a++ {
		teams := h.teams(a)
		if h.stuck(teams).count() > 0 {
			continue
		}
		f := h.newFlow(teams)
		f.run()
		if f.worth().difference <= 1 {
			return true
		}
	}
	return false
}

// leastStuck returns what the attempt leaves that leaves least, the earliest of such.
func (h *hall) leastStuck() sites {
	least := h.stuck(nil)
	for a := 1; a <= attempts; a++ {
		if left := h.stuck(h.teams(a)); left.count() < least.count() {
			least = left
		}
	}
	return least
}

func (t *table) names(set sites) []string {
	var ids []string
	for i := range t.job.Sites {
		if set.has(i) {
			ids = append(ids, t.job.Sites[i].ID)
		}
	}
	return ids
}

// smallest returns the first smallest set of candidates which, set aside, is enough.
// Sizes are tried as long as all sets up to a size are at most limit; after that it is a
// set of which no rule is needless, found by keeping one rule after the other, the last
// first, unless the others do without it. Everything set aside is always enough.
func (t *table) smallest(limit int, enough func(*hall) bool) *Clash {
	all := t.candidates()
	test := func(list []candidate) bool { return enough(t.under(waiverOf(list))) }
	sets := 0
	for size := 1; size <= len(all); size++ {
		if sets += choose(len(all), size, limit); sets > limit {
			break
		}
		if list := firstOf(all, size, test); list != nil {
			c := t.clashOf(list)
			c.Smallest = true
			return c
		}
	}
	kept := slices.Clone(all)
	for i := range slices.Backward(all) {
		if less := slices.Delete(slices.Clone(kept), i, i+1); test(less) {
			kept = less
		}
	}
	return t.clashOf(kept)
}

func (t *table) clashOf(list []candidate) *Clash {
	c := &Clash{}
	for _, r := range list {
		c.Rules = append(c.Rules, t.rule(r))
	}
	return c
}

// firstOf returns the first set of a size, in the order of the candidates, that passes.
func firstOf(all []candidate, size int, test func([]candidate) bool) []candidate {
	at := make([]int, size)
	for i := range at {
		at[i] = i
	}
	set := make([]candidate, size)
	for {
		for i, c := range at {
			set[i] = all[c]
		}
		if test(set) {
			return set
		}
		i := size - 1
		for i >= 0 && at[i] == len(all)-size+i {
			i--
		}
		if i < 0 {
			return nil
		}
		at[i]++
		for k := i + 1; k < size; k++ {
			at[k] = at[k-1] + 1
		}
	}
}

// choose returns how many sets of a size there are, or more than limit.
func choose(n, size, limit int) int {
	sets := 1
	for i := range min(size, n-size) {
		if sets = sets * (n - i) / (i + 1); sets > limit {
			break
		}
	}
	return sets
}
