package report

import (
	"cmp"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// workbookTime stands in the workbook as when it was made: the same draw gives
// the same bytes.
const workbookTime = "2020-01-01T00:00:00Z"

// XLSX writes a workbook of two sheets: the table, and what the draw was made
// from. Identifiers and codes are texts.
func XLSX(w io.Writer, d Draw) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	picks, basis := d.Texts.Text("sheet.picks", nil), d.Texts.Text("sheet.basis", nil)
	if err := f.SetSheetName(f.GetSheetName(0), picks); err != nil {
		return err
	}
	if _, err := f.NewSheet(basis); err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := d.picksSheet(f, picks, bold); err != nil {
		return err
	}
	if err := d.basisSheet(f, basis, bold); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Created: workbookTime, Modified: workbookTime}); err != nil {
		return err
	}
	return f.Write(w)
}

// picksSheet streams the table. Only one sheet may be streamed: excelize writes
// streams in no fixed order.
func (d *Draw) picksSheet(f *excelize.File, sheet string, bold int) error {
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	list := columns()
	heading := make([]any, len(list))
	for i, c := range list {
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		heading[i] = excelize.Cell{StyleID: bold, Value: d.Texts.Text(c.heading, nil)}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", heading); err != nil {
		return err
	}
	number := 1
	err = d.rows(func(r row) error {
		number++
		cells := make([]any, len(list))
		for i, c := range list {
			cells[i] = c.value(r).xlsx()
		}
		return out.SetRow("A"+strconv.Itoa(number), cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (c cell) xlsx() any {
	if v, err := strconv.ParseFloat(c.value, 64); c.number && err == nil {
		return v
	}
	return c.value
}

// basisSheet writes plan, frame, seed, digests, shortfalls and the steps that were
// never opened.
func (d *Draw) basisSheet(f *excelize.File, sheet string, bold int) error {
	facts := d.facts()
	var rows [][]any
	for _, fact := range facts {
		rows = append(rows, []any{d.Texts.Text(fact.heading, nil), fact.value})
	}
	if len(d.Record.Shortfalls) > 0 {
		rows = append(rows, nil, d.headings("column.short-step", "column.within", "column.want", "column.got"))
		for _, s := range d.Record.Shortfalls {
			rows = append(rows, []any{s.Step, s.Within, s.Want, s.Got})
		}
	}
	if steps := d.Record.Unopened(); len(steps) > 0 {
		rows = append(rows, nil, d.headings("column.unopened-step", "column.opening-step"))
		for _, s := range steps {
			rows = append(rows, []any{s.ID, s.Within + s.Of})
		}
	}
	for i, cells := range rows {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &cells); err != nil {
			return err
		}
	}
	last := "A" + strconv.Itoa(len(rows))
	if err := f.SetCellStyle(sheet, "A1", last, bold); err != nil {
		return err
	}
	if err := f.SetColWidth(sheet, "A", "A", 24); err != nil {
		return err
	}
	return f.SetColWidth(sheet, "B", "B", 70)
}

func (d *Draw) headings(keys ...geo.Code) []any {
	list := make([]any, len(keys))
	for i, key := range keys {
		list[i] = d.Texts.Text(key, nil)
	}
	return list
}

// fact is one line about what the draw was made from.
type fact struct {
	heading geo.Code
	value   any
}

func (d *Draw) facts() []fact {
	r := d.Record
	mains := 0
	for i := range r.Picks {
		if r.Picks[i].Role == sampler.Main {
			mains++
		}
	}
	note := cmp.Or(d.note(), d.Texts.Text("nature.draw", nil))
	facts := []fact{{"column.nature", d.orIncomplete(note)}}
	if len(d.Incomplete) > 0 {
		facts = append(facts, fact{"fact.incomplete", strings.Join(d.Incomplete, d.Texts.Text("names.and", nil))})
	}
	facts = append(facts, []fact{
		{"fact.spec", sampler.Spec},
		{"fact.plan", r.Plan.Name},
		{"fact.title", r.Plan.Title},
		{"fact.plan-digest", r.Plan.Digest().String()},
		{"fact.frame-digest", r.FrameDigest.String()},
		{"fact.sites", r.FrameSites},
		{"fact.seed", d.seed()},
		{"fact.record-digest", r.Digest().String()},
		{"fact.main", mains},
		{"fact.reserve", len(r.Picks) - mains},
	}...)
	if hidden := d.hidden(); hidden > 0 {
		facts = append(facts, fact{"fact.hidden", hidden})
	}
	return facts
}
