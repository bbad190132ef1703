package drill_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sitedraw/sampler/drill"
)

// codes are the days of the week as RFC 5545 writes them, Sunday first as Go counts.
var codes = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// nthDay is a day of the week, the n-th or of the end the -n-th of its period; 0: each.
type nthDay struct {
	n       int
	weekday time.Weekday
}

// plainly is a rule, read for a second time in this test, so that it can be asked of
// one day after the other.
type plainly struct {
	frequency  string
	interval   int
	weekStart  time.Weekday
	months     []int
	monthDays  []int
	days       []nthDay
	start, end time.Time
}

func (r *plainly) String() string {
	parts := []string{"FREQ=" + r.frequency, fmt.Sprint("INTERVAL=", r.interval), "WKST=" + codes[r.weekStart]}
	numbers := func(name string, list []int) {
		if len(list) > 0 {
			parts = append(parts, name+"="+strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list), "[]")), ","))
		}
	}
	numbers("BYMONTH", r.months)
	numbers("BYMONTHDAY", r.monthDays)
	var days []string
	for _, d := range r.days {
		text := codes[d.weekday]
		if d.n != 0 {
			text = fmt.Sprintf("%+d%s", d.n, text)
		}
		days = append(days, text)
	}
	if days != nil {
		parts = append(parts, "BYDAY="+strings.Join(days, ","))
	}
	return strings.Join(parts, ";")
}

// names reports whether the rule names a day: RFC 5545, the table of §3.3.10.
func (r *plainly) names(at time.Time) bool {
	months, monthDays, days := r.months, r.monthDays, r.days
	if len(monthDays)+len(days) == 0 {
		switch r.frequency {
		case "YEARLY":
			monthDays = []int{r.start.Day()}
			if len(months) == 0 {
				months = []int{int(r.start.Month())}
			}
		case "MONTHLY":
			monthDays = []int{r.start.Day()}
		case "WEEKLY":
			days = []nthDay{{0, r.start.Weekday()}}
		}
	}
	length := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return r.periods(at)%r.interval == 0 &&
		(len(months) == 0 || slices.Contains(months, int(at.Month()))) &&
		(len(monthDays) == 0 || slices.Contains(monthDays, at.Day()) || slices.Contains(monthDays, at.Day()-length-1)) &&
		(len(days) == 0 || slices.ContainsFunc(days, func(d nthDay) bool { return r.isDay(d, at, length) }))
}

// periods counts days, weeks, months or years from the start.
func (r *plainly) periods(at time.Time) int {
	week := func(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday()-r.weekStart)+7)%7) }
	months := func(t time.Time) int { return 12*t.Year() + int(t.Month()) }
	first := r.start.Truncate(24 * time.Hour)
	switch r.frequency {
	case "DAILY":
		return int(at.Sub(first).Hours() / 24)
	case "WEEKLY":
		return int(week(at).Sub(week(first)).Hours() / 24 / 7)
	case "MONTHLY":
		return months(at) - months(first)
	default:
		return at.Year() - first.Year()
	}
}

func (r *plainly) isDay(d nthDay, at time.Time, length int) bool {
	place, of := at.Day(), length
	if r.frequency == "YEARLY" && len(r.months) == 0 {
		place, of = at.YearDay(), time.Date(at.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	switch {
	case at.Weekday() != d.weekday:
		return false
	case d.n > 0:
		return (place-1)/7+1 == d.n
	case d.n < 0:
		return (of-place)/7+1 == -d.n
	default:
		return true
	}
}

func drawRule(t *rapid.T) *plainly {
	start := date(t, "start")
	r := &plainly{
		frequency: rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "frequency"),
		interval:  rapid.IntRange(1, 4).Draw(t, "interval"),
		weekStart: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekStart")),
		months:    rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 0, 3, rapid.ID[int]).Draw(t, "months"),
		start:     start.Add(9 * time.Hour), end: start.AddDate(0, 0, rapid.IntRange(0, 1500).Draw(t, "length")),
	}
	if r.frequency != "WEEKLY" {
		r.monthDays = rapid.SliceOfNDistinct(rapid.SampledFrom([]int{1, 7, 15, 28, 29, 30, 31, -1, -2, -30, -31}), 0, 3, rapid.ID[int]).Draw(t, "monthDays")
	}
	most := 0
	switch {
	case r.frequency == "MONTHLY", r.frequency == "YEARLY" && len(r.months) > 0:
		most = 5
	case r.frequency == "YEARLY":
		most = 53
	}
	for range rapid.IntRange(0, 3).Draw(t, "days") {
		r.days = append(r.days, nthDay{rapid.IntRange(-most, most).Draw(t, "n"), time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))})
	}
	return r
}

// TestRules holds rules against a reading of RFC 5545 of this test's own.
func TestRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRule(t)
		c := drill.Calendar{
			Start: r.start.Format(drill.MinuteLayout), Zone: "UTC", Rule: r.String(), Until: r.end.Format(time.DateOnly),
		}
		var want []time.Time
		for at := r.start.Truncate(24 * time.Hour); !at.After(r.end); at = at.AddDate(0, 0, 1) {
			if r.names(at) {
				want = append(want, at.Add(9*time.Hour))
			}
		}
		times, err := c.Times()
		if len(want) == 0 && err != nil {
			return
		}
		if err != nil || !slices.EqualFunc(times, want, time.Time.Equal) {
			t.Errorf("Times(%+v) = %s, %v, want %s", c, utc(times), err, utc(want))
		}
	})
}

// weekOf numbers weeks from the first and from the last of their year, which is the
// year of their fourth day: RFC 5545, WKST.
func weekOf(at time.Time, weekStart time.Weekday) (number, fromLast int) {
	fourth := at.AddDate(0, 0, 3-(int(at.Weekday()-weekStart)+7)%7)
	days := time.Date(fourth.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	return (fourth.YearDay()-1)/7 + 1, -(days-fourth.YearDay())/7 - 1
}

// TestWeekNumbers holds BYWEEKNO against weeks that are counted here.
func TestWeekNumbers(t *testing.T) {
	for _, week := range []int{1, 2, 20, 50, 51, -1, -2, -20, -50, -51} {
		for weekStart := range time.Saturday + 1 {
			c := drill.Calendar{
				Start: "2026-01-01T09:00", Zone: "UTC", Until: "2040-12-31",
				Rule: fmt.Sprintf("FREQ=YEARLY;BYWEEKNO=%d;BYDAY=MO,TH,SU;WKST=%s", week, codes[weekStart]),
			}
			times, err := c.Times()
			if err != nil {
				t.Errorf("Times(%s) = %v", c.Rule, err)
			}
			var want []time.Time
			for at := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC); at.Year() <= 2040; at = at.AddDate(0, 0, 1) {
				number, fromLast := weekOf(at, weekStart)
				if (number == week || fromLast == week) && slices.Contains([]string{"MO", "TH", "SU"}, codes[at.Weekday()]) {
					want = append(want, at)
				}
			}
			if !slices.EqualFunc(times, want, time.Time.Equal) {
				t.Errorf("Times(%s) = %s, want %s", c.Rule, utc(times), utc(want))
			}
		}
	}
}
