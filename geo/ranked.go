package geo

import (
	"cmp"
	"math"
	"slices"
)

// Ranked is an index whose points have ranks, such as the tickets of a draw, and
// whose nodes know the least rank below them. It finds the points of least rank in
// any window without looking at the others: 8.5 bytes a point beside the index. It
// never changes and may be asked by many goroutines.
type Ranked struct {
	index *Index
	ranks []uint64 // by slot
	least []uint64 // by node
}

// NoRank is the rank of a point that takes no part and is never found.
const NoRank = math.MaxUint64

// Ranked gives each point the rank of its number. There must be one for every
// number, those of unlocated sites too, which mean nothing.
func (x *Index) Ranked(ranks []uint64) *Ranked {
	r := &Ranked{index: x, ranks: make([]uint64, x.Len()), least: make([]uint64, len(x.tree.boxes))}
	for slot, number := range x.numbers {
		r.ranks[slot] = ranks[number]
	}
	for i := range r.least {
		r.least[i] = NoRank
	}
	below, group := r.ranks, bucketSize
	for level := range max(0, len(x.tree.starts)-1) {
		least := r.least[x.tree.starts[level]:x.tree.starts[level+1]]
		for i, rank := range below {
			least[i/group] = min(least[i/group], rank)
		}
		below, group = least, fanout
	}
	return r
}

// RankedPoint is a point by its number.
type RankedPoint struct {
	Number int32
	Rank   uint64
}

// Least returns the count points of least rank that at least one of the windows
// covers, boundaries included, by rank and then number; all of them if there are
// not so many. Points of the same rank as the last follow it. A box over the
// antimeridian is two windows.
//
// Nodes wait in a queue in the order of their ranks (Hjaltason & Samet 1999,
// doi:10.1145/320248.320255, with ranks for distances) until the next is above the
// count-th least rank found. Nothing above that is asked whether it is covered, and
// nothing is where a node lies wholly inside.
func (r *Ranked) Least(count int, windows ...Window) []RankedPoint {
	if count <= 0 {
		return nil
	}
	s := rankedSearch{Ranked: r, windows: windows, count: count, bound: NoRank - 1}
	s.search()
	slices.SortFunc(s.found, func(a, b RankedPoint) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number))
	})
	for len(s.found) > 0 && s.found[len(s.found)-1].Rank > s.bound {
		s.found = s.found[:len(s.found)-1]
	}
	return s.found
}

// rankedSearch is one question.
type rankedSearch struct {
	*Ranked

	windows []Window
	count   int
	bound   uint64        // greatest rank that can still matter
	queue   packedQueue   // nodes above level 0 to look into
	best    []uint64      // max-heap of the count least ranks
	found   []RankedPoint // all that may be among the least

	narrowed     bool      // whether parent and leaf are in use
	parent, leaf coverCell // within the node of level 1 that is looked into, and of level 0
}

func (s *rankedSearch) search() {
	if root, full := s.index.tree.root(); full {
		s.nodes(root, 1, boundary)
	}
	for len(s.queue) > 0 {
		next := s.queue.pop()
		if next.rank > s.bound {
			return // and so are all to come
		}
		if next.level == 1 && next.lies != inside {
			s.narrow(s.index.tree.boxes[s.index.tree.at(next.packedNode)])
		}
		first, count := s.index.tree.children(next.packedNode)
		s.nodes(first, count, next.lies)
	}
}

// nodes looks at neighbouring nodes, whose parent lies so to the windows: into
// those of level 0 at once, for there are too many of them to wait in order.
func (s *rankedSearch) nodes(first packedNode, count int, parent location) {
	at := s.index.tree.at(first)
	for i, least := range s.least[at : at+count] {
		if least > s.bound {
			continue
		}
		node, lies := packedNode{first.level, first.i + int32(i)}, parent
		if parent != inside {
			lies = s.place(node.level, s.index.tree.boxes[at+i])
		}
		switch {
		case lies == outside:
		case node.level == 0:
			s.points(node, lies)
		default:
			s.queue.push(packedItem{node, least, lies})
		}
	}
}

// narrow prepares for the nodes of level 0 below one with that box.
func (s *rankedSearch) narrow(b Box) {
	s.narrowed = false
	if len(s.windows) == 1 && s.windows[0].grid != nil {
		var cell coverCell
		if cell, s.narrowed = s.windows[0].grid.around(b); s.narrowed {
			s.parent.narrowTo(b, &cell)
		}
	}
}

// place says how the box of a node lies to the windows together: inside only if one
// of them covers it all.
func (s *rankedSearch) place(level int32, b Box) location {
	if level == 0 && s.narrowed {
		s.leaf.narrowTo(b, &s.parent)
		return s.leaf.lies()
	}
	together := outside
	for i := range s.windows {
		together = max(together, s.windows[i].lies(b))
	}
	return together
}

// points looks at the points of a node of level 0.
func (s *rankedSearch) points(n packedNode, lies location) {
	from, to := s.index.tree.slots(n)
	for slot := from; slot < to; slot++ {
		if rank := s.ranks[slot]; rank <= s.bound && (lies == inside || s.covers(s.index.tree.points[slot])) {
			s.found = append(s.found, RankedPoint{s.index.numbers[slot], rank})
			s.tighten(rank)
		}
	}
}

// tighten lowers the bound once count points are known: the greatest of their ranks
// bounds the answer.
func (s *rankedSearch) tighten(rank uint64) {
	if len(s.best) < s.count {
		s.best = append(s.best, rank)
		siftUp(s.best)
	} else if rank < s.best[0] {
		s.best[0] = rank
		siftDown(s.best)
	}
	if len(s.best) == s.count {
		s.bound = s.best[0]
	}
}

// covers reports whether a window covers a point.
func (s *rankedSearch) covers(p Point) bool {
	if s.narrowed {
		return s.leaf.covers(p)
	}
	for i := range s.windows {
		if s.windows[i].covers(p) {
			return true
		}
	}
	return false
}
