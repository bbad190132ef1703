package drill_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	_ "time/tzdata" // the test does not hang on the system's zones

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
)

// utc writes times as people compare them.
func utc(times []time.Time) string {
	texts := make([]string, len(times))
	for i, t := range times {
		texts[i] = t.Format("2006-01-02T15:04Z07:00")
	}
	return strings.Join(texts, " ")
}

func TestTimes(t *testing.T) {
	for _, test := range []struct {
		name     string
		calendar drill.Calendar
		want     string
	}{
		{
			"every Friday, in Shanghai",
			drill.Calendar{Start: "2026-03-02T09:00", Rule: "FREQ=WEEKLY;BYDAY=FR", Until: "2026-03-20"},
			"2026-03-06T01:00Z 2026-03-13T01:00Z 2026-03-20T01:00Z",
		},
		{
			"the last day belongs to it, however late",
			drill.Calendar{Start: "2026-03-06T23:59", Rule: "FREQ=WEEKLY", Until: "2026-03-13"},
			"2026-03-06T15:59Z 2026-03-13T15:59Z",
		},
		{
			"every 15 days, counted",
			drill.Calendar{Start: "2026-02-20T08:30", Rule: "FREQ=DAILY;INTERVAL=15;COUNT=3"},
			"2026-02-20T00:30Z 2026-03-07T00:30Z 2026-03-22T00:30Z",
		},
		{
			"daily until a date, in a holiday none",
			drill.Calendar{
				Start: "2026-09-29T09:00", Rule: "FREQ=DAILY", Until: "2026-10-04",
				Skip: []string{"2026-10-02", "2026-10-01", "2026-10-03", "2027-01-01"},
			},
			"2026-09-29T01:00Z 2026-09-30T01:00Z 2026-10-04T01:00Z",
		},
		{
			"holidays are counted",
			drill.Calendar{Start: "2026-09-30T09:00", Rule: "FREQ=DAILY;COUNT=3", Skip: []string{"2026-10-01"}},
			"2026-09-30T01:00Z 2026-10-02T01:00Z",
		},
		{
			"a list, out of order",
			drill.Calendar{Start: "2026-03-01T09:00", Dates: []string{"2026-04-03T19:30", "2026-03-06"}},
			"2026-03-06T01:00Z 2026-04-03T11:30Z",
		},
		{
			"a list of times needs no start",
			drill.Calendar{Dates: []string{"2026-04-03T19:30"}, Zone: "UTC"},
			"2026-04-03T19:30Z",
		},
		{
			"a date that the rule names too is one round",
			drill.Calendar{
				Start: "2026-03-06T09:00", Rule: "FREQ=WEEKLY", Until: "2026-03-13",
				Dates: []string{"2026-03-06", "2026-03-06T09:00", "2026-03-07"},
			},
			"2026-03-06T01:00Z 2026-03-07T01:00Z 2026-03-13T01:00Z",
		},
		{
			"UNTIL as a date, small letters, with the property's name",
			drill.Calendar{Start: "2026-03-06T09:00", Rule: "rrule:freq=weekly;until=20260313"},
			"2026-03-06T01:00Z 2026-03-13T01:00Z",
		},
		{
			"UNTIL of UTC is an instant: 09:00 in Shanghai is 01:00",
			drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=DAILY;UNTIL=20260308T005959Z"},
			"2026-03-06T01:00Z 2026-03-07T01:00Z",
		},
		{
			"UNTIL of local time",
			drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=DAILY;UNTIL=20260307T090000"},
			"2026-03-06T01:00Z 2026-03-07T01:00Z",
		},
		{
			"twice a day",
			drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=DAILY;BYHOUR=20,9,09;BYMINUTE=30,0;COUNT=5"},
			"2026-03-06T01:00Z 2026-03-06T01:30Z 2026-03-06T12:00Z 2026-03-06T12:30Z 2026-03-07T01:00Z",
		},
		{
			"the last workday of the month",
			drill.Calendar{Start: "2026-01-01T09:00", Rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3"},
			"2026-01-30T01:00Z 2026-02-27T01:00Z 2026-03-31T01:00Z",
		},
		{
			"the 31st, where there is one",
			drill.Calendar{Start: "2026-01-31T09:00", Rule: "FREQ=MONTHLY;COUNT=3"},
			"2026-01-31T01:00Z 2026-03-31T01:00Z 2026-05-31T01:00Z",
		},
		{
			"week 20, on the weekday of the start",
			drill.Calendar{Start: "2026-01-07T09:00", Rule: "FREQ=YEARLY;BYWEEKNO=20;COUNT=2"},
			"2026-05-13T01:00Z 2027-05-19T01:00Z",
		},
		{
			"Berlin skips 02:30: the first time that exists is 03:00 of summer",
			drill.Calendar{Start: "2026-03-28T02:30", Zone: "Europe/Berlin", Rule: "FREQ=DAILY;COUNT=3"},
			"2026-03-28T01:30Z 2026-03-29T01:00Z 2026-03-30T00:30Z",
		},
		{
			"Berlin has 02:30 twice: the first is of summer",
			drill.Calendar{Start: "2026-10-24T02:30", Zone: "Europe/Berlin", Rule: "FREQ=DAILY;COUNT=3"},
			"2026-10-24T00:30Z 2026-10-25T00:30Z 2026-10-26T01:30Z",
		},
		{
			"New York skips 02:30",
			drill.Calendar{Start: "2026-03-07T02:30", Zone: "America/New_York", Rule: "FREQ=DAILY;COUNT=3"},
			"2026-03-07T07:30Z 2026-03-08T07:00Z 2026-03-09T06:30Z",
		},
		{
			"New York has 01:30 twice",
			drill.Calendar{Start: "2026-10-31T01:30", Zone: "America/New_York", Rule: "FREQ=DAILY;COUNT=3"},
			"2026-10-31T05:30Z 2026-11-01T05:30Z 2026-11-02T06:30Z",
		},
		{
			"Samoa has no 30 December 2011",
			drill.Calendar{Start: "2011-12-29T09:00", Zone: "Pacific/Apia", Rule: "FREQ=DAILY;COUNT=3"},
			"2011-12-29T19:00Z 2011-12-30T10:00Z 2011-12-30T19:00Z",
		},
		{
			"two local times that the clocks skip are one round",
			drill.Calendar{Start: "2026-03-29T02:00", Zone: "Europe/Berlin", Dates: []string{"2026-03-29T02:15", "2026-03-29T02:45"}},
			"2026-03-29T01:00Z",
		},
		{
			"Lord Howe moves by half an hour",
			drill.Calendar{Start: "2026-04-05T01:45", Zone: "Australia/Lord_Howe", Rule: "FREQ=DAILY;COUNT=2"},
			"2026-04-04T14:45Z 2026-04-05T15:15Z",
		},
		{
			"29 February",
			drill.Calendar{Start: "2024-02-29T09:00", Rule: "FREQ=YEARLY;COUNT=2"},
			"2024-02-29T01:00Z 2028-02-29T01:00Z",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			times, err := test.calendar.Times()
			if err != nil {
				t.Fatalf("Times(%+v) = %v", test.calendar, err)
			}
			if got := utc(times); got != test.want {
				t.Errorf("Times(%+v) = %s, want %s", test.calendar, got, test.want)
			}
		})
	}
}

// many returns n different dates from a day on.
func many(n int) []string {
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	dates := make([]string, n)
	for i := range dates {
		dates[i] = first.AddDate(0, 0, i).Format(time.DateOnly)
	}
	return dates
}

func TestTimesRefuses(t *testing.T) {
	friday := func(change func(c *drill.Calendar)) drill.Calendar {
		c := drill.Calendar{Start: "2026-03-06T09:00", Rule: "FREQ=WEEKLY;BYDAY=FR", Until: "2026-06-26"}
		change(&c)
		return c
	}
	rule := func(text string) drill.Calendar { return friday(func(c *drill.Calendar) { c.Rule = text }) }
	for _, test := range []struct {
		name          string
		calendar      drill.Calendar
		code          geo.Code
		column, value string
	}{
		{"nothing", drill.Calendar{}, drill.ErrNoRounds, "", ""},
		{"a start alone", drill.Calendar{Start: "2026-03-06T09:00"}, drill.ErrNoRounds, "", ""},
		{"no end", friday(func(c *drill.Calendar) { c.Until = "" }), drill.ErrEndless, "until", ""},
		{"an end in a thousand years", friday(func(c *drill.Calendar) { c.Until = "2999-12-31" }), drill.ErrEndless, "until", "2999-12-31"},
		{"COUNT over a thousand years", friday(func(c *drill.Calendar) { c.Rule, c.Until = "FREQ=YEARLY;COUNT=1000", "" }), drill.ErrEndless, "rule", ""},
		{"COUNT of a million", friday(func(c *drill.Calendar) { c.Rule, c.Until = "FREQ=DAILY;COUNT=1000000", "" }), drill.ErrManyRounds, "rule", ""},
		{"a million minutes", rule("FREQ=DAILY;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19"), drill.ErrManyRounds, "rule", ""},
		{"more days than a calendar has", friday(func(c *drill.Calendar) { c.Rule, c.Until = "FREQ=DAILY;COUNT=3661", "" }), drill.ErrManyRounds, "rule", ""},
		{"a rule and a date too many", friday(func(c *drill.Calendar) {
			c.Rule, c.Until, c.Dates = "FREQ=DAILY;COUNT=3660", "", []string{"2026-03-07T10:00"}
		}), drill.ErrManyRounds, "", ""},
		{"a list too long", drill.Calendar{Start: "2026-01-01T09:00", Dates: many(3661)}, drill.ErrManyDates, "dates", "3661"},
		{"holidays too long", friday(func(c *drill.Calendar) { c.Skip = many(3661) }), drill.ErrManyDates, "skip", "3661"},
		{"each second", rule("FREQ=SECONDLY"), drill.ErrRule, "rule", "FREQ=SECONDLY"},
		{"each minute", rule("FREQ=MINUTELY;COUNT=5"), drill.ErrRule, "rule", "FREQ=MINUTELY"},
		{"each hour", rule("FREQ=HOURLY"), drill.ErrRule, "rule", "FREQ=HOURLY"},
		{"BYDAY with nothing", rule("FREQ=WEEKLY;BYDAY="), drill.ErrRule, "rule", "BYDAY="},
		{"BYDAY and no sign", rule("FREQ=WEEKLY;BYDAY"), drill.ErrRule, "rule", "BYDAY"},
		{"no such day", rule("FREQ=WEEKLY;BYDAY=FX"), drill.ErrRule, "rule", "BYDAY=FX"},
		{"the zeroth Friday", rule("FREQ=MONTHLY;BYDAY=0FR"), drill.ErrRule, "rule", "BYDAY=0FR"},
		{"the second Friday of a week", rule("FREQ=WEEKLY;BYDAY=2FR"), drill.ErrRule, "rule", "BYDAY=+2FR"},
		{"the sixth Friday of a month", rule("FREQ=MONTHLY;BYDAY=-6FR"), drill.ErrRule, "rule", "BYDAY=-6FR"},
		{"the sixth Friday of a year's month", rule("FREQ=YEARLY;BYMONTH=2;BYDAY=6FR"), drill.ErrRule, "rule", "BYDAY=+6FR"},
		{"the 54th Friday of a year", rule("FREQ=YEARLY;BYDAY=54FR"), drill.ErrRule, "rule", "BYDAY=+54FR"},
		{"the second Friday of week 20", rule("FREQ=YEARLY;BYWEEKNO=20;BYDAY=2FR"), drill.ErrRule, "rule", "BYDAY=+2FR"},
		{"seconds", rule("FREQ=DAILY;BYSECOND=30"), drill.ErrRulePart, "rule", "BYSECOND"},
		{"Easter", rule("FREQ=YEARLY;BYEASTER=-999"), drill.ErrRulePart, "rule", "BYEASTER"},
		{"a start in the rule", rule("FREQ=DAILY;DTSTART=20260101"), drill.ErrRulePart, "rule", "DTSTART"},
		{"an empty part", rule("FREQ=DAILY;"), drill.ErrRulePart, "rule", ""},
		{"no frequency", rule("BYDAY=FR"), drill.ErrRule, "rule", "BYDAY=FR"},
		{"COUNT of none", rule("FREQ=DAILY;COUNT=0"), drill.ErrRule, "rule", "COUNT=0"},
		{"INTERVAL of none", rule("FREQ=DAILY;INTERVAL=0"), drill.ErrRule, "rule", "INTERVAL=0"},
		{"INTERVAL beyond all numbers", rule("FREQ=DAILY;INTERVAL=9223372036854775807"), drill.ErrRule, "rule", "INTERVAL=9223372036854775807"},
		{"the 13th month", rule("FREQ=DAILY;BYMONTH=13"), drill.ErrRule, "rule", "FREQ=DAILY;BYMONTH=13"},
		{"FREQ twice", rule("FREQ=DAILY;FREQ=WEEKLY"), sampler.ErrMemberTwice, "rule", "FREQ"},
		{"COUNT with UNTIL", rule("FREQ=DAILY;COUNT=3;UNTIL=20260401"), sampler.ErrCombination, "rule", "COUNT"},
		{"UNTIL on no day", rule("FREQ=DAILY;UNTIL=20260231"), drill.ErrRule, "rule", "UNTIL=20260231"},
		{"week numbers of months", rule("FREQ=MONTHLY;BYWEEKNO=3"), sampler.ErrCombination, "rule", "BYWEEKNO"},
		{"week numbers that not each year has", rule("FREQ=YEARLY;BYWEEKNO=53"), drill.ErrRule, "rule", "BYWEEKNO=53"},
		{"days of the year in weeks", rule("FREQ=WEEKLY;BYYEARDAY=3"), sampler.ErrCombination, "rule", "BYYEARDAY"},
		{"days of the month in weeks", rule("FREQ=WEEKLY;BYMONTHDAY=3"), sampler.ErrCombination, "rule", "BYMONTHDAY"},
		{"positions of nothing", rule("FREQ=MONTHLY;BYSETPOS=1"), sampler.ErrCombination, "rule", "BYSETPOS"},
		{"a rule too long", rule("FREQ=DAILY;BYDAY=" + strings.Repeat("MO,", 100) + "MO"), geo.ErrTextLength, "rule", ""},
		{"a rule of two lines", rule("DTSTART:20260101\nFREQ=DAILY"), geo.ErrTextControl, "rule", ""},
		{"30 February", rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), drill.ErrNoRounds, "", ""},
		{"30 February, counted", friday(func(c *drill.Calendar) {
			c.Rule, c.Until = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", ""
		}), drill.ErrNoRounds, "", ""},
		{"30 February, sought daily", rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), drill.ErrNoRounds, "", ""},
		{"the second of a day", rule("FREQ=DAILY;BYHOUR=9;BYSETPOS=2"), drill.ErrNoRounds, "", ""},
		{"all skipped", friday(func(c *drill.Calendar) { c.Until, c.Skip = "2026-03-06", []string{"2026-03-06"} }), drill.ErrNoRounds, "", ""},
		{"ends before it starts", friday(func(c *drill.Calendar) { c.Until = "2026-03-05" }), drill.ErrDateOrder, "until", "2026-03-05"},
		{"no start", friday(func(c *drill.Calendar) { c.Start = "" }), sampler.ErrMemberMissing, "", "start"},
		{"a start without a time", friday(func(c *drill.Calendar) { c.Start = "2026-03-06" }), drill.ErrDate, "start", "2026-03-06"},
		{"an hour of one digit", friday(func(c *drill.Calendar) { c.Start = "2026-03-06T9:00" }), drill.ErrDate, "start", "2026-03-06T9:00"},
		{"the 31st of June", friday(func(c *drill.Calendar) { c.Until = "2026-06-31" }), drill.ErrDate, "until", "2026-06-31"},
		{"in antiquity", friday(func(c *drill.Calendar) { c.Start = "0026-03-06T09:00" }), drill.ErrDate, "start", "0026-03-06T09:00"},
		{"a date of no time", drill.Calendar{Dates: []string{"2026-03-06"}}, sampler.ErrMemberMissing, "", "start"},
		{"a date before the start", friday(func(c *drill.Calendar) { c.Dates = []string{"2026-03-07", "2025-03-06"} }), drill.ErrOutside, "dates[2]", "2025-03-06"},
		{"a date after the end", friday(func(c *drill.Calendar) { c.Dates = []string{"2026-06-27"} }), drill.ErrOutside, "dates[1]", "2026-06-27"},
		{"a date twice", friday(func(c *drill.Calendar) { c.Dates = []string{"2026-03-07", "2026-03-07"} }), sampler.ErrListTwice, "dates[2]", "2026-03-07"},
		{"a holiday twice", friday(func(c *drill.Calendar) { c.Skip = []string{"2026-03-07", "2026-03-07"} }), sampler.ErrListTwice, "skip[2]", "2026-03-07"},
		{"held and not held", friday(func(c *drill.Calendar) {
			c.Dates, c.Skip = []string{"2026-03-07T20:00"}, []string{"2026-03-07"}
		}), drill.ErrSkipped, "dates[1]", "2026-03-07T20:00"},
		{"a holiday with a time", friday(func(c *drill.Calendar) { c.Skip = []string{"2026-03-07T09:00"} }), drill.ErrDate, "skip[1]", "2026-03-07T09:00"},
		{"no such zone", friday(func(c *drill.Calendar) { c.Zone = "Asia/Beijing" }), drill.ErrZone, "zone", "Asia/Beijing"},
		{"the machine's zone", friday(func(c *drill.Calendar) { c.Zone = "Local" }), drill.ErrZone, "zone", "Local"},
		{"a file elsewhere", friday(func(c *drill.Calendar) { c.Zone = "../../etc/passwd" }), drill.ErrZone, "zone", "../../etc/passwd"},
		{"an offset", friday(func(c *drill.Calendar) { c.Zone = "+08:00" }), drill.ErrZone, "zone", "+08:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			times, err := test.calendar.Times()
			e, is := errors.AsType[*geo.Error](err)
			if !is {
				t.Fatalf("Times() = %s, %v, want a *geo.Error", utc(times), err)
			}
			if e.Code != test.code || e.At.Column != test.column || test.value != "" && e.Value != test.value {
				t.Errorf("Times() = %v, want %s at %q of %q", err, test.code, test.column, test.value)
			}
		})
	}
}

func TestMostRounds(t *testing.T) {
	for _, c := range []drill.Calendar{
		{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;COUNT=3660"},
		{Start: "2026-01-01T09:00", Dates: many(3660)},
		{Start: "2026-01-01T09:00", Rule: "FREQ=DAILY;COUNT=3660", Dates: many(3660)},
	} {
		times, err := c.Times()
		if err != nil || len(times) != drill.MostRounds {
			t.Errorf("Times() of %s = %d times, %v, want %d", c.Rule, len(times), err, drill.MostRounds)
		}
	}
}

// date is a day of some years.
func date(t *rapid.T, label string) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, label))
}

// TestTimesProperties holds every answer against what a calendar promises.
func TestTimesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := date(t, "start").Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute)
		c := drill.Calendar{
			Start: start.Format(drill.MinuteLayout),
			Zone:  rapid.SampledFrom([]string{"", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone"),
			Rule: rapid.SampledFrom([]string{
				"", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=FR", "FREQ=DAILY;INTERVAL=15", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;COUNT=10",
				"FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
			}).Draw(t, "rule"),
			Until: date(t, "until").Format(time.DateOnly),
		}
		for range rapid.IntRange(0, 5).Draw(t, "dates") {
			c.Dates = append(c.Dates, date(t, "date").Format(time.DateOnly))
		}
		for range rapid.IntRange(0, 20).Draw(t, "skips") {
			c.Skip = append(c.Skip, date(t, "skip").Format(time.DateOnly))
		}
		times, err := c.Times()
		if err != nil {
			if _, is := errors.AsType[*geo.Error](err); !is || times != nil {
				t.Fatalf("Times() = %v, %v, want a *geo.Error alone", times, err)
			}
			return
		}
		checkTimes(t, &c, times)
	})
}

func checkTimes(t *rapid.T, c *drill.Calendar, times []time.Time) {
	zone, err := time.LoadLocation(c.Zone)
	if c.Zone == "" {
		zone, err = time.LoadLocation(drill.DefaultZone)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(times) == 0 || len(times) > drill.MostRounds {
		t.Errorf("Times() = %d times, want 1 … %d", len(times), drill.MostRounds)
	}
	for i, at := range times {
		local := at.In(zone).Format(drill.MinuteLayout)
		switch {
		case at.Location() != time.UTC:
			t.Errorf("Times()[%d] = %s, want UTC", i, at)
		case i > 0 && !at.After(times[i-1]):
			t.Errorf("Times()[%d] = %s after %s, want ascending", i, at, times[i-1])
		case local < c.Start || c.Until != "" && local[:10] > c.Until:
			t.Errorf("Times()[%d] = %s, want %s … %s", i, local, c.Start, c.Until)
		case slices.Contains(c.Skip, local[:10]):
			t.Errorf("Times()[%d] = %s, which is skipped", i, local)
		}
	}
}
