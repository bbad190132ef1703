package vroom

import (
	"encoding/json"
	"io"

	"sitedraw/geo/route"
)

// Solution is a plan as VROOM writes it: times in seconds, lengths in metres. Cost
// is travel time.
type Solution struct {
	Code       int          `json:"code"` // 0: no error
	Summary    Summary      `json:"summary"`
	Unassigned []Unassigned `json:"unassigned"`
	Routes     []Route      `json:"routes"`
}

// Summary is what all routes come to.
type Summary struct {
	Cost       int64 `json:"cost"`
	Routes     int   `json:"routes"`
	Unassigned int   `json:"unassigned"`
	Sums
	Violations []struct{}     `json:"violations"` // none: every rule is kept
	Computing  ComputingTimes `json:"computing_times"`
}

// Sums are those of a route, or of all.
type Sums struct {
	Delivery []int64 `json:"delivery,omitempty"` // by dimension of capacity
	Amount   []int64 `json:"amount,omitempty"`   // the older name of Delivery
	Pickup   []int64 `json:"pickup,omitempty"`
	Setup    int64   `json:"setup"`
	Service  int64   `json:"service"` // breaks among it
	Duration int64   `json:"duration"`
	Waiting  int64   `json:"waiting_time"`
	Priority int64   `json:"priority"`
	Distance *int64  `json:"distance,omitempty"`
}

// ComputingTimes are milliseconds, 0 if nobody looked at a clock.
type ComputingTimes struct {
	Loading int64 `json:"loading"`
	Solving int64 `json:"solving"`
}

// Unassigned is a job on no route.
type Unassigned struct {
	ID uint64 `json:"id"`
	where
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// where repeats a location as the problem has it.
type where struct {
	Location []json.RawMessage `json:"location,omitempty"`
	Index    *int              `json:"location_index,omitempty"`
}

func (l *location) where() where {
	w := where{Location: l.numbers}
	if l.index >= 0 {
		w.Index = &l.index
	}
	return w
}

// Route is what a vehicle drives.
type Route struct {
	Vehicle     uint64 `json:"vehicle"`
	Cost        int64  `json:"cost"`
	Description string `json:"description,omitempty"`
	Sums
	Steps      []Step     `json:"steps"`
	Violations []struct{} `json:"violations"`
}

// Step is a start, job, break or end. Duration and Distance are those of the way
// until then.
type Step struct {
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	where
	ID         *uint64    `json:"id,omitempty"` // of jobs and breaks
	Setup      int64      `json:"setup"`
	Service    int64      `json:"service"`
	Waiting    int64      `json:"waiting_time"`
	Job        *uint64    `json:"job,omitempty"`  // the older name of a job's id
	Load       []int64    `json:"load,omitempty"` // after the step, by dimension
	Arrival    int64      `json:"arrival"`
	Duration   int64      `json:"duration"`
	Violations []struct{} `json:"violations"`
	Distance   *int64     `json:"distance,omitempty"`
}

// Solution writes down a solution of p.Route.
func (p *Problem) Solution(s *route.Solution) *Solution {
	sol := &Solution{Unassigned: []Unassigned{}, Routes: []Route{}}
	for i := range s.Routes {
		sol.Routes = append(sol.Routes, p.route(&s.Routes[i]))
	}
	for _, left := range s.Left {
		j := &p.in.jobs[left.Stop]
		sol.Unassigned = append(sol.Unassigned, Unassigned{ID: j.id, where: j.at.where(), Type: "job", Description: j.description})
	}
	sum := &sol.Summary
	*sum = Summary{Routes: len(sol.Routes), Unassigned: len(sol.Unassigned), Sums: p.noSums(), Violations: []struct{}{}}
	for i := range sol.Routes {
		sum.add(&sol.Routes[i].Sums)
	}
	sum.Cost = sum.Duration
	return sol
}

// noSums are all 0, those that are not known left out.
func (p *Problem) noSums() Sums {
	var s Sums
	if n := p.in.dimensions(); n > 0 {
		s.Delivery, s.Amount, s.Pickup = make([]int64, n), make([]int64, n), make([]int64, n)
	}
	if p.metres != nil {
		s.Distance = new(int64)
	}
	return s
}

func (s *Sums) add(o *Sums) {
	for d := range s.Delivery {
		s.Delivery[d] += o.Delivery[d]
		s.Amount[d] += o.Amount[d]
		s.Pickup[d] += o.Pickup[d]
	}
	s.Setup += o.Setup
	s.Service += o.Service
	s.Duration += o.Duration
	s.Waiting += o.Waiting
	s.Priority += o.Priority
	if s.Distance != nil {
		*s.Distance += *o.Distance
	}
}

// Write writes the solution as one line.
func (s *Solution) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(s)
}
