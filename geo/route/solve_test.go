package route_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
)

func solve(t *testing.T, p *route.Problem, o route.Options) *route.Solution {
	t.Helper()
	if o.Iterations == 0 {
		o.Iterations = 500
	}
	s, err := route.Solve(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if v := check.Plan(p, s); len(v) > 0 {
		t.Fatalf("%v in %+v", v, s)
	}
	return s
}

// order returns the stops of the first route.
func order(s *route.Solution) []int {
	var stops []int
	for _, v := range s.Routes[0].Visits {
		stops = append(stops, v.Stop)
	}
	return stops
}

func TestNothingToVisit(t *testing.T) {
	if s := solve(t, line(0), route.Options{}); !reflect.DeepEqual(s, &route.Solution{}) {
		t.Errorf("Solve of no stops = %+v", s)
	}
}

func TestWindowsDecideTheOrder(t *testing.T) {
	p := line(0, 10, 20)
	p.Stops[0].Windows = []route.Window{{From: clock(6, 0), To: clock(7, 0)}, {From: clock(12, 0), To: clock(13, 0)}}
	p.Stops[1].Windows = []route.Window{{From: clock(9, 0), To: clock(10, 0)}}
	s := solve(t, p, route.Options{})
	r := s.Routes[0]
	if !reflect.DeepEqual(order(s), []int{1, 0}) || r.Depart != clock(8, 40) || r.Visits[1].Begin != clock(12, 0) || r.Return != clock(12, 20) {
		t.Errorf("route = %+v", r)
	}
}

func TestStretchIsWalkedFromStartToEnd(t *testing.T) {
	p := line(0, 10, 20)
	p.Stops = []route.Stop{{Start: 1, End: 2, Service: 30 * route.Minute}}
	s := solve(t, p, route.Options{})
	if r := s.Routes[0]; r.Travel != 30*route.Minute || r.Return-r.Depart != 60*route.Minute {
		t.Errorf("route = %+v", r)
	}
}

func TestOpenEnd(t *testing.T) {
	p := line(0, 10, 20)
	p.Teams[0].Shifts[0].End = route.Anywhere
	s := solve(t, p, route.Options{})
	if r := s.Routes[0]; r.Travel != 20*route.Minute || r.Return != r.Visits[1].Leave {
		t.Errorf("route = %+v", r)
	}
}

func TestBreakBetweenVisits(t *testing.T) {
	p := line(0, 60, 120, 180)
	p.Stops[0].Windows = []route.Window{{From: clock(9, 0), To: clock(9, 30)}}
	p.Teams[0].Shifts[0].Break = &route.Break{From: clock(11, 0), To: clock(12, 0), Duration: 45 * route.Minute}
	s := solve(t, p, route.Options{})
	if r := s.Routes[0]; r.Rest.From != clock(11, 20) || r.Return != clock(15, 15) {
		t.Errorf("rest %+v, return %d, in %+v", *r.Rest, r.Return, r)
	}
}

func TestHigherPriorityGoesBeforeManyOthers(t *testing.T) {
	p := line(0, 1, 2, 3, -200)
	p.Stops[3].Priority = 1
	p.Teams[0].Shifts[0].To = clock(14, 50)
	s := solve(t, p, route.Options{})
	if !reflect.DeepEqual(order(s), []int{3}) || len(s.Left) != 3 {
		t.Errorf("routes %+v, left %+v", s.Routes, s.Left)
	}
}

func TestFairSharesTheWork(t *testing.T) {
	p := line(0, 1, 2, 3, 4, 5, 6, 7, 8)
	p.Teams = append(p.Teams, p.Teams[0])
	if s := solve(t, p, route.Options{}); len(s.Routes) != 1 {
		t.Errorf("the shortest plan has %d routes", len(s.Routes))
	}
	s := solve(t, p, route.Options{Objective: route.Fair, Iterations: 5000})
	if len(s.Routes) != 2 || s.LatestReturn > clock(8, 56) {
		t.Errorf("the fair plan ends at minute %d, with %d routes", s.LatestReturn/route.Minute, len(s.Routes))
	}
}

func TestFairOverDays(t *testing.T) {
	p := line(0, 1, 2, 3, 4, 5, 6, 7, 8)
	p.Teams[0].Shifts = append(p.Teams[0].Shifts, route.Shift{From: route.Day + clock(8, 0), To: route.Day + clock(18, 0)})
	s := solve(t, p, route.Options{Objective: route.Fair, Iterations: 5000})
	if len(s.Routes) != 2 || s.LatestReturn > clock(8, 56) {
		t.Errorf("the fair plan ends at minute %d, with %d routes", s.LatestReturn/route.Minute, len(s.Routes))
	}
}

func TestOpenEarlier(t *testing.T) {
	p := line(0, 10, 20)
	p.Stops[0].Windows = []route.Window{{From: clock(9, 0), To: clock(9, 10)}}
	p.Stops[1].Windows = []route.Window{{From: clock(9, 0), To: clock(9, 0)}}
	p.Stops[1].Priority = 1
	p.Teams[0].Shifts[0].From, p.Teams[0].Shifts[0].To = clock(8, 30), clock(9, 30)
	s := solve(t, p, route.Options{})
	want := route.Relaxation{Kind: route.OpenEarlier, Amount: 20 * route.Minute}
	if len(s.Left) != 1 || *s.Left[0].Cheapest != want {
		t.Errorf("left %+v, cheapest %+v, want %+v", s.Left, s.Left[0].Cheapest, want)
	}
}

func TestCancelledSearchReturnsTheBest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, seen := line(0, 5, 3, 9, 1, 7), 0
	s, err := route.Solve(ctx, p, route.Options{Iterations: 100_000, Progress: func(now route.Progress) {
		seen++
		if now.Served != 5 || now.Of != 100_000 || now.Iterations > now.Of || now.Travel == 0 || now.Permille != now.Iterations/100 {
			t.Errorf("progress = %+v", now)
		}
		if seen == 3 {
			cancel()
		}
	}})
	if err != nil || seen != 3 || s.Iterations >= 4000 || len(s.Left) > 0 || len(check.Plan(p, s)) > 0 {
		t.Errorf("Solve = %+v, %v after %d reports", s, err, seen)
	}
}

func TestSameBytesOnEveryMachine(t *testing.T) {
	p := line(0, 31, 7, 55, 12, 48, 26, 3, 40, 19, 60, 35)
	for i := range p.Stops {
		from := clock(8, int64(i*37%240))
		p.Stops[i].Windows = []route.Window{{From: from, To: from + 90*route.Minute}}
		p.Stops[i].Groups = route.NewSet(i % 4)
	}
	p.Teams = append(p.Teams, p.Teams[0], p.Teams[0])
	for i := range p.Teams {
		p.Teams[i].Forbidden = route.NewSet(i)
	}
	golden(t, p, route.Options{Seed: "golden", Iterations: 2000, Objective: route.Fair}, "1f4d4c21d36429ea")
	for i := range p.Stops {
		p.Stops[i].Windows, p.Stops[i].Load, p.Stops[i].Priority = nil, int64(i%3), i%2
	}
	for i := range p.Teams {
		p.Teams[i].Capacity, p.Teams[i].MostStops = 3, 3
		p.Teams[i].Shifts = []route.Shift{{
			From: clock(8, 0), To: clock(14, 0), Start: i, End: i - 1,
			Break: &route.Break{From: clock(10, 0), To: clock(11, 0), Duration: 30 * route.Minute},
		}}
	}
	golden(t, p, route.Options{Seed: "golden", Iterations: 2000}, "dd68ed17051b52f9")
}

// golden holds the bytes of a solution against the ones it always had.
func golden(t *testing.T, p *route.Problem, o route.Options, want string) {
	t.Helper()
	s := solve(t, p, o)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if digest := sha256.Sum256(text); hex.EncodeToString(digest[:8]) != want {
		t.Errorf("digest %x, want %s: %s", digest[:8], want, text)
	}
}
