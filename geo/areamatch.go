package geo

import (
	"cmp"
	"slices"
)

// matching pairs the register's sites of one level with official areas.
type matching struct {
	names    *AreaNames
	level    Level
	byCode   map[AreaCode]int32 // official areas
	sites    []areaSite         // of the register
	taken    map[AreaCode]bool  // official areas that have a site
	findings []AreaFinding
}

// areaSite is a site that stands for an area.
type areaSite struct {
	id     string
	area   NamedArea
	within string // what the codes of the areas begin with that its name may mean
}

func newAreaSite(s *Site, level Level) areaSite {
	a := areaSite{id: s.ID, area: NamedArea{Name: s.Name}}
	code, err := ParseAreaCode(s.Area)
	if err != nil {
		return a
	}
	a.area.Code, a.within = code, string(code[:6])
	if level == VillageLevel && code.Level() != CountyLevel {
		a.within = code.Township()
	}
	return a
}

// compare pairs in four passes, surest first, so that no site takes an area that
// another has a better claim to: code and name agree; the name is that of an area
// left; the code is; nothing is.
func (m *matching) compare() AreaComparison {
	c := AreaComparison{Level: m.level, Official: len(m.byCode), Register: len(m.sites)}
	if c.Official == 0 {
		return c
	}
	slices.SortFunc(m.sites, func(a, b areaSite) int { return cmp.Compare(a.id, b.id) })
	left := m.sites
	for _, pass := range []func(*areaSite, []int32) bool{m.same, m.recoded, m.renamed, m.rest} {
		var next []areaSite
		for i := range left {
			if !pass(&left[i], m.meant(&left[i])) {
				next = append(next, left[i])
			}
		}
		left = next
	}
	m.missing()
	m.ambiguous()
	slices.SortStableFunc(m.findings, compareFindings)
	c.Findings = m.findings
	return c
}

// meant are the official areas that a site's name may mean.
func (m *matching) meant(s *areaSite) []int32 {
	return m.names.candidates(m.level, s.area.Name, s.within)
}

// note adds a finding about a site and an official area.
func (m *matching) note(kind FindingKind, s *areaSite, official NamedArea) {
	m.findings = append(m.findings, AreaFinding{Kind: kind, Official: official, Site: s.id, Found: s.area})
}

// same pairs a site with the area of its code if the name is right too.
func (m *matching) same(s *areaSite, meant []int32) bool {
	number, known := m.byCode[s.area.Code]
	if !known {
		return false
	}
	official := m.names.areas[number].NamedArea
	exact := official.Name == s.area.Name
	switch {
	case !exact && !m.names.has(meant, official.Code):
		return false
	case m.taken[official.Code]:
		m.note(AreaTwice, s, official)
	case !exact:
		m.note(AreaSpelled, s, official)
	}
	m.taken[official.Code] = true
	return true
}

// recoded pairs a site with the one area of its name that is left.
func (m *matching) recoded(s *areaSite, meant []int32) bool {
	free := m.free(meant)
	if len(free) == 0 {
		return false
	}
	number, one := m.names.choose(s.area.Name, free)
	if !one {
		return false
	}
	official := m.names.areas[number].NamedArea
	m.taken[official.Code] = true
	m.note(AreaRecoded, s, official)
	return true
}

// free are those of the official areas that have no site yet.
func (m *matching) free(meant []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(meant), func(number int32) bool { return m.taken[m.names.areas[number].Code] })
}

// renamed pairs a site with the area of its code, whatever the name.
func (m *matching) renamed(s *areaSite, _ []int32) bool {
	number, known := m.byCode[s.area.Code]
	if !known || m.taken[s.area.Code] {
		return false
	}
	m.taken[s.area.Code] = true
	m.note(AreaRenamed, s, m.names.areas[number].NamedArea)
	return true
}

// rest is for what remains: further sites of an area, and those of none.
func (m *matching) rest(s *areaSite, meant []int32) bool {
	if len(meant) > 0 && len(m.free(meant)) == 0 {
		m.note(AreaTwice, s, m.names.areas[meant[0]].NamedArea)
		return true
	}
	near := m.names.nearest(m.level, s.area.Name, s.within)
	if near == "" {
		near = m.names.nearest(m.level, s.area.Name, "")
	}
	m.note(AreaUnknown, s, NamedArea{Name: near})
	return true
}

func (m *matching) missing() {
	for code, number := range m.byCode {
		if !m.taken[code] {
			m.findings = append(m.findings, AreaFinding{Kind: AreaMissing, Official: m.names.areas[number].NamedArea})
		}
	}
}

// ambiguous notes the names that several official areas share.
func (m *matching) ambiguous() {
	groups := map[foldedName][]NamedArea{}
	for _, number := range m.byCode {
		a := &m.names.areas[number]
		key := foldedName{a.bare, a.kind}
		groups[key] = append(groups[key], a.NamedArea)
	}
	for _, group := range groups {
		if len(group) == 1 {
			continue
		}
		slices.SortFunc(group, compareAreas)
		f := AreaFinding{Kind: AreaAmbiguous, Official: group[0]}
		for _, a := range group {
			f.Codes = append(f.Codes, a.Code)
		}
		m.findings = append(m.findings, f)
	}
}

func compareFindings(a, b AreaFinding) int {
	kinds := FindingKinds()
	return cmp.Or(
		cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
		compareAreas(a.Official, b.Official), compareAreas(a.Found, b.Found), cmp.Compare(a.Site, b.Site))
}
