package geo_test

import (
	"errors"
	"slices"
	"testing"

	"sitedraw/geo"
)

func TestShippedCategories(t *testing.T) {
	c := geo.ShippedCategories()
	plan := []string{"WMSJ", "ZWDT", "YHWD", "CKDW", "JTCZ", "GJZD", "GJXL", "CZC", "GGCS", "GGGC", "GY", "BGJD", "JQJD", "SCCS", "YY", "WHSS",
		"ZXX", "JZGD", "SQ", "XQ", "ZCGD", "SYDJ", "BJXX", "JTLK", "CXJH", "SC", "XZZF", "XZJD", "XZC", "XZCS", "GLYX"}
	all := append(slices.Clone(plan), "CSYZ", "LJFL", "WMDW", "CYD", "QXHY", "LD", "XIAN", "QY")
	for _, code := range all {
		category, err := c.Lookup(code)
		if err != nil || category.Code != code || category.ZH == "" || category.EN == "" {
			t.Errorf("Lookup(%q) = %+v, %v", code, category, err)
		}
	}
	for i, category := range c.All() {
		if i >= len(all) || category.Code != all[i] && i >= len(plan) {
			t.Errorf("category %d = %s, want %d, the local ones in this order: %v", i, category.Code, len(all), all)
		}
	}
}

func TestCategoryUnknown(t *testing.T) {
	c := geo.ShippedCategories()
	for code, want := range map[string]string{"sq": "SQ", "GJZ": "GJZD", "社区": "SQ", "bank branch": "YHWD", "qqqqqqqqqqqq": ""} {
		_, err := c.Lookup(code)
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrCategoryUnknown || e.Value != code || e.Want != want {
			t.Errorf("Lookup(%q) = %v, want nearest %q", code, err, want)
		}
	}
}

func TestTagRules(t *testing.T) {
	for _, tc := range []struct {
		when string
		tags map[string]string
		want bool
	}{
		{"a=b", map[string]string{"a": "b"}, true},
		{"a=b", map[string]string{"a": "bb"}, false},
		{"a=b", nil, false},
		{"a=b|c", map[string]string{"a": "c"}, true},
		{"a=*", map[string]string{"a": "x"}, true},
		{"a=*", nil, false},
		{"a=* & c=d", map[string]string{"a": "x"}, false},
		{"a=* & c!=d", map[string]string{"a": "x"}, true},
		{"a=* & c!=d", map[string]string{"a": "x", "c": "d"}, false},
		{"a=* & c!=*", map[string]string{"a": "x", "c": "e"}, false},
		{"a~农贸|批发", map[string]string{"a": "南门农贸市场"}, true},
		{"a~农贸|批发", map[string]string{"a": "花卉"}, false},
		{"b=* & a!~幼儿园|托儿所", map[string]string{"a": "洁华幼儿园", "b": "x"}, false},
		{"b=* & a!~幼儿园|托儿所", map[string]string{"a": "附小", "b": "x"}, true},
		{"b=* & a!~幼儿园|托儿所", map[string]string{"b": "x"}, true},
	} {
		c, err := geo.ParseCategories([]byte(`{"categories":[{"code":"X","geometry":"point","osm":[{"when":"` + tc.when + `"}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		value := func(key string) string { return tc.tags[key] }
		if got := c.All()[0].OSM[0].Fits(value); got != tc.want {
			t.Errorf("%q fits %v = %v, want %v", tc.when, tc.tags, got, tc.want)
		}
	}
}

func TestNameTagsAndTemplates(t *testing.T) {
	c := geo.ShippedCategories()
	for _, tc := range []struct {
		code, name string
		want       []string
	}{
		{"SC", "城东花卉批发市场", []string{"type:flowers"}},
		{"SC", "城东市场", []string{"type:other"}},
		{"YHWD", "贵溪农商银行", []string{"brand:农商银行"}},
		{"YHWD", "Caixa", []string{"brand:Caixa"}},
		{"YHWD", "", nil},
		{"GY", "公园", nil},
	} {
		category, err := c.Lookup(tc.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := category.NameTags(tc.name); !slices.Equal(got, tc.want) {
			t.Errorf("%s.NameTags(%q) = %v, want %v", tc.code, tc.name, got, tc.want)
		}
	}
	value := func(key string) string { return map[string]string{"b": "x"}[key] }
	if got, want := geo.FillTags([]string{"t", "k:{a|b}", "k:{a}"}, value), []string{"t", "k:x"}; !slices.Equal(got, want) {
		t.Errorf("FillTags = %v, want %v", got, want)
	}
}

func TestWrongCategoryFiles(t *testing.T) {
	for text, column := range map[string]string{
		`{`: "",
		`{"categories":[{"code":"X","geometry":"point","colour":"red"}]}`:                              "",
		`{"categories":[{"code":"","geometry":"point"}]}`:                                              "code",
		`{"categories":[{"code":"X","geometry":"point"},{"code":"X","geometry":"point"}]}`:             "X.code",
		`{"categories":[{"code":"X","geometry":"circle"}]}`:                                            "X.geometry",
		`{"categories":[{"code":"X","geometry":"point","osm":[{"when":"amenity"}]}]}`:                  "X.osm",
		`{"categories":[{"code":"X","geometry":"point","osm":[{"when":"a!=b"}]}]}`:                     "X.osm",
		`{"categories":[{"code":"X","geometry":"point","osm":[{"when":"a=b & c!d"}]}]}`:                "X.osm",
		`{"categories":[{"code":"X","geometry":"point","crossings":{"of":"Y","merge":1}}]}`:            "X.crossings",
		`{"categories":[{"code":"X","geometry":"point","crossings":{"of":"X","near":[{"when":""}]}}]}`: "X.crossings",
		`{"categories":[]}{}`: "",
		`{"categories":[{"code":"X","geometry":"point","groups":["nowhere"]}]}`:                                     "X.groups",
		`{"groups":[{"code":"","of":"areas"}],"categories":[]}`:                                                     "groups.code",
		`{"groups":[{"code":"g","of":"areas"},{"code":"g","of":"areas"}],"categories":[]}`:                          "groups.code",
		`{"groups":[{"code":"g","of":"houses"}],"categories":[]}`:                                                   "g.of",
		`{"categories":[{"code":"X","geometry":"point","aliases":[""]}]}`:                                           "X.aliases",
		`{"categories":[{"code":"X","geometry":"point","aliases":["y"]},{"code":"Y","geometry":"point"}]}`:          "Y.code",
		`{"categories":[{"code":"X","zh":"甲","geometry":"point"},{"code":"Y","zh":"甲","geometry":"point"}]}`:        "Y.zh",
		`{"categories":[{"code":"X","en":"A b","geometry":"point"},{"code":"Y","en":"aB","geometry":"point"}]}`:     "Y.en",
		`{"categories":[{"code":"X","zh":"甲","geometry":"point"},{"code":"Y","aliases":["甲"],"geometry":"point"}]}`: "Y.aliases",
		`{"categories":[{"code":"X","geometry":"point","keywords":["　"]}]}`:                                         "X.keywords",
		`{"categories":[{"code":"X","geometry":"point","types":["60700"]}]}`:                                        "X.types",
		`{"categories":[{"code":"X","geometry":"point","types":["060706-060700"]}]}`:                                "X.types",
		`{"categories":[{"code":"X","geometry":"point","types":["0607xx"]}]}`:                                       "X.types",
		`{"categories":[{"code":"X","geometry":"point","part_of":"Y"}]}`:                                            "X.part_of",
		`{"categories":[{"code":"X","geometry":"polygon","part_of":"X"}]}`:                                          "X.part_of",
		`{"categories":[{"code":"X","geometry":"point","part_of":"SC"}]}`:                                           "X.part_of",
	} {
		_, err := geo.ParseCategories([]byte(text))
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrCategoryFile || e.At.Column != column {
			t.Errorf("ParseCategories(%s) = %v, want %s in %q", text, err, geo.ErrCategoryFile, column)
		}
	}
}
