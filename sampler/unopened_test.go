package sampler_test

import (
	"testing"

	"sitedraw/sampler"
)

// A step has not begun if nothing opened it; one that found too little has, and so
// has one that hangs on nothing.
func TestUnopened(t *testing.T) {
	r := sampler.Record{
		Plan: sampler.Plan{Steps: []sampler.Step{
			{ID: "town"}, {ID: "village", Within: "town"}, {ID: "toilet", Within: "town"}, {ID: "hall", Of: "estate"},
		}},
		Picks:      []sampler.Pick{{Step: "village"}},
		Shortfalls: []sampler.Shortfall{{Step: "toilet"}},
	}
	var got []string
	for _, s := range r.Unopened() {
		got = append(got, s.ID)
	}
	if len(got) != 1 || got[0] != "hall" {
		t.Errorf("Unopened() = %v, want [hall]", got)
	}
}
