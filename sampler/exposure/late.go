package exposure

import (
	"sync"

	"sitedraw/sampler"
)

// late is the figures of a step with stages of which each scope gives all its sites
// the same: kept by scope, and spread over the sites when somebody first asks.
type late struct {
	scopes  []lateScope
	once    sync.Once
	figures column
	times   []int32
}

// lateScope is scopes of the same candidates, so many as openers.
type lateScope struct {
	strata  []sampler.StratumDesign
	values  []float64 // by stratum
	openers int32
}

// late fills in a step by scope; false if some sites have figures of their own, or
// such as are not exact.
func (e *evaluation) late(d *sampler.StepDesign, s *Step) (bool, error) {
	if d.Step.Stage() == "" || d.Step.NotIn != nil || d.Step.Method == sampler.Map || bySize(d.Step) {
		return false, nil
	}
	kept := &late{scopes: make([]lateScope, len(d.Scopes))}
	for k := range d.Scopes {
		c := &d.Scopes[k]
		opened := e.opened(d.Step, c.Openers)
		if opened.Error != 0 || !opened.alone {
			return false, nil
		}
		values := make([]float64, len(c.Strata))
		for i := range c.Strata {
			chance, err := e.chances(d.Step, &c.Strata[i])
			if err != nil {
				return false, err
			}
			values[i] = opened.as.times(chance.same).value()
		}
		kept.scopes[k] = lateScope{c.Strata, values, int32(len(c.Openers))}
	}
	s.late = kept
	return true, nil
}

// spread works out the figures of each of the step's sites.
func (l *late) spread(sites []int32) {
	l.figures.value, l.times = make([]float64, len(sites)), make([]int32, len(sites))
	if len(sites) == 0 {
		return
	}
	place := make([]int32, sites[len(sites)-1]+1)
	for p, site := range sites {
		place[site] = int32(p)
	}
	for _, scope := range l.scopes {
		for i := range scope.strata {
			for _, site := range scope.strata[i].Members {
				l.figures.value[place[site]] += scope.values[i]
				l.times[place[site]] += scope.openers
			}
		}
	}
}

// column returns the step's figures.
func (s *Step) column() *column {
	if s.late == nil {
		return &s.figures
	}
	s.late.once.Do(func() { s.late.spread(s.Sites) })
	return &s.late.figures
}

// held returns how many scopes hold each site; nil if no stages open them.
func (s *Step) held() []int32 {
	if s.late == nil {
		return s.times
	}
	s.column()
	return s.late.times
}
