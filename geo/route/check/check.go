// Package check says whether a plan of routes keeps its problem's rules. It takes
// nothing from the solver but the shapes of problem and solution, so that an error
// there is not repeated here.
//
// # Model
//
// A [route.Solution] states every time of every visit. Nothing is computed anew or
// corrected: each statement is held against the problem and the one before it. A
// route leaves its start, drives, may wait, serves, and so on to its end; a break
// lies wholly before or after a leg, never in a service. Waiting is allowed
// anywhere, time that is missing nowhere.
//
// # Guarantees
//
// A plan without a [Violation] visits each stop once or names it as left out, keeps
// windows, hours, breaks, capacities, bounds and forbidden groups, and its totals
// are those of its routes. Whether it is a good plan is not asked.
//
// # Out of scope
//
// The problem itself, which is taken as [route.Problem.Check] accepts it; reasons
// and relaxations of stops left out.
//
// # Use
//
//	solution, err := route.Solve(ctx, problem, options)
//	for _, v := range check.Plan(problem, solution) {
//		log.Println(v)
//	}
package check

import (
	"fmt"

	"sitedraw/geo/route"
)

// Kind is what a plan does wrong.
type Kind string

// The kinds of violations.
const (
	Unknown   Kind = "unknown"    // a team, shift or stop the problem lacks
	Doubled   Kind = "doubled"    // a stop or a route that is there twice
	Lost      Kind = "lost"       // a stop neither visited nor left out
	Empty     Kind = "empty"      // a route without visits
	NoWay     Kind = "no-way"     // a leg where there is no way
	Hours     Kind = "hours"      // outside the shift
	TooFast   Kind = "too-fast"   // less time than the way, the service or the break takes
	Window    Kind = "window"     // service begins outside all windows
	NoRest    Kind = "no-rest"    // a break that is missing, or none was due
	Rest      Kind = "rest"       // a break at a wrong time, too short, or while driving or serving
	Forbidden Kind = "forbidden"  // a stop the team may not inspect
	Capacity  Kind = "capacity"   // more load than the team's capacity
	MostStops Kind = "most-stops" // more stops than a route may have
	Total     Kind = "total"      // a sum that is not the sum
)

// Violation is one thing that is wrong. Team, Shift and Stop are −1 where they do
// not matter.
type Violation struct {
	Kind              Kind
	Team, Shift, Stop int
}

// String returns the violation for developers.
func (v Violation) String() string {
	return fmt.Sprintf("%s: team %d, shift %d, stop %d", v.Kind, v.Team, v.Shift, v.Stop)
}

// Plan returns all violations, in the order of the solution.
func Plan(p *route.Problem, s *route.Solution) []Violation {
	c := &checker{problem: p, seen: make([]int, len(p.Stops)), routes: map[[2]int]bool{}}
	travel, latest := int64(0), int64(0)
	for i := range s.Routes {
		r := &s.Routes[i]
		if c.known(r) {
			c.checkRoute(r)
			latest = max(latest, r.Return-p.Teams[r.Team].Shifts[r.Shift].From/route.Day*route.Day)
		}
		travel += r.Travel
	}
	c.team, c.shift = -1, -1
	for _, l := range s.Left {
		c.see(l.Stop)
	}
	for stop, times := range c.seen {
		if times == 0 {
			c.add(Lost, stop)
		}
	}
	if travel != s.Travel || latest != s.LatestReturn {
		c.add(Total, -1)
	}
	return c.violations
}

// checker gathers violations.
type checker struct {
	problem     *route.Problem
	seen        []int // how often each stop is in the plan
	routes      map[[2]int]bool
	team, shift int
	violations  []Violation
}

func (c *checker) add(kind Kind, stop int) {
	c.violations = append(c.violations, Violation{Kind: kind, Team: c.team, Shift: c.shift, Stop: stop})
}

// see counts a stop and says whether the problem has it.
func (c *checker) see(stop int) bool {
	if stop < 0 || stop >= len(c.seen) {
		c.add(Unknown, stop)
		return false
	}
	c.seen[stop]++
	if c.seen[stop] > 1 {
		c.add(Doubled, stop)
	}
	return true
}

// known says whether a route's team, shift and stops are the problem's, and counts
// them.
func (c *checker) known(r *route.Route) bool {
	c.team, c.shift = r.Team, r.Shift
	if r.Team < 0 || r.Team >= len(c.problem.Teams) || r.Shift < 0 || r.Shift >= len(c.problem.Teams[r.Team].Shifts) {
		c.add(Unknown, -1)
		return false
	}
	if key := [2]int{r.Team, r.Shift}; c.routes[key] {
		c.add(Doubled, -1)
	} else {
		c.routes[key] = true
	}
	if len(r.Visits) == 0 {
		c.add(Empty, -1)
		return false
	}
	all := true
	for _, v := range r.Visits {
		all = c.see(v.Stop) && all
	}
	return all
}
