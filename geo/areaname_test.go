package geo

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFoldAreaName(t *testing.T) {
	for _, c := range []struct {
		level Level
		in    string
		stem  string
		kind  AreaKind
	}{
		{TownshipLevel, "庆祖镇", "庆祖", Town},
		{TownshipLevel, "庆祖镇人民政府", "庆祖", Town},
		{TownshipLevel, "庆祖镇政府", "庆祖", Town},
		{TownshipLevel, "庆祖", "庆祖", UnknownKind},
		{TownshipLevel, "徐镇镇", "徐镇", Town},
		{TownshipLevel, "徐镇", "徐镇", Town},
		{TownshipLevel, " 城 南 （街道） 办事处", "城南", Subdistrict},
		{TownshipLevel, "城南办事处", "城南", Subdistrict},
		{TownshipLevel, "城南街办", "城南", Subdistrict},
		{TownshipLevel, "樟坪畲族乡", "樟坪", Township},
		{TownshipLevel, "樟坪乡", "樟坪", Township},
		{TownshipLevel, "和平苗族侗族乡", "和平", Township},
		{TownshipLevel, "东风回族镇", "东风", Town},
		{TownshipLevel, "回族镇", "回族", Town}, // the name itself
		{TownshipLevel, "耳口林场", "耳口林场", UnknownKind},
		{TownshipLevel, "工业园区管委会", "工业园区", QuasiTown},
		{TownshipLevel, "镇", "镇", UnknownKind},
		{VillageLevel, "郎寨村委会", "郎寨", Village},
		{VillageLevel, "郎寨村民委员会", "郎寨", Village},
		{VillageLevel, "郎寨村", "郎寨", Village},
		{VillageLevel, "张庄村村委会", "张庄", Village},
		{VillageLevel, "王村村委会", "王村", Village},
		{VillageLevel, "王村", "王村", Village},
		{VillageLevel, "肖家道村会", "肖家道", Village},
		{VillageLevel, "南关社区居委会", "南关", Community},
		{VillageLevel, "南关居民委员会", "南关", Community},
		{VillageLevel, "东社区", "东社区", Community},
		{VillageLevel, "东居委会", "东社区", Community},
		{VillageLevel, "城关镇", "城关镇", UnknownKind},
		{VillageLevel, "ＡＢ１村", "ab1", Village},
		{VillageLevel, "", "", UnknownKind},
	} {
		got := foldAreaName(c.in, c.level)
		if want := (foldedName{c.stem, c.kind}); got != want {
			t.Errorf("foldAreaName(%q, %d) = %v, want %v", c.in, c.level, got, want)
		}
	}
}

// A folded name with its ending again, or with spaces in it, folds the same.
func TestFoldAreaNameIsStable(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("徐王城村镇乡街道社区委会居民办事处回族a1 （")), 1, 9, -1)
	levels := rapid.SampledFrom([]Level{TownshipLevel, VillageLevel})
	rapid.Check(t, func(t *rapid.T) {
		name, level := letters.Draw(t, "name"), levels.Draw(t, "level")
		once := foldAreaName(name, level)
		if spaced := foldAreaName(strings.Join(strings.Split(name, ""), " "), level); spaced != once {
			t.Errorf("foldAreaName(%q spaced) = %v, want %v", name, spaced, once)
		}
		if !once.agrees(once) {
			t.Errorf("%v does not agree with itself", once)
		}
	})
}
