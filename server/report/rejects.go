package report

import (
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// RejectsCSV writes the rows of lists that were refused, one a row: where, the
// value, what would be right, and what is wrong.
func RejectsCSV(w io.Writer, list []*geo.Error, texts *text.Catalogue) error {
	var heading []cell
	for _, key := range []geo.Code{
		"column.file", "column.row", "column.column", "column.value", "column.right", "column.reason",
	} {
		heading = append(heading, textCell(texts.Text(key, nil)))
	}
	rows := [][]cell{heading}
	for _, e := range list {
		bare := *e
		bare.At = geo.Place{}
		rows = append(rows, []cell{
			textCell(e.At.File), numberCell(strconv.Itoa(e.At.Line)), textCell(e.At.Column),
			textCell(text.Visible(e.Value)), textCell(text.Visible(e.Want)), textCell(texts.Explain(&bare)),
		})
	}
	return tableCSV(w, rows)
}
