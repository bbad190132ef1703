package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// lacking draws less than its plan wants: one step has a shortfall, one never
// begins.
const lacking = `
title: 县级 <b>抽签</b>
steps:
  - {id: markets, category: [SC], n: 5, reserve: 2}
  - {id: none, category: [nix], n: 2}
  - {id: census, category: [nix], n: all}
  - {id: after, category: [SC], within: none, n: 2}
`

// drawOf draws a plan from sites.
func drawOf(t testing.TB, plan string, sites []geo.Site, lang text.Lang) Draw {
	t.Helper()
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.ReadPlan(strings.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	record, err := sampler.Draw(context.Background(), frame, p, "the seed itself", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Draw{Record: record, Frame: frame, Texts: text.For(lang)}
}

var at = time.Date(2026, 5, 4, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// known is a result about which everything is said.
func known(t testing.TB, lang text.Lang) Result {
	t.Helper()
	d := drawOf(t, lacking, []geo.Site{
		{ID: "m1", Name: "<script>alert(1)</script>", Category: "SC", Unit: "=1+1", Area: "990100001001", Geometry: geo.Point{Lon: 1230000000, Lat: 335000000}},
		{ID: "m2", Name: "\u201c=cmd\u201d_x0041_", Category: "SC", Unit: "@城管局", Area: "990100001002"},
		{ID: "t", Name: "立春镇", Category: "XZZF", Area: "990100001000"},
		{ID: "v", Name: "稻畈村", Category: "XZC", Area: "990100001001"},
	}, lang)
	d.Practice, d.Incomplete = true, []string{"990100005000 流口镇"}
	seal, err := sampler.NewSeal(sampler.Seal{Closes: "2026-05-03T18:00:00+08:00", Opens: "2026-05-04T09:00:00+08:00"})
	if err != nil {
		t.Fatal(err)
	}
	return Result{Draw: d, Number: "2026-07", Seal: &seal, Drawn: at, Released: at.Add(time.Hour), Withdrawn: "登记有误", Datum: geo.GCJ02}
}

func TestResultHTML(t *testing.T) {
	r := known(t, text.ZH)
	page := render(t, ResultHTML, r)
	checkPage(t, page)
	for _, want := range []string{
		"点位抽签结果表（演练，非正式抽签）", "演练：种子由人指定", "已撤回：登记有误", "990100005000 流口镇", "县级 &lt;b&gt;抽签&lt;/b&gt;", "2026-07",
		r.Record.Digest().String(), r.Seal.Digest().String(), "2026-05-03T18:00:00&#43;08:00", "2026-05-04 10:00:00 &#43;08:00",
		"经度（GCJ-02）", "高德", "缺额步骤", "未开始的步骤", "&lt;script&gt;",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if bytes.Contains(page, []byte("the seed itself")) {
		t.Error("the page tells the seed")
	}
	lon, lat := geo.GCJ02.Degrees(geo.Point{Lon: 1230000000, Lat: 335000000})
	cells := cellsOfPage(t, page)
	for _, want := range []string{"立春镇 稻畈村", "立春镇 990100001002", "markets", "各类市场", "主选 1", fmt.Sprintf("%.7f", lon), fmt.Sprintf("%.7f", lat), "5", "after"} {
		if !slices.Contains(cells, strings.TrimRight(want, "0")) && !slices.Contains(cells, want) {
			t.Errorf("the table lacks %q: %q", want, cells)
		}
	}
}

func TestResultSaysNothingThatItDoesNotKnow(t *testing.T) {
	page := render(t, ResultHTML, Result{Draw: sample(t, text.EN)})
	checkPage(t, page)
	for _, not := range []string{"<dt>draw number", "<dt>drawn", "<dt>seal", "<dt>reserves not shown", "0001-01-01", `class="notice"`, "practice", "never began"} {
		if bytes.Contains(page, []byte(not)) {
			t.Errorf("the page has %q", not)
		}
	}
}

func TestResultXLSX(t *testing.T) {
	r := known(t, text.ZH)
	book := render(t, ResultXLSX, r)
	cells := cellsOfBook(t, book)
	for _, want := range []string{
		"点位抽签结果表（演练，非正式抽签）", "<script>alert(1)</script>", "\u201c=cmd\u201d_x0041_", "=1+1", "@城管局", "立春镇 稻畈村", "缺额步骤", "after",
		"记录摘要  " + r.Record.Digest().String(),
	} {
		if !slices.Contains(cells, want) {
			t.Errorf("the workbook lacks %q: %q", want, cells)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	if got := f.GetDefinedName(); len(got) != 1 || got[0].Name != "_xlnm.Print_Titles" {
		t.Errorf("defined names %+v, want the headings on each page", got)
	} else if row, _ := f.GetCellValue(sheet, "A"+got[0].RefersTo[strings.LastIndex(got[0].RefersTo, "$")+1:]); row != "序号" {
		t.Errorf("%s repeats the row of %q", got[0].RefersTo, row)
	}
	if p, err := f.GetPageLayout(sheet); err != nil || *p.Orientation != "landscape" || *p.Size != 9 || *p.FitToWidth != 1 {
		t.Errorf("the page is laid out as %+v, %v", p, err)
	}
}

func TestResultCSV(t *testing.T) {
	r := known(t, text.ZH)
	rest, marked := bytes.CutPrefix(render(t, ResultCSV, r), []byte("\ufeff"))
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("byte order mark: %v, %v", marked, err)
	}
	var units, remarks []string
	for _, row := range rows[1:] {
		if row[0] != "演练；抽样框缺少 1 个乡镇级单位" || row[1] != "2026-07" || row[2] != r.Record.Digest().String() {
			t.Errorf("row is of the draw %q", row[:3])
		}
		units, remarks = append(units, row[8]), append(remarks, row[len(row)-1])
	}
	slices.Sort(units)
	if diff := cmp.Diff([]string{"", "", "", "'=1+1", "'@城管局"}, units); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"", "", "缺额：步骤“markets”应抽 5，抽到 2。", "缺额：步骤“none”应抽 2，抽到 0。", "步骤“after”没有抽：步骤“none”一个也没有抽中。",
	}, remarks); diff != "" {
		t.Errorf("remarks (-want +got):\n%s", diff)
	}
}

// The workbook of a draw says which steps never began.
func TestXLSXNamesUnopenedSteps(t *testing.T) {
	cells := cellsOfBook(t, render(t, XLSX, known(t, text.EN).Draw))
	i := slices.Index(cells, "step that never began")
	if i < 0 || !slices.Equal(cells[i+1:], []string{"waits for step", "after", "none"}) {
		t.Errorf("cells after the heading: %q", cells[max(i, 0):])
	}
}

func TestResultRefusesLongCells(t *testing.T) {
	r := known(t, text.ZH)
	r.Number = strings.Repeat("1", excelize.TotalCellChars)
	if err := ResultXLSX(io.Discard, r); !errors.Is(err, ErrCell) {
		t.Errorf("ResultXLSX = %v, want %s", err, ErrCell)
	}
	r.Record.Picks[0].ID = "nowhere"
	for name, write := range map[string]func(io.Writer, Result) error{"XLSX": ResultXLSX, "HTML": ResultHTML, "CSV": ResultCSV} {
		if err := write(io.Discard, r); !errors.Is(err, ErrSite) {
			t.Errorf("%s: error %v, want %s", name, err, ErrSite)
		}
	}
}

var shippedChecks = geo.ShippedChecks()

// outputs are all ways in which a draw leaves the house, limited to reserves that
// were opened.
func outputs(d Draw, opened []Opened, contacts []geo.Contact) map[string]func(io.Writer) error {
	d.Reserves = OnlyOpened(opened)
	r := Result{Draw: d}
	s := Sheets{Result: r, Contacts: contacts, Opened: opened, Checks: shippedChecks}
	s.Reserves = AllReserves() // sheets do not ask
	return map[string]func(io.Writer) error{
		"CSV":        func(w io.Writer) error { return CSV(w, d) },
		"XLSX":       func(w io.Writer) error { return XLSX(w, d) },
		"GeoJSON":    func(w io.Writer) error { return GeoJSON(w, d) },
		"ResultCSV":  func(w io.Writer) error { return ResultCSV(w, r) },
		"ResultXLSX": func(w io.Writer) error { return ResultXLSX(w, r) },
		"ResultHTML": func(w io.Writer) error { return ResultHTML(w, r) },
		"SheetsCSV":  func(w io.Writer) error { return SheetsCSV(w, s) },
		"SheetsXLSX": func(w io.Writer) error { return SheetsXLSX(w, s) },
		"SheetsHTML": func(w io.Writer) error { return SheetsHTML(w, s) },
	}
}

// manyReserves picks reserves in scopes and strata.
const manyReserves = `
steps:
  - {id: first, category: [SC], n: 3, reserve: 3}
  - {id: strata, category: [GY], by: unit, allocate: each, n: 1, reserve: 1}
  - {id: towns, category: [XZZF], n: 1, reserve: 1}
  - {id: inside, category: [XX], within: towns, n: 1, reserve: 1}
`

func manySites() (sites []geo.Site, contacts []geo.Contact) {
	for _, category := range []string{"SC", "GY", "XX"} {
		for i := range 6 {
			id := fmt.Sprintf("site<%s%d>", category, i)
			sites = append(sites, geo.Site{ID: id, Name: "name of " + id, Category: category, Unit: fmt.Sprintf("unit %d", i%2), Area: fmt.Sprintf("99010000%d001", i%2+1)})
			contacts = append(contacts, geo.Contact{ID: id, Person: "person of " + id, Address: "address of " + id, Note: "note of " + id})
		}
	}
	for i := range 2 {
		sites = append(sites, geo.Site{ID: fmt.Sprintf("site<T%d>", i), Name: fmt.Sprintf("town %d", i), Category: "XZZF", Area: fmt.Sprintf("99010000%d000", i+1)})
	}
	return sites, contacts
}

// No output names a reserve that nobody opened; each names all that is shown.
func TestUnopenedReservesAreNowhere(t *testing.T) {
	sites, contacts := manySites()
	d := drawOf(t, manyReserves, sites, text.ZH)
	reserves := slices.DeleteFunc(slices.Clone(d.Record.Picks), func(p sampler.Pick) bool { return p.Role == sampler.Main })
	d.Categories = shipped
	if len(reserves) != 7 {
		t.Fatalf("the draw has %d reserves, want 7", len(reserves))
	}
	checks := 0
	rapid.Check(t, func(t *rapid.T) {
		checks++
		books := checks == 1 || os.Getenv("SITEDRAW_LONG") != "" // they take their time
		var opened []Opened
		shown := map[string]bool{}
		for _, p := range d.Record.Picks {
			isOpen := p.Role == sampler.Reserve && rapid.Bool().Draw(t, p.ID)
			if isOpen {
				opened = append(opened, Opened{p.Step, p.Within, p.Stratum, p.Order})
			}
			shown[p.ID] = isOpen || p.Role == sampler.Main || shown[p.ID]
		}
		for name, write := range outputs(d, opened, contacts) {
			if strings.HasSuffix(name, "XLSX") && !books {
				continue
			}
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all := plain(t, name, b.Bytes())
			for id, want := range shown {
				if got := strings.Contains(all, id); got != want {
					t.Fatalf("%s has %s: %v, want %v", name, id, got, want)
				}
			}
		}
	})
}

// plain is what a reader finds in an output.
func plain(t interface{ Fatal(...any) }, name string, b []byte) string {
	switch {
	case strings.HasSuffix(name, "XLSX"):
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var all []string
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(rows))
		}
		return strings.Join(all, "\n")
	case strings.HasSuffix(name, "HTML"):
		return strings.NewReplacer("&lt;", "<", "&gt;", ">").Replace(string(b))
	default:
		return string(b)
	}
}

func TestReservesAreCounted(t *testing.T) {
	sites, _ := manySites()
	d := drawOf(t, manyReserves, sites, text.EN)
	for _, test := range []struct {
		reserves Reserves
		want     string
	}{
		{Reserves{}, "7"}, {AllReserves(), ""}, {OnlyOpened(nil), "7"}, {OnlyOpened([]Opened{{Step: "first", Order: 2}, {Step: "first", Order: 9}}), "6"},
	} {
		d.Reserves = test.reserves
		written := string(render(t, GeoJSON, d))
		_, hidden, _ := strings.Cut(written, `"hidden_reserves":`)
		if hidden, _, _ = strings.Cut(hidden, ","); hidden != test.want {
			t.Errorf("%+v: GeoJSON counts %q reserves, want %q", test.reserves, hidden, test.want)
		}
		cells := cellsOfBook(t, render(t, XLSX, d))
		inMap, inBook := strings.Contains(written, d.Record.Seed), slices.Contains(cells, d.Record.Seed)
		if shown := test.want == ""; inMap != shown || inBook != shown {
			t.Errorf("%+v: the seed is shown: %v, %v, want %v", test.reserves, inMap, inBook, shown)
		}
		i := slices.Index(cells, "reserves not shown, as nobody opened them")
		if (i >= 0) != (test.want != "") || i >= 0 && cells[i+1] != test.want {
			t.Errorf("%+v: the workbook counts %q", test.reserves, cells[max(i, 0):])
		}
	}
}

func TestOutputsAreTheSameAgain(t *testing.T) {
	sites, contacts := manySites()
	first := map[string][]byte{}
	for range 4 {
		for name, write := range outputs(drawOf(t, manyReserves, sites, text.EN), nil, contacts) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if first[name] == nil {
				first[name] = b.Bytes()
			} else if !bytes.Equal(first[name], b.Bytes()) {
				t.Errorf("%s: two runs differ", name)
			}
		}
	}
}
