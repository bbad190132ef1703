package geo

import (
	"slices"
	"strconv"
	"strings"
)

// AreaKind is what an area of township or village level is. The zero value is
// an area that is neither, or of which nothing is known.
type AreaKind uint8

// The kinds of areas, those of township level first.
const (
	UnknownKind AreaKind = iota
	Subdistrict          // 街道
	Town                 // 镇
	Township             // 乡
	QuasiTown            // 园区, 农场, 林场 …: on the township level, but none
	Community            // 居民委员会, 社区
	Village              // 村民委员会, 村
)

var areaKinds = [...]string{"", "subdistrict", "town", "township", "quasi", "community", "village"}

// AreaKinds returns all kinds that are known, those of township level first.
func AreaKinds() []AreaKind {
	return []AreaKind{Subdistrict, Town, Township, QuasiTown, Community, Village}
}

// String returns the kind's code, as area lists and tags have it, or "".
func (k AreaKind) String() string {
	if int(k) >= len(areaKinds) {
		return ""
	}
	return areaKinds[k]
}

// ParseAreaKind reads a kind's code, or returns ErrAreaKind.
func ParseAreaKind(s string) (AreaKind, error) {
	i := slices.Index(areaKinds[1:], s)
	if i < 0 {
		return UnknownKind, &Error{Code: ErrAreaKind, Value: shorten(s), Want: strings.Join(areaKinds[1:], ", ")}
	}
	return AreaKind(i + 1), nil
}

// Kind returns the kind of area that the code names (National Bureau of
// Statistics, 统计用区划代码和城乡划分代码编制规则, 2009). Of township level by
// digits 7–9: 001–099 subdistrict, 100–199 town, 200–399 township, 400–999
// quasi. Of village level by digits 10–12: 001–199 and 400–499 community,
// 200–399 and 500–599 village; the upper ranges are units that only work as
// one, see Quasi.
func (c AreaCode) Kind() AreaKind {
	switch c.Level() {
	case TownshipLevel:
		return townshipKind(c.digits(6))
	case VillageLevel:
		return villageKind(c.digits(9))
	default:
		return UnknownKind
	}
}

// Quasi reports whether the area is none of its level's administrative units
// but is counted with them: a park or farm, or the quarters of its people.
func (c AreaCode) Quasi() bool {
	switch c.Level() {
	case TownshipLevel:
		return c.digits(6) >= 400
	case VillageLevel:
		return c.digits(9) >= 400
	default:
		return false
	}
}

// digits is the number of the three digits from i.
func (c AreaCode) digits(i int) int {
	n, _ := strconv.Atoi(string(c[i : i+3]))
	return n
}

func townshipKind(n int) AreaKind {
	switch {
	case n < 100:
		return Subdistrict
	case n < 200:
		return Town
	case n < 400:
		return Township
	default:
		return QuasiTown
	}
}

func villageKind(n int) AreaKind {
	switch {
	case n < 200, n >= 400 && n < 500:
		return Community
	case n < 400, n >= 500 && n < 600:
		return Village
	default:
		return UnknownKind
	}
}

// kindEndings are the ends of area names in official lists; the first that fits
// decides, so a longer one stands before its own end.
var kindEndings = []struct {
	kind    AreaKind
	endings []string
}{
	{Village, []string{"村民委员会", "村委会", "村"}},
	{Community, []string{"居民委员会", "居委会", "社区"}},
	{Subdistrict, []string{"街道办事处", "街道", "办事处"}},
	{Township, []string{"乡人民政府", "乡"}},
	{Town, []string{"镇人民政府", "镇"}},
	{QuasiTown, []string{"园区", "开发区", "管理区", "管委会", "管理委员会", "农场", "林场", "园艺场", "垦殖场", "牧场", "渔场"}},
}

// AreaKindFromName returns what the end of an official name says, UnknownKind if
// nothing. A code says it more surely: names drop their endings, and villages
// are called after towns.
func AreaKindFromName(name string) AreaKind {
	for _, group := range kindEndings {
		for _, ending := range group.endings {
			if strings.HasSuffix(name, ending) && name != ending {
				return group.kind
			}
		}
	}
	return UnknownKind
}

// UrbanRural is the urban–rural class of a village-level area (国务院关于统计上
// 划分城乡的规定, 2008). The value is the code itself; zero is unknown.
type UrbanRural uint8

// The classes. 1xx are urban: 11x the city, 12x towns; 2xx are rural.
const (
	MainUrban      UrbanRural = 111 // 主城区
	UrbanFringe    UrbanRural = 112 // 城乡结合区
	TownCentre     UrbanRural = 121 // 镇中心区
	TownFringe     UrbanRural = 122 // 镇乡结合区
	SpecialArea    UrbanRural = 123 // 特殊区域
	TownshipCentre UrbanRural = 210 // 乡中心区
	Countryside    UrbanRural = 220 // 村庄
)

// UrbanRurals returns all classes, by code.
func UrbanRurals() []UrbanRural {
	return []UrbanRural{MainUrban, UrbanFringe, TownCentre, TownFringe, SpecialArea, TownshipCentre, Countryside}
}

// ParseUrbanRural reads the three digits of a class, or returns ErrUrbanRural.
func ParseUrbanRural(s string) (UrbanRural, error) {
	for _, class := range UrbanRurals() {
		if class.String() == s {
			return class, nil
		}
	}
	return 0, &Error{Code: ErrUrbanRural, Value: shorten(s), Want: "111, 112, 121, 122, 123, 210, 220"}
}

// String returns the three digits, or "" if the class is unknown.
func (u UrbanRural) String() string {
	if u == 0 {
		return ""
	}
	return strconv.Itoa(int(u))
}

// Urban reports whether the class counts as urban (城镇) in statistics.
func (u UrbanRural) Urban() bool { return u >= 100 && u < 200 }

// Rural reports whether the class counts as rural (乡村) in statistics.
func (u UrbanRural) Rural() bool { return u >= 200 }
