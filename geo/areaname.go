package geo

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedName is an area's name as it is compared: what it is called, and the
// kind that its ending says, UnknownKind if it has none. The ending is not part
// of the stem, so that 庆祖 and 庆祖镇 share it while 城东村 and 城东社区 differ.
type foldedName struct {
	stem string
	kind AreaKind
}

// nameEnding is an ending that people write for another.
type nameEnding struct {
	written, unified string
	kind             AreaKind
}

// nameEndings are the endings of each level; the first that fits decides, so a
// longer one stands before its own end. A park or farm keeps what it is: beside
// 耳口乡 there is 耳口林场.
var nameEndings = map[Level][]nameEnding{
	TownshipLevel: {
		{"街道办事处", "街道", Subdistrict}, {"街道办", "街道", Subdistrict}, {"街办", "街道", Subdistrict},
		{"办事处", "街道", Subdistrict}, {"街道", "街道", Subdistrict},
		{"镇人民政府", "镇", Town}, {"镇政府", "镇", Town}, {"镇", "镇", Town},
		{"乡人民政府", "乡", Township}, {"乡政府", "乡", Township}, {"乡", "乡", Township},
		{"管理委员会", "", QuasiTown}, {"管委会", "", QuasiTown},
	},
	VillageLevel: {
		{"村民委员会", "村", Village}, {"村委会", "村", Village}, {"村委", "村", Village},
		{"行政村", "村", Village}, {"村会", "村", Village}, {"村", "村", Village},
		{"社区居民委员会", "社区", Community}, {"社区居委会", "社区", Community}, {"社区居委", "社区", Community},
		{"居民委员会", "社区", Community}, {"居委会", "社区", Community}, {"居委", "社区", Community},
		{"社区", "社区", Community},
	},
}

// peoples are the 55 minorities after which townships are called; people leave
// the name out: 樟坪畲族乡 is 樟坪乡.
var peoples = strings.Fields(`蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族
	哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族
	仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族
	德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族`)

// foldAreaName unifies and takes off the ending of a name. A stem keeps at least
// two letters: 徐镇镇 and 徐镇 are both 徐镇, 王村村委会 and 王村 both 王村.
func foldAreaName(name string, level Level) foldedName {
	f := foldedName{stem: nameLetters(name)}
	for _, e := range nameEndings[level] {
		rest, ends := strings.CutSuffix(f.stem, e.written)
		if !ends || rest == "" {
			continue
		}
		f.stem, f.kind = rest+e.unified, e.kind
		f.stem = shortened(f.stem, e.unified)
		break
	}
	if f.kind == Township || f.kind == Town {
		f.stem = withoutPeoples(f.stem)
	}
	return f
}

func withoutPeoples(stem string) string {
	for before := ""; before != stem; {
		before = stem
		for _, people := range peoples {
			stem = shortened(stem, people)
		}
	}
	return stem
}

// shortened takes an ending off, again and again, while two letters are left. A
// text may be long, so no more of it is counted than two letters.
func shortened(stem, ending string) string {
	for ending != "" {
		rest, ends := strings.CutSuffix(stem, ending)
		if !ends || utf8.RuneCountInString(rest[:min(len(rest), 2*utf8.UTFMax)]) < 2 {
			break
		}
		stem = rest
	}
	return stem
}

// nameLetters keeps letters and digits, in their compatibility forms (NFKC):
// spaces, brackets and full width tell no two areas apart.
func nameLetters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(name))
}

// agrees reports whether two names may mean one area: what is called alike is
// one unless both say their kind and differ in it.
func (f foldedName) agrees(other foldedName) bool {
	return f.stem == other.stem &&
		(f.kind == other.kind || f.kind == UnknownKind || other.kind == UnknownKind)
}
