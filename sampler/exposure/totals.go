package exposure

import (
	"math"
	"slices"
)

// addUp works out the figures over all steps from those of each.
func (r *Report) addUp() {
	n := r.Frame.Len()
	r.sum, r.hit = column{value: make([]float64, n)}, column{value: make([]float64, n)}
	r.shared = nil
	for i := range r.Steps {
		s, figures := &r.Steps[i], r.Steps[i].column()
		for p, site := range s.Sites {
			r.sum.value[site] += figures.at(p)
		}
		r.sum.addErrors(figures, s.Sites)
	}
	var seen []int32 // memory of joinFamily
	for _, family := range r.families {
		if first := &r.Steps[family[0]]; len(family) == 1 && first.held() == nil {
			r.join(first.column(), first.Sites)
			continue
		}
		if seen == nil {
			seen = make([]int32, n)
		}
		r.joinFamily(family, seen)
	}
	for site, shared := range r.shared {
		if shared {
			r.hit.value[site] = 0
			r.hit.setError(site, math.Inf(1))
		}
	}
}

// join adds a chance that is independent of those joined before:
// P(a or b) = a + b − ab, of which no error is carried over enlarged.
func (r *Report) join(chance *column, sites []int32) {
	hit := r.hit.value
	for p, site := range sites {
		value := chance.at(p)
		hit[site] += value - float64(hit[site]*value)
	}
	r.hit.addErrors(chance, sites)
}

// addErrors adds the errors of another column to those of some sites.
func (c *column) addErrors(more *column, sites []int32) {
	if more.err == nil && more.sameErr == 0 {
		return
	}
	for p, site := range sites {
		if err := more.error(p); err > 0 {
			c.setError(int(site), c.error(int(site))+err)
		}
	}
}

// joinFamily joins the chance that any of several linked steps picks a site. It is
// that of the one step that holds it, in scopes of which one is opened, or the sum over steps of which
// each looks away from what those before took; otherwise it takes replays. In seen, by site, is 0 before and after.
func (r *Report) joinFamily(family []int, seen []int32) {
	most := 0
	for _, i := range family {
		most += len(r.Steps[i].Sites)
	}
	sites := make([]int32, 0, most)
	chance := column{value: make([]float64, most)}
	last := make([]int, 0, most) // the step that held the site last
	for _, i := range family {
		s := &r.Steps[i]
		figures, times := s.column(), s.held()
		alone := r.oneOpener(i)
		for p, site := range s.Sites {
			at := int(seen[site]) - 1
			if at < 0 {
				at = len(sites)
				sites, last = append(sites, site), append(last, i)
				seen[site] = int32(at + 1)
			} else if !r.away(i, last[at]) {
				r.share(site)
			}
			if times != nil && times[p] > 1 && !alone {
				r.share(site)
			}
			last[at] = i
			chance.value[at] = min(1, chance.value[at]+figures.at(p))
			if err := figures.error(p); err > 0 {
				chance.setError(at, chance.error(at)+err)
			}
		}
	}
	chance.value = chance.value[:len(sites)]
	if chance.err != nil {
		chance.err = chance.err[:len(sites)]
	}
	r.join(&chance, sites)
	for _, site := range sites {
		seen[site] = 0
	}
}

// oneOpener reports whether what opens the scopes of a step is one pick at most, so
// that they exclude each other.
func (r *Report) oneOpener(i int) bool {
	stage := r.step(r.Plan.Steps[i].Stage())
	return stage >= 0 && r.Plan.Steps[stage].Stage() == "" && allotted(&r.designs[stage].Scopes[0]) < 1.5
}

// away reports whether step i picks nothing that step j, or any that j looks away
// from, has picked.
func (r *Report) away(i, j int) bool {
	notIn := r.Plan.Steps[i].NotIn
	missing := func(id string) bool { return !slices.Contains(notIn, id) }
	return !missing(r.Plan.Steps[j].ID) && !slices.ContainsFunc(r.Plan.Steps[j].NotIn, missing)
}

// share marks a site whose chance over all steps takes replays.
func (r *Report) share(site int32) {
	if r.shared == nil {
		r.shared = make([]bool, r.Frame.Len())
	}
	r.shared[site] = true
}
