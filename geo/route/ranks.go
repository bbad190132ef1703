package route

import (
	"cmp"
	"slices"
)

// Orders to insert stops by, beside a random one, and how often each is taken
// (Christiaens & Vanden Berghe 2020, table 2, whose demand is the service here).
const (
	byService = iota // longest first
	byFar            // farthest from where tours begin first
	byNear           // nearest first
	byWidth          // shortest time in windows first
	byOpening        // earliest window first
	byClosing        // latest end of windows first
	orders           // how many there are
)

// randomly is none of them.
const randomly = orders

// orderShares lists the orders as often as each is taken.
var orderShares = [...]int{
	randomly, randomly, randomly, randomly,
	byService, byService, byService, byService,
	byFar, byFar, byNear,
	byWidth, byWidth, byOpening, byOpening, byClosing, byClosing,
}

// rankStops ranks the stops for each order. Those of higher weight are before all
// others.
func (in *instance) rankStops() {
	early, late, width := in.hours()
	near := in.nearestStart()
	keys := [orders]func(k int32) int64{
		byService: func(k int32) int64 { return -max(in.service[k], in.load[k]) },
		byFar:     func(k int32) int64 { return -near[k] },
		byNear:    func(k int32) int64 { return near[k] },
		byWidth:   func(k int32) int64 { return width[k] },
		byOpening: func(k int32) int64 { return early[k] },
		byClosing: func(k int32) int64 { return -late[k] },
	}
	sorted := make([]int32, in.stops)
	for _, key := range keys {
		for k := range sorted {
			sorted[k] = int32(k)
		}
		slices.SortStableFunc(sorted, func(a, b int32) int { return cmp.Compare(key(a), key(b)) })
		rank := make([]int32, in.stops)
		for i, k := range sorted {
			rank[k] = int32(i)
		}
		in.ranks = append(in.ranks, rank)
	}
}

// hours returns the first and last time at which each stop's service may begin on
// any tour, and how long it may in all.
func (in *instance) hours() (early, late, width []int64) {
	for k := range in.stops {
		first, last, sum := int64(never), int64(-never), int64(0)
		for class := range len(in.spans) / in.stops {
			s := &in.spans[class*in.stops+k]
			first, last = min(first, s.early), max(last, s.late)
			if s.windows == nil {
				sum += max(0, s.late-s.early)
			}
			for _, w := range s.windows {
				sum += w.To - w.From
			}
		}
		early, late, width = append(early, first), append(late, last), append(width, sum)
	}
	return early, late, width
}

// nearestStart returns the way to each stop from where tours begin, the shortest.
func (in *instance) nearestStart() []int64 {
	near := make([]int64, in.stops)
	for k := range near {
		near[k] = never
		for r := range in.plans {
			near[k] = min(near[k], int64(in.leg(in.plans[r].start, int32(k))))
		}
	}
	return near
}
