package drill_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/crew"
	"sitedraw/sampler/drill"
)

// fridays is a drill that is right.
func fridays() drill.Drill {
	return drill.Drill{
		Name: "fridays", Title: "每周五行动日", Register: "county", Plan: sampler.Digest{1, 2, 3},
		Calendar: drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=WEEKLY;BYDAY=FR", Until: "2026-08-28"},
		Mode:     sampler.Cover, Reach: sampler.ByArea, Seeds: drill.Practice, Seed: "spring",
		Teams: &drill.Teams{},
	}
}

const digest = "0102030000000000000000000000000000000000000000000000000000000000"

func TestAppend(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(d *drill.Drill)
		want   string
	}{
		{
			"defaults are left out", func(d *drill.Drill) { d.Calendar.Zone = drill.DefaultZone },
			`{"calendar":{"rule":"FREQ=WEEKLY;BYDAY=FR","start":"2026-03-06T09:00","until":"2026-08-28"},"mode":"cover","name":"fridays",` +
				`"plan":"` + digest + `","reach":"area","register":"county","seed":"spring","seeds":"practice","teams":{},"title":"每周五行动日"}`,
		},
		{
			"all of a sealed drill",
			func(d *drill.Drill) {
				d.Mode, d.Reach, d.Source, d.Below = sampler.Again, "", `the "other"`, 90
				d.Seeds, d.Seed, d.Lead, d.Release = drill.Sealed, "", 2*time.Hour, 36*time.Hour
				d.Calendar.Zone, d.Calendar.Rule = "Europe/Berlin", "rrule:freq=weekly"
				d.Calendar.Dates, d.Calendar.Skip = []string{"2026-04-02", "2026-04-01T20:00"}, []string{"2026-05-01", "2026-04-05"}
				d.Teams = &drill.Teams{Size: 3, Most: 4, Lead: "组长", Way: crew.Cross}
			},
			`{"below":90,"calendar":{"dates":["2026-04-01T20:00","2026-04-02"],"rule":"FREQ=WEEKLY","skip":["2026-04-05","2026-05-01"],` +
				`"start":"2026-03-06T09:00","until":"2026-08-28","zone":"Europe/Berlin"},"lead_minutes":120,"mode":"again","name":"fridays",` +
				`"plan":"` + digest + `","register":"county","release_minutes":2160,"seeds":"sealed","source":"the \"other\"",` +
				`"teams":{"lead":"组长","most":4,"size":3,"way":"cross"},"title":"每周五行动日"}`,
		},
		{
			"least",
			func(d *drill.Drill) {
				d.Title, d.Mode, d.Reach, d.Seeds, d.Seed, d.Teams, d.Source = "", "", "", drill.Sealed, "", nil, "fridays"
			},
			`{"calendar":{"rule":"FREQ=WEEKLY;BYDAY=FR","start":"2026-03-06T09:00","until":"2026-08-28"},"name":"fridays",` +
				`"plan":"` + digest + `","register":"county","seeds":"sealed"}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			given := fridays()
			test.change(&given)
			d, err := drill.New(given)
			if err != nil {
				t.Fatalf("New(%+v) = %v", given, err)
			}
			text := string(drill.Append(nil, &d))
			if text != test.want {
				t.Errorf("Append() = %s, want %s", text, test.want)
			}
			again, err := drill.Parse(text)
			if err != nil || !reflect.DeepEqual(again, d) || again.Digest() != d.Digest() {
				t.Errorf("Parse(%s) = %+v, %v, want %+v", text, again, err, d)
			}
		})
	}
}

func TestNewFillsIn(t *testing.T) {
	given := fridays()
	given.Mode, given.Reach, given.Seeds, given.Seed = sampler.Again, "", drill.Sealed, ""
	given.Calendar.Dates = []string{"2026-04-02", "2026-04-01"}
	d, err := drill.New(given)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	if d.Lead != drill.DefaultLead || d.Below != drill.DefaultBelow || d.Calendar.Zone != drill.DefaultZone ||
		*d.Teams != (drill.Teams{Size: drill.DefaultSize, Way: crew.Lot}) {
		t.Errorf("New() = %+v, %+v, want the defaults", d, *d.Teams)
	}
	if *given.Teams != (drill.Teams{}) || given.Calendar.Dates[0] != "2026-04-02" {
		t.Errorf("New changed what it was given to %+v, %v", *given.Teams, given.Calendar.Dates)
	}
	given.Mode = ""
	if d, err = drill.New(given); err != nil || d.Mode != sampler.Faithful || d.Below != 0 {
		t.Errorf("New() = %+v, %v, want %s", d, err, sampler.Faithful)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, test := range []struct {
		name          string
		change        func(d *drill.Drill)
		code          geo.Code
		column, value string
	}{
		{"no name", func(d *drill.Drill) { d.Name = "" }, sampler.ErrMemberMissing, "", "name"},
		{"a name too long", func(d *drill.Drill) { d.Name = strings.Repeat("n", 256) }, geo.ErrTextLength, "name", ""},
		{"no register", func(d *drill.Drill) { d.Register = "" }, sampler.ErrMemberMissing, "", "register"},
		{"no plan", func(d *drill.Drill) { d.Plan = sampler.Digest{} }, sampler.ErrMemberMissing, "", "plan"},
		{"a title of two lines", func(d *drill.Drill) { d.Title = "a\nb" }, geo.ErrTextControl, "title", ""},
		{"no such mode", func(d *drill.Drill) { d.Mode = "covers" }, sampler.ErrChoice, "mode", "covers"},
		{"reach without cover", func(d *drill.Drill) { d.Mode = sampler.Faithful }, sampler.ErrCombination, "reach", "reach"},
		{"reach of categories", func(d *drill.Drill) { d.Reach = sampler.ByCategory }, sampler.ErrChoice, "reach", "category"},
		{"a source of faithful rounds", func(d *drill.Drill) { d.Mode, d.Reach, d.Source = "", "", "x" }, sampler.ErrCombination, "source", "source"},
		{"a source of cover", func(d *drill.Drill) { d.Source = "x" }, sampler.ErrCombination, "source", "source"},
		{"a source of two lines", func(d *drill.Drill) { d.Mode, d.Reach, d.Source = sampler.Weighted, "", "x\n" }, geo.ErrTextControl, "source", ""},
		{"below of cover", func(d *drill.Drill) { d.Below = 50 }, sampler.ErrCombination, "below", "below"},
		{"below of weights", func(d *drill.Drill) { d.Mode, d.Reach, d.Below = sampler.Weighted, "", 50 }, sampler.ErrCombination, "below", "below"},
		{"below more than all", func(d *drill.Drill) { d.Mode, d.Reach, d.Below = sampler.Again, "", 101 }, sampler.ErrNumberRange, "below", "101"},
		{"below less than nothing", func(d *drill.Drill) { d.Mode, d.Reach, d.Below = sampler.Again, "", -1 }, sampler.ErrNumberRange, "below", "-1"},
		{"no rule of seeds", func(d *drill.Drill) { d.Seeds = "" }, sampler.ErrMemberMissing, "", "seeds"},
		{"no such rule of seeds", func(d *drill.Drill) { d.Seeds = "open" }, sampler.ErrChoice, "seeds", "open"},
		{"a seed of sealed rounds", func(d *drill.Drill) { d.Seeds = drill.Sealed }, sampler.ErrCombination, "seed", "seed"},
		{"practice without a text", func(d *drill.Drill) { d.Seed = "" }, sampler.ErrMemberMissing, "", "seed"},
		{"a seed of two lines", func(d *drill.Drill) { d.Seed = "a\nb" }, geo.ErrTextControl, "seed", ""},
		{"a seed too long", func(d *drill.Drill) { d.Seed = strings.Repeat("s", 1025) }, geo.ErrTextLength, "seed", ""},
		{"practice is not sealed before", func(d *drill.Drill) { d.Lead = 2 * time.Hour }, sampler.ErrCombination, "lead_minutes", "lead_minutes"},
		{"sealed too late", func(d *drill.Drill) { d.Seeds, d.Seed, d.Lead = drill.Sealed, "", 59*time.Minute }, sampler.ErrNumberRange, "lead_minutes", "59"},
		{"sealed too early", func(d *drill.Drill) { d.Seeds, d.Seed, d.Lead = drill.Sealed, "", 32*24*time.Hour }, sampler.ErrNumberRange, "lead_minutes", "46080"},
		{"half a minute", func(d *drill.Drill) { d.Seeds, d.Seed, d.Lead = drill.Sealed, "", 2*time.Hour+30*time.Second }, sampler.ErrWholeNumber, "lead_minutes", "120.5"},
		{"shown before its time", func(d *drill.Drill) { d.Release = -time.Minute }, sampler.ErrNumberRange, "release_minutes", "-1"},
		{"shown after years", func(d *drill.Drill) { d.Release = 367 * 24 * time.Hour }, sampler.ErrNumberRange, "release_minutes", "528480"},
		{"teams of nobody", func(d *drill.Drill) { d.Teams.Size = -1 }, sampler.ErrNumberRange, "teams.size", "-1"},
		{"teams of crowds", func(d *drill.Drill) { d.Teams.Size = 101 }, sampler.ErrNumberRange, "teams.size", "101"},
		{"fewer than no teams", func(d *drill.Drill) { d.Teams.Most = -1 }, sampler.ErrNumberRange, "teams.most", "-1"},
		{"a qualification of two lines", func(d *drill.Drill) { d.Teams.Lead = "a\nb" }, geo.ErrTextControl, "teams.lead", ""},
		{"no such way", func(d *drill.Drill) { d.Teams.Way = "ring" }, sampler.ErrChoice, "teams.way", "ring"},
		{"a calendar without an end", func(d *drill.Drill) { d.Calendar.Until = "" }, drill.ErrEndless, "calendar.until", ""},
		{"no calendar", func(d *drill.Drill) { d.Calendar = drill.Calendar{} }, drill.ErrNoRounds, "calendar", ""},
		{"a date of nonsense", func(d *drill.Drill) { d.Calendar.Dates = []string{"2026-04-03", "soon"} }, drill.ErrDate, "calendar.dates[2]", "soon"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := fridays()
			test.change(&d)
			_, err := drill.New(d)
			if e, is := errors.AsType[*geo.Error](err); !is || e.Code != test.code || e.At.Column != test.column ||
				test.value != "" && e.Value != test.value {
				t.Errorf("New() = %v, want %s at %q of %q", err, test.code, test.column, test.value)
			}
		})
	}
}

// TestDigestTellsDrillsApart changes one member after the other.
func TestDigestTellsDrillsApart(t *testing.T) {
	seen := map[sampler.Digest]int{}
	for i, change := range []func(d *drill.Drill){
		func(*drill.Drill) {},
		func(d *drill.Drill) { d.Name = "f" },
		func(d *drill.Drill) { d.Title = "" },
		func(d *drill.Drill) { d.Register = "r" },
		func(d *drill.Drill) { d.Plan[31] = 1 },
		func(d *drill.Drill) { d.Mode, d.Reach = sampler.Faithful, "" },
		func(d *drill.Drill) { d.Mode, d.Reach = sampler.Weighted, "" },
		func(d *drill.Drill) { d.Mode, d.Reach, d.Source = sampler.Weighted, "", "s" },
		func(d *drill.Drill) { d.Mode, d.Reach = sampler.Again, "" },
		func(d *drill.Drill) { d.Mode, d.Reach, d.Below = sampler.Again, "", 99 },
		func(d *drill.Drill) { d.Reach = "" },
		func(d *drill.Drill) { d.Reach = sampler.ByUnit },
		func(d *drill.Drill) { d.Seeds, d.Seed = drill.Sealed, "" },
		func(d *drill.Drill) { d.Seeds, d.Seed, d.Lead = drill.Sealed, "", time.Hour },
		func(d *drill.Drill) { d.Seed = "s" },
		func(d *drill.Drill) { d.Release = time.Minute },
		func(d *drill.Drill) { d.Teams = nil },
		func(d *drill.Drill) { d.Teams.Size = 3 },
		func(d *drill.Drill) { d.Teams.Most = 3 },
		func(d *drill.Drill) { d.Teams.Lead = "l" },
		func(d *drill.Drill) { d.Teams.Way = crew.Cross },
		func(d *drill.Drill) { d.Calendar.Start = "2026-03-06T09:01" },
		func(d *drill.Drill) { d.Calendar.Zone = "UTC" },
		func(d *drill.Drill) { d.Calendar.Rule = "FREQ=WEEKLY" },
		func(d *drill.Drill) { d.Calendar.Until = "2026-08-29" },
		func(d *drill.Drill) { d.Calendar.Dates = []string{"2026-04-01"} },
		func(d *drill.Drill) { d.Calendar.Skip = []string{"2026-04-01"} },
	} {
		d := fridays()
		change(&d)
		d, err := drill.New(d)
		if err != nil {
			t.Fatalf("New() of change %d = %v", i, err)
		}
		if other, is := seen[d.Digest()]; is {
			t.Errorf("Digest() of change %d = that of %d", i, other)
		}
		seen[d.Digest()] = i
		if again, err := drill.Parse(string(drill.Append(nil, &d))); err != nil || !reflect.DeepEqual(again, d) {
			t.Errorf("Parse(Append()) of change %d = %+v, %v, want %+v", i, again, err, d)
		}
	}
}

// TestAppendIsSorted finds members out of order, which would be no RFC 8785.
func TestAppendIsSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := fridays()
		given.Title = rapid.StringMatching(`[a-z"\\<>&\x{2028} 周五]*`).Draw(t, "title")
		given.Teams = &drill.Teams{Size: rapid.IntRange(1, 9).Draw(t, "size"), Most: rapid.IntRange(0, 9).Draw(t, "most"), Lead: "l", Way: crew.Cross}
		given.Calendar.Dates, given.Calendar.Skip, given.Calendar.Zone = []string{"2026-04-01"}, []string{"2026-04-03"}, "UTC"
		given.Release = time.Minute
		d, err := drill.New(given)
		if err != nil {
			t.Fatalf("New() = %v", err)
		}
		text := drill.Append(nil, &d)
		var parsed struct{ Title string }
		if err := json.Unmarshal(text, &parsed); err != nil || parsed.Title != given.Title {
			t.Errorf("Append() = %s: title %q, %v, want %q", text, parsed.Title, err, given.Title)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatal(err)
		}
		for _, object := range []string{string(text), string(raw["calendar"]), string(raw["teams"])} {
			if names := names(t, object); !slices.IsSorted(names) {
				t.Errorf("Append() = %s: members %v, want them sorted", text, names)
			}
		}
	})
}

// names returns the names of an object's members in their order.
func names(t *rapid.T, object string) (names []string) {
	d := json.NewDecoder(strings.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
	}
	return names
}
