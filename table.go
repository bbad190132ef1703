package main

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// aligned sets rows as a table: columns two spaces apart, those in right aligned
// to the right, no spaces at the end of a line.
func aligned(rows [][]string, right []int) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		var b strings.Builder
		for j, cell := range row {
			space := strings.Repeat(" ", widths[j]-columnsOf(cell))
			if slices.Contains(right, j) {
				b.WriteString(space + cell + "  ")
			} else {
				b.WriteString(cell + space + "  ")
			}
		}
		lines[i] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// columnsOf is how many columns of a terminal a text takes: two for each
// ideograph, none for marks.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
