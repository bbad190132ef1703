package itinerary

import (
	"strings"
	"testing"

	"sitedraw/geo"
)

const hour = int64(60 * 60 * 1000)

func at(lon, lat geo.E7) Position { return Position{geo.Point{Lon: lon, Lat: lat}} }

// sample is an itinerary with one of everything.
func sample() Itinerary {
	hex := strings.Repeat("0a", 32)
	road := []Position{at(1172100000, 282800000), at(1172150000, 282820000)}
	day := Day{
		Breaks: []Span{{From: 12 * hour, To: 13 * hour}}, Date: "2026-11-23", Return: 15 * hour, SetOut: 8 * hour,
		Legs: []Leg{
			{Millimetres: 900_000, Milliseconds: hour / 2, Path: road, ToSnap: FarSnap + 1},
			{Estimated: true, Millimetres: 500_000, Milliseconds: hour / 4},
			{Millimetres: 700_000, Milliseconds: hour / 4, Path: []Position{road[1], road[0]}},
		},
		Visits: []Visit{
			{
				Arrive: 8*hour + hour/2, Begin: 9 * hour, Leave: 10 * hour, Wait: hour / 2,
				Stop: Stop{ID: "m1", Name: "<市场>&\u2028", Category: "SC", Area: "360681001000", Unit: "城管局", Path: road[1:]},
			},
			{
				Arrive: 11 * hour, Begin: 11 * hour, Leave: 12 * hour,
				Stop: Stop{ID: "r1", Name: "信江路", Stretch: "信江路(a—b)", Category: "ZCGD", Chief: "张三", Path: road, Visit: "peak"},
			},
		},
	}
	day.Totals = day.Sum()
	return Itinerary{
		Checks: []Check{{Category: "SC", ID: "clean", Item: Words{EN: "Clean", ZH: "整洁"}, Rule: "all", Standard: Words{EN: "clean", ZH: "整洁"}}},
		LeftOut: []LeftOut{
			{Stop: Stop{ID: "z", Path: road[:1]}, Reasons: []Reason{{Team: "甲", Why: []Why{FullDay}}, {Team: "乙", Why: []Why{OwnTownship}}},
				Relaxation: &Relaxation{By: hour / 3, Change: LaterEnd, Date: "2026-11-23", Team: "甲"}},
			{Stop: Stop{ID: "k", Path: road}, Reasons: []Reason{{Team: "甲", Why: []Why{NoWindow}}, {Team: "乙", Why: []Why{NoWindow, ShortShift}}}},
		},
		Origin: Origin{
			Estimated: true, Frame: hex, Matrix: hex, Record: hex, Iterations: 130_000, Seed: "s",
			Nature: Practice, Objective: Fair, Profile: "car", Incomplete: []string{"360681002000"},
		},
		Teams: []Team{
			{
				Name: "甲", Members: []string{"李", "王"}, Hours: Span{From: 8 * hour, To: 18 * hour}, Days: []Day{day},
				Start: Place{At: road[0], Name: "政府"}, End: &Place{At: road[0]}, ForbiddenTownships: []string{"360681003000"}, ForbiddenUnits: []string{"教育局"},
			},
			{Name: "乙", Hours: Span{From: 8 * hour, To: 18 * hour}, Start: Place{At: road[0]}},
		},
		Unlocated: []Stop{{ID: "y"}, {ID: "x"}},
		Zone:      "+08:00",
	}
}

// changed is the sample after it was planned again twice and a site was closed: its
// members are those that only such an itinerary has.
func changed() Itinerary {
	it := sample()
	it.Origin.Replaces, it.Origin.Seconds, it.Origin.Stopped = strings.Repeat("0b", 32), 7, true
	it.Swaps = []Swap{{Closed: "m0", Reason: "停业", Reserve: "m1"}, {Closed: "r0", Reserve: "r1"}}
	it.LeftOut[1].Reasons[0].Why = []Why{KeptRoute}
	it.Teams[0].Days[0].Restarts = []Restart{
		{After: 1, At: 10*hour + hour/4, From: at(1172120000, 282810000)},
		{After: 2, At: 13 * hour, From: at(1172130000, 282810000)},
	}
	return it
}

func made(t testing.TB) *Itinerary {
	t.Helper()
	it, err := New(sample())
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestReckon(t *testing.T) {
	d := Day{
		Breaks: []Span{{From: 12 * hour, To: 13 * hour}, {From: 20 * hour, To: 21 * hour}},
		Legs:   []Leg{{Millimetres: 5, Milliseconds: hour}, {Millimetres: 6, Milliseconds: hour}, {Millimetres: 7, Milliseconds: hour}},
		Visits: []Visit{
			{Arrive: 9 * hour, Begin: 10 * hour, Leave: 11 * hour},
			{Arrive: 12*hour + hour/2, Begin: 14 * hour, Leave: 15 * hour}, // begins to wait within the break
		},
	}
	d.Reckon()
	if d.Visits[0].Wait != hour || d.Visits[1].Wait != hour {
		t.Errorf("waits = %d, %d", d.Visits[0].Wait, d.Visits[1].Wait)
	}
	if want := (Totals{Service: 2 * hour, Distance: 18, Travel: 3 * hour, Visits: 2, Wait: 2 * hour}); d.Totals != want {
		t.Errorf("totals = %+v, want %+v", d.Totals, want)
	}
}

func TestChangesHaveMeasures(t *testing.T) {
	measured := map[Change]bool{}
	for _, c := range Changes() {
		measured[c] = c.Measured()
	}
	if len(measured) != 9 || !measured[MoreStops] || !measured[EarlierOpen] || measured[ExtraRoute] || measured[AllowUnit] {
		t.Errorf("measured: %v", measured)
	}
}

func TestFar(t *testing.T) {
	for _, test := range []struct {
		leg  Leg
		want bool
	}{
		{Leg{}, false},
		{Leg{FromSnap: FarSnap, ToSnap: FarSnap}, false},
		{Leg{FromSnap: FarSnap + 1}, true},
		{Leg{ToSnap: FarSnap + 1}, true},
	} {
		if got := test.leg.Far(); got != test.want {
			t.Errorf("%+v is far: %v, want %v", test.leg, got, test.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, test := range []struct {
		stop Stop
		want string
	}{
		{Stop{ID: "1"}, "1"}, {Stop{ID: "1", Name: "A"}, "A"}, {Stop{ID: "1", Name: "A", Stretch: "A(B—C)"}, "A(B—C)"},
	} {
		if got := test.stop.Title(); got != test.want {
			t.Errorf("Title = %q, want %q", got, test.want)
		}
	}
}

func TestChecksOf(t *testing.T) {
	stops := []Stop{{Category: "ZWDT"}, {Category: "SC"}, {Category: "nobody's"}}
	checks := ChecksOf(geo.ShippedChecks(), stops)
	it := sample()
	it.Checks = checks
	if _, err := New(it); err != nil || len(checks) < 4 || checks[0].Category != "SC" {
		t.Errorf("ChecksOf = %d checks, from %s; New: %v", len(checks), checks[0].Category, err)
	}
}
