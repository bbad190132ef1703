package feature

import (
	"slices"
	"sort"
)

// Selection is which features of a list are meant, in the list's order. The zero
// value is none.
type Selection struct {
	from, to int     // where some is nil: all numbers from ≤ i < to
	some     []int32 // ascending
}

// All are all features of a list of a length.
func All(length int) Selection { return Selection{to: length} }

// Some are features by number, ascending, each once.
func Some(numbers []int32) Selection {
	if numbers == nil {
		numbers = []int32{}
	}
	return Selection{some: numbers}
}

// Len is how many there are.
func (s Selection) Len() int {
	if s.some != nil {
		return len(s.some)
	}
	return s.to - s.from
}

// Keep leaves those for which keeps is true.
func (s Selection) Keep(keeps func(number int) bool) Selection {
	kept := []int32{}
	s.runs(func(from, to int) {
		for i := from; i < to; i++ {
			if keeps(i) {
				kept = append(kept, int32(i))
			}
		}
	})
	return Selection{some: kept}
}

// And leaves those that are among others, by number, too.
func (s Selection) And(others []int32) Selection {
	if s.some == nil {
		from, _ := slices.BinarySearch(others, int32(s.from))
		to, _ := slices.BinarySearch(others, int32(s.to))
		return Some(others[from:to])
	}
	return Some(others).Keep(func(number int) bool {
		_, found := slices.BinarySearch(s.some, int32(number))
		return found
	})
}

// Drop leaves out the first so many.
func (s Selection) Drop(n int) Selection {
	n = min(n, s.Len())
	if s.some == nil {
		return Selection{from: s.from + n, to: s.to}
	}
	return Some(s.some[n:])
}

// Page is at most limit of those that come after a number, and reports the number
// of the last and whether more follow.
func (s Selection) Page(after, limit int) (page Selection, last int, more bool) {
	if s.some == nil {
		from := min(max(s.from, after+1), s.to)
		page = Selection{from: from, to: min(from+limit, s.to)}
		return page, page.to - 1, page.to < s.to
	}
	begin := sort.Search(len(s.some), func(i int) bool { return int(s.some[i]) > after })
	end := min(begin+limit, len(s.some))
	page = Some(s.some[begin:end])
	if end > begin {
		last = int(s.some[end-1])
	}
	return page, last, end < len(s.some)
}

// runs calls back for numbers that follow each other, from ≤ i < to.
func (s Selection) runs(call func(from, to int)) {
	if s.some == nil {
		if s.from < s.to {
			call(s.from, s.to)
		}
		return
	}
	for i := 0; i < len(s.some); {
		j := i + 1
		for j < len(s.some) && s.some[j] == s.some[j-1]+1 {
			j++
		}
		call(int(s.some[i]), int(s.some[j-1])+1)
		i = j
	}
}

// Each calls back for every number.
func (s Selection) Each(call func(number int)) {
	s.runs(func(from, to int) {
		for i := from; i < to; i++ {
			call(i)
		}
	})
}
