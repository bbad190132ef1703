package geo

import (
	"math"
	"slices"
)

// Finder asks one index for the nearest points many times over. It keeps its
// buffers between questions, and points can be hidden from it. A Finder belongs
// to one goroutine; an index may have many.
type Finder struct {
	// Keep, if not nil, is asked about a number before the point counts.
	Keep func(number int32) bool

	index  *Index
	hidden []bool  // by slot; nil: none ever was
	alive  []int32 // by node: how many points are not hidden
	gone   []int32 // the slots that are hidden

	limit  int64   // of the last question; −1 before the first
	within float64 // haversineBound of it

	at    gauge
	count int
	bound float64     // greatest haversine that can still matter
	queue packedQueue // nodes to look into, by the least haversine of their points
	best  []float64   // max-heap of the count least haversines
	near  []nearSlot  // all that may be among the nearest
	found []Found
	order []int32 // answer of Numbers
}

type nearSlot struct {
	slot int32
	h    float64
}

// Finder returns a finder for which no point is hidden.
func (x *Index) Finder() *Finder { return &Finder{index: x, limit: -1} }

// Hide makes Finder overlook the point of a number from now on. Unknown and
// hidden numbers are ignored. The first call costs time and memory for every
// point, further ones nothing to speak of.
func (f *Finder) Hide(number int32) {
	if _, ok := f.index.Point(number); !ok {
		return
	}
	if f.hidden == nil {
		f.hidden, f.alive = make([]bool, f.index.Len()), f.index.tree.counts()
	}
	slot := f.index.slots[number]
	if f.hidden[slot] {
		return
	}
	f.hidden[slot] = true
	f.gone = append(f.gone, slot)
	f.tell(slot, -1)
}

// ShowAll takes back every Hide, in time proportional to their number.
func (f *Finder) ShowAll() {
	for _, slot := range f.gone {
		f.hidden[slot] = false
		f.tell(slot, 1)
	}
	f.gone = f.gone[:0]
}

// tell adds to what the nodes above a slot count as not hidden.
func (f *Finder) tell(slot, more int32) {
	node := slot / bucketSize
	for _, start := range f.index.tree.starts[:len(f.index.tree.starts)-1] {
		f.alive[start+int(node)] += more
		node /= fanout
	}
}

// Within returns the points neither hidden nor refused by Keep whose distance
// from a place is at most limit millimetres, by distance and number. The slice
// is valid until the next question.
func (f *Finder) Within(from Point, limit int64) []Found {
	return f.Nearest(from, math.MaxInt, limit)
}

// Nearest returns, of the points that Within would find, the first count. The
// slice is valid until the next question.
//
// Nodes are visited in the order of a lower bound of their distance
// (Hjaltason & Samet 1999, doi:10.1145/320248.320255) until the bound passes the
// count-th least distance so far. Bounds and a first selection work on the
// haversine h; only what may be among the nearest is measured by draw-v1 §8, and
// that alone decides.
func (f *Finder) Nearest(from Point, count int, limit int64) []Found {
	f.search(from, count, limit)
	return f.measure(limit)
}

// search gathers all points that may be among the nearest.
func (f *Finder) search(from Point, count int, limit int64) {
	f.best, f.near, f.queue = f.best[:0], f.near[:0], f.queue[:0]
	if limit < 0 || count <= 0 {
		return
	}
	if limit != f.limit {
		f.limit, f.within = limit, haversineBound(limit)
	}
	f.at, f.count, f.bound = newGauge(from), count, f.within
	if root, full := f.index.tree.root(); full {
		f.enqueue(root, 1)
	}
	for len(f.queue) > 0 {
		next := f.queue.pop()
		switch {
		case math.Float64frombits(next.rank) > f.bound:
			return // and so are all to come
		case next.level == 0:
			f.visit(next.packedNode)
		default:
			f.enqueue(f.index.tree.children(next.packedNode))
		}
	}
}

// enqueue adds neighbouring nodes that are near enough so far.
func (f *Finder) enqueue(n packedNode, count int) {
	first := f.index.tree.at(n)
	for i, box := range f.index.tree.boxes[first : first+count] {
		if f.alive != nil && f.alive[first+i] == 0 {
			continue
		}
		if lower := f.at.lower(box); lower <= f.bound {
			f.queue.push(packedItem{packedNode: packedNode{n.level, n.i + int32(i)}, rank: math.Float64bits(lower)})
		}
	}
}

// measure turns what was gathered into the answer.
func (f *Finder) measure(limit int64) []Found {
	f.found = f.found[:0]
	for _, n := range f.near {
		if n.h > f.bound {
			continue
		}
		mm := f.at.from.DistanceMillimetres(NewVantage(f.index.tree.points[n.slot]))
		if mm <= limit {
			f.found = append(f.found, Found{Number: f.index.numbers[n.slot], Millimetres: mm})
		}
	}
	slices.SortFunc(f.found, compareFound)
	return f.found[:min(f.count, len(f.found))]
}

// visit looks at the points of a node of level 0.
func (f *Finder) visit(n packedNode) {
	from, to := f.index.tree.slots(n)
	for i, p := range f.index.tree.points[from:to] {
		if h := f.at.haversine(p); h <= f.bound {
			f.consider(int32(from+i), h)
		}
	}
}

// consider adds a point that is near enough so far, and tightens the bound once
// count points are known: their farthest bounds the answer.
func (f *Finder) consider(slot int32, h float64) {
	if f.hidden != nil && f.hidden[slot] || f.Keep != nil && !f.Keep(f.index.numbers[slot]) {
		return
	}
	f.near = append(f.near, nearSlot{slot: slot, h: h})
	if f.count >= f.index.Len() {
		return
	}
	if len(f.best) < f.count {
		f.best = append(f.best, h)
		siftUp(f.best)
	} else if h < f.best[0] {
		f.best[0] = h
		siftDown(f.best)
	}
	if len(f.best) == f.count {
		f.bound = min(f.bound, loosen(math.Sqrt(f.best[0])+millimetreSine))
	}
}
