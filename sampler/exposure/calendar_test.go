package exposure

import (
	"errors"
	"testing"

	"sitedraw/geo"
)

func TestCalendar(t *testing.T) {
	for _, tt := range []struct {
		first, every, until string
		want                int
	}{
		{"2026-03-02", "7", "2026-03-02", 1},
		{"2026-03-02", "7", "2026-03-08", 1},
		{"2026-03-02", "7", "2026-03-09", 2},
		{"2026-03-02", "1", "2026-03-31", 30},
		{"2026-03-02", "7", "2026-03-01", 0},
		{"2024-02-28", "1", "2024-03-01", 3}, // a leap year
		{"2026-03-04", "mon, THU", "2026-03-16", 4},
		{"2026-03-04", "wed", "2026-03-04", 1},
		{"2026-03-04", "2026-04-12,2026-03-20", "2026-04-12", 3},
		{"2026-03-04", "2026-03-04", "2026-12-31", 1}, // named twice
		{"", "2026-04-12,2026-03-20", "2026-04-11", 1},
		{"2026-03-02", "mon,2026-03-03,2026-03-09", "2026-03-09", 3},
		{"2026-03-02", "mon,2026-03-01", "2026-03-09", 3}, // a date before the first Monday
	} {
		c, err := ParseCalendar(tt.first, tt.every)
		if err != nil {
			t.Errorf("ParseCalendar(%q, %q): %v", tt.first, tt.every, err)
			continue
		}
		if got, err := c.Rounds(tt.until); err != nil || got != tt.want {
			t.Errorf("%s every %s until %s: %d rounds, %v, want %d", tt.first, tt.every, tt.until, got, err, tt.want)
		}
	}
	both := Calendar{First: "2026-03-02", Every: 14, Dates: []string{"2026-03-16", "2026-03-17"}}
	if got, err := both.Rounds("2026-03-31"); err != nil || got != 4 { // 2, 16, 17, 30
		t.Errorf("two rules: %d rounds, %v, want 4", got, err)
	}
}

func TestCalendarRefusals(t *testing.T) {
	for _, tt := range []struct {
		first, every string
		want         geo.Code
	}{
		{"2026-02-30", "7", ErrDate}, {"tomorrow", "mon", ErrDate}, {"", "7", ErrCalendar}, {"", "mon", ErrCalendar},
		{"2026-03-02", "0", ErrCalendar}, {"2026-03-02", "-7", ErrCalendar}, {"2026-03-02", "40000", ErrCalendar},
		{"2026-03-02", "", ErrCalendar}, {"2026-03-02", "monday", ErrCalendar}, {"2026-03-02", "mon,,tue", ErrCalendar},
		{"2026-03-02", "2026-3-9", ErrCalendar},
	} {
		_, err := ParseCalendar(tt.first, tt.every)
		wantCode(t, err, tt.want)
	}
	for name, tt := range map[string]struct {
		calendar Calendar
		until    string
		want     geo.Code
	}{
		"nothing":     {Calendar{First: "2026-03-02"}, "2026-03-02", ErrCalendar},
		"no first":    {Calendar{Every: 7}, "2026-03-02", ErrDate},
		"backwards":   {Calendar{First: "2026-03-02", Every: -7}, "2026-03-02", ErrCalendar},
		"far":         {Calendar{First: "2026-03-02", Every: 7}, "9999-12-31", ErrCalendar},
		"no date":     {Calendar{First: "2026-03-02", Every: 7}, "soon", ErrDate},
		"wrong dates": {Calendar{Dates: []string{"2026-13-01"}}, "2026-03-02", ErrDate},
	} {
		if _, err := tt.calendar.Rounds(tt.until); err == nil {
			t.Errorf("%s is taken", name)
		} else {
			wantCode(t, err, tt.want)
		}
	}
}

// Whatever is read can be counted, and a later date has no fewer rounds.
func FuzzParseCalendar(f *testing.F) {
	f.Add("2026-03-02", "7")
	f.Add("2026-03-02", "mon,thu")
	f.Add("", "2026-03-02,2026-04-12")
	f.Fuzz(func(t *testing.T, first, every string) {
		c, err := ParseCalendar(first, every)
		if err != nil {
			if _, is := errors.AsType[*geo.Error](err); !is {
				t.Fatalf("error %v", err)
			}
			return
		}
		before := 0
		for _, until := range []string{"2026-03-01", "2026-06-30", "2027-01-01"} {
			rounds, err := c.Rounds(until)
			if wrong, is := errors.AsType[*geo.Error](err); err != nil && (!is || wrong.Code != ErrCalendar) || rounds < before && err == nil {
				t.Fatalf("%+v until %s: %d rounds, %v, before %d", c, until, rounds, err, before)
			}
			before = rounds
		}
	})
}
