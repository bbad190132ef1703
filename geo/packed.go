package geo

const (
	// bucketSize is how many points share a node of the lowest level.
	bucketSize = 16
	// fanout is how many nodes share one of the level above.
	fanout = 16
)

// packed is a tree of boxes over points that lie in the order of Hilbert's curve:
// a packed R-tree (I. Kamel & C. Faloutsos, "On packing R-trees", CIKM 1993,
// doi:10.1145/170088.170403). Node i of a level stands for the points or nodes
// i·16 … i·16+15 of what is below, so nothing but boxes is kept, and the points of
// any node are neighbours in memory. The highest level has one node. The zero
// value is empty.
type packed struct {
	points []Point // a place in it is a slot
	boxes  []Box   // of the nodes, the lowest level first
	starts []int   // by level: where its boxes begin; one more at the end
}

// packPoints builds the tree over points, which it keeps.
func packPoints(points []Point) packed {
	t := packed{points: points}
	if len(points) == 0 {
		return t
	}
	t.starts, t.boxes = []int{0}, make([]Box, 0, packedNodes(len(points)))
	for from := 0; from < len(points); from += bucketSize {
		t.boxes = append(t.boxes, boundsOf(points[from:min(from+bucketSize, len(points))]))
	}
	for below := t.boxes; len(below) > 1; {
		begin := len(t.boxes)
		t.starts = append(t.starts, begin)
		for from := 0; from < len(below); from += fanout {
			box := below[from]
			for _, b := range below[from:min(from+fanout, len(below))] {
				box = box.Union(b)
			}
			t.boxes = append(t.boxes, box)
		}
		below = t.boxes[begin:]
	}
	t.starts = append(t.starts, len(t.boxes))
	return t
}

// packedNodes is how many nodes stand above n > 0 points.
func packedNodes(n int) int {
	level := (n + bucketSize - 1) / bucketSize
	all := level
	for level > 1 {
		level = (level + fanout - 1) / fanout
		all += level
	}
	return all
}

// packedNode is a node by its level, 0 for those of points, and its position in
// the level.
type packedNode struct{ level, i int32 }

// root is the node of all points; false if there are none.
func (t *packed) root() (packedNode, bool) {
	return packedNode{level: int32(len(t.starts) - 2)}, len(t.points) > 0
}

// at is the position of a node among the boxes.
func (t *packed) at(n packedNode) int { return t.starts[n.level] + int(n.i) }

// children returns the first child of a node above level 0, and how many it has.
func (t *packed) children(n packedNode) (first packedNode, count int) {
	below := t.starts[n.level] - t.starts[n.level-1]
	first = packedNode{level: n.level - 1, i: n.i * fanout}
	return first, min(fanout, below-int(first.i))
}

// slots are the slots of a node's points, from ≤ slot < to.
func (t *packed) slots(n packedNode) (from, to int) {
	span := bucketSize
	for range n.level {
		span *= fanout
	}
	from = int(n.i) * span
	return from, min(from+span, len(t.points))
}

// counts says of every node, as boxes has them, how many points it stands for.
func (t *packed) counts() []int32 {
	counts := make([]int32, len(t.boxes))
	for level := range int32(len(t.starts) - 1) {
		for i := range counts[t.starts[level]:t.starts[level+1]] {
			from, to := t.slots(packedNode{level: level, i: int32(i)})
			counts[t.starts[level]+i] = int32(to - from)
		}
	}
	return counts
}

// covered calls visit with every run of slots, from ≤ slot < to, that may hold
// points of a cover, until it returns false: inside if it covers all of
// them, else the points of one node of level 0.
func (t *packed) covered(c *cover, visit func(from, to int, lies location) bool) {
	if root, full := t.root(); full {
		t.coveredBelow(root, c, visit)
	}
}

func (t *packed) coveredBelow(n packedNode, c *cover, visit func(from, to int, lies location) bool) bool {
	lies := c.lies(t.boxes[t.at(n)])
	if lies == outside {
		return true
	}
	if lies == inside || n.level == 0 {
		from, to := t.slots(n)
		return visit(from, to, lies)
	}
	child, count := t.children(n)
	for range count {
		if !t.coveredBelow(child, c, visit) {
			return false
		}
		child.i++
	}
	return true
}
