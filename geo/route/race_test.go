package route_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
)

// scattered is a problem of stops in a square of so many minutes, with five teams
// that begin in different places of it.
func scattered(stops, minutes int) *route.Problem {
	g := rand.New(rand.NewPCG(1, 2))
	const teams = 5
	size := stops + teams
	var x, y []float64
	for range size {
		x, y = append(x, g.Float64()*float64(minutes)), append(y, g.Float64()*float64(minutes))
	}
	p := &route.Problem{Travel: route.Travel{Size: size}}
	for a := range size {
		for b := range size {
			p.Travel.Milliseconds = append(p.Travel.Milliseconds, int32(route.Minute*math.Hypot(x[a]-x[b], y[a]-y[b])))
		}
	}
	for k := range stops {
		p.Stops = append(p.Stops, route.Stop{Start: k, End: k, Service: 10 * route.Minute})
	}
	for k := stops; k < size; k++ {
		p.Teams = append(p.Teams, route.Team{Shifts: []route.Shift{{From: clock(8, 0), To: clock(18, 0), Start: k, End: k}}})
	}
	return p
}

// The searches of a race begin anew, but what is reported, and what is returned
// whenever it is cancelled, is the best of all of them.
func TestRaceNeverLosesWhatItFound(t *testing.T) {
	p := scattered(60, 60)
	for _, reports := range []int{1, 12, 22, 34, 48, 60, 99} {
		ctx, cancel := context.WithCancel(t.Context())
		best, seen := route.Progress{Travel: math.MaxInt64}, 0
		s, err := route.Solve(ctx, p, route.Options{Iterations: 6400, Progress: func(now route.Progress) {
			if now.Served < best.Served || now.Served == best.Served && now.Travel > best.Travel {
				t.Errorf("progress = %+v after %+v", now, best)
			}
			best = now
			if seen++; seen == reports {
				cancel()
			}
		}})
		cancel()
		if err != nil || len(check.Plan(p, s)) > 0 {
			t.Fatalf("Solve = %+v, %v", s, err)
		}
		if served := len(p.Stops) - len(s.Left); seen != reports || served < best.Served || s.Travel > best.Travel {
			t.Errorf("after %d reports %d stops in %d ms, the last %+v", seen, served, s.Travel, best)
		}
	}
}

func TestRaceSpendsItsIterations(t *testing.T) {
	p := scattered(20, 30)
	for _, iterations := range []int{1, 19, 20, 39, 64, 1000, 2047} {
		if s := solve(t, p, route.Options{Iterations: iterations}); s.Iterations != iterations || len(s.Left) > 0 {
			t.Errorf("%d iterations of %d, %d stops left", s.Iterations, iterations, len(s.Left))
		}
	}
}
