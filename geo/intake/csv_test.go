package intake

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
)

func TestCSV(t *testing.T) {
	r := readText(t, "\ufefflat,lon,category,id,name,tags,size,area,unit,part_of\r\n"+
		"28.2967221,117.21938705,SC,b,\" 南门\"\"农贸\"\"市场 \",type:produce; a;a,7,360681001000,市监局,\r\n"+
		",,SQ,a,e\u0301,,,,,b\r\n")
	want := []geo.Site{
		{ID: "a", Name: "é", Category: "SQ", PartOf: "b"},
		{ID: "b", Name: `南门"农贸"市场`, Category: "SC", Area: "360681001000", Unit: "市监局",
			Tags: []string{"a", "type:produce"}, Size: 7, Geometry: geo.Point{Lon: 1172193871, Lat: 282967221}},
	}
	if r.Format != "sites-csv" {
		t.Errorf("Format = %q", r.Format)
	}
	if d := cmp.Diff(want, r.Sites); d != "" {
		t.Error(d)
	}
}

// Every refusal of a row: line, column, value and what would be right.
func TestCSVRejects(t *testing.T) {
	const header = "id,name,category,area,unit,tags,size,lon,lat,part_of\n"
	for _, tc := range []struct {
		row    string
		code   geo.Code
		column string
		value  string
		want   string
	}{
		{",,SC,,,,,,,", ErrCellEmpty, "id", "", ""},
		{"a,,SX,,,,,,,", geo.ErrCategoryUnknown, "category", "SX", "SC"},
		{"a,SC,南门农贸大楼一层东区,,,,,,,", ErrColumnsSwapped, "category", "南门农贸大楼一层东区", "SC"},
		{"a,,,,,,,,,", ErrCellEmpty, "category", "", ""},
		{"a,,SC,36068,,,,,,", geo.ErrAreaCode, "area", "36068", ""},
		{"a,,SC,,,,0,,,", geo.ErrSiteSize, "size", "0", ""},
		{"a,,SC,,,,2147483648,,,", geo.ErrSiteSize, "size", "2147483648", ""},
		{"a,,SC,,,,1.5,,,", geo.ErrSiteSize, "size", "1.5", ""},
		{"a,,SC,,,,,117,,", ErrHalfPosition, "lat", "", ""},
		{"a,,SC,,,,,,28,", ErrHalfPosition, "lon", "", ""},
		{"a,,SC,,,,,NaN,28,", geo.ErrDegrees, "lon", "NaN", ""},
		{"a,,SC,,,,,117,Inf,", geo.ErrDegrees, "lat", "Inf", ""},
		{"a,,SC,,,,,180.0000001,28,", geo.ErrLongitude, "lon", "180.0000001", ""},
		{"a,,SC,,,,,140,97,", geo.ErrLatitude, "lat", "97", ""},
		{"a,,SC,,,,,28,117,", ErrSwapped, "lon", "28 117", "117 28"},
		{"a,x\x01,SC,,,,,,,", geo.ErrTextControl, "name", "x\x01", ""},
		{"a,\"x\ny\",SC,,,,,,,", geo.ErrTextControl, "name", "x\ny", ""},
		{strings.Repeat("a", 256) + ",,SC,,,,,,,", geo.ErrTextLength, "id", strings.Repeat("a", 80) + "…", "255"},
		{"a,,SC", ErrRowWidth, "", "3", "10"},
		{"ok,,SC,,,,,,,", geo.ErrDuplicateID, "id", "ok", ""},
	} {
		r, err := Read("list.csv", strings.NewReader(header+"ok,,SC,,,,,,,\n"+tc.row+"\n"), Options{})
		if !errors.Is(err, ErrRejected) || r == nil || r.Sites != nil || r.Bad != 1 || len(r.Rejects) != 1 {
			t.Errorf("Read(%q) = %+v, %v", tc.row, r, err)
			continue
		}
		got := r.Rejects[0]
		if got.Code != tc.code || got.At != (geo.Place{File: "list.csv", Line: 3, Column: tc.column}) ||
			got.Value != tc.value || got.Want != tc.want {
			t.Errorf("Read(%q) rejects %v, want %s, column %q, value %q, want %q", tc.row, got, tc.code, tc.column, tc.value, tc.want)
		}
	}
}

func TestCSVHeader(t *testing.T) {
	for text, want := range map[string]geo.Error{
		"id,name\na,b\n":        {Code: ErrColumnMissing, At: geo.Place{Line: 1, Column: "category"}, Want: "类别, category"},
		"id,categorie\na,SC\n":  {Code: ErrColumnUnknown, At: geo.Place{Line: 1, Column: "categorie"}, Value: "categorie", Want: "category"},
		"id,category,id\n":      {Code: ErrColumnTwice, At: geo.Place{Line: 1, Column: "id"}, Value: "id"},
		"id,category\n":         {Code: ErrNoRows},
		"id,category\na,\"SC\n": {Code: ErrQuote, At: geo.Place{Line: 2}, Value: "7"},
		"id,category\na,S\"C\n": {Code: ErrQuote, At: geo.Place{Line: 2}, Value: "4"},
	} {
		r, err := Read("", strings.NewReader(text), Options{})
		e := asError(t, err)
		if r != nil || e.Code != want.Code || e.At != want.At || e.Value != want.Value || e.Want != want.Want {
			t.Errorf("Read(%q) = %v, want %v", text, err, &want)
		}
	}
}

func TestSkipBad(t *testing.T) {
	text := "id,category\na,SC\nb,\nc,SC\n"
	r, err := Read("", strings.NewReader(text), Options{SkipBad: true})
	if err != nil || !slices.Equal(ids(r.Sites), []string{"a", "c"}) || r.Bad != 1 {
		t.Errorf("Read = %+v, %v", r, err)
	}
}

func TestRejectsAreCapped(t *testing.T) {
	text := "id,category\n" + strings.Repeat(",SC\n", 2500)
	r, err := Read("", strings.NewReader(text), Options{})
	e := asError(t, err)
	if e.Code != ErrRejected || e.Value != "2500" || len(r.Rejects) != DefaultRejects || r.Bad != 2500 {
		t.Errorf("Read = %d rejects of %d, %v", len(r.Rejects), r.Bad, err)
	}
}

// Sites take more memory than other elements, so they have a limit of their own.
func TestTooManySites(t *testing.T) {
	banks, nodes := "", ""
	for i := range 20 {
		banks += fmt.Sprintf(`<node id="%d" lon="1" lat="1"><tag k="amenity" v="bank"/></node>`, i+1)
		nodes += fmt.Sprintf(`<node id="%d" lon="1" lat="1"/>`, i+100)
	}
	for name, text := range map[string]string{
		"rows":     "id,category\n" + strings.Repeat("a,SC\n", 11),
		"elements": osmXML(banks),
	} {
		_, err := Read("", strings.NewReader(text), Options{Limits: Limits{Sites: 10}})
		if e := asError(t, err); e.Code != ErrTooMany || e.Want != "10" {
			t.Errorf("%s: Read = %v", name, err)
		}
	}
	if _, err := Read("", strings.NewReader(osmXML(nodes)), Options{Limits: Limits{Sites: 10}}); err != nil {
		t.Errorf("nodes that are no sites: Read = %v", err)
	}
}

func TestTooManyRows(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,category\n")
	for i := range 11 {
		text.WriteString(strconv.Itoa(i) + ",SC\n")
	}
	_, err := Read("", strings.NewReader(text.String()), Options{Limits: Limits{Elements: 10}})
	if e := asError(t, err); e.Code != ErrTooMany || e.Want != "10" {
		t.Errorf("Read = %v", err)
	}
}
