package sampler

import "math"

// query is a search for the nearest member: the place it starts from and the
// best answer so far.
type query struct {
	at   [2]float64
	d2   float64 // squared distance of the best
	best slot    // −1 at first
}

// branch is a node that waits for its turn in a search.
type branch struct {
	node int
	d2   float64 // of its box
}

// nearest returns the other member with the least d² = dx·dx + dy·dy in
// binary64 to the given one, ties by least index, exactly as a look at all
// members would; at least one other must be left. It climbs from the member's
// own leaf and descends where something nearer may be, until the cell it has
// climbed to holds the whole disc around the place up to the best.
//
// Exact although computed in binary64: rounding is monotonic, so the distance
// to a box, computed by the same operations, never exceeds that to a member in
// it. O(log N) on the average.
func (a *undecided) nearest(k slot) slot {
	own := &a.members[k]
	q := query{at: own.at, d2: math.Inf(1), best: -1}
	leaf := &a.nodes[own.leaf]
	a.look(&q, leaf.start, k)
	a.look(&q, k+1, leaf.end)
	walled := min(len(a.cells), a.leaves>>(cellHeight-1))
	for n := int(own.leaf); n > 1; n /= 2 {
		if n < walled && a.cells[n].surrounds(&q) {
			break
		}
		if a.mayHold(n^1, a.nodes[n^1].d2(q.at), &q) {
			a.descend(n^1, &q)
		}
	}
	return q.best
}

// look offers the members in the slots start … end−1 to the query.
func (a *undecided) look(q *query, start, end slot) {
	x, y, least := q.at[0], q.at[1], q.d2
	there := a.members[start:end]
	for k := range there {
		dx, dy := there[k].at[0]-x, there[k].at[1]-y
		d2 := float64(dx*dx) + float64(dy*dy)
		if d2 < least || d2 == least && a.index[int(start)+k] < a.leastOf(q) {
			least, q.d2, q.best = d2, d2, start+slot(k)
		}
	}
}

// leastOf returns the index of the best so far.
func (a *undecided) leastOf(q *query) int32 {
	if q.best < 0 {
		return nobody
	}
	return a.index[q.best]
}

// mayHold reports whether the node, whose box is d2 away, may hold a better
// answer.
func (a *undecided) mayHold(n int, d2 float64, q *query) bool {
	return d2 < q.d2 || d2 == q.d2 && a.nodes[n].least < a.leastOf(q)
}

// descend looks for a better answer below the node, the nearer child first.
func (a *undecided) descend(n int, q *query) {
	for waiting := 0; ; {
		for n < a.leaves {
			near, far := 2*n, 2*n+1
			dNear, dFar := a.nodes[near].d2(q.at), a.nodes[far].d2(q.at)
			if dFar < dNear || dFar == dNear && a.nodes[far].least < a.nodes[near].least {
				near, far, dNear, dFar = far, near, dFar, dNear
			}
			if !a.mayHold(near, dNear, q) {
				break // nor may far
			}
			a.later[waiting] = branch{node: far, d2: dFar}
			waiting++
			n = near
		}
		if n >= a.leaves {
			a.look(q, a.nodes[n].start, a.nodes[n].end)
		}
		if n, waiting = a.unwind(waiting, q); n == 0 {
			return
		}
	}
}

// unwind returns the latest of the waiting nodes that still may hold a better
// answer, 0 if there is none, and how many wait on.
func (a *undecided) unwind(waiting int, q *query) (n, left int) {
	for waiting > 0 {
		waiting--
		if b := &a.later[waiting]; a.mayHold(b.node, b.d2, q) {
			return b.node, waiting
		}
	}
	return 0, 0
}

// d2 returns the squared distance from a place to the box, 0 inside and on the
// border, +Inf if the box is empty.
func (b *box) d2(at [2]float64) float64 {
	dx := min(at[0]-b.low[0], b.high[0]-at[0], 0) // the same square as without minus
	dy := min(at[1]-b.low[1], b.high[1]-at[1], 0)
	return float64(dx*dx) + float64(dy*dy)
}

// surrounds reports whether every place on the border of the box and beyond is
// farther away than the query's best.
func (b *box) surrounds(q *query) bool {
	d := min(q.at[0]-b.low[0], b.high[0]-q.at[0], q.at[1]-b.low[1], b.high[1]-q.at[1])
	return float64(d*d) > q.d2
}

// grow makes the box hold another one.
func (b *box) grow(low, high [2]float64) {
	for dim := range low {
		b.low[dim], b.high[dim] = min(b.low[dim], low[dim]), max(b.high[dim], high[dim])
	}
}

func below(b box, dim int, cut float64) box {
	b.high[dim] = cut
	return b
}

func above(b box, dim int, cut float64) box {
	b.low[dim] = cut
	return b
}
