package report

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// ErrInspectorNotKept means that inspector Value would not come back from a table as
// he is; the cause says why, and the column where.
const ErrInspectorNotKept geo.Code = "report.inspector-not-kept"

// InspectorsCSV writes inspectors in the form of CSV, in the columns that
// intake.ReadInspectors reads, which gives the same inspectors again. It is personal
// data.
func InspectorsCSV(w io.Writer, list []intake.Inspector, texts *text.Catalogue) error {
	rows, err := inspectorRows(list, texts)
	if err != nil {
		return err
	}
	return tableCSV(w, rows)
}

// InspectorsXLSX writes inspectors as a workbook of one sheet, likewise. ErrCell names
// a text that no cell holds.
func InspectorsXLSX(w io.Writer, list []intake.Inspector, texts *text.Catalogue) error {
	rows, err := inspectorRows(list, texts)
	if err != nil {
		return err
	}
	return writeWorkbook(w, func(f *excelize.File) error { return newInspectorBook(f, texts).inspectors(rows) })
}

// InspectorsTemplate writes the workbook that an office fills in: a sheet of
// inspectors with headings and an example, whose name says that it is one, and a sheet
// that says in both languages what is written where. The example is read without a
// reject.
func InspectorsTemplate(w io.Writer, texts *text.Catalogue) error {
	rows, err := inspectorRows([]intake.Inspector{inspectorExample(texts)}, texts)
	if err != nil {
		return err
	}
	return writeWorkbook(w, func(f *excelize.File) error {
		b := newInspectorBook(f, texts)
		if err := b.inspectors(rows); err != nil {
			return err
		}
		return b.notes()
	})
}

// inspectorExample is somebody of a township in the open sea.
func inspectorExample(texts *text.Catalogue) intake.Inspector {
	t := func(key geo.Code) string { return texts.Text(key, nil) }
	return intake.Inspector{
		ID: texts.Text("example.id", text.Args{"count": "1"}), Name: t("example.inspector"), Unit: t("example.unit"), Township: "990100100000",
		Qualifications: []string{t("example.qualification"), t("example.qualification-other")},
		Recusals: []intake.Recusal{
			{Unit: t("example.unit"), Reason: t("example.recusal")}, {Area: "990100100001", Reason: t("example.recusal-area")},
			{Site: texts.Text("example.id", text.Args{"count": "2"}), Reason: t("example.recusal-site")},
		},
		Absences: []intake.Absence{{From: "2026-05-01", To: "2026-05-05", Reason: t("example.absence")}},
	}
}

// wording is the language of a table of inspectors.
func wording(lang text.Lang) intake.Wording {
	if lang == text.ZH {
		return intake.Chinese
	}
	return intake.English
}

// inspectorRows are headings and rows, once it is sure that all come back.
func inspectorRows(list []intake.Inspector, texts *text.Catalogue) ([][]cell, error) {
	w := wording(texts.Lang())
	rows := make([][]cell, 1, len(list)+1)
	for _, f := range intake.InspectorFields() {
		rows[0] = append(rows[0], textCell(f.Heading(w)))
	}
	for i := range list {
		values, err := list[i].Cells(w)
		if err != nil {
			return nil, &geo.Error{Code: ErrInspectorNotKept, Value: list[i].ID, Err: err}
		}
		row := make([]cell, len(values))
		for k, value := range values {
			row[k] = textCell(value)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// inspectorBook is a workbook of inspectors at work.
type inspectorBook struct {
	file  *excelize.File
	texts *text.Catalogue
}

func newInspectorBook(f *excelize.File, texts *text.Catalogue) *inspectorBook {
	return &inspectorBook{file: f, texts: texts}
}

// inspectorWidths are the widths of the columns in letters.
var inspectorWidths = [...]float64{
	intake.InspectorID: 14, intake.InspectorName: 14, intake.InspectorUnit: 22, intake.InspectorTownship: 16,
	intake.InspectorQualifications: 24, intake.InspectorRecusals: 44, intake.InspectorAbsences: 34,
}

// inspectors writes the sheet of inspectors, whose cells are texts: a code of 12
// digits would be shown as 3.6E+11, and a day turned into a date.
func (b *inspectorBook) inspectors(rows [][]cell) error {
	sheet := b.texts.Text("sheet.inspectors", nil)
	if err := b.file.SetSheetName(b.file.GetSheetName(0), sheet); err != nil {
		return err
	}
	const asText = 49 // number format "@"
	style, err := b.file.NewStyle(&excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	last, err := b.widen(sheet, inspectorWidths[:])
	if err != nil {
		return err
	}
	if err := b.file.SetColStyle(sheet, "A:"+last, style); err != nil {
		return err
	}
	return b.rows(sheet, rows)
}

// notes writes the sheet that says what is written where.
func (b *inspectorBook) notes() error {
	sheet := b.texts.Text("sheet.columns", nil)
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]cell{{}}
	for _, lang := range text.Langs() {
		rows[0] = append(rows[0], textCell(text.For(lang).Text("column.column", nil)), textCell(text.For(lang).Text("column.meaning", nil)))
	}
	for _, f := range intake.InspectorFields() {
		var row []cell
		for _, lang := range text.Langs() {
			row = append(row, textCell(f.Heading(wording(lang))), textCell(text.For(lang).Text(inspectorHelp[f], nil)))
		}
		rows = append(rows, row)
	}
	last, err := b.widen(sheet, []float64{12, 60, 16, 60})
	if err != nil {
		return err
	}
	folded, err := b.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := b.file.SetColStyle(sheet, "A:"+last, folded); err != nil {
		return err
	}
	return b.rows(sheet, rows)
}

// inspectorHelp are the keys of what is to be written in the columns.
var inspectorHelp = [...]geo.Code{
	intake.InspectorID: "inspector.id.help", intake.InspectorName: "inspector.name.help", intake.InspectorUnit: "inspector.unit.help",
	intake.InspectorTownship: "inspector.township.help", intake.InspectorQualifications: "inspector.qualifications.help",
	intake.InspectorRecusals: "inspector.recusals.help", intake.InspectorAbsences: "inspector.absences.help",
}

// widen sets the widths of the first columns and returns the name of the last.
func (b *inspectorBook) widen(sheet string, widths []float64) (last string, err error) {
	for i, width := range widths {
		if last, err = excelize.ColumnNumberToName(i + 1); err != nil {
			return "", err
		}
		if err := b.file.SetColWidth(sheet, last, last, width); err != nil {
			return "", err
		}
	}
	return last, nil
}

// rows writes rows of which the first is a heading that stays in sight.
func (b *inspectorBook) rows(sheet string, rows [][]cell) error {
	for i, row := range rows {
		values := make([]any, len(row))
		for k, c := range row {
			if !fitsCell(c.value) {
				return &geo.Error{Code: ErrCell, Value: c.value}
			}
			values[k] = escapedCell(c.value)
		}
		if err := b.file.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &values); err != nil {
			return err
		}
	}
	last, err := excelize.ColumnNumberToName(len(rows[0]))
	if err != nil {
		return err
	}
	bold, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := b.file.SetCellStyle(sheet, "A1", last+"1", bold); err != nil {
		return err
	}
	return b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
