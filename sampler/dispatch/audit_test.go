package dispatch_test

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

// reporter is a test, or a property.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// audit holds an itinerary against the rules. It knows nothing of the solver, its
// problem or its checker, and has the visits from the data itself.
type audit struct {
	reporter

	in       dispatch.Input
	plan     *itinerary.Itinerary
	reserves []string // that were swapped in
	closed   []string // that need not be visited
	changed  bool     // a day may have ended before its lunch
}

func (a *audit) run() {
	a.Helper()
	a.everyStopOnce()
	for i := range a.plan.Teams {
		for j := range a.plan.Teams[i].Days {
			a.day(i, &a.plan.Teams[i].Days[j])
		}
	}
	for i := range a.plan.LeftOut {
		a.leftOut(&a.plan.LeftOut[i])
	}
	text := itinerary.Append(nil, a.plan)
	again, err := itinerary.Parse(text)
	if err != nil || !bytes.Equal(itinerary.Append(nil, again), text) {
		a.Errorf("the plan is not read back: %v", err)
	}
}

// visitsOf are what the data say of a category, the teams file first.
func (a *audit) visitsOf(category string) (list []geo.Visit) {
	for _, all := range [][]geo.Visit{a.in.Teams.Visits, geo.ShippedVisits()} {
		for _, v := range all {
			if v.Category == category {
				list = append(list, v)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return []geo.Visit{{ServiceMinutes: 30}}
}

func (a *audit) everyStopOnce() {
	want := map[string]bool{}
	add := func(id string) {
		site, _ := a.in.Frame.Site(id)
		for _, v := range a.visitsOf(site.Category) {
			want[id+" "+v.ID] = true
		}
	}
	for _, p := range a.in.Record.Picks {
		if p.Role == sampler.Main {
			add(p.ID)
		}
	}
	for _, id := range a.reserves {
		add(id)
	}
	seen := map[string]int{}
	for _, s := range stopsOf(a.plan) {
		seen[s.ID+" "+s.Visit]++
	}
	for key := range want {
		id, _, _ := strings.Cut(key, " ")
		if seen[key] != 1 && !slices.Contains(a.closed, id) {
			a.Errorf("%s is there %d times", key, seen[key])
		}
	}
	for key, n := range seen {
		if !want[key] || n > 1 {
			a.Errorf("%s is there %d times, and wanted: %v", key, n, want[key])
		}
	}
}

func stopsOf(it *itinerary.Itinerary) (list []itinerary.Stop) {
	for i := range it.Teams {
		for _, d := range it.Teams[i].Days {
			for _, v := range d.Visits {
				list = append(list, v.Stop)
			}
		}
	}
	for i := range it.LeftOut {
		list = append(list, it.LeftOut[i].Stop)
	}
	return append(list, it.Unlocated...)
}

const ms = 60_000

func (a *audit) day(team int, d *itinerary.Day) {
	t := &a.in.Teams.Teams[team]
	late := len(d.Restarts) > 0
	if d.SetOut < int64(t.Hours.From)*ms || d.Return > int64(t.Hours.To)*ms && !late {
		a.Errorf("%s is away %d–%d, outside %v", t.Name, d.SetOut, d.Return, t.Hours)
	}
	if t.MostStops > 0 && len(d.Visits) > t.MostStops {
		a.Errorf("%s makes %d visits, most are %d", t.Name, len(d.Visits), t.MostStops)
	}
	now := d.SetOut
	for i := range d.Visits {
		v := &d.Visits[i]
		now = a.leg(d, i, d.Origin(&a.plan.Teams[team], i), v.Stop.First(), now)
		a.visit(t, v, now)
		now = v.Leave
	}
	if end := t.End; end != nil {
		now = a.leg(d, len(d.Visits), d.Origin(&a.plan.Teams[team], len(d.Visits)), end.At, now)
	}
	if d.Return < now {
		a.Errorf("%s is back at %d, before %d", t.Name, d.Return, now)
	}
	a.lunch(t, d)
}

// leg returns when one is there at the earliest, breaks aside.
func (a *audit) leg(d *itinerary.Day, number int, from, to itinerary.Position, now int64) int64 {
	for _, r := range d.Restarts {
		if r.After == int64(number) {
			now = max(now, r.At)
		}
	}
	want, length := road.DefaultEstimate(road.Car()).Between(geo.DistanceMillimetres(from.Point, to.Point))
	if leg := d.Legs[number]; leg.Milliseconds != want || leg.Millimetres != length || !leg.Estimated {
		a.Errorf("leg %d is %+v, want %d ms, %d mm", number+1, leg, want, length)
	}
	return now + want
}

func (a *audit) visit(t *dispatch.Team, v *itinerary.Visit, earliest int64) {
	site, found := a.in.Frame.Site(v.Stop.ID)
	if !found {
		a.Fatalf("%s is no site", v.Stop.ID)
	}
	if v.Arrive < earliest {
		a.Errorf("%s is reached at %d, before %d", site.ID, v.Arrive, earliest)
	}
	if whys := a.forbidden(t, site); len(whys) > 0 {
		a.Errorf("%s visits %s: %v", t.Name, site.ID, whys)
	}
	for _, visit := range a.visitsOf(site.Category) {
		if visit.ID != v.Stop.Visit {
			continue
		}
		open := len(visit.Hours) == 0
		for _, h := range visit.Hours {
			open = open || int64(h.From)*ms <= v.Begin && v.Begin < int64(h.To)*ms
		}
		if !open {
			a.Errorf("%s is begun at %d, its hours are %v", site.ID, v.Begin, visit.Hours)
		}
		if took := v.Leave - v.Begin; took < int64(visit.ServiceMinutes)*ms || took < a.walk(site.ID) {
			a.Errorf("%s takes %d", site.ID, took)
		}
	}
}

// walk is how long it takes at least to walk along what was drawn of a line, with
// 5 km an hour.
func (a *audit) walk(id string) (longest int64) {
	for _, p := range a.in.Record.Picks {
		if p.ID == id && p.Stretch != nil {
			longest = max(longest, (p.Stretch.To-p.Stretch.From)*3600/5000)
		}
	}
	return longest
}

func (a *audit) forbidden(t *dispatch.Team, site *geo.Site) (whys []itinerary.Why) {
	townships, units := slices.Clone(t.Townships), slices.Clone(t.Units)
	for _, m := range t.Members {
		townships, units = append(townships, m.Township), append(units, m.Unit)
	}
	if len(site.Area) == 12 && slices.Contains(townships, site.Area[:9]+"000") {
		whys = append(whys, itinerary.OwnTownship)
	}
	if site.Unit != "" && slices.Contains(units, site.Unit) {
		whys = append(whys, itinerary.OwnUnit)
	}
	for i := range a.in.Teams.Teams {
		if other := &a.in.Teams.Teams[i]; other.Name != t.Name && slices.Contains(other.Sites, site.ID) {
			whys = append(whys, itinerary.OthersLot)
		}
	}
	return whys
}

func (a *audit) lunch(t *dispatch.Team, d *itinerary.Day) {
	if t.Lunch == nil {
		if len(d.Breaks) > 0 {
			a.Errorf("%s rests %v", t.Name, d.Breaks)
		}
		return
	}
	if a.changed && len(d.Breaks) == 0 {
		return
	}
	if len(d.Breaks) != 1 || d.Breaks[0].From < int64(t.Lunch.From)*ms || d.Breaks[0].To > int64(t.Lunch.To)*ms ||
		d.Breaks[0].To-d.Breaks[0].From != int64(t.Lunch.Minutes)*ms {
		a.Errorf("%s rests %v, lunch is %v", t.Name, d.Breaks, *t.Lunch)
		return
	}
	for i := range d.Visits {
		if v := &d.Visits[i]; d.Breaks[0].From < v.Leave && v.Begin < d.Breaks[0].To {
			a.Errorf("%s rests at %v in visit %s–%s", t.Name, d.Breaks, strconv.FormatInt(v.Begin, 10), strconv.FormatInt(v.Leave, 10))
		}
	}
}

// leftOut wants a rule to be named where it is broken, and only there.
func (a *audit) leftOut(l *itinerary.LeftOut) {
	site, _ := a.in.Frame.Site(l.Stop.ID)
	for i, reason := range l.Reasons {
		var named []itinerary.Why
		for _, why := range reason.Why {
			if slices.Contains([]itinerary.Why{itinerary.OwnTownship, itinerary.OwnUnit, itinerary.OthersLot}, why) {
				named = append(named, why)
			}
		}
		if want := a.forbidden(&a.in.Teams.Teams[i], site); !slices.Equal(named, want) {
			a.Errorf("%s leaves %s out for %v, broken are %v", reason.Team, site.ID, reason.Why, want)
		}
	}
}

// estimated are travel times without roads.
func estimated(r reporter, places []geo.Point) dispatch.Travel {
	r.Helper()
	travel, err := dispatch.Estimated(road.Car(), places)
	if err != nil {
		r.Fatalf("%v", err)
	}
	return travel
}

// planned plans a dispatch by estimates.
func planned(r reporter, d *dispatch.Dispatch, o dispatch.Options) *itinerary.Itinerary {
	r.Helper()
	it, err := d.Plan(context.Background(), estimated(r, d.Places()), o)
	if err != nil {
		r.Fatalf("Plan: %v", err)
	}
	return it
}
