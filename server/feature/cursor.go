package feature

import (
	"strconv"
	"strings"

	"sitedraw/geo"
)

// Cursor is where a page ends: a version of a list, and the number of the last
// feature that was answered from it.
type Cursor struct {
	Version int64 // from 1; 0 for lists that only grow
	After   int
}

// String is what ParseCursor reads, such as "3-9999".
func (c Cursor) String() string {
	return strconv.FormatInt(c.Version, 10) + "-" + strconv.Itoa(c.After)
}

// ParseCursor reads a cursor in the one way that String writes it. The error is
// ErrCursor.
func ParseCursor(text string) (Cursor, error) {
	version, after, _ := strings.Cut(text, "-")
	var c Cursor
	var err error
	if c.Version, err = strconv.ParseInt(version, 10, 64); err == nil {
		var n int64
		n, err = strconv.ParseInt(after, 10, 32)
		c.After = int(n)
	}
	if err != nil || c.Version < 0 || c.After < 0 || c.String() != text {
		return Cursor{}, &geo.Error{Code: ErrCursor, Value: text}
	}
	return c, nil
}
