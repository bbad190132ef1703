package geo

import (
	"math"
	"slices"
)

// Numbers returns the numbers of what Nearest would return, in its order, without
// measuring where haversines tell the order by themselves. The slice is valid until
// the next question.
func (f *Finder) Numbers(from Point, count int, limit int64) []int32 {
	f.order = f.order[:0]
	f.search(from, count, limit)
	if f.told() {
		for _, n := range f.near[:min(f.count, len(f.near))] {
			f.order = append(f.order, f.index.numbers[n.slot])
		}
		return f.order
	}
	for _, found := range f.measure(limit) {
		f.order = append(f.order, found.Number)
	}
	return f.order
}

// told sorts what was gathered by haversines and reports whether that is the order
// of distances in millimetres, all within the limit: whether each point that counts
// is nearer than the next, and than the limit, by a millimetre beyond all rounding.
func (f *Finder) told() bool {
	f.near = slices.DeleteFunc(f.near, func(n nearSlot) bool { return n.h > f.bound })
	slices.SortFunc(f.near, func(a, b nearSlot) int {
		if a.h < b.h {
			return -1
		}
		return 1 // of equal ones no order is told
	})
	for i, n := range f.near[:min(f.count, len(f.near))] {
		farther := loosen(math.Sqrt(n.h) + millimetreSine)
		if farther > f.within || i+1 < len(f.near) && f.near[i+1].h <= farther {
			return false
		}
	}
	return true
}
