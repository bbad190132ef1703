package check_test

import (
	"slices"
	"testing"

	"sitedraw/geo/route"
)

// visitable says whether a team can visit these stops in this order in its shift,
// by trying every moment the break can be taken at: written apart from the solver.
func visitable(p *route.Problem, team, shift int, stops []int) bool {
	t := &p.Teams[team]
	s := &t.Shifts[shift]
	load, loads := int64(0), [2]int64{}
	for _, k := range stops {
		load += p.Stops[k].Load
		for d, more := range p.Stops[k].Loads {
			loads[d] += more
		}
		if t.Forbidden.Meets(p.Stops[k].Groups) {
			return false
		}
	}
	for d, capacity := range t.Capacities {
		if capacity > 0 && loads[d] > capacity {
			return false
		}
	}
	if t.Capacity > 0 && load > t.Capacity || t.MostStops > 0 && len(stops) > t.MostStops {
		return false
	}
	if s.Break == nil {
		_, ok := drive(p, s, stops, -1)
		return ok
	}
	if back, ok := drive(p, s, stops, -1); ok && back <= s.Break.To {
		return true // it rests at home
	}
	for moment := range 2*len(stops) + 2 { // before each leg, after each leg
		if _, ok := drive(p, s, stops, moment); ok {
			return true
		}
	}
	return false
}

// drive returns when a route is over and whether it keeps windows and hours, with
// the break at one moment.
func drive(p *route.Problem, s *route.Shift, stops []int, rest int) (back int64, ok bool) {
	now, place, moment := s.From, s.Start, 0
	pause := func() bool {
		defer func() { moment++ }()
		if moment != rest {
			return true
		}
		if now > s.Break.To {
			return false
		}
		now = max(now, s.Break.From) + s.Break.Duration
		return true
	}
	leg := func(to int) bool {
		if !pause() {
			return false
		}
		if to != route.Anywhere {
			ms := p.Travel.Milliseconds[place*p.Travel.Size+to]
			if ms == route.Unreachable {
				return false
			}
			now += int64(ms)
		}
		return pause()
	}
	for _, k := range stops {
		stop := &p.Stops[k]
		if !leg(stop.Start) {
			return 0, false
		}
		if len(stop.Windows) > 0 {
			i := slices.IndexFunc(stop.Windows, func(w route.Window) bool { return now <= w.To })
			if i < 0 {
				return 0, false
			}
			now = max(now, stop.Windows[i].From)
		}
		now, place = now+stop.Service, stop.End
	}
	if !leg(s.End) {
		return 0, false
	}
	return now, now <= s.To
}

// without returns a copy of the problem in which a reason is gone for a team and a
// stop.
func without(p *route.Problem, reason route.Reason, team, stop int) *route.Problem {
	q := clone(p)
	t, s := &q.Teams[team], &q.Stops[stop]
	switch reason {
	case route.Forbidden:
		t.Forbidden = nil
	case route.TooHeavy:
		t.Capacity, t.Capacities = 0, nil
	case route.OutsideOf:
		s.Windows = nil
	case route.NoWay:
		for _, shift := range t.Shifts {
			q.Travel.Milliseconds[shift.Start*q.Travel.Size+s.Start] = max(0, q.Travel.Milliseconds[shift.Start*q.Travel.Size+s.Start])
			if shift.End != route.Anywhere {
				q.Travel.Milliseconds[s.End*q.Travel.Size+shift.End] = max(0, q.Travel.Milliseconds[s.End*q.Travel.Size+shift.End])
			}
		}
	case route.ShiftShort:
		for i := range t.Shifts {
			t.Shifts[i].From, t.Shifts[i].To = 0, route.MaxTime
		}
	case route.DayFull: // alone it is not
	}
	return q
}

func clone(p *route.Problem) *route.Problem {
	q := *p
	q.Travel.Milliseconds = slices.Clone(p.Travel.Milliseconds)
	q.Stops, q.Teams = slices.Clone(p.Stops), slices.Clone(p.Teams)
	for i := range q.Teams {
		q.Teams[i].Shifts = slices.Clone(q.Teams[i].Shifts)
		q.Teams[i].Capacities = slices.Clone(q.Teams[i].Capacities)
	}
	return &q
}

func anyShift(p *route.Problem, team, stop int) bool {
	for shift := range p.Teams[team].Shifts {
		if visitable(p, team, shift, []int{stop}) {
			return true
		}
	}
	return false
}

func TestReasons(t *testing.T) {
	single := map[route.Reason]int{}
	for seed := range uint64(rounds(150, 1000)) {
		p := instance(seed)
		for _, left := range solve(t, p, seed).Left {
			for team, reasons := range left.Reasons {
				alone := anyShift(p, team, left.Stop)
				if full := slices.Equal(reasons, []route.Reason{route.DayFull}); alone != full {
					t.Errorf("seed %d: stop %d alone for team %d is possible: %v; reasons %v", seed, left.Stop, team, alone, reasons)
				}
				if len(reasons) == 1 {
					single[reasons[0]]++
					if !anyShift(without(p, reasons[0], team, left.Stop), team, left.Stop) {
						t.Errorf("seed %d: stop %d for team %d: impossible without %v", seed, left.Stop, team, reasons)
					}
				}
			}
		}
	}
	for _, r := range []route.Reason{
		route.Forbidden, route.NoWay, route.TooHeavy, route.OutsideOf, route.ShiftShort, route.DayFull,
	} {
		if single[r] == 0 {
			t.Errorf("no stop was left out for %q alone", r)
		}
	}
}

// relaxed returns a copy of the problem with a relaxation by an amount.
func relaxed(p *route.Problem, x *route.Relaxation, stop int, amount int64, window int) *route.Problem {
	q := clone(p)
	team, s := &q.Teams[x.Team], &q.Stops[stop]
	shift := &team.Shifts[x.Shift]
	switch x.Kind {
	case route.EndLater:
		shift.To += amount
	case route.StartEarlier:
		shift.From -= amount
	case route.CloseLater:
		s.Windows = []route.Window{{From: s.Windows[window].From, To: s.Windows[window].To + amount}}
	case route.OpenEarlier:
		s.Windows = []route.Window{{From: s.Windows[window].From - amount, To: s.Windows[window].To}}
	case route.MoreStops:
		team.MostStops += int(amount)
	case route.MoreLoad:
		if x.Dimension > 0 {
			team.Capacities[x.Dimension-1] += amount
		} else {
			team.Capacity += amount
		}
	case route.Allow:
		s.Groups = nil
	case route.OneMoreRoute: // nothing changes but that the route is another
	}
	return q
}

// helps says whether a relaxation by an amount lets the stop into the route.
func helps(p *route.Problem, s *route.Solution, x *route.Relaxation, stop int, amount int64) bool {
	var stops []int
	for _, r := range s.Routes {
		if r.Team == x.Team && r.Shift == x.Shift && x.Kind != route.OneMoreRoute {
			for _, v := range r.Visits {
				stops = append(stops, v.Stop)
			}
		}
	}
	stops = slices.Insert(stops, x.After, stop)
	windows := max(1, len(p.Stops[stop].Windows))
	for w := range windows {
		if visitable(relaxed(p, x, stop, amount, w), x.Team, x.Shift, stops) {
			return true
		}
	}
	return false
}

func TestCheapestRelaxation(t *testing.T) {
	kinds, none, further := map[route.RelaxationKind]int{}, 0, 0
	for seed := range uint64(rounds(150, 1000)) {
		p := instance(seed)
		s := solve(t, p, seed)
		for _, left := range s.Left {
			x := left.Cheapest
			if x == nil {
				none++
				continue
			}
			kinds[x.Kind]++
			further += x.Dimension
			if !helps(p, s, x, left.Stop, x.Amount) {
				t.Errorf("seed %d: stop %d does not fit with %+v", seed, left.Stop, *x)
			}
			if x.Kind != route.Allow && x.Kind != route.OneMoreRoute && helps(p, s, x, left.Stop, x.Amount-1) {
				t.Errorf("seed %d: stop %d fits with less than %+v", seed, left.Stop, *x)
			}
		}
	}
	for _, kind := range []route.RelaxationKind{
		route.EndLater, route.StartEarlier, route.CloseLater, route.MoreStops, route.MoreLoad, route.OneMoreRoute,
		route.Allow,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no stop needed %q: %v, %d none", kind, kinds, none)
		}
	}
	if further == 0 {
		t.Error("no stop needed more load in a further dimension")
	}
}

// fitsAsItIs says whether a stop fits into a route, or into a shift without one.
func fitsAsItIs(p *route.Problem, s *route.Solution, team, shift, stop int) bool {
	var stops []int
	for _, r := range s.Routes {
		if r.Team == team && r.Shift == shift {
			for _, v := range r.Visits {
				stops = append(stops, v.Stop)
			}
		}
	}
	for i := range len(stops) + 1 {
		if visitable(p, team, shift, slices.Insert(slices.Clone(stops), i, stop)) {
			return true
		}
	}
	return false
}

func TestNothingLeftOutHasRoom(t *testing.T) {
	for seed := range uint64(rounds(300, 3000)) {
		p := instance(seed)
		s := solve(t, p, seed)
		for _, left := range s.Left {
			for team := range p.Teams {
				for shift := range p.Teams[team].Shifts {
					if fitsAsItIs(p, s, team, shift, left.Stop) {
						t.Errorf("seed %d: there is room for stop %d in shift %d of team %d", seed, left.Stop, shift, team)
					}
				}
			}
		}
	}
}
