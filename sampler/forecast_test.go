package sampler_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"sitedraw/sampler"
)

// TestForecastHolds draws random plans and wants every scope to have what was
// forecast: candidates are not seen, but main picks and shortfalls are.
func TestForecastHolds(t *testing.T) {
	checked := 0
	for round := range uint64(300) {
		random := rand.New(rand.NewPCG(7, round))
		frame, plan := randomFrame(t, random), randomPlan(t, random)
		forecast := sampler.Forecast(frame, plan)
		r, err := sampler.Draw(context.Background(), frame, plan, "forecast", sampler.Options{})
		if err != nil {
			continue
		}
		checked++
		for i, s := range plan.Steps {
			f := forecast[i]
			if f.Err != nil && !errors.Is(f.Err, sampler.ErrNoArea) {
				t.Errorf("round %d, step %s: forecast %v, but it was drawn", round, s.ID, f.Err)
			}
			if f.Err != nil || s.Apart > 0 || s.Method == sampler.Map {
				continue // what these leave out is not forecast
			}
			checkForecast(t, round, f, r)
		}
	}
	if checked < 100 {
		t.Errorf("%d rounds drawn, want 100 or more", checked)
	}
}

// checkForecast compares one step's forecast with what a draw got.
func checkForecast(t *testing.T, round uint64, f sampler.StepForecast, r *sampler.Record) {
	t.Helper()
	got, short := map[string]int64{}, map[string]int64{}
	for _, p := range r.Picks {
		if p.Step == f.Step && p.Role == sampler.Main {
			got[p.Within]++
		}
	}
	for _, s := range r.Shortfalls {
		if s.Step == f.Step {
			short[s.Within] = s.Want - s.Got
			if s.Want < f.Want.Min || s.Want > f.Want.Max {
				t.Errorf("round %d, step %s: want %d, forecast %v", round, f.Step, s.Want, f.Want)
			}
		}
	}
	for within, n := range got {
		if n > f.Candidates.Max {
			t.Errorf("round %d, step %s within %q: %d main picks of %v candidates", round, f.Step, within, n, f.Candidates)
		}
		if lacks := short[within]; lacks < f.Short.Min || lacks > f.Short.Max {
			t.Errorf("round %d, step %s within %q: short by %d, forecast %v", round, f.Step, within, lacks, f.Short)
		}
	}
	if int64(len(got)) > f.Scopes.Max {
		t.Errorf("round %d, step %s: %d scopes, forecast %v", round, f.Step, len(got), f.Scopes)
	}
}
