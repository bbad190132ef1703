package report

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// categoryRange is what a category is exposed to: how many are drawn on average, the least and most likely of
// those that may be.
type categoryRange struct {
	code        string
	sites       int
	expected    float64
	least, most exposure.Figure
	known       bool // some site may be drawn
	unknown     bool // of some site nothing is known
}

// add counts a site in.
func (c *categoryRange) add(expected, once exposure.Figure) {
	c.sites++
	c.expected += expected.Value
	switch {
	case once.Kind == exposure.Unknown:
		c.unknown = true
	case impossible(once):
	case !c.known:
		c.least, c.most, c.known = once, once, true
	default:
		if once.Value < c.least.Value {
			c.least = once
		}
		if once.Value > c.most.Value {
			c.most = once
		}
	}
}

// ranges are those of all categories, in the order of codes.
func (e *Exposure) ranges() []*categoryRange {
	byCode := map[string]*categoryRange{}
	var list []*categoryRange
	for i := range e.Report.Frame.Sites() {
		code := e.site(int32(i)).Category
		if byCode[code] == nil {
			byCode[code] = &categoryRange{code: code}
			list = append(list, byCode[code])
		}
		byCode[code].add(e.Report.Expected(int32(i)), e.Report.Once(int32(i)))
	}
	slices.SortFunc(list, func(a, b *categoryRange) int { return cmp.Compare(a.code, b.code) })
	return list
}

// categoryPassage is a row for each category.
func (e *Exposure) categoryPassage() Passage {
	p := Passage{
		Lines: []string{e.t("expose.categories", nil)}, Right: []int{1, 2, 3, 4},
		Rows: [][]string{{
			e.t("column.category-name", nil), e.t("column.sites", nil), e.t("column.average", nil), e.t("column.least-likely", nil),
			e.t("column.most-likely", nil), e.t("column.basis", nil),
		}},
	}
	names := CategoryNames(e.categories(), e.Texts)
	var left []string
	for _, c := range e.ranges() {
		if !c.known && !c.unknown {
			left = append(left, cmp.Or(names[c.code], c.code, e.t("value.none", nil)))
			continue
		}
		row := []string{text.Visible(cmp.Or(names[c.code], c.code, e.t("value.none", nil))), strconv.Itoa(c.sites), average(c.expected), "", "", ""}
		if c.unknown {
			row[2], row[5] = "", e.t("expose.unknown", nil)
		} else {
			row[3], row[4], row[5] = e.likely(c.least), e.likely(c.most), e.basis(worse(c.least, c.most))
		}
		p.Rows = append(p.Rows, row)
	}
	if len(left) > 0 {
		p.After = []string{e.t("expose.not-drawn", text.Args{"count": strconv.Itoa(len(left)), "names": joinNames(left, e.Texts)})}
	}
	return p
}

// worse is the figure with the larger error.
func worse(a, b exposure.Figure) exposure.Figure {
	if b.Error > a.Error {
		return b
	}
	return a
}

// sentences are one for each group, the likeliest first.
func (e *Exposure) sentences(r Rollup) Passage {
	p := Passage{Lines: []string{e.t(rollupTexts[r.By].caption, nil)}}
	likeliest := e.likeliest(r.Of)
	var drawn []exposure.Group
	var left []string
	for _, g := range exposure.MostExposed(r.Groups) {
		if impossible(g.Once) {
			left = append(left, g.Name)
		} else {
			drawn = append(drawn, g)
		}
	}
	for _, g := range drawn[:min(len(drawn), mostTold)] {
		p.Lines = append(p.Lines, "  "+e.groupSentence(g, likeliest[g.Name]))
	}
	if more := len(drawn) - mostTold; more > 0 {
		p.Lines = append(p.Lines, e.t("expose.more", text.Args{"count": strconv.Itoa(more), "by": string(r.By)}))
	}
	if len(left) > 0 {
		p.Lines = append(p.Lines, e.t("expose.groups-left", text.Args{"count": strconv.Itoa(len(left)), "names": joinNames(left, e.Texts)}))
	}
	return p
}

// impossible holds for what is certain never to be drawn.
func impossible(f exposure.Figure) bool { return f == exposure.Figure{Kind: exposure.Exact} }

// groupSentence is what somebody who answers for sites waits for: how likely at
// least one is drawn, the likeliest of them, and their township.
func (e *Exposure) groupSentence(g exposure.Group, of member) string {
	args := text.Args{
		"name": text.Visible(g.Name), "count": strconv.Itoa(g.Sites), "once": e.chance(g.Once), "picks": average(g.Expected.Value),
		"rounds": "", "within": "",
	}
	if e.Rounds > 0 && g.Once.Kind != exposure.Unknown {
		args["rounds"], args["within"] = strconv.Itoa(e.Rounds), percent(g.Once.Rounds(e.Rounds).Value)
	}
	if g.Expected.Kind == exposure.Unknown {
		args["picks"] = e.t("expose.unknown", nil)
	}
	sentence := e.t("expose.group", args)
	if g.Sites > 1 && of.found {
		sentence += e.t("expose.group-site", text.Args{"site": e.siteName(of.site), "chance": e.chance(e.Report.Once(of.site))})
	}
	if opened, name := e.township(of); name != "" {
		sentence += e.t("expose.group-township", text.Args{"name": text.Visible(name), "chance": e.chance(opened)})
	}
	return sentence
}

func (e *Exposure) siteName(number int32) string {
	s := e.site(number)
	return text.Visible(cmp.Or(s.Name, s.ID))
}

// memberHeads and memberCells are the same in columns of a table.
var memberHeads = []geo.Code{"column.likeliest", "column.its-chance", "column.township-chance"}

func (e *Exposure) memberCells(of member) []string {
	if !of.found {
		return []string{"", "", ""}
	}
	cells := []string{e.siteName(of.site), e.likely(e.Report.Once(of.site)), ""}
	if opened, name := e.township(of); name != "" {
		cells[2] = text.Visible(name) + " " + e.likely(opened)
	}
	return cells
}

// member is the likeliest site of a group and the township that all its sites lie
// in, empty if they lie in several.
type member struct {
	site     int32
	found    bool
	township string
}

// likeliest are the members of all groups of a kind, by name.
func (e *Exposure) likeliest(group exposure.By) map[string]member {
	all := map[string]member{}
	for i := range e.Report.Frame.Sites() {
		s := e.site(int32(i))
		name := group(s)
		if name == "" {
			continue
		}
		m, township := all[name], exposure.ByTownship(s)
		switch {
		case !m.found:
			m = member{site: int32(i), found: true, township: township}
		case m.township != township:
			m.township = ""
		}
		if e.Report.Once(int32(i)).Value > e.Report.Once(m.site).Value {
			m.site = int32(i)
		}
		all[name] = m
	}
	return all
}

// township is the chance that the township of a group's sites is drawn as the one
// where further sites are looked for; without a name, none is.
func (e *Exposure) township(of member) (exposure.Figure, string) {
	if of.township == "" {
		return exposure.Figure{}, ""
	}
	for i := range e.Stages {
		for _, o := range e.Stages[i].Openers {
			if s := e.site(o.Site); o.Site != of.site && geo.AreaCode(s.Area).Level() == geo.TownshipLevel && exposure.ByTownship(s) == of.township {
				return o.Opened, cmp.Or(s.Name, s.ID)
			}
		}
	}
	return exposure.Figure{}, ""
}
