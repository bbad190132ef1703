package check_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"sitedraw/geo/route"
)

// rounds returns how many random instances a test takes.
func rounds(short, long int) int {
	if os.Getenv("SITEDRAW_LONG") != "" {
		return long
	}
	return short
}

// instance returns a random problem with all rules in some mixture, small enough
// for many of them and tight enough that stops are left out.
func instance(seed uint64) *route.Problem {
	g := generator{rand.New(rand.NewPCG(seed, 6))}
	places := 2 + g.IntN(14)
	p := &route.Problem{Travel: g.travel(places)}
	for range g.IntN(16) {
		p.Stops = append(p.Stops, g.stop(places))
	}
	days := 1 + g.IntN(2)
	for range 1 + g.IntN(4) {
		p.Teams = append(p.Teams, g.team(places, days))
	}
	if g.oneIn(3) {
		g.addDimensions(p)
	}
	if g.oneIn(8) {
		for range p.Stops {
			p.Weights = append(p.Weights, 1+g.Int64N(9))
		}
	}
	return p
}

// addDimensions adds loads and capacities in up to two further dimensions.
func (g generator) addDimensions(p *route.Problem) {
	for i := range p.Stops {
		for range g.IntN(3) {
			p.Stops[i].Loads = append(p.Stops[i].Loads, g.Int64N(4))
		}
	}
	for i := range p.Teams {
		for range g.IntN(3) {
			p.Teams[i].Capacities = append(p.Teams[i].Capacities, g.Int64N(9))
		}
	}
}

type generator struct{ *rand.Rand }

func (g generator) oneIn(n int) bool { return g.IntN(n) == 0 }

func (g generator) time(minutes int) int64 { return g.Int64N(int64(minutes)*route.Minute + 1) }

// travel is a street grid with one-ways, or anything at all.
func (g generator) travel(n int) route.Travel {
	t := route.Travel{Size: n, Milliseconds: make([]int32, n*n)}
	x, y, wild := g.Perm(60), g.Perm(60), g.oneIn(4)
	for a := range n {
		for b := range n {
			ms := int32(max(x[a]-x[b], x[b]-x[a])+max(y[a]-y[b], y[b]-y[a])) * 30_000
			if a != b {
				ms += g.Int32N(60_000)
			}
			if wild {
				ms = g.Int32N(90 * route.Minute)
			}
			if wild && g.oneIn(12) {
				ms = route.Unreachable
			}
			t.Milliseconds[a*n+b] = ms
		}
	}
	return t
}

func (g generator) stop(places int) route.Stop {
	s := route.Stop{Start: g.IntN(places), Service: g.time(60), Load: g.Int64N(5), Groups: route.NewSet(g.IntN(4))}
	s.End = s.Start
	if g.oneIn(5) {
		s.End = g.IntN(places)
	}
	if g.oneIn(4) {
		s.Priority = g.IntN(3)
	}
	if g.oneIn(6) {
		s.Groups = s.Groups.Union(route.NewSet(70 + g.IntN(2)))
	}
	from := 6*60*route.Minute + g.time(120)
	for range g.IntN(4) {
		to := from + g.time(120)
		s.Windows = append(s.Windows, route.Window{From: from, To: to})
		from = to + 1 + g.time(180)
	}
	if g.oneIn(3) {
		s.Windows = route.Daily(s.Windows, 2)
	}
	return s
}

func (g generator) team(places, days int) route.Team {
	t := route.Team{Forbidden: route.NewSet(g.IntN(6))}
	if g.oneIn(6) {
		t.Forbidden = t.Forbidden.Union(route.NewSet(70, 1))
	}
	if g.oneIn(3) {
		t.Capacity = g.Int64N(12)
	}
	if g.oneIn(3) {
		t.MostStops = g.IntN(5)
	}
	for d := range int64(days) {
		s := route.Shift{Start: g.IntN(places), From: d*route.Day + 7*60*route.Minute + g.time(120)}
		s.End = s.Start
		if g.oneIn(3) {
			s.End = g.IntN(places+1) - 1
		}
		s.To = s.From + route.Minute + g.time(8*60)
		if g.oneIn(2) {
			from := d*route.Day + 10*60*route.Minute + g.time(180)
			s.Break = &route.Break{From: from, To: from + g.time(120), Duration: 1 + g.time(60)}
		}
		t.Shifts = append(t.Shifts, s)
	}
	return t
}

func solve(t *testing.T, p *route.Problem, seed uint64) *route.Solution {
	t.Helper()
	o := route.Options{Seed: "x", Iterations: 150, Objective: route.Objective(seed % 2)}
	s, err := route.Solve(t.Context(), p, o)
	if err != nil {
		t.Fatalf("seed %d: Solve: %v", seed, err)
	}
	return s
}
