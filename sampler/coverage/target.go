package coverage

import (
	"slices"

	"sitedraw/sampler"
)

// targets are what is to be reached: sites, or groups of them.
type targets struct {
	names []string // sorted
	of    []int32  // of each site, −1 if it is in none
}

func (m *Meter) targets(by sampler.By) *targets {
	sites := m.Frame.Sites()
	t := &targets{of: make([]int32, len(sites))}
	numbers := map[string]int32{}
	if by == "" { // they are sorted by id
		t.names = make([]string, len(sites))
		for i := range sites {
			t.names[i], t.of[i] = sites[i].ID, int32(i)
		}
		return t
	}
	for i := range sites {
		if name := nameOf(by, &sites[i]); name != "" {
			if _, known := numbers[name]; !known {
				numbers[name] = 0
				t.names = append(t.names, name)
			}
		}
	}
	slices.Sort(t.names)
	for g, name := range t.names {
		numbers[name] = int32(g)
	}
	for i := range sites {
		t.of[i] = -1
		if name := nameOf(by, &sites[i]); name != "" {
			t.of[i] = numbers[name]
		}
	}
	return t
}

// missing tells which targets were never reached, and how many they are.
func (m *Meter) missing(t *targets, by sampler.By) (missing []bool, count int) {
	missing = make([]bool, len(t.names))
	if by == "" {
		for i := range missing {
			missing[i] = m.sites[i].Picks == 0
		}
	} else {
		for i, g := range m.Groups(by) {
			missing[i] = g.Picks == 0
		}
	}
	for _, is := range missing {
		if is {
			count++
		}
	}
	return missing, count
}

// urn is a stratum of a step, from which each round draws.
type urn struct {
	size, draw int  // candidates, and main picks for sure
	simple     bool // each draw candidates are as likely as any others, in each round anew
	even       bool // each candidate is as likely as any other
	census     bool // all candidates are picked in every round
	some       bool // some candidate is picked in every round
	cover      bool // under cover, candidates come in the order of their levels alone
}

// urnOf tells what is known of a stratum.
func urnOf(s *sampler.Step, st *sampler.StratumDesign) urn {
	u := urn{size: len(st.Members), draw: min(st.N, len(st.Members))}
	alone := s.Stage() == "" && len(s.NotIn) == 0 // its candidates are the same in each round
	u.some = alone && u.draw > 0 && s.Method != sampler.Map
	u.census = alone && s.Apart == 0 && u.draw == u.size && s.Method != sampler.Map
	plain := alone && s.Apart == 0 && s.AtMost == nil
	u.cover = plain && u.draw > 0 || u.census
	u.simple = plain && s.Method == sampler.Simple && st.More == 0
	u.even = plain && !s.BySize && evenly[s.Method]
	return u
}

// evenly holds the methods that give all candidates the same chance, unless by size.
var evenly = map[sampler.Method]bool{sampler.Simple: true, sampler.Systematic: true, sampler.Balanced: true}

// missed is the greatest chance that none of so many candidates is picked in a faithful
// round, as far as the design gives it; exact where the urn is simple.
func (u *urn) missed(candidates int) float64 {
	switch {
	case u.census, u.some && candidates == u.size:
		return 0
	case u.simple:
		p := 1.0
		for i := range candidates {
			p *= float64(max(0, u.size-u.draw-i)) / float64(u.size-i)
		}
		return p
	case u.even:
		return 1 - float64(u.draw)/float64(u.size)
	default:
		return 1
	}
}

// repeats reports whether a step with stages can reach nothing that its first stage has
// not reached: whoever opens a scope is in the same target as all candidates there.
func (t *targets) repeats(d *sampler.StepDesign) bool {
	if d.Step.Stage() == "" {
		return false
	}
	for i := range d.Scopes {
		for _, opener := range d.Scopes[i].Openers {
			other := func(site int32) bool { return t.of[site] != t.of[opener] }
			for _, st := range d.Scopes[i].Strata {
				if t.of[opener] < 0 || slices.ContainsFunc(st.Members, other) {
					return false
				}
			}
		}
	}
	return true
}

// urns calls visit for each stratum that may pick something and may reach a new target.
func (t *targets) urns(designs []sampler.StepDesign, visit func(urn, []int32)) {
	for i := range designs {
		d := &designs[i]
		if t.repeats(d) {
			continue
		}
		for j := range d.Scopes {
			for k := range d.Scopes[j].Strata {
				st := &d.Scopes[j].Strata[k]
				if len(st.Members) > 0 && (st.N > 0 || st.More > 0) {
					visit(urnOf(d.Step, st), st.Members)
				}
			}
		}
	}
}
