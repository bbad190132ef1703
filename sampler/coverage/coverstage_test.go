package coverage_test

import (
	"fmt"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
	"sitedraw/sampler/drill"
)

// unevenCounty has towns of 1, 2, 3 … villages.
func unevenCounty(t *testing.T, towns int) *sampler.Frame {
	t.Helper()
	var sites []geo.Site
	for i := range towns {
		code := fmt.Sprintf("990001%03d", 101+i)
		sites = append(sites, geo.Site{ID: "t" + code, Category: "XZ", Area: code + "000"})
		for j := range i + 1 {
			sites = append(sites, geo.Site{ID: fmt.Sprintf("v%s-%d", code, j), Category: "SC", Area: fmt.Sprintf("%s%03d", code, 201+j)})
		}
	}
	return frameOf(t, sites...)
}

// Villages drawn within townships in turn: no count is too small, after however many rounds
// it is asked for, nor far too large.
func TestCoverOfVillages(t *testing.T) {
	county := unevenCounty(t, 5)
	for name, s := range map[string]*series{
		"sites":                {plan: planOf(t, town(1), villages(1))},
		"townships":            {plan: planOf(t, town(1), villages(1)), reach: sampler.ByArea},
		"townships, unevenly":  {plan: planOf(t, town(1), villages(3)), reach: sampler.ByArea},
		"two towns":            {plan: planOf(t, town(2), villages(1))},
		"two towns, townships": {plan: planOf(t, town(2), villages(2)), reach: sampler.ByArea},
	} {
		s.frame = county
		for before := range 24 {
			ahead := &series{frame: county, plan: s.plan, reach: s.reach, memory: remembered(s), rounds: slices.Clone(s.rounds)}
			counted, played := ahead.forecast(t, "")
			if counted.Kind != coverage.Counted || counted.Rounds < played.Rounds || counted.Rounds > played.Rounds+10 {
				t.Errorf("%s after %d rounds: %+v counted, %+v played", name, before, counted, played)
			}
			if _, err := s.next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func villages(n int64) sampler.Step {
	return sampler.Step{ID: "v", Category: []string{"SC"}, N: n, Within: "t"}
}

// remembered is a memory of the rounds so far, apart from the one of the series.
func remembered(s *series) (m drill.Memory) {
	for i := range s.rounds {
		m.Add(s.rounds[i].Frame, s.rounds[i].Record)
	}
	return m
}
