package report

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

const awkwardPlan = `
name: "=1+1"
title: " '+名称, \"大\""
steps:
  - {id: "007", category: [SC], tags: ["=a", "b;c", "_x0041_x0042_", _x005F_], n: 9007199254740991}
  - {id: "-2", category: [SC, "@x"], n: all, in: ["1e5", "\u3000"]}
  - {id: stop, category: [GJZD], n: 3, method: map, map: {anchor: "picks:007", radius: 1000, take: nearest}, reserve: 2}
  - {id: size, category: [YY], n: 2, method: systematic, by_size: true, by: "tag:'=", allocate: each}
  - {id: far, category: [YY], n: 1, within: stop, apart: 200, at_most: {by: unit, n: 1}, not_in: [size], walk: 7}
`

func planOf(t testing.TB, source string) *sampler.Plan {
	t.Helper()
	p, err := sampler.ReadPlan(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

type planWriter func(io.Writer, *sampler.Plan, *text.Catalogue) error

func planWriters() map[string]planWriter {
	return map[string]planWriter{"PlanCSV": PlanCSV, "PlanXLSX": PlanXLSX}
}

func planWritten(t testing.TB, write planWriter, p *sampler.Plan, lang text.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, p, text.For(lang)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cells reads a table as plan import does.
func cells(t testing.TB, table []byte) []sampler.TableRow {
	t.Helper()
	read, err := intake.ReadCells("plan", bytes.NewReader(table), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]sampler.TableRow, len(read))
	for i, row := range read {
		rows[i] = sampler.TableRow{Number: row.Number, Cells: row.Cells}
	}
	return rows
}

// TestPlanTables writes plans in every language and form and reads them again.
func TestPlanTables(t *testing.T) {
	plans := []*sampler.Plan{planOf(t, awkwardPlan)}
	for _, name := range sampler.ShippedPlans() {
		p, err := sampler.ShippedPlan(name)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, &p)
	}
	for _, p := range plans {
		for _, lang := range text.Langs() {
			for name, write := range planWriters() {
				table := planWritten(t, write, p, lang)
				got, err := sampler.PlanFromTable(cells(t, table), PlanHeadings())
				if err != nil || got.Digest() != p.Digest() {
					t.Errorf("%s(%q, %s), read again = %s, %v, want %s", name, p.Name, lang,
						sampler.AppendPlan(nil, &got), err, sampler.AppendPlan(nil, p))
				}
				if again := planWritten(t, write, p, lang); !bytes.Equal(table, again) {
					t.Errorf("%s(%q, %s): two runs differ", name, p.Name, lang)
				}
			}
		}
	}
}

// No cell of a plan's CSV is taken for a formula.
func TestPlanCSVHoldsNoFormula(t *testing.T) {
	for _, row := range cells(t, planWritten(t, PlanCSV, planOf(t, awkwardPlan), text.ZH)) {
		for i, cell := range row.Cells {
			if isFormula(cell) {
				t.Errorf("row %d, cell %d = %q, a formula", row.Number, i+1, cell)
			}
		}
	}
}

// The columns of the catalogue are those of package sampler, in its order.
func TestPlanColumnsAreComplete(t *testing.T) {
	var got []string
	for _, c := range planColumns() {
		got = append(got, c.member)
		for _, lang := range text.Langs() {
			texts := text.For(lang)
			if texts.Text(c.heading, nil) == string(c.heading) || texts.Text(c.about, nil) == string(c.about) {
				t.Errorf("%s has no heading or meaning in %s", c.member, lang)
			}
		}
	}
	if diff := cmp.Diff(append([]string{"name", "title"}, sampler.PlanColumns()...), got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestPlanHeadings(t *testing.T) {
	member := PlanHeadings()
	for _, c := range planColumns() {
		headings := []string{c.member}
		for _, lang := range text.Langs() {
			headings = append(headings, text.For(lang).Text(c.heading, nil))
		}
		for _, h := range headings {
			if got, known := member(h); got != c.member || !known {
				t.Errorf("PlanHeadings()(%q) = %q, %v, want %q", h, got, known, c.member)
			}
		}
	}
	for _, test := range []struct {
		heading, want string
		known         bool
	}{
		{"最小间距(米)", "apart", true},
		{"LEAST  distance(m)", "apart", true},
		{" 抽取数*", "n", true},
		{"类别代码：", "category", true},
		{"抽区数", "抽取数", false},
		{"Methods", "Method", false},
		{"备注栏目说明", "", false},
	} {
		if got, known := member(test.heading); got != test.want || known != test.known {
			t.Errorf("PlanHeadings()(%q) = %q, %v, want %q, %v", test.heading, got, known, test.want, test.known)
		}
	}
}

func TestPlanXLSX(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(planWritten(t, PlanXLSX, planOf(t, awkwardPlan), text.ZH)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"方案", "各列说明"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	panes, err := f.GetPanes("方案")
	if err != nil || !panes.Freeze || panes.YSplit != planHead || panes.XSplit != 1 {
		t.Errorf("panes %+v, %v, want name, title and headings frozen", panes, err)
	}
	for cell, want := range map[string]excelize.CellType{
		"A4": excelize.CellTypeSharedString, // "007" stays
		"J4": excelize.CellTypeUnset,        // a number
		"J5": excelize.CellTypeSharedString, // 全部
	} {
		if got, err := f.GetCellType("方案", cell); got != want || err != nil {
			t.Errorf("type of %s = %v, %v, want %v", cell, got, err, want)
		}
	}
	choices, err := f.GetDataValidations("方案")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range choices {
		got[c.Sqref] = c.Formula1
	}
	want := map[string]string{
		"K4:K208": `"proportional,equal,each"`, "L4:L208": `"simple,systematic,pareto,balanced,map"`,
		"M4:M208": `"是,否"`, "V4:V208": `"any,nearest"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words offered (-want +got):\n%s", diff)
	}
	about, err := f.GetRows("各列说明")
	if err != nil || len(about) != 1+len(planColumns()) || len(about[1]) != 3 {
		t.Errorf("the second sheet has %d rows, %v, want one for each of %d columns", len(about), err, len(planColumns()))
	}
	id, err := f.GetCellStyle("方案", "C3")
	if style, _ := f.GetStyle(id); err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("the headings are not bold: %v", err)
	}
}

// A workbook that would cut a text is not written.
func TestPlanXLSXRefusesWhatNoCellHolds(t *testing.T) {
	for _, title := range []string{strings.Repeat("长", excelize.TotalCellChars+1), strings.Repeat("🏪", excelize.TotalCellChars/2+1), "a\uffff"} {
		p := planOf(t, "steps: [{id: a, category: [SC], n: 1}]")
		p.Title = title
		err := PlanXLSX(io.Discard, p, text.For(text.ZH))
		e, ok := errors.AsType[*geo.Error](err)
		if !ok || e.Code != ErrCell {
			t.Errorf("PlanXLSX with a title of %d bytes = %v, want %s", len(title), err, ErrCell)
		}
	}
	p := planOf(t, "steps: [{id: a, category: [SC], n: 1}]")
	p.Title = strings.Repeat("长", excelize.TotalCellChars)
	if err := PlanXLSX(io.Discard, p, text.For(text.ZH)); err != nil {
		t.Errorf("PlanXLSX with the longest title = %v", err)
	}
}

func TestNeverCSV(t *testing.T) {
	f, err := sampler.NewFrame([]geo.Site{
		{ID: "a", Name: "=x", Category: "SC", Area: "360681001001", Unit: "城管局"}, {ID: "b", Category: "GY"},
	})
	if err != nil {
		t.Fatal(err)
	}
	list := []sampler.NeverDrawn{
		{Site: "a", Category: "SC", Reason: sampler.NeverUnlocated}, {Site: "b", Category: "GY", Reason: sampler.NeverCategory},
	}
	var b bytes.Buffer
	if err := NeverCSV(&b, list, f, text.For(text.EN)); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffid,name,category,area,unit,reason\r\n" +
		"a,'=x,SC,360681001001,城管局,Without the position that a step needs\r\n" +
		"b,,GY,,,No step draws this category\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("NeverCSV (-want +got):\n%s", diff)
	}
	list = append(list, sampler.NeverDrawn{Site: "c"})
	if err := NeverCSV(io.Discard, list, f, text.For(text.EN)); !errors.Is(err, ErrSite) {
		t.Errorf("NeverCSV of a site that is not in the frame = %v, want %s", err, ErrSite)
	}
}

// Every reason has a sentence.
func TestNeverReasonsAreSaid(t *testing.T) {
	reasons := sampler.NeverReasons()
	for _, lang := range text.Langs() {
		for i, reason := range reasons {
			if said := text.For(lang).Text(reason, nil); said == string(reason) || slices.Contains(reasons[:i], reason) {
				t.Errorf("%s %s = %q", lang, reason, said)
			}
		}
	}
}
