package backup

import (
	"slices"
	"strings"
	"time"
)

// The name of a back-up that a server makes by itself.
const (
	namePrefix = "sitedraw-"
	nameSuffix = ".backup.zip"
	nameTime   = "20060102T150405Z"
)

// Name is the name of a back-up made at a time.
func Name(made time.Time) string { return namePrefix + made.UTC().Format(nameTime) + nameSuffix }

// MadeAt reads the time from a name; false for a file that is none of Name's.
func MadeAt(name string) (time.Time, bool) {
	middle, prefixed := strings.CutPrefix(name, namePrefix)
	middle, suffixed := strings.CutSuffix(middle, nameSuffix)
	at, err := time.Parse(nameTime, middle)
	return at, prefixed && suffixed && err == nil && Name(at) == name
}

// Rotate lists, the oldest first, those of the names that have to go so that the
// keep newest back-ups stay. Files of others are not touched.
func Rotate(names []string, keep int) []string {
	var ours []string
	for _, name := range names {
		if _, is := MadeAt(name); is {
			ours = append(ours, name)
		}
	}
	slices.Sort(ours) // by time, since the names are of one length
	return ours[:max(0, len(ours)-max(keep, 1))]
}

// Newest returns when the newest of the names was made; zero if none is.
func Newest(names []string) (newest time.Time) {
	for _, name := range names {
		if at, is := MadeAt(name); is && at.After(newest) {
			newest = at
		}
	}
	return newest
}
