package road

// search finds the cheapest ways from one place (Dijkstra 1959, doi
// 10.1007/BF01386390). Junctions are settled by milliseconds; one that is found
// again as fast and shorter, which takes an arc of no time, is gone on from again.
// A search keeps its memory between questions and belongs to one goroutine.
type search struct {
	graph *Graph
	costs []cost  // by junction; unreached if it was not yet
	by    []int32 // by junction: the arc that came there last, −1 at the start; nil: not kept
	wants []bool  // junctions whose cost is asked for
	left  int     // how many of them are not settled
	heap  heap
}

func (g *Graph) newSearch() *search {
	return &search{graph: g, costs: make([]cost, len(g.junctions)), wants: make([]bool, len(g.junctions))}
}

// run finds the costs from exits to all junctions that are among the ends of
// targets; those of others may be too high.
func (s *search) run(exits []end, targets ...[]end) {
	s.begin()
	for _, entries := range targets {
		for _, e := range entries {
			s.want(e.junction)
		}
	}
	for _, e := range exits {
		s.start(e)
	}
	last := cost(0) // of the last junction that was asked for
	for len(s.heap) > 0 && (s.left > 0 || !s.heap[0].after(last)) {
		w := s.heap.pop()
		junction := w.junction()
		c := s.costs[junction]
		if w.after(c) || c.far() {
			continue
		}
		if s.wants[junction] {
			s.wants[junction], last = false, c
			s.left--
		}
		s.relax(junction, c)
	}
}

func (s *search) begin() {
	s.heap, s.left = s.heap[:0], 0
	for i := range s.costs {
		s.costs[i] = unreached
	}
	clear(s.wants)
}

func (s *search) want(junction int32) {
	if !s.wants[junction] {
		s.wants[junction] = true
		s.left++
	}
}

// start sets out from an exit.
func (s *search) start(e end) {
	if e.cost < s.costs[e.junction] {
		s.costs[e.junction] = e.cost
		if s.by != nil {
			s.by[e.junction] = -1
		}
		s.heap.push(newWaiting(e.cost, e.junction))
	}
}

// relax goes on from a junction along all its arcs.
func (s *search) relax(junction int32, c cost) {
	from := s.graph.first[junction]
	arcs := s.graph.arcs[from:s.graph.first[junction+1]]
	for i := range arcs {
		a := &arcs[i]
		next := c + newCost(a.milliseconds, a.millimetres)
		if next >= s.costs[a.head] {
			continue
		}
		s.costs[a.head] = next
		s.heap.push(newWaiting(next, a.head))
		if s.by != nil {
			s.by[a.head] = from + int32(i)
		}
	}
}

// to is the cost from where run began to a place with these entries, unreached if
// there is no way, and the entry that is taken.
func (s *search) to(entries []end) (cost, end) {
	best, by := unreached, end{junction: -1}
	for _, e := range entries {
		if c := s.costs[e.junction]; c != unreached && c+e.cost < best {
			best, by = c+e.cost, e
		}
	}
	if best != unreached && best.far() {
		return unreached, by
	}
	return best, by
}
