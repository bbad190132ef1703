package report

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSV writes the table as RFC 4180 with a byte order mark, by which Excel knows
// UTF-8. A text that Excel would take for a formula gets an apostrophe in front,
// also one that has apostrophes in front of such a text already, so that a reader
// can undo it: take one apostrophe away from what then still begins so.
func CSV(w io.Writer, d Draw) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	list := columns()
	cells := make([]string, len(list))
	for i, c := range list {
		cells[i] = d.Texts.Text(c.heading, nil)
	}
	if err := table.Write(cells); err != nil {
		return err
	}
	err := d.rows(func(r row) error {
		for i, c := range list {
			cells[i] = c.value(r).csv()
		}
		return table.Write(cells)
	})
	if err != nil {
		return err
	}
	table.Flush()
	return table.Error()
}

func (c cell) csv() string {
	if !c.number && isFormula(c.value) {
		return "'" + c.value
	}
	return c.value
}

// isFormula reports whether a spreadsheet may take a text for a formula, any
// apostrophes in front left aside: it begins with = + - @, also in full width, or
// with a tab or carriage return.
func isFormula(s string) bool {
	s = strings.TrimLeft(s, "'")
	for _, first := range []string{"=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(s, first) {
			return true
		}
	}
	return false
}

// tableCSV writes rows of cells as CSV does a draw's.
func tableCSV(w io.Writer, rows [][]cell) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.csv()
		}
		if err := table.Write(cells); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}
