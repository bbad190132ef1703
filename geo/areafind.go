package geo

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// NamedArea is an area of a list: its code and its name as the list writes it.
type NamedArea struct {
	Code AreaCode
	Name string
}

// AreaNames finds the codes of areas by names as people write them. What counts
// as one spelling:
//
//   - full width, spaces, brackets and case make no difference;
//   - 村, 村委会, 村民委员会 and 行政村 are one ending, so are 社区, 居委会 and
//     社区居民委员会, 街道 and 街道办事处, 镇 and 镇人民政府; none at all fits any;
//   - the county's name may stand in front, the township's too before a village;
//   - the people a township is called after may be left out.
//
// Kinds that contradict each other never fit: 城东村 is not 城东社区. An area may
// have several names. The zero value knows no area; goroutines may share one.
type AreaNames struct {
	areas    []indexedName
	stems    map[Level]map[string][]int32 // areas by what may be left of their names
	counties []countyName
}

// indexedName is an area with its own spelling and its shortest stem; the kind is
// that of the code where the name says none.
type indexedName struct {
	NamedArea
	letters, bare string
	kind          AreaKind
}

// countyName is what may stand in front of a name.
type countyName struct{ letters, digits string }

// NewAreaNames makes the index of a list. Areas of county level are only names
// to put in front; where the list has none, those in front of its townships'
// names are found.
func NewAreaNames(areas []NamedArea) *AreaNames {
	n := &AreaNames{stems: map[Level]map[string][]int32{TownshipLevel: {}, VillageLevel: {}}}
	for _, a := range areas {
		n.learnCounty(a)
	}
	slices.SortFunc(n.counties, func(a, b countyName) int {
		return cmp.Or(strings.Compare(a.letters, b.letters), strings.Compare(a.digits, b.digits))
	})
	n.counties = slices.Compact(n.counties)
	for _, level := range []Level{TownshipLevel, VillageLevel} {
		for _, a := range areas {
			if a.Code.Level() == level {
				n.add(a)
			}
		}
	}
	return n
}

// learnCounty notes a county, or the one in front of a township's name: 濮阳县 of
// 濮阳县庆祖镇.
func (n *AreaNames) learnCounty(a NamedArea) {
	letters, digits := nameLetters(a.Name), string(a.Code[:6])
	if a.Code.Level() == CountyLevel && letters != "" {
		n.counties = append(n.counties, countyName{letters, digits})
	}
	if a.Code.Level() != TownshipLevel {
		return
	}
	for _, cut := range countyCuts(letters) {
		rest := letters[cut:]
		if AreaKindFromName(rest) != UnknownKind && isName(rest, TownshipLevel) {
			n.counties = append(n.counties, countyName{letters[:cut], digits})
			return
		}
	}
}

// countyCuts are the places in a name where that of a county may end. A text
// longer than MaxIdentifier is no name and is not taken apart, which would take
// its length squared.
func countyCuts(letters string) (cuts []int) {
	if len(letters) > MaxIdentifier {
		return nil
	}
	for i, r := range letters {
		if i > 0 && strings.ContainsRune("县市区旗", r) {
			cuts = append(cuts, i+utf8.RuneLen(r))
		}
	}
	return cuts
}

func (n *AreaNames) add(a NamedArea) {
	level, letters := a.Code.Level(), nameLetters(a.Name)
	number := int32(len(n.areas))
	kind := cmp.Or(foldAreaName(letters, level).kind, a.Code.Kind())
	ways := n.readings(level, letters)
	n.areas = append(n.areas, indexedName{a, letters, bareStem(level, ways), kind})
	for _, r := range ways {
		stem := foldAreaName(r.rest, level).stem
		if strings.HasPrefix(string(a.Code), r.within) && !slices.Contains(n.stems[level][stem], number) {
			n.stems[level][stem] = append(n.stems[level][stem], number)
		}
	}
}

// reading is one way to read a name: what is left without the areas in front,
// and the digits of the last of those.
type reading struct{ rest, within string }

// readings are the ways to read a name of a level, as a whole first.
func (n *AreaNames) readings(level Level, letters string) []reading {
	list := []reading{{rest: letters}}
	for _, c := range n.counties {
		if i := strings.Index(letters, c.letters); i >= 0 {
			list = append(list, reading{letters[i+len(c.letters):], c.digits})
		}
	}
	if len(n.counties) == 0 {
		for _, cut := range countyCuts(letters) {
			list = append(list, reading{rest: letters[cut:]})
		}
	}
	if level == VillageLevel {
		list = append(list, n.afterTownship(letters)...)
	}
	return slices.DeleteFunc(list, func(r reading) bool { return r.rest != letters && !isName(r.rest, level) })
}

// isName reports whether what is left of a name is one: neither nothing, nor an
// ending, nor one letter with its ending. 社区居委会 does not follow a 社区.
func isName(rest string, level Level) bool {
	isEnding := func(e nameEnding) bool { return e.written == rest }
	return !slices.ContainsFunc(nameEndings[level], isEnding) &&
		utf8.RuneCountInString(foldAreaName(rest, level).stem) > 1
}

// afterTownship are the readings of a village's name that begins with that of a
// township. The township's says its kind: in 城南社区 there is none in front. What
// is no name is not taken apart, as in countyCuts.
func (n *AreaNames) afterTownship(letters string) (list []reading) {
	if len(letters) > MaxIdentifier {
		return nil
	}
	for i := range letters {
		town := letters[:i]
		if foldAreaName(town, TownshipLevel).kind == UnknownKind && AreaKindFromName(town) != QuasiTown {
			continue
		}
		if found := n.candidates(TownshipLevel, town, ""); len(found) == 1 {
			list = append(list, reading{letters[i:], n.areas[found[0]].Code.Prefix()})
		}
	}
	return list
}

// candidates are the areas that a name may mean among those whose codes begin
// with within, by the first reading that fits any.
func (n *AreaNames) candidates(level Level, name, within string) []int32 {
	for _, r := range n.readings(level, nameLetters(name)) {
		want := foldAreaName(r.rest, level)
		var fit []int32
		for _, number := range n.stems[level][want.stem] {
			a := &n.areas[number]
			if want.agrees(foldedName{want.stem, a.kind}) &&
				strings.HasPrefix(string(a.Code), within) && strings.HasPrefix(string(a.Code), r.within) &&
				!n.has(fit, a.Code) {
				fit = append(fit, number)
			}
		}
		if len(fit) > 0 {
			return fit
		}
	}
	return nil
}

// has reports whether one of the areas has the code.
func (n *AreaNames) has(numbers []int32, code AreaCode) bool {
	return slices.ContainsFunc(numbers, func(number int32) bool { return n.areas[number].Code == code })
}
