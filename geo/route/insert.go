package route

// spot is where in a tour a stop costs least: after visit at. The cost is that of
// the legs it adds, its service among them; never if it fits nowhere.
type spot struct {
	stamp uint64 // of the tour's content for which this is true
	at    int32
	cost  int64
}

// find returns the cheapest spot for stop k in tour r.
func (tm *timing) find(r int, t *tour, k int32) spot {
	p := &tm.plans[r]
	none := spot{stamp: t.stamp, cost: never}
	if !p.allowed[k] || t.load+tm.load[k] > p.capacity || t.stops() >= p.most || tm.dims > 0 && !tm.hasRoom(p, t, k) {
		return none
	}
	s := &tm.spans[p.class*tm.stops+int(k)]
	switch {
	case p.rest != nil:
		return tm.findRested(r, t, k)
	case s.windows != nil:
		return tm.findWindows(s, t, k)
	}
	return tm.findSpan(s, t, k)
}

// findSpan is find for a stop with one window.
func (tm *timing) findSpan(s *span, t *tour, k int32) spot {
	best := spot{stamp: t.stamp, cost: never}
	to, from := tm.to[int(k)*tm.nodes:][:tm.nodes], tm.from[int(k)*tm.nodes:][:tm.nodes]
	early, late := s.early, s.late
	visits := t.visits
	v := visits[0]
	for i, next := range visits[1:] {
		if v.early > late {
			break
		}
		there, back := int64(from[v.node]), int64(to[next.node])
		begin := max(v.early+there, early)
		if begin <= late && begin+back <= next.late {
			if cost := there + back - int64(v.leg); cost < best.cost {
				best.cost, best.at = cost, int32(i)
			}
		}
		v = next
	}
	return best
}

// findWindows is find for a stop with several windows.
func (tm *timing) findWindows(s *span, t *tour, k int32) spot {
	best := spot{stamp: t.stamp, cost: never}
	for i := range t.visits[1:] {
		v, next := &t.visits[i], &t.visits[i+1]
		there, back := int64(tm.leg(v.node, k)), int64(tm.leg(k, next.node))
		cost := there + back - int64(v.leg)
		if cost < best.cost && s.earliest(v.early+there)+back <= next.late {
			best.cost, best.at = cost, int32(i)
		}
	}
	return best
}

// findRested is find for a tour with a break.
func (tm *timing) findRested(r int, t *tour, k int32) spot {
	best := spot{stamp: t.stamp, cost: never}
	for i := range t.visits[1:] {
		v, next := &t.visits[i], &t.visits[i+1]
		cost := int64(tm.leg(v.node, k)) + int64(tm.leg(k, next.node)) - int64(v.leg)
		if cost < best.cost && tm.fitsRested(r, t, i, k) {
			best.cost, best.at = cost, int32(i)
		}
	}
	return best
}

// fitsRested says whether stop k fits in after visit i of a tour with a break.
func (tm *timing) fitsRested(r int, t *tour, i int, k int32) bool {
	rest, s := tm.plans[r].rest, tm.span(r, k)
	v, next := &t.visits[i], &t.visits[i+1]
	there, back := int64(tm.leg(v.node, k)), int64(tm.leg(k, next.node))
	if begin := s.earliest(v.early + there); begin < never &&
		(begin+back <= next.late || rest.after(begin, tm.service[k], back) <= t.rested[i+1].late) {
		return true
	}
	arrival := min(t.rested[i].early+there, rest.after(v.early, tm.service[v.node], there))
	return s.earliest(arrival)+back <= t.rested[i+1].late
}
