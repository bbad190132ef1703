package sampler

import (
	"cmp"
	"slices"
)

// drawSystematic takes every so-manieth candidate in order of area and id
// (draw-v1 §6.2; Madow 1949 for unequal sizes): π = n/N, or exactly λ by size.
// Many pairs are never drawn together; the order spreads the sample over areas.
func (c *scope) drawSystematic() error {
	ordered := slices.Clone(c.members)
	slices.SortStableFunc(ordered, func(a, b int32) int {
		return cmp.Compare(c.frame.place.of[a], c.frame.place.of[b])
	})
	var taken []int32
	if c.step.BySize {
		certain, rest, n := c.certainty(ordered)
		c.sortByTicket(certain)
		taken = slices.Concat(certain, c.systematicBySize(rest, n))
	} else {
		taken = c.systematicEqual(ordered)
	}
	for _, site := range taken {
		c.main = append(c.main, pick{site: site})
	}
	return c.remainders(taken)
}

func (c *scope) systematicEqual(ordered []int32) []int32 {
	if c.n >= len(ordered) {
		return ordered
	}
	all, n := uint64(len(ordered)), uint64(c.n)
	r := NewStream(c.key).Below(all)
	taken := make([]int32, n)
	for k := range n {
		taken[k] = ordered[(r+k*all)/n]
	}
	return taken
}

// systematicBySize takes a site if one of the points r + k·S, k = 0 … n−1, falls
// into its part [n·C, n·(C+size)) of the line of n times all sizes.
func (c *scope) systematicBySize(rest []int32, n int) []int32 {
	if n == 0 || len(rest) == 0 {
		return nil
	}
	var sum uint64
	for _, site := range rest {
		sum += c.size(site)
	}
	target := wide{lo: NewStream(c.key).Below(sum)}
	var taken []int32
	var before uint64 // sizes of the sites passed
	for _, site := range rest {
		before += c.size(site)
		// No site left is certain, so n·size < S and at most one point falls
		// into a site.
		if target.less(product(uint64(n), before)) {
			taken = append(taken, site)
			target = target.plus(sum)
		}
	}
	return taken
}

func (c *scope) size(site int32) uint64 { return uint64(c.frame.sites[site].Size) }

// remainders fills the reserves with the sites not taken, by their tickets in a
// scope of their own.
func (c *scope) remainders(taken []int32) error {
	if c.reserve == 0 {
		return nil
	}
	gone := map[int32]bool{}
	for _, site := range taken {
		gone[site] = true
	}
	rest := keep(c.members, func(site int32) bool { return !gone[site] })
	order, err := c.byTicket(NewKey(c.seed, c.name+"+reserve"), rest)
	if err != nil {
		return err
	}
	for k := range min(c.reserve, len(rest)) {
		site, _ := order.at(k)
		c.reserves = append(c.reserves, pick{site: site})
	}
	return nil
}

// sortByTicket sorts sites by their tickets in this scope.
func (c *scope) sortByTicket(sites []int32) {
	tickets := make(map[int32]Ticket, len(sites))
	for _, site := range sites {
		tickets[site] = c.ticket(site)
	}
	slices.SortFunc(sites, func(a, b int32) int {
		x, y := tickets[a], tickets[b]
		return x.Compare(y)
	})
}
