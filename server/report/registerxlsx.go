package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
)

// The limits of a spreadsheet.
const (
	maxCellUnits = excelize.TotalCellChars
	maxSheetRows = excelize.TotalRows
)

// RegisterXLSX writes the register as a workbook of one sheet. Identifiers and
// codes are texts. A cell that is longer than a spreadsheet holds is ErrCellLong:
// CSV and GeoJSON have room for it.
func RegisterXLSX(w io.Writer, r Register) error {
	if len(r.Sites) >= maxSheetRows {
		return &geo.Error{Code: ErrRowsMany, Value: strconv.Itoa(len(r.Sites)), Want: strconv.Itoa(maxSheetRows - 1)}
	}
	return writeWorkbook(w, func(f *excelize.File) error {
		sheet := r.Texts.Text("sheet.register", nil)
		if err := f.SetSheetName(f.GetSheetName(0), sheet); err != nil {
			return err
		}
		return r.sheet(f, sheet)
	})
}

// writeWorkbook writes what fill puts into an empty workbook.
func writeWorkbook(w io.Writer, fill func(*excelize.File) error) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Created: workbookTime, Modified: workbookTime}); err != nil {
		return err
	}
	return f.Write(w)
}

// sheet streams the table.
func (r *Register) sheet(f *excelize.File, sheet string) error {
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	columns := r.columns()
	cells := make([]any, len(columns))
	for i, c := range columns {
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		cells[i] = excelize.Cell{StyleID: bold, Value: heading(c.field, r.Texts)}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", cells); err != nil {
		return err
	}
	number := 1
	err = r.rows(func(row *registerRow) error {
		number++
		for i, c := range columns {
			value := c.value(row)
			if err := row.fits(value.value, heading(c.field, r.Texts)); err != nil {
				return err
			}
			cells[i] = value.xlsx()
		}
		return out.SetRow("A"+strconv.Itoa(number), cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// fits returns an error for a text that no cell can hold.
func (r *registerRow) fits(text, column string) error {
	if strings.ContainsAny(text, "\ufffe\uffff") { // XML has no such letters
		return &geo.Error{Code: ErrNotKept, At: geo.Place{Column: column}, Value: r.site.ID,
			Err: &geo.Error{Code: ErrLetter, Value: text, Want: "XLSX"}}
	}
	if length := units(text); length > maxCellUnits {
		return r.tooLong(column, length, maxCellUnits)
	}
	return nil
}
