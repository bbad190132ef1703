package route_test

import (
	"errors"
	"math"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/route"
)

// line returns places on a line, so many minutes apart, the first the depot of one
// team, the others stops of ten minutes.
func line(minutes ...int) *route.Problem {
	p := &route.Problem{Travel: route.Travel{Size: len(minutes)}}
	for i, a := range minutes {
		for _, b := range minutes {
			p.Travel.Milliseconds = append(p.Travel.Milliseconds, int32(max(a-b, b-a)*route.Minute))
		}
		if i > 0 {
			p.Stops = append(p.Stops, route.Stop{Start: i, End: i, Service: 10 * route.Minute})
		}
	}
	p.Teams = []route.Team{{Shifts: []route.Shift{{From: clock(8, 0), To: clock(18, 0)}}}}
	return p
}

func clock(hours, minutes int64) int64 { return (60*hours + minutes) * route.Minute }

func TestWrongProblems(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(p *route.Problem)
		code   geo.Code
		column string
	}{
		{"no teams", func(p *route.Problem) { p.Teams = nil }, route.ErrNoTeams, ""},
		{"no shifts", func(p *route.Problem) { p.Teams[0].Shifts = nil }, route.ErrNoHours, "teams[0].shifts"},
		{"an empty shift", func(p *route.Problem) { p.Teams[0].Shifts[0].To = clock(8, 0) }, route.ErrHours, "teams[0].shifts[0].to"},
		{"a shift backwards", func(p *route.Problem) { p.Teams[0].Shifts[0].To = 0 }, route.ErrHours, "teams[0].shifts[0].to"},
		{"shifts that overlap", func(p *route.Problem) {
			p.Teams[0].Shifts = append(p.Teams[0].Shifts, route.Shift{From: clock(17, 0), To: clock(20, 0)})
		}, route.ErrHours, "teams[0].shifts[1].from"},
		{"a window backwards", func(p *route.Problem) {
			p.Stops[1].Windows = []route.Window{{From: 2, To: 3}, {From: 9, To: 8}}
		}, route.ErrHours, "stops[1].windows[1].to"},
		{"windows that touch", func(p *route.Problem) {
			p.Stops[1].Windows = []route.Window{{From: 2, To: 3}, {From: 3, To: 8}}
		}, route.ErrHours, "stops[1].windows[1].from"},
		{"a time too late", func(p *route.Problem) { p.Teams[0].Shifts[0].To = route.MaxTime + 1 }, route.ErrTime, "teams[0].shifts[0].to"},
		{"a negative service", func(p *route.Problem) { p.Stops[0].Service = -1 }, route.ErrTime, "stops[0].service"},
		{"a negative load", func(p *route.Problem) { p.Stops[0].Load = -1 }, route.ErrAmount, "stops[0].load"},
		{"a negative capacity", func(p *route.Problem) { p.Teams[0].Capacity = -1 }, route.ErrBound, "teams[0].capacity"},
		{"a negative bound", func(p *route.Problem) { p.Teams[0].MostStops = -1 }, route.ErrBound, "teams[0].most_stops"},
		{"a stop off the matrix", func(p *route.Problem) { p.Stops[1].End = 3 }, route.ErrPlace, "stops[1].end"},
		{"a depot off the matrix", func(p *route.Problem) { p.Teams[0].Shifts[0].Start = -1 }, route.ErrPlace, "teams[0].shifts[0].start"},
		{"an end off the matrix", func(p *route.Problem) { p.Teams[0].Shifts[0].End = -2 }, route.ErrPlace, "teams[0].shifts[0].end"},
		{"a break without length", func(p *route.Problem) {
			p.Teams[0].Shifts[0].Break = &route.Break{From: 1, To: 2}
		}, route.ErrTime, "teams[0].shifts[0].break.duration"},
		{"a break backwards", func(p *route.Problem) {
			p.Teams[0].Shifts[0].Break = &route.Break{From: 2, To: 1, Duration: 5}
		}, route.ErrHours, "teams[0].shifts[0].break.to"},
		{"a matrix too small", func(p *route.Problem) { p.Travel.Milliseconds = p.Travel.Milliseconds[1:] }, route.ErrTravelSize, "travel"},
		{"a negative way", func(p *route.Problem) { p.Travel.Milliseconds[5] = -2 }, route.ErrTravelTime, "travel[1][2]"},
		{"a negative load in another dimension", func(p *route.Problem) { p.Stops[0].Loads = []int64{0, -1} }, route.ErrAmount, "stops[0].loads[1]"},
		{"a load too great", func(p *route.Problem) { p.Stops[0].Load = 1 << 32 }, route.ErrAmount, "stops[0].load"},
		{"a negative capacity in another dimension", func(p *route.Problem) { p.Teams[0].Capacities = []int64{0, -1} }, route.ErrBound, "teams[0].capacities"},
		{"a weight of nothing", func(p *route.Problem) { p.Weights = []int64{1, 0} }, route.ErrWeight, "weights[1]"},
		{"weights too great", func(p *route.Problem) { p.Weights = []int64{math.MaxInt64, 1} }, route.ErrWeight, "weights[1]"},
		{"too few weights", func(p *route.Problem) { p.Weights = []int64{1} }, route.ErrWeights, "weights"},
		{"too many priorities", func(p *route.Problem) {
			for i := range 100 {
				p.Stops = append(p.Stops, route.Stop{Priority: i})
			}
		}, route.ErrPriorities, "stops"},
	} {
		p := line(0, 10, 20)
		test.change(p)
		_, err := route.Solve(t.Context(), p, route.Options{Iterations: 10})
		var wrong *geo.Error
		if !errors.As(err, &wrong) || wrong.Code != test.code || wrong.At.Column != test.column {
			t.Errorf("%s: Solve = %v, want %s in %q", test.name, err, test.code, test.column)
		}
	}
}

func TestWrongIterations(t *testing.T) {
	for _, n := range []int{-1, 0, route.MostIterations + 1} {
		if _, err := route.Solve(t.Context(), line(0, 1), route.Options{Iterations: n}); !errors.Is(err, route.ErrIterations) {
			t.Errorf("Solve with %d iterations = %v, want %v", n, err, route.ErrIterations)
		}
	}
}

func TestSet(t *testing.T) {
	a, b := route.NewSet(1, 70), route.NewSet(2, 64)
	if a.Meets(b) || !a.Meets(route.NewSet(70)) || a.Meets(nil) || route.Set(nil).Meets(a) {
		t.Errorf("Meets is wrong for %v and %v", a, b)
	}
	for _, n := range []int{1, 2, 64, 70} {
		if !a.Union(b).Meets(route.NewSet(n)) || !b.Union(a).Meets(route.NewSet(n)) {
			t.Errorf("the union of %v and %v lacks %d", a, b, n)
		}
	}
	if c := route.NewSet(3); c.Union(a).Meets(route.NewSet(2)) || c.Meets(a) {
		t.Errorf("Union changed its operands or added something: %v", c)
	}
}
