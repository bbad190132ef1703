package vroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
	"sitedraw/geo/route/vroom"
)

// given is a problem as far as its rules go, read apart from the package.
type given struct {
	Jobs     []givenJob     `json:"jobs"`
	Vehicles []givenVehicle `json:"vehicles"`
	Matrix   [][]int64      `json:"matrix"`
}

type givenJob struct {
	ID       uint64     `json:"id"`
	Index    int        `json:"location_index"`
	Setup    int64      `json:"setup,omitempty"`
	Service  int64      `json:"service,omitempty"`
	Delivery []int64    `json:"delivery,omitempty"`
	Pickup   []int64    `json:"pickup,omitempty"`
	Skills   []int64    `json:"skills,omitempty"`
	Priority int64      `json:"priority,omitempty"`
	Windows  [][2]int64 `json:"time_windows,omitempty"`
}

type givenVehicle struct {
	ID       uint64       `json:"id"`
	Start    *int         `json:"start_index,omitempty"`
	End      *int         `json:"end_index,omitempty"`
	Capacity []int64      `json:"capacity,omitempty"`
	Skills   []int64      `json:"skills,omitempty"`
	Window   *[2]int64    `json:"time_window,omitempty"`
	Most     *int         `json:"max_tasks,omitempty"`
	Breaks   []givenBreak `json:"breaks,omitempty"`
}

type givenBreak struct {
	ID      uint64     `json:"id"`
	Service int64      `json:"service"`
	Windows [][2]int64 `json:"time_windows,omitempty"`
}

// broken names a rule of the problem that a solution breaks; empty if it keeps all.
func (g *given) broken(s *vroom.Solution) string {
	seen, driven := map[uint64]int{}, map[uint64]bool{}
	for _, u := range s.Unassigned {
		seen[u.ID]++
	}
	for i := range s.Routes {
		r := &s.Routes[i]
		at := slices.IndexFunc(g.Vehicles, func(v givenVehicle) bool { return v.ID == r.Vehicle })
		if at < 0 || driven[r.Vehicle] {
			return "each vehicle once"
		}
		driven[r.Vehicle] = true
		f := follower{given: g, vehicle: &g.Vehicles[at], route: r, seen: seen}
		if f.follow(); f.rule != "" {
			return f.rule
		}
	}
	for _, j := range g.Jobs {
		if seen[j.ID] != 1 {
			return "each job once"
		}
	}
	return ""
}

// follower goes along a route and notes the first rule that is broken.
type follower struct {
	*given

	vehicle *givenVehicle
	route   *vroom.Route
	seen    map[uint64]int
	rule    string

	place, tasks, rests  int
	ahead                bool // at the place of the next step already
	now, travel, waiting int64
	load                 []int64
}

func (f *follower) must(holds bool, rule string) {
	if !holds && f.rule == "" {
		f.rule = rule
	}
}

func (f *follower) follow() {
	v, steps := f.vehicle, f.route.Steps
	f.place, f.now = -1, steps[0].Arrival
	for d := range v.Capacity {
		f.load = append(f.load, f.route.Delivery[d])
	}
	for i := range steps {
		f.step(i)
	}
	f.must((steps[0].Type == "start") == (v.Start != nil), "the start")
	f.must((steps[len(steps)-1].Type == "end") == (v.End != nil), "the end")
	f.must(f.rests == len(v.Breaks), "the break")
	f.must(v.Most == nil || f.tasks <= *v.Most, "most tasks")
	f.must(f.travel == f.route.Duration && f.waiting == f.route.Waiting, "sums")
	f.must(v.Window == nil || v.Window[0] <= steps[0].Arrival && f.now <= v.Window[1], "hours")
}

func (f *follower) step(i int) {
	s := &f.route.Steps[i]
	leg := int64(0)
	if to := f.next(i); f.ahead {
		f.ahead = false // it was driven before the break
	} else if to != nil {
		if f.place >= 0 {
			leg = f.Matrix[f.place][*to]
		}
		f.place, f.ahead = *to, s.Type == "break"
	}
	f.travel += leg
	f.now += leg
	f.must(s.Arrival == f.now && s.Duration == f.travel && s.Waiting >= 0, "times")
	begin := f.now + s.Waiting
	switch s.Type {
	case "job":
		f.job(s, begin)
	case "break":
		b := f.vehicle.Breaks[0]
		f.rests++
		f.must(s.Service == b.Service && open(b.Windows, begin), "the break's window")
	case "start":
		f.must(i == 0 && *s.Index == *f.vehicle.Start, "the start's place")
	case "end":
		f.must(i == len(f.route.Steps)-1 && *s.Index == *f.vehicle.End, "the end's place")
	}
	f.must(slices.Equal(f.load, s.Load), "loads")
	for d, load := range f.load {
		f.must(load >= 0 && load <= f.vehicle.Capacity[d], "capacity")
	}
	f.waiting += s.Waiting
	f.now = begin + s.Setup + s.Service
}

// next is where a step is; a break on arrival is where the next step is.
func (f *follower) next(i int) *int {
	s := &f.route.Steps[i]
	if s.Type != "break" {
		return s.Index
	}
	if i+1 < len(f.route.Steps) && s.Duration == f.route.Steps[i+1].Duration && s.Duration > f.travel {
		return f.route.Steps[i+1].Index
	}
	return nil
}

func (f *follower) job(s *vroom.Step, begin int64) {
	at := slices.IndexFunc(f.Jobs, func(j givenJob) bool { return j.ID == *s.ID })
	j := &f.Jobs[at]
	f.seen[j.ID]++
	f.tasks++
	for d := range f.load {
		if j.Delivery != nil {
			f.load[d] -= j.Delivery[d]
		}
		if j.Pickup != nil {
			f.load[d] += j.Pickup[d]
		}
	}
	for _, skill := range j.Skills {
		f.must(slices.Contains(f.vehicle.Skills, skill), "skills")
	}
	f.must(*s.Index == j.Index && s.Service == j.Service && s.Setup == j.Setup, "the job")
	f.must(open(j.Windows, begin), "windows")
}

func open(windows [][2]int64, at int64) bool {
	return len(windows) == 0 || slices.ContainsFunc(windows, func(w [2]int64) bool { return w[0] <= at && at <= w[1] })
}

// solved solves a problem that was read and says what is wrong with the solution.
func solved(t rapid.TB, p *vroom.Problem) *vroom.Solution {
	t.Helper()
	s, err := route.Solve(context.Background(), &p.Route, route.Options{Iterations: 60})
	if err != nil {
		t.Fatalf("Solve: %v", err)
	}
	if v := check.Plan(&p.Route, s); len(v) > 0 {
		t.Fatalf("%v in %+v", v, s)
	}
	return p.Solution(s)
}

func TestRandomProblems(t *testing.T) {
	refused, served, left := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		g := anyProblem(t)
		text, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		p, err := vroom.Read(bytes.NewReader(text), nil)
		if err != nil {
			if !errors.Is(err, vroom.ErrBreak) && !errors.Is(err, vroom.ErrSetup) {
				t.Fatalf("Read(%s): %v", text, err)
			}
			refused++
			return
		}
		s := solved(t, p)
		if rule := g.broken(s); rule != "" {
			t.Fatalf("broken: %s, in %s: %+v", rule, text, s)
		}
		left += len(s.Unassigned)
		served += len(g.Jobs) - len(s.Unassigned)
	})
	if served < left/4 || left < served/10 || refused > served {
		t.Errorf("%d served, %d left, %d problems refused: they are one-sided", served, left, refused)
	}
}

// anyProblem is small, and has every rule in some mixture.
func anyProblem(t *rapid.T) *given {
	places := rapid.IntRange(1, 8).Draw(t, "places")
	seconds := rapid.Int64Range(0, 400)
	g := &given{}
	for range places {
		g.Matrix = append(g.Matrix, rapid.SliceOfN(seconds, places, places).Draw(t, "row"))
	}
	dimensions := rapid.IntRange(0, 2).Draw(t, "dimensions")
	fetched := rapid.SliceOfN(rapid.Bool(), dimensions, dimensions).Draw(t, "fetched")
	base := rapid.SampledFrom([]int64{0, 1_795_305_600}).Draw(t, "base")
	for i := range rapid.IntRange(1, 3).Draw(t, "vehicles") {
		g.Vehicles = append(g.Vehicles, anyVehicle(t, i, places, dimensions, base))
	}
	for i := range rapid.IntRange(1, 7).Draw(t, "jobs") {
		g.Jobs = append(g.Jobs, anyJob(t, i, places, fetched, base))
	}
	return g
}

func anyVehicle(t *rapid.T, id, places, dimensions int, base int64) givenVehicle {
	v := givenVehicle{ID: uint64(id), Skills: rapid.SliceOfN(rapid.Int64Range(1, 3), 0, 4).Draw(t, "skills")}
	ends := rapid.IntRange(1, 3).Draw(t, "ends")
	if ends&1 != 0 {
		v.Start = new(rapid.IntRange(0, places-1).Draw(t, "start"))
	}
	if ends&2 != 0 {
		v.End = new(rapid.IntRange(0, places-1).Draw(t, "end"))
	}
	v.Capacity = rapid.SliceOfN(rapid.Int64Range(0, 9), dimensions, dimensions).Draw(t, "capacity")
	if rapid.Bool().Draw(t, "hours") {
		from := base + rapid.Int64Range(0, 1000).Draw(t, "from")
		v.Window = &[2]int64{from, from + rapid.Int64Range(1, 3000).Draw(t, "for")}
	}
	if rapid.Bool().Draw(t, "bounded") {
		v.Most = new(rapid.IntRange(0, 4).Draw(t, "most"))
	}
	if rapid.Bool().Draw(t, "break") {
		b := givenBreak{ID: 9, Service: rapid.Int64Range(1, 200).Draw(t, "rest")}
		if rapid.Bool().Draw(t, "window") {
			b.Windows = anyWindows(t, 1, base)
		}
		v.Breaks = append(v.Breaks, b)
	}
	return v
}

func anyJob(t *rapid.T, id, places int, fetched []bool, base int64) givenJob {
	j := givenJob{
		ID: uint64(id), Index: rapid.IntRange(0, places-1).Draw(t, "index"), Service: rapid.Int64Range(0, 300).Draw(t, "service"),
		Priority: rapid.Int64Range(0, 3).Draw(t, "priority"), Windows: anyWindows(t, rapid.IntRange(0, 3).Draw(t, "windows"), base),
	}
	if rapid.IntRange(0, 15).Draw(t, "set up") == 0 {
		j.Setup = rapid.Int64Range(1, 100).Draw(t, "setup")
	}
	if rapid.IntRange(0, 3).Draw(t, "skilled") == 0 {
		j.Skills = []int64{rapid.Int64Range(1, 4).Draw(t, "skill")}
	}
	for _, fetch := range fetched {
		n := rapid.Int64Range(0, 4).Draw(t, "amount")
		delivery, pickup := n, int64(0)
		if fetch {
			delivery, pickup = 0, n
		}
		j.Delivery, j.Pickup = append(j.Delivery, delivery), append(j.Pickup, pickup)
	}
	return j
}

func anyWindows(t *rapid.T, n int, base int64) [][2]int64 {
	var all [][2]int64
	for range n {
		from := base + rapid.Int64Range(0, 900).Draw(t, "opens")
		base = from + rapid.Int64Range(0, 900).Draw(t, "open")
		all = append(all, [2]int64{from, base})
		base++
	}
	return all
}

// FuzzProblem reads anything: nothing panics, an error says what, and what is read
// can be solved and written.
func FuzzProblem(f *testing.F) {
	f.Add([]byte(problem(`, "time_window": [0, 3000], "capacity": [4, 5], "skills": [1], "max_tasks": 2, "breaks": [{"id": 5, "service": 60, "time_windows": [[600, 900]]}]`,
		`"id": 7, "location_index": 1, "service": 10, "delivery": [1, 2], "time_windows": [[500, 500], [600, 4294967295]]`,
		`"id": 8, "location_index": 3, "setup": 4, "skills": [1], "priority": 100`)))
	f.Add([]byte(`{"vehicles": [{"id": 1, "end": [0, 0]}], "jobs": [{"id": 7, "location": [1.5, -2e0]}], "matrices": {"bike": {}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		ways := func(places []geo.Point, _ string) (milliseconds, millimetres []int32, err error) {
			n := len(places) * len(places)
			return make([]int32, n), make([]int32, n), nil
		}
		p, err := vroom.Read(bytes.NewReader(data), ways)
		if err != nil {
			if _, ok := errors.AsType[*geo.Error](err); !ok {
				t.Fatalf("Read = %v, which is no *geo.Error", err)
			}
			return
		}
		if len(p.Route.Stops) > 200 || len(p.Route.Teams) > 50 {
			return
		}
		var out bytes.Buffer
		if err := solved(t, p).Write(&out); err != nil || !json.Valid(out.Bytes()) {
			t.Fatalf("Write: %v, %s", err, &out)
		}
	})
}
