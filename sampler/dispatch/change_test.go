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
	in.Teams.Teams[0].Lunch = &dispatch.Lunch{From: 12 * 60, To: 14 * 60, Minutes: 30}
	d := dispatched(t, in)
	return d, planned(t, d, dispatch.Options{Iterations: 300})
}

// start is where its team starts.
var start = at(1172100000, 282800000)

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
	half := int64(15 * ms) // in the middle of it
	again = replanned(t, d, it, dispatch.Late{Team: "甲", At: geo.TimeOfDay((planned[0].From + half) / ms), From: start, Done: new(int)})
	day := again.Teams[0].Days[0]
	if len(day.Visits) == 0 || !slices.Equal(day.Breaks, planned) || day.Restarts[0].At < planned[0].To {
		t.Errorf("breaks = %v, restarts = %v, want %v", day.Breaks, day.Restarts, planned)
	}
	again = replanned(t, d, it, dispatch.Late{Team: "甲", At: 9 * 60, From: at(1172100000, 282800000)})
	if got := again.Teams[0].Days[0].Breaks; len(got) != 1 || got[0].From < 12*60*ms || got[0].To > 14*60*ms {
		t.Errorf("breaks = %v", got)
	}
}

// Lunch that the file has now, and the plan had not, is had if there is time for it.
func TestReplanWithAnotherLunch(t *testing.T) {
	d, it := alone(t)
	d.Teams.Teams[0].Lunch = &dispatch.Lunch{From: 8 * 60, To: 10 * 60, Minutes: 60}
	it.Teams[0].Days[0].Breaks = nil
	for at, breaks := range map[geo.TimeOfDay]int{7 * 60: 1, 9*60 + 1: 0} {
		again := replanned(t, dispatched(t, d.Input), it, dispatch.Late{Team: "甲", At: at, From: start, Done: new(int)})
		if day := again.Teams[0].Days[0]; len(day.Visits) == 0 || len(day.Breaks) != breaks {
			t.Errorf("at %s: breaks = %v, %d visits", at, day.Breaks, len(day.Visits))
		}
	}
}

// Somebody else may have taken a member's place.
func TestReplanWithOtherMembers(t *testing.T) {
	d, it := alone(t)
	d.Teams.Teams[0].Members = []dispatch.Member{{Name: "替"}}
	again := replanned(t, dispatched(t, d.Input), it, dispatch.Late{Team: "甲", At: 9 * 60, From: start})
	if got := again.Teams[0].Members; !slices.Equal(got, []string{"替"}) || slices.Equal(it.Teams[0].Members, got) {
		t.Errorf("members = %v, before %v", got, it.Teams[0].Members)
	}
}

// Nobody goes on before his hours begin.
func TestReplanBeforeHours(t *testing.T) {
	d, it := alone(t)
	again := replanned(t, d, it, dispatch.Late{Team: "甲", At: 4 * 60, From: at(1172600000, 282500000)})
	if day := again.Teams[0].Days[0]; day.SetOut < 6*60*ms || day.Restarts[0].At != 6*60*ms {
		t.Errorf("sets out at %d, restarts %v", day.SetOut, day.Restarts)
	}
}

// A plan that was estimated in part stays so.
func TestReplanStaysEstimated(t *testing.T) {
	d, it := alone(t)
	late := dispatch.Late{Team: "甲", At: 9 * 60, From: at(1172600000, 282500000)}
	places, err := d.ReplanPlaces(it, late)
	if err != nil {
		t.Fatal(err)
	}
	travel := estimated(t, places)
	travel.Matrix.Estimated = false
	again, err := d.Replan(context.Background(), it, late, travel, dispatch.Options{Iterations: 100})
	if err != nil || !again.Origin.Estimated {
		t.Errorf("Replan = %+v, %v", again, err)
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
		{"from far away", dispatch.Late{Team: "甲", At: 8 * 60}, dispatch.ErrFar},
		{"more done than begun", dispatch.Late{Team: "甲", At: 8 * 60, From: at(1172600000, 282500000), Done: &nine}, dispatch.ErrDone},
	} {
		if _, err := d.ReplanPlaces(it, test.late); !errors.Is(err, test.code) {
			t.Errorf("%s: ReplanPlaces = %v, want %s", test.name, err, test.code)
		}
	}
	both := dispatched(t, draft(t))
	if _, err := both.ReplanPlaces(it, dispatch.Late{Team: "甲"}); !errors.Is(err, dispatch.ErrOtherPlan) {
		t.Errorf("a plan of other teams: %v, want %s", err, dispatch.ErrOtherPlan)
	}
	otherRules(t, it)
	in := draft(t)
	in.Record.Seed = "other"
	if _, err := dispatched(t, in).ReplanPlaces(it, dispatch.Late{Team: "甲"}); !errors.Is(err, dispatch.ErrOtherPlan) {
		t.Errorf("a plan of another draw: %v, want %s", err, dispatch.ErrOtherPlan)
	}
}

// otherRules changes what a plan says of a team, which is refused, and what it does
// not.
func otherRules(t *testing.T, it *itinerary.Itinerary) {
	t.Helper()
	for _, test := range []struct {
		name    string
		change  func(*dispatch.Team)
		refused bool
	}{
		{"another start", func(t *dispatch.Team) { t.Start.At.Lon++ }, true},
		{"another end", func(t *dispatch.Team) { t.End.At.Lon++ }, true},
		{"no end", func(t *dispatch.Team) { t.End = nil }, true},
		{"a township more", func(t *dispatch.Team) { t.Townships = []string{"360681103000"} }, true},
		{"a unit more", func(t *dispatch.Team) { t.Units = []string{"市监局"} }, true},
		{"longer hours", func(t *dispatch.Team) { t.Hours.To += 60 }, false},
		{"another member", func(t *dispatch.Team) { t.Members[1].Name = "新" }, false},
	} {
		d, _ := alone(t)
		test.change(&d.Teams.Teams[0])
		_, err := dispatched(t, d.Input).ReplanPlaces(it, dispatch.Late{Team: "甲", At: 8 * 60, From: at(1172600000, 282500000)})
		if errors.Is(err, dispatch.ErrOtherRules) != test.refused || !test.refused && err != nil {
			t.Errorf("%s: ReplanPlaces = %v, refused is %v", test.name, err, test.refused)
		}
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

// Who is under way goes on from where the last visit ended; days that are over stay.
func TestSwapUnderWay(t *testing.T) {
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].Members[0].Township = ""
	in.Teams.Visits = morning
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 300})
	visits := it.Teams[0].Days[0].Visits
	n := slices.IndexFunc(visits, func(v itinerary.Visit) bool { return v.Stop.ID == "m1" })
	if n < 1 {
		t.Fatalf("m1 is visit %d", n)
	}
	before := &visits[n-1]
	again := swapped(t, d, it, dispatch.Closed{Site: "m1", Date: "2026-11-25", At: geo.TimeOfDay(before.Begin/ms + 1)})
	if r := again.Teams[0].Days[0].Restarts; len(r) != 1 || r[0].From != before.Stop.Last() || r[0].After != int64(n) || r[0].At != before.Leave {
		t.Errorf("restarts = %+v, want one after visit %d at %v", r, n, before.Stop.Last())
	}
	for _, date := range []string{"2026-11-26", "2026-12-01"} {
		if _, err := d.SwapPlaces(it, dispatch.Closed{Site: "m1", Date: date}); !errors.Is(err, dispatch.ErrNotRouted) {
			t.Errorf("on %s: SwapPlaces = %v, want %s", date, err, dispatch.ErrNotRouted)
		}
	}
	far := at(0, 0)
	if _, err := d.SwapPlaces(it, dispatch.Closed{Site: "m1", Date: "2026-11-25", At: 9 * 60, From: &far}); !errors.Is(err, dispatch.ErrFar) {
		t.Errorf("from far away: SwapPlaces = %v, want %s", err, dispatch.ErrFar)
	}
}

// A reserve with more visits than the closed site had does not make a day longer than
// a team's most stops.
func TestSwapKeepsMostStops(t *testing.T) {
	in := draft(t)
	in.Teams.Teams = in.Teams.Teams[:1]
	in.Teams.Teams[0].Members[0].Township = ""
	in.Teams.Teams[0].MostStops = 5
	allDay := []geo.Span{{To: 24 * 60}}
	in.Teams.Visits = append([]geo.Visit{
		{Category: "GJXL", ID: "first", ServiceMinutes: 5, Hours: allDay}, {Category: "GJXL", ID: "second", ServiceMinutes: 5, Hours: allDay},
	}, morning...)
	in.Record.Picks[2].ID = "b1"
	d := dispatched(t, in)
	it := planned(t, d, dispatch.Options{Iterations: 300})
	again := swapped(t, d, it, dispatch.Closed{Site: "m1", Date: "2026-11-25", At: 10*60 + 4})
	if made := len(visitsOf(again)); made != 5 || len(again.LeftOut) != 1 {
		t.Errorf("%d visits, left out %v", made, again.LeftOut)
	}
}

// A reserve that is closed too makes room for the next of the step in which it was
// taken, though it is a reserve of another too.
func TestSwapAgain(t *testing.T) {
	in := draft(t)
	in.Record.Picks = append(in.Record.Picks, sampler.Pick{Step: "more", ID: "m2", Role: sampler.Reserve, Order: 1})
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
