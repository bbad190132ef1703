package report

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

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

// rejectWidths are the widths of the columns in letters.
var rejectWidths = []float64{24, 8, 18, 30, 30, 60}

// RejectsXLSX makes a workbook of what RejectsCSV wrote. Every cell but the row's
// number is a text. More rows than a sheet has room for are ErrRowsMany.
func RejectsXLSX(w io.Writer, rejects io.Reader, texts *text.Catalogue) error {
	in := bufio.NewReader(rejects)
	if _, err := in.Discard(len("\ufeff")); err != nil {
		return err
	}
	return writeWorkbook(w, func(f *excelize.File) error {
		sheet := texts.Text("sheet.rejects", nil)
		if err := f.SetSheetName(f.GetSheetName(0), sheet); err != nil {
			return err
		}
		out, err := f.NewStreamWriter(sheet)
		if err != nil {
			return err
		}
		for i, width := range rejectWidths {
			if err := out.SetColWidth(i+1, i+1, width); err != nil {
				return err
			}
		}
		if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
		if err := copyRejects(out, csv.NewReader(in)); err != nil {
			return err
		}
		return out.Flush()
	})
}

// copyRejects writes the rows of a table into a sheet.
func copyRejects(out *excelize.StreamWriter, table *csv.Reader) error {
	table.ReuseRecord = true
	cells := make([]any, len(rejectWidths))
	for number := 1; ; number++ {
		row, err := table.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case number > maxSheetRows:
			return &geo.Error{Code: ErrRowsMany, Value: strconv.Itoa(number), Want: strconv.Itoa(maxSheetRows - 1)}
		}
		for i, value := range row {
			cells[i] = rejectCell(i, value)
		}
		if err := out.SetRow("A"+strconv.Itoa(number), cells); err != nil {
			return err
		}
	}
}

// rejectCell is a cell of a workbook for one of a table: a number in the column of
// rows, otherwise a text without the apostrophe that only a table needs.
func rejectCell(column int, value string) any {
	if n, err := strconv.Atoi(value); column == 1 && err == nil {
		return n
	}
	if value != "" && value[0] == '\'' && isFormula(value) {
		return value[1:]
	}
	return value
}
