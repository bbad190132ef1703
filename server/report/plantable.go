package report

import (
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// planColumn is a column, or a line on top, of a plan's table: the keys of its
// heading and of what is said about it, and its width in letters.
type planColumn struct {
	member         string
	heading, about geo.Code
	width          float64
	words          []string // what may stand there, if it is one of a few
}

// planWords are the words of cells that stand there in the language of the
// texts, by their keys; sampler.PlanFromTable knows them all.
var planWords = map[string]map[string]geo.Code{
	"by_size": {"true": "plan.yes", "false": "plan.no"},
	"n":       {"all": "plan.all"},
}

// planColumns are name and title, and then the columns of sampler.PlanColumns.
func planColumns() []planColumn {
	methods := make([]string, len(sampler.Methods()))
	for i, m := range sampler.Methods() {
		methods[i] = string(m)
	}
	allocations := []string{string(sampler.Proportional), string(sampler.Equal), string(sampler.Each)}
	takes := []string{string(sampler.TakeAny), string(sampler.TakeNearest)}
	return []planColumn{
		{"name", "plan.member.name", "plan.about.name", 0, nil},
		{"title", "plan.member.title", "plan.about.title", 0, nil},
		{"id", "plan.member.id", "plan.about.id", 18, nil},
		{"category", "plan.member.category", "plan.about.category", 14, nil},
		{"tags", "plan.member.tags", "plan.about.tags", 18, nil},
		{"any_tags", "plan.member.any_tags", "plan.about.any_tags", 28, nil},
		{"in", "plan.member.in", "plan.about.in", 14, nil},
		{"not_in", "plan.member.not_in", "plan.about.not_in", 14, nil},
		{"within", "plan.member.within", "plan.about.within", 14, nil},
		{"of", "plan.member.of", "plan.about.of", 14, nil},
		{"by", "plan.member.by", "plan.about.by", 14, nil},
		{"n", "plan.member.n", "plan.about.n", 10, nil},
		{"allocate", "plan.member.allocate", "plan.about.allocate", 14, allocations},
		{"method", "plan.member.method", "plan.about.method", 12, methods},
		{"by_size", "plan.member.by_size", "plan.about.by_size", 10, []string{"true", "false"}},
		{"reserve", "plan.member.reserve", "plan.about.reserve", 10, nil},
		{"apart", "plan.member.apart", "plan.about.apart", 18, nil},
		{"at_most.by", "plan.member.at_most.by", "plan.about.at_most.by", 14, nil},
		{"at_most.n", "plan.member.at_most.n", "plan.about.at_most.n", 10, nil},
		{"map.in", "plan.member.map.in", "plan.about.map.in", 18, nil},
		{"map.anchor", "plan.member.map.anchor", "plan.about.map.anchor", 18, nil},
		{"map.radius", "plan.member.map.radius", "plan.about.map.radius", 16, nil},
		{"map.list", "plan.member.map.list", "plan.about.map.list", 14, nil},
		{"map.take", "plan.member.map.take", "plan.about.map.take", 12, takes},
		{"walk", "plan.member.walk", "plan.about.walk", 16, nil},
	}
}

// planNumbers are the columns of numbers.
var planNumbers = []string{"n", "reserve", "apart", "at_most.n", "map.radius", "map.list", "walk"}

// planHead is how many rows stand above the first step: name, title, headings.
const planHead = 3

// planTable returns the cells of a plan's table in a language.
func planTable(p *sampler.Plan, texts *text.Catalogue) [][]cell {
	known := map[string]planColumn{}
	for _, c := range planColumns() {
		known[c.member] = c
	}
	rows := sampler.AppendTable(p)
	table := make([][]cell, len(rows))
	for i, row := range rows {
		table[i] = make([]cell, len(row))
		for j, value := range row {
			switch {
			case i >= planHead:
				table[i][j] = known[rows[planHead-1][j]].cell(value, texts)
			case j == 0 || i == planHead-1:
				table[i][j] = textCell(texts.Text(known[value].heading, nil))
			default:
				table[i][j] = textCell(value)
			}
		}
	}
	return table
}

// cell is a step's cell in a language.
func (c planColumn) cell(value string, texts *text.Catalogue) cell {
	if key, word := planWords[c.member][value]; word {
		return textCell(texts.Text(key, nil))
	}
	if value != "" && slices.Contains(planNumbers, c.member) {
		return numberCell(value)
	}
	return textCell(value)
}

// PlanHeadings returns what sampler.PlanFromTable asks: it tells the member of a
// plan that a heading means, in any language of the catalogue, or the member's
// own name. Letters' case, spaces and the kind of brackets do not count. Of a
// heading that means nothing it returns, with false, the one that is near.
func PlanHeadings() func(heading string) (member string, known bool) {
	members := map[string]string{} // by folded heading
	var all []string
	for _, c := range planColumns() {
		all = append(all, c.member)
		members[folded(c.member)] = c.member
	}
	for _, lang := range text.Langs() {
		texts := text.For(lang)
		for _, c := range planColumns() {
			heading := texts.Text(c.heading, nil)
			all = append(all, heading)
			members[folded(heading)] = c.member
		}
	}
	return func(heading string) (string, bool) {
		if member, known := members[folded(heading)]; known {
			return member, true
		}
		return geo.Nearest(heading, all), false
	}
}

func folded(heading string) string {
	heading = strings.NewReplacer("（", "(", "）", ")", "＊", "*").Replace(strings.ToLower(heading))
	return strings.TrimRight(strings.Join(strings.Fields(heading), ""), "*:：")
}
