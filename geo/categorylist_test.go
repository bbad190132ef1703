package geo_test

import (
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"sitedraw/geo"
)

func parseCategories(t *testing.T, text string) *geo.Categories {
	t.Helper()
	c, err := geo.ParseCategories([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func codesOf(c *geo.Categories) []string {
	var codes []string
	for _, category := range c.All() {
		codes = append(codes, category.Code)
	}
	return codes
}

// The plan of 31 categories calls ours by name, and says how they look and which
// of a map provider's types they are. English names are worded more shortly here.
func TestCategoriesAgreeWithThePlan(t *testing.T) {
	const path = "../../shared/data/plan/plan_31x131.csv"
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("TestCategoriesAgreeWithThePlan: %s is absent", path)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 32 {
		t.Fatalf("%s: %d rows, %v, want 32", path, len(rows), err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	c := geo.ShippedCategories()
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[column[name]] }
		category, err := c.Lookup(cell("code"))
		if err != nil {
			t.Error(err)
			continue
		}
		if found, err := c.Find(cell("name_zh")); err != nil || found != category {
			t.Errorf("Find(%q) = %v, %v, want %s", cell("name_zh"), found, err, category.Code)
		}
		if string(category.Shape) != cell("geometry") {
			t.Errorf("%s is %s, want %s", category.Code, category.Shape, cell("geometry"))
		}
		var types []string
		if strings.ContainsAny(cell("amap_typecodes"), "0123456789") {
			types = strings.Split(strings.ReplaceAll(cell("amap_typecodes"), "-1601xx", "-160199"), "|")
		}
		if !slices.Equal(category.Types, types) {
			t.Errorf("%s has types %v, want %v", category.Code, category.Types, types)
		}
	}
}

func TestGroups(t *testing.T) {
	c := geo.ShippedCategories()
	members := map[string][]string{}
	for _, category := range c.All() {
		for _, g := range category.Groups {
			members[g] = append(members[g], category.Code)
		}
	}
	got := map[geo.GroupKind][]string{}
	for _, g := range c.Groups() {
		if len(members[g.Code]) == 0 || g.ZH == "" || g.EN == "" {
			t.Errorf("group %v has members %v, want some", g, members[g.Code])
		}
		got[g.Of] = append(got[g.Of], strings.TrimSuffix(g.ZH, "窗口"))
	}
	for kind, want := range map[geo.GroupKind][]string{
		geo.WindowGroup: {"办事", "文化", "未成年人教育服务", "交通", "餐饮"},
		geo.AreaGroup:   {"农贸市场", "背街小巷", "社区", "城乡结合部", "乡镇集镇"},
		geo.PointGroup:  {"城市驿站", "垃圾分类屋", "公交站", "公厕", "新时代文明实践所站", "文明单位"},
	} {
		if !slices.Equal(got[kind], want) {
			t.Errorf("groups of %s = %v, want %v", kind, got[kind], want)
		}
	}
	for group, want := range map[string][]string{
		"transport-window": {"JTCZ", "GJZD", "GJXL", "CZC"}, "bus-stop": {"GJZD"}, "public-toilet": {"GGCS", "XZCS"}, "catering-window": {"CYD"},
	} {
		if !slices.Equal(members[group], want) {
			t.Errorf("members of %s = %v, want %v", group, members[group], want)
		}
	}
}

func TestWith(t *testing.T) {
	base := geo.ShippedCategories()
	office := parseCategories(t, `{
		"groups": [{"code": "night", "zh": "夜市", "en": "Night markets", "of": "areas"},
			{"code": "fringe", "zh": "城郊", "en": "Outskirts", "of": "points"}],
		"categories": [
			{"code": "YS", "zh": "夜市街", "en": "Night market", "geometry": "line", "groups": ["night", "catering-window"], "part_of": "XQ"},
			{"code": "SC", "zh": "市场", "en": "Market", "geometry": "polygon", "keywords": ["大集"]}]}`)
	all, err := base.With(office)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := codesOf(all), append(codesOf(base), "YS"); !slices.Equal(got, want) {
		t.Errorf("With has %v, want %v", got, want)
	}
	if sc, err := all.Lookup("SC"); err != nil || sc.Shape != geo.PolygonShape || len(sc.OSM) != 0 {
		t.Errorf("Lookup(SC) = %v, %v, want the office's", sc, err)
	}
	if _, err := all.Find("农贸市场"); err == nil {
		t.Error("Find(农贸市场) still finds the replaced category")
	}
	if got, ok := all.Recognise(geo.Clues{Name: "城东大集"}); !ok || got.Code != "SC" {
		t.Errorf("Recognise(城东大集) = %v, %v, want SC", got, ok)
	}
	groups := slices.Clone(base.Groups())
	groups[slices.IndexFunc(groups, func(g geo.Group) bool { return g.Code == "fringe" })] = office.Groups()[1]
	groups = append(groups, office.Groups()[0])
	if !slices.Equal(all.Groups(), groups) {
		t.Errorf("With has groups %v, want %v", all.Groups(), groups)
	}
	if sc, err := base.Lookup("SC"); err != nil || sc.Shape != geo.PointShape {
		t.Errorf("With changed its receiver: %v, %v", sc, err)
	}
}

func TestWithRefuses(t *testing.T) {
	base := geo.ShippedCategories()
	for text, column := range map[string]string{
		`{"categories":[{"code":"GC","zh":"公厕","geometry":"point"}]}`:                "GC.zh", // an alias of GGCS
		`{"categories":[{"code":"ZCGD","geometry":"point"}]}`:                        "JTLK.crossings",
		`{"categories":[{"code":"XQ","geometry":"point"}]}`:                          "LD.part_of",
		`{"categories":[{"code":"A","geometry":"point","aliases":["Bank　Branch"]}]}`: "A.aliases",
	} {
		_, err := base.With(parseCategories(t, text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrCategoryFile || e.At.Column != column {
			t.Errorf("With(%s) = %v, want %s in %q", text, err, geo.ErrCategoryFile, column)
		}
	}
	office := parseCategories(t, `{"groups":[{"code":"g","of":"areas"}],"categories":[{"code":"A","geometry":"point","groups":["g","community"]}]}`)
	if _, err := (&geo.Categories{}).With(office); err == nil {
		t.Error("With: a group that neither file has passes")
	}
	if c, err := (&geo.Categories{}).With(base); err != nil || !slices.Equal(codesOf(c), codesOf(base)) {
		t.Errorf("the zero value With(shipped) = %v, %v", c, err)
	}
}
