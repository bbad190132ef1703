package route

import "slices"

// tour is what a team drives in one shift.
type tour struct {
	visits []visit  // first the start, last the end
	rested []bounds // beside visits if the shift has a break: once it is taken
	load   int64
	loads  []int64 // in further dimensions
	travel int64
	stamp  uint64 // tells this content from all others that any tour had
}

// visit is a node of a tour. With early and late, whether a stop fits in is decided
// in constant time (Savelsbergh 1992, doi:10.1287/ijoc.4.2.146). In a tour with a
// break they hold while it is still to be taken.
type visit struct {
	node  int32
	leg   int32 // service here and travel to the next
	early int64 // first time at which service can begin here
	late  int64 // last time at which it may, for the rest to be feasible
}

// bounds are early and late of a visit after the break.
type bounds struct{ early, late int64 }

// timing computes the times of tours.
type timing struct {
	*instance

	ends []int64 // when each tour must be over, at most the end of its shift
}

// stops returns how many there are.
func (t *tour) stops() int { return len(t.visits) - 2 }

// inner returns the visits at stops.
func (t *tour) inner() []visit { return t.visits[1 : len(t.visits)-1] }

// copyFrom makes t the same as o.
func (t *tour) copyFrom(o *tour) {
	t.visits = append(t.visits[:0], o.visits...)
	t.rested = append(t.rested[:0], o.rested...)
	t.loads = append(t.loads[:0], o.loads...)
	t.load, t.travel, t.stamp = o.load, o.travel, o.stamp
}

// measure computes all else from the visits' nodes and says whether tour r is
// feasible. One without stops is not driven.
func (tm *timing) measure(r int, t *tour) bool {
	t.load, t.travel = 0, 0
	for i := range t.visits[:len(t.visits)-1] {
		v := &t.visits[i]
		v.leg = tm.leg(v.node, t.visits[i+1].node)
		t.travel += int64(v.leg) - tm.service[v.node]
		if i > 0 {
			t.load += tm.load[v.node]
		}
	}
	if tm.dims > 0 {
		tm.sumLoads(t)
	}
	if t.stops() == 0 {
		t.visits[0].leg, t.travel = 0, 0
	}
	return tm.time(r, t, len(t.visits)-2)
}

// time computes early and late of tour r, in which nothing changed behind visit
// last, and says whether it is feasible.
func (tm *timing) time(r int, t *tour, last int) bool {
	if tm.plans[r].rest != nil {
		return tm.timeRested(r, t)
	}
	p := &tm.plans[r]
	spans := tm.spans[p.class*tm.stops:][:tm.stops]
	end := len(t.visits) - 1
	t.visits[0].early = p.from
	at := p.from + int64(t.visits[0].leg)
	for i := 1; i < end; i++ {
		v := &t.visits[i]
		v.early = spans[v.node].earliest(at)
		at = v.early + int64(v.leg)
	}
	t.visits[end].early, t.visits[end].late = at, tm.ends[r]
	for i := last; i > 0; i-- {
		v := &t.visits[i]
		v.late = spans[v.node].latest(t.visits[i+1].late - int64(v.leg))
	}
	t.visits[0].late = t.visits[1].late - int64(t.visits[0].leg)
	return p.from <= t.visits[0].late
}

// end is the time at which a tour is over. A break that can still be taken by then
// is taken at home.
func (tm *timing) end(r int, t *tour) int64 {
	last := len(t.visits) - 1
	early, rest := t.visits[last].early, tm.plans[r].rest
	if rest == nil || early <= rest.To {
		return early
	}
	return t.rested[last].early
}

// insert puts stop k after visit i, where it fits.
func (tm *timing) insert(r int, t *tour, i int, k int32) {
	t.visits = slices.Insert(t.visits, i+1, visit{node: k})
	v, in, next := &t.visits[i], &t.visits[i+1], &t.visits[i+2]
	t.travel -= int64(v.leg)
	v.leg, in.leg = tm.leg(v.node, k), tm.leg(k, next.node)
	t.travel += int64(v.leg) + int64(in.leg) - tm.service[k]
	t.load += tm.load[k]
	for d := range tm.dims {
		t.loads[d] += tm.loads[int(k)*tm.dims+d]
	}
	tm.time(r, t, i+1)
}
