// Package placename compares what people call a place: whether two lists mean the
// same market, school or bank, of which one writes more of its name than the other.
//
// # Model
//
// A name is folded to its letters, digits and marks in their compatibility forms
// (Unicode NFKC), small, without an ending that many write and many leave out, such
// as 有限公司 or 支行. Two folded names are similar if they are the same, if one holds
// the other, or if one letter makes the difference, and if they count alike: the
// first and the second primary school are two.
//
// # Guarantees
//
// Similar is symmetric, and holds for a name and itself. It is not transitive: a
// short name may be similar to two that are not similar to each other.
//
// # Out of scope
//
// Townships and villages, whose endings say what they are: package geo compares
// those. Where the places lie: who asks has to look at that first.
//
// # Use
//
//	ours := placename.Fold("示例县第一农贸市场有限公司")
//	theirs := placename.Fold("第一农贸市场")
//	if ours.Similar(theirs) {
//		fmt.Println("one place, if they are near each other")
//	}
package placename

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Name is a folded name. Empty: without name.
type Name []rune

// commonEndings of names, the longer before its own end.
var commonEndings = []string{
	"有限责任公司", "股份有限公司", "有限公司", "分公司", "公司",
	"居民委员会", "居委会", "村民委员会", "村委会", "社区",
	"营业部", "营业所", "分理处", "支行", "分行", "旗舰店", "专卖店", "分店", "总店", "店",
}

// Fold folds a name. At least two letters are left of it before an ending.
func Fold(name string) Name {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(name))
	for _, ending := range commonEndings {
		if rest, ends := strings.CutSuffix(letters, ending); ends && len([]rune(rest)) >= 2 {
			letters = rest
		}
	}
	return Name(letters)
}

// Similar reports whether both are empty, or equal, or one contains the other, or
// a letter changed, added or left out makes them equal: the first of at least two
// letters, the second of at least four. Names that count differently, such as
// 第一小学 and 第二小学, are not.
func (n Name) Similar(o Name) bool {
	if len(n) > len(o) {
		n, o = o, n
	}
	if slices.Equal(n, o) {
		return true
	}
	if !slices.Equal(n.numerals(), o.numerals()) {
		return false
	}
	return len(n) >= 2 && strings.Contains(string(o), string(n)) || len(n) >= 4 && oneEdit(n, o)
}

// numerals are the digits and numerals of the name, in order.
func (n Name) numerals() []rune {
	var list []rune
	for _, r := range n {
		if unicode.IsNumber(r) || strings.ContainsRune("一二三四五六七八九十百零", r) {
			list = append(list, r)
		}
	}
	return list
}

// oneEdit reports whether one letter changed or left out of long makes it short.
func oneEdit(short, long Name) bool {
	i := 0
	for i < len(short) && short[i] == long[i] {
		i++
	}
	switch len(long) - len(short) {
	case 0:
		return i == len(short) || slices.Equal(short[i+1:], long[i+1:])
	case 1:
		return slices.Equal(short[i:], long[i+1:])
	default:
		return false
	}
}
