package geo_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

func TestFind(t *testing.T) {
	c := geo.ShippedCategories()
	for text, want := range map[string]string{
		"SC": "SC", "sc": "SC", "ＳＣ": "SC", "农贸市场": "SC", " 集贸 市场 ": "SC", "农贸市场（城东）": "SC",
		"新时代文明实践中心(所、站)": "WMSJ", "新时代文明实践中心（所、站）": "WMSJ", "新时代文明实践中心": "WMSJ", "文明实践站": "WMSJ",
		"公交车": "GJXL", "公路沿线": "GLYX", "公路(河道)沿线": "GLYX", "城乡结合部": "CXJH", "城乡接合部": "CXJH",
		"小区": "XQ", "楼院": "XQ", "村": "XZC", "bank  BRANCH": "YHWD", "政务大厅": "ZWDT", "餐饮店": "CYD", "楼栋": "LD", "县": "XIAN",
	} {
		if got, err := c.Find(text); err != nil || got.Code != want {
			t.Errorf("Find(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestFindNothing(t *testing.T) {
	c := geo.ShippedCategories()
	for text, want := range map[string]string{
		"派出所": "", "": "", "()": "", "幼儿园": "", "清泉村": "", "农贸市场点位": "农贸市场", "城区公厕(新)": "公厕", "主要次干道": "次干道",
		"GJZ": "GJZD", "Bank branches": "Bank branch", strings.Repeat("长", 1000): "",
	} {
		_, err := c.Find(text)
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ErrCategoryUnknown || e.Want != want {
			t.Errorf("Find(%.20q) = %v, want nearest %q", text, err, want)
		}
	}
}

// Every code, name and alias finds its category, however it is written.
func TestFindEveryName(t *testing.T) {
	c := geo.ShippedCategories()
	wide := func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}
	for _, category := range c.All() {
		for _, name := range append([]string{category.Code, category.ZH, category.EN}, category.Aliases...) {
			for _, written := range []string{name, strings.ToUpper(name), strings.Map(wide, name), strings.Join(strings.Split(name, ""), "　")} {
				if got, err := c.Find(written); err != nil || got.Code != category.Code {
					t.Errorf("Find(%q) = %v, %v, want %s", written, got, err, category.Code)
				}
			}
		}
	}
}

func TestRecognise(t *testing.T) {
	c := geo.ShippedCategories()
	for _, tc := range []struct {
		clues geo.Clues
		want  string
	}{
		{geo.Clues{TypeCode: "060703"}, "SC"},
		{geo.Clues{TypeCode: "60703"}, "SC"}, // a spreadsheet took the zero
		{geo.Clues{TypeCode: "060400", Name: "城东农贸市场"}, "SCCS"},
		{geo.Clues{TypeCode: "060400|060703"}, "SCCS"}, // the narrower range
		{geo.Clues{TypeCode: "060703|060400"}, "SCCS"},
		{geo.Clues{TypeCode: "200300"}, "GGCS"}, // before XZCS
		{geo.Clues{TypeCode: "150700"}, "GJZD"}, // before GJXL
		{geo.Clues{TypeCode: "160105"}, "YHWD"},
		{geo.Clues{TypeCode: "050301"}, "CYD"},
		{geo.Clues{TypeCode: "060706"}, "SC"},
		{geo.Clues{TypeCode: "060707"}, ""},
		{geo.Clues{TypeCode: "061200", Type: "购物服务;专卖店;专营店", Name: "南门农贸市场"}, "SC"},
		{geo.Clues{Type: "购物服务;花鸟鱼虫市场;花卉市场", Name: "万达广场"}, "SC"},
		{geo.Clues{Type: "风景名胜;公园广场;城市广场"}, "GGGC"},
		{geo.Clues{Type: "风景名胜;公园广场;公园"}, "GY"},
		{geo.Clues{Name: "江南物流园"}, "SC"},
		{geo.Clues{Name: "贵溪建材批发市场"}, "SC"},
		{geo.Clues{Name: "农贸市场公交站"}, "GJZD"}, // the last word is what it is
		{geo.Clues{Name: "公交站农贸市场"}, "SC"},
		{geo.Clues{Name: "中国银行(人民医院支行)"}, "YHWD"},
		{geo.Clues{Name: "人民广场（公交站）"}, "GJZD"},
		{geo.Clues{Name: "周坊镇集镇公厕"}, "XZCS"}, // the longer word
		{geo.Clues{Name: "星光ktv"}, "QXHY"},
		{geo.Clues{Name: "星光ＫＴＶ"}, "QXHY"},
		{geo.Clues{Name: "锦江小区3号楼"}, "LD"},
		{geo.Clues{Name: "王记五金"}, ""},
		{geo.Clues{Name: "(公园)"}, "GY"},
		{geo.Clues{}, ""},
	} {
		got, ok := c.Recognise(tc.clues)
		if ok != (tc.want != "") || ok && got.Code != tc.want {
			t.Errorf("Recognise(%+v) = %v, %v, want %q", tc.clues, got, ok, tc.want)
		}
	}
}

// Every keyword and both ends of every range lead to a category that has them.
func TestRecogniseEveryClue(t *testing.T) {
	c := geo.ShippedCategories()
	has := func(list []string, text string) bool {
		for _, s := range list {
			if strings.Contains(text, s) {
				return true
			}
		}
		return false
	}
	for _, category := range c.All() {
		for _, word := range category.Keywords {
			if got, ok := c.Recognise(geo.Clues{Name: "城东" + word}); !ok || !has(got.Keywords, word) {
				t.Errorf("Recognise(城东%s) = %v, %v, want a category with this keyword", word, got, ok)
			}
		}
		for _, text := range category.Types {
			for code := range strings.SplitSeq(text, "-") {
				if got, ok := c.Recognise(geo.Clues{TypeCode: code}); !ok || got.Code != category.Code && !has(got.Types, code) {
					t.Errorf("Recognise(%s) = %v, %v, want %s or one with this code alone", code, got, ok, category.Code)
				}
			}
		}
	}
}

// Which codes come first in a cell does not matter.
func TestRecogniseWhateverTheOrder(t *testing.T) {
	c := geo.ShippedCategories()
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.SampledFrom([]string{"060703", "060400", "050301", "190301", "160150", "999999", "x", ""}), 1, 5).Draw(t, "codes")
		other := rapid.Permutation(codes).Draw(t, "other")
		a, okA := c.Recognise(geo.Clues{TypeCode: strings.Join(codes, "|")})
		b, okB := c.Recognise(geo.Clues{TypeCode: strings.Join(other, "|")})
		if a != b || okA != okB {
			t.Fatalf("Recognise(%v) = %v, Recognise(%v) = %v", codes, a, other, b)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"农贸市场（城东）", "((", ")(", "新时代文明实践中心(所、站)", "\xff(公厕)"} {
		f.Add(s, "060703|60400")
	}
	c := geo.ShippedCategories()
	f.Fuzz(func(t *testing.T, text, codes string) {
		if got, err := c.Find(text); (got == nil) == (err == nil) {
			t.Errorf("Find(%q) = %v, %v", text, got, err)
		}
		for _, clues := range []geo.Clues{{TypeCode: codes}, {Type: text}, {Name: text}} {
			if got, ok := c.Recognise(clues); (got != nil) != ok {
				t.Errorf("Recognise(%+v) = %v, %v", clues, got, ok)
			}
		}
	})
}

func FuzzParseCategories(f *testing.F) {
	f.Add([]byte(`{"groups":[{"code":"g","of":"areas"}],"categories":[{"code":"A","zh":"甲(乙)","geometry":"line","groups":["g"],"aliases":["丙"],"types":["060700-060706"],"keywords":["丁"]}]}`))
	f.Add([]byte(`{"categories":[{"code":"B","geometry":"point","crossings":{"of":"ZCGD","merge":1},"osm":[{"when":"a=b & c!~d|e"}],"part_of":"XQ"}]}`))
	base := geo.ShippedCategories()
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := geo.ParseCategories(data)
		if (c == nil) == (err == nil) {
			t.Fatalf("ParseCategories(%q) = %v, %v", data, c, err)
		}
		if err != nil {
			if !errors.Is(err, geo.ErrCategoryFile) {
				t.Errorf("ParseCategories(%q) = %v, want %s", data, err, geo.ErrCategoryFile)
			}
			return
		}
		for _, category := range c.All() {
			if got, err := c.Find(category.Code); err != nil || got.Code != category.Code {
				t.Errorf("ParseCategories(%q): Find(%q) = %v, %v", data, category.Code, got, err)
			}
		}
		if all, err := base.With(c); (all == nil) == (err == nil) {
			t.Errorf("With(%q) = %v, %v", data, all, err)
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	c := geo.ShippedCategories()
	for b.Loop() {
		c.Recognise(geo.Clues{TypeCode: "061200", Type: "购物服务;专卖店;专营店", Name: "城东人民路王记五金商行"})
	}
}
