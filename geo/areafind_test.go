package geo

import (
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// namedAreas are like the real lists: the county in front of some names, two
// 郎寨村, a township and a farm of one name, a village and a community of one.
var namedAreas = []NamedArea{
	{"410928100000", "城关镇"},
	{"410928100001", "南关社区居民委员会"},
	{"410928100201", "南关村委会"},
	{"410928100202", "王庄村委会"},
	{"410928103000", "濮阳县庆祖镇"},
	{"410928103246", "郎寨村委会"},
	{"410928103247", "刘庄村委会"},
	{"410928103248", "刘庄村村委会"},
	{"410928106000", "濮阳县徐镇镇"},
	{"410928106201", "王村村委会"},
	{"410928205000", "濮阳县耳口乡"},
	{"410928211000", "濮阳县郎中乡"},
	{"410928211217", "郎寨村委会"},
	{"410928211218", "杨村村委会"},
	{"410928103249", "杨村村民委员会"},
	{"410928007000", "濮阳县城南"},
	{"410928504000", "耳口林场"},
	{"410928504598", "耳口林场虚拟生活区"},
}

func TestAreaNamesFind(t *testing.T) {
	names := NewAreaNames(namedAreas)
	for _, c := range []struct {
		town, village string
		want          AreaCode
		code          Code
		near          string // Want, or Names
	}{
		{"濮阳县庆祖镇", "", "410928103000", "", ""},
		{"庆祖镇", "", "410928103000", "", ""},
		{"庆祖", "", "410928103000", "", ""},
		{"庆祖镇人民政府", "", "410928103000", "", ""},
		{"河南省濮阳市濮阳县庆祖镇", "", "410928103000", "", ""},
		{"长垣县庆祖镇", "", "", ErrAreaNameUnknown, ""},
		{"濮阳县城关镇", "", "410928100000", "", ""},
		{"徐镇", "", "410928106000", "", ""},
		{"城南街道", "", "410928007000", "", ""},
		{"城南", "", "410928007000", "", ""},
		{"城南镇", "", "", ErrAreaNameUnknown, "濮阳县城南"},
		{"耳口", "", "410928205000", "", ""},
		{"耳口林场", "", "410928504000", "", ""},
		{"庆租镇", "", "", ErrAreaNameUnknown, "濮阳县庆祖镇"},
		{"", "", "", ErrAreaNameUnknown, ""},
		{"庆祖镇", "郎寨村", "410928103246", "", ""},
		{"郎中乡", "郎寨村民委员会", "410928211217", "", ""},
		{"", "郎寨村", "", ErrAreaNameAmbiguous, "410928103246 410928211217"},
		{"", "杨村村委会", "", ErrAreaNameAmbiguous, "410928103249 410928211218"}, // one is spelled so by chance
		{"", "庆祖镇郎寨村", "410928103246", "", ""},
		{"庆祖", "濮阳县庆祖镇郎寨", "410928103246", "", ""},
		{"庆祖镇", "郎中乡郎寨村", "", ErrAreaNameUnknown, "郎寨村委会"},
		{"城关镇", "郎寨村", "", ErrAreaNameUnknown, ""},
		{"庆祖镇", "刘庄村村委会", "410928103248", "", ""},
		{"庆祖镇", "刘庄", "", ErrAreaNameAmbiguous, "410928103247 410928103248"},
		{"城关镇", "南关村", "410928100201", "", ""},
		{"城关镇", "南关社区", "410928100001", "", ""},
		{"城关镇", "南关", "", ErrAreaNameAmbiguous, "410928100001 410928100201"},
		{"城关镇", "王庄社区", "", ErrAreaNameUnknown, "王庄村委会"},
		{"", "王村", "410928106201", "", ""},
		{"", "虚拟生活区", "410928504598", "", ""},
		{"没有镇", "郎寨村", "", ErrAreaNameUnknown, ""},
	} {
		got, err := names.Find(c.town, c.village)
		var near string
		if wrong, ok := errors.AsType[*Error](err); ok {
			near = wrong.Want + strings.Join(wrong.Names, " ")
		}
		if got != c.want || c.code == "" && err != nil || c.code != "" && !errors.Is(err, c.code) || near != c.near {
			t.Errorf("Find(%q, %q) = %q, %v, want %q, %q %q", c.town, c.village, got, err, c.want, c.code, c.near)
		}
	}
}

func TestAreaNamesColumns(t *testing.T) {
	names := NewAreaNames(namedAreas)
	for _, c := range []struct{ town, village, want string }{
		{"没有镇", "郎寨村", "town"}, {"庆祖镇", "没有村", "village"}, {"", "没有村", "village"}, {"没有镇", "", "town"},
	} {
		_, err := names.Find(c.town, c.village)
		if wrong, ok := errors.AsType[*Error](err); !ok || wrong.At.Column != c.want {
			t.Errorf("Find(%q, %q) = %v, want column %s", c.town, c.village, err, c.want)
		}
	}
}

// Where the list names no county, any may stand in front; where it names one,
// only that.
func TestAreaNamesCounty(t *testing.T) {
	bare := []NamedArea{{"350121001000", "甘蔗街道"}}
	if got, err := NewAreaNames(bare).Find("福建省福州市闽侯县甘蔗", ""); got != "350121001000" {
		t.Errorf("Find = %q, %v, want 350121001000", got, err)
	}
	named := []NamedArea{{"350121000000", "闽侯县"}, bare[0]}
	if got, err := NewAreaNames(named).Find("闽侯县甘蔗街道", ""); got != "350121001000" {
		t.Errorf("Find = %q, %v, want 350121001000", got, err)
	}
	if got, err := NewAreaNames(named).Find("闽清县甘蔗街道", ""); !errors.Is(err, ErrAreaNameUnknown) {
		t.Errorf("Find = %q, %v, want %s", got, err, ErrAreaNameUnknown)
	}
	// 区 of 社区 ends no county, though any is taken for one here.
	quarters := slices.Concat(bare, []NamedArea{{"350121001001", "新建社区居委会"}, {"350121001002", "城东居委会"}})
	if got, err := NewAreaNames(quarters).Find("", "甘蔗街道新建社区"); got != "350121001001" {
		t.Errorf("Find = %q, %v, want 350121001001", got, err)
	}
	if got, err := NewAreaNames(quarters).Find("", "无名社区居委会"); !errors.Is(err, ErrAreaNameUnknown) {
		t.Errorf("Find = %q, %v, want %s", got, err, ErrAreaNameUnknown)
	}
	var none AreaNames
	if got, err := none.Find("甘蔗", "x"); !errors.Is(err, ErrAreaNameUnknown) {
		t.Errorf("Find = %q, %v, want %s", got, err, ErrAreaNameUnknown)
	}
}

// An area with two names is found by both, and is one.
func TestAreaNamesTwice(t *testing.T) {
	names := NewAreaNames([]NamedArea{
		{"410928100000", "城关镇"}, {"410928100000", "城关镇人民政府"}, {"410928100000", "老城"},
	})
	for _, name := range []string{"城关", "老城镇"} {
		if got, err := names.Find(name, ""); got != "410928100000" {
			t.Errorf("Find(%q) = %q, %v, want 410928100000", name, got, err)
		}
	}
}

// Two counties with one name of township are told apart by the county in front.
func TestAreaNamesOfTwoCounties(t *testing.T) {
	names := NewAreaNames([]NamedArea{
		{"410928000000", "濮阳县"}, {"410928100000", "城关镇"}, {"410726000000", "延津县"}, {"410726100000", "城关镇"},
		{"410726100201", "南关村委会"},
	})
	if got, err := names.Find("", "城关镇南关村"); err == nil {
		t.Errorf("Find = %q, want an error: either 城关镇 may be meant", got)
	}
	if got, err := names.Find("", "延津县城关镇南关村"); got != "410726100201" {
		t.Errorf("Find = %q, %v, want 410726100201", got, err)
	}
	if got, err := names.Find("延津县城关镇", ""); got != "410726100000" {
		t.Errorf("Find = %q, %v, want 410726100000", got, err)
	}
	if _, err := names.Find("城关镇", ""); !errors.Is(err, ErrAreaNameAmbiguous) {
		t.Errorf("Find = %v, want %s", err, ErrAreaNameAmbiguous)
	}
}

// Whatever the order of the list, a name finds the same; an exact name within
// its township finds its own code.
func TestAreaNamesOrder(t *testing.T) {
	stems := rapid.StringOfN(rapid.SampledFrom([]rune("城东王庄县镇乡村社区")), 1, 4, -1)
	endings := rapid.SampledFrom([]string{"", "村", "村委会", "社区", "镇", "乡", "街道"})
	rapid.Check(t, func(t *rapid.T) {
		list := []NamedArea{{"410928100000", "庆祖镇"}, {"410928200000", "城关乡"}}
		spelled := map[string]bool{}
		for i := range rapid.IntRange(1, 8).Draw(t, "count") {
			code := []AreaCode{"410928100201", "410928100202", "410928100203", "410928200201", "410928200001", "410928101000", "410928102000", "410928001000"}[i]
			name := stems.Draw(t, "stem") + endings.Draw(t, "ending")
			if spelled[code.Township()+name] {
				continue
			}
			spelled[code.Township()+name] = true
			list = append(list, NamedArea{code, name})
		}
		names, turned := NewAreaNames(list), slices.Clone(list)
		slices.Reverse(turned)
		other := NewAreaNames(turned)
		for _, a := range list {
			town, village := "", a.Name
			switch {
			case a.Code.Level() == TownshipLevel:
				town, village = a.Name, ""
			case a.Code.Township() == "410928100":
				town = "庆祖镇"
			}
			got, err := names.Find(town, village)
			again, err2 := other.Find(town, village)
			if got != again || (err == nil) != (err2 == nil) || err != nil && cmp.Diff(err.Error(), err2.Error()) != "" {
				t.Fatalf("Find(%q, %q) = %q, %v and %q, %v", town, village, got, err, again, err2)
			}
			if err == nil && town == "庆祖镇" && village != "" && got != a.Code {
				t.Fatalf("Find(%q, %q) = %q, want %q of %v", town, village, got, a.Code, list)
			}
			if errors.Is(err, ErrAreaNameUnknown) {
				t.Fatalf("Find(%q, %q) = %v in %v", town, village, err, list)
			}
		}
	})
}

// In the lists of three counties every area is found by its name as it stands
// there, in other spellings, and after its county's and township's.
func TestAreaNamesOfRealLists(t *testing.T) {
	for list, county := range map[string]string{
		"350121_minhou.csv": "闽侯县", "360681_guixi.csv": "贵溪市", "410928_puyangxian.csv": "濮阳县",
	} {
		t.Run(list, func(t *testing.T) {
			file, err := os.Open("../../shared/data/admin/" + list)
			if err != nil {
				t.Skip("the folder ../shared/data is absent")
			}
			defer file.Close()
			rows, err := csv.NewReader(file).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var areas []NamedArea
			for _, row := range rows[2:] { // below the header and the county
				areas = append(areas, NamedArea{AreaCode(row[0]), row[3]})
			}
			names := NewAreaNames(areas)
			short := strings.NewReplacer("村民委员会", "村", "村委会", "村", "居民委员会", "社区", "居委会", "社区", county, "", "街道", "办事处")
			for _, row := range rows[2:] {
				code, name, town := AreaCode(row[0]), row[3], row[4]
				tries := [][2]string{{name, ""}, {short.Replace(name), ""}, {county + short.Replace(name), ""}}
				if code.Level() == VillageLevel {
					tries = [][2]string{{town, name}, {"", town + name}, {county + town, name}}
				}
				if code.Level() == VillageLevel && !strings.HasPrefix(name, "御井") { // 居委会 and 社区居委会 of one township
					tries = append(tries, [2]string{short.Replace(town), short.Replace(name)})
				}
				for _, try := range tries {
					if got, err := names.Find(try[0], try[1]); got != code {
						t.Errorf("Find(%q, %q) = %q, %v, want %q", try[0], try[1], got, err, code)
					}
				}
			}
		})
	}
}

func BenchmarkAreaNamesFind(b *testing.B) {
	var list []NamedArea
	for town := range 20 {
		code := "4109281" + string(rune('0'+town/10)) + string(rune('0'+town%10))
		list = append(list, NamedArea{AreaCode(code + "000"), "濮阳县" + string(rune('一'+town)) + "祖镇"})
		for v := range 50 {
			list = append(list, NamedArea{AreaCode(code + "2" + string(rune('0'+v/10)) + string(rune('0'+v%10))), string(rune('一'+v)) + "家庄村委会"})
		}
	}
	names := NewAreaNames(list)
	for b.Loop() {
		if _, err := names.Find("濮阳县丂祖镇", "丂家庄村"); err != nil {
			b.Fatal(err)
		}
	}
}
