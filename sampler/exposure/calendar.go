package exposure

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
)

// Calendar says on which dates independent rounds are held: on all that one of its
// rules names, each once. The zero value names none.
type Calendar struct {
	First    string         // 2006-01-02: the first of Every, and the day from which Weekdays count
	Every    int            // days from one round to the next; 0: no such rule
	Weekdays []time.Weekday // a round on each of these
	Dates    []string       // and on these, 2006-01-02, before First too
}

const (
	day = 24 * time.Hour
	// mostDays bounds a calendar: a hundred years and a bit.
	mostDays = 36_600
)

// Rounds counts the rounds up to and including a date, for Figure.Rounds. The
// errors are ErrDate, and ErrCalendar for a calendar without a rule, for one that
// repeats less often than every 36,600 days or more often than daily, and for a
// date more than as many days after First.
func (c Calendar) Rounds(until string) (int, error) {
	end, err := parseDate(until)
	if err != nil {
		return 0, err
	}
	held := map[time.Time]bool{}
	for _, text := range c.Dates {
		date, err := parseDate(text)
		if err != nil {
			return 0, err
		}
		if !date.After(end) {
			held[date] = true
		}
	}
	if c.Every == 0 && len(c.Weekdays) == 0 {
		if len(c.Dates) == 0 {
			return 0, calendarError("")
		}
		return len(held), nil
	}
	if err := c.repeat(end, held); err != nil {
		return 0, err
	}
	return len(held), nil
}

// repeat adds the dates of the rules that repeat.
func (c Calendar) repeat(end time.Time, held map[time.Time]bool) error {
	first, err := parseDate(c.First)
	if err != nil {
		return err
	}
	if c.Every < 0 || c.Every > mostDays {
		return calendarError(strconv.Itoa(c.Every))
	}
	if end.Sub(first) > mostDays*day {
		return calendarError(end.Format(time.DateOnly))
	}
	for date, n := first, 0; !date.After(end); date, n = date.Add(day), n+1 {
		if c.Every > 0 && n%c.Every == 0 || slices.Contains(c.Weekdays, date.Weekday()) {
			held[date] = true
		}
	}
	return nil
}

// parseDate reads a date as midnight of UTC, where every day has 24 hours.
func parseDate(text string) (time.Time, error) {
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return date, &geo.Error{Code: ErrDate, Value: text, Want: "2006-01-02"}
	}
	return date, nil
}

func calendarError(value string) error {
	return &geo.Error{Code: ErrCalendar, Value: value, Want: "7 / mon,thu / 2026-03-01,2026-04-12"}
}

// weekdays are how days of the week are written.
var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// ParseCalendar reads when rounds are held from a first date on: every so many
// days, such as 7, or a list of days of the week, such as mon,thu, or of further
// dates, where the first may be empty. The errors are ErrDate and ErrCalendar.
func ParseCalendar(first, every string) (Calendar, error) {
	c := Calendar{First: first}
	if first != "" {
		if _, err := parseDate(first); err != nil {
			return Calendar{}, err
		}
	}
	if days, err := strconv.Atoi(every); err == nil {
		if c.Every = days; days < 1 || days > mostDays || first == "" {
			return Calendar{}, calendarError(every)
		}
		return c, nil
	}
	for item := range strings.SplitSeq(every, ",") {
		item = strings.TrimSpace(item)
		if weekday, known := weekdays[strings.ToLower(item)]; known {
			c.Weekdays = append(c.Weekdays, weekday)
		} else if _, err := parseDate(item); err == nil {
			c.Dates = append(c.Dates, item)
		} else {
			return Calendar{}, calendarError(item)
		}
	}
	switch {
	case len(c.Weekdays) == 0 && first != "":
		c.Dates = append(c.Dates, first)
	case len(c.Weekdays) > 0 && first == "":
		return Calendar{}, calendarError(every)
	}
	return c, nil
}
