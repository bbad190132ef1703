package route

import "math"

// layOutLoads lays out what there is beyond the first dimension, which most
// problems do without.
func (in *instance) layOutLoads() {
	for i := range in.problem.Stops {
		in.dims = max(in.dims, len(in.problem.Stops[i].Loads))
	}
	in.loads = make([]int64, in.stops*in.dims)
	for i := range in.problem.Stops {
		copy(in.loads[i*in.dims:], in.problem.Stops[i].Loads)
	}
	for r := range in.plans {
		p := &in.plans[r]
		given := in.problem.Teams[p.team].Capacities
		for d := range in.dims {
			capacity := int64(math.MaxInt64)
			if d < len(given) && given[d] > 0 {
				capacity = given[d]
			}
			p.capacities = append(p.capacities, capacity)
		}
	}
}

// loadsOf are those of a stop in the further dimensions.
func (in *instance) loadsOf(k int32) []int64 { return in.loads[int(k)*in.dims:][:in.dims] }

// carries says whether a tour can take stop k alone, as far as loads go.
func (in *instance) carries(p *tourPlan, k int32) bool {
	for d, load := range in.loadsOf(k) {
		if load > p.capacities[d] {
			return false
		}
	}
	return in.load[k] <= p.capacity
}

// hasRoom says whether stop k fits into a tour in all further dimensions.
func (in *instance) hasRoom(p *tourPlan, t *tour, k int32) bool {
	for d, load := range in.loadsOf(k) {
		if t.loads[d]+load > p.capacities[d] {
			return false
		}
	}
	return true
}

// sumLoads sums up a tour in all further dimensions.
func (in *instance) sumLoads(t *tour) {
	t.loads = append(t.loads[:0], make([]int64, in.dims)...)
	for _, v := range t.inner() {
		for d, load := range in.loadsOf(v.node) {
			t.loads[d] += load
		}
	}
}

// bounds says whether a tour keeps to capacity and most stops.
func (p *tourPlan) bounds(t *tour) bool {
	for d, load := range t.loads {
		if load > p.capacities[d] {
			return false
		}
	}
	return t.load <= p.capacity && t.stops() <= p.most
}

// excess is what a tour with one more stop would have above a capacity.
type excess struct {
	dimension int // 0: the first, of Stop.Load
	amount    int64
}

// excess returns those of the present tour with the stop in it.
func (x *relaxing) excess() []excess {
	var over []excess
	p, t := &x.plans[x.r], &x.tours[x.r]
	if amount := t.load + x.load[x.k] - p.capacity; amount > 0 {
		over = append(over, excess{0, amount})
	}
	for d, load := range x.loadsOf(x.k) {
		if amount := t.loads[d] + load - p.capacities[d]; amount > 0 {
			over = append(over, excess{d + 1, amount})
		}
	}
	return over
}
