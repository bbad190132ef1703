package report

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// ErrCell means that no cell of a workbook can hold the text Value.
const ErrCell geo.Code = "report.cell"

// PlanCSV writes a plan, as sampler.NewPlan returns it, as a table to be edited:
// RFC 4180 with a byte order mark, without formulas.
func PlanCSV(w io.Writer, p *sampler.Plan, texts *text.Catalogue) error {
	return tableCSV(w, planTable(p, texts))
}

// PlanXLSX writes a plan, as sampler.NewPlan returns it, as a workbook to be
// edited: a sheet with the table, where cells that hold one of a few words offer
// them, and one that says what the columns mean. ErrCell names a text that is too
// long for a cell.
func PlanXLSX(w io.Writer, p *sampler.Plan, texts *text.Catalogue) (err error) {
	b := planBook{file: excelize.NewFile(), texts: texts}
	defer func() {
		if closing := b.file.Close(); err == nil {
			err = closing
		}
	}()
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	b.wrapped, err = b.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := b.steps(texts.Text("sheet.plan", nil), planTable(p, texts)); err != nil {
		return err
	}
	if err := b.about(texts.Text("sheet.columns", nil)); err != nil {
		return err
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Created: workbookTime, Modified: workbookTime}); err != nil {
		return err
	}
	return b.file.Write(w)
}

// planBook is a workbook at work.
type planBook struct {
	file          *excelize.File
	texts         *text.Catalogue
	bold, wrapped int // styles
}

// steps writes the sheet of the table.
func (b *planBook) steps(sheet string, rows [][]cell) error {
	if err := b.file.SetSheetName(b.file.GetSheetName(0), sheet); err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, c := range row {
			shown := c
			shown.value = escapedCell(c.value)
			if !fitsCell(shown.value) {
				return &geo.Error{Code: ErrCell, Value: c.value}
			}
			cells[j] = shown.xlsx()
		}
		if err := b.file.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &cells); err != nil {
			return err
		}
	}
	if err := b.columns(sheet, len(rows)); err != nil {
		return err
	}
	if err := b.file.SetCellStyle(sheet, "A1", "A2", b.bold); err != nil {
		return err
	}
	return b.file.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: planHead, TopLeftCell: "B" + strconv.Itoa(planHead+1), ActivePane: "bottomRight",
	})
}

// moreSteps is for how many further rows the words of a column are offered.
const moreSteps = 200

// columns sets the widths, the style of the headings and the words to choose of.
func (b *planBook) columns(sheet string, rows int) error {
	for i, c := range planColumns()[planHead-1:] {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(sheet, name, name, c.width); err != nil {
			return err
		}
		heading := name + strconv.Itoa(planHead)
		if err := b.file.SetCellStyle(sheet, heading, heading, b.bold); err != nil {
			return err
		}
		if c.words == nil {
			continue
		}
		words := make([]string, len(c.words))
		for j, word := range c.words {
			words[j] = c.cell(word, b.texts).value
		}
		choice := excelize.NewDataValidation(true)
		choice.SetSqref(name + strconv.Itoa(planHead+1) + ":" + name + strconv.Itoa(rows+moreSteps))
		if err := choice.SetDropList(words); err != nil {
			return err
		}
		if err := b.file.AddDataValidation(sheet, choice); err != nil {
			return err
		}
	}
	return nil
}

// about writes the sheet that says what the columns mean.
func (b *planBook) about(sheet string) error {
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{b.texts.Text("column.column", nil), b.texts.Text("column.member", nil), b.texts.Text("column.meaning", nil)}}
	for _, c := range planColumns() {
		rows = append(rows, []any{b.texts.Text(c.heading, nil), c.member, b.texts.Text(c.about, nil)})
	}
	for i := range rows {
		if err := b.file.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &rows[i]); err != nil {
			return err
		}
	}
	last := strconv.Itoa(len(rows))
	for _, style := range []struct {
		from, to string
		id       int
	}{{"A1", "C1", b.bold}, {"A2", "A" + last, b.bold}, {"C2", "C" + last, b.wrapped}} {
		if err := b.file.SetCellStyle(sheet, style.from, style.to, style.id); err != nil {
			return err
		}
	}
	if err := b.file.SetColWidth(sheet, "A", "B", 18); err != nil {
		return err
	}
	return b.file.SetColWidth(sheet, "C", "C", 90)
}

// cellEscape is how a workbook writes a character by its number.
var cellEscape = regexp.MustCompile("_x[0-9A-Fa-f]{4}_")

// escapedCell escapes the first letter of what would be read as such a character,
// which excelize leaves to its callers here.
func escapedCell(s string) string {
	var b strings.Builder
	for at := cellEscape.FindStringIndex(s); at != nil; at = cellEscape.FindStringIndex(s) {
		b.WriteString(s[:at[0]] + "_x005F_")
		s = s[at[0]+1:]
	}
	return b.String() + s
}

// fitsCell reports whether a cell of a workbook holds a text as it is: one too
// long is cut, and two characters are none of XML.
func fitsCell(s string) bool {
	return len(utf16.Encode([]rune(s))) <= excelize.TotalCellChars && !strings.ContainsAny(s, "\ufffe\uffff")
}
