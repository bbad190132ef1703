package geo

import (
	"cmp"
	"math"
	"slices"
)

// Index finds located sites by place. Every site has a number, 0 … n−1, in the
// order of ids, so that ties by number are ties by id. Answers are in an order
// that does not depend on how the index was built: by number, or by distance in
// whole millimetres and then number.
//
// Points are packed along a Hilbert curve, with a tree of boxes above them
// (17 bytes a point in all). An index never changes, is built anew for each
// version of a register, and may be asked by many goroutines. The zero value is
// empty.
type Index struct {
	tree    packed
	numbers []int32 // by slot
	slots   []int32 // by number; −1: unlocated
}

// NewIndex returns an index of points whose numbers are their positions in the
// slice: at most 2³¹−1.
func NewIndex(points []Point) *Index {
	x := &Index{numbers: hilbertOrder(points), slots: make([]int32, len(points))}
	packing := make([]Point, len(points))
	for slot, number := range x.numbers {
		packing[slot] = points[number]
		x.slots[number] = int32(slot)
	}
	x.tree = packPoints(packing)
	return x
}

// NewSiteIndex returns an index of the sites by position; their numbers are their
// positions in the slice. Unlocated sites keep their number and are never found.
func NewSiteIndex(sites []Site) *Index {
	located := make([]Point, 0, len(sites))
	owners := make([]int32, 0, len(sites))
	for i := range sites {
		if p, ok := sites[i].Position(); ok {
			located = append(located, p)
			owners = append(owners, int32(i))
		}
	}
	x := NewIndex(located)
	x.slots = slices.Repeat([]int32{-1}, len(sites))
	for slot, i := range x.numbers {
		x.numbers[slot] = owners[i]
		x.slots[owners[i]] = int32(slot)
	}
	return x
}

// Len returns how many located points the index holds.
func (x *Index) Len() int { return len(x.tree.points) }

// Point returns the point of a number, and false if there is none.
func (x *Index) Point(number int32) (Point, bool) {
	if number < 0 || int(number) >= len(x.slots) || x.slots[number] < 0 {
		return Point{}, false
	}
	return x.tree.points[x.slots[number]], true
}

// VisitBox calls visit for every point in the box or on its border until it
// returns false. The order of calls means nothing and must not reach a result;
// InBox sorts.
func (x *Index) VisitBox(box Box, visit func(number int32, p Point) bool) {
	x.tree.covered(&cover{box: box}, func(from, to int, lies location) bool {
		numbers := x.numbers[from:to]
		for i, p := range x.tree.points[from:to] {
			if (lies == inside || box.Contains(p)) && !visit(numbers[i], p) {
				return false
			}
		}
		return true
	})
}

// InBox returns the numbers of the points in the box or on its border, ascending.
func (x *Index) InBox(box Box) []int32 { return x.InWindow(Window{cover: cover{box: box}}) }

// InWindow returns the numbers of the points that the window covers, boundaries
// included, ascending. For polygons, take NewWindow of them.
func (x *Index) InWindow(w Window) []int32 {
	var found []int32
	x.tree.covered(&w.cover, func(from, to int, lies location) bool {
		if lies == inside {
			found = append(found, x.numbers[from:to]...)
			return true
		}
		for slot := from; slot < to; slot++ {
			if w.covers(x.tree.points[slot]) {
				found = append(found, x.numbers[slot])
			}
		}
		return true
	})
	slices.Sort(found)
	return found
}

// Within returns the points whose distance from a place is at most limit
// millimetres, by distance and number.
func (x *Index) Within(from Point, limit int64) []Found {
	return x.Finder().Within(from, limit)
}

// Nearest returns the count points nearest to a place, by distance and number.
func (x *Index) Nearest(from Point, count int) []Found {
	return x.Finder().Nearest(from, count, AnyDistance)
}

// Found is a point and how far it is.
type Found struct {
	Number      int32
	Millimetres int64 // great-circle distance of draw-v1 §8
}

// AnyDistance is a limit that no distance on Earth reaches.
const AnyDistance = math.MaxInt64

func compareFound(a, b Found) int {
	return cmp.Or(cmp.Compare(a.Millimetres, b.Millimetres), cmp.Compare(a.Number, b.Number))
}
