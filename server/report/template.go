package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// Template writes the workbook that an office fills in: a sheet of sites with
// headings and examples, one with the categories (nil: geo.ShippedCategories),
// from which cells offer them, and one that says what the columns mean. The
// examples are read without a reject.
func Template(w io.Writer, categories *geo.Categories, texts *text.Catalogue) error {
	if categories == nil {
		categories = geo.ShippedCategories()
	}
	return writeWorkbook(w, func(f *excelize.File) error {
		b := templateBook{file: f, categories: categories, texts: texts}
		for _, step := range []func() error{b.styles, b.sites, b.categoryList, b.choices, b.help} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// templateBook is a template at work.
type templateBook struct {
	file                *excelize.File
	categories          *geo.Categories
	texts               *text.Catalogue
	bold, words, folded int // styles
}

// templateRows is how many rows are ready to be filled in.
const templateRows = 10_000

// templateColumns are those of a register, and the village by name, which an
// office knows rather than its code.
func templateColumns() []registerColumn {
	columns := append(registerColumns(), peopleColumns()...)
	at := slices.IndexFunc(columns, func(c registerColumn) bool { return c.field == intake.FieldUnit })
	return slices.Insert(columns, at, registerColumn{field: intake.FieldVillage, width: 14})
}

// styles makes the styles. Texts that look like numbers must stay texts: a
// spreadsheet shows a code of 12 digits as 3.6E+11 otherwise.
func (b *templateBook) styles() (err error) {
	const asText = 49 // number format "@"
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.bold, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&b.words, excelize.Style{NumFmt: asText}},
		{&b.folded, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		if *s.to, err = b.file.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return nil
}

// sites writes the sheet that is filled in.
func (b *templateBook) sites() error {
	sheet := b.texts.Text("sheet.register", nil)
	if err := b.file.SetSheetName(b.file.GetSheetName(0), sheet); err != nil {
		return err
	}
	columns := templateColumns()
	headings := make([]any, len(columns))
	for i, c := range columns {
		headings[i] = heading(c.field, b.texts)
		name := columnName(c.field)
		if err := b.file.SetColWidth(sheet, name, name, c.width); err != nil {
			return err
		}
		if isNumber := c.field == intake.FieldSize || c.field == intake.FieldLon || c.field == intake.FieldLat; !isNumber {
			if err := b.file.SetColStyle(sheet, name, b.words); err != nil {
				return err
			}
		}
	}
	if err := b.rows(sheet, append([][]any{headings}, b.examples()...)); err != nil {
		return err
	}
	return b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// columnName is the letter of a field's column in the template.
func columnName(f intake.Field) string {
	at := slices.IndexFunc(templateColumns(), func(c registerColumn) bool { return c.field == f })
	name, _ := excelize.ColumnNumberToName(at + 1) // a template has far fewer columns than a sheet
	return name
}

// rows writes rows of which the first is a heading.
func (b *templateBook) rows(sheet string, rows [][]any) error {
	for i := range rows {
		if err := b.file.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &rows[i]); err != nil {
			return err
		}
	}
	last, err := excelize.ColumnNumberToName(len(rows[0]))
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(sheet, "A1", last+"1", b.bold)
}

// categoryList writes the sheet of categories.
func (b *templateBook) categoryList() error {
	sheet := b.texts.Text("sheet.categories", nil)
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{b.texts.Text("column.category-name", nil), b.texts.Text("column.category", nil)}}
	for _, c := range b.categories.All() {
		rows = append(rows, []any{b.nameOf(&c), c.Code})
	}
	if err := b.file.SetColWidth(sheet, "A", "A", 30); err != nil {
		return err
	}
	return b.rows(sheet, rows)
}

func (b *templateBook) nameOf(c *geo.Category) string {
	if b.texts.Lang() == text.ZH {
		return c.ZH
	}
	return c.EN
}

// choices offers categories and coordinate systems in the cells.
func (b *templateBook) choices() error {
	list := "'" + b.texts.Text("sheet.categories", nil) + "'!$A$2:$A$" + strconv.Itoa(1+len(b.categories.All()))
	category := b.choice(intake.FieldCategory)
	category.SetSqrefDropList(list)
	datum := b.choice(intake.FieldDatum)
	names := make([]string, 0, len(geo.Datums()))
	for _, d := range geo.Datums() {
		names = append(names, d.String())
	}
	if err := datum.SetDropList(names); err != nil {
		return err
	}
	sheet := b.texts.Text("sheet.register", nil)
	if err := b.file.AddDataValidation(sheet, category); err != nil {
		return err
	}
	return b.file.AddDataValidation(sheet, datum)
}

// choice is a choice in the cells of a field. Others may be typed: the reader
// knows more words than are offered.
func (b *templateBook) choice(f intake.Field) *excelize.DataValidation {
	choice := excelize.NewDataValidation(true)
	choice.ShowErrorMessage = false
	choice.SetSqref(columnName(f) + "2:" + columnName(f) + strconv.Itoa(templateRows))
	return choice
}

// help writes the sheet that says what the columns mean, those included that the
// template has not but the reader knows.
func (b *templateBook) help() error {
	sheet := b.texts.Text("sheet.columns", nil)
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	rows := [][]any{{b.texts.Text("column.column", nil), b.texts.Text("column.meaning", nil), b.texts.Text("column.also", nil)}}
	for _, f := range intake.Fields() {
		rows = append(rows, []any{heading(f, b.texts), b.texts.Text(fieldTexts[f].help, nil), strings.Join(f.Headings(), " / ")})
	}
	for name, width := range map[string]float64{"A": 18, "B": 90, "C": 30} {
		if err := b.file.SetColWidth(sheet, name, name, width); err != nil {
			return err
		}
	}
	if err := b.rows(sheet, rows); err != nil {
		return err
	}
	return b.file.SetCellStyle(sheet, "A2", "C"+strconv.Itoa(len(rows)), b.folded)
}
