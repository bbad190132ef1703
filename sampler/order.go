package sampler

// ordering walks candidates in ascending order of a 64-bit rank, ties by
// ticket, sorting only as far as somebody looks: incremental quicksort (Paredes
// & Navarro 2006). The first k of N cost O(N + k log k).
type ordering struct {
	entries []entry
	ticket  func(site int32) Ticket
	sorted  int   // entries before this place are in order
	bounds  []int // ends of the partitions still to sort, the nearest last
}

// entry is a candidate and its rank: a ticket's first eight bytes, or the bits
// of a positive float, which order alike.
type entry struct {
	rank uint64
	site int32
}

func newOrdering(entries []entry, ticket func(int32) Ticket) *ordering {
	return &ordering{entries: entries, ticket: ticket, bounds: []int{len(entries)}}
}

// at returns the k-th candidate, counted from 0; false past the end.
func (o *ordering) at(k int) (int32, bool) {
	if k >= len(o.entries) {
		return 0, false
	}
	for k >= o.sorted {
		o.advance()
	}
	return o.entries[k].site, true
}

// runLength is the size of a partition that is sorted by insertion.
const runLength = 16

// advance sorts at least one more entry.
func (o *ordering) advance() {
	end := o.bounds[len(o.bounds)-1]
	for end-o.sorted > runLength {
		end = o.partition(o.sorted, end)
		o.bounds = append(o.bounds, end)
	}
	for i := o.sorted + 1; i < end; i++ {
		for j := i; j > o.sorted && o.less(o.entries[j], o.entries[j-1]); j-- {
			o.entries[j], o.entries[j-1] = o.entries[j-1], o.entries[j]
		}
	}
	o.sorted = end
	o.bounds = o.bounds[:len(o.bounds)-1]
}

// partition splits entries[lo:hi] around a pivot and returns the end of its
// first part, which is neither empty nor everything.
func (o *ordering) partition(lo, hi int) int {
	e := o.entries
	middle, last := int(uint(lo+hi)>>1), hi-1
	if o.less(e[middle], e[lo]) {
		e[middle], e[lo] = e[lo], e[middle]
	}
	if o.less(e[last], e[lo]) {
		e[last], e[lo] = e[lo], e[last]
	}
	if o.less(e[last], e[middle]) {
		e[last], e[middle] = e[middle], e[last]
	}
	pivot := e[middle]
	i, j := lo+1, last-1
	for ; ; i, j = i+1, j-1 {
		for o.less(e[i], pivot) {
			i++
		}
		for o.less(pivot, e[j]) {
			j--
		}
		if i >= j {
			return i
		}
		e[i], e[j] = e[j], e[i]
	}
}

func (o *ordering) less(a, b entry) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.site != b.site && o.ticket(a.site).Compare(o.ticket(b.site)) < 0
}
