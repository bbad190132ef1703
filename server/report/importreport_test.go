package report

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// importing is an import as the command line and the server do it.
func importing(t *testing.T, before intake.Earlier, o intake.AssembleOptions, files map[string]string) ImportOf {
	t.Helper()
	of := ImportOf{Before: before, Categories: geo.ShippedCategories(), Texts: text.For(text.EN)}
	for _, name := range []string{"list", "more", "map"} {
		if files[name] == "" {
			continue
		}
		r, err := intake.Read(name, strings.NewReader(files[name]), intake.Options{SkipBad: o.SkipBad})
		if err != nil && !errors.Is(err, intake.ErrRejected) {
			t.Fatalf("Read(%s) = %v", name, err)
		}
		of.Results = append(of.Results, r)
	}
	made, err := intake.Assemble(t.Context(), of.Results, before, o)
	if err != nil && !errors.Is(err, intake.ErrRejected) && !errors.Is(err, intake.ErrNoSites) {
		t.Fatalf("Assemble = %v", err)
	}
	of.Made = made
	return of
}

const importList = "编号,点位名称,类别,乡镇,区划代码,经度,纬度,责任人,颜色\n" +
	"T1,文留镇,XZZF,,410928102000,115.2,35.6,,\n" +
	"a,甲,SC,文留,,115.2,35.6,张三,red\n" +
	"b,乙,SC,,,115.3,35.6,,\n" +
	"x,错,SCC,,,,,,\n" +
	"y,错,SC,某镇,,,,,\n" +
	"n,无,SC,,,,,,\n"

func TestNewImport(t *testing.T) {
	before := intake.Earlier{Known: true, Sites: []geo.Site{
		{ID: "a", Name: "旧", Category: "SC", Area: "410928102000", Geometry: geo.Point{Lon: 1_152_000_000, Lat: 356_000_000}},
		{ID: "g", Name: "走", Category: "SC"},
	}, People: []geo.Contact{{ID: "stranger", Person: "李四"}}}
	of := importing(t, before, intake.AssembleOptions{SkipBad: true, Nearest: true}, map[string]string{
		"list": importList,
		"map":  `<osm version="0.6"><node id="1" lon="115.21" lat="35.6"><tag k="amenity" v="bank"/></node></osm>`,
	})
	found := intake.Review(of.Made.Sites, intake.ReviewOptions{})
	of.Findings, of.Digest = &found, "abc"
	got := NewImport(of)
	want := &Import{
		Files: []ImportFile{
			{File: "list", Format: "sites-csv", Charset: "utf-8", Datum: "wgs84", Sites: 5, Bad: 1,
				Categories: []CategorySites{{"SC", of.name("SC"), 4}, {"XZZF", of.name("XZZF"), 1}},
				Columns: []ImportColumn{
					{"编号", "id"}, {"点位名称", "name"}, {"类别", "category"}, {"乡镇", "town"}, {"区划代码", "area"},
					{"经度", "lon"}, {"纬度", "lat"}, {"责任人", "person"},
				},
				Places: []SitePlace{
					{SiteRef{"T1", "文留镇"}, [2]json.Number{"115.2", "35.6"}},
					{SiteRef{"a", "甲"}, [2]json.Number{"115.2", "35.6"}}, {SiteRef{"b", "乙"}, [2]json.Number{"115.3", "35.6"}},
				},
				Unused: Listed[string]{1, []string{"颜色"}}, Doubles: Listed[SamePlace]{0, []SamePlace{}}, Left: Listed[Reject]{0, []Reject{}}},
			{File: "map", Format: "osm-xml", Datum: "wgs84", Sites: 1,
				Categories: []CategorySites{{"YHWD", of.name("YHWD"), 1}},
				Tags:       []TagSites{{CategorySites{"YHWD", of.name("YHWD"), 1}, "amenity=bank", 1, 0, 0}},
				Places:     []SitePlace{{SiteRef{ID: "osm:node/1"}, [2]json.Number{"115.21", "35.6"}}},
				Unused:     Listed[string]{0, []string{}}, Doubles: Listed[SamePlace]{0, []SamePlace{}}, Left: Listed[Reject]{0, []Reject{}}},
		},
		Rejects: Listed[Reject]{2, []Reject{
			{"category.unknown", "list", 5, "类别", "SCC", "SC", []string{}, "List, line 5"},
			{"area.name-unknown", "list", 6, "乡镇", "某镇", "", []string{}, "List, line 6"},
		}},
		Sites: 5, Located: 4, Digest: "abc", Same: Listed[SamePlace]{0, []SamePlace{}}, Named: 1,
		Filled: FilledAreas{Inside: 0, Near: 2, Farthest: &NearArea{"b", "T1", 9_041_280}},
		Townships: Listed[Township]{2, []Township{
			{"", "", 1, 1}, {"410928102000", "文留镇", 4, 0}}},
		People: 2, Strangers: Listed[string]{1, []string{"stranger"}},
		Changes: &ImportChanges{
			Added:   Listed[SiteRef]{4, []SiteRef{{"T1", "文留镇"}, {"b", "乙"}, {"n", "无"}, {"osm:node/1", ""}}},
			Removed: Listed[SiteRef]{1, []SiteRef{{"g", "走"}}},
			Changed: Listed[SiteChange]{1, []SiteChange{{SiteRef{"a", "甲"}, []string{"name", "tags"}, false, 0}}}, Vanishing: true,
		},
		Review: &ImportReview{
			Unlocated: []CategorySites{{"SC", of.name("SC"), 1}}, Twins: Listed[TwinSite]{0, []TwinSite{}},
			OffRoad: Listed[FarSite]{0, []FarSite{}}, Outliers: Listed[FarSite]{0, []FarSite{}},
		},
	}
	for i := range got.Rejects.First {
		r := &got.Rejects.First[i]
		if !strings.HasPrefix(r.Sentence, "list, line "+strconv.Itoa(r.Row)+", “"+r.Column+"”: ") {
			t.Errorf("sentence %q of %+v", r.Sentence, r)
		}
		r.Sentence = "List, line " + strconv.Itoa(r.Row)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func (of ImportOf) name(code string) string { return CategoryNames(of.Categories, of.Texts)[code] }

// What is told is bounded, however much came in, and says how much there is.
func TestImportIsBounded(t *testing.T) {
	var list strings.Builder
	list.WriteString("编号,点位名称,类别\n")
	for i := range 500 {
		n := strconv.Itoa(i)
		list.WriteString("g" + n + ",好" + n + ",SC\nb" + n + "," + strings.Repeat("长", 2000) + "\x01,SC\n")
	}
	of := importing(t, intake.Earlier{Known: true}, intake.AssembleOptions{SkipBad: true}, map[string]string{"list": list.String(), "more": "编号,类别\nz,S\n"})
	got := NewImport(of)
	if got.Rejects.Total != 501 || len(got.Rejects.First) != listed || got.Changes.Added.Total != 500 || len(got.Changes.Added.First) != listed {
		t.Errorf("NewImport: %d of %d rejects, %d of %d added, want %d of 501, %d of 500",
			len(got.Rejects.First), got.Rejects.Total, len(got.Changes.Added.First), got.Changes.Added.Total, listed, listed)
	}
	if value := got.Rejects.First[0].Value; value != strings.Repeat("长", 160)+"…" {
		t.Errorf("NewImport: value = %q of a long cell", value)
	}
	for _, lang := range text.Langs() {
		of.Texts = text.For(lang)
		data, err := json.Marshal(NewImport(of))
		if err != nil || len(data) > 300_000 {
			t.Errorf("%s: %d bytes, %v", lang, len(data), err)
		}
	}
}

// Of many places some are told, the first and then as many apart.
func TestPlacesAreSpread(t *testing.T) {
	for located, want := range map[int]struct {
		told   int
		second string
	}{0: {0, ""}, 2: {2, "1"}, maxPlaces: {maxPlaces, "1"}, maxPlaces + 1: {maxPlaces, "2"}, 7 * maxPlaces: {maxPlaces, "7"}} {
		var sites []geo.Site
		for i := range located {
			sites = append(sites, geo.Site{ID: strconv.Itoa(i), Geometry: geo.Point{}}, geo.Site{ID: "nowhere"})
		}
		got := somePlaces(sites)
		if len(got) != want.told || len(got) > 1 && (got[0].ID != "0" || got[1].ID != want.second) {
			t.Errorf("somePlaces of %d = %d: %v", located, len(got), got[:min(2, len(got))])
		}
	}
}

// Before anything is made, and when nothing is, the lists of JSON are lists.
func TestImportOfNothing(t *testing.T) {
	data, err := json.Marshal(NewImport(ImportOf{Texts: text.For(text.ZH)}))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"files":[],"rejects":{"total":0,"first":[]},"sites":0,"located":0,"same":{"total":0,"first":[]},"named":0,` +
		`"filled":{"inside":0,"near":0,"without":0},"parts":0,"sized":0,"townships":{"total":0,"first":[]},"people":0,` +
		`"strangers":{"total":0,"first":[]},"changes":null}`
	if string(data) != want {
		t.Errorf("NewImport of nothing = %s, want %s", data, want)
	}
	refused := importing(t, intake.Earlier{Known: true}, intake.AssembleOptions{}, map[string]string{"list": "编号,类别\na,SC\nb,S\n"})
	if got := NewImport(refused); got.Rejects.Total != 1 || got.Sites != 0 || got.Changes == nil {
		t.Errorf("NewImport(refused) = %+v", got)
	}
}

func TestFilledAreas(t *testing.T) {
	sites := []geo.Site{{ID: "a", Geometry: geo.Point{}}, {ID: "b", Geometry: geo.Point{}, Area: "410928102000"}, {ID: "c"}}
	for name, test := range map[string]struct {
		filled []intake.Filled
		want   FilledAreas
	}{
		"none":   {nil, FilledAreas{Without: 1}},
		"inside": {[]intake.Filled{{ID: "b", From: "t"}}, FilledAreas{Inside: 1, Without: 1}},
		"near": {[]intake.Filled{{ID: "b", From: "t", Millimetres: 5}, {ID: "c", From: "u", Millimetres: 7}, {ID: "d", From: "v", Millimetres: 7}, {ID: "e"}},
			FilledAreas{Inside: 1, Near: 3, Farthest: &NearArea{"c", "u", 7}, Without: 1}},
	} {
		if d := cmp.Diff(test.want, filledAreas(&intake.Assembled{Sites: sites, Filled: test.filled})); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
