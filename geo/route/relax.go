package route

import (
	"cmp"
	"math"
	"sort"
)

// Relaxation is one change to the problem after which a stop fits into a route as
// it is, the rest of which stays. Times come before counts and loads, those before
// another route and that before a rule that is broken; then the least amount.
type Relaxation struct {
	Kind        RelaxationKind
	Team, Shift int
	After       int   // visits of the route that come before the stop
	Amount      int64 // milliseconds, stops or load, as the kind says
	Dimension   int   `json:"dimension,omitempty"` // of MoreLoad: 0 for Load, else one more than the index into Loads
	Travel      int64 // milliseconds that the route gets longer
}

// RelaxationKind says what is to be changed.
type RelaxationKind string

// The relaxations.
const (
	EndLater     RelaxationKind = "end-later"      // the shift, by milliseconds
	StartEarlier RelaxationKind = "start-earlier"  // the shift
	CloseLater   RelaxationKind = "close-later"    // a window of the stop
	OpenEarlier  RelaxationKind = "open-earlier"   // a window of the stop
	MoreStops    RelaxationKind = "more-stops"     // by one, on the route
	MoreLoad     RelaxationKind = "more-load"      // on the route
	OneMoreRoute RelaxationKind = "one-more-route" // like this team's in this shift, for the stop alone
	Allow        RelaxationKind = "allow"          // the team may inspect the stop
)

// rank is what is compared before amounts.
func (k RelaxationKind) rank() int {
	switch k {
	case MoreStops, MoreLoad:
		return 1
	case OneMoreRoute:
		return 2
	case Allow:
		return 3
	default:
		return 0
	}
}

func (x *Relaxation) compare(o *Relaxation) int {
	return cmp.Or(cmp.Compare(x.Kind.rank(), o.Kind.rank()), cmp.Compare(x.Amount, o.Amount), cmp.Compare(x.Travel, o.Travel))
}

// relaxing is one stop in one place of one tour.
type relaxing struct {
	*explainer

	r     int
	at    int // visit it would follow
	k     int32
	best  *Relaxation
	extra int64 // travel

	dimension int // of the load that is offered
}

// cheapest returns the cheapest relaxation for stop k; of equals the first.
func (e *explainer) cheapest(k int32) *Relaxation {
	x := &relaxing{explainer: e, k: k}
	for r := range e.plans {
		x.r = r
		x.oneMoreRoute()
		for i := range e.routes[r][1:] {
			x.at = i
			x.try()
		}
	}
	return x.best
}

// try looks for one relaxation that is enough here.
func (x *relaxing) try() {
	p, nodes := &x.plans[x.r], x.routes[x.r]
	x.extra = x.travelOf(nodes[x.at], x.k) + x.travelOf(x.k, nodes[x.at+1])
	if len(nodes) > 2 {
		x.extra -= x.travelOf(nodes[x.at], nodes[x.at+1])
	}
	forbidden := x.problem.Teams[p.team].Forbidden.Meets(x.problem.Stops[x.k].Groups)
	tooMany, excess := len(nodes)-1 > p.most, x.excess()
	open, broken := &x.open[x.k], len(excess)
	for _, breaks := range [...]bool{forbidden, tooMany, x.end(p.from, open) > p.to} {
		if breaks {
			broken++
		}
	}
	switch {
	case broken != 1: // one change is not enough
	case forbidden:
		x.offer(Allow, 0)
	case tooMany:
		x.offer(MoreStops, 1)
	case len(excess) > 0:
		x.dimension = excess[0].dimension
		x.offer(MoreLoad, excess[0].amount)
	default:
		x.tryTimes()
	}
}

// tryTimes looks for the least change of hours or windows that is enough here.
func (x *relaxing) tryTimes() {
	p, stop := &x.plans[x.r], &x.problem.Stops[x.k]
	least, greatest := x.between(p)
	if end := x.end(p.from, &x.open[x.k]); end <= greatest {
		x.offer(EndLater, end-p.to)
	}
	x.least(StartEarlier, p.from-least, func(amount int64) bool { return x.end(p.from-amount, &x.open[x.k]) <= p.to })
	for _, w := range stop.Windows {
		x.least(CloseLater, MaxTime-w.To, func(amount int64) bool {
			return x.end(p.from, &span{early: w.From, late: w.To + amount}) <= p.to
		})
		x.least(OpenEarlier, w.From, func(amount int64) bool {
			return x.end(p.from, &span{early: w.From - amount, late: w.To}) <= p.to
		})
	}
}

// between returns how early and how late the shift of a tour could be without
// touching the team's others.
func (x *relaxing) between(p *tourPlan) (least, greatest int64) {
	shifts := x.problem.Teams[p.team].Shifts
	greatest = MaxTime
	if p.shift > 0 {
		least = shifts[p.shift-1].To
	}
	if p.shift+1 < len(shifts) {
		greatest = shifts[p.shift+1].From
	}
	return least, greatest
}

// least offers the least amount of 1 … most that is enough, if it beats what there
// is. More of it never does harm.
func (x *relaxing) least(kind RelaxationKind, most int64, enough func(amount int64) bool) {
	if x.best != nil && x.best.Kind.rank() == 0 {
		most = min(most, x.best.Amount)
	}
	if most < 1 || !enough(most) {
		return
	}
	x.offer(kind, 1+int64(sort.Search(int(most-1), func(i int) bool { return enough(int64(i) + 1) })))
}

func (x *relaxing) offer(kind RelaxationKind, amount int64) {
	p := &x.plans[x.r]
	o := &Relaxation{Kind: kind, Team: p.team, Shift: p.shift, After: x.at, Amount: amount, Travel: x.extra}
	if kind == MoreLoad {
		o.Dimension = x.dimension
	}
	if x.best == nil || o.compare(x.best) < 0 {
		x.best = o
	}
}

// oneMoreRoute offers a second one like the present tour for the stop alone.
func (x *relaxing) oneMoreRoute() {
	if len(x.reasons(x.r, x.k)) == 0 {
		p := &x.plans[x.r]
		x.at, x.extra = 0, x.travelOf(p.start, x.k)+x.travelOf(x.k, p.end)
		x.offer(OneMoreRoute, 1)
	}
}

// end is when the present tour is over with the stop in it and begun at a time.
func (x *relaxing) end(from int64, s *span) int64 {
	nodes := x.routes[x.r]
	c, last := clock{rest: x.plans[x.r].rest, open: from, rested: never}, nodes[0]
	for i, node := range nodes[1:] {
		if i == x.at {
			if !x.way(last, x.k) {
				return never
			}
			c.drive(x.service[last], x.travelOf(last, x.k))
			c.serve(s)
			last = x.k
		}
		if !x.way(last, node) {
			return never
		}
		if i+2 == len(nodes) {
			break
		}
		c.drive(x.service[last], x.travelOf(last, node))
		c.serve(&x.open[node])
		last = node
	}
	return c.over(x.service[last], x.travelOf(last, nodes[len(nodes)-1]))
}

// travelOf is the travel of a leg, which is meaningless where there is no way.
func (x *relaxing) travelOf(a, b int32) int64 { return int64(x.leg(a, b)) - x.service[a] }

func (x *relaxing) way(a, b int32) bool { return x.leg(a, b) < math.MaxInt32 }
