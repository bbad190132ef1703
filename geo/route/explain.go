package route

// Reason says why a team cannot visit a stop even if it visits nothing else. One
// that stands alone is all there is: without it the team could.
type Reason string

// The reasons.
const (
	Forbidden  Reason = "forbidden"   // the stop is of a group the team may not inspect
	NoWay      Reason = "no-way"      // there is no way there, or none to the end
	TooHeavy   Reason = "too-heavy"   // its load is above the team's capacity
	OutsideOf  Reason = "window"      // no window can be reached and left within the shift
	ShiftShort Reason = "shift-short" // the way and the visit take longer than the shift
	DayFull    Reason = "day-full"    // none of these: other stops have the team's time
)

// Left is a stop in no route.
type Left struct {
	Stop     int
	Reasons  [][]Reason  // by team: those of the shift that has the fewest
	Cheapest *Relaxation // nil if no single one is enough
}

// explainer tries what would be if stops, hours or windows were others.
type explainer struct {
	*search

	open   []span    // windows of each stop, at whatever hours
	routes [][]int32 // nodes of each tour, start and end among them
}

func newExplainer(s *search) *explainer {
	e := &explainer{search: s}
	for k := range s.stops {
		e.open = append(e.open, newSpan(s.problem.Stops[k].Windows, 0, MaxTime))
	}
	for r := range s.tours {
		var nodes []int32
		for _, v := range s.tours[r].visits {
			nodes = append(nodes, v.node)
		}
		e.routes = append(e.routes, nodes)
	}
	return e
}

// explain says why stop k is left out.
func (e *explainer) explain(k int32) Left {
	left := Left{Stop: int(k), Reasons: make([][]Reason, len(e.problem.Teams))}
	for r := range e.plans {
		p, reasons := &e.plans[r], e.reasons(r, k)
		if p.shift == 0 || len(reasons) < len(left.Reasons[p.team]) {
			left.Reasons[p.team] = reasons
		}
	}
	for t, reasons := range left.Reasons {
		if len(reasons) == 0 {
			left.Reasons[t] = []Reason{DayFull}
		}
	}
	left.Cheapest = e.cheapest(k)
	return left
}

// reasons is empty if tour r could hold stop k alone.
func (e *explainer) reasons(r int, k int32) []Reason {
	var reasons []Reason
	p, stop := &e.plans[r], &e.problem.Stops[k]
	if e.problem.Teams[p.team].Forbidden.Meets(stop.Groups) {
		reasons = append(reasons, Forbidden)
	}
	if !e.carries(p, k) {
		reasons = append(reasons, TooHeavy)
	}
	shift := &e.problem.Teams[p.team].Shifts[p.shift]
	there, back := e.problem.Travel.between(shift.Start, stop.Start), e.problem.Travel.between(stop.End, shift.End)
	if there == Unreachable || back == Unreachable {
		reasons = append(reasons, NoWay)
	}
	return append(reasons, e.alone(r, k, max(there, 0), max(back, 0))...)
}

// alone returns what of the times forbids a tour of stop k only, with these ways
// there and back.
func (e *explainer) alone(r int, k int32, there, back int64) []Reason {
	p, always := &e.plans[r], span{late: MaxTime}
	over := func(from int64, s *span) int64 {
		c := clock{rest: p.rest, open: from, rested: never}
		c.drive(0, there)
		c.serve(s)
		return c.over(e.service[k], back)
	}
	switch {
	case over(p.from, &e.open[k]) <= p.to:
		return nil
	case over(p.from, &always) <= p.to:
		return []Reason{OutsideOf}
	case over(0, &e.open[k]) <= MaxTime:
		return []Reason{ShiftShort}
	default:
		return []Reason{OutsideOf, ShiftShort}
	}
}

// clock is the earliest time along a tour, while its break is still to be taken and
// once it is.
type clock struct {
	rest         *Break
	open, rested int64
}

// drive serves and then drives.
func (c *clock) drive(service, travel int64) {
	leg := service + travel
	arrival := c.rested + leg
	if c.rest != nil {
		arrival = min(arrival, c.rest.after(c.open, service, leg))
	}
	c.open, c.rested = c.open+leg, arrival
}

// serve waits until service may begin.
func (c *clock) serve(s *span) { c.open, c.rested = s.earliest(c.open), s.earliest(c.rested) }

// over is when the tour ends after a last service and leg; never if it cannot.
func (c *clock) over(service, travel int64) int64 {
	c.drive(service, travel)
	if c.rest == nil || c.open <= c.rest.To {
		return min(c.open, never)
	}
	return min(c.rested, never)
}
