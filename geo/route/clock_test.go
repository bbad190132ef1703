package route_test

import (
	"math"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
)

// ticking is a clock on which each look takes so many permille.
func ticking(permille int) func() int {
	now := -permille
	return func() int {
		now += permille
		return now
	}
}

func TestClockEndsTheSearch(t *testing.T) {
	for _, objective := range []route.Objective{route.Shortest, route.Fair} {
		p, seen := line(0, 5, 3, 9, 1, 7), []route.Progress(nil)
		s, err := route.Solve(t.Context(), p, route.Options{Objective: objective, Elapsed: ticking(1), Progress: func(now route.Progress) {
			seen = append(seen, now)
		}})
		if err != nil || len(s.Left) > 0 || len(check.Plan(p, s)) > 0 {
			t.Fatalf("Solve = %+v, %v", s, err)
		}
		if !s.ByClock || s.Iterations < 100 || s.Iterations > 1000*64 {
			t.Errorf("objective %d: %d iterations, by the clock: %v", objective, s.Iterations, s.ByClock)
		}
		last := route.Progress{Permille: -1}
		for _, now := range seen {
			if now.Of != 0 || now.Permille <= last.Permille || now.Permille > 1000 || now.Iterations <= last.Iterations {
				t.Errorf("progress = %+v after %+v", now, last)
			}
			last = now
		}
		if len(seen) < 20 || last.Permille < 900 {
			t.Errorf("%d reports, the last %+v", len(seen), last)
		}
	}
}

func TestStrangeClocks(t *testing.T) {
	for _, at := range []int{1000, 5000, -300, math.MaxInt, math.MinInt} {
		looks := 0
		s, err := route.Solve(t.Context(), line(0, 5, 3), route.Options{Progress: inBounds(t), Elapsed: func() int {
			if looks++; looks == 1 {
				return 0
			} else if looks > 10 {
				return 5000
			}
			return at
		}})
		if err != nil || len(s.Left) > 0 || looks > 11 {
			t.Errorf("a clock at %d: Solve = %+v, %v after %d looks", at, s, err, looks)
		}
	}
}

// inBounds fails if a search is said to be before its beginning or after its end.
func inBounds(t *testing.T) func(route.Progress) {
	t.Helper()
	return func(now route.Progress) {
		if now.Permille < 0 || now.Permille > 1000 {
			t.Errorf("progress = %+v", now)
		}
	}
}

func TestClockCoolsTheSearch(t *testing.T) {
	p := line(0, 31, 7, 55, 12, 48, 26, 3, 40, 19, 60, 35, 44, 9, 23)
	p.Teams = append(p.Teams, p.Teams[0])
	p.Teams[1].Shifts = []route.Shift{{From: clock(8, 0), To: clock(18, 0), Start: 7, End: 7}}
	best := solve(t, p, route.Options{Iterations: 20_000}).Travel
	s, err := route.Solve(t.Context(), p, route.Options{Elapsed: ticking(2)})
	if err != nil || s.Travel != best {
		t.Errorf("travel %d by a clock, want %d: %v", s.Travel, best, err)
	}
}

func TestWeightsDecide(t *testing.T) {
	p := line(0, 1, 2, 3, -200)
	p.Stops[3].Priority = 1
	p.Teams[0].Shifts[0].To = clock(14, 50)
	p.Weights = []int64{2, 2, 2, 5}
	if s := solve(t, p, route.Options{}); len(s.Left) != 1 || s.Left[0].Stop != 3 {
		t.Errorf("left %+v, want the far stop", s.Left)
	}
	p.Weights[3] = 7
	if s := solve(t, p, route.Options{}); len(s.Left) != 3 {
		t.Errorf("left %+v, want the three near stops", s.Left)
	}
}

func TestFurtherDimensions(t *testing.T) {
	p := line(0, 1, 2, 3, 4)
	for i := range p.Stops {
		p.Stops[i].Load, p.Stops[i].Loads = 1, []int64{1, int64(i % 2)}
	}
	p.Teams[0].Capacities = []int64{0, 1}
	s := solve(t, p, route.Options{})
	if len(s.Left) != 1 || s.Left[0].Stop%2 == 0 || s.Routes[0].Load != 3 || s.Routes[0].Loads[0] != 3 || s.Routes[0].Loads[1] != 1 {
		t.Fatalf("left %+v of %+v", s.Left, s.Routes)
	}
	if x := s.Left[0].Cheapest; x.Kind != route.MoreLoad || x.Dimension != 2 || x.Amount != 1 {
		t.Errorf("cheapest relaxation %+v, want one more load in dimension 2", x)
	}
	p.Stops[1].Loads = []int64{0, 2}
	if s := solve(t, p, route.Options{}); s.Left[0].Stop != 1 || s.Left[0].Reasons[0][0] != route.TooHeavy {
		t.Errorf("left %+v, want the heavy stop", s.Left)
	}
}
