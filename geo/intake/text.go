package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalise brings a text that a person wrote into the frame's form, NFC
// without space around it. What is wrong beyond that is geo.CheckText's to
// refuse.
func normalise(s string) string {
	s = strings.TrimSpace(s)
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(s)
		}
	}
	return s
}

// clean is normalise for OSM, whose mistakes nobody here can correct: bytes that
// are not UTF-8 and control characters are taken out.
func clean(s string) string {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == 0x7f || c >= utf8.RuneSelf {
			s = strings.Map(func(r rune) rune {
				if r < 0x20 || r == 0x7f {
					return -1
				}
				return r
			}, strings.ToValidUTF8(s, ""))
			break
		}
	}
	return normalise(s)
}

// sortTags returns the tags in the frame's order, each once.
func sortTags(tags []string) []string {
	slices.Sort(tags)
	return slices.Clip(slices.Compact(tags))
}
