package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/tidwall/rtree"
)

// Index finds located sites by place. Every site has a number, 0 … n−1, in the
// order of ids, so that ties by number are ties by id. Answers are in an order
// that does not depend on how the index was built: by number, or by distance in
// whole millimetres and then number.
//
// Points are packed along a Hilbert curve into buckets of bucketSize; the
// buckets' boxes are held in an R-tree. An index never changes, is built anew
// for each version of a register, and may be asked by many goroutines. The zero
// value is empty.
type Index struct {
	tree    rtree.RTreeG[int32] // boxes of the buckets, in E7 as float64, with their numbers
	points  []Point             // in the order of buckets; a place in it is a slot
	units   []vector            // of points
	numbers []int32             // of points
	slots   []int32             // by number; −1: unlocated
}

// bucketSize is how many points share an entry of the R-tree. From 16 to 128 all
// queries take the same time within 20 %.
const bucketSize = 32

// NewIndex returns an index of points whose numbers are their positions in the
// slice: at most 2³¹−1.
func NewIndex(points []Point) *Index {
	keys := make([]uint64, len(points))
	if len(points) > 0 {
		grid := newHilbertGrid(boundsOf(points))
		for i, p := range points {
			keys[i] = grid.key(p)<<32 | uint64(i)
		}
	}
	return packIndex(keys, len(points), func(i int32) Point { return points[i] })
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

// packIndex builds the index of n points from keys: place on the curve above,
// number below.
func packIndex(keys []uint64, n int, point func(int32) Point) *Index {
	slices.Sort(keys)
	x := &Index{
		points:  make([]Point, n),
		units:   make([]vector, n),
		numbers: make([]int32, n),
		slots:   make([]int32, n),
	}
	for slot, key := range keys {
		number := int32(uint32(key))
		p := point(number)
		x.points[slot], x.units[slot] = p, newVector(p)
		x.numbers[slot], x.slots[number] = number, int32(slot)
	}
	for from := 0; from < n; from += bucketSize {
		lo, hi := corners(boundsOf(x.points[from:min(from+bucketSize, n)]))
		x.tree.Insert(lo, hi, int32(from/bucketSize))
	}
	return x
}

// corners are a box's ends as the R-tree has them.
func corners(b Box) (lo, hi [2]float64) {
	return [2]float64{float64(b.Min.Lon), float64(b.Min.Lat)}, [2]float64{float64(b.Max.Lon), float64(b.Max.Lat)}
}

// Len returns how many located points the index holds.
func (x *Index) Len() int { return len(x.points) }

// Point returns the point of a number, and false if there is none.
func (x *Index) Point(number int32) (Point, bool) {
	if number < 0 || int(number) >= len(x.slots) || x.slots[number] < 0 {
		return Point{}, false
	}
	return x.points[x.slots[number]], true
}

// bucket returns the slots of a bucket, from ≤ slot < to.
func (x *Index) bucket(b int32) (from, to int) {
	from = int(b) * bucketSize
	return from, min(from+bucketSize, len(x.points))
}

// VisitBox calls visit for every point in the box or on its border until it
// returns false. The order of calls means nothing and must not reach a result;
// InBox sorts.
func (x *Index) VisitBox(box Box, visit func(number int32, p Point) bool) {
	lo, hi := corners(box)
	x.tree.Search(lo, hi, func(low, high [2]float64, b int32) bool {
		from, to := x.bucket(b)
		points, numbers := x.points[from:to], x.numbers[from:to]
		if low[0] >= lo[0] && low[1] >= lo[1] && high[0] <= hi[0] && high[1] <= hi[1] {
			for i, p := range points {
				if !visit(numbers[i], p) {
					return false
				}
			}
			return true
		}
		for i, p := range points {
			if box.Contains(p) && !visit(numbers[i], p) {
				return false
			}
		}
		return true
	})
}

// InBox returns the numbers of the points in the box or on its border, ascending.
func (x *Index) InBox(box Box) []int32 {
	var found []int32
	x.VisitBox(box, func(number int32, _ Point) bool {
		found = append(found, number)
		return true
	})
	slices.Sort(found)
	return found
}

// InWindow returns the numbers of the points that the window covers, boundaries
// included, ascending. For polygons, take NewWindow of them.
func (x *Index) InWindow(w Window) []int32 {
	var found []int32
	x.VisitBox(w.box, func(number int32, p Point) bool {
		if w.Covers(p) {
			found = append(found, number)
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
