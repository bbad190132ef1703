package drill_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler/drill"
)

func TestParseCalendar(t *testing.T) {
	for _, test := range []struct{ words, rule, dates string }{
		{"daily", "FREQ=DAILY", ""},
		{"每天", "FREQ=DAILY", ""},
		{" 15d ", "FREQ=DAILY;INTERVAL=15", ""},
		{"每15天", "FREQ=DAILY;INTERVAL=15", ""},
		{"friday", "FREQ=WEEKLY;BYDAY=FR", ""},
		{"Fri", "FREQ=WEEKLY;BYDAY=FR", ""},
		{"mon,thu", "FREQ=WEEKLY;BYDAY=MO,TH", ""},
		{"tues, tuesday", "FREQ=WEEKLY;BYDAY=TU", ""},
		{"周五", "FREQ=WEEKLY;BYDAY=FR", ""},
		{"每周一、周四", "FREQ=WEEKLY;BYDAY=MO,TH", ""},
		{"每星期日", "FREQ=WEEKLY;BYDAY=SU", ""},
		{"礼拜天", "FREQ=WEEKLY;BYDAY=SU", ""},
		{"2026-03-06,2026-03-03T19:30", "", "2026-03-03T19:30 2026-03-06"},
		{"wed,2026-03-06", "FREQ=WEEKLY;BYDAY=WE", "2026-03-06"},
		{"RRULE:freq=monthly;byday=1fr", "FREQ=MONTHLY;BYDAY=1FR", ""},
	} {
		c, err := drill.ParseCalendar(test.words, drill.Calendar{Start: "2026-03-02T09:00", Until: "2026-06-30"})
		if err != nil || c.Rule != test.rule || strings.Join(c.Dates, " ") != test.dates || c.Zone != drill.DefaultZone {
			t.Errorf("ParseCalendar(%q) = %+v, %v, want rule %q, dates %q", test.words, c, err, test.rule, test.dates)
		}
	}
}

func TestParseCalendarRefuses(t *testing.T) {
	for _, test := range []struct {
		words string
		code  geo.Code
		value string
	}{
		{"", drill.ErrWords, ""},
		{" , ", drill.ErrWords, ","},
		{"fr", drill.ErrWords, "fr"},
		{"sometimes", drill.ErrWords, "sometimes"},
		{"fridays", drill.ErrWords, "fridays"},
		{"周", drill.ErrWords, "周"},
		{"五", drill.ErrWords, "五"},
		{"每天天", drill.ErrWords, "每天天"},
		{"0d", drill.ErrRule, "INTERVAL=0"},
		{"99999999d", drill.ErrRule, "INTERVAL=99999999"},
		{"15", drill.ErrDate, "15"},
		{"2026-02-30", drill.ErrDate, "2026-02-30"},
		{"FREQ=SECONDLY", drill.ErrRule, "FREQ=SECONDLY"},
		{"every=friday", drill.ErrRulePart, "EVERY"},
	} {
		_, err := drill.ParseCalendar(test.words, drill.Calendar{Start: "2026-03-02T09:00", Until: "2026-06-30"})
		if e, is := errors.AsType[*geo.Error](err); !is || e.Code != test.code || e.Value != test.value {
			t.Errorf("ParseCalendar(%q) = %v, want %s of %q", test.words, err, test.code, test.value)
		}
	}
	if _, err := drill.ParseCalendar("friday", drill.Calendar{Start: "2026-03-02T09:00"}); !errors.Is(err, drill.ErrEndless) {
		t.Errorf("ParseCalendar without an end = %v, want %s", err, drill.ErrEndless)
	}
}

// TestParseCalendarAddsDates asks for dates besides those of the calendar, which stays
// as it was.
func TestParseCalendarAddsDates(t *testing.T) {
	base := drill.Calendar{Start: "2026-03-02T09:00", Rule: "FREQ=WEEKLY;COUNT=2", Dates: []string{"2026-03-04", "2026-03-03"}}
	c, err := drill.ParseCalendar("2026-03-01T09:00,2026-03-05", drill.Calendar{Start: "2026-03-01T09:00", Rule: base.Rule, Dates: base.Dates})
	want := []string{"2026-03-01T09:00", "2026-03-03", "2026-03-04", "2026-03-05"}
	if err != nil || c.Rule != base.Rule || !slices.Equal(c.Dates, want) {
		t.Errorf("ParseCalendar = %+v, %v, want dates %v", c, err, want)
	}
	if !slices.Equal(base.Dates, []string{"2026-03-04", "2026-03-03"}) {
		t.Errorf("ParseCalendar changed the dates it was given to %v", base.Dates)
	}
}
