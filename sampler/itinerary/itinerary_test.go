package itinerary

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
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

func TestRoundTrip(t *testing.T) {
	it := made(t)
	written := Append(nil, it)
	read, err := Read(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(it, read); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if again := Append(nil, read); !bytes.Equal(again, written) {
		t.Errorf("written again:\n%s\nwant\n%s", again, written)
	}
	if it.LeftOut[0].Stop.ID != "k" || it.Unlocated[0].ID != "x" {
		t.Error("what is left out is not in order")
	}
	if it.Digest() != read.Digest() {
		t.Error("digests differ")
	}
}

// An itinerary that was changed is read as it was written, and its legs begin where
// the rest of a day was planned again.
func TestRoundTripOfAChange(t *testing.T) {
	it, err := New(changed())
	if err != nil {
		t.Fatal(err)
	}
	read, err := Parse(Append(nil, it))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(it, read); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	team := &read.Teams[0]
	day := &team.Days[0]
	for leg, want := range []Position{team.Start.At, day.Restarts[0].From, day.Restarts[1].From} {
		if got := day.Origin(team, leg); got != want {
			t.Errorf("leg %d begins at %v, want %v", leg+1, got, want)
		}
	}
	if got, want := made(t).Teams[0].Days[0].Origin(team, 1), day.Visits[0].Stop.Last(); got != want {
		t.Errorf("a leg after a visit begins at %v, want %v", got, want)
	}
}

// Fields stand in the order of their names, and texts have no escapes but those
// that RFC 8785 has.
func TestCanonical(t *testing.T) {
	written := Append(nil, made(t))
	var decoded any
	if err := json.Unmarshal(written, &decoded); err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(decoded); err != nil { // maps are written in order
		t.Fatal(err)
	}
	sorted := strings.ReplaceAll(strings.TrimSuffix(want.String(), "\n"), `\u2028`, "\u2028")
	if string(written) != sorted {
		t.Errorf("Append =\n%s\nwant\n%s", written, sorted)
	}
	if got := string(appendPlain(nil, []byte(`"\\u2028\u2029\""`))); got != `"\\u2028`+"\u2029"+`\""` {
		t.Errorf("appendPlain = %q", got)
	}
}

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

func TestParseRefuses(t *testing.T) {
	good := string(Append(nil, made(t)))
	for _, test := range []struct {
		name, old, replacement string
		code                   geo.Code
		column                 string
	}{
		{"space", `{"checks"`, `{ "checks"`, sampler.ErrCanonical, "@2"},
		{"more", `"zone":"+08:00"}`, `"zone":"+08:00"}{}`, sampler.ErrCanonical, ""},
		{"cut", `"zone":"+08:00"}`, `"zone":`, sampler.ErrJSON, ""},
		{"no JSON", `"iterations":`, `"iterations"=`, sampler.ErrJSON, ""},
		{"unknown member", `"zone":`, `"zones":`, sampler.ErrMember, ""},
		{"member in capitals", `"zone":`, `"Zone":`, sampler.ErrCanonical, ""},
		{"member twice", `"zone":`, `"zone":"","zone":`, sampler.ErrCanonical, ""},
		{"kind", `"set_out_ms":28800000`, `"set_out_ms":"8"`, sampler.ErrJSONKind, "teams.days.set_out_ms"},
		{"fraction", `"set_out_ms":28800000`, `"set_out_ms":2880000.5`, sampler.ErrWholeNumber, "teams.days.set_out_ms"},
		{"position", `"start":{"at":[1172100000,282800000]`, `"start":{"at":[1172100000]`, sampler.ErrJSONKind, "teams.start.at"},
		{"null", `"teams":[`, `"unlocated":null,"teams":[`, sampler.ErrCanonical, ""},
		{"spec", `"itinerary-v1"`, `"itinerary-v2"`, ErrSpec, "spec"},
		{"order", `"unlocated":[{"id":"x"},{"id":"y"}]`, `"unlocated":[{"id":"y"},{"id":"x"}]`, sampler.ErrCanonical, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(good, test.old, test.replacement, 1)
			if text == good {
				t.Fatalf("%s is not there", test.old)
			}
			_, err := Parse([]byte(text))
			var e *geo.Error
			if !errors.As(err, &e) || e.Code != test.code || test.column != "" && e.At.Column != test.column {
				t.Errorf("Parse = %v, want %s at %s", err, test.code, test.column)
			}
		})
	}
}

// However an itinerary is cut into teams, days and visits, it is read as it was
// written, and its totals are those of its days.
func TestRoundTripOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := sample()
		day := it.Teams[0].Days[0]
		it.Teams, it.LeftOut = nil, nil
		var service int64
		for i := range rapid.IntRange(0, 4).Draw(t, "teams") {
			team := Team{Name: string(rune('a' + i)), Hours: Span{To: 24 * hour}, Start: Place{At: at(1, 2)}}
			for j := range rapid.IntRange(0, 3).Draw(t, "days") {
				d := Day{Date: "2026-11-2" + string(rune('0'+j)), SetOut: rapid.Int64Range(0, hour).Draw(t, "set out")}
				now := d.SetOut
				for k := range rapid.IntRange(1, 4).Draw(t, "visits") {
					leg := day.Legs[k%len(day.Legs)]
					v := Visit{Stop: Stop{ID: string(rune('a'+i)) + string(rune('0'+j)) + string(rune('0'+k)), Path: Positions(geo.Point{})}}
					v.Wait = rapid.Int64Range(0, hour).Draw(t, "wait")
					v.Arrive = now + leg.Milliseconds
					v.Begin = v.Arrive + v.Wait
					v.Leave = v.Begin + rapid.Int64Range(0, hour).Draw(t, "service")
					service += v.Leave - v.Begin
					now = v.Leave
					d.Legs, d.Visits = append(d.Legs, leg), append(d.Visits, v)
				}
				d.Return = now
				d.Totals = d.Sum()
				team.Days = append(team.Days, d)
			}
			it.Teams = append(it.Teams, team)
		}
		first, err := New(it)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Parse(Append(nil, first))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
		if got := second.Totals().Service; got != service {
			t.Fatalf("service = %d, want %d", got, service)
		}
	})
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

// large is a day of three teams and 131 visits, with ways of 60 positions.
func large(t testing.TB) *Itinerary {
	t.Helper()
	it := sample()
	it.LeftOut, it.Teams = nil, nil
	for i := range 3 {
		team := Team{Name: string(rune('a' + i)), Hours: Span{To: 24 * hour}, Start: Place{At: at(1172100000, 282800000)}}
		d := Day{Date: "2026-11-23"}
		for j := range 44 - i/2 {
			var leg Leg
			for k := range 60 {
				leg.Path = append(leg.Path, at(1172100000+geo.E7(1000*k), 282800000+geo.E7(900*j)))
			}
			leg.Milliseconds = hour / 12
			d.Return += leg.Milliseconds
			stop := Stop{ID: team.Name + strconv.Itoa(j), Name: "农贸市场", Category: "SC", Unit: "城管局", Path: leg.Path[59:]}
			d.Legs, d.Visits = append(d.Legs, leg), append(d.Visits, Visit{Arrive: d.Return, Begin: d.Return, Leave: d.Return + hour/6, Stop: stop})
			d.Return += hour / 6
		}
		d.Reckon()
		team.Days = []Day{d}
		it.Teams = append(it.Teams, team)
	}
	made, err := New(it)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func BenchmarkAppend(b *testing.B) {
	it := large(b)
	for b.Loop() {
		Append(nil, it)
	}
}

func BenchmarkParse(b *testing.B) {
	text := Append(nil, large(b))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Append(nil, made(f)))
	again, err := New(changed())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(Append(nil, again))
	f.Add([]byte(`{"origin":{},"spec":"itinerary-v1","zone":"+08:00"}`))
	f.Add([]byte(`{"teams":[{"days":[{"visits":[{}]}]}],"spec":"itinerary-v1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		it, err := Parse(text)
		var e *geo.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("Parse = %v, which is no geo.Error", err)
		case err == nil && !bytes.Equal(Append(nil, it), text):
			t.Fatal("what is read is not what is written")
		}
	})
}

// The file that other programs may be tried with is what this one writes.
func TestSampleFile(t *testing.T) {
	path := filepath.Join("testdata", "sample.json")
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := Append(nil, made(t)); !bytes.Equal(got, bytes.TrimSuffix(want, []byte("\n"))) {
		t.Errorf("Append = %s", got)
	}
}
