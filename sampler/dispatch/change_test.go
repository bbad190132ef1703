package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

// alone is the draft for one team that may go everywhere, with its plan.
func alone(t *testing.T) (*dispatch.Dispatch, *itinerary.Itinerary) {
	t.Helper()
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].Members[0].Township = ""
	in.Teams.Teams[0].Lunch = &dispatch.Lunch{From: 12 * 60, To: 13 * 60, Minutes: 30}
	d := dispatched(t, in)
	return d, planned(t, d, dispatch.Options{Iterations: 300})
}

func replanned(t *testing.T, d *dispatch.Dispatch, it *itinerary.Itinerary, late dispatch.Late) *itinerary.Itinerary {
	t.Helper()
	places, err := d.ReplanPlaces(it, late)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Replan(context.Background(), it, late, estimated(t, places), dispatch.Options{Iterations: 100})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func swapped(t *testing.T, d *dispatch.Dispatch, it *itinerary.Itinerary, closed dispatch.Closed) *itinerary.Itinerary {
	t.Helper()
	places, err := d.SwapPlaces(it, closed)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Swap(context.Background(), it, closed, estimated(t, places), dispatch.Options{Iterations: 100})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// Towards the end of the day nothing fits any more: the team goes home late, and
// what it has not begun is left out, each with its reason.
func TestReplanTooLate(t *testing.T) {
	d, it := alone(t)
	again := replanned(t, d, it, dispatch.Late{Team: "甲", At: 18 * 60, From: at(1172600000, 282500000), Done: new(int)})
	if len(again.Teams[0].Days) != 0 || len(again.LeftOut) != 5 {
		t.Fatalf("days %v, %d left out", again.Teams[0].Days, len(again.LeftOut))
	}
	for _, l := range again.LeftOut {
		if len(l.Reasons) != 1 || slices.Contains(l.Reasons[0].Why, itinerary.KeptRoute) {
			t.Errorf("%s: %v", l.Stop.ID, l.Reasons)
		}
	}
	one := 1
	again = replanned(t, d, it, dispatch.Late{Team: "甲", At: 18 * 60, From: at(1172600000, 282500000), Done: &one})
	day := again.Teams[0].Days[0]
	if len(day.Visits) != 1 || len(day.Legs) != 2 || len(day.Restarts) != 1 || day.Return <= 18*60*ms || len(again.LeftOut) != 4 {
		t.Errorf("day = %+v", day)
	}
	if first := again.Teams[0].Days[0].Restarts[0]; first.After != 1 || first.At != 18*60*ms || first.From.Lon != 1172600000 {
		t.Errorf("restart = %+v", first)
	}
}

// A day can be planned again several times; one that began at the same visit takes
// the place of the other.
func TestReplanAgain(t *testing.T) {
	d, it := alone(t)
	began := it.Teams[0].Days[0].Visits
	two := 2
	late := dispatch.Late{Team: "甲", Date: "2026-11-25", At: geo.TimeOfDay(began[2].Begin/ms + 1), From: at(1172600000, 282500000), Done: &two}
	first := replanned(t, d, it, late)
	late.From = at(1172000000, 282500000)
	second := replanned(t, d, first, late)
	if r := second.Teams[0].Days[0].Restarts; len(r) != 1 || r[0].From.Lon != 1172000000 {
		t.Errorf("restarts = %v", r)
	}
	late.Done, late.At = nil, 17*60
	third := replanned(t, d, second, late)
	if r := third.Teams[0].Days[0].Restarts; len(r) != 2 || r[1].After <= r[0].After {
		t.Errorf("restarts = %v", r)
	}
	if third.Origin.Replaces != second.Digest().String() {
		t.Errorf("replaces = %s", third.Origin.Replaces)
	}
}

// Lunch that was begun is over; lunch that was not is still had.
func TestReplanKeepsLunch(t *testing.T) {
	d, it := alone(t)
	planned := it.Teams[0].Days[0].Breaks
	again := replanned(t, d, it, dispatch.Late{Team: "甲", At: 13*60 + 30, From: at(1172100000, 282800000)})
	if got := again.Teams[0].Days[0].Breaks; !slices.Equal(got, planned) {
		t.Errorf("breaks = %v, want %v", got, planned)
	}
	again = replanned(t, d, it, dispatch.Late{Team: "甲", At: 9 * 60, From: at(1172100000, 282800000)})
	if got := again.Teams[0].Days[0].Breaks; len(got) != 1 || got[0].From < 12*60*ms || got[0].To > 13*60*ms {
		t.Errorf("breaks = %v", got)
	}
}

func TestReplanRefuses(t *testing.T) {
	d, it := alone(t)
	nine := 9
	for _, test := range []struct {
		name string
		late dispatch.Late
		code geo.Code
	}{
		{"no such team", dispatch.Late{Team: "丙"}, dispatch.ErrTeam},
		{"no such day", dispatch.Late{Team: "甲", Date: "2026-11-26"}, dispatch.ErrNoRoute},
		{"more done than begun", dispatch.Late{Team: "甲", At: 8 * 60, Done: &nine}, dispatch.ErrDone},
	} {
		if _, err := d.ReplanPlaces(it, test.late); !errors.Is(err, test.code) {
			t.Errorf("%s: ReplanPlaces = %v, want %s", test.name, err, test.code)
		}
	}
	both := dispatched(t, draft(t))
	if _, err := both.ReplanPlaces(it, dispatch.Late{Team: "甲"}); !errors.Is(err, dispatch.ErrOtherPlan) {
		t.Errorf("a plan of other teams: %v, want %s", err, dispatch.ErrOtherPlan)
	}
	in := draft(t)
	in.Record.Seed = "other"
	if _, err := dispatched(t, in).ReplanPlaces(it, dispatch.Late{Team: "甲"}); !errors.Is(err, dispatch.ErrOtherPlan) {
		t.Errorf("a plan of another draw: %v, want %s", err, dispatch.ErrOtherPlan)
	}
}

// Reserves come in order; the one that a team may not inspect is left out, though
// another team could take it; then there are none.
func TestSwapInOrder(t *testing.T) {
	d := dispatched(t, draft(t)) // the first team may not go to the second market's township
	it := planned(t, d, dispatch.Options{Iterations: 300})
	first := swapped(t, d, it, dispatch.Closed{Site: "m1", Reason: "停业"})
	if len(first.Swaps) != 1 || first.Swaps[0].Reserve != "m2" || len(first.LeftOut) != 1 {
		t.Fatalf("swaps %v, left out %v", first.Swaps, first.LeftOut)
	}
	whys := first.LeftOut[0].Reasons
	if !slices.Equal(whys[0].Why, []itinerary.Why{itinerary.OwnTownship}) || !slices.Equal(whys[1].Why, []itinerary.Why{itinerary.OwnUnit}) {
		t.Errorf("reasons = %v", whys)
	}
	if _, err := d.SwapPlaces(first, dispatch.Closed{Site: "m2"}); !errors.Is(err, dispatch.ErrNotRouted) {
		t.Errorf("a site that is left out: %v, want %s", err, dispatch.ErrNotRouted)
	}
	if _, err := d.SwapPlaces(it, dispatch.Closed{Site: "o1"}); !errors.Is(err, dispatch.ErrNoReserve) {
		t.Errorf("a site without reserves: %v, want %s", err, dispatch.ErrNoReserve)
	}
}

// A reserve that is closed too makes room for the next; another team's reason is
// that its route stays.
func TestSwapAgain(t *testing.T) {
	in := draft(t)
	in.Teams.Teams[0].Members[0].Township, in.Teams.Teams[1].Units = "", nil
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 300})
	first := swapped(t, d, it, dispatch.Closed{Site: "m1"})
	second := swapped(t, d, first, dispatch.Closed{Site: "m2"})
	if got := second.Swaps; len(got) != 2 || got[1] != (itinerary.Swap{Closed: "m2", Reserve: "m3"}) {
		t.Fatalf("swaps = %v", got)
	}
	if _, err := d.SwapPlaces(second, dispatch.Closed{Site: "m3"}); !errors.Is(err, dispatch.ErrNoReserve) {
		t.Errorf("the last reserve: %v, want %s", err, dispatch.ErrNoReserve)
	}
}

// morning are a market's hours of five minutes, so that there is no second one.
var morning = []geo.Visit{{Category: "SC", ServiceMinutes: 30, Hours: []geo.Span{{From: 10 * 60, To: 10*60 + 5}}}}

// A team before a closed door goes on from there; the reserve's hours are over by
// the time it could be there.
func TestSwapBeforeAClosedDoor(t *testing.T) {
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].Members[0].Township = ""
	in.Teams.Visits = morning
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 300})
	again := swapped(t, d, it, dispatch.Closed{Site: "m1", Date: "2026-11-25", At: 10*60 + 4})
	if len(again.LeftOut) != 1 || again.LeftOut[0].Stop.ID != "m2" || again.LeftOut[0].Reasons[0].Why[0] != itinerary.NoWindow {
		t.Fatalf("left out = %v", again.LeftOut)
	}
	restarts := again.Teams[0].Days[0].Restarts
	if len(restarts) != 1 || restarts[0].From.Point != at(1172100000, 282800000) || restarts[0].At != (10*60+4)*ms {
		t.Errorf("restarts = %+v, want one at the door", restarts)
	}
}

// A team that could take the reserve keeps the route that it was handed.
func TestSwapKeepsOthers(t *testing.T) {
	in := draft(t)
	in.Teams.Teams[0].Members[0].Township, in.Teams.Teams[1].Units = "", nil
	in.Teams.Visits = morning
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 300})
	again := swapped(t, d, it, dispatch.Closed{Site: "m1", Date: "2026-11-25", At: 10*60 + 4})
	if len(again.LeftOut) != 1 {
		t.Fatalf("left out = %v", again.LeftOut)
	}
	for i, reason := range again.LeftOut[0].Reasons {
		want := itinerary.KeptRoute
		if onRoute(it, i, "2026-11-25", "m1") {
			want = itinerary.NoWindow
		}
		if !slices.Equal(reason.Why, []itinerary.Why{want}) {
			t.Errorf("%s: %v, want %s", reason.Team, reason.Why, want)
		}
	}
}

// A site of two steps gets a reserve of each.
func TestSwapOfTwoSteps(t *testing.T) {
	in := draft(t)
	in.Record.Picks = append(in.Record.Picks,
		sampler.Pick{Step: "more", ID: "m1", Role: sampler.Main, Order: 1}, sampler.Pick{Step: "more", ID: "m2", Role: sampler.Reserve, Order: 1},
		sampler.Pick{Step: "more", ID: "b1", Role: sampler.Reserve, Order: 2})
	in.Teams.Teams[0].Members[0].Township = ""
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 100})
	if n := len(visitsOf(it)); n != 5 {
		t.Errorf("%d visits: a site that was drawn twice is visited once", n)
	}
	again := swapped(t, d, it, dispatch.Closed{Site: "m1"})
	if got := again.Swaps; len(got) != 2 || got[0].Reserve != "m2" || got[1].Reserve != "b1" {
		t.Errorf("swaps = %v", got)
	}
}
