package report

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// exports are all ways to write a register.
var exports = map[string]func(io.Writer, Register) error{
	"CSV":     func(w io.Writer, r Register) error { return RegisterCSV(w, r, UTF8) },
	"GB18030": func(w io.Writer, r Register) error { return RegisterCSV(w, r, GB18030) },
	"XLSX":    RegisterXLSX,
	"GeoJSON": RegisterGeoJSON,
}

func export(t testing.TB, name string, r Register) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := exports[name](&b, r); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.Bytes()
}

// digest is that of the frame that sites make.
func digest(t testing.TB, sites []geo.Site) string {
	t.Helper()
	frame, err := sampler.NewFrame(slices.Clone(sites))
	if err != nil {
		t.Fatalf("NewFrame: %v", err)
	}
	return frame.Digest().String()
}

// awkward are sites that are hard to write and to read.
func awkward() []geo.Site {
	const e, n = 1172403250, 282958140
	outline, hole := ring(e, n, e, n+1000, e+1000, n+1000, e+1000, n), ring(e+100, n+100, e+200, n+100, e+200, n+200, e+100, n+200)
	far := ring(-1_800_000_000, -5, -1_799_999_999, -5, -1_799_999_999, 900_000_000)
	return []geo.Site{
		{ID: "'=1", Name: "'+86,\"x\"; 甲\u3000乙  丙", Category: "SC", Unit: "-城管局", Area: "360681001001", Tags: []string{"=a", "street:A; B；\\", "type:produce"}},
		{ID: "0012", Name: "_x0041_", Category: "SC", Geometry: geo.Point{Lon: -1, Lat: 5}, Size: geo.MaxSize},
		{ID: "1e5", Name: "＝SUM(A1)", Category: "SC", Geometry: geo.Point{Lon: 1_800_000_000, Lat: -900_000_000}, PartOf: "p"},
		{ID: "@x", Name: "总计 <&\u2028>", Category: "SC", Geometry: geo.Point{Lon: e, Lat: n}},
		{ID: "TRUE", Name: "名称", Category: "ZCGD", Geometry: geo.Line{{Lon: e, Lat: n}, {Lon: e, Lat: n}, {Lon: e + 30001, Lat: n}}},
		{ID: "many", Category: "GY", Geometry: geo.MultiPolygon{{outline, hole}, {far}}, Marked: true, Mark: geo.Point{Lon: e + 7, Lat: n + 7}},
		{ID: "market", Name: "花卉市场", Category: "SC"}, // its name alone would give it a tag
		{ID: "p", Name: "公园", Category: "GY", Geometry: geo.Polygon{outline, hole}, Marked: true, Mark: geo.Point{Lon: e + 10, Lat: n + 10}},
		{ID: "town", Name: "示例镇", Category: "XZZF", Area: "360681001000", Geometry: geo.Polygon{outline}},
	}
}

// What is written comes back as it was, whatever the format and the language.
func TestRegisterComesBack(t *testing.T) {
	contacts := []geo.Contact{
		{ID: "@x", Person: "=张三", Phone: "000-0000", Address: "一号, 二楼", Chief: "李", Lead: "甲", Partners: "乙;丙", Note: "'+"},
		{ID: "p", Person: "王"},
	}
	want := digest(t, awkward())
	for name := range exports {
		for _, lang := range text.Langs() {
			r := Register{Sites: awkward(), Texts: text.For(lang), Contacts: contacts}
			got, err := intake.Read("x", bytes.NewReader(export(t, name, r)), intake.Options{})
			if err != nil {
				t.Errorf("%s, %s: Read = %v", name, lang, err)
				continue
			}
			if diff := cmp.Diff(awkward(), got.Sites); diff != "" {
				t.Errorf("%s, %s: sites (-want +got):\n%s", name, lang, diff)
			} else if got := digest(t, got.Sites); got != want {
				t.Errorf("%s, %s: digest %s, want %s", name, lang, got, want)
			}
			if diff := cmp.Diff(contacts, got.People); diff != "" || len(got.Unused) > 0 {
				t.Errorf("%s, %s: unused %q, people (-want +got):\n%s", name, lang, got.Unused, diff)
			}
		}
	}
}

var shipped = geo.ShippedCategories()

// anySite draws sites whose texts hold what is special somewhere.
func anySite(id string) *rapid.Generator[geo.Site] {
	letters := rapid.SampledFrom([]string{"甲", "市场", "a", "Z", "0", "7", "'", "=", "+", "-", "@", "\"", ",", ";", "；", " ", "\u3000",
		"\u00a0", "＝", "９", "_x0041_", "<", "&", "\u2028", "\U00020000", "\\", "é", "\ufffd", "\uffff", "e\u0301", "\t", "[", "{", "#", "名称", "total"})
	words := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(letters, 0, 4).Draw(t, "letters"), "")
	})
	return rapid.Custom(func(t *rapid.T) geo.Site {
		s := geo.Site{
			ID: id + words.Draw(t, "id"), Name: words.Draw(t, "name"), Unit: words.Draw(t, "unit"), PartOf: words.Draw(t, "part of"),
			Category: rapid.SampledFrom(shipped.All()).Draw(t, "category").Code,
			Area:     rapid.SampledFrom([]string{"", "360681001000", "360681001201", "360681000000"}).Draw(t, "area"),
			Size:     rapid.SampledFrom([]int32{0, 1, 1234567, geo.MaxSize}).Draw(t, "size"),
			Tags:     rapid.SliceOfN(words.Filter(func(s string) bool { return s != "" }), 0, 3).Draw(t, "tags"),
			Geometry: anyGeometry().Draw(t, "geometry"),
		}
		slices.Sort(s.Tags)
		s.Tags = slices.Compact(s.Tags)
		if len(s.Tags) == 0 {
			s.Tags = nil
		}
		if s.Marked = geo.Polygons(s.Geometry) != nil && rapid.Bool().Draw(t, "marked"); s.Marked {
			s.Mark = anyPlace().Draw(t, "mark")
		}
		return s
	})
}

func anyPlace() *rapid.Generator[geo.Point] {
	return rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{Lon: geo.E7(rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, "lon")),
			Lat: geo.E7(rapid.Int32Range(-900_000_000, 900_000_000).Draw(t, "lat"))}
	})
}

func anyGeometry() *rapid.Generator[geo.Geometry] {
	corner := func(p geo.Point, turned bool) geo.Polygon {
		p.Lon, p.Lat = p.Lon/2, p.Lat/2
		r := geo.Ring{p, {Lon: p.Lon + 5, Lat: p.Lat}, {Lon: p.Lon + 5, Lat: p.Lat + 7}, p}
		if turned {
			slices.Reverse(r)
		}
		return geo.Polygon{r}
	}
	return rapid.Custom(func(t *rapid.T) geo.Geometry {
		p := anyPlace().Draw(t, "place")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return nil
		case 1:
			return p
		case 2:
			return geo.Line(rapid.SliceOfN(anyPlace(), 2, 4).Draw(t, "line"))
		case 3:
			return corner(p, rapid.Bool().Draw(t, "turned"))
		default:
			return geo.MultiPolygon{corner(p, true), corner(anyPlace().Draw(t, "second"), false)}
		}
	})
}

// A register is either refused with the site named, or comes back as it was.
func TestAnyRegisterComesBackOrIsRefused(t *testing.T) {
	refused, kept := 0, 0
	for name, write := range exports {
		rapid.Check(t, func(t *rapid.T) {
			sites := []geo.Site{anySite("a").Draw(t, "first"), anySite("b").Draw(t, "second")}
			for i := range sites {
				if sites[i].Check() != nil {
					return // no site of any frame
				}
			}
			var b bytes.Buffer
			r := Register{Sites: sites, Categories: shipped, Texts: text.For(rapid.SampledFrom(text.Langs()).Draw(t, "language"))}
			if err := write(&b, r); err != nil {
				e, is := errors.AsType[*geo.Error](err)
				if !is || e.Code != ErrNotKept || e.Value != sites[0].ID && e.Value != sites[1].ID {
					t.Fatalf("%s = %v, want %s", name, err, ErrNotKept)
				}
				refused++
				return
			}
			got, err := intake.Read("x", &b, intake.Options{Categories: shipped})
			if err != nil {
				t.Fatalf("%s of %+v: Read = %v, %v", name, sites, err, got)
			}
			if diff := cmp.Diff(sites, got.Sites); diff != "" {
				t.Fatalf("%s: sites (-want +got):\n%s", name, diff)
			}
			kept++
		})
	}
	t.Logf("%d kept, %d refused", kept, refused)
	if refused == 0 || kept == 0 {
		t.Errorf("%d registers were refused and %d kept: the test tests nothing", refused, kept)
	}
}

// In other coordinate systems a register comes back to within a metre.
func TestRegisterInOtherDatums(t *testing.T) {
	for _, datum := range []geo.Datum{geo.GCJ02, geo.BD09} {
		for name := range exports {
			sites := awkward()
			got, err := intake.Read("x", bytes.NewReader(export(t, name, Register{Sites: sites, Texts: text.For(text.ZH), Datum: datum})), intake.Options{})
			if err != nil {
				t.Errorf("%s, %s: %v", name, datum, err)
				continue
			}
			for i := range sites {
				want, located := sites[i].Position()
				back, _ := got.Sites[i].Position()
				d := geo.DistanceMillimetres(want, back)
				for j, polygon := range geo.Polygons(sites[i].Geometry) {
					d = max(d, geo.DistanceMillimetres(polygon[0][1], geo.Polygons(got.Sites[i].Geometry)[j][0][1]))
				}
				if located && d > 1000 {
					t.Errorf("%s, %s: site %q comes back %d mm off", name, datum, sites[i].ID, d)
				}
			}
		}
		b := export(t, "GeoJSON", Register{Sites: awkward()[3:4], Texts: text.For(text.ZH), Datum: datum})
		if want := awkward()[3].Geometry.(geo.Point).Lon.String(); bytes.Contains(b, []byte(want)) {
			t.Errorf("%s: the longitude is still %s", datum, want)
		}
	}
}

func TestRegisterRefuses(t *testing.T) {
	long := geo.Line(slices.Repeat([]geo.Point{{Lon: 1172403251, Lat: 282958143}}, 1500))
	longer := slices.Repeat(long, 40)
	for _, c := range []struct {
		name  string
		site  geo.Site
		codes []geo.Code
		only  string // the format that refuses; empty: all
	}{
		{"space around a name", geo.Site{Name: " a", Category: "SC"}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"wide space after a unit", geo.Site{Unit: "a\u3000", Category: "SC"}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"space before a tag", geo.Site{Tags: []string{" a"}, Category: "SC"}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"no category", geo.Site{}, []geo.Code{ErrNotKept, intake.ErrCellEmpty}, ""},
		{"unknown category", geo.Site{Category: "??"}, []geo.Code{ErrNotKept, geo.ErrCategoryUnknown}, ""},
		{"category in small letters", geo.Site{Category: "sc"}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"digits of full width", geo.Site{PartOf: "１", Category: "SC"}, []geo.Code{ErrNotKept, intake.ErrFullWidth}, ""},
		{"several polygons, one in number", geo.Site{Category: "GY", Geometry: geo.MultiPolygon{{ring(0, 0, 5, 0, 5, 5)}}}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"total", geo.Site{ID: "total", Category: "SC"}, []geo.Code{ErrNotKept, intake.ErrChanged}, ""},
		{"position of the pole", geo.Site{Category: "SC", Geometry: geo.Point{Lon: 3e7, Lat: 90e7}}, []geo.Code{ErrNotKept, intake.ErrSwapped}, ""},
		{"long cell", geo.Site{Category: "ZCGD", Geometry: long}, []geo.Code{ErrCellLong}, "XLSX"},
		{"long row", geo.Site{Category: "ZCGD", Geometry: longer}, []geo.Code{ErrCellLong}, "CSV"},
		{"no letter of XML", geo.Site{Name: "\uffff", Category: "SC"}, []geo.Code{ErrNotKept, ErrLetter}, "XLSX"},
		{"replacement character", geo.Site{Name: "\ufffd", Category: "SC"}, []geo.Code{ErrNotKept, ErrLetter}, "GB18030"},
		{"GB18030 that is UTF-8", geo.Site{Name: "甯傚満", Category: "SC"}, []geo.Code{ErrNotKept, ErrLetter}, "GB18030"},
	} {
		if c.site.ID == "" {
			c.site.ID = "site"
		}
		for name, write := range exports {
			if c.only != "" && c.only != name {
				continue
			}
			err := write(io.Discard, Register{Sites: []geo.Site{c.site}, Texts: text.For(text.ZH)})
			for _, code := range c.codes {
				if !errors.Is(err, code) {
					t.Errorf("%s, %s: %v, want %s", name, c.name, err, code)
				}
			}
			if said := text.Explain(text.ZH, err); !strings.Contains(said, c.site.ID) {
				t.Errorf("%s, %s: %q does not name the site", name, c.name, said)
			}
		}
	}
	many := Register{Sites: make([]geo.Site, excelize.TotalRows), Texts: text.For(text.ZH)}
	if err := RegisterXLSX(io.Discard, many); !errors.Is(err, ErrRowsMany) {
		t.Errorf("RegisterXLSX of %d sites = %v, want %s", len(many.Sites), err, ErrRowsMany)
	}
}

// In GB18030 some letters are UTF-8 too. Where all are, the reader would take the
// file for it; where others stand first it does not.
func TestRegisterThatIsGB18030AndUTF8(t *testing.T) {
	sites := []geo.Site{{ID: "1", Name: "专12", Category: "SC"}, {ID: "2", Name: "隆", Category: "SC"}}
	if err := RegisterCSV(io.Discard, Register{Sites: sites, Texts: text.For(text.EN)}, GB18030); !errors.Is(err, ErrLetter) {
		t.Errorf("with English headings: %v, want %s", err, ErrLetter)
	}
	got, err := intake.Read("x", bytes.NewReader(export(t, "GB18030", Register{Sites: sites, Texts: text.For(text.ZH)})), intake.Options{})
	if err != nil || !cmp.Equal(got.Sites, sites) {
		t.Errorf("with Chinese headings: %v, %v, want %v", got, err, sites)
	}
	plain := Register{Sites: []geo.Site{{ID: "1", Category: "SC"}}, Texts: text.For(text.EN)}
	if err := RegisterCSV(io.Discard, plain, GB18030); err != nil {
		t.Errorf("without Chinese: %v", err)
	}
}

// Every heading that is written is one that is read as the same field.
func TestHeadingsAreRead(t *testing.T) {
	for _, lang := range text.Langs() {
		texts := text.For(lang)
		for _, f := range intake.Fields() {
			h := heading(f, texts)
			if got, known := intake.FieldOf(h); !known || got != f {
				t.Errorf("FieldOf(%q) = %v, %v, want %v", h, got, known, f)
			}
			if help := fieldTexts[f].help; texts.Text(help, nil) == string(help) {
				t.Errorf("%s has no help in %s", f, lang)
			}
		}
	}
}

func TestRegisterCSV(t *testing.T) {
	got := string(export(t, "CSV", Register{Sites: awkward(), Texts: text.For(text.ZH)}))
	lines := strings.Split(got, "\r\n")
	for i, want := range map[int]string{
		0: "\ufeff编号,点位名称,类别,区划代码,乡镇,责任单位,标签,规模,经度,纬度,坐标系,几何,所属点位",
		1: "''=1,\"''+86,\"\"x\"\"; 甲\u3000乙  丙\",SC,360681001001,示例镇,'-城管局,'=a;street:A\\; B\\；\\\\;type:produce,,,,,,",
		2: "0012,_x0041_,SC,,,,,2147483647,-0.0000001,0.0000005,wgs84,,",
		5: `TRUE,名称,ZCGD,,,,,,,,wgs84,"LINESTRING (117.240325 28.295814, 117.240325 28.295814, 117.2433251 28.295814)",`,
		9: `town,示例镇,XZZF,360681001000,示例镇,,,,'-,'-,wgs84,"POLYGON ((117.240325 28.295814, 117.240325 28.295914, 117.240425 28.295914, 117.240425 28.295814, 117.240325 28.295814))",`,
	} {
		if lines[i] != want {
			t.Errorf("line %d = %q, want %q", i+1, lines[i], want)
		}
	}
	named := export(t, "CSV", Register{Sites: awkward(), Texts: text.For(text.ZH), Areas: map[string]string{"360681001000": "花园街道"}})
	if !strings.Contains(string(named), "360681001001,花园街道,") {
		t.Error("the township's given name is not used")
	}
	if gb := export(t, "GB18030", Register{Sites: awkward(), Texts: text.For(text.ZH)}); utf8.Valid(gb) {
		t.Error("GB18030 is UTF-8")
	}
}

func TestRegisterXLSX(t *testing.T) {
	r := Register{Sites: awkward(), Texts: text.For(text.EN)}
	f, err := excelize.OpenReader(bytes.NewReader(export(t, "XLSX", r)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]struct {
		value string
		typ   excelize.CellType
	}{
		"A1": {"ID", excelize.CellTypeInlineString},
		"A3": {"0012", excelize.CellTypeInlineString},
		"A4": {"1e5", excelize.CellTypeInlineString},
		"D2": {"360681001001", excelize.CellTypeInlineString},
		"H3": {"2147483647", excelize.CellTypeNumber},
		"I3": {"-0.0000001", excelize.CellTypeNumber},
		"I5": {"117.240325", excelize.CellTypeNumber},
	} {
		value, _ := f.GetCellValue("Sites", cell, excelize.Options{RawCellValue: true})
		typ, _ := f.GetCellType("Sites", cell)
		if isNumber := typ == excelize.CellTypeNumber || typ == excelize.CellTypeUnset; value != want.value || isNumber != (want.typ == excelize.CellTypeNumber) {
			t.Errorf("%s = %q of type %v, want %q of type %v", cell, value, typ, want.value, want.typ)
		}
	}
}

func TestRegisterGeoJSON(t *testing.T) {
	got := string(export(t, "GeoJSON", Register{Sites: awkward()[6:8], Texts: text.For(text.EN)}))
	want := `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"market","geometry":null,"properties":{"id":"market","name":"花卉市场","category":"SC","tags":""}},
{"type":"Feature","id":"p","turned":[0,1],"geometry":{"type":"Polygon","coordinates":[` +
		`[[117.240325,28.295814],[117.240425,28.295814],[117.240425,28.295914],[117.240325,28.295914],[117.240325,28.295814]],` +
		`[[117.240335,28.295824],[117.240335,28.295834],[117.240345,28.295834],[117.240345,28.295824],[117.240335,28.295824]]]},` +
		`"properties":{"id":"p","name":"公园","category":"GY","tags":"","lon":117.240326,"lat":28.295815}}
]}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("GeoJSON (-want +got):\n%s", diff)
	}
}

func TestRegisterGivesTheSameBytesAgain(t *testing.T) {
	r := Register{Sites: awkward(), Texts: text.For(text.ZH), Contacts: []geo.Contact{{ID: "p", Person: "王"}}}
	for name := range exports {
		first := export(t, name, r)
		for range 3 {
			if !bytes.Equal(first, export(t, name, r)) {
				t.Errorf("%s: two runs differ", name)
			}
		}
	}
}

func BenchmarkRegister(b *testing.B) {
	var sites []geo.Site
	for i := range 10_000 {
		sites = append(sites, geo.Site{ID: "s" + strconv.Itoa(i), Name: "东湖市场", Category: "SC", Tags: []string{"type:produce"},
			Geometry: geo.Point{Lon: 1172403250 + geo.E7(i), Lat: 282958140}})
	}
	for name, write := range exports {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard, Register{Sites: sites, Texts: text.For(text.ZH)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
