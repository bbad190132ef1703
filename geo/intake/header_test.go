package intake

import (
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
)

// What stands above and in the headings of real lists.
func TestHeaders(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		site   geo.Site
		unused []string
	}{
		"Chinese": {"编号,点位名称,类别,经度,纬度,责任单位,标签,规模\nA1,南门农贸市场,SC,117.2,28.3,市监局,type:produce,120\n",
			geo.Site{ID: "A1", Name: "南门农贸市场", Category: "SC", Unit: "市监局", Tags: []string{"type:produce"}, Size: 120,
				Geometry: geo.Point{Lon: 1172000000, Lat: 283000000}}, nil},
		"a title and a date above": {"某某县实地考察点位登记表,,\n填表日期,2026-11-22,\n编号,名称,类别\nA1,市场,SC\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}}, nil},
		"a word above that is a heading too": {"地址,某某县,\n填表日期,2026-11-22,\n编号,名称,类别\nA1,市场,SC\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}}, nil},
		"two rows of headings": {"编号,名称,类别,坐标,\n,,,经度,纬度\nA1,市场,SC,117.2,28.3\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}, Geometry: geo.Point{Lon: 1172000000, Lat: 283000000}}, nil},
		"merged headings, as a workbook gives them": {"编号,名称,类别,坐标,坐标\n编号,名称,类别,经度,纬度\nA1,市场,SC,117.2,28.3\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}, Geometry: geo.Point{Lon: 1172000000, Lat: 283000000}}, nil},
		"spaces, stars, units and full-width brackets": {"＊ 编 号,名称：,类别*,规模（户）,备用\nA1,小区,XQ,12,x\n",
			geo.Site{ID: "A1", Name: "小区", Category: "XQ", Size: 12}, []string{"备用"}},
		"numbered rows": {"序号,编号,名称,类别\n1,A1,市场,SC\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}}, nil},
		"two columns of one meaning": {"编号,单位名称,点位名称,类别,位置,地址\nA1,x,市场,SC,p,q\n",
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}}, []string{"单位名称", "位置"}},
		"semicolons and GB18030": {gb18030(t, "编号;名称;类别\nA1;市场;SC\n"),
			geo.Site{ID: "A1", Name: "市场", Category: "SC", Tags: []string{"type:other"}}, nil},
	} {
		r := readText(t, tc.text)
		if len(r.Sites) != 1 || !sameSite(r.Sites[0], tc.site) || !slices.Equal(r.Unused, tc.unused) {
			t.Errorf("%s: Read = %+v, unused %q, want %+v, %q", name, r.Sites, r.Unused, tc.site, tc.unused)
		}
	}
}

// What columns were taken for is told as they stand in the table; those that mean
// nothing, or are left alone, are not among them.
func TestColumnsAreTold(t *testing.T) {
	mapped, err := ReadColumnMap(strings.NewReader(`{"东西": "lon", "南北": "lat", "内码": ""}`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]Column{
		"序号,类别,备用,南北,东西,单位名称,点位名称,内码\n1,SC,x,28.3,117.2,u,市场,9\n": {
			{"类别", FieldCategory}, {"南北", FieldLat}, {"东西", FieldLon}, {"点位名称", FieldName},
		},
		`{"type":"Feature","properties":{"类别":"SC","点位名称":"市场","osm_id":1,"内码":2},"geometry":null}`: {
			{"点位名称", FieldName}, {"类别", FieldCategory},
		},
	} {
		r, err := Read("", strings.NewReader(text), Options{Columns: mapped})
		if err != nil || !slices.Equal(r.Columns, want) {
			t.Errorf("Read(%q).Columns = %v, %v, want %v", text, r.Columns, err, want)
		}
	}
}

func TestHeaderErrors(t *testing.T) {
	for text, want := range map[string]geo.Error{
		"甲,乙\n1,2\n":                                                  {Code: ErrHeader, At: geo.Place{Line: 1}, Value: "甲, 乙", Want: "编号, id, 点位名称, name, 类别, category"},
		"编号,名称\n1,2\n":                                                {Code: ErrColumnMissing, At: geo.Place{Line: 1, Column: "category"}, Want: "类别, category"},
		"类别,规模\nSC,2\n":                                               {Code: ErrColumnMissing, At: geo.Place{Line: 1, Column: "name"}, Want: "编号, id, 点位名称, name"},
		"编号,类别,经度\n1,SC,2\n":                                          {Code: ErrColumnMissing, At: geo.Place{Line: 1, Column: "lat"}, Want: "纬度, lat"},
		"id,category,longitute,lat\n1,,,\n":                           {Code: ErrColumnUnknown, At: geo.Place{Line: 1, Column: "longitute"}, Value: "longitute", Want: "longitude"},
		"编号,类别,编号\n1,SC,2\n":                                          {Code: ErrColumnTwice, At: geo.Place{Line: 1, Column: "编号"}, Value: "编号"},
		"id,category,location,typecode\n1,SC,\"117.2,28.3\",060700\n": {Code: ErrProviderDatum, At: geo.Place{Line: 1, Column: "location"}},
	} {
		_, err := Read("", strings.NewReader(text), Options{})
		e := asError(t, err)
		if e.Code != want.Code || e.At != want.At || e.Value != want.Value || e.Want != want.Want {
			t.Errorf("Read(%q) = %v, want %v", text, err, &want)
		}
	}
}

func TestColumnMap(t *testing.T) {
	m, err := ReadColumnMap(strings.NewReader(`{"甲":"编号","乙":"name","丙":"类别","丁":"","编号":""}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read("", strings.NewReader("甲,乙,丙,丁,编号\n1,市场,SC,x,y\n"), Options{Columns: m})
	if err != nil || len(r.Sites) != 1 || r.Sites[0].ID != "1" || r.Sites[0].Name != "市场" || len(r.Unused) != 0 {
		t.Errorf("Read = %+v, %v", r, err)
	}
	for text, code := range map[string]geo.Code{
		`[]`: ErrColumnMap, ``: ErrColumnMap, `{"a":1}`: ErrColumnMap, `{"a":"titel"}`: ErrColumnUnknown,
		strings.Repeat(" ", maxColumnMap) + "{}": ErrColumnMap,
	} {
		if _, err := ReadColumnMap(strings.NewReader(text)); asError(t, err).Code != code {
			t.Errorf("ReadColumnMap(%.20q) = %v, want %s", text, err, code)
		}
	}
}

// Every heading of columns.json means its own field, and none means two.
func TestVocabulary(t *testing.T) {
	seen := map[string]Field{}
	for _, f := range Fields() {
		if f.String() == "" || len(f.Headings()) != 2 {
			t.Errorf("field %d has name %q and headings %q", f, f, f.Headings())
		}
		for _, h := range append(f.Headings(), f.String()) {
			if got, known := FieldOf(h); !known || got != f {
				t.Errorf("FieldOf(%q) = %v, %v, want %v", h, got, known, f)
			}
		}
		for _, h := range readVocabulary().ranked[f] {
			if other, twice := seen[h]; twice && other != f {
				t.Errorf("%q means %v and %v", h, other, f)
			}
			seen[h] = f
		}
	}
}
