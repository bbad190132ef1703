package intake

import (
	"bytes"
	"slices"

	"sitedraw/geo"
)

// Keeps returns an error unless a text that is written into a register's table
// or GeoJSON as the field f comes back from there as it is: the reader's own, or
// ErrChanged. Writers ask it, so that what they write is not changed unseen.
func Keeps(f Field, text string) error {
	c := cell{text: text}
	got, err := c.read(f)
	if err != nil {
		return err
	}
	if got != text || f == FieldID && isTotal([]cell{c}) {
		return &geo.Error{Code: ErrChanged, Value: text, Want: got}
	}
	return nil
}

// KeepsTags is Keeps for the tags of a site.
func KeepsTags(tags []string) error {
	for _, tag := range tags {
		if err := Keeps(FieldTags, tag); err != nil {
			return err
		}
		if got := splitTags(JoinTags([]string{tag})); !slices.Equal(got, []string{tag}) {
			return &geo.Error{Code: ErrChanged, Value: tag}
		}
	}
	return nil
}

// KeepsPosition is Keeps for the two columns of a position: it returns an error
// for degrees that the reader takes for a mistake, as they lie far from where
// people's sites are and the other order does not.
func KeepsPosition(lon, lat string) error { return mistaken(lon, lat) }

// KeepsGB18030 reports whether the reader takes a CSV file in GB18030 for what it
// is, which it tells from the first row beyond ASCII and what follows there.
// head is the file's first row, that one and what follows up to 64 KiB.
func KeepsGB18030(head []byte) bool {
	x := newReading("", bytes.NewReader(head), Options{})
	s, err := newCSVSheet(x)
	for err == nil && x.result.Charset != charsetGB18030 {
		_, err = s.next()
	}
	return x.result.Charset == charsetGB18030
}
