package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
)

// writeLeaves writes a workbook with a worksheet for each leaf, laid out for A4
// across with the headings of its first table on every page.
func writeLeaves(w io.Writer, leaves []leaf) error {
	return writeWorkbook(w, func(f *excelize.File) error {
		b := leafBook{file: f, names: sheetNames(leaves)}
		if err := b.styles(); err != nil {
			return err
		}
		for i := range leaves {
			if err := b.leaf(i, &leaves[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// leafBook is a workbook of leaves at work.
type leafBook struct {
	file  *excelize.File
	names []string // of the worksheets

	title, notice, fact, caption, head, body, link int // styles

	sheet  string    // at work
	row    int       // last one written
	widths []float64 // of its columns, in letters
}

func (b *leafBook) styles() (err error) {
	var frame []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		frame = append(frame, excelize.Border{Type: side, Color: "555555", Style: 1})
	}
	bold := &excelize.Font{Bold: true}
	folded := &excelize.Alignment{WrapText: true, Vertical: "top"}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: titleSize}, Alignment: &excelize.Alignment{Horizontal: "center", WrapText: true}}},
		{&b.notice, excelize.Style{Font: bold, Alignment: folded, Border: frame}},
		{&b.fact, excelize.Style{Alignment: folded}},
		{&b.caption, excelize.Style{Font: bold}},
		{&b.head, excelize.Style{Font: bold, Border: frame, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}}},
		{&b.body, excelize.Style{Border: frame, Alignment: folded}},
		{&b.link, excelize.Style{Border: frame, Alignment: folded, Font: &excelize.Font{Underline: "single"}}},
	} {
		if *s.to, err = b.file.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return nil
}

// leaf writes one worksheet.
func (b *leafBook) leaf(number int, l *leaf) error {
	b.sheet, b.row, b.widths = b.names[number], 0, nil
	if number == 0 {
		if err := b.file.SetSheetName(b.file.GetSheetName(0), b.sheet); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(b.sheet); err != nil {
		return err
	}
	if err := b.columns(l); err != nil {
		return err
	}
	if err := b.top(l); err != nil {
		return err
	}
	for i := range l.tables {
		if err := b.table(&l.tables[i]); err != nil {
			return err
		}
		if i == 0 {
			if err := b.repeatHead(&l.tables[0]); err != nil {
				return err
			}
		}
	}
	return b.layout()
}

// columns makes each column as wide as the tables want it.
func (b *leafBook) columns(l *leaf) error {
	for i := range l.tables {
		for j, c := range l.tables[i].columns {
			if j == len(b.widths) {
				b.widths = append(b.widths, 0)
			}
			b.widths[j] = max(b.widths[j], c.width)
		}
	}
	for j, width := range b.widths {
		name, err := excelize.ColumnNumberToName(j + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(b.sheet, name, name, width); err != nil {
			return err
		}
	}
	return nil
}

// top writes title, notice and facts, each over the whole width.
func (b *leafBook) top(l *leaf) error {
	if err := b.across(l.title, b.title); err != nil {
		return err
	}
	if l.notice != "" {
		if err := b.across(l.notice, b.notice); err != nil {
			return err
		}
	}
	for _, f := range l.facts {
		if err := b.across(f.Label+"  "+f.Value, b.fact); err != nil {
			return err
		}
	}
	b.row++
	return nil
}

// across writes a row of one cell over all columns.
func (b *leafBook) across(value string, style int) error {
	if err := b.styled([]cell{textCell(value)}, style); err != nil {
		return err
	}
	width := 0.0
	for _, column := range b.widths {
		width += column
	}
	large := 1.0
	if style == b.title {
		large = titleSize / bodySize
	}
	if err := b.high(large * lines(value, width/large)); err != nil {
		return err
	}
	first, last := "A"+strconv.Itoa(b.row), b.corner()
	if err := b.file.SetCellStyle(b.sheet, first, last, style); err != nil {
		return err
	}
	return b.file.MergeCell(b.sheet, first, last)
}

// corner is the last cell of the row at work.
func (b *leafBook) corner() string {
	name, _ := excelize.ColumnNumberToName(len(b.widths)) // as many as have a name
	return name + strconv.Itoa(b.row)
}

// cells writes a row of values. ErrCell names one that no cell holds.
func (b *leafBook) cells(row []cell) error {
	values := make([]any, len(row))
	for i, c := range row {
		shown := c
		if !fitsCell(c.value) {
			return &geo.Error{Code: ErrCell, Value: c.value}
		}
		shown.value = escapedCell(c.value)
		values[i] = shown.xlsx()
	}
	return b.file.SetSheetRow(b.sheet, "A"+strconv.Itoa(b.row), &values)
}

// table writes caption, headings and rows.
func (b *leafBook) table(g *grid) error {
	if g.caption != "" {
		if err := b.styled([]cell{textCell(g.caption)}, b.caption); err != nil {
			return err
		}
	}
	if len(g.rows) == 0 {
		return b.styled([]cell{textCell(g.none)}, b.fact)
	}
	heading := make([]cell, len(g.columns))
	for i, c := range g.columns {
		heading[i] = textCell(c.heading)
	}
	if err := b.fitted(heading, b.head); err != nil {
		return err
	}
	for i, row := range g.rows {
		if err := b.fitted(row, b.body); err != nil {
			return err
		}
		if g.leads {
			if err := b.lead(b.names[i+1]); err != nil {
				return err
			}
		}
	}
	b.row++
	return nil
}

// fitted writes a row that is as high as its text is long.
func (b *leafBook) fitted(row []cell, style int) error {
	if err := b.styled(row, style); err != nil {
		return err
	}
	most := 1.0
	for i, c := range row {
		most = max(most, lines(c.value, b.widths[i]))
	}
	return b.high(most)
}

// styled writes a row in a style.
func (b *leafBook) styled(row []cell, style int) error {
	b.row++
	if err := b.cells(row); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(row))
	if err != nil {
		return err
	}
	number := strconv.Itoa(b.row)
	return b.file.SetCellStyle(b.sheet, "A"+number, last+number, style)
}

// lead makes the second cell of the row lead to a worksheet.
func (b *leafBook) lead(sheet string) error {
	at := "B" + strconv.Itoa(b.row)
	if err := b.file.SetCellHyperLink(b.sheet, at, quoted(sheet)+"!A1", "Location"); err != nil {
		return err
	}
	return b.file.SetCellStyle(b.sheet, at, at, b.link)
}

// quoted is the name of a worksheet as references have it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// repeatHead has the headings of a table, whose last row is the one before the
// row at work, on each printed page and always in sight.
func (b *leafBook) repeatHead(g *grid) error {
	if len(g.rows) == 0 {
		return nil
	}
	head := b.row - 1 - len(g.rows)
	number := strconv.Itoa(head)
	err := b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: quoted(b.sheet) + "!$" + number + ":$" + number, Scope: b.sheet,
	})
	if err != nil {
		return err
	}
	return b.file.SetPanes(b.sheet, &excelize.Panes{
		Freeze: true, YSplit: head, TopLeftCell: "A" + strconv.Itoa(head+1), ActivePane: "bottomLeft",
	})
}

// layout is A4 across, as many pages as it takes but one page wide, numbered.
func (b *leafBook) layout() error {
	const a4 = 9
	across, wide, tall, fit := "landscape", 1, 0, true
	size := a4
	if err := b.file.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &across, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	side, upper, lower, footer := 0.4, 0.5, 0.6, 0.3 // inches
	if err := b.file.SetPageMargins(b.sheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &upper, Bottom: &lower, Header: &footer, Footer: &footer,
	}); err != nil {
		return err
	}
	return b.file.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C&P / &N"})
}
