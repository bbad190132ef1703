package drill_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/drill"
)

// FuzzParse reads anything: what is taken has a canonical form that is read to the
// same, and rounds.
func FuzzParse(f *testing.F) {
	d, err := drill.New(fridays())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(drill.Append(nil, &d)))
	f.Add(file)
	f.Add(`{"calendar":{"dates":["2026-04-01"],"zone":"UTC"},"below":1,"teams":{"size":1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := drill.ParseYAML([]byte(text))
		if err != nil {
			if _, is := errors.AsType[*geo.Error](err); !is {
				t.Fatalf("ParseYAML(%q) = %v, want a *geo.Error", text, err)
			}
			return
		}
		again, err := drill.Parse(string(drill.Append(nil, &d)))
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Errorf("Parse(Append()) = %+v, %v, want %+v", again, err, d)
		}
		if times, err := d.Calendar.Times(); err != nil || len(times) == 0 {
			t.Errorf("Times() = %v, %v, want some", times, err)
		}
	})
}

// FuzzParseCalendar holds all words, and so all rules, against what a calendar
// promises; the fuzzer itself finds those that take long.
func FuzzParseCalendar(f *testing.F) {
	for _, words := range []string{
		"daily", "15d", "mon,thu", "每周五", "2026-03-06,2026-04-03T19:30", "FREQ=WEEKLY;BYDAY=FR", "FREQ=SECONDLY;COUNT=1000000",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=-5FR,SU;BYSETPOS=-1", "FREQ=YEARLY;BYWEEKNO=-51;WKST=SU",
		"FREQ=YEARLY;BYDAY=-53MO,53SU", "FREQ=YEARLY;BYYEARDAY=366,-366", "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=0,30;UNTIL=20260401T010000Z",
		"FREQ=DAILY;INTERVAL=99999;COUNT=999999999", "FREQ=MONTHLY;BYMONTHDAY=31,-31;BYSETPOS=366,-366",
	} {
		f.Add(words, "2026-03-02T02:30", "2027-03-02", "Europe/Berlin", "2026-03-06")
		f.Add(words, "2999-12-31T23:59", "", "", "")
		f.Add(words, "2000-02-29T00:00", "2099-01-01", "UTC", "")
	}
	f.Fuzz(func(t *testing.T, words, start, until, zone, skip string) {
		c := drill.Calendar{Start: start, Until: until, Zone: zone}
		if skip != "" {
			c.Skip = strings.Split(skip, ",")
		}
		c, err := drill.ParseCalendar(words, c)
		if err != nil {
			if _, is := errors.AsType[*geo.Error](err); !is {
				t.Fatalf("ParseCalendar(%q) = %v, want a *geo.Error", words, err)
			}
			return
		}
		times, err := c.Times()
		if err != nil || len(times) == 0 || len(times) > drill.MostRounds {
			t.Fatalf("Times(%+v) = %d times, %v, want 1 … %d", c, len(times), err, drill.MostRounds)
		}
		if !slices.IsSortedFunc(times, time.Time.Compare) || len(slices.CompactFunc(slices.Clone(times), time.Time.Equal)) != len(times) {
			t.Errorf("Times(%+v) = %s, want ascending, each once", c, utc(times))
		}
	})
}
