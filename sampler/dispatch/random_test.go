package dispatch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

// randomPoint is within some 10 km.
func randomPoint(r *rapid.T) geo.Point {
	return geo.Point{
		Lon: geo.E7(rapid.Int64Range(1_172_000_000, 1_172_900_000).Draw(r, "lon")),
		Lat: geo.E7(rapid.Int64Range(282_000_000, 282_800_000).Draw(r, "lat")),
	}
}

var (
	randomTownships = []string{"360681001000", "360681101000", "360681201000"}
	randomUnits     = []string{"", "城管局", "卫健委"}
	// Junctions with two visits, markets in the morning, estates in the evening,
	// streets to walk, bus lines to ride, and a category without data.
	randomCategories = []string{"JTLK", "SC", "XQ", "ZCGD", "GJXL", "XX"}
)

func randomSite(r *rapid.T, i int) geo.Site {
	s := geo.Site{
		ID: fmt.Sprintf("s%02d", i), Name: fmt.Sprintf("点%d", i),
		Category: rapid.SampledFrom(randomCategories).Draw(r, "category"),
		Unit:     rapid.SampledFrom(randomUnits).Draw(r, "unit"),
	}
	if town := rapid.SampledFrom(append(randomTownships, "")).Draw(r, "area"); town != "" {
		s.Area = town[:9] + rapid.SampledFrom([]string{"000", "001", "203"}).Draw(r, "village")
	}
	switch {
	case s.Category == "ZCGD" || s.Category == "GJXL":
		s.Geometry = geo.Line{randomPoint(r), randomPoint(r), randomPoint(r)}
	case rapid.IntRange(0, 9).Draw(r, "located") > 0:
		s.Geometry = randomPoint(r)
	}
	return s
}

func randomTeam(r *rapid.T, i int) dispatch.Team {
	t := dispatch.Team{
		Name:  fmt.Sprintf("T%d", i),
		Start: itinerary.Place{At: itinerary.Position{Point: randomPoint(r)}},
	}
	for m := range rapid.IntRange(1, 2).Draw(r, "members") {
		t.Members = append(t.Members, dispatch.Member{
			Name: fmt.Sprint(m), Township: rapid.SampledFrom(append(randomTownships, "", "")).Draw(r, "home"),
			Unit: rapid.SampledFrom(randomUnits).Draw(r, "own unit"),
		})
	}
	from := rapid.IntRange(6, 12).Draw(r, "from") * 60
	t.Hours = geo.Span{From: geo.TimeOfDay(from), To: geo.TimeOfDay(from + rapid.IntRange(2, 12).Draw(r, "hours")*60)}
	if from <= 11*60 && t.Hours.To >= 14*60 && rapid.Bool().Draw(r, "lunch") {
		t.Lunch = &dispatch.Lunch{From: 11 * 60, To: 13 * 60, Minutes: rapid.IntRange(1, 120).Draw(r, "rest")}
	}
	switch rapid.IntRange(0, 2).Draw(r, "end") {
	case 0:
		t.End = &t.Start
	case 1:
		t.End = &itinerary.Place{At: itinerary.Position{Point: randomPoint(r)}}
	}
	t.MostStops = rapid.SampledFrom([]int{0, 0, 2, 5}).Draw(r, "most stops")
	return t
}

// randomInput is a drawn frame with teams.
func randomInput(r *rapid.T) dispatch.Input {
	var sites []geo.Site
	for i := range rapid.IntRange(6, 20).Draw(r, "sites") {
		sites = append(sites, randomSite(r, i))
	}
	for i, town := range randomTownships { // so that all are known
		sites = append(sites, geo.Site{ID: fmt.Sprintf("t%d", i), Area: town, Geometry: randomPoint(r), Category: "XZZF"})
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		r.Fatal(err)
	}
	plan := sampler.Plan{Steps: []sampler.Step{
		{ID: "a", Category: randomCategories, N: int64(rapid.IntRange(3, 8).Draw(r, "n")), Reserve: 2, Walk: 300},
		{ID: "b", Category: append([]string{"XZZF"}, randomCategories...), N: 3, Reserve: 2},
	}}
	if plan, err = sampler.NewPlan(plan); err != nil {
		r.Fatal(err)
	}
	in := dispatch.Input{Frame: frame, Teams: &dispatch.Teams{Dates: []string{"2026-11-25"}, Zone: "+08:00"}}
	if in.Record, err = sampler.Draw(context.Background(), frame, plan, "seed", sampler.Options{Workers: 1}); err != nil {
		r.Fatal(err)
	}
	if rapid.Bool().Draw(r, "two days") {
		in.Teams.Dates = append(in.Teams.Dates, "2026-12-01")
	}
	for i := range rapid.IntRange(1, 3).Draw(r, "teams") {
		in.Teams.Teams = append(in.Teams.Teams, randomTeam(r, i))
	}
	if rapid.Bool().Draw(r, "by lot") {
		shareByLot(r, &in)
	}
	if rapid.Bool().Draw(r, "overlay") {
		in.Teams.Visits = []geo.Visit{{Category: "SC", ServiceMinutes: 45, Hours: []geo.Span{{From: 7 * 60, To: 8 * 60}, {From: 8 * 60, To: 11 * 60}}}}
		in.Teams.Priorities = map[string]int{"SC": 1, "GJXL": -1}
	}
	return in
}

// shareByLot gives what was drawn to teams, or leaves it open to all.
func shareByLot(r *rapid.T, in *dispatch.Input) {
	given := map[string]bool{}
	for _, p := range in.Record.Picks {
		team := rapid.IntRange(-1, len(in.Teams.Teams)-1).Draw(r, "lot")
		if team >= 0 && !given[p.ID] {
			given[p.ID] = true
			in.Teams.Teams[team].Sites = append(in.Teams.Teams[team].Sites, p.ID)
		}
	}
}

// randomPlan is a plan of a random draw; the draw is passed over if it has fewer
// stops than teams.
func randomPlan(r *rapid.T) (dispatch.Input, *dispatch.Dispatch, *itinerary.Itinerary) {
	in := randomInput(r)
	d, err := dispatch.New(in)
	if errors.Is(err, dispatch.ErrTooMany) {
		r.Skip("fewer stops than teams")
	}
	if err != nil {
		r.Fatal(err)
	}
	o := dispatch.Options{Iterations: 200, Objective: rapid.SampledFrom([]route.Objective{route.Shortest, route.Fair}).Draw(r, "objective")}
	return in, d, planned(r, d, o)
}

// Every plan keeps the rules, whoever is asked, and is the same when it is made again.
func TestPlanKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in, d, it := randomPlan(r)
		(&audit{reporter: r, in: in, plan: it}).run()
		o := dispatch.Options{Iterations: 200}
		if it.Origin.Objective == itinerary.Fair {
			o.Objective = route.Fair
		}
		if again := planned(r, d, o); !bytes.Equal(itinerary.Append(nil, it), itinerary.Append(nil, again)) {
			r.Errorf("planned again, it is another plan")
		}
	})
}

// drivenDay chooses a day that has a route, or passes the plan over.
func drivenDay(r *rapid.T, it *itinerary.Itinerary) (team int, day *itinerary.Day) {
	type place struct{ team, day int }
	var places []place
	for i := range it.Teams {
		for j := range it.Teams[i].Days {
			places = append(places, place{i, j})
		}
	}
	if len(places) == 0 {
		r.Skip("nobody drives")
	}
	p := rapid.SampledFrom(places).Draw(r, "day")
	return p.team, &it.Teams[p.team].Days[p.day]
}

// sameBut wants all days to be the same but those that may change.
func sameBut(r *rapid.T, a, b *itinerary.Itinerary, may func(team int, date string) bool) {
	days := func(it *itinerary.Itinerary) string {
		other := *it
		other.Teams = slices.Clone(it.Teams)
		for i := range other.Teams {
			other.Teams[i].Days = slices.DeleteFunc(slices.Clone(other.Teams[i].Days), func(d itinerary.Day) bool { return may(i, d.Date) })
		}
		other.Origin, other.LeftOut, other.Unlocated, other.Swaps, other.Checks = itinerary.Origin{}, nil, nil, nil, nil
		return string(itinerary.Append(nil, &other))
	}
	if days(a) != days(b) {
		r.Errorf("other routes changed:\n%s\n%s", days(a), days(b))
	}
}

// A late team's rest of the day keeps the rules, what was begun stays, and nothing
// else changes.
func TestReplanKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in, d, it := randomPlan(r)
		team, day := drivenDay(r, it)
		hours := in.Teams.Teams[team].Hours
		late := dispatch.Late{
			Team: it.Teams[team].Name, Date: day.Date, From: randomPoint(r),
			At: geo.TimeOfDay(rapid.IntRange(int(hours.From)-60, int(hours.To)).Draw(r, "at")),
		}
		places, err := d.ReplanPlaces(it, late)
		if err != nil {
			r.Fatal(err)
		}
		before := itinerary.Append(nil, it)
		again, err := d.Replan(context.Background(), it, late, estimated(r, places), dispatch.Options{Iterations: 100})
		if err != nil {
			r.Fatal(err)
		}
		if !bytes.Equal(itinerary.Append(nil, it), before) {
			r.Fatalf("the first plan changed")
		}
		(&audit{reporter: r, in: in, plan: again, changed: true}).run()
		sameBut(r, it, again, func(i int, date string) bool { return i == team && date == day.Date })
		begunStays(r, day, again, team, int64(late.At)*ms)
		if again.Origin.Replaces != it.Digest().String() || again.Origin.Objective != it.Origin.Objective {
			r.Errorf("origin = %+v", again.Origin)
		}
	})
}

// begunStays wants the visits that were to have begun to be as they were, and no
// others to begin before.
func begunStays(r *rapid.T, day *itinerary.Day, again *itinerary.Itinerary, team int, at int64) {
	var now []itinerary.Visit
	for _, d := range again.Teams[team].Days {
		if d.Date == day.Date {
			now = d.Visits
		}
	}
	for i, v := range day.Visits {
		if v.Begin > at {
			break
		}
		if len(now) <= i || now[i].Stop.ID != v.Stop.ID || now[i].Arrive != v.Arrive || now[i].Begin != v.Begin || now[i].Leave != v.Leave {
			r.Fatalf("visit %d was begun and changed", i+1)
		}
	}
	for i, v := range now {
		if v.Begin < at && (len(day.Visits) <= i || day.Visits[i].Begin != v.Begin) {
			r.Errorf("visit %d begins at %d, before it was planned at %d", i+1, v.Begin, at)
		}
	}
}

// A closed site makes room for the next reserve, and only its routes change.
func TestSwapKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in, d, it := randomPlan(r)
		_, day := drivenDay(r, it)
		closed := dispatch.Closed{Site: rapid.SampledFrom(day.Visits).Draw(r, "visit").Stop.ID, Reason: "停业"}
		if rapid.Bool().Draw(r, "under way") {
			closed.Date, closed.At = day.Date, geo.TimeOfDay(rapid.IntRange(6*60, 20*60).Draw(r, "at"))
		}
		reserves, err := d.NextReserves(it, closed.Site)
		if errors.Is(err, dispatch.ErrNoReserve) {
			r.Skip("no reserve")
		}
		if err != nil {
			r.Fatal(err)
		}
		places, err := d.SwapPlaces(it, closed)
		if errors.Is(err, dispatch.ErrNotRouted) && closed.Date != "" {
			r.Skip("it is visited already")
		}
		if err != nil {
			r.Fatal(err)
		}
		again, err := d.Swap(context.Background(), it, closed, estimated(r, places), dispatch.Options{Iterations: 100})
		if err != nil {
			r.Fatal(err)
		}
		a := audit{reporter: r, in: in, plan: again, closed: []string{closed.Site}, changed: true}
		for i, p := range reserves {
			a.reserves = append(a.reserves, p.ID)
			if again.Swaps[i] != (itinerary.Swap{Closed: closed.Site, Reason: "停业", Reserve: p.ID}) {
				r.Errorf("swaps = %v, want reserve %s", again.Swaps, p.ID)
			}
		}
		a.run()
		sameBut(r, it, again, func(i int, date string) bool { return onRoute(it, i, date, closed.Site) })
		if closed.Date == "" && slices.ContainsFunc(stopsOf(again), func(s itinerary.Stop) bool { return s.ID == closed.Site }) {
			r.Errorf("%s is still there", closed.Site)
		}
	})
}

func onRoute(it *itinerary.Itinerary, team int, date, site string) bool {
	for _, d := range it.Teams[team].Days {
		for _, v := range d.Visits {
			if d.Date == date && v.Stop.ID == site {
				return true
			}
		}
	}
	return false
}
