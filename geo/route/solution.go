package route

// Solution is what each team drives, and what nobody does.
type Solution struct {
	Routes       []Route // by team, then shift; only those with visits
	Left         []Left  // by stop
	Travel       int64   // milliseconds on the way, all routes
	LatestReturn int64   // greatest time after the midnight before its shift; 0 without routes
	Iterations   int     // made; fewer than asked for if it was cancelled
	ByClock      bool    `json:"by_clock,omitempty"` // Options.Elapsed ended the search: it cannot be repeated
}

// Route is what a team drives in one shift.
type Route struct {
	Team, Shift    int
	Depart, Return int64 // leaves its start so late that it does not wait at the first stop
	Visits         []Visit
	Rest           *Window // the break, if the shift has one
	Travel         int64   // milliseconds on the way
	Load           int64
	Loads          []int64 `json:"loads,omitempty"` // in further dimensions, if any stop has them
}

// Visit is a stop with its times: service begins at once or when its window opens.
type Visit struct {
	Stop                 int
	Arrive, Begin, Leave int64
}

// solution writes down the best tours.
func (s *search) solution() *Solution {
	sol := &Solution{}
	for r := range s.tours {
		if s.tours[r].stops() == 0 {
			continue
		}
		route := s.route(r)
		sol.Routes = append(sol.Routes, route)
		sol.Travel += route.Travel
		sol.LatestReturn = max(sol.LatestReturn, route.Return-s.plans[r].midnight)
	}
	if len(s.left) == 0 {
		return sol
	}
	e := newExplainer(s)
	for k, r := range s.where {
		if r == nowhere {
			sol.Left = append(sol.Left, e.explain(int32(k)))
		}
	}
	return sol
}

// route writes down tour r: everything as early as possible but the departure.
func (s *search) route(r int) Route {
	p, t := &s.plans[r], &s.tours[r]
	route := Route{Team: p.team, Shift: p.shift, Travel: t.travel, Load: t.load, Depart: p.from}
	route.Loads = append(route.Loads, t.loads...)
	gap, rest := s.restOf(r, t)
	route.Rest = rest
	last, leave := len(t.visits)-1, p.from
	for i := 1; i <= last; i++ {
		before := &t.visits[i-1]
		travel := int64(before.leg) - s.service[before.node]
		arrive := leave + travel
		if i-1 == gap && rest.From < arrive { // before leaving
			arrive = rest.To + travel
		}
		if i == last {
			route.Return = arrive
			break
		}
		k := t.visits[i].node
		v := Visit{Stop: int(k), Arrive: arrive, Begin: t.visits[i].early}
		if gap < i {
			v.Begin = t.rested[i].early
		}
		v.Leave = v.Begin + s.service[k]
		route.Visits = append(route.Visits, v)
		leave = v.Leave
	}
	s.departLate(&route, gap)
	return route
}

// departLate takes the waiting at the first stop off the beginning. A break before
// it stays where it is.
func (s *search) departLate(route *Route, gap int) {
	first := &route.Visits[0]
	if gap == 0 {
		if route.Rest.To <= first.Arrive {
			route.Depart = max(route.Depart, route.Rest.To)
		}
		return
	}
	wait := first.Begin - first.Arrive
	route.Depart, first.Arrive = route.Depart+wait, first.Begin
}

// restOf returns between which visit and the next the break of tour r is taken, and
// when; without a break the gap is one behind all visits, and a break at home is too.
func (s *search) restOf(r int, t *tour) (gap int, rest *Window) {
	b, last := s.plans[r].rest, len(t.visits)-1
	if b == nil {
		return last, nil
	}
	if home := t.visits[last].early; home <= b.To {
		from := max(home, b.From)
		return last, &Window{from, from + b.Duration}
	}
	for gap = last - 1; gap > 0; gap-- {
		v := &t.visits[gap]
		if b.after(v.early, s.service[v.node], int64(v.leg)) <= t.rested[gap].early+int64(v.leg) {
			break
		}
	}
	v := &t.visits[gap]
	from := v.early + int64(v.leg)
	if from > b.To {
		from = v.early + s.service[v.node]
	}
	from = max(from, b.From)
	return gap, &Window{from, from + b.Duration}
}
