package geo

import (
	"cmp"
	"slices"
)

// hilbertOrder returns the numbers of the points along Hilbert's curve. Points of
// one cell are in the order of longitude, latitude and number, so that the same
// places lie in the same order whatever their numbers are.
func hilbertOrder(points []Point) []int32 {
	keys := make([]uint64, len(points)) // place on the curve above, number below
	if len(points) > 0 {
		grid := newHilbertGrid(boundsOf(points))
		for i, p := range points {
			keys[i] = grid.key(p)<<32 | uint64(i)
		}
	}
	keys = sortKeys(keys)
	order := make([]int32, len(keys))
	for from := 0; from < len(keys); {
		to := from
		for ; to < len(keys) && keys[to]>>32 == keys[from]>>32; to++ {
			order[to] = int32(uint32(keys[to]))
		}
		if to-from > 1 {
			slices.SortFunc(order[from:to], func(i, j int32) int {
				a, b := points[i], points[j]
				return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat), cmp.Compare(i, j))
			})
		}
		from = to
	}
	return order
}

const (
	// digitBits is what a pass of the radix sort looks at; three passes see the
	// upper half of a key.
	digitBits = 11
	digits    = 1 << digitBits
	// radixFrom is how many keys are worth three counts of digits.
	radixFrom = 2048
)

// sortKeys sorts keys whose lower halves ascend, by radix from the lowest digit of
// the upper half; passes are stable, so the lower halves need no looking at. It
// returns keys or a copy.
func sortKeys(keys []uint64) []uint64 {
	if len(keys) < radixFrom {
		slices.Sort(keys)
		return keys
	}
	other := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += digitBits {
		var starts [digits + 1]int32
		for _, key := range keys {
			starts[key>>shift%digits+1]++
		}
		for d := range digits {
			starts[d+1] += starts[d]
		}
		for _, key := range keys {
			d := key >> shift % digits
			other[starts[d]] = key
			starts[d]++
		}
		keys, other = other, keys
	}
	return keys
}
