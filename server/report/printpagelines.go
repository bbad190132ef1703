package report

import (
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sizes of letters and the height of a line of the smaller, in points.
const (
	bodySize   = 11.0
	titleSize  = 16.0
	lineHeight = 15.0
)

// high makes the row at work so many lines high. Not every office fits rows to
// their text by itself, and none those of merged cells.
func (b *leafBook) high(lines float64) error {
	return b.file.SetRowHeight(b.sheet, b.row, min(excelize.MaxRowHeight, lineHeight*lines))
}

// lines estimates how many lines a text takes in a cell of a width in letters, of
// which ideographs take two; words that are not broken need some more room.
func lines(s string, width float64) float64 {
	const spare = 1.08
	total := 0.0
	for part := range strings.SplitSeq(s, "\n") {
		letters := 0.0
		for _, r := range part {
			letters++
			if r >= firstWide {
				letters++
			}
		}
		total += max(1, math.Ceil(float64(letters*spare)/width))
	}
	return total
}

// firstWide begins the letters of Unicode that are as wide as two.
const firstWide = 0x1100
