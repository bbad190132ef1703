package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

func template(t testing.TB, categories *geo.Categories, lang text.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Template(&b, categories, text.For(lang)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The examples are read without a reject, and every one shows another shape.
func TestTemplateIsRead(t *testing.T) {
	for _, lang := range text.Langs() {
		r, err := intake.Read("template.xlsx", bytes.NewReader(template(t, nil, lang)), intake.Options{})
		if err != nil {
			t.Fatalf("%s: Read = %v, %v", lang, err, r)
		}
		if len(r.Sites) != len(examples()) || r.Bad > 0 || len(r.Unused) > 0 || len(r.People) != len(r.Sites) {
			t.Errorf("%s: %d sites, %d bad, unused %q, people of %d", lang, len(r.Sites), r.Bad, r.Unused, len(r.People))
		}
		want := map[string]geo.Site{}
		for i := range r.Sites {
			want[r.Sites[i].Category] = r.Sites[i]
		}
		market, toilet, estate := want["SC"], want["GGCS"], want["XQ"]
		if market.Geometry != geo.Geometry(geo.Point{Lon: 1230123456, Lat: 335012345}) || !market.Has("type:produce") || market.Area != "990100100001" {
			t.Errorf("%s: the market is %+v", lang, market)
		}
		if p, _ := geo.GCJ02.ParsePoint("123.017654", "33.502345"); toilet.Geometry != geo.Geometry(p) || toilet.Area != "990100100000" {
			t.Errorf("%s: the toilet is %+v", lang, toilet)
		}
		if shape := geo.Polygons(estate.Geometry); shape == nil || !geo.MultiPolygon(shape).Covers(estate.Mark) || estate.Size != 320 {
			t.Errorf("%s: the estate is %+v", lang, estate)
		}
	}
}

func TestTemplateOffersCategories(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(template(t, nil, text.ZH)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	choices, err := f.GetDataValidations("点位")
	if err != nil || len(choices) != 2 {
		t.Fatalf("choices %v, %v, want two", choices, err)
	}
	if c := choices[0]; c.Sqref != "C2:C10000" || !strings.Contains(c.Formula1, "'类别'!$A$2:$A$") {
		t.Errorf("categories are offered by %q in %s", c.Formula1, c.Sqref)
	}
	if c := choices[1]; !strings.Contains(c.Formula1, "wgs84,gcj02,bd09") {
		t.Errorf("coordinate systems are offered by %q in %s", c.Formula1, c.Sqref)
	}
	names, err := f.GetRows("类别")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range names[1:] {
		if c, err := geo.ShippedCategories().Find(row[0]); err != nil || c.Code != row[1] {
			t.Errorf("Find(%q) = %v, %v, want %s", row[0], c, err, row[1])
		}
	}
	if help, err := f.GetRows("各列说明"); err != nil || len(help) != 1+len(intake.Fields()) {
		t.Errorf("the sheet on columns has %d rows, want %d", len(help), 1+len(intake.Fields()))
	}
	style, err := f.GetColStyle("点位", "D")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
		t.Errorf("codes of areas have the style %+v, %v, want texts", s, err)
	}
}

// An office's own categories may lack those of the examples.
func TestTemplateOfOtherCategories(t *testing.T) {
	own, err := geo.ParseCategories([]byte(`{"categories":[{"code":"YZ","zh":"驿站","en":"Station","geometry":"point"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	b := template(t, own, text.EN)
	if _, err := intake.Read("template.xlsx", bytes.NewReader(b), intake.Options{Categories: own}); !errors.Is(err, intake.ErrNoRows) {
		t.Errorf("Read = %v, want %s", err, intake.ErrNoRows)
	}
}

func TestTemplateGivesTheSameBytesAgain(t *testing.T) {
	first := template(t, nil, text.ZH)
	for range 5 {
		if !bytes.Equal(first, template(t, nil, text.ZH)) {
			t.Fatal("two runs differ")
		}
	}
}
