package route

// after returns when one is at the next visit if the break is taken between the
// two: service begins at begin and lasts service, leg is service and travel. On
// arrival if it can be begun by then, which is never later than before leaving;
// never if it cannot be begun in time at all.
func (b *Break) after(begin, service, leg int64) int64 {
	if arrival := begin + leg; arrival <= b.To {
		return max(arrival, b.From) + b.Duration
	}
	if done := begin + service; done <= b.To {
		return max(done, b.From) + b.Duration + leg - service
	}
	return never
}

// before returns the last begin for which after is at most limit, or −never.
func (b *Break) before(limit, service, leg int64) int64 {
	last := int64(-never)
	if b.From+b.Duration <= limit {
		last = min(b.To, limit-b.Duration) - leg
	}
	if travel := leg - service; b.From+b.Duration+travel <= limit {
		last = max(last, min(b.To, limit-b.Duration-travel)-service)
	}
	return last
}

// timeRested computes early and late, with and without the break behind one, of a
// tour that has a break, and says whether the tour is feasible.
func (tm *timing) timeRested(r int, t *tour) bool {
	rest, last := tm.plans[r].rest, len(t.visits)-1
	for len(t.rested) <= last {
		t.rested = append(t.rested, bounds{})
	}
	t.rested = t.rested[:last+1]
	t.visits[0].early, t.rested[0].early = tm.plans[r].from, never
	for i := 1; i <= last; i++ {
		v, s := &t.visits[i-1], tm.spanOf(r, t.visits[i].node)
		leg, service := int64(v.leg), tm.service[v.node]
		arrival := min(t.rested[i-1].early+leg, rest.after(v.early, service, leg))
		if i == last { // when the tour is over is bound by late
			t.visits[i].early, t.rested[i].early = v.early+leg, arrival
			continue
		}
		t.visits[i].early, t.rested[i].early = s.earliest(v.early+leg), s.earliest(arrival)
	}
	t.visits[last].late, t.rested[last].late = min(tm.ends[r], rest.To), tm.ends[r]
	for i := last - 1; i >= 0; i-- {
		v, s := &t.visits[i], tm.spanOf(r, t.visits[i].node)
		leg, service := int64(v.leg), tm.service[v.node]
		v.late = s.latest(max(t.visits[i+1].late-leg, rest.before(t.rested[i+1].late, service, leg)))
		t.rested[i].late = s.latest(t.rested[i+1].late - leg)
	}
	return t.visits[0].early <= t.visits[0].late
}

// spanOf returns when service may begin at a node of tour r, its start and end
// among them.
func (tm *timing) spanOf(r int, node int32) span {
	if int(node) < tm.stops {
		return *tm.span(r, node)
	}
	return span{early: tm.plans[r].from, late: tm.ends[r]}
}
