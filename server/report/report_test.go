package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

const plan = `
title: 试抽
steps:
  - {id: roads, category: [ZCGD], n: 1, walk: 100}
  - {id: markets, category: [SC], n: all}
  - {id: parks, category: [GY], method: map, map: {radius: 30000000}, n: 2, reserve: 1}
`

func ring(corners ...int) geo.Ring {
	var r geo.Ring
	for i := 0; i < len(corners); i += 2 {
		r = append(r, geo.Point{Lon: geo.E7(corners[i]), Lat: geo.E7(corners[i+1])})
	}
	return append(r, r[0])
}

// sample is a draw of sites that are awkward to write.
func sample(t testing.TB, lang text.Lang) Draw {
	t.Helper()
	const e, n = 1172403250, 282958140
	park := geo.Polygon{ // both rings turn the wrong way for GeoJSON
		ring(e, n, e, n+1000, e+1000, n+1000, e+1000, n),
		ring(e+100, n+100, e+200, n+100, e+200, n+200, e+100, n+200),
	}
	frame, err := sampler.NewFrame([]geo.Site{
		{ID: "1/2", Name: "=HYPERLINK(\"http://x\")", Category: "SC", Unit: "-城管局", Area: "360681001001"},
		{ID: "3-1", Name: "'+86", Category: "SC", Geometry: geo.Point{Lon: -1, Lat: 5}},
		{ID: "9", Name: "花卉,\"大\"市场", Category: "SC", Geometry: geo.Point{Lon: e, Lat: n + 1}},
		{ID: "a", Name: "信江路", Category: "ZCGD", Geometry: geo.Line{{Lon: e, Lat: n}, {Lon: e + 30000, Lat: n}}},
		{ID: "p", Name: "公园", Category: "GY", Geometry: park, Marked: true, Mark: geo.Point{Lon: e + 10, Lat: n + 10}},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := sampler.ReadPlan(strings.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	record, err := sampler.Draw(context.Background(), frame, p, "seed", sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Draw{Record: record, Frame: frame, Reserves: AllReserves(), Texts: text.For(lang)}
}

func written(t testing.TB, write func(io.Writer, Draw) error, d Draw) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table reads the CSV again: rows by column heading.
func table(t *testing.T, d Draw) (rows []map[string]string) {
	t.Helper()
	b := written(t, CSV, d)
	rest, marked := bytes.CutPrefix(b, []byte("\ufeff"))
	if !marked {
		t.Error("CSV has no byte order mark")
	}
	cells, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[cells[0][i]] = cell
		}
		rows = append(rows, m)
	}
	return rows
}

func TestCSV(t *testing.T) {
	byID := map[string]map[string]string{}
	for _, row := range table(t, sample(t, text.ZH)) {
		byID[row["点位编号"]] = row
	}
	for _, test := range []struct{ id, column, want string }{
		{"1/2", "点位名称", "'=HYPERLINK(\"http://x\")"}, // no formula
		{"1/2", "责任单位", "'-城管局"},
		{"3-1", "点位名称", "''+86"}, // can be told from "+86"
		{"3-1", "经度(WGS 84)", "-0.0000001"},
		{"3-1", "纬度(WGS 84)", "0.0000005"},
		{"9", "点位名称", "花卉,\"大\"市场"},
		{"9", "类别名称", "各类市场"},
		{"9", "性质", "抽签"},
		{"9", "经度(WGS 84)", "117.240325"},
		{"1/2", "经度(WGS 84)", ""},
		{"1/2", "区划代码", "360681001001"},
		{"a", "主选/备选", "主选"},
		{"p", "序号", "1"},
	} {
		if got := byID[test.id][wide(test.column)]; got != test.want {
			t.Errorf("%s, %s = %q, want %q", test.id, test.column, got, test.want)
		}
	}
	if byID["a"][wide("路段起点(米)")] == "" || byID["p"]["地图中心"] == "" || len(byID["p"]["签号"]) != 64 {
		t.Errorf("stretch, anchor or ticket is missing: %v, %v", byID["a"], byID["p"])
	}
}

// wide writes the brackets of Chinese.
func wide(s string) string { return strings.NewReplacer("(", "\uff08", ")", "\uff09").Replace(s) }

func TestPracticeIsSaidEverywhere(t *testing.T) {
	d := sample(t, text.ZH)
	d.Practice = true
	for _, row := range table(t, d) {
		if row["性质"] != "演练" {
			t.Fatalf("CSV row is not called practice: %v", row)
		}
	}
	if got := written(t, GeoJSON, d); !bytes.Contains(got, []byte(`"practice":true,"step"`)) {
		t.Errorf("features are not called practice: %s", got)
	}
	if cell := cellOf(t, d, "抽签依据", "B1"); !strings.HasPrefix(cell, "演练") {
		t.Errorf("the workbook calls it %q", cell)
	}
}

func TestOwnSeedIsSaidEverywhere(t *testing.T) {
	d := sample(t, text.ZH)
	d.OwnSeed = true
	for _, row := range table(t, d) {
		if row["性质"] != "抽签（种子仅由封签者决定）" {
			t.Fatalf("CSV row does not say whose the seed is: %v", row)
		}
	}
	if cell := cellOf(t, d, "抽签依据", "B1"); !strings.HasPrefix(cell, "除封签者外") {
		t.Errorf("the workbook calls it %q", cell)
	}
	page := render(t, ResultHTML, Result{Draw: d})
	for _, want := range []string{"点位抽签结果表（种子仅由封签者决定）", "除封签者外，没有信标也没有他人的文字"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestIncompleteIsSaidEverywhere(t *testing.T) {
	d := sample(t, text.ZH)
	d.Incomplete = []string{"360681105000 流口镇", "360681106000"}
	for _, row := range table(t, d) {
		if row["性质"] != "抽签；抽样框缺少 2 个乡镇级单位" {
			t.Fatalf("CSV row does not say that the frame is incomplete: %v", row)
		}
	}
	got := written(t, GeoJSON, d)
	for _, want := range []string{`"incomplete":["360681105000 流口镇","360681106000"],"frame"`, `{"incomplete":true,"step"`} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("GeoJSON lacks %s: %s", want, got)
		}
	}
	for cell, want := range map[string]string{
		"B1": "抽签；抽样框缺少 2 个乡镇级单位", "A2": "抽样框缺少的乡镇级单位", "B2": "360681105000 流口镇、360681106000",
	} {
		if got := cellOf(t, d, "抽签依据", cell); got != want {
			t.Errorf("%s of the workbook = %q, want %q", cell, got, want)
		}
	}
	d.Incomplete = nil
	if got := written(t, GeoJSON, d); bytes.Contains(got, []byte("incomplete")) {
		t.Errorf("a complete frame is called incomplete: %s", got)
	}
}

func cellOf(t *testing.T, d Draw, sheet, cell string) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, XLSX, d)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	value, err := f.GetCellValue(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestXLSX(t *testing.T) {
	d := sample(t, text.EN)
	f, err := excelize.OpenReader(bytes.NewReader(written(t, XLSX, d)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Picks")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(d.Record.Picks) || rows[0][6] != "id" {
		t.Fatalf("the sheet has %d rows and heading %q", len(rows), rows[0])
	}
	for i, row := range rows[1:] {
		if row[6] != d.Record.Picks[i].ID {
			t.Errorf("row %d has id %q, want %q", i+2, row[6], d.Record.Picks[i].ID)
		}
		cell := "G" + string(rune('2'+i))
		if typ, _ := f.GetCellType("Picks", cell); typ == excelize.CellTypeNumber || typ == excelize.CellTypeUnset {
			t.Errorf("id in %s is no text but of type %v", cell, typ)
		}
		if formula, _ := f.GetCellFormula("Picks", "H"+string(rune('2'+i))); formula != "" {
			t.Errorf("a name became the formula %q", formula)
		}
	}
	if panes, err := f.GetPanes("Picks"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the heading is not frozen: %+v, %v", panes, err)
	}
	basis, err := f.GetRows("Basis")
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, row := range basis {
		all += strings.Join(row, "|") + "\n"
	}
	for _, want := range []string{
		"seed|seed\n", "frame digest|" + d.Frame.Digest().String(), "record digest|" + d.Record.Digest().String(),
		"plan digest|" + d.Record.Plan.Digest().String(), "title|试抽", "parks||2|1\n", "nature|draw",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the second sheet lacks %q:\n%s", want, all)
		}
	}
}

func TestSameBytesAgain(t *testing.T) {
	for name, write := range map[string]func(io.Writer, Draw) error{"CSV": CSV, "XLSX": XLSX, "GeoJSON": GeoJSON} {
		first := written(t, write, sample(t, text.ZH))
		for range 5 {
			if again := written(t, write, sample(t, text.ZH)); !bytes.Equal(first, again) {
				t.Errorf("%s: two runs differ", name)
			}
		}
	}
}

func TestGeoJSON(t *testing.T) {
	var got struct {
		Type     string
		Practice bool
		Features []struct {
			Type       string
			Geometry   json.RawMessage
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(written(t, GeoJSON, sample(t, text.EN)), &got); err != nil {
		t.Fatal(err)
	}
	geometries := map[string]string{}
	for _, f := range got.Features {
		geometries[f.Properties["id"].(string)] = string(f.Geometry)
		if f.Properties["id"] == "a" && (f.Properties["from_m"] == nil || f.Properties["to_m"] == nil) {
			t.Errorf("the line has no stretch: %v", f.Properties)
		}
	}
	want := map[string]string{
		"1/2": `null`,
		"3-1": `{"type":"Point","coordinates":[-0.0000001,0.0000005]}`,
		"9":   `{"type":"Point","coordinates":[117.240325,28.2958141]}`,
		"a":   `{"type":"LineString","coordinates":[[117.240325,28.295814],[117.243325,28.295814]]}`,
		"p": `{"type":"Polygon","coordinates":[` +
			`[[117.240325,28.295814],[117.240425,28.295814],[117.240425,28.295914],[117.240325,28.295914],[117.240325,28.295814]],` +
			`[[117.240335,28.295824],[117.240335,28.295834],[117.240345,28.295834],[117.240345,28.295824],[117.240335,28.295824]]]}`,
	}
	if diff := cmp.Diff(want, geometries); diff != "" {
		t.Errorf("geometries (-want +got):\n%s", diff)
	}
	if got.Type != "FeatureCollection" || got.Practice {
		t.Errorf("type %q, practice %v", got.Type, got.Practice)
	}
}

func TestMetres(t *testing.T) {
	for mm, want := range map[int64]string{0: "0", 1: "0.001", 10: "0.01", 1000: "1", 123450: "123.45", 100001: "100.001"} {
		if got := metres(mm); got != want {
			t.Errorf("metres(%d) = %q, want %q", mm, got, want)
		}
	}
}

func TestSiteThatTheFrameHasNot(t *testing.T) {
	d := sample(t, text.ZH)
	d.Record.Picks[0].ID = "nowhere"
	for name, write := range map[string]func(io.Writer, Draw) error{"CSV": CSV, "XLSX": XLSX, "GeoJSON": GeoJSON} {
		if err := write(io.Discard, d); !errors.Is(err, ErrSite) {
			t.Errorf("%s: error %v, want %v", name, err, ErrSite)
		}
	}
}
