package intake

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

// collection is a file of features.
func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + "]}"
}

// featureAt is a feature of category SC with a geometry.
func featureAt(id, geometry string) string {
	return `{"type":"Feature","properties":{"id":"` + id + `","category":"SC"},"geometry":` + geometry + `}`
}

func TestGeoJSON(t *testing.T) {
	r := readText(t, collection(
		`{"type":"Feature","id":7,"properties":{"类别":"SC","名称":"东湖市场","tags":["b; c","a"],"size":12.0,"unit":null,"地址":"一号","osm_id":5},
		  "geometry":{"type":"Point","coordinates":[117.2403250,28.29581405,40.5]}}`,
		`{"type":"Feature","id":"f","properties":{"id":"p","code":"other","category":"XQ","lon":0.5,"lat":"0.25","tags":"x; y"},
		  "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]}}`,
		`{"geometry":null,"type":"Feature","properties":{"id":"u","category":"SC","area":360681001001,"tags":""}}`))
	if r.Format != "geojson" || !reflect.DeepEqual(r.Unused, []string{"osm_id"}) || !reflect.DeepEqual(r.Lines, []int32{1, 2, 3}) {
		t.Errorf("format %q, unused %q, lines %v", r.Format, r.Unused, r.Lines)
	}
	square, _ := geo.NewPolygon([][]geo.Point{{{Lon: 0, Lat: 0}, {Lon: 1e7, Lat: 0}, {Lon: 1e7, Lat: 1e7}, {Lon: 0, Lat: 1e7}, {Lon: 0, Lat: 0}}})
	want := []geo.Site{
		{ID: "7", Name: "东湖市场", Category: "SC", Tags: []string{"a", "b; c"}, Size: 12, Geometry: geo.Point{Lon: 1172403250, Lat: 282958141}},
		{ID: "p", Category: "XQ", Tags: []string{"x", "y"}, Geometry: square, Marked: true, Mark: geo.Point{Lon: 5e6, Lat: 25e5}},
		{ID: "u", Category: "SC", Area: "360681001001"},
	}
	if diff := cmp.Diff(want, r.Sites); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	if len(r.People) != 1 || r.People[0] != (geo.Contact{ID: "7", Address: "一号"}) {
		t.Errorf("people = %v", r.People)
	}
}

// Features stand alone, one a line, or in a sequence of texts as well.
func TestGeoJSONForms(t *testing.T) {
	point := `{"type":"Point","coordinates":[1,2]}`
	a, b := featureAt("a", point), featureAt("b", point)
	for name, text := range map[string]string{
		"collection":       collection(a, b),
		"byte order mark":  "\ufeff" + collection(a, b),
		"lines":            a + "\n" + b + "\n",
		"sequence":         "\x1e" + a + "\n\x1e" + b + "\n",
		"two collections":  collection(a) + collection(b),
		"type last":        `{"bbox":[1,2,1,2],"features":[` + a + "," + b + `],"name":"x","type":"FeatureCollection"}`,
		"crs":              `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` + a + "," + b + `]}`,
		"crs of CGCS2000":  `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4490"}},"features":[` + a + "," + b + `]}`,
		"crs that is null": `{"type":"FeatureCollection","crs":null,"features":[` + a + "," + b + `]}`,
		"gzip":             gzipped(collection(a, b)),
	} {
		if got := ids(readText(t, text).Sites); !reflect.DeepEqual(got, []string{"a", "b"}) {
			t.Errorf("%s: sites %q, want a and b", name, got)
		}
	}
}

func TestGeoJSONRejects(t *testing.T) {
	good := featureAt("good", "null")
	for _, c := range []struct {
		feature string
		code    geo.Code
		column  string
	}{
		{`[]`, ErrGeoJSON, "type"},
		{`null`, ErrGeoJSON, "type"},
		{`{"type":"feature"}`, ErrGeoJSON, "type"},
		{`{"type":"Feature","properties":[1]}`, ErrGeoJSON, "properties"},
		{`{"type":"Feature","properties":null,"id":"x"}`, ErrCellEmpty, "category"},
		{`{"type":"Feature","properties":{"id":"x","类别":""}}`, ErrCellEmpty, "类别"},
		{`{"type":"Feature","properties":{"id":"x","category":"XX"}}`, geo.ErrCategoryUnknown, "category"},
		{`{"type":"Feature","properties":{"id":"x","category":"SC","size":1.5}}`, geo.ErrSiteSize, "size"},
		{`{"type":"Feature","properties":{"id":"x","category":"SC","name":{"zh":"x"}}}`, ErrProperty, "name"},
		{`{"type":"Feature","properties":{"id":"x","category":"SC","tags":[1]}}`, ErrProperty, "tags"},
		{`{"type":"Feature","properties":{"id":"x","category":"SC","crs":"mars"}}`, geo.ErrDatumUnknown, "crs"},
		{`{"type":"Feature","properties":{"id":"x","category":"SC","name":"\ud83d"}}`, geo.ErrTextEncoding, "name"},
		{"{\"type\":\"Feature\",\"properties\":{\"id\":\"x\",\"category\":\"SC\",\"name\":\"\xb9\xf3\"}}", geo.ErrTextEncoding, ""},
		{`{"type":"Feature","id":[],"properties":{"category":"SC"}}`, ErrProperty, "id"},
		{featureAt("good", "null"), geo.ErrDuplicateID, "id"},
		{featureAt("x", "7"), ErrGeoJSON, "geometry"},
		{featureAt("x", `{"type":"GeometryCollection","geometries":[]}`), geo.ErrShapeUnknown, "geometry.type"},
		{featureAt("x", `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`), geo.ErrShapeMany, "geometry.coordinates"},
		{featureAt("x", `{"type":"LineString","coordinates":[[1,2],[3,91]]}`), geo.ErrLatitude, "geometry.coordinates[1]"},
		{featureAt("x", `{"type":"Point","coordinates":[39512345.25,3131234.5]}`), geo.ErrMetres, "geometry.coordinates"},
		{featureAt("x", `{"type":"Point"}`), geo.ErrCoordinates, "geometry.coordinates"},
	} {
		r, err := Read("f.geojson", strings.NewReader(collection(good, c.feature)), Options{})
		if !errors.Is(err, ErrRejected) || len(r.Rejects) != 1 || r.Sites != nil {
			t.Errorf("Read(%s) = %+v, %v, want one reject", c.feature, r, err)
			continue
		}
		if e := r.Rejects[0]; e.Code != c.code || e.At.Column != c.column || e.At.Line != 2 || e.At.File != "f.geojson" {
			t.Errorf("Read(%s) rejects %v, want %s at %q of feature 2", c.feature, e, c.code, c.column)
		}
		if r, err := Read("f", strings.NewReader(collection(good, c.feature)), Options{SkipBad: true}); err != nil || len(r.Sites) != 1 {
			t.Errorf("Read(%s) with SkipBad: %v, want the good one", c.feature, err)
		}
	}
}

func TestGeoJSONRefused(t *testing.T) {
	point := featureAt("a", `{"type":"Point","coordinates":[1,2]}`)
	for _, c := range []struct {
		text   string
		code   geo.Code
		column string
		line   int
	}{
		{`{"type":"FeatureCollection","features":[]}`, ErrNoFeatures, "", 0},
		{`{"type":"FeatureCollection"}`, ErrGeoJSON, "features", 0},
		{`{"type":"Topology","objects":{}}`, ErrGeoJSON, "type", 0},
		{`{"type":"Point","coordinates":[1,2]}`, ErrGeoJSON, "type", 0},
		{`{"type":"FeatureCollection","features":{}}`, ErrGeoJSON, "features", 0},
		{`{"a":1} 7`, ErrGeoJSON, "type", 0},
		{point + "\n7", ErrGeoJSON, "", 0},
		{collection(point)[:60], ErrTruncated, "@61", 1},
		{collection(point, "\n{\"type\":}"), ErrJSON, "", 3},
		{collection(point + " " + point), ErrJSON, "", 1},
		{collection(point + ",\n\n,"), ErrJSON, "", 3},
		{"{\"type\":\"FeatureCollection\",\n\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4527\"}},\"features\":[" + point + "]}", ErrCRS, "crs", 0},
		{`{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"x"}},"features":[]}`, ErrCRS, "crs", 0},
		{`{"type":"FeatureCollection","crs":"EPSG:4326","features":[]}`, ErrCRS, "crs", 0},
		{strings.Repeat(`{"a":`, 20_000), ErrJSON, "", 1},
	} {
		r, err := Read("f.geojson", strings.NewReader(c.text), Options{})
		if r != nil || !errors.Is(err, c.code) {
			t.Errorf("Read(%.200s) = %v, %v, want %s", c.text, r, err, c.code)
			continue
		}
		if e := asError(t, err); c.column != "" && e.At.Column != c.column || e.At.Line != c.line {
			t.Errorf("Read(%.200s) = %v, want place %d %s", c.text, err, c.line, c.column)
		}
	}
}

// The byte that a syntax error names is the wrong one.
func TestGeoJSONSyntaxErrorNamesTheByte(t *testing.T) {
	point := featureAt("a", `{"type":"Point","coordinates":[1,2]}`)
	for _, wrong := range []string{
		collection(point, point, strings.Replace(point, `[1,2]`, `[1,!]`, 1), point),
		collection(point, strings.Repeat(" \n", 5000)+"!"),
		`{"type":"FeatureCollection","name":!}`,
		point + "\n" + point + "\n{!}",
		collection(point, point+"!"),
	} {
		_, err := Read("f", strings.NewReader(wrong), Options{})
		at := strings.IndexByte(wrong, '!')
		e := asError(t, err)
		if line := 1 + strings.Count(wrong[:at], "\n"); e.Code != ErrJSON || e.At.Column != "@"+strconv.Itoa(at+1) || e.At.Line != line {
			t.Errorf("Read(%.200s) = %v, want %s in line %d at byte %d", wrong, err, ErrJSON, line, at+1)
		}
	}
}

// Rings that our own writer turned are turned back.
func TestGeoJSONTurnedRings(t *testing.T) {
	shape := `{"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[1,1]]]}`
	plain := readText(t, collection(featureAt("a", shape))).Sites[0].Geometry.(geo.Polygon)
	marked := strings.Replace(featureAt("a", shape), `"geometry"`, `"turned":[1,1,9,-1],"geometry"`, 1)
	turned := readText(t, collection(marked)).Sites[0].Geometry.(geo.Polygon)
	if !reflect.DeepEqual(turned[0], plain[0]) || turned[1].Anticlockwise() == plain[1].Anticlockwise() {
		t.Errorf("turned [1]: %v, want ring 1 of %v turned", turned, plain)
	}
	for _, ignored := range []string{`"1"`, `[0.5]`, `{}`, `[]`, `null`} {
		text := strings.Replace(featureAt("a", shape), `"geometry"`, `"turned":`+ignored+`,"geometry"`, 1)
		if got := readText(t, collection(text)).Sites[0].Geometry; !reflect.DeepEqual(got, geo.Geometry(plain)) {
			t.Errorf("turned %s: %v, want %v", ignored, got, plain)
		}
	}
}

func TestGeoJSONDatum(t *testing.T) {
	want, _ := geo.GCJ02.ParsePoint("117.2211", "28.2902")
	gcj := geo.GCJ02
	feature := featureAt("a", `{"type":"Point","coordinates":[117.2211,28.2902]}`)
	own := strings.Replace(feature, `"id"`, `"坐标系":"gcj-02","id"`, 1)
	for text, o := range map[string]Options{feature: {Datum: &gcj}, own: {}} {
		r, err := Read("f", strings.NewReader(collection(text)), o)
		if err != nil || r.Sites[0].Geometry != geo.Geometry(want) {
			t.Errorf("Read(%s) = %v, %v, want %v", text, r, err, want)
		}
	}
}

// A feature may be as long as sixteen rows, and none is without end.
func TestGeoJSONLimits(t *testing.T) {
	long := featureAt("a", `{"type":"LineString","coordinates":[[1,2]`+strings.Repeat(",[1.5,2.5]", 100_000)+`]}`)
	o := Options{Limits: Limits{TokenBytes: 1 << 17}}
	if r, err := Read("f", strings.NewReader(collection(long, featureAt("b", "null"))), o); err != nil || len(r.Sites) != 2 {
		t.Errorf("a feature of %d bytes: %v", len(long), err)
	}
	o.Limits.TokenBytes = 1 << 14
	if _, err := Read("f", strings.NewReader(collection(long)), o); !errors.Is(err, ErrTooLong) {
		t.Errorf("a feature of %d bytes = %v, want %s", len(long), err, ErrTooLong)
	}
	o.Limits.TokenBytes = 1 << 10
	var many []string
	for i := range 2000 {
		many = append(many, featureAt(strconv.Itoa(i), "null"))
	}
	if r, err := Read("f", strings.NewReader(collection(many...)), o); err != nil || len(r.Sites) != len(many) {
		t.Errorf("%d short features: %v", len(many), err)
	}
	for name, endless := range map[string]*endlessReader{
		"text": {head: []byte(`{"type":"`), again: []byte("x")}, "space": {head: []byte("{"), again: []byte(" ")},
		"lists": {head: []byte(`{"a":`), again: []byte("[")}, "features": {head: []byte(`{"features":[0`), again: []byte(",0")},
	} {
		if _, err := Read("f", endless, Options{Limits: Limits{TokenBytes: 1 << 12, Elements: 1 << 12}}); err == nil {
			t.Errorf("%s without end is read", name)
		}
	}
	o = Options{Limits: Limits{Sites: 1}}
	if _, err := Read("f", strings.NewReader(collection(featureAt("a", "null"), featureAt("b", "null"))), o); !errors.Is(err, ErrTooMany) {
		t.Errorf("two features where one is allowed = %v, want %s", err, ErrTooMany)
	}
}

// endlessReader yields head once and then the same again and again.
type endlessReader struct{ head, again []byte }

func (r *endlessReader) Read(p []byte) (int, error) {
	n := copy(p, r.head)
	r.head = r.head[n:]
	for n < len(p) {
		n += copy(p[n:], r.again)
	}
	return n, nil
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(collection(featureAt("a", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`))))
	f.Add([]byte("\x1e" + featureAt("a", `{"type":"Point","coordinates":[1,2]}`) + "\n\x1e" + featureAt("b", "null")))
	f.Add([]byte(`{"type":"Feature","id":1,"turned":[0],"properties":{"类别":"SC","tags":["a"],"size":1e1,"crs":"gcj02","lon":"-"},` +
		`"geometry":{"type":"MultiPolygon","coordinates":[[[[110,30],[111,30],[111,31],[110,30]]]]}}`))
	f.Add([]byte(`{"crs":{"properties":{"name":"EPSG:4326"}},"features":[null,7,{}],"type":"FeatureCollection"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(bytes.TrimSpace(data)) == 0 || !isGeoJSON(data) {
			return
		}
		r, err := Read("fuzz", bytes.NewReader(data), Options{
			Categories: fuzzCategories, SkipBad: true, Limits: Limits{TokenBytes: 1 << 12, Elements: 1 << 12, Rejects: 10},
		})
		if err != nil {
			asError(t, err)
			return
		}
		for i := range r.Sites {
			if err := r.Sites[i].Check(); err != nil || i > 0 && r.Sites[i-1].ID >= r.Sites[i].ID {
				t.Errorf("site %d is %+v: %v", i, r.Sites[i], err)
			}
		}
		if len(r.Rejects) > 10 || len(r.Rejects) > r.Bad {
			t.Errorf("%d of %d rejects", len(r.Rejects), r.Bad)
		}
	})
}

func BenchmarkGeoJSON(b *testing.B) {
	var features []string
	for i := range 20_000 {
		features = append(features, featureAt("s"+strconv.Itoa(i), `{"type":"Point","coordinates":[117.2403250,28.2958140]}`))
	}
	text := collection(features...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Read("f", strings.NewReader(text), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
