package feature

import (
	"strings"
	"time"

	"sitedraw/geo"
)

// Interval is a stretch of time, From ≤ t ≤ To; a zero end is open.
type Interval struct{ From, To time.Time }

// ParseInterval reads a time or a day of RFC 3339, or two of them with a slash
// between, where ".." or nothing is an open end. A day is all of it, in UTC. The
// error is ErrTime.
func ParseInterval(text string) (Interval, error) {
	from, to, both := strings.Cut(text, "/")
	if !both {
		to = from
	}
	first, _, ok := parseTime(from, both)
	_, last, okToo := parseTime(to, both)
	if !ok || !okToo || !first.IsZero() && !last.IsZero() && last.Before(first) {
		return Interval{}, &geo.Error{Code: ErrTime, Value: text, Want: "2026-11-22T01:00:00Z, 2026-11-22/.."}
	}
	return Interval{first, last}, nil
}

// parseTime reads one end: its first and its last moment, zero if it is open.
func parseTime(text string, mayBeOpen bool) (first, last time.Time, ok bool) {
	if text == "" || text == ".." {
		return first, last, mayBeOpen
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1).Add(-time.Nanosecond), true
	}
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	return at.UTC(), at.UTC(), err == nil
}

// Holds reports whether a time lies in the interval.
func (i Interval) Holds(t time.Time) bool {
	return (i.From.IsZero() || !t.Before(i.From)) && (i.To.IsZero() || !t.After(i.To))
}
