package intake

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// separators are what may stand between the cells of a row; the first wins ties.
const separators = ",;\t"

// separatorRows is how many rows are looked at to find the separator.
const separatorRows = 20

// separatorCounts says how many of each of the separators a row has outside
// quotation marks.
type separatorCounts [len(separators)]int

// countSeparators looks at the first rows of a text.
func countSeparators(head []byte) []separatorCounts {
	rows := make([]separatorCounts, 1, separatorRows)
	quoted := false
	for _, b := range head {
		switch at := strings.IndexByte(separators, b); {
		case b == '"':
			quoted = !quoted
		case quoted:
		case at >= 0:
			rows[len(rows)-1][at]++
		case b == '\n' && len(rows) == separatorRows:
			return rows
		case b == '\n':
			rows = append(rows, separatorCounts{})
		}
	}
	return rows
}

// findSeparator returns the separator that the most rows have, and of several the
// one that occurs most: others stand in lists of tags and in decimals with a
// comma. 0 means that there is none.
func findSeparator(head []byte) rune {
	rows := countSeparators(head)
	var best rune
	mostRows, most := 0, 0
	for i, separator := range separators {
		in, all := 0, 0
		for _, row := range rows {
			all += row[i]
			in += min(row[i], 1)
		}
		if in > mostRows || in == mostRows && all > most {
			best, mostRows, most = separator, in, all
		}
	}
	return best
}

// fitsCSV holds for text in one of our encodings of which a line has a separator,
// unless it begins as JSON, XML or an archive does. A column alone is no table:
// any text would be one.
func fitsCSV(head []byte) bool {
	if order, marked := utf16Order(head); marked {
		head = decodeUTF16(head, order)
	}
	start := bytes.TrimSpace(head)
	if len(start) == 0 || strings.IndexByte("{[<", start[0]) >= 0 || isWorkbook(head) {
		return false
	}
	return bytes.IndexByte(head, 0) < 0 && findSeparator(head) != 0
}

// decodeUTF16 decodes the head of a file, which may end within a letter.
func decodeUTF16(head []byte, order unicode.Endianness) []byte {
	text, _, err := transform.Bytes(unicode.UTF16(order, unicode.UseBOM).NewDecoder(), head)
	if err != nil {
		return nil
	}
	return text
}
