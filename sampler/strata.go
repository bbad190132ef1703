package sampler

import "slices"

// stratum is the candidates of one scope that share a key.
type stratum struct {
	name    string
	suffix  string // of the scope's name; empty without strata
	members []int32
}

// stratify splits the candidates by the step's key, strata in the order of
// their names. Without a key everything is one stratum; with one, no candidates
// are no strata.
func (d *drawing) stratify(s *Step, members []int32) []stratum {
	if s.By == "" {
		return []stratum{{members: members}}
	}
	g := d.groupBy(s.By)
	sorted, starts := g.gather(members)
	var strata []stratum
	for i, name := range g.names {
		if start, end := starts[i], starts[i+1]; start < end {
			strata = append(strata, stratum{name: name, suffix: "/" + escapeScope(name), members: sorted[start:end:end]})
		}
	}
	return strata
}

// gather sorts members by their groups, in each as they came; group i starts at
// starts[i] and ends where the next starts.
func (g *grouping) gather(members []int32) (sorted, starts []int32) {
	starts = make([]int32, len(g.names)+1)
	for _, site := range members {
		starts[g.at(site)+1]++
	}
	for i := range g.names {
		starts[i+1] += starts[i]
	}
	sorted = make([]int32, len(members))
	next := slices.Clone(starts)
	for _, site := range members {
		group := g.at(site)
		sorted[next[group]] = site
		next[group]++
	}
	return sorted, starts
}

// allocate returns how many of the step's n each stratum gets: draw-v1 §5.
func (d *drawing) allocate(s *Step, name string, strata []stratum) []int {
	if len(strata) == 1 && s.N != All { // nothing to split, so no key is needed
		d.sizes = append(d.sizes[:0], min(clampInt(s.N), len(strata[0].members)))
		return d.sizes
	}
	d.sizes = d.sizes[:0]
	for _, st := range strata {
		d.sizes = append(d.sizes, len(st.members))
	}
	sizes := d.sizes
	key := NewKey(d.seed, name+"+allocate")
	if s.N == All {
		return sizes
	}
	switch s.Allocate {
	case Each:
		return allocateEach(clampInt(s.N), sizes)
	case Equal:
		return allocateEqual(clampInt(s.N), sizes, strata, key)
	default:
		return allocateProportional(clampInt(s.N), sizes, key)
	}
}

func allocateEach(n int, sizes []int) []int {
	shares := make([]int, len(sizes))
	for i, size := range sizes {
		shares[i] = min(n, size)
	}
	return shares
}

func total(sizes []int) int {
	sum := 0
	for _, size := range sizes {
		sum += size
	}
	return sum
}

// allocateProportional gives every stratum ⌊n·N_s/N⌋ and spreads the rest by
// systematic rounding over the fractions, so that every site keeps π = n/N.
func allocateProportional(n int, sizes []int, key Key) []int {
	all := total(sizes)
	if n >= all {
		return sizes
	}
	// n < N ≤ 2³¹, so products stay below 2⁶².
	shares := make([]int, len(sizes))
	r := int(NewStream(key).Below(uint64(all)))
	before := 0 // Σ of the fractions' numerators over the strata before
	for i, size := range sizes {
		shares[i] = n * size / all
		after := before + n*size%all
		// One more if some r + k·N lies in [before, after): the first such
		// number at or after before is the candidate.
		next := r
		if before > r {
			next += (before - r + all - 1) / all * all
		}
		if next < after {
			shares[i]++
		}
		before = after
	}
	return shares
}

// allocateEqual gives one at a time to the stratum with room that has the least
// so far, ties by the tickets of the strata.
func allocateEqual(n int, sizes []int, strata []stratum, key Key) []int {
	shares, open, left := level(n, sizes)
	if left > 0 {
		for _, i := range leastTickets(open, strata, key, left) {
			shares[i]++
		}
	}
	return shares
}

// level gives n to the strata in turn. All with room rise together, so it is
// enough to find the level they reach; what is left over is one for some of the
// open strata, fewer than there are.
func level(n int, sizes []int) (shares, open []int, left int) {
	shares = make([]int, len(sizes))
	if n >= total(sizes) {
		copy(shares, sizes)
		return shares, nil, 0
	}
	open = make([]int, 0, len(sizes))
	for left = n; ; {
		var room int
		open, room = openStrata(open[:0], sizes, shares)
		if left < len(open) {
			return shares, open, left
		}
		rise := min(room, left/len(open))
		for _, i := range open {
			shares[i] += rise
		}
		left -= rise * len(open)
	}
}

// openStrata appends the strata with room and returns the least room among them.
func openStrata(open, sizes, shares []int) ([]int, int) {
	room := 0
	for i := range sizes {
		if free := sizes[i] - shares[i]; free > 0 {
			if len(open) == 0 || free < room {
				room = free
			}
			open = append(open, i)
		}
	}
	return open, room
}

// leastTickets returns the k strata of least ticket.
func leastTickets(open []int, strata []stratum, key Key, k int) []int {
	tickets := make(map[int]Ticket, len(open))
	for _, i := range open {
		tickets[i] = key.Ticket(strata[i].name)
	}
	slices.SortFunc(open, func(a, b int) int { return tickets[a].Compare(tickets[b]) })
	return open[:k]
}
