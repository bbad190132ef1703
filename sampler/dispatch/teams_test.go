package dispatch_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler/dispatch"
)

// teamsYAML is a teams file with everything that one can say.
const teamsYAML = `
datum: gcj02
dates: [2026-11-25, 2026-11-27]
zone: "+08:00"
hours: 08:30-17:30
lunch: {from: 11:30, to: 13:00, minutes: 60}
start: {name: 创建办, at: [117.2117, 28.2849]}
most_stops: 43
teams:
  - name: 一队
    members:
      - {name: 张三, township: 360681101000, unit: 雄石街道办事处}
      - {name: 李四, township: "360681102000"}
    forbid: {townships: ["360681103000", "360681101000"], units: [市城管局]}
    sites: [SC-0012, JTCZ-03]
  - name: 二队
    members: [王五]
    hours: 06：00–14:00
    lunch: false
    end: open
    most_stops: 5
  - name: 三队
    members: [{name: 赵六}]
    start: {at: [117.3, 28.3]}
    end: {name: 家, at: [117.31, 28.31]}
visits:
  - {category: SC, minutes: 30, hours: ["06:00-09:00", {from: "16：00", to: "18:00"}]}
priorities: {SC: 2, GY: -1}
`

func parsed(t *testing.T, text string) *dispatch.Teams {
	t.Helper()
	teams, err := dispatch.ParseTeams([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return teams
}

func TestParseTeams(t *testing.T) {
	teams := parsed(t, teamsYAML)
	one, two, three := &teams.Teams[0], &teams.Teams[1], &teams.Teams[2]
	if diff := cmp.Diff([]string{"360681101000", "360681102000", "360681103000"}, one.ForbiddenTownships()); diff != "" {
		t.Errorf("townships (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"雄石街道办事处", "市城管局"}, one.ForbiddenUnits()); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if !slices.Equal(one.Sites, []string{"SC-0012", "JTCZ-03"}) || two.Sites != nil {
		t.Errorf("sites %v, %v", one.Sites, two.Sites)
	}
	start, _ := geo.GCJ02.ParsePoint("117.2117", "28.2849")
	if one.Start.At.Point != start || *one.End != one.Start || two.End != nil || three.End.Name != "家" || *three.End == three.Start {
		t.Errorf("places: %v to %v, %v, %v to %v", one.Start, one.End, two.End, three.Start, three.End)
	}
	if one.Lunch == nil || one.Lunch.Minutes != 60 || two.Lunch != nil || three.Lunch == nil {
		t.Errorf("lunches: %v, %v, %v", one.Lunch, two.Lunch, three.Lunch)
	}
	if one.Hours != (geo.Span{From: 510, To: 1050}) || two.Hours != (geo.Span{From: 360, To: 840}) || two.MostStops != 5 || three.MostStops != 43 {
		t.Errorf("hours %v, %v, stops %d, %d", one.Hours, two.Hours, two.MostStops, three.MostStops)
	}
	if len(teams.Visits) != 1 || len(teams.Visits[0].Hours) != 2 || teams.Priorities["SC"] != 2 || teams.Priorities["GY"] != -1 {
		t.Errorf("visits %v, priorities %v", teams.Visits, teams.Priorities)
	}
}

// What AppendTeams writes is read back to the same, and written the same again.
func TestAppendTeams(t *testing.T) {
	teams := parsed(t, teamsYAML)
	text := dispatch.AppendTeams(nil, teams)
	again, err := dispatch.ParseTeams(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if diff := cmp.Diff(teams, again); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if got := dispatch.AppendTeams([]byte("x"), again); string(got) != "x"+string(text) {
		t.Errorf("AppendTeams = %s, want %s", got, text)
	}
}

// smallTeams is a file that is right, to be broken.
const smallTeams = `dates: [2026-11-25]
hours: 08:30-17:30
start: {at: [117.2, 28.3]}
teams:
  - {name: A, members: [{name: x}]}
  - {name: B, members: [{name: y, township: "360681101000"}]}
`

func TestTeamsAreRefused(t *testing.T) {
	for _, test := range []struct {
		name, old, with    string
		code               geo.Code
		column, value, wnt string
	}{
		{"hours backwards", "08:30-17:30", "17:30-08:30", dispatch.ErrHours, "hours", "17:30-08:30", "08:30-17:30"},
		{"no hours", "hours: 08:30-17:30\n", "", "route.no-hours", "teams[1].hours", "", ""},
		{"half hours", "08:30-17:30", "{from: 08:30}", dispatch.ErrHours, "teams[1].hours", "08:30-00:00", "08:30-17:30"},
		{"no times", "08:30-17:30", "morning", dispatch.ErrHours, "hours", "morning", "08:30-17:30"},
		{"no members", "[{name: x}]", "[]", dispatch.ErrMembers, "teams[1].members", "", ""},
		{"member without a name", "[{name: x}]", "[{unit: x}]", "json.missing", "teams[1].members[1]", "name", ""},
		{"no township", `"360681101000"`, `"36068110100"`, "area.code", "teams[2].members[1].township", "36068110100", ""},
		{"a village", `"360681101000"`, `"360681101203"`, dispatch.ErrNoTownship, "teams[2].members[1].township", "360681101203", "360681101000"},
		{"a county", `"360681101000"`, `"360681000000"`, dispatch.ErrNoTownship, "teams[2].members[1].township", "360681000000", ""},
		{"two of a name", "name: B", "name: A", "list.twice", "teams[2].name", "A", ""},
		{"no name", "name: B, ", "", "json.missing", "teams[2]", "name", ""},
		{"off the globe", "[117.2, 28.3]", "[28.3, 117.2]", dispatch.ErrPosition, "start.at", "28.3, 117.2", "117.2117, 28.2849"},
		{"a position of zeros", "[117.2, 28.3]", "[0.0, 0]", dispatch.ErrPosition, "start.at", "0.0, 0", "117.2117, 28.2849"},
		{"no position", "[117.2, 28.3]", `["117.2", 28.3]`, "json.kind", "start.at", `["117.2",28.3]`, "[117.2117, 28.2849]"},
		{"no start", "start: {at: [117.2, 28.3]}\n", "", "json.missing", "teams[1]", "start", ""},
		{"start without a place", "{at: [117.2, 28.3]}", "{name: x}", "json.missing", "start", "at", ""},
		{"no datum", "dates:", "datum: mars\ndates:", geo.ErrDatumUnknown, "datum", "mars", "wgs84, cgcs2000, gcj02, bd09"},
		{"no teams", "\n  - {name: A, members: [{name: x}]}\n  - {name: B, members: [{name: y, township: \"360681101000\"}]}", " []", "route.no-teams", "teams", "", ""},
		{"no dates", "dates: [2026-11-25]\n", "", "json.missing", "", "dates", ""},
		{"no date", "2026-11-25", "25.11.2026", "itinerary.date", "dates[1]", "25.11.2026", "2006-01-02"},
		{"a date twice", "[2026-11-25]", "[2026-11-25, 2026-11-25]", "itinerary.days", "dates[2]", "2026-11-25", "2026-11-25"},
		{"many dates", "[2026-11-25]", "[" + strings.Repeat("x, ", 23) + "x]", dispatch.ErrManyDates, "dates", "24", "23"},
		{"no zone", "dates:", "zone: PRC\ndates:", "itinerary.zone", "zone", "PRC", "+08:00"},
		{"lunch outside", "start:", "lunch: {from: 07:30, to: 09:00, minutes: 60}\nstart:", dispatch.ErrLunch, "teams[1].lunch", "07:30-09:00", "08:30-17:30"},
		{"lunch backwards", "start:", "lunch: {from: 13:30, to: 12:00, minutes: 60}\nstart:", dispatch.ErrHours, "teams[1].lunch", "13:30-12:00", "11:30-13:00"},
		{"a long lunch", "start:", "lunch: {from: 12:00, to: 13:00, minutes: 61}\nstart:", "number.range", "teams[1].lunch.minutes", "61", "1 … 60"},
		{"half a lunch", "start:", "lunch: {from: 12:00, minutes: 61}\nstart:", "json.missing", "lunch", "to", ""},
		{"unknown member", "hours:", "hors: x\nhours:", "json.member", "", "hors", "hours"},
		{"unknown end", "start:", "end: home\nstart:", "choice.unknown", "end", "home", ""},
		{"negative stops", "start:", "most_stops: -1\nstart:", "number.range", "most_stops", "-1", "0 … 10000"},
		{"visits without hours", "start:", "visits: [{category: SC, minutes: 3}]\nstart:", dispatch.ErrHours, "visits[1].hours", "", "06:00-09:00"},
		{"visits in disorder", "start:", `visits: [{category: SC, minutes: 3, hours: ["09:00-10:00", "06:00-07:00"]}]` + "\nstart:", dispatch.ErrHoursOrder, "visits[1].hours[2]", "06:00-07:00", ""},
		{"visits without minutes", "start:", `visits: [{category: SC, hours: ["09:00-10:00"]}]` + "\nstart:", "json.missing", "visits[1]", "minutes", ""},
		{"a name without quotes", "name: B", "name: 2", "json.kind", "teams[2].name", "2", `"2"`},
		{"a fraction", "start:", "most_stops: 1.5\nstart:", "number.whole", "most_stops", "1.5", ""},
		{"a team that is a name", "{name: A, members: [{name: x}]}", "A", "json.kind", "teams[1]", `"A"`, "{name: …}"},
		{"visits twice", "start:", `visits: [{category: SC, minutes: 3, hours: ["09:00-10:00"]}, {category: SC, minutes: 3, hours: ["09:00-10:00"]}]` + "\nstart:", "list.twice", "visits[2].id", "SC ", ""},
		{"visits too long", "start:", `visits: [{category: SC, minutes: 481, hours: ["09:00-10:00"]}]` + "\nstart:", "number.range", "visits[1].minutes", "481", "1 … 480"},
		{"no priority", "start:", "priorities: {SC: high}\nstart:", "json.kind", "priorities.SC", `"high"`, "0 … 9"},
		{"no YAML", "hours:", "hours", dispatch.ErrTeamsFile, "", "", ""},
		{"a text", smallTeams, "x", "json.kind", "", `"x"`, "{dates: …}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(smallTeams, test.old, test.with, 1)
			if text == smallTeams {
				t.Fatalf("%q is not in the file", test.old)
			}
			_, err := dispatch.ParseTeams([]byte(text))
			e, is := errors.AsType[*geo.Error](err)
			if !is || e.Code != test.code || e.At.Column != test.column {
				t.Fatalf("ParseTeams = %v, want %s at %q", err, test.code, test.column)
			}
			if test.value != "" && e.Value != test.value || test.wnt != "" && e.Want != test.wnt {
				t.Errorf("ParseTeams = %v, want value %q, want %q", err, test.value, test.wnt)
			}
		})
	}
	parsed(t, smallTeams)
}

// A file that is large or nested is refused before it costs anything; a member that
// stands twice is one too many.
func TestTeamsAreBounded(t *testing.T) {
	for text, code := range map[string]geo.Code{
		strings.Repeat("#", dispatch.MaxTeamsFile+1):                            dispatch.ErrTeamsLarge,
		strings.Repeat("# 长\n", 20_000):                                         dispatch.ErrTeamsLarge,
		`{"teams":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}": "json.deep",
		`{"dates":["2026-11-25"],"dates":[]}`:                                   "json.twice",
		"":                                                                      dispatch.ErrTeamsEmpty, "\ufeff\n": dispatch.ErrTeamsEmpty, "---": dispatch.ErrTeamsFile,
	} {
		if _, err := dispatch.ParseTeams([]byte(text)); !errors.Is(err, code) {
			t.Errorf("ParseTeams(%.20q…) = %v, want %s", text, err, code)
		}
	}
}

func FuzzParseTeams(f *testing.F) {
	f.Add([]byte(teamsYAML))
	f.Add([]byte(smallTeams))
	f.Add(dispatch.AppendTeams(nil, mustParse(smallTeams)))
	f.Fuzz(func(t *testing.T, data []byte) {
		teams, err := dispatch.ParseTeams(data)
		if err != nil {
			if _, is := errors.AsType[*geo.Error](err); !is {
				t.Fatalf("ParseTeams = %v, no *geo.Error", err)
			}
			return
		}
		again, err := dispatch.ParseTeams(dispatch.AppendTeams(nil, teams))
		if err != nil {
			t.Fatalf("read back: %v", err)
		}
		if diff := cmp.Diff(teams, again); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
	})
}

func mustParse(text string) *dispatch.Teams {
	teams, err := dispatch.ParseTeams([]byte(text))
	if err != nil {
		panic(err)
	}
	return teams
}
