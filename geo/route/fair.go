package route

import (
	"math"
	"sort"
)

// How the budget of a fair plan is shared out, in parts of fairParts.
const (
	fairParts  = 32
	fairServe  = 6 // to serve the most
	fairProbe  = 2 // a probe of the bisection; what they leave over is for travel
	probes     = 9
	fineEnough = Minute / 2
)

// fair serves the most, then bisects the latest return, then saves travel under it.
// A probe that fails may have searched too little: the bound is the best found, and
// always kept by tours that were found.
func (u *run) fair() {
	u.anneal(u.budget/fairParts*fairServe, u.wholeCooling())
	low, high := u.leastReturn(), u.latestReturn()
	for range probes {
		if high-low <= fineEnough {
			break
		}
		found := u.bestFound()
		if bound := low + (high-low)/2; u.probe(bound, u.budget/fairParts*fairProbe) {
			high = u.latestReturn()
		} else {
			u.takeBack(found)
			low = bound
		}
	}
	u.bound(high)
	u.anneal(u.budget-u.spent(), u.wholeCooling())
}

// found is a copy of the best tours.
type found struct {
	state state
	tours []tour
}

func (u *run) bestFound() found {
	f := found{state: u.best, tours: make([]tour, len(u.tours))}
	for r := range f.tours {
		f.tours[r].copyFrom(&u.bestTour[r])
	}
	return f
}

// takeBack makes what was found the best again.
func (u *run) takeBack(f found) {
	u.best = f.state
	for r := range f.tours {
		u.bestTour[r].copyFrom(&f.tours[r])
	}
}

// probe says whether tours that are back by bound serve as much as the best; then
// they are the best.
func (u *run) probe(bound int64, part int) bool {
	goal := u.best.weight
	u.bound(bound)
	u.annealTo(part, u.wholeCooling(), goal)
	return u.best.weight <= goal
}

// bound begins again from the best tours, all to be back by a time of day. Those
// that are not are taken apart and put together anew.
func (u *run) bound(latest int64) {
	u.restore()
	for r := range u.tours {
		u.ends[r] = min(u.plans[r].to, u.plans[r].midnight+latest)
		for !u.renew(r) && u.tours[r].stops() > 0 {
			u.dropLast(r)
		}
	}
	u.step++
	u.changed = u.changed[:0]
	u.recreate()
	u.keep()
}

// dropLast takes the last stop out of tour r, which is still to be renewed.
func (u *run) dropLast(r int) {
	visits := u.tours[r].visits
	last := len(visits) - 2
	u.leave(visits[last].node)
	visits[last] = visits[last+1]
	u.tours[r].visits = visits[:last+1]
}

// latestReturn is when the last of the best tours is back, by time of day.
func (u *run) latestReturn() int64 {
	latest := int64(0)
	for r := range u.bestTour {
		if t := &u.bestTour[r]; t.stops() > 0 {
			latest = max(latest, u.end(r, t)-u.plans[r].midnight)
		}
	}
	return latest
}

// leastReturn is a time of day before which some team must still be out: nobody can
// be back earlier from a stop of the best tours that is driven to alone, nor all
// from all stops if each is reached by the shortest leg to it.
func (u *run) leastReturn() int64 {
	least, work := int64(0), int64(0)
	for r := range u.bestTour {
		for _, v := range u.bestTour[r].inner() {
			least = max(least, u.returnFrom(v.node))
			work += u.service[v.node] + u.shortestTo(v.node)
		}
	}
	return least + int64(sort.Search(MaxTime, func(more int) bool { return u.timeUntil(least+int64(more)) >= work }))
}

// timeUntil is how much time all shifts have until a time of day.
func (u *run) timeUntil(latest int64) int64 {
	sum := int64(0)
	for r := range u.plans {
		sum += max(0, latest-(u.plans[r].from-u.plans[r].midnight))
	}
	return sum
}

// shortestTo is the least travel of a leg to a stop.
func (u *run) shortestTo(k int32) int64 {
	least := int64(never)
	for a, leg := range u.from[int(k)*u.nodes:][:u.nodes] {
		if a != int(k) && leg < math.MaxInt32 {
			least = min(least, int64(leg)-u.service[a])
		}
	}
	return least
}

// returnFrom is the earliest return of a tour with only this stop.
func (u *run) returnFrom(k int32) int64 {
	earliest := int64(never)
	for r := range u.plans {
		p := &u.plans[r]
		if !p.allowed[k] {
			continue
		}
		begin := u.span(r, k).earliest(p.from + int64(u.leg(p.start, k)))
		earliest = min(earliest, begin+int64(u.leg(k, p.end))-p.midnight)
	}
	return earliest
}
