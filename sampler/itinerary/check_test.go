package itinerary

import (
	"errors"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func TestNewRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(*Itinerary)
		code   geo.Code
		column string
	}{
		{"zone by name", func(it *Itinerary) { it.Zone = "Asia/Shanghai" }, ErrZone, "zone"},
		{"digest", func(it *Itinerary) { it.Origin.Record = "0A" }, sampler.ErrHex, "origin.record"},
		{"digest in capitals", func(it *Itinerary) { it.Origin.Matrix = strings.Repeat("0A", 32) }, sampler.ErrHex, "origin.matrix"},
		{"nature", func(it *Itinerary) { it.Origin.Nature = "" }, sampler.ErrChoice, "origin.nature"},
		{"objective", func(it *Itinerary) { it.Origin.Objective = "x" }, sampler.ErrChoice, "origin.objective"},
		{"no seed", func(it *Itinerary) { it.Origin.Seed = "" }, geo.ErrTextLength, "origin.seed"},
		{"iterations", func(it *Itinerary) { it.Origin.Iterations = -1 }, sampler.ErrNumberRange, "origin.iterations"},
		{"lacking township", func(it *Itinerary) { it.Origin.Incomplete[0] = "3606" }, geo.ErrAreaCode, "origin.incomplete[1]"},
		{"team twice", func(it *Itinerary) { it.Teams[1].Name = "甲" }, sampler.ErrListTwice, "teams[2].name"},
		{"team without name", func(it *Itinerary) { it.Teams[1].Name = "" }, geo.ErrTextLength, "teams[2].name"},
		{"control in a name", func(it *Itinerary) { it.Teams[0].Members[1] = "a\nb" }, geo.ErrTextControl, "teams[1].members[2]"},
		{"hours", func(it *Itinerary) { it.Teams[0].Hours.To = hour }, ErrTimeOrder, "teams[1].hours.to_ms"},
		{"start off the Earth", func(it *Itinerary) { it.Teams[0].Start.At = at(0, geo.MaxLat+1) }, geo.ErrLatitude, "teams[1].start.at"},
		{"date", func(it *Itinerary) { it.Teams[0].Days[0].Date = "2026-02-30" }, ErrDate, "teams[1].days[1].date"},
		{"days", func(it *Itinerary) { it.Teams[0].Days = append(it.Teams[0].Days, it.Teams[0].Days[0]) }, ErrDateOrder, "teams[1].days[2].date"},
		{"no visits", func(it *Itinerary) { it.Teams[0].Days[0].Visits = nil }, ErrLegs, "teams[1].days[1].legs"},
		{"no way home", func(it *Itinerary) { it.Teams[0].Days[0].Legs = it.Teams[0].Days[0].Legs[:2] }, ErrLegs, "teams[1].days[1].legs"},
		{"too early", func(it *Itinerary) { it.Teams[0].Days[0].Visits[1].Arrive = 10*hour + 1 }, ErrTimeOrder, "teams[1].days[1].visits[2].arrive_ms"},
		{"waits too long", func(it *Itinerary) { it.Teams[0].Days[0].Visits[0].Wait++ }, ErrTimeOrder, "teams[1].days[1].visits[1].begin_ms"},
		{"back too early", func(it *Itinerary) { it.Teams[0].Days[0].Return = 12 * hour }, ErrTimeOrder, "teams[1].days[1].return_ms"},
		{"later than time", func(it *Itinerary) { it.Teams[0].Days[0].Return = 49 * hour }, sampler.ErrNumberRange, "teams[1].days[1].return_ms"},
		{"break", func(it *Itinerary) { it.Teams[0].Days[0].Breaks[0].To = 0 }, ErrTimeOrder, "teams[1].days[1].breaks[1].to_ms"},
		{"totals", func(it *Itinerary) { it.Teams[0].Days[0].Totals.Travel++ }, ErrTotals, "teams[1].days[1].totals"},
		{"hidden estimate", func(it *Itinerary) { it.Origin.Estimated = false }, ErrEstimate, "teams[1].days[1].legs[2].estimated"},
		{"path of one", func(it *Itinerary) { p := &it.Teams[0].Days[0].Legs[0].Path; *p = (*p)[:1] }, ErrPath, "teams[1].days[1].legs[1].path"},
		{"visit nowhere", func(it *Itinerary) { it.Teams[0].Days[0].Visits[0].Stop.Path = nil }, ErrPath, "teams[1].days[1].visits[1].stop.path"},
		{"unlocated somewhere", func(it *Itinerary) { it.Unlocated[0].Path = Positions(geo.Point{}) }, ErrPath, "unlocated[2].path"},
		{"stop twice", func(it *Itinerary) { it.Unlocated[0].ID = "m1" }, ErrTwice, "unlocated[1].id"},
		{"area", func(it *Itinerary) { it.Unlocated[0].Area = "1" }, geo.ErrAreaCode, "unlocated[2].area"},
		{"a reason too few", func(it *Itinerary) { it.LeftOut[0].Reasons = it.LeftOut[0].Reasons[:1] }, ErrReasons, "left_out[2].reasons"},
		{"reasons of other teams", func(it *Itinerary) { it.LeftOut[0].Reasons[0].Team = "丙" }, ErrReasons, "left_out[2].reasons"},
		{"reason", func(it *Itinerary) { it.LeftOut[0].Reasons[1].Why[0] = "bored" }, sampler.ErrChoice, "left_out[2].reasons[2].why[1]"},
		{"no reason", func(it *Itinerary) { it.LeftOut[0].Reasons[1].Why = nil }, sampler.ErrChoice, "left_out[2].reasons[2].why"},
		{"change on no day", func(it *Itinerary) { it.LeftOut[0].Relaxation.Date = "soon" }, ErrDate, "left_out[2].relaxation.date"},
		{"change", func(it *Itinerary) { it.LeftOut[0].Relaxation.Change = "" }, sampler.ErrChoice, "left_out[2].relaxation.change"},
		{"change of nobody", func(it *Itinerary) { it.LeftOut[0].Relaxation.Team = "丙" }, sampler.ErrChoice, "left_out[2].relaxation.team"},
		{"change without measure", func(it *Itinerary) { it.LeftOut[0].Relaxation.Change = AllowUnit }, sampler.ErrNumberRange, "left_out[2].relaxation.by"},
		{"check twice", func(it *Itinerary) { it.Checks = append(it.Checks, it.Checks[0]) }, ErrChecks, "checks[2]"},
		{"rule", func(it *Itinerary) { it.Checks[0].Rule = "most" }, geo.ErrCheckRule, "checks[1].rule"},
	} {
		t.Run(test.name, func(t *testing.T) {
			it := sample()
			test.spoil(&it)
			_, err := New(it)
			var e *geo.Error
			if !errors.As(err, &e) || e.Code != test.code || e.At.Column != test.column {
				t.Errorf("New = %v, want %s at %s", err, test.code, test.column)
			}
		})
	}
}

func TestNewRefusesChanges(t *testing.T) {
	restarts := func(it *Itinerary) []Restart { return it.Teams[0].Days[0].Restarts }
	for _, test := range []struct {
		name   string
		spoil  func(*Itinerary)
		code   geo.Code
		column string
	}{
		{"replaces no digest", func(it *Itinerary) { it.Origin.Replaces = "0b" }, sampler.ErrHex, "origin.replaces"},
		{"seconds", func(it *Itinerary) { it.Origin.Seconds = -1 }, sampler.ErrNumberRange, "origin.seconds"},
		{"a reserve twice", func(it *Itinerary) { it.Swaps[1].Reserve = "m1" }, sampler.ErrListTwice, "swaps[2].reserve"},
		{"a site for itself", func(it *Itinerary) { it.Swaps[0].Reserve = "m0" }, sampler.ErrListTwice, "swaps[1].reserve"},
		{"nothing closed", func(it *Itinerary) { it.Swaps[0].Closed = "" }, geo.ErrTextLength, "swaps[1].closed"},
		{"no reserve", func(it *Itinerary) { it.Swaps[1].Reserve = "" }, geo.ErrTextLength, "swaps[2].reserve"},
		{"control in a reason", func(it *Itinerary) { it.Swaps[0].Reason = "a\tb" }, geo.ErrTextControl, "swaps[1].reason"},
		{"restart after no visit", func(it *Itinerary) { restarts(it)[1].After = 3 }, sampler.ErrNumberRange, "teams[1].days[1].restarts[2].after"},
		{"restart below nothing", func(it *Itinerary) { restarts(it)[0].After = -1 }, sampler.ErrNumberRange, "teams[1].days[1].restarts[1].after"},
		{"two restarts of a leg", func(it *Itinerary) { restarts(it)[1].After = 1 }, sampler.ErrNumberRange, "teams[1].days[1].restarts[2].after"},
		{"restart off the Earth", func(it *Itinerary) { restarts(it)[0].From = at(0, geo.MaxLat+1) }, geo.ErrLatitude, "teams[1].days[1].restarts[1].from"},
		{"restart before the visit is over", func(it *Itinerary) { restarts(it)[0].At = 10*hour - 1 }, ErrTimeOrder, "teams[1].days[1].restarts[1].at_ms"},
		{"restart before setting out", func(it *Itinerary) {
			restarts(it)[0].After, restarts(it)[0].At = 0, 8*hour-1
		}, ErrTimeOrder, "teams[1].days[1].restarts[1].at_ms"},
		{"restart too late for the visit", func(it *Itinerary) { restarts(it)[0].At = 10*hour + 3*hour/4 + 1 }, ErrTimeOrder, "teams[1].days[1].restarts[1].at_ms"},
		{"restart too late for the return", func(it *Itinerary) { restarts(it)[1].At = 14*hour + 3*hour/4 + 1 }, ErrTimeOrder, "teams[1].days[1].restarts[2].at_ms"},
		{"restart on no day", func(it *Itinerary) { restarts(it)[1].At = 49 * hour }, sampler.ErrNumberRange, "teams[1].days[1].restarts[2].at_ms"},
	} {
		t.Run(test.name, func(t *testing.T) {
			it := changed()
			test.spoil(&it)
			_, err := New(it)
			var e *geo.Error
			if !errors.As(err, &e) || e.Code != test.code || e.At.Column != test.column {
				t.Errorf("New = %v, want %s at %s", err, test.code, test.column)
			}
		})
	}
	it := changed() // both ends of what a restart may be
	restarts(&it)[0].At, restarts(&it)[1].At = 10*hour+3*hour/4, 14*hour+3*hour/4
	if _, err := New(it); err != nil {
		t.Error(err)
	}
	it = changed()
	restarts(&it)[0].At = 10 * hour
	if _, err := New(it); err != nil {
		t.Error(err)
	}
}

// All reasons and all changes may stand in an itinerary.
func TestWords(t *testing.T) {
	for _, why := range Whys() {
		it := sample()
		it.LeftOut[0].Reasons[0].Why = []Why{why}
		if _, err := New(it); err != nil {
			t.Errorf("%s: %v", why, err)
		}
	}
	for _, change := range Changes() {
		it := sample()
		it.LeftOut[0].Relaxation.Change = change
		if !change.Measured() {
			it.LeftOut[0].Relaxation.By = 0
		}
		if _, err := New(it); err != nil {
			t.Errorf("%s: %v", change, err)
		}
	}
}
