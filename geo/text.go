package geo

import (
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxIdentifier is the longest identifier (site, area, unit, tag, category) in
// bytes: draw-v1 §1.
const MaxIdentifier = 255

// CheckText returns an error unless s is UTF-8 in Unicode NFC without control
// characters (U+0000–U+001F, U+007F): draw-v1 §1. The empty text passes.
func CheckText(s string) error {
	at := plainLength(s)
	if at == len(s) {
		return nil
	}
	for i := at; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == 0x7f {
			return &Error{Code: ErrTextControl, Value: s}
		}
	}
	if !utf8.ValidString(s) {
		return &Error{Code: ErrTextEncoding, Value: s}
	}
	if !norm.NFC.IsNormalString(s) {
		return &Error{Code: ErrTextNotNFC, Value: s, Want: norm.NFC.String(s)}
	}
	return nil
}

// plainLength is the length of the first part of s that holds only printable
// ASCII and the ideographs U+4E00–U+9FFF, none of which composes with another:
// whole texts of these, which most are, need no look into the tables of Unicode.
func plainLength(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		switch {
		case c >= 0x20 && c < 0x7f:
			i++
		case c >= 0xe4 && c <= 0xe9 && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 &&
			(c > 0xe4 || s[i+1] >= 0xb8):
			i += 3
		default:
			return i
		}
	}
	return i
}

// CheckIdentifier returns an error unless s is a text of 1–255 bytes.
func CheckIdentifier(s string) error { return CheckTextLength(s, MaxIdentifier) }

// CheckTextLength returns an error unless s is a text of 1 to limit bytes.
func CheckTextLength(s string, limit int) error {
	if len(s) == 0 || len(s) > limit {
		return &Error{Code: ErrTextLength, Value: shorten(s), Want: strconv.Itoa(limit)}
	}
	return CheckText(s)
}

// shorten keeps an error readable when the wrong value is huge.
func shorten(s string) string {
	const limit = 80
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// Nearest returns the known name with the fewest letters to change from name, or
// the empty text if none is near (Levenshtein's distance, at most a third of the
// letters or 2). Ties go to the first.
func Nearest(name string, known []string) string {
	letters := []rune(name)
	if len(letters) > MaxIdentifier {
		return ""
	}
	best, nearest := max(2, len(letters)/3)+1, ""
	for _, k := range known {
		if d := editDistance(letters, []rune(k)); d < best {
			best, nearest = d, k
		}
	}
	return nearest
}

func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
