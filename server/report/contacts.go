package report

import (
	"io"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// ContactsCSV writes what is noted about people, one site a row, in the form of
// CSV; geo/intake reads it.
func ContactsCSV(w io.Writer, list []geo.Contact, texts *text.Catalogue) error {
	columns := peopleColumns()
	first := []cell{textCell(heading(intake.FieldID, texts))}
	for _, c := range columns {
		first = append(first, textCell(heading(c.field, texts)))
	}
	rows := [][]cell{first}
	for i := range list {
		row := []cell{textCell(list[i].ID)}
		for _, c := range columns {
			row = append(row, c.value(&registerRow{contact: &list[i]}))
		}
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}
