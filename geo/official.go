package geo

import (
	"cmp"
	"slices"
)

// AreaLevel returns the level of the areas that the category's sites stand for:
// townships, villages, or CountyLevel if they stand for neither.
func (c *Category) AreaLevel() Level {
	switch {
	case !c.Area || len(c.Lists) == 0:
		return CountyLevel
	case slices.Contains(c.Lists, "town"):
		return TownshipLevel
	default:
		return VillageLevel
	}
}

// AreasOf returns the areas that sites stand for: those of categories of areas
// whose code is of their category's level, by code and name.
func AreasOf(sites []Site, categories *Categories) []NamedArea {
	levels := categories.AreaLevels()
	var areas []NamedArea
	for i := range sites {
		s := &sites[i]
		level, stands := levels[s.Category]
		code, err := ParseAreaCode(s.Area)
		if stands && err == nil && code.Level() == level {
			areas = append(areas, NamedArea{code, s.Name})
		}
	}
	slices.SortFunc(areas, compareAreas)
	return areas
}

func compareAreas(a, b NamedArea) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name))
}

// TownshipNames returns how the townships are called that sites stand for, by the
// twelve digits of their code; of several sites for one the first with a name
// counts. A village that has its township's code is none.
func TownshipNames(sites []Site, categories *Categories) map[string]string {
	levels := categories.AreaLevels()
	names := map[string]string{}
	for i := range sites {
		s := &sites[i]
		level, stands := levels[s.Category]
		if !stands || level == VillageLevel || s.Name == "" || names[s.Area] != "" {
			continue
		}
		if code, err := ParseAreaCode(s.Area); err == nil && code.Level() == TownshipLevel {
			names[s.Area] = s.Name
		}
	}
	return names
}

// AreaLevels returns the levels of the categories whose sites stand for areas, by
// their codes; those of a category that no administrative list has are of no
// level of their own, CountyLevel.
func (c *Categories) AreaLevels() map[string]Level {
	levels := map[string]Level{}
	for i := range c.list {
		if c.list[i].Area {
			levels[c.list[i].Code] = c.list[i].AreaLevel()
		}
	}
	return levels
}

// AreaFinding says how a register differs from an official list in one area.
type AreaFinding struct {
	Kind     FindingKind
	Official NamedArea  // of the list; of an unknown site the name nearest to it, if any
	Site     string     // id of the register's site, empty if there is none
	Found    NamedArea  // as the register has it; the code may be empty or of an upper area
	Codes    []AreaCode // of Ambiguous: all areas of the name
}

// FindingKind is what is different. The zero value is none.
type FindingKind string

// The kinds of findings, the gravest first.
const (
	AreaMissing   FindingKind = "missing"   // no site stands for the official area, by code or by name
	AreaUnknown   FindingKind = "unknown"   // the site stands for no official area
	AreaRenamed   FindingKind = "renamed"   // the code's official name is another
	AreaRecoded   FindingKind = "recoded"   // the name's official code is another
	AreaTwice     FindingKind = "twice"     // a further site for an area that has one
	AreaSpelled   FindingKind = "spelled"   // the same name in another spelling
	AreaAmbiguous FindingKind = "ambiguous" // official areas that only their code tells apart
)

// FindingKinds returns all kinds, the gravest first.
func FindingKinds() []FindingKind {
	return []FindingKind{AreaMissing, AreaUnknown, AreaRenamed, AreaRecoded, AreaTwice, AreaSpelled, AreaAmbiguous}
}

// AreaComparison is what one level of a register lacks of an official list.
type AreaComparison struct {
	Level    Level
	Official int           // areas in the list; 0: it has none of this level, nothing was compared
	Register int           // sites that stand for areas
	Findings []AreaFinding // by kind, official code, code found, id
}

// Count returns how many findings are of a kind.
func (c *AreaComparison) Count(kind FindingKind) int {
	n := 0
	for i := range c.Findings {
		if c.Findings[i].Kind == kind {
			n++
		}
	}
	return n
}

// CompareAreas compares the sites of a register that stand for townships and
// villages with an official list, which is sites too, townships first. A site
// whose code is not of its level, or that has none, is known by its name only: by
// one within the township or county that its code names.
func CompareAreas(register, official []Site, categories *Categories) []AreaComparison {
	areas := AreasOf(official, categories)
	names := NewAreaNames(areas)
	levels := categories.AreaLevels()
	var list []AreaComparison
	for _, level := range []Level{TownshipLevel, VillageLevel} {
		m := matching{names: names, level: level, byCode: map[AreaCode]int32{}, taken: map[AreaCode]bool{}}
		for i := range names.areas {
			code := names.areas[i].Code
			if _, twice := m.byCode[code]; !twice && code.Level() == level {
				m.byCode[code] = int32(i)
			}
		}
		for i := range register {
			s := &register[i]
			if own, stands := levels[s.Category]; stands && own == level {
				m.sites = append(m.sites, newAreaSite(s, level))
			}
		}
		list = append(list, m.compare())
	}
	return list
}
