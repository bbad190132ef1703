package store

import "sitedraw/sampler"

// Plan is one state of a plan of the office's own; its body is a blob in
// canonical form.
type Plan struct {
	Name   string
	Title  string
	Digest sampler.Digest
	Steps  int
	Made   Act
}

// PlanReader reads plans.
type PlanReader interface {
	// Plan returns the newest state of a plan.
	Plan(name string) (Plan, error)
	// Plans lists the newest states by name.
	Plans(TextPage) ([]Plan, error)
	// PlanHistory lists all states of a plan, the newest first.
	PlanHistory(name string) ([]Plan, error)
}

// PlanWriter adds states of plans; none is ever lost.
type PlanWriter interface {
	AddPlan(Plan) error
}
