package sampler

import (
	"cmp"
	"container/heap"
	"slices"
)

// drawLeast picks one by one the candidate whose group, then which itself, was
// drawn least, ties by ticket (rounds-v1 §3). What is accepted raises its group for
// the scope; for good only a main pick does.
func (c *scope) drawLeast() error {
	c.join()
	ranks, err := c.ranked()
	if err != nil {
		return err
	}
	w := &leastWalk{scope: c, ranks: ranks, taken: map[int32]bool{}, level: map[int32]int64{}}
	for _, r := range ranks {
		w.level[r.group] = c.cover.groups.level[r.group]
	}
	if c.step.AtMost != nil {
		if err := w.run(c.n, c.limits.hasRoom); err != nil {
			return err
		}
	}
	if err := w.run(c.n+c.reserve, func(int32) bool { return true }); err != nil {
		return err
	}
	for _, p := range c.main {
		c.cover.sites.level[p.site]++
		c.cover.groups.level[c.cover.grouping.at(p.site)]++
	}
	return nil
}

// join lets the candidates that are new come in, and their groups.
func (c *scope) join() {
	c.cover.sites.join(c.members)
	groups := make([]int32, len(c.members))
	for i, site := range c.members {
		groups[i] = c.cover.grouping.at(site)
	}
	c.cover.groups.join(groups)
}

// rank is where a candidate stands: groups one after the other, in each the least
// level first, ties by ticket.
type rank struct {
	group  int32
	site   int32
	level  int64
	ticket uint64 // its first eight bytes
}

// ranked returns the candidates in that order.
func (c *scope) ranked() ([]rank, error) {
	ranks := make([]rank, len(c.members))
	fill := func(from, to int) {
		var buf ticketBuffer
		buf.open(c.key)
		for i := from; i < to; i++ {
			site := c.members[i]
			ranks[i] = rank{
				group: c.cover.grouping.at(site), site: site, level: c.cover.sites.level[site],
				ticket: buf.ticket(c.frame.sites[site].ID).head(),
			}
		}
	}
	if err := c.parallel(len(ranks), fill); err != nil {
		return nil, err
	}
	slices.SortFunc(ranks, func(a, b rank) int {
		return cmp.Or(cmp.Compare(a.group, b.group), c.compareRanks(&a, &b))
	})
	return ranks, nil
}

// compareRanks compares candidates whose groups are level.
func (c *scope) compareRanks(a, b *rank) int {
	if d := cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.ticket, b.ticket)); d != 0 || a.site == b.site {
		return d
	}
	return c.ticket(a.site).Compare(c.ticket(b.site))
}

// leastWalk goes over candidates, group by group in turn.
type leastWalk struct {
	*scope
	ranks []rank
	taken map[int32]bool
	level map[int32]int64 // of groups, with what is accepted so far
	queue [][]rank        // of each group what is left to look at; a heap
}

// run takes candidates that have room until so many are taken.
func (w *leastWalk) run(enough int, hasRoom func(int32) bool) error {
	w.begin()
	for k := 0; len(w.queue) > 0 && len(w.main)+len(w.reserves) < enough; k++ {
		next := w.queue[0][0]
		if !w.taken[next.site] && hasRoom(next.site) && w.take(next.site) {
			w.taken[next.site] = true
			w.level[next.group]++
		}
		if w.queue[0] = w.queue[0][1:]; len(w.queue[0]) == 0 {
			heap.Pop(w)
		} else {
			heap.Fix(w, 0)
		}
		if err := w.poll(k); err != nil {
			return err
		}
	}
	return nil
}

// begin looks at every candidate anew.
func (w *leastWalk) begin() {
	w.queue = w.queue[:0]
	for rest := w.ranks; len(rest) > 0; {
		end := slices.IndexFunc(rest, func(r rank) bool { return r.group != rest[0].group })
		if end < 0 {
			end = len(rest)
		}
		w.queue, rest = append(w.queue, rest[:end]), rest[end:]
	}
	heap.Init(w)
}

// Len is the number of groups with candidates left.
func (w *leastWalk) Len() int { return len(w.queue) }

// Less compares groups, by their levels and then by their next candidates.
func (w *leastWalk) Less(i, j int) bool {
	a, b := &w.queue[i][0], &w.queue[j][0]
	if x, y := w.level[a.group], w.level[b.group]; x != y {
		return x < y
	}
	return w.compareRanks(a, b) < 0
}

// Swap is heap.Interface's.
func (w *leastWalk) Swap(i, j int) { w.queue[i], w.queue[j] = w.queue[j], w.queue[i] }

// Push is heap.Interface's. Nobody calls it: no group comes back.
func (w *leastWalk) Push(any) {}

// Pop takes the last group away.
func (w *leastWalk) Pop() any {
	w.queue = w.queue[:len(w.queue)-1]
	return nil
}
