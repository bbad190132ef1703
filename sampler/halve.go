package sampler

import "math"

// halve reorders two or more members in dim around a value, cut, that it
// returns with the number of those before it: none before is greater, none
// after smaller; before is half of all, give or take a sixteenth. It is
// Hoare's FIND (1961, doi 10.1145/366622.366647) with pivots from samples,
// ended early. On the average it looks at each member less than twice.
func halve(a []member, dim int) (before int, cut float64) {
	aim, slack := len(a)/2, len(a)/16
	for left, right := 0, len(a); ; {
		rest := a[left:right]
		cut = pivotOf(rest, dim, aim-left)
		before = left + partition(rest, dim, cut)
		if before == left { // nobody is less: those equal go first
			before += partitionEqual(rest, dim, cut)
			if before >= aim {
				return aim, cut
			}
		}
		switch {
		case before < aim-slack:
			left = before
		case before > aim+slack:
			right = before
		default:
			return before, cut
		}
	}
}

// partition puts those less than the pivot first and returns their number. No
// branch depends on the values, since half of these would be mispredicted: the
// sign bit of a difference tells who is less.
func partition(a []member, dim int, pivot float64) int {
	less := 0
	for i := range a {
		behind := a[i].at[dim&1] - pivot
		a[i], a[less] = a[less], a[i]
		less += int(math.Float64bits(behind) >> 63)
	}
	return less
}

// partitionEqual puts those equal to the pivot, the least of all, first.
func partitionEqual(a []member, dim int, pivot float64) int {
	equal := 0
	for i := range a {
		if a[i].at[dim&1] == pivot {
			a[i], a[equal] = a[equal], a[i]
			equal++
		}
	}
	return equal
}

// pivotOf guesses the value of rank aim, which is less than len(a), from a
// sample that is spread over a by steps of the golden ratio.
func pivotOf(a []member, dim, aim int) float64 {
	var buf [25]float64
	sample := buf[:5]
	switch {
	case len(a) > 1000:
		sample = buf[:25]
	case len(a) > 100:
		sample = buf[:9]
	}
	for k := range sample {
		at := uint64(uint32(k)*0x9E3779B9) * uint64(len(a)) >> 32
		v := a[at].at[dim&1]
		for ; k > 0 && sample[k-1] > v; k-- {
			sample[k] = sample[k-1]
		}
		sample[k] = v
	}
	return sample[aim*len(sample)/len(a)]
}
