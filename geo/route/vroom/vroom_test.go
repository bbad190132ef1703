package vroom_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
	"sitedraw/geo/route/vroom"
)

// read reads a problem that has to be right.
func read(t *testing.T, problem string) *vroom.Problem {
	t.Helper()
	p, err := vroom.Read(strings.NewReader(problem), nil)
	if err != nil {
		t.Fatalf("Read(%s): %v", problem, err)
	}
	return p
}

// solve solves a problem and holds the plan against its rules.
func solve(t *testing.T, p *vroom.Problem) *vroom.Solution {
	t.Helper()
	s, err := route.Solve(t.Context(), &p.Route, route.Options{Iterations: 300})
	if err != nil {
		t.Fatal(err)
	}
	if v := check.Plan(&p.Route, s); len(v) > 0 {
		t.Fatalf("%v in %+v", v, s)
	}
	return p.Solution(s)
}

// line is a matrix of places so many seconds apart, on a line.
func line(seconds ...int) string {
	var rows [][]int
	for _, a := range seconds {
		var row []int
		for _, b := range seconds {
			row = append(row, max(a-b, b-a))
		}
		rows = append(rows, row)
	}
	return strings.ReplaceAll(fmt.Sprint(rows), " ", ", ")
}

// problem puts one together: members of a vehicle that begins and ends at place 0,
// and jobs.
func problem(vehicle string, jobs ...string) string {
	return `{"vehicles": [{"id": 1, "start_index": 0, "end_index": 0` + vehicle + `}], "jobs": [{` +
		strings.Join(jobs, "}, {") + `}], "matrices": {"car": {"durations": ` + line(0, 100, 300, 600) + `}}}`
}

// steps is what a route does: the type of each step, with the id, and when.
func steps(r *vroom.Route) string {
	var all []string
	for _, s := range r.Steps {
		text := s.Type
		if s.ID != nil {
			text += strconv.FormatUint(*s.ID, 10)
		}
		all = append(all, text+"@"+strconv.FormatInt(s.Arrival, 10)+"+"+strconv.FormatInt(s.Waiting, 10)+"+"+strconv.FormatInt(s.Service, 10))
	}
	return strings.Join(all, " ")
}

func unassigned(s *vroom.Solution) []uint64 {
	var ids []uint64
	for _, u := range s.Unassigned {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestMembers(t *testing.T) {
	for _, test := range []struct {
		name, problem string
		steps         string
		unassigned    []uint64
	}{
		{"nothing but places", problem("", `"id": 7, "location_index": 1`), "start@0+0+0 job7@100+0+0 end@200+0+0", nil},
		{"service", problem("", `"id": 7, "location_index": 1, "service": 50`), "start@0+0+0 job7@100+0+50 end@250+0+0", nil},
		{"setup", problem("", `"id": 7, "location_index": 1, "setup": 20, "service": 50`), "start@0+0+0 job7@100+0+50 end@270+0+0", nil},
		{"setup takes time", problem(`, "time_window": [0, 269]`, `"id": 7, "location_index": 1, "setup": 20, "service": 50`), "", []uint64{7}},
		{"windows", problem("", `"id": 7, "location_index": 1, "time_windows": [[900, 950], [10, 50]]`),
			"start@800+0+0 job7@900+0+0 end@1000+0+0", nil},
		{"waiting", problem("", `"id": 7, "location_index": 1, "time_windows": [[0, 900]]`, `"id": 8, "location_index": 2, "time_windows": [[1500, 1500]]`),
			"start@0+0+0 job7@100+0+0 job8@300+1200+0 end@1800+0+0", nil},
		{"a window too early", problem("", `"id": 7, "location_index": 1, "time_windows": [[0, 99]]`), "", []uint64{7}},
		{"hours", problem(`, "time_window": [50, 249]`, `"id": 7, "location_index": 1`), "", []uint64{7}},
		{"just in time", problem(`, "time_window": [50, 250]`, `"id": 7, "location_index": 1`), "start@50+0+0 job7@150+0+0 end@250+0+0", nil},
		{"timestamps", problem(`, "time_window": [1795305600, 1795309200]`, `"id": 7, "location_index": 1, "time_windows": [[1795307400, 1795307500]]`),
			"start@1795307300+0+0 job7@1795307400+0+0 end@1795307500+0+0", nil},
		{"timestamps without hours", problem("", `"id": 7, "location_index": 3, "time_windows": [[1795307400, 4294967295]]`),
			"start@1795306800+0+0 job7@1795307400+0+0 end@1795308000+0+0", nil},
		{"skills", problem(`, "skills": [1, 4000000000]`, `"id": 7, "location_index": 1, "skills": [4000000000]`, `"id": 8, "location_index": 2, "skills": [1, 2]`),
			"start@0+0+0 job7@100+0+0 end@200+0+0", []uint64{8}},
		{"capacity of a delivery", problem(`, "capacity": [4]`, `"id": 7, "location_index": 1, "delivery": [4]`, `"id": 8, "location_index": 2, "delivery": [5]`),
			"start@0+0+0 job7@100+0+0 end@200+0+0", []uint64{8}},
		{"capacity of pickups", problem(`, "capacity": [9, 4]`, `"id": 7, "location_index": 1, "pickup": [1, 3]`, `"id": 8, "location_index": 2, "pickup": [0, 2]`),
			"start@0+0+0 job7@100+0+0 end@200+0+0", []uint64{8}},
		{"the older amount beside a pickup", problem(`, "capacity": [1]`, `"id": 7, "location_index": 1, "pickup": [1], "amount": [1]`),
			"start@0+0+0 job7@100+0+0 end@200+0+0", nil},
		{"no capacity at all", problem(`, "capacity": [0, 1]`, `"id": 7, "location_index": 1, "amount": [1, 0]`, `"id": 8, "location_index": 2, "amount": [0, 1]`),
			"start@0+0+0 job8@300+0+0 end@600+0+0", []uint64{7}},
		{"most tasks", problem(`, "max_tasks": 1`, `"id": 7, "location_index": 1`, `"id": 8, "location_index": 2, "priority": 1`),
			"start@0+0+0 job8@300+0+0 end@600+0+0", []uint64{7}},
		{"no tasks", problem(`, "max_tasks": 0`, `"id": 7, "location_index": 1`), "", []uint64{7}},
		{"priorities are summed", problem(`, "time_window": [0, 1000]`, `"id": 7, "location_index": 3, "service": 0, "priority": 10, "time_windows": [[0, 600]]`,
			`"id": 8, "location_index": 1, "service": 300, "priority": 6, "time_windows": [[0, 100]]`, `"id": 9, "location_index": 1, "service": 300, "priority": 6`),
			"start@0+0+0 job8@100+0+300 job9@400+0+300 end@800+0+0", []uint64{7}},
		{"priorities come before numbers", problem(`, "time_window": [0, 1200]`, `"id": 7, "location_index": 3, "priority": 1`,
			`"id": 8, "location_index": 1, "service": 300`, `"id": 9, "location_index": 1, "service": 300`, `"id": 10, "location_index": 1, "service": 300`),
			"start@0+0+0 job7@600+0+0 end@1200+0+0", []uint64{8, 9, 10}},
		{"defaults spelt out", problem(`, "speed_factor": 1.0, "costs": {"fixed": 0, "per_hour": 3600, "per_km": 0}, "steps": [], "breaks": [], "profile": "car"`,
			`"id": 7, "location_index": 1`), "start@0+0+0 job7@100+0+0 end@200+0+0", nil},
		{"unknown members", problem(`, "colour": {"a": [1]}`, `"id": 7, "location_index": 1, "note": null`), "start@0+0+0 job7@100+0+0 end@200+0+0", nil},
		{"the older matrix", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 1}], "matrix": [[0, 5], [6, 0]]}`,
			"start@0+0+0 job7@5+0+0", nil},
		{"an open start", `{"vehicles": [{"id": 1, "end_index": 0}], "jobs": [{"id": 7, "location_index": 1, "time_windows": [[20, 30]]}], "matrix": [[0, 5], [6, 0]]}`,
			"job7@20+0+0 end@26+0+0", nil},
		{"a way of weeks", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 1}], "matrix": [[0, 3000000], [6, 0]]}`,
			"", []uint64{7}},
		{"no way", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 1}], "matrix": [[0, 4294967295], [6, 0]]}`,
			"", []uint64{7}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := solve(t, read(t, test.problem))
			got := ""
			if len(s.Routes) > 0 {
				got = steps(&s.Routes[0])
			}
			if got != test.steps || !reflect.DeepEqual(unassigned(s), test.unassigned) {
				t.Errorf("steps %s, unassigned %v, want %s, %v", got, unassigned(s), test.steps, test.unassigned)
			}
		})
	}
}

func TestBreaks(t *testing.T) {
	window := func(from, to int) string {
		return `, "breaks": [{"id": 5, "service": 60, "time_windows": [[` + strconv.Itoa(from) + `, ` + strconv.Itoa(to) + `]]}]`
	}
	jobs := []string{`"id": 7, "location_index": 1, "service": 10, "time_windows": [[500, 500]]`, `"id": 8, "location_index": 3, "service": 10`}
	for _, test := range []struct{ name, vehicle, steps string }{
		{"on arrival", window(600, 1015), "start@400+0+0 job7@500+0+10 break5@1010+0+60 job8@1070+0+10 end@1680+0+0"},
		{"before a leg", window(600, 900), "start@400+0+0 job7@500+0+10 break5@510+90+60 job8@1160+0+10 end@1770+0+0"},
		{"before the first leg", window(0, 90), "start@0+0+0 break5@0+0+60 job7@160+340+10 job8@1010+0+10 end@1620+0+0"},
		{"at home", window(1620, 2000), "start@400+0+0 job7@500+0+10 job8@1010+0+10 break5@1620+0+60 end@1680+0+0"},
		{"at home after waiting", window(1700, 2000), "start@400+0+0 job7@500+0+10 job8@1010+0+10 break5@1620+80+60 end@1760+0+0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := read(t, problem(test.vehicle+`, "time_window": [0, 3000]`, jobs...))
			s := solve(t, p)
			got := steps(&s.Routes[0])
			if got != test.steps {
				t.Errorf("steps %s, want %s", got, test.steps)
			}
			if sum := s.Summary.Service; sum != 80 {
				t.Errorf("service %d, want 80: breaks are among it", sum)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	job := `"id": 7, "location_index": 1`
	for _, test := range []struct {
		name, problem string
		code          geo.Code
		column        string
	}{
		{"no JSON", `{"jobs": [}`, vroom.ErrJSON, ""},
		{"no object", `[1]`, vroom.ErrJSON, ""},
		{"null", `null`, vroom.ErrJSON, ""},
		{"no jobs", `{"vehicles": [{"id": 1}]}`, vroom.ErrMissing, ""},
		{"no vehicles", `{"jobs": [{"id": 1}], "vehicles": []}`, vroom.ErrMissing, ""},
		{"a job that is none", `{"jobs": [3], "vehicles": [{"id": 1}]}`, vroom.ErrValue, "jobs[0]"},
		{"shipments", `{"shipments": [{}], "jobs": [{"id": 1}], "vehicles": [{"id": 1}]}`, vroom.ErrUnsupported, "shipments"},
		{"no id", problem("", `"location_index": 1`), vroom.ErrMissing, "jobs[0]"},
		{"a negative id", problem("", `"id": -1, "location_index": 1`), vroom.ErrValue, "jobs[0].id"},
		{"an id twice", problem("", job, job), vroom.ErrDouble, "jobs[1].id"},
		{"no location", problem("", `"id": 7`), vroom.ErrMissing, "jobs[0]"},
		{"an index off the matrix", problem("", `"id": 7, "location_index": 4`), vroom.ErrIndex, "jobs[0].location_index"},
		{"coordinates beside a matrix", problem("", `"id": 7, "location": [1, 2]`), vroom.ErrMissing, "jobs[0]"},
		{"coordinates that are none", problem("", `"id": 7, "location": ["a", 2]`), vroom.ErrValue, "jobs[0].location"},
		{"a service that is none", problem("", job+`, "service": 1.5`), vroom.ErrValue, "jobs[0].service"},
		{"a service beyond the horizon", problem("", job+`, "service": 2073601`), vroom.ErrValue, "jobs[0].service"},
		{"null", problem("", job+`, "service": null`), vroom.ErrValue, "jobs[0].service"},
		{"a description that is none", problem("", job+`, "description": null`), vroom.ErrValue, "jobs[0].description"},
		{"a priority too high", problem("", job+`, "priority": 101`), vroom.ErrValue, "jobs[0].priority"},
		{"a window backwards", problem("", job+`, "time_windows": [[1, 2], [9, 8]]`), vroom.ErrValue, "jobs[0].time_windows[1]"},
		{"windows that touch", problem("", job+`, "time_windows": [[2, 3], [1, 2]]`), vroom.ErrValue, "jobs[0].time_windows"},
		{"no windows", problem("", job+`, "time_windows": []`), vroom.ErrValue, "jobs[0].time_windows"},
		{"a window that is none", problem("", job+`, "time_windows": [3]`), vroom.ErrValue, "jobs[0].time_windows[0]"},
		{"a skill that is none", problem("", job+`, "skills": [1, -2]`), vroom.ErrValue, "jobs[0].skills[1]"},
		{"another number of amounts", problem(`, "capacity": [1]`, job+`, "delivery": [1, 2]`), vroom.ErrAmounts, "jobs[0].delivery"},
		{"amounts without capacity", problem("", job+`, "delivery": [1]`), vroom.ErrAmounts, "jobs[0].delivery"},
		{"deliveries and pickups", problem(`, "capacity": [1, 1]`, job+`, "delivery": [0, 1]`, `"id": 8, "location_index": 2, "pickup": [1, 1]`),
			vroom.ErrMixed, "jobs[1].pickup"},
		{"pickups and deliveries", problem(`, "capacity": [1]`, job+`, "pickup": [1]`, `"id": 8, "location_index": 2, "delivery": [1]`),
			vroom.ErrMixed, "jobs[1].delivery"},
		{"setup beside another job", problem("", job, `"id": 8, "location_index": 1, "setup": 5`), vroom.ErrSetup, "jobs[1].setup"},
		{"setup where a vehicle starts", problem("", `"id": 8, "location_index": 0, "setup": 5`), vroom.ErrSetup, "jobs[0].setup"},
		{"setup by vehicle type", problem("", job+`, "setup_per_type": {}`), vroom.ErrUnsupported, "jobs[0].setup_per_type"},
		{"no start or end", `{"vehicles": [{"id": 1}], "jobs": [{"id": 7, "location_index": 0}], "matrix": [[0]]}`, vroom.ErrMissing, "vehicles[0]"},
		{"steps", problem(`, "steps": [{"type": "start"}]`, job), vroom.ErrUnsupported, "vehicles[0].steps"},
		{"another speed", problem(`, "speed_factor": 1.5`, job), vroom.ErrUnsupported, "vehicles[0].speed_factor"},
		{"a fixed cost", problem(`, "costs": {"fixed": 1}`, job), vroom.ErrUnsupported, "vehicles[0].costs.fixed"},
		{"another cost", problem(`, "costs": {"per_hour": 3601}`, job), vroom.ErrUnsupported, "vehicles[0].costs.per_hour"},
		{"most travel time", problem(`, "max_travel_time": 9`, job), vroom.ErrUnsupported, "vehicles[0].max_travel_time"},
		{"most distance", problem(`, "max_distance": 9`, job), vroom.ErrUnsupported, "vehicles[0].max_distance"},
		{"no time at all", problem(`, "time_window": [5, 5]`, job), vroom.ErrUnsupported, "vehicles[0].time_window"},
		{"times too far apart", problem(`, "time_window": [0, 5]`, job+`, "time_windows": [[2073600, 2073601]]`), vroom.ErrHorizon, "jobs[0].time_windows"},
		{"two breaks", problem(`, "breaks": [{"id": 1, "service": 1}, {"id": 2, "service": 1}]`, job), vroom.ErrUnsupported, "vehicles[0].breaks"},
		{"a break with two windows", problem(`, "breaks": [{"id": 1, "service": 1, "time_windows": [[1, 2], [4, 5]]}]`, job),
			vroom.ErrUnsupported, "vehicles[0].breaks[0].time_windows"},
		{"a break without length", problem(`, "breaks": [{"id": 1}]`, job), vroom.ErrUnsupported, "vehicles[0].breaks[0].service"},
		{"a break with a load", problem(`, "breaks": [{"id": 1, "service": 1, "max_load": [1]}]`, job), vroom.ErrUnsupported, "vehicles[0].breaks[0].max_load"},
		{"a break outside the hours", problem(`, "time_window": [0, 100], "breaks": [{"id": 1, "service": 50, "time_windows": [[60, 90]]}]`, job),
			vroom.ErrBreak, "vehicles[0].breaks"},
		{"a break before the hours", problem(`, "time_window": [500, 900], "breaks": [{"id": 1, "service": 50, "time_windows": [[60, 90]]}]`, job),
			vroom.ErrBreak, "vehicles[0].breaks"},
		{"several profiles", `{"vehicles": [{"id": 1, "start_index": 0}, {"id": 2, "start_index": 0, "profile": "bike"}],
			"jobs": [{"id": 7, "location_index": 0}], "matrix": [[0]]}`, vroom.ErrUnsupported, "vehicles[1].profile"},
		{"costs of a matrix", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 0}],
			"matrices": {"car": {"durations": [[0]], "costs": [[0]]}}}`, vroom.ErrUnsupported, "matrices.car.costs"},
		{"a matrix that is not square", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 0}],
			"matrix": [[0, 1], [1]]}`, vroom.ErrValue, "matrix[1]"},
		{"a matrix with a hole", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 0}],
			"matrix": [[0, null], [1, 0]]}`, vroom.ErrValue, "matrix[0][1]"},
		{"distances of another size", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 0}],
			"matrices": {"car": {"durations": [[0]], "distances": [[0, 1], [1, 0]]}}}`, vroom.ErrValue, "matrices.car.distances"},
		{"distances alone", `{"vehicles": [{"id": 1, "start_index": 0}], "jobs": [{"id": 7, "location_index": 0}],
			"matrices": {"car": {"distances": [[0]]}}}`, vroom.ErrMissing, "matrices.car"},
		{"places off the globe", `{"vehicles": [{"id": 1, "start": [0, 0]}], "jobs": [{"id": 7, "location": [181, 0]}]}`, vroom.ErrValue, "jobs[0].location"},
		{"nobody knows the ways", `{"vehicles": [{"id": 1, "start": [0, 0]}], "jobs": [{"id": 7, "location": [1, 0]}]}`, vroom.ErrMissing, ""},
		{"too many jobs", `{"vehicles": [{"id": 1}], "jobs": [` + strings.Repeat("{},", 5000) + `{}]}`, vroom.ErrSize, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := vroom.Read(strings.NewReader(test.problem), nil)
			var wrong *geo.Error
			if !errors.As(err, &wrong) || wrong.Code != test.code || wrong.At.Column != test.column {
				t.Errorf("Read = %v, want %s in %q", err, test.code, test.column)
			}
		})
	}
}

func TestWaysBetweenCoordinates(t *testing.T) {
	asked := []geo.Point(nil)
	ways := func(places []geo.Point, profile string) (milliseconds, millimetres []int32, err error) {
		asked = places
		if profile != "bike" {
			t.Errorf("profile %q", profile)
		}
		return []int32{0, 1001, 2000, 0}, []int32{0, 12_499, 12_500, 0}, nil
	}
	p, err := vroom.Read(strings.NewReader(`{"vehicles": [{"id": 1, "profile": "bike", "start": [117.2, 28.30], "end": [117.20, 28.3]}],
		"jobs": [{"id": 7, "description": "<菜场>", "location": [117.21, 28.3, 5]}, {"id": 8, "location": [117.2, 28.3]}]}`), ways)
	if err != nil {
		t.Fatal(err)
	}
	if want := []geo.Point{{Lon: 1172000000, Lat: 283000000}, {Lon: 1172100000, Lat: 283000000}}; !reflect.DeepEqual(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
	s := solve(t, p)
	if s.Summary.Duration != 4 || *s.Summary.Distance != 25 {
		t.Errorf("duration %d, distance %d, want 4 and 25", s.Summary.Duration, *s.Summary.Distance)
	}
	var out bytes.Buffer
	if err := s.Write(&out); err != nil || !strings.Contains(out.String(), `"description":"<菜场>","location":[117.21,28.3],"id":7`) ||
		!strings.Contains(out.String(), `"type":"start","location":[117.2,28.30],"setup"`) {
		t.Errorf("written: %v, %s", err, &out)
	}
}

func TestNoWayBetweenCoordinates(t *testing.T) {
	p, err := vroom.Read(strings.NewReader(`{"vehicles": [{"id": 1, "start": [0, 0]}], "jobs": [{"id": 7, "location": [1, 0]}]}`),
		func([]geo.Point, string) (milliseconds, millimetres []int32, err error) {
			return []int32{0, -1, 5000, 0}, []int32{0, -1, 5000, 0}, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if s := solve(t, p); !reflect.DeepEqual(unassigned(s), []uint64{7}) {
		t.Errorf("unassigned %v, want the job without a way", unassigned(s))
	}
}

func TestErrorOfWays(t *testing.T) {
	lost := errors.New("lost")
	_, err := vroom.Read(strings.NewReader(`{"vehicles": [{"id": 1, "start": [0, 0]}], "jobs": [{"id": 7, "location": [1, 0]}]}`),
		func([]geo.Point, string) (milliseconds, millimetres []int32, err error) { return nil, nil, lost })
	if !errors.Is(err, lost) {
		t.Errorf("Read = %v, want %v", err, lost)
	}
}

// TestForm compares with what VROOM writes, member by member.
func TestForm(t *testing.T) {
	s := solve(t, read(t, `{"vehicles": [{"id": 3, "description": "one", "start_index": 0, "start": [1.5, 2], "capacity": [4], "max_tasks": 2}],
		"jobs": [{"id": 7, "location_index": 1, "service": 9, "delivery": [1], "priority": 2},
			{"id": 8, "description": "b", "location_index": 2, "delivery": [3]},
			{"id": 9, "description": "c", "location_index": 3, "location": [3, 4]}],
		"matrices": {"car": {"durations": `+line(0, 100, 300, 600)+`, "distances": `+line(0, 1, 3, 6)+`}}}`))
	s.Summary.Computing = vroom.ComputingTimes{Loading: 1, Solving: 2}
	var out bytes.Buffer
	if err := s.Write(&out); err != nil {
		t.Fatal(err)
	}
	const want = `{"code":0,"summary":{"cost":300,"routes":1,"unassigned":1,"delivery":[4],"amount":[4],"pickup":[0],"setup":0,` +
		`"service":9,"duration":300,"waiting_time":0,"priority":2,"distance":3,"violations":[],"computing_times":{"loading":1,"solving":2}},` +
		`"unassigned":[{"id":9,"location":[3,4],"location_index":3,"type":"job","description":"c"}],` +
		`"routes":[{"vehicle":3,"cost":300,"description":"one","delivery":[4],"amount":[4],"pickup":[0],"setup":0,"service":9,` +
		`"duration":300,"waiting_time":0,"priority":2,"distance":3,"steps":[` +
		`{"type":"start","location":[1.5,2],"location_index":0,"setup":0,"service":0,"waiting_time":0,"load":[4],"arrival":0,"duration":0,"violations":[],"distance":0},` +
		`{"type":"job","location_index":1,"id":7,"setup":0,"service":9,"waiting_time":0,"job":7,"load":[3],"arrival":100,"duration":100,"violations":[],"distance":1},` +
		`{"type":"job","description":"b","location_index":2,"id":8,"setup":0,"service":0,"waiting_time":0,"job":8,"load":[0],"arrival":309,"duration":300,"violations":[],"distance":3}],` +
		`"violations":[]}]}` + "\n"
	if out.String() != want {
		t.Errorf("written\n%swant\n%s", &out, want)
	}
}

// routing is the folder of real instances.
const routing = "../../../../shared/data/routing/inspection"

// TestRealProblems solves the made-up days of inspections as VROOM's problems; the
// sums are those of the matrix.
func TestRealProblems(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(routing, "*.vroom.json"))
	if err != nil || len(names) == 0 {
		t.Skip("no real instances in ../shared/data")
	}
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, string(file))
		sameAsRaw(t, strings.Replace(name, ".vroom.", ".raw.", 1), &p.Route)
		found, err := route.Solve(t.Context(), &p.Route, route.Options{Seed: "1", Iterations: 3000})
		if err != nil {
			t.Fatal(err)
		}
		if v := check.Plan(&p.Route, found); len(v) > 0 || len(found.Left) > 0 {
			t.Errorf("%s: %d left, %v", name, len(found.Left), v)
		}
		compare(t, file, p.Solution(found))
	}
}

// sameAsRaw compares with the form of the same day that was there first.
func sameAsRaw(t *testing.T, name string, p *route.Problem) {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var raw struct {
		M       [][]int32
		Depots  []int
		Sv      []int64
		Tw, VTw [][2]int64
		Town    []int
		VAttr   [][]string
	}
	if err := json.Unmarshal(file, &raw); err != nil {
		t.Fatal(err)
	}
	for i, row := range raw.M {
		for j, seconds := range row {
			if got := p.Travel.Milliseconds[i*p.Travel.Size+j]; got != 1000*seconds {
				t.Fatalf("%s: travel %d from %d to %d, want %d s", name, got, i, j, seconds)
			}
		}
	}
	for k, stop := range p.Stops {
		i := k + len(raw.Depots)
		window := route.Window{From: 1000 * raw.Tw[i][0], To: 1000 * raw.Tw[i][1]}
		if stop.Start != i || stop.Service != 1000*raw.Sv[i] || stop.Windows[0] != window {
			t.Errorf("%s: stop %d is %+v, want place %d, service %d s, window %v s", name, k, stop, i, raw.Sv[i], raw.Tw[i])
		}
		for v, team := range p.Teams {
			may := slices.Contains(raw.VAttr[v], "t"+strconv.Itoa(raw.Town[i]))
			if team.Forbidden.Meets(stop.Groups) == may {
				t.Errorf("%s: team %d may visit stop %d: want %v", name, v, k, may)
			}
		}
	}
	for v, team := range p.Teams {
		if s := team.Shifts[0]; s.Start != raw.Depots[v] || s.From != 1000*raw.VTw[v][0] || s.To != 1000*raw.VTw[v][1] {
			t.Errorf("%s: team %d has %+v", name, v, s)
		}
	}
}

// compare follows a solution along the matrix of its problem's file.
func compare(t *testing.T, file []byte, s *vroom.Solution) {
	t.Helper()
	var given struct {
		Matrices map[string]struct{ Durations [][]int64 }
		Matrix   [][]int64
	}
	if err := json.Unmarshal(file, &given); err != nil {
		t.Fatal(err)
	}
	matrix := given.Matrix
	if m, ok := given.Matrices["car"]; ok {
		matrix = m.Durations
	}
	total, jobs := int64(0), 0
	for _, r := range s.Routes {
		travel, over := int64(0), r.Steps[0].Arrival
		for i, step := range r.Steps {
			if i > 0 {
				leg := matrix[*r.Steps[i-1].Index][*step.Index]
				travel, over = travel+leg, over+leg
			}
			if step.Duration != travel || step.Arrival != over {
				t.Errorf("vehicle %d: step %d has duration %d at %d, want %d at %d", r.Vehicle, i, step.Duration, step.Arrival, travel, over)
			}
			over += step.Waiting + step.Setup + step.Service
			if step.Type == "job" {
				jobs++
			}
		}
		if r.Duration != travel || r.Cost != travel {
			t.Errorf("vehicle %d: duration %d, cost %d, want %d", r.Vehicle, r.Duration, r.Cost, travel)
		}
		total += travel
	}
	if s.Summary.Duration != total || s.Summary.Cost != total || jobs != 131 || s.Summary.Routes != len(s.Routes) {
		t.Errorf("summary %+v, want duration %d and 131 jobs", s.Summary, total)
	}
}
