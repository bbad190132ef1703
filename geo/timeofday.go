package geo

import "fmt"

// ErrTimeOfDay means that a text is no time of day.
const ErrTimeOfDay Code = "visit.time"

// TimeOfDay is a time on a clock in minutes after midnight, 0 … 1440. The last is
// the end of a day. The zero value is midnight.
type TimeOfDay int

// endOfDay is 24:00.
const endOfDay TimeOfDay = 24 * 60

// ParseTimeOfDay reads "06:00", up to "24:00", or returns ErrTimeOfDay.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	wrong := &Error{Code: ErrTimeOfDay, Value: shorten(text), Want: "06:00"}
	if len(text) != 5 || text[2] != ':' {
		return 0, wrong
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, wrong
		}
	}
	hours, minutes := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	t := TimeOfDay(hours*60 + minutes)
	if minutes > 59 || t > endOfDay {
		return 0, wrong
	}
	return t, nil
}

// String returns the time as ParseTimeOfDay reads it.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText writes the time as files have it.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
