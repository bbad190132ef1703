package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// sheetNames are names for worksheets that spreadsheets take: at most 31 letters
// as UTF-16 counts them, none that separates names in references, and no two that
// differ in case only.
func sheetNames(leaves []leaf) []string {
	taken := map[string]bool{caseless("history"): true} // Excel keeps that name for itself
	names := make([]string, len(leaves))
	for i := range leaves {
		safe := safeSheetName(leaves[i].name)
		name := shortened(safe, excelize.MaxSheetNameLength)
		for n := 2; taken[caseless(name)]; n++ {
			suffix := " (" + strconv.Itoa(n) + ")"
			name = shortened(safe, excelize.MaxSheetNameLength-len(suffix)) + suffix
		}
		taken[caseless(name)] = true
		names[i] = name
	}
	return names
}

// caseless is the same for texts that differ in case only: each letter is the
// first of those that Unicode folds into one.
func caseless(s string) string {
	return strings.Map(func(r rune) rune {
		first := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			first = min(first, other)
		}
		return first
	}, s)
}

// safeSheetName puts low lines for the letters that a name may not have.
func safeSheetName(s string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(":\\/?*[]'", r) || r < ' ' || r == '\ufffe' || r == '\uffff' {
			return '_'
		}
		return r
	}, s)
	if strings.TrimSpace(safe) == "" {
		return "_"
	}
	return strings.TrimSpace(safe)
}

// shortened cuts a text to so many UTF-16 units, between letters.
func shortened(s string, limit int) string {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > limit {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}
