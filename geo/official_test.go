package geo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// areaSites makes sites of lines "id category area name".
func areaSites(lines ...string) []Site {
	var sites []Site
	for _, line := range lines {
		f := strings.Fields(line)
		sites = append(sites, Site{ID: f[0], Category: f[1], Area: strings.Trim(f[2], "-"), Name: f[3]})
	}
	return sites
}

var officialSites = areaSites(
	"410928100000 XZZF 410928100000 城关镇",
	"410928103000 XZZF 410928103000 濮阳县庆祖镇",
	"410928211000 XZZF 410928211000 濮阳县郎中乡",
	"410928103246 XZC 410928103246 郎寨村委会",
	"410928103247 XZC 410928103247 东街村委会",
	"410928103248 XZC 410928103248 西街村委会",
	"410928211217 XZC 410928211217 郎寨村委会",
)

// shown writes findings one a line.
func shown(list []AreaComparison) (lines []string) {
	for _, c := range list {
		for _, f := range c.Findings {
			line := fmt.Sprintf("%d %s %s%s", c.Level, f.Kind, f.Official.Code, f.Official.Name)
			if f.Site != "" {
				line += fmt.Sprintf(" < %s %s%s", f.Site, f.Found.Code, f.Found.Name)
			}
			for _, code := range f.Codes {
				line += " " + string(code)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// twoNames stands in every comparison with officialSites.
const twoNames = "2 ambiguous 410928103246郎寨村委会 410928103246 410928211217"

func TestCompareAreas(t *testing.T) {
	for _, c := range []struct {
		name     string
		register []Site
		want     []string
	}{
		{"the list itself", officialSites, nil},
		{"other spellings", with(officialSites,
			"410928103000 XZZF 410928103000 庆祖镇人民政府", "410928103246 XZC 410928103246 郎寨村"), []string{
			"1 spelled 410928103000濮阳县庆祖镇 < 410928103000 410928103000庆祖镇人民政府",
			"2 spelled 410928103246郎寨村委会 < 410928103246 410928103246郎寨村",
		}},
		{"a township and a village are missing", without(officialSites, "410928211000", "410928103247"), []string{
			"1 missing 410928211000濮阳县郎中乡",
			"2 missing 410928103247东街村委会",
		}},
		{"unknown, and near to one", with(officialSites,
			"x XZC 410928103299 东阶村", "y XZZF 410928300000 新城街道"), []string{
			"1 unknown  < y 410928300000新城街道",
			"2 unknown 东街村委会 < x 410928103299东阶村",
		}},
		{"in the neighbouring township", with(officialSites, "x XZC 410928211299 西街村"), []string{
			"2 unknown 西街村委会 < x 410928211299西街村",
		}},
		{"renamed", with(officialSites, "410928103247 XZC 410928103247 前进村"), []string{
			"2 renamed 410928103247东街村委会 < 410928103247 410928103247前进村",
		}},
		{"of another kind", with(officialSites, "410928103247 SQ 410928103247 东街社区"), []string{
			"2 renamed 410928103247东街村委会 < 410928103247 410928103247东街社区",
		}},
		{"recoded", with(without(officialSites, "410928103247"), "x XZC 410928103299 东街村"), []string{
			"2 recoded 410928103247东街村委会 < x 410928103299东街村",
		}},
		{"a township recoded", with(without(officialSites, "410928211000"), "x XZZF 410928999000 郎中乡"), []string{
			"1 recoded 410928211000濮阳县郎中乡 < x 410928999000郎中乡",
		}},
		{"the codes of two are exchanged", with(officialSites,
			"410928103247 XZC 410928103247 西街村", "410928103248 XZC 410928103248 东街村"), []string{
			"2 recoded 410928103247东街村委会 < 410928103248 410928103248东街村",
			"2 recoded 410928103248西街村委会 < 410928103247 410928103247西街村",
		}},
		{"known by name and township", with(without(officialSites, "410928103246"), "osm XZC 410928103000 郎寨"), []string{
			"2 recoded 410928103246郎寨村委会 < osm 410928103000郎寨",
		}},
		{"known by name only", with(without(officialSites, "410928103247"), "osm XZC - 东街"), []string{
			"2 recoded 410928103247东街村委会 < osm 东街",
		}},
		{"a name of two, without a code", with(without(officialSites, "410928103246", "410928211217"), "osm XZC - 郎寨"), []string{
			"2 missing 410928103246郎寨村委会",
			"2 missing 410928211217郎寨村委会",
			"2 unknown 郎寨村委会 < osm 郎寨",
		}},
		{"twice", with(officialSites, "osm:1 XZC 410928103000 东街", "z XZC 410928103246 郎寨村委会"), []string{
			"2 twice 410928103246郎寨村委会 < z 410928103246郎寨村委会",
			"2 twice 410928103247东街村委会 < osm:1 410928103000东街",
		}},
		{"another site with a township's code", with(officialSites, "osm:1 XZZF 410928100000 南关"), []string{
			"1 unknown 城关镇 < osm:1 410928100000南关",
		}},
		{"what stands for no township or village", with(officialSites,
			"m SC 410928999999 市场", "c XIAN 410928000000 濮阳县"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := append(slices.Clone(c.want), twoNames)
			if diff := cmp.Diff(want, shown(CompareAreas(c.register, officialSites, ShippedCategories()))); diff != "" {
				t.Errorf("CompareAreas (-want +got):\n%s", diff)
			}
		})
	}
}

// with returns the sites with some added, in place of those of the same id.
func with(sites []Site, lines ...string) []Site {
	added := areaSites(lines...)
	for _, s := range added {
		sites = without(sites, s.ID)
	}
	return append(sites, added...)
}

func without(sites []Site, ids ...string) []Site {
	return slices.DeleteFunc(slices.Clone(sites), func(s Site) bool { return slices.Contains(ids, s.ID) })
}

// A list that has an area twice is a list that has it.
func TestCompareAreasListedTwice(t *testing.T) {
	list := with(officialSites, "again XZC 410928103247 东街村委会", "other XZC 410928103248 前进村")
	register := with(officialSites, "410928103248 XZC 410928103248 前进村委会")
	want := []string{"2 spelled 410928103248前进村 < 410928103248 410928103248前进村委会", twoNames}
	if diff := cmp.Diff(want, shown(CompareAreas(register, list, ShippedCategories()))); diff != "" {
		t.Errorf("CompareAreas (-want +got):\n%s", diff)
	}
}

// A list without villages says nothing about villages.
func TestCompareAreasLevels(t *testing.T) {
	got := CompareAreas(officialSites, officialSites[:3], ShippedCategories())
	if got[0].Official != 3 || got[0].Register != 3 || got[1].Official != 0 || got[1].Register != 4 || len(got[1].Findings) > 0 {
		t.Errorf("CompareAreas(…, townships) = %+v", got)
	}
}

// Every official area has one site or is missing, every site is the first of its
// area, a further one or unknown; and the order of neither side matters.
func TestCompareAreasCounts(t *testing.T) {
	names := rapid.SampledFrom([]string{"东街村", "西街村委会", "东街社区", "东街", "郎寨", "前进村"})
	codes := rapid.SampledFrom([]string{"410928103246", "410928103247", "410928103248", "410928211217", "410928103000", "-"})
	rapid.Check(t, func(t *rapid.T) {
		register := areaSites()
		for i := range rapid.IntRange(0, 6).Draw(t, "sites") {
			register = append(register, areaSites(fmt.Sprintf("s%d XZC %s %s", i, codes.Draw(t, "code"), names.Draw(t, "name")))...)
		}
		got := CompareAreas(register, officialSites, ShippedCategories())
		turned, list := slices.Clone(register), slices.Clone(officialSites)
		slices.Reverse(turned)
		slices.Reverse(list)
		if diff := cmp.Diff(got, CompareAreas(turned, list, ShippedCategories())); diff != "" {
			t.Fatalf("another order:\n%s", diff)
		}
		villages := &got[1]
		paired := villages.Register - villages.Count(AreaUnknown) - villages.Count(AreaTwice)
		if paired+villages.Count(AreaMissing) != villages.Official {
			t.Fatalf("%d paired of %d: %v", paired, villages.Official, shown(got))
		}
	})
}

// A township's name is that of the site that stands for it, not of a village that
// only knows its township.
func TestTownshipNames(t *testing.T) {
	const town, other, village = "410928102000", "410928103000", "410928102200"
	for name, test := range map[string]struct {
		sites []Site
		want  map[string]string
	}{
		"none":    {[]Site{{Category: "SC", Area: town, Name: "市场"}}, map[string]string{}},
		"town":    {[]Site{{Category: "XZZF", Area: town, Name: "文留镇"}}, map[string]string{town: "文留镇"}},
		"first":   {[]Site{{Category: "XZZF", Area: town}, {Category: "XZZF", Area: town, Name: "甲"}, {Category: "XZZF", Area: town, Name: "乙"}}, map[string]string{town: "甲"}},
		"village": {[]Site{{Category: "XZC", Area: town, Name: "东王庄"}, {Category: "XZZF", Area: town, Name: "文留镇"}}, map[string]string{town: "文留镇"}},
		"code":    {[]Site{{Category: "XZZF", Area: village, Name: "甲"}, {Category: "XZZF", Area: "", Name: "乙"}, {Category: "XZZF", Area: "410928000000", Name: "丙"}}, map[string]string{}},
		"two":     {[]Site{{Category: "XZZF", Area: other, Name: "庆祖镇"}, {Category: "XZZF", Area: town, Name: "文留镇"}}, map[string]string{town: "文留镇", other: "庆祖镇"}},
	} {
		if d := cmp.Diff(test.want, TownshipNames(test.sites, ShippedCategories())); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A cell may hold a megabyte: what is no name takes no time squared to refuse.
func TestLongNames(t *testing.T) {
	names := NewAreaNames([]NamedArea{{"410928102000", "文留镇"}, {"410928102200", "东王庄村"}, {"410928104000", strings.Repeat("县镇", 100_000)}})
	for _, letters := range []string{"县", "镇", "村", "市场", "甲族乡", "x"} {
		long := strings.Repeat(letters, 200_000/len(letters))
		if code, err := names.Find(long, ""); code != "" || !errors.Is(err, ErrAreaNameUnknown) {
			t.Errorf("Find(%q…) = %q, %v, want %v", letters, code, err, ErrAreaNameUnknown)
		}
		if code, err := names.Find("文留镇", long); code != "" || !errors.Is(err, ErrAreaNameUnknown) {
			t.Errorf("Find(文留镇, %q…) = %q, %v, want %v", letters, code, err, ErrAreaNameUnknown)
		}
		if _, err := ShippedCategories().Find(long); !errors.Is(err, ErrCategoryUnknown) {
			t.Errorf("Find(%q…) = %v, want %v", letters, err, ErrCategoryUnknown)
		}
	}
}
