package check_test

import (
	"reflect"
	"slices"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
)

func TestSolverKeepsAllRules(t *testing.T) {
	served, left, rested := 0, 0, 0
	for seed := range uint64(rounds(400, 10_000)) {
		seed += 300
		p := instance(seed)
		s := solve(t, p, seed)
		if v := check.Plan(p, s); len(v) > 0 {
			t.Fatalf("seed %d: %v\n%+v\n%+v", seed, v, p, s)
		}
		if seed%16 == 0 && !reflect.DeepEqual(s, solve(t, p, seed)) {
			t.Fatalf("seed %d: another plan from the same problem", seed)
		}
		left += len(s.Left)
		for _, r := range s.Routes {
			served += len(r.Visits)
			if r.Rest != nil {
				rested++
			}
		}
	}
	if served < left/2 || left < served/10 || rested == 0 {
		t.Errorf("%d stops served, %d left, %d breaks: the instances are one-sided", served, left, rested)
	}
}

// mutations are changes after which a plan is wrong, whatever it was; they say
// whether they could be made.
var mutations = map[string]func(p *route.Problem, s *route.Solution) (check.Kind, bool){
	"lose a stop": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		r.Visits = r.Visits[:len(r.Visits)-1]
		return check.Lost, true
	},
	"visit a stop twice": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		r.Visits = append(r.Visits, r.Visits[0])
		return check.Doubled, true
	},
	"leave out a visited stop": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Left = append(s.Left, route.Left{Stop: s.Routes[0].Visits[0].Stop})
		return check.Doubled, true
	},
	"a route twice": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes = append(s.Routes, s.Routes[0])
		return check.Doubled, true
	},
	"an unknown stop": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Visits[0].Stop = len(p.Stops)
		return check.Unknown, true
	},
	"an unknown team": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Team = len(p.Teams)
		return check.Unknown, true
	},
	"a route without visits": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Visits = nil
		return check.Empty, true
	},
	"leave before the shift": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		r.Depart = p.Teams[r.Team].Shifts[r.Shift].From - 1
		return check.Hours, true
	},
	"come back after the shift": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		r.Return = p.Teams[r.Team].Shifts[r.Shift].To + 1
		return check.Hours, true
	},
	"leave too late": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Depart = s.Routes[0].Visits[0].Arrive + 1
		return check.TooFast, true
	},
	"begin before arriving": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		v := &s.Routes[0].Visits[0]
		v.Begin = v.Arrive - 1
		return check.TooFast, true
	},
	"serve too short": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Visits[0].Leave--
		return check.TooFast, true
	},
	"drive faster": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		r.Return--
		return check.TooFast, r.Rest == nil
	},
	"close the window": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		v := s.Routes[0].Visits[0]
		p.Stops[v.Stop].Windows = []route.Window{{From: v.Begin + 1, To: v.Begin + 2}}
		return check.Window, true
	},
	"forbid a stop": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		p.Teams[r.Team].Forbidden = p.Stops[r.Visits[0].Stop].Groups
		return check.Forbidden, true
	},
	"a smaller car": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		p.Teams[r.Team].Capacity = r.Load - 1
		return check.Capacity, r.Load > 1
	},
	"a smaller car in another dimension": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		if len(r.Loads) < 2 || r.Loads[1] < 2 {
			return check.Capacity, false
		}
		p.Teams[r.Team].Capacities = []int64{0, r.Loads[1] - 1}
		return check.Capacity, true
	},
	"a wrong load in another dimension": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		if len(r.Loads) > 0 {
			r.Loads[0]++
		}
		return check.Total, len(r.Loads) > 0
	},
	"a load of no dimension": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Loads = append(s.Routes[0].Loads, 1)
		return check.Total, true
	},
	"fewer stops": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		p.Teams[r.Team].MostStops = len(r.Visits) - 1
		return check.MostStops, len(r.Visits) > 1
	},
	"no way": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := s.Routes[0]
		start, first := p.Teams[r.Team].Shifts[r.Shift].Start, p.Stops[r.Visits[0].Stop].Start
		p.Travel.Milliseconds[start*p.Travel.Size+first] = route.Unreachable
		return check.NoWay, true
	},
	"no break": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		due := s.Routes[0].Rest != nil
		s.Routes[0].Rest = nil
		return check.NoRest, due
	},
	"a break that is not due": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		due := s.Routes[0].Rest != nil
		s.Routes[0].Rest = &route.Window{}
		return check.NoRest, !due
	},
	"a short break": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		rest := s.Routes[0].Rest
		if rest != nil {
			rest.To--
		}
		return check.Rest, rest != nil
	},
	"a break in a service": func(p *route.Problem, s *route.Solution) (check.Kind, bool) {
		r := &s.Routes[0]
		v := r.Visits[0]
		if r.Rest == nil || v.Leave == v.Begin {
			return check.Rest, false
		}
		b := p.Teams[r.Team].Shifts[r.Shift].Break
		b.From, b.To = 0, route.MaxTime
		*r.Rest = route.Window{From: v.Leave - 1, To: v.Leave - 1 + b.Duration}
		return check.Rest, true
	},
	"a wrong sum of travel": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Travel++
		return check.Total, true
	},
	"wrong travel of a route": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Travel++
		s.Travel++
		return check.Total, true
	},
	"a wrong latest return": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.LatestReturn--
		return check.Total, true
	},
	"a wrong load": func(_ *route.Problem, s *route.Solution) (check.Kind, bool) {
		s.Routes[0].Load++
		return check.Total, true
	},
}

func TestMutatedPlansAreRejected(t *testing.T) {
	for name, mutate := range mutations {
		made := 0
		for seed := range uint64(60) {
			p := instance(seed)
			s := solve(t, p, seed)
			if len(s.Routes) == 0 {
				continue
			}
			kind, ok := mutate(p, s)
			if !ok {
				continue
			}
			made++
			found := check.Plan(p, s)
			if !slices.ContainsFunc(found, func(v check.Violation) bool { return v.Kind == kind }) {
				t.Errorf("%s, seed %d: violations %v, want one %q", name, seed, found, kind)
			}
		}
		if made == 0 {
			t.Errorf("%s: no plan to change", name)
		}
	}
}
