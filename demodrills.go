package main

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"time"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/server/report"
)

// dueForm is how the start of a calendar is written.
const dueForm = "2006-01-02T15:04"

// The drills of the demo.
const (
	demoFaithful = "faithful"
	demoCover    = "cover"
	demoCross    = "cross"
	demoSealed   = "rehearsal"
)

// sealedPlan has reserves, so that its draws are concluded a week after their release.
const sealedPlan = "sanitary-county"

// demoDrill is a series of rounds of the demo.
type demoDrill struct {
	name, plan string
	title      geo.Code
	first      time.Time
	rule       string         // of its calendar
	more       map[string]any // of its order
}

// drills are what the office decides on its first day: a rehearsal of what evaluators
// do on every other Friday, a cover of all townships on the Fridays between, inspectors
// across townships every eight weeks, and every ten a sealed draw. Of the first and the
// last a round is still to come.
func (s *season) drills() []demoDrill {
	release, seed := int(seasonRelease/time.Minute), s.app.t("demo.seed")
	teams := map[string]any{"lead": fixtures.Lead}
	return []demoDrill{
		{demoFaithful, demoPlan, "demo.drill-faithful", s.before(7 * 24), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=14", map[string]any{
			"seed": seed, "release_minutes": release, "teams": teams,
		}},
		{demoCover, "township-village", "demo.drill-cover", s.before(7 * seasonWeeks), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=13", map[string]any{
			"seed": seed, "mode": "cover", "reach": "area", "teams": map[string]any{"most": 1},
		}},
		{demoCross, "district-26x87", "demo.drill-cross", s.before(7*20 + 2), "FREQ=WEEKLY;INTERVAL=8;BYDAY=WE;COUNT=3", map[string]any{
			"seed": seed, "release_minutes": release, "teams": map[string]any{"lead": fixtures.Lead, "way": "cross"},
		}},
		{demoSealed, sealedPlan, "demo.drill-rehearsal", s.before(7*17 + 3), "FREQ=WEEKLY;INTERVAL=10;BYDAY=TU;COUNT=3", map[string]any{
			"seeds": "sealed", "teams": teams,
		}},
	}
}

// decide makes a drill.
func (s *season) decide(ctx context.Context, d *demoDrill) error {
	order := map[string]any{
		"name": d.name, "title": s.app.t(d.title), "register": demoRegister, "plan": d.plan, "seeds": "practice",
		"calendar": map[string]any{"start": d.first.Format(dueForm), "zone": defaultZone, "rule": d.rule},
	}
	maps.Copy(order, d.more)
	_, err := s.ask(ctx, http.MethodPost, "/drills", order)
	return err
}

// inspectors imports those of the county, one of whom is on leave in the week of a round.
func (s *season) inspectors(ctx context.Context) error {
	var people bytes.Buffer
	away := s.before(7 * (24 - 2*(awayRound-1)))
	list := fixtures.Inspectors(away.AddDate(0, 0, -4).Format(time.DateOnly), away.AddDate(0, 0, 2).Format(time.DateOnly))
	if err := report.InspectorsCSV(&people, list, s.app.texts); err != nil {
		return err
	}
	_, err := s.ask(ctx, http.MethodPost, "/inspectors/import?filename=inspectors.csv", people.Bytes())
	return err
}
