package sampler

import "math"

// leafSize is about how many members a leaf holds at most after building and
// after each compact. Measured; 8 to 16 make little difference.
const leafSize = 16

// cellHeight is how many levels above the leaves nodes begin to have a cell:
// lower ones seldom hold a whole search.
const cellHeight = 3

// nobody stands for the least index of an empty set; every index is less.
const nobody = math.MaxInt32

// slot is where a member stands in the tree's own order, in which neighbours
// lie side by side in memory.
type slot int32

// member is an undecided member.
type member struct {
	at    [2]float64 // X, Y
	p     float64
	place int32 // in the list A
	leaf  int32 // node of the tree
}

// box is a closed rectangle; low > high if it is empty.
type box struct{ low, high [2]float64 }

var emptyBox = box{
	low:  [2]float64{math.Inf(1), math.Inf(1)},
	high: [2]float64{math.Inf(-1), math.Inf(-1)},
}

// node of the tree: box holds its members; least is exactly the least of their
// indices, which breaks ties: where very many members have one place, only the
// few nodes with a smaller index than the best so far are looked at. A leaf's
// members stand in the slots start … end−1.
type node struct {
	box
	least      int32
	start, end slot
}

// undecided is the list A of draw-v1 §6.4, whose order decides who is drawn,
// and over the same members a k-d tree (Bentley 1975, doi
// 10.1145/361002.361007) that finds the nearest. The tree is balanced: its 2^k
// leaves are the nodes leaves … 2·leaves−1 as in a heap, node 1 the root. Boxes
// are the least ones after each compact, and too large in between. Cells are
// the regions that the splits cut out of the plane, shared borders belonging
// to both; they never change.
type undecided struct {
	list    []slot
	members []member // by slot
	index   []int32  // by slot
	nodes   []node
	cells   []box // of the nodes at cellHeight and above, when built
	leaves  int
	packed  int        // members at the last compact
	later   [32]branch // of the search at work; no tree is deeper
	sample  []int32    // indices of those taken, in the order of decision
}

func (a *undecided) len() int { return len(a.list) }

// newUndecided builds list and tree over all members. O(N log N).
func newUndecided(at []planePoint, p []float64) *undecided {
	leaves := 1
	for leaves*leafSize < len(at) {
		leaves *= 2
	}
	a := &undecided{
		list: make([]slot, len(at)), members: make([]member, len(at)), index: make([]int32, len(at)),
		nodes: make([]node, 2*leaves), cells: make([]box, max(2, 2*leaves>>cellHeight)),
		leaves: leaves, packed: len(at),
	}
	all := emptyBox
	for i, q := range at {
		a.members[i] = member{at: [2]float64{q.X, q.Y}, p: p[i], place: int32(i)}
		all.grow(a.members[i].at, a.members[i].at)
	}
	a.split(1, 0, len(at), box{low: emptyBox.high, high: emptyBox.low}, all)
	for k := range a.members {
		a.index[k] = a.members[k].place
	}
	for leaf := leaves; leaf < 2*leaves; leaf++ {
		a.settle(leaf)
	}
	a.join()
	return a
}

// split puts the members of a node in order: those on either side of the
// median of the longer side, down to the leaves. cell is the node's region, all
// what it has of the box of all members.
func (a *undecided) split(n, start, end int, cell, all box) {
	if start == end {
		return
	}
	if n < len(a.cells) {
		a.cells[n] = cell
	}
	if n >= a.leaves {
		a.nodes[n].start, a.nodes[n].end = slot(start), slot(end)
		return
	}
	dim := 0
	if all.high[1]-all.low[1] > all.high[0]-all.low[0] {
		dim = 1
	}
	before, cut := halve(a.members[start:end], dim)
	middle := start + before
	a.split(2*n, start, middle, below(cell, dim, cut), below(all, dim, cut))
	a.split(2*n+1, middle, end, above(cell, dim, cut), above(all, dim, cut))
}

// settle renews what depends on where a leaf's members stand.
func (a *undecided) settle(leaf int) {
	n := &a.nodes[leaf]
	n.box, n.least = emptyBox, nobody
	for k := n.start; k < n.end; k++ {
		m := &a.members[k]
		m.leaf = int32(leaf)
		a.list[m.place] = k
		n.grow(m.at, m.at)
		n.least = min(n.least, a.index[k])
	}
}

// join renews the inner nodes from the leaves up.
func (a *undecided) join() {
	for k := a.leaves - 1; k >= 1; k-- {
		n, left, right := &a.nodes[k], &a.nodes[2*k], &a.nodes[2*k+1]
		n.box, n.least = left.box, min(left.least, right.least)
		n.grow(right.low, right.high)
	}
}

// remove takes out a decided member: its place in the list is filled by the
// list's last, its slot by its leaf's last, whose slot until then is returned.
func (a *undecided) remove(k slot) (moved slot) {
	m, index := &a.members[k], a.index[k]
	if m.p == 1 {
		a.sample = append(a.sample, index)
	}
	end := len(a.list) - 1
	last := a.list[end]
	a.list[m.place], a.members[last].place = last, m.place
	a.list = a.list[:end]

	leaf := m.leaf
	a.nodes[leaf].end--
	if moved = a.nodes[leaf].end; moved != k {
		a.members[k], a.index[k] = a.members[moved], a.index[moved]
		a.list[a.members[k].place] = k
	}
	if a.nodes[leaf].least == index {
		a.forget(int(leaf), index)
	}
	return moved
}

// forget renews least from a leaf to the root after the member with that index
// has left.
func (a *undecided) forget(leaf int, index int32) {
	n := &a.nodes[leaf]
	n.least = nobody
	for k := n.start; k < n.end; k++ {
		n.least = min(n.least, a.index[k])
	}
	if n.least == nobody {
		n.box = emptyBox
	}
	for k := leaf / 2; k >= 1 && a.nodes[k].least == index; k /= 2 {
		n = &a.nodes[k]
		n.least = min(a.nodes[2*k].least, a.nodes[2*k+1].least)
		if n.least == nobody {
			n.box = emptyBox
		}
	}
}

// compact makes one leaf of each two and closes the gaps between them, once
// half of the members have left. O(1) a removal, amortised.
func (a *undecided) compact() {
	if a.leaves == 1 || len(a.list) > a.packed/2 {
		return
	}
	next := slot(0)
	for leaf := a.leaves / 2; leaf < a.leaves; leaf++ {
		start := next
		for _, n := range a.nodes[2*leaf : 2*leaf+2] {
			copy(a.index[next:], a.index[n.start:n.end])
			next += slot(copy(a.members[next:], a.members[n.start:n.end]))
		}
		a.nodes[leaf].start, a.nodes[leaf].end = start, next
		a.settle(leaf)
	}
	a.leaves /= 2
	a.join()
	a.packed = len(a.list)
}
