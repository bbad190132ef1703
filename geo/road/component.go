package road

import "sitedraw/geo"

// strongest returns the graph of the part with most junctions of which each can be
// reached from each other, of equally large ones the one with the least junction.
func (n *network) strongest() *Graph {
	first, arcs, _ := arcsOf(len(n.junctions), n.edges)
	part, sizes := strongParts(first, arcs)
	best := int32(0)
	for _, p := range part { // by junction, so that ties fall to the least
		if sizes[p] > sizes[best] {
			best = p
		}
	}
	numbers := make([]int32, len(n.junctions))
	var junctions []geo.Point
	for i, p := range part {
		numbers[i] = int32(len(junctions))
		if p == best {
			junctions = append(junctions, n.junctions[i])
		}
	}
	var edges []edge
	var shapes []geo.Line
	for i, e := range n.edges {
		if part[e.from] != best || part[e.to] != best {
			n.report.LostMetres += int64(e.length)
			continue
		}
		n.report.Metres += int64(e.length)
		e.from, e.to = numbers[e.from], numbers[e.to]
		edges, shapes = append(edges, e), append(shapes, n.shapes[i])
	}
	g := newGraph(junctions, edges, shapes)
	g.report = n.report
	g.report.Junctions, g.report.Edges = int64(len(junctions)), int64(len(edges))
	g.report.Parts, g.report.Lost = int64(max(0, len(sizes)-1)), int64(len(part)-len(junctions))
	g.report.Metres /= 1000
	g.report.LostMetres /= 1000
	return g
}

// strongParts numbers the strongly connected parts and tells for each junction to
// which it belongs (Tarjan 1972, doi 10.1137/0201010, with a stack of our own for
// the recursion). It takes time in proportion to arcs.
func strongParts(first []int32, arcs []arc) (part []int32, sizes []int) {
	junctions := len(first) - 1
	t := &tarjan{
		first: first, arcs: arcs, next: make([]int32, junctions), order: make([]int32, junctions),
		low: make([]int32, junctions), part: make([]int32, junctions),
	}
	copy(t.next, first)
	for root := range junctions {
		if t.order[root] == 0 {
			t.search(int32(root))
		}
	}
	return t.part, t.sizes
}

// tarjan is one search for strongly connected parts. order is the number at which
// a junction was found, from 1; low the least that its part is known to reach.
type tarjan struct {
	first, next []int32 // arcs of each junction, and the next of them to follow
	arcs        []arc
	order, low  []int32
	part        []int32
	sizes       []int
	found       int32
	path        []int32 // from the root to where the search is
	waiting     []int32 // found, and of no part yet
	waits       []bool
}

func (t *tarjan) search(root int32) {
	t.enter(root)
	for len(t.path) > 0 {
		v := t.path[len(t.path)-1]
		if t.next[v] < t.first[v+1] {
			w := t.arcs[t.next[v]].head
			t.next[v]++
			switch {
			case t.order[w] == 0:
				t.enter(w)
			case t.waits[w]:
				t.low[v] = min(t.low[v], t.order[w])
			}
			continue
		}
		t.path = t.path[:len(t.path)-1]
		if len(t.path) > 0 {
			u := t.path[len(t.path)-1]
			t.low[u] = min(t.low[u], t.low[v])
		}
		if t.low[v] == t.order[v] {
			t.close(v)
		}
	}
}

func (t *tarjan) enter(v int32) {
	if t.waits == nil {
		t.waits = make([]bool, len(t.order))
	}
	t.found++
	t.order[v], t.low[v], t.waits[v] = t.found, t.found, true
	t.path, t.waiting = append(t.path, v), append(t.waiting, v)
}

// close makes a part of v and all that waits since it was found.
func (t *tarjan) close(v int32) {
	size := 0
	for {
		w := t.waiting[len(t.waiting)-1]
		t.waiting = t.waiting[:len(t.waiting)-1]
		t.waits[w], t.part[w] = false, int32(len(t.sizes))
		size++
		if w == v {
			break
		}
	}
	t.sizes = append(t.sizes, size)
}
