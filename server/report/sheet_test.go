package report

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/server/text"
)

const walked = `
title: 任务
steps:
  - {id: roads, category: [ZCGD], n: 1, walk: 100}
  - {id: junctions, category: [JTLK], n: 1}
  - {id: markets, category: [SC], n: 2}
  - {id: other, category: [own], n: 1}
`

// tasked are sheets of two units and of none.
func tasked(t testing.TB, lang text.Lang) Sheets {
	t.Helper()
	const e, n = 1230000000, 335000000
	d := drawOf(t, walked, []geo.Site{
		{ID: "r", Name: "一号路", Category: "ZCGD", Unit: "城管局/执法局", Geometry: geo.Line{{Lon: e, Lat: n}, {Lon: e + 20000, Lat: n}}},
		{ID: "j", Name: "路口", Category: "JTLK", Unit: "城管局/执法局"},
		{ID: "m1", Name: "<script>市场", Category: "SC", Unit: "目录"},
		{ID: "m2", Name: "二市场", Category: "SC"},
		{ID: "o", Name: "别的", Category: "own", Unit: "目录"},
	}, lang)
	return Sheets{
		Result: Result{Draw: d, Number: "=7"}, Deadline: at,
		Contacts: []geo.Contact{{ID: "r", Person: "甲", Phone: "-000", Chief: "路长甲", Address: "+地址"}},
	}
}

// tasksOf reads the CSV again: rows by id of the site.
func tasksOf(t *testing.T, s Sheets) map[string]map[string]string {
	t.Helper()
	rest, marked := bytes.CutPrefix(render(t, SheetsCSV, s), []byte("\ufeff"))
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("byte order mark: %v, %v", marked, err)
	}
	byID := map[string]map[string]string{}
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, value := range row {
			m[rows[0][i]] = value
		}
		byID[m["点位编号"]] = m
	}
	return byID
}

func TestSheetsCSV(t *testing.T) {
	tasks := tasksOf(t, tasked(t, text.ZH))
	for _, test := range []struct{ id, column, want string }{
		{"r", "抽签编号", "'=7"}, {"r", "责任单位", "城管局/执法局"}, {"r", "类别名称", "主次干道"}, {"r", "主选/备选", "主选 1"},
		{"r", "责任人", "甲"}, {"r", "电话", "'-000"}, {"r", "路长", "路长甲"}, {"r", "地址", "'+地址"},
		{"r", "完成时限", "2026-05-04 09:00:00 +08:00"}, {"r", "检查结果", ""}, {"r", "存在问题", ""},
		{"m1", "责任人", ""}, {"m1", "检查时段", "06:00–09:00"}, {"m1", "点位名称", "<script>市场"}, {"m2", "责任单位", ""},
		{"j", "检查时段", "07:30–09:00\n10:00–11:30"}, {"o", "检查内容", ""}, {"o", "检查时段", ""}, {"o", "类别", "own"},
	} {
		if got := tasks[test.id][test.column]; got != test.want {
			t.Errorf("%s, %s = %q, want %q", test.id, test.column, got, test.want)
		}
	}
	if got := tasks["m1"]["检查内容"]; !strings.Contains(got, "摊位（4/5）：看五个摊位，至少四个不出线，划行归市\n") {
		t.Errorf("what is checked on a market = %q", got)
	}
	if got := tasks["r"][wide("路段图形(WKT)")]; !strings.HasPrefix(got, "LINESTRING (") {
		t.Errorf("the stretch = %q", got)
	}
}

func TestSheetsXLSX(t *testing.T) {
	s := tasked(t, text.ZH)
	book := render(t, SheetsXLSX, s)
	cells := cellsOfBook(t, book)
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"目录", "城管局_执法局", "目录 (2)", "未定责任单位", "检查标准"}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-want +got):\n%s", diff)
	}
	for _, want := range []string{
		"任务台账：城管局/执法局", "一号路\nr", "甲\n-000", "路长甲", "抽签编号  =7", "完成时限  2026-05-04 09:00:00 +08:00", "<script>市场\nm1",
		"看五个摊位，至少四个不出线，划行归市",
	} {
		if !slices.Contains(cells, want) {
			t.Errorf("the workbook lacks %q", want)
		}
	}
	rows, _ := f.GetRows("目录")
	for i, row := range rows {
		if len(row) > 1 && row[0] == "2" {
			cell, _ := excelize.CoordinatesToCellName(2, i+1)
			if is, to, err := f.GetCellHyperLink("目录", cell); !is || to != "'目录 (2)'!A1" || err != nil {
				t.Errorf("the contents lead to %q, %v", to, err)
			}
		}
	}
}

func TestSheetsHTML(t *testing.T) {
	for _, lang := range text.Langs() {
		page := render(t, SheetsHTML, tasked(t, lang))
		checkPage(t, page)
		if got := bytes.Count(page, []byte("<section")); got != 4 {
			t.Errorf("%s: %d sections, want contents and three sheets", lang, got)
		}
		for _, not := range []string{"the seed itself", "<script", tasked(t, lang).Record.Digest().String()} {
			if bytes.Contains(page, []byte(not)) {
				t.Errorf("%s: the page has %q", lang, not)
			}
		}
	}
}

// Columns that nobody needs are not on paper: without lines and chiefs.
func TestSheetsLeaveOutEmptyColumns(t *testing.T) {
	s := tasked(t, text.ZH)
	s.Units = []string{"目录"}
	page := string(render(t, SheetsHTML, s))
	for heading, want := range map[string]bool{"路长": false, "路段（米）": false, "责任人": true, "检查时段": true, "存在问题": true} {
		if got := strings.Contains(page, ">"+heading+"</th>"); got != want {
			t.Errorf("the sheet has %s: %v, want %v", heading, got, want)
		}
	}
}

func TestSheetsOfChosenUnits(t *testing.T) {
	s := tasked(t, text.ZH)
	for _, test := range []struct{ units, sites []string }{
		{nil, []string{"j", "m1", "m2", "o", "r"}}, {[]string{}, []string{"j", "m1", "m2", "o", "r"}}, {[]string{""}, []string{"m2"}},
		{[]string{"目录", "没有点位的单位"}, []string{"m1", "o"}},
	} {
		s.Units = test.units
		var got []string
		for id := range tasksOf(t, s) {
			got = append(got, id)
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.sites, got); diff != "" {
			t.Errorf("sites of %q (-want +got):\n%s", test.units, diff)
		}
	}
	if page := render(t, SheetsHTML, s); !bytes.Contains(page, []byte("任务台账：没有点位的单位")) || !bytes.Contains(page, []byte("没有抽中的点位。")) {
		t.Error("a unit that was asked for has no sheet")
	}
	s.Deadline = s.Deadline.AddDate(-3000, 0, 0)
	render(t, SheetsXLSX, s)
}

func TestOwnChecksAndVisits(t *testing.T) {
	s := tasked(t, text.EN)
	checks, err := geo.ParseChecks([]byte(`{"checks":[
		{"category":"own","id":"b","item":{"zh":"乙","en":"B"},"group":"facilities","standard":{"zh":"好","en":"good"},"weight":40,"rule":"A 5/5; B 4/5"},
		{"category":"own","id":"a","item":{"zh":"甲","en":"A"},"group":"order","standard":{"zh":"佳","en":"fine"},"weight":60,"rule":"all"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Checks, s.Visits = checks, []geo.Visit{}
	page := string(render(t, SheetsHTML, s))
	for _, want := range []string{">A, B (A 5/5; B 4/5)<", ">fine<", ">all<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "usual hours") {
		t.Error("there are hours though there are no visits")
	}
}
