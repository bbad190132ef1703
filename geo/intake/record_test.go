package intake

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"sitedraw/geo"
)

// gb18030 writes a text as most Chinese spreadsheets do.
func gb18030(t testing.TB, text string) string {
	t.Helper()
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func sameSite(a, b geo.Site) bool { return cmp.Equal(a, b) }

// reject reads a table of one bad row and returns its error.
func reject(t *testing.T, text string, o Options) *geo.Error {
	t.Helper()
	r, err := Read("list.csv", strings.NewReader(text), o)
	if !errors.Is(err, ErrRejected) || len(r.Rejects) != 1 || r.Sites != nil {
		t.Errorf("Read(%q) = %+v, %v, want one reject", text, r, err)
		return &geo.Error{}
	}
	return r.Rejects[0]
}

// Every way in which a place is written wrong is named, with what would be right.
func TestPlaceRejects(t *testing.T) {
	for _, tc := range []struct {
		lon, lat string
		code     geo.Code
		want     string
	}{
		{"117°12′30″", "28°17′24″", ErrSexagesimal, "117.2083333 28.2900000"},
		{"117度12.5分", "北纬28度", ErrSexagesimal, "117.2083333 28.0000000"},
		{"28.3", "117.2", ErrSwapped, "117.2 28.3"},
		{"39421234.5", "3130000", geo.ErrMetres, "CGCS2000 / 3-degree Gauss-Kruger zone 39 (EPSG:4527)"},
		{"3130000", "39421234.5", geo.ErrMetres, "CGCS2000 / 3-degree Gauss-Kruger zone 39 (EPSG:4527)"},
		{"421234.5", "3130000", geo.ErrMetres, "CGCS2000 / Gauss-Kruger (EPSG:4502–4512, 4534–4554)"},
		{"20421234.5", "3130000", geo.ErrMetres, "CGCS2000 / Gauss-Kruger zone 20 (EPSG:4498)"},
		{"13047000", "3290000", geo.ErrMetres, "Web Mercator (EPSG:3857), BD09MC"},
		{"１１７.2", "28.3", ErrFullWidth, "117.2"},
		{"117.2", "", ErrHalfPosition, ""},
		{"117.2", "-", geo.ErrDegrees, ""},
		{"abc", "28.3", geo.ErrDegrees, ""},
	} {
		e := reject(t, "id,category,经度,纬度\nA,SC,"+tc.lon+","+tc.lat+"\n", Options{})
		if e.Code != tc.code || e.Want != tc.want || e.At.Line != 2 || e.At.Column == "" {
			t.Errorf("%s, %s: rejects %v, want %s, want %q", tc.lon, tc.lat, e, tc.code, tc.want)
		}
	}
	if e := reject(t, "id,category,坐标\nA,SC,117.2/28.3\n", Options{}); e.Code != ErrLocation || e.At.Column != "坐标" {
		t.Errorf("rejects %v, want %s", e, ErrLocation)
	}
}

// Which coordinate system counts: the row's, else the one said, else the
// heading's.
func TestDatums(t *testing.T) {
	at := func(r *Result) geo.Point { p, _ := r.Sites[0].Position(); return p }
	gcj, bd := geo.GCJ02, geo.BD09
	want := func(d geo.Datum) geo.Point { p, _ := d.ParsePoint("117.2", "28.3"); return p }
	for name, tc := range map[string]struct {
		text  string
		said  *geo.Datum
		datum geo.Datum
	}{
		"nothing said":   {"id,category,lon,lat\nA,SC,117.2,28.3\n", nil, geo.WGS84},
		"said":           {"id,category,lon,lat\nA,SC,117.2,28.3\n", &gcj, gcj},
		"a column":       {"id,category,lon,lat,坐标系\nA,SC,117.2,28.3,BD-09\n", &gcj, bd},
		"an empty cell":  {"id,category,lon,lat,坐标系\nA,SC,117.2,28.3,\n", &gcj, gcj},
		"in the heading": {"id,category,经度（GCJ-02）,纬度\nA,SC,117.2,28.3\n", nil, gcj},
		"an export":      {"id,name,type,location,typecode\nB0,农贸市场,x,\"117.2,28.3\",060705\n", &gcj, gcj},
	} {
		r, err := Read("", strings.NewReader(tc.text), Options{Datum: tc.said})
		if err != nil || at(r) != want(tc.datum) {
			t.Errorf("%s: Read = %+v, %v, want %v", name, r, err, want(tc.datum))
		}
	}
	if e := reject(t, "id,category,lon,lat,坐标系\nA,SC,117.2,28.3,北京54\n", Options{}); e.Code != geo.ErrDatumUnknown || e.At.Column != "坐标系" {
		t.Errorf("rejects %v", e)
	}
}

// Sites without ids get the same one whenever the list is read, and another if
// anything that makes it differs.
func TestMadeIDs(t *testing.T) {
	id := func(source, row string) string {
		r, err := Read("a/list.csv", strings.NewReader("名称,类别,经度,纬度\n"+row+"\n"), Options{Source: source})
		if err != nil {
			t.Fatal(err)
		}
		return r.Sites[0].ID
	}
	first := id("", "市场,SC,117.2,28.3")
	if !strings.HasPrefix(first, madePrefix) || len(first) != len(madePrefix)+16 {
		t.Errorf("id = %q", first)
	}
	if again := id("list.csv", "市场,农贸市场,117.20,28.3"); again != first {
		t.Errorf("id = %q, want %q", again, first)
	}
	for _, other := range []string{id("x", "市场,SC,117.2,28.3"), id("", "市场,SCCS,117.2,28.3"), id("", "市,SC,117.2,28.3"), id("", "市场,SC,117.2,28.4")} {
		if other == first {
			t.Errorf("two different sites have the id %q", first)
		}
	}
	if e := reject(t, "名称,类别\n甲,SC\n乙,SC\n甲,SC\n", Options{}); e.Code != geo.ErrDuplicateID || e.At.Line != 4 || !slices.Equal(e.Names, []string{"2"}) {
		t.Errorf("rejects %v", e)
	}
}

// Rows below a total line are no sites; the line itself is none either.
func TestTotalLine(t *testing.T) {
	r := readText(t, "序号,编号,类别\n1,A,SC\n合计：1个,,\n")
	if len(r.Sites) != 1 || r.Skipped != 1 {
		t.Errorf("Read = %+v", r)
	}
	e := reject(t, "编号,类别\nA,SC\n合计,\nB,SC\n", Options{})
	if e.Code != ErrTotalLine || e.At.Line != 4 || !slices.Equal(e.Names, []string{"3"}) {
		t.Errorf("rejects %v", e)
	}
}

// A map provider's export: types of no category are passed over, others become
// sites of the category that type or name suggests.
func TestProviderExport(t *testing.T) {
	gcj := geo.GCJ02
	r, err := Read("", strings.NewReader("id,name,type,typecode,location,pname\n"+
		"B1,南门综合市场,购物服务;综合市场,060700,\"117.2,28.3\",江西\n"+
		"B2,某写字楼,商务住宅;楼宇,120201,\"117.2,28.3\",江西\n"), Options{Datum: &gcj})
	if err != nil || len(r.Sites) != 1 || r.Sites[0].Category != "SC" || r.Skipped != 1 {
		t.Errorf("Read = %+v, %v", r, err)
	}
}

// What is noted about people goes into contacts and nowhere else.
func TestPeople(t *testing.T) {
	r := readText(t, "编号,名称,类别,责任人,联系电话,详细地址,路长,牵头单位,配合单位,备注\n"+
		"B,市场,SC,张三,000-1,\"一路\n1号\",李四,市监局,城管局,夜市\nA,市场,SC,,,,,,,\n")
	want := []geo.Contact{{ID: "B", Person: "张三", Phone: "000-1", Address: "一路 1号", Chief: "李四", Lead: "市监局", Partners: "城管局", Note: "夜市"}}
	if d := cmp.Diff(want, r.People); d != "" || len(r.Sites) != 2 {
		t.Error(d, r.Sites)
	}
	for _, s := range r.Sites {
		if strings.Contains(s.Name+s.Unit+strings.Join(s.Tags, ""), "张三") {
			t.Errorf("%+v", s)
		}
	}
	only := readText(t, "编号,电话\nB,000-2\nC,000-3\n")
	if only.Format != "people-csv" || len(only.Sites) != 0 || len(only.People) != 2 {
		t.Errorf("Read = %+v", only)
	}
	m, err := Merge(t.Context(), r, only)
	if err != nil || len(m.People) != 2 || m.People[0].Phone != "000-2" || m.People[0].Person != "张三" {
		t.Errorf("Merge = %+v, %v", m.People, err)
	}
}

func TestSizeCategoryDefaults(t *testing.T) {
	r, err := Read("", strings.NewReader("名称,规模\n甲路市场,5\n"), Options{Category: "各类市场"})
	if err != nil || len(r.Sites) != 1 || r.Sites[0].Category != "SC" || r.Sites[0].Size != 5 {
		t.Errorf("Read = %+v, %v", r, err)
	}
	if _, err := Read("", strings.NewReader("名称,规模\n甲,\n"), Options{Category: "XX"}); asError(t, err).Code != geo.ErrCategoryUnknown {
		t.Errorf("Read = %v", err)
	}
}

// Shapes as text: a polygon's position is its mark, or made, or none where both
// columns say "-".
func TestShapes(t *testing.T) {
	r := readText(t, "编号,类别,经度,纬度,几何\n"+
		"A,XQ,117.01,28.01,\"POLYGON((117 28,117.1 28,117.1 28.1,117 28))\"\n"+
		"B,XQ,,,\"POLYGON((117 28,117.1 28,117.1 28.1,117 28))\"\n"+
		"C,XQ,-,-,\"POLYGON((117 28,117.1 28,117.1 28.1,117 28))\"\n"+
		"D,BJXX,,,\"LINESTRING(117 28,117.1 28)\"\n"+
		"E,SC,,,POINT(117 28)\n")
	marks := map[string]bool{}
	for _, s := range r.Sites {
		marks[s.ID] = s.Marked
	}
	if d := cmp.Diff(map[string]bool{"A": true, "B": true, "C": false, "D": false, "E": false}, marks); d != "" {
		t.Error(d)
	}
	if p, _ := r.Sites[0].Position(); p != (geo.Point{Lon: 1170100000, Lat: 280100000}) {
		t.Errorf("mark = %v", p)
	}
	if e := reject(t, "编号,类别,几何\nA,XQ,\"POLYGON((117 28,117.1 28))\"\n", Options{}); e.At.Column != "几何" || e.At.Line != 2 {
		t.Errorf("rejects %v", e)
	}
}
