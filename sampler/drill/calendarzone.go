package drill

import (
	"strings"
	"time"
)

// loadZone finds a time zone by its name in the IANA's list. Names without a
// slash but UTC are refused, since some of them, such as Local, mean another zone on
// each machine.
func loadZone(name string) (*time.Location, error) {
	if name == "" {
		name = DefaultZone
	}
	region, _, found := strings.Cut(name, "/")
	if name != "UTC" && (!found || region == "posix" || region == "right") {
		return nil, wrong(ErrZone, "zone", excerpt(name), DefaultZone)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, wrong(ErrZone, "zone", excerpt(name), DefaultZone)
	}
	return zone, nil
}

// instant is when the clocks of a zone show a local time, which is given as if it
// were of UTC, for the first time. If they skip it, it is the moment of the skip,
// when they show the first time that exists after it.
func instant(local time.Time, zone *time.Location) time.Time {
	// The standard library says neither which of two times it takes nor which side
	// of a gap: both are looked at.
	t := asClock(local, zone)
	begin, end := t.ZoneBounds()
	if shown := asClock(t, time.UTC); !shown.Equal(local) {
		if shown.After(local) {
			return begin.UTC()
		}
		return end.UTC()
	}
	if begin.IsZero() {
		return t.UTC()
	}
	_, now := t.Zone()
	_, before := begin.Add(-time.Second).Zone()
	if earlier := t.Add(time.Duration(now-before) * time.Second); earlier.Before(begin) {
		return earlier.UTC()
	}
	return t.UTC()
}

// asClock is a time at which the clocks of a zone may show what t shows.
func asClock(t time.Time, zone *time.Location) time.Time {
	year, month, date := t.Date()
	return time.Date(year, month, date, t.Hour(), t.Minute(), t.Second(), 0, zone)
}
