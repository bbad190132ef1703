package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/exposure"
	"sitedraw/server/text"
)

// mostTold is how much of a list an overview tells, mostSites of the most and the
// least exposed sites.
const (
	mostTold  = 20
	mostSites = 10
)

// ExposurePassages tell an exposure to somebody at a terminal: how to read it,
// then the groups of one kind or every site; without a grouping an overview.
func ExposurePassages(e Exposure, by Grouping) []Passage {
	list := []Passage{{Lines: append(e.headLines(), e.basisLines()...)}}
	switch by {
	case "":
		return slices.Concat(list, e.overview())
	case BySite:
		return append(list, e.sitePassage("", e.order()))
	default:
		for _, r := range e.Rollups {
			if r.By == by {
				list = append(list, e.groupPassage(r, len(r.Groups)))
			}
		}
		return list
	}
}

// headLines say of what the figures are.
func (e *Exposure) headLines() []string {
	lines := []string{e.t("expose.heading", text.Args{
		"plan": planTitle(&e.Report.Plan), "sites": strconv.Itoa(e.Report.Frame.Len()), "picks": average(e.sum().expected),
	}), e.t("expose.meaning", nil)}
	if e.Rounds > 0 {
		lines = append(lines, e.t("expose.rounds", text.Args{"count": strconv.Itoa(e.Rounds), "date": e.Until}))
	}
	return lines
}

// basisLines say which figures are exact, and how far the others may be off; and
// what nobody may overlook.
func (e *Exposure) basisLines() (lines []string) {
	s := e.sum()
	for _, k := range []struct {
		kind exposure.Kind
		key  geo.Code
	}{
		{exposure.Exact, "expose.exact"}, {exposure.Bounded, "expose.bounded"},
		{exposure.Replayed, "expose.replayed"}, {exposure.Unknown, "expose.left-out"},
	} {
		if s.counts[k.kind] == 0 {
			continue
		}
		args := text.Args{"count": strconv.Itoa(s.counts[k.kind]), "draws": strconv.Itoa(e.Report.Replays), "seed": text.Visible(e.Seed)}
		if worst := s.worst[k.kind]; !math.IsInf(worst, 1) {
			args["error"] = points(worst)
		}
		lines = append(lines, e.t(k.key, args))
	}
	if notice := e.notice(); notice != "" {
		lines = append(lines, notice)
	}
	return lines
}

// notice says what nobody may overlook: that a plan draws by size, or a frame
// lacks townships. Empty: neither.
func (e *Exposure) notice() string {
	var lines []string
	if line := WeightedLine(&e.Report.Plan, e.Texts); line != "" {
		lines = append(lines, line)
	}
	if len(e.Incomplete) > 0 {
		lines = append(lines, e.t("draw.lacking", text.Args{
			"count": strconv.Itoa(len(e.Incomplete)), "names": joinNames(e.Incomplete, e.Texts),
		}))
	}
	return strings.Join(lines, "\n")
}

// WeightedLine says that steps of a plan draw by size; empty if none does.
func WeightedLine(p *sampler.Plan, texts *text.Catalogue) string {
	steps := Weighted(p)
	if len(steps) == 0 {
		return ""
	}
	return texts.Text("expose.weighted", text.Args{"count": strconv.Itoa(len(steps)), "names": joinNames(steps, texts)})
}

// joinNames names the first of a list.
func joinNames(names []string, texts *text.Catalogue) string {
	shown := make([]string, 0, mostTold)
	for _, name := range names[:min(len(names), mostTold)] {
		shown = append(shown, text.Visible(name))
	}
	list := strings.Join(shown, texts.Text("names.and", nil))
	if len(names) > mostTold {
		list += " …"
	}
	return list
}

// overview tells categories, the most and least exposed sites, groups, stages and
// what can never be drawn.
func (e *Exposure) overview() []Passage {
	list := []Passage{e.categoryPassage()}
	order, never := e.order(), e.never()
	may := slices.DeleteFunc(slices.Clone(order), func(site int32) bool {
		_, stays := never[e.site(site).ID]
		return stays || impossible(e.Report.Once(site))
	})
	list = append(list, e.extremePassage("expose.most", may))
	if len(may) > mostSites {
		least := slices.Clone(may[mostSites:])
		slices.SortFunc(least, func(a, b int32) int {
			return cmp.Or(cmp.Compare(e.Report.Once(a).Value, e.Report.Once(b).Value), cmp.Compare(a, b))
		})
		list = append(list, e.extremePassage("expose.least", least))
	}
	for _, r := range e.Rollups {
		switch r.By {
		case ByUnit, ByChief:
			list = append(list, e.sentences(r))
		case ByTownship:
			list = append(list, e.groupPassage(r, mostTold))
		case BySite, ByCategory: // told above
		}
	}
	return slices.Concat(list, e.stagePassages(), e.offPassages(), e.neverPassages())
}

// likelyHeads are the columns of likelyCells, behind others.
func (e *Exposure) likelyHeads(first ...geo.Code) []string {
	last := []geo.Code{"column.likely", "column.basis"}
	if e.Rounds > 0 {
		last = slices.Insert(last, 1, geo.Code("column.likely-rounds"))
	}
	keys := slices.Concat(first, last)
	heading := make([]string, len(keys))
	for i, key := range keys {
		heading[i] = e.t(key, e.roundArgs())
	}
	return heading
}

// likelyCells add a figure to a row: how likely, and how that was found.
func (e *Exposure) likelyCells(row []string, once exposure.Figure) []string {
	row = append(row, e.likely(once))
	if e.Rounds > 0 {
		row = append(row, e.likely(once.Rounds(e.Rounds)))
	}
	return append(row, e.basis(once))
}

// sitePassage is a table of sites.
func (e *Exposure) sitePassage(caption geo.Code, sites []int32) Passage {
	names := CategoryNames(e.categories(), e.Texts)
	p := Passage{Rows: [][]string{e.likelyHeads("column.category-name", "column.site", "column.id", "column.unit")}, Right: []int{4, 5}}
	if e.Rounds == 0 {
		p.Right = p.Right[:1]
	}
	if caption != "" {
		p.Lines = []string{e.t(caption, text.Args{"count": strconv.Itoa(len(sites))})}
	}
	for _, number := range sites {
		s := e.site(number)
		row := []string{
			text.Visible(cmp.Or(names[s.Category], s.Category)), text.Visible(s.Name), text.Visible(s.ID), text.Visible(s.Unit),
		}
		p.Rows = append(p.Rows, e.likelyCells(row, e.Report.Once(number)))
	}
	return p
}

// extremePassage is the first of a list of sites, and how many more are as likely
// as the last of these.
func (e *Exposure) extremePassage(caption geo.Code, sites []int32) Passage {
	shown := sites[:min(len(sites), mostSites)]
	p := e.sitePassage(caption, shown)
	more := 0
	for _, site := range sites[len(shown):] {
		if e.Report.Once(site).Value == e.Report.Once(shown[len(shown)-1]).Value {
			more++
		}
	}
	if more > 0 {
		p.After = []string{e.t("expose.as-likely", text.Args{"count": strconv.Itoa(more)})}
	}
	return p
}

// groupPassage is a table of groups, the likeliest first.
func (e *Exposure) groupPassage(r Rollup, most int) Passage {
	key := rollupTexts[r.By]
	p := Passage{
		Lines: []string{e.t(key.caption, nil)},
		Rows:  [][]string{e.likelyHeads(key.heading, "column.sites", "column.average")}, Right: []int{1, 2, 3, 4},
	}
	if e.Rounds == 0 {
		p.Right = p.Right[:3]
	}
	names, likeliest := e.groupNames(r.By), map[string]member{}
	if r.By == ByUnit || r.By == ByChief {
		likeliest = e.likeliest(r.Of)
		for i, key := range memberHeads {
			p.Rows[0] = append(p.Rows[0], e.t(key, nil))
			if i == 1 {
				p.Right = append(p.Right, len(p.Rows[0])-1)
			}
		}
	}
	sorted := exposure.MostExposed(r.Groups)
	for _, g := range sorted[:min(len(sorted), most)] {
		row := []string{text.Visible(cmp.Or(names[g.Name], g.Name)), strconv.Itoa(g.Sites), average(g.Expected.Value)}
		if g.Expected.Kind == exposure.Unknown {
			row[2] = e.t("expose.unknown", nil)
		}
		row = e.likelyCells(row, g.Once)
		if len(likeliest) > 0 {
			row = append(row, e.memberCells(likeliest[g.Name])...)
		}
		p.Rows = append(p.Rows, row)
	}
	if more := len(sorted) - most; more > 0 {
		p.After = []string{e.t("expose.more", text.Args{"count": strconv.Itoa(more), "by": string(r.By)})}
	}
	return p
}

// rollupTexts are the texts of a table of groups.
var rollupTexts = map[Grouping]struct{ caption, heading geo.Code }{
	ByUnit:     {"expose.by-unit", "column.unit"},
	ByTownship: {"expose.by-township", "column.township"},
	ByChief:    {"expose.by-chief", "column.chief"},
	ByCategory: {"expose.by-category", "column.category-name"},
}

// neverPassages name the sites that no draw can pick, the first of each reason.
func (e *Exposure) neverPassages() []Passage {
	if len(e.Never) == 0 {
		return nil
	}
	list := []Passage{{Lines: []string{e.t("check.never", text.Args{
		"count": strconv.Itoa(len(e.Never)), "sites": strconv.Itoa(e.Report.Frame.Len()),
	})}}}
	for _, reason := range sampler.NeverReasons() {
		var names []string
		for _, n := range e.Never {
			if n.Reason != reason {
				continue
			}
			name := n.Site
			if s, found := e.Report.Frame.Site(n.Site); found {
				name = cmp.Or(s.Name, s.ID)
			}
			names = append(names, name)
		}
		if len(names) == 0 {
			continue
		}
		list[0].After = append(list[0].After, e.t("expose.never", text.Args{
			"reason": e.Texts.Explain(reason), "count": strconv.Itoa(len(names)), "names": joinNames(names, e.Texts),
		}))
	}
	return list
}
