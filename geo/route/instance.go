package route

import (
	"math"
	"slices"
)

// instance is a problem as the search wants it. Its nodes are the stops, then the
// places where tours begin or end; Anywhere is one of them, next to everything.
type instance struct {
	problem *Problem
	stops   int
	nodes   int
	service []int64 // by node
	load    []int64 // by stop
	dims    int     // further dimensions of loads
	loads   []int64 // [k*dims+d]: what a stop takes of them
	weights []int64 // by stop: what leaving it out costs
	to      []int32 // [a*nodes+b]: service at a and travel from a to b
	from    []int32 // [b*nodes+a]: the same, so that the ways to b lie together
	plans   []tourPlan
	spans   []span // [class*stops+k]
	near    [][]int32
	ranks   [][]int32 // orders of stops to insert them by
}

// tourPlan is what a tour must keep: a team's shift.
type tourPlan struct {
	team, shift int
	start, end  int32 // nodes
	from, to    int64
	midnight    int64 // of the day the shift begins on
	capacity    int64
	capacities  []int64 // by further dimension
	most        int
	rest        *Break
	class       int // tours of a class have the same hours, so the same spans
	twin        int // first tour that is like this one in everything
	allowed     []bool
}

// span is when a stop's service may begin within a class of tours.
type span struct {
	early, late int64
	windows     []Window // if there are several
}

// never is after all times.
const never = math.MaxInt64 / 4

// earliest returns the first time from arrival on at which service may begin, or
// never.
func (s *span) earliest(arrival int64) int64 {
	if arrival > s.late {
		return never
	}
	if s.windows == nil {
		return max(arrival, s.early)
	}
	for i := range s.windows {
		if arrival <= s.windows[i].To {
			return max(arrival, s.windows[i].From)
		}
	}
	return never
}

// latest returns the last time up to t at which service may begin, or −never.
func (s *span) latest(t int64) int64 {
	if t < s.early {
		return -never
	}
	if s.windows == nil {
		return min(t, s.late)
	}
	for _, w := range slices.Backward(s.windows) {
		if t >= w.From {
			return min(t, w.To)
		}
	}
	return -never
}

func newInstance(p *Problem) *instance {
	in := &instance{problem: p, stops: len(p.Stops)}
	places := in.layOut()
	in.layOutLoads()
	in.fillLegs(places)
	in.weigh()
	in.findSpans()
	in.findTwins()
	in.findAllowed()
	in.findNear()
	in.rankStops()
	return in
}

// layOut numbers the nodes and returns start and end place of each; it makes the
// tours.
func (in *instance) layOut() [][2]int {
	var places [][2]int
	for i := range in.problem.Stops {
		s := &in.problem.Stops[i]
		places = append(places, [2]int{s.Start, s.End})
		in.service = append(in.service, s.Service)
		in.load = append(in.load, s.Load)
	}
	node := func(place int) int32 {
		for i := in.stops; i < len(places); i++ {
			if places[i][0] == place {
				return int32(i)
			}
		}
		places = append(places, [2]int{place, place})
		return int32(len(places) - 1)
	}
	for t := range in.problem.Teams {
		team := &in.problem.Teams[t]
		for s := range team.Shifts {
			in.plans = append(in.plans, newTourPlan(team, t, s))
			p := &in.plans[len(in.plans)-1]
			p.start, p.end = node(team.Shifts[s].Start), node(team.Shifts[s].End)
		}
	}
	in.nodes = len(places)
	in.service = append(in.service, make([]int64, in.nodes-in.stops)...)
	return places
}

func newTourPlan(team *Team, t, s int) tourPlan {
	shift := &team.Shifts[s]
	p := tourPlan{
		team: t, shift: s, from: shift.From, to: shift.To, midnight: shift.From / Day * Day,
		capacity: team.Capacity, most: team.MostStops, rest: shift.Break,
	}
	if p.capacity == 0 {
		p.capacity = math.MaxInt64
	}
	if p.most == 0 {
		p.most = math.MaxInt
	}
	return p
}

// fillLegs makes the matrices of nodes. A leg without a way takes longer than any
// shift.
func (in *instance) fillLegs(places [][2]int) {
	in.to = make([]int32, in.nodes*in.nodes)
	in.from = make([]int32, in.nodes*in.nodes)
	for a := range in.nodes {
		for b := range in.nodes {
			leg := in.problem.Travel.between(places[a][1], places[b][0])
			if leg == Unreachable {
				leg = math.MaxInt32
			}
			leg = min(leg+in.service[a], math.MaxInt32)
			in.to[a*in.nodes+b], in.from[b*in.nodes+a] = int32(leg), int32(leg)
		}
	}
}

// between returns the travel time, 0 to and from anywhere.
func (t *Travel) between(a, b int) int64 {
	if a == Anywhere || b == Anywhere {
		return 0
	}
	return int64(t.Milliseconds[a*t.Size+b])
}

func (in *instance) leg(a, b int32) int32 { return in.to[int(a)*in.nodes+int(b)] }

// weigh gives each stop a weight by its priority, greater than the sum of the
// weights of all of lower priority: a number whose digits count the stops of each.
func (in *instance) weigh() {
	if in.weights = in.problem.Weights; in.weights != nil {
		return
	}
	in.weights = make([]int64, in.stops)
	order := make([]int, in.stops)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return in.problem.Stops[a].Priority - in.problem.Stops[b].Priority
	})
	weight, sum := int64(1), int64(0)
	for i, k := range order {
		if i > 0 && in.problem.Stops[k].Priority != in.problem.Stops[order[i-1]].Priority {
			weight = sum + 1
		}
		in.weights[k] = weight
		sum += weight
	}
}

// findSpans cuts the windows to the hours of each class of tours.
func (in *instance) findSpans() {
	type hours struct{ from, to int64 }
	var classes []hours
	for r := range in.plans {
		p := &in.plans[r]
		h := hours{p.from, p.to}
		p.class = slices.Index(classes, h)
		if p.class >= 0 {
			continue
		}
		p.class = len(classes)
		classes = append(classes, h)
		for k := range in.problem.Stops {
			in.spans = append(in.spans, newSpan(in.problem.Stops[k].Windows, h.from, h.to))
		}
	}
}

// newSpan returns the span of windows cut to hours; one that is nowhere is empty.
func newSpan(windows []Window, from, to int64) span {
	if len(windows) == 0 {
		return span{early: from, late: to}
	}
	var cut []Window
	for _, w := range windows {
		if w = (Window{max(w.From, from), min(w.To, to)}); w.From <= w.To {
			cut = append(cut, w)
		}
	}
	switch len(cut) {
	case 0:
		return span{early: never, late: -never}
	case 1:
		return span{early: cut[0].From, late: cut[0].To}
	default:
		return span{early: cut[0].From, late: cut[len(cut)-1].To, windows: cut}
	}
}

func (in *instance) span(r int, k int32) *span { return &in.spans[in.plans[r].class*in.stops+int(k)] }

// findTwins finds tours that are alike, of which only one need be tried while
// several are empty.
func (in *instance) findTwins() {
	for r := range in.plans {
		in.plans[r].twin = slices.IndexFunc(in.plans, func(o tourPlan) bool { return in.alike(&o, &in.plans[r]) })
	}
}

func (in *instance) alike(a, b *tourPlan) bool {
	teamA, teamB := &in.problem.Teams[a.team], &in.problem.Teams[b.team]
	return a.class == b.class && a.start == b.start && a.end == b.end && a.capacity == b.capacity && a.most == b.most &&
		(a.rest == b.rest || a.rest != nil && b.rest != nil && *a.rest == *b.rest) &&
		slices.Equal(teamA.Forbidden, teamB.Forbidden) && slices.Equal(a.capacities, b.capacities)
}

// findAllowed says which stops a tour can hold at all.
func (in *instance) findAllowed() {
	for r := range in.plans {
		p := &in.plans[r]
		p.allowed = make([]bool, in.stops)
		for k := range p.allowed {
			forbidden := in.problem.Teams[p.team].Forbidden.Meets(in.problem.Stops[k].Groups)
			p.allowed[k] = !forbidden && in.carries(p, int32(k)) && in.span(r, int32(k)).late >= 0
		}
	}
}

// mostNear bounds how many neighbours of a stop are known.
const mostNear = 400

// findNear sorts the stops around each by the way there and back.
func (in *instance) findNear() {
	in.near = make([][]int32, in.stops)
	all := make([]int32, in.stops)
	for k := range in.near {
		for i := range all {
			all[i] = int32(i)
		}
		around := func(o int32) int64 { return int64(in.leg(int32(k), o)) + int64(in.leg(o, int32(k))) - in.service[o] }
		slices.SortStableFunc(all, func(a, b int32) int {
			switch { // the stop itself first: its own way is no measure
			case a == int32(k):
				return -1
			case b == int32(k):
				return 1
			}
			return int(around(a) - around(b))
		})
		in.near[k] = append([]int32(nil), all[:min(mostNear, in.stops)]...)
	}
}
