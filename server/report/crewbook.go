package report

import (
	"cmp"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/text"
)

// contents lists the teams, and who is in none.
func (c *Crew) contents() leaf {
	g := grid{leads: true, none: c.Texts.Text("sheet.empty", nil), columns: c.heads([]head{
		{"column.number", 6}, {"column.team", 16}, {"fact.members", 70}, {"column.sites", 10},
	})}
	for i, number := range c.teams() {
		team := &c.Assignment.Teams[number-1]
		g.rows = append(g.rows, []cell{
			numberCell(strconv.Itoa(i + 1)), textCell(c.teamName(number)), textCell(c.people(team.Members)), numberCell(strconv.Itoa(len(team.Sites))),
		})
	}
	l := leaf{name: c.Texts.Text("sheet.contents", nil), title: c.title(), notice: c.notice(), facts: c.facts(), tables: []grid{g}}
	if list := c.idle(); len(list) > 0 {
		rest := grid{caption: c.Texts.Text("crew.idle", nil), columns: c.heads([]head{{"column.number", 6}, {"fact.members", 16}})}
		for i, id := range list {
			rest.rows = append(rest.rows, []cell{numberCell(strconv.Itoa(i + 1)), textCell(c.people([]string{id}))})
		}
		l.tables = append(l.tables, rest)
	}
	return l
}

func (c *Crew) heads(list []head) (columns []gridColumn) {
	for _, h := range list {
		columns = append(columns, gridColumn{c.Texts.Text(h.heading, nil), h.width})
	}
	return columns
}

// teamName is what a team is called.
func (c *Crew) teamName(number int) string {
	return c.Texts.Text("crew.team", text.Args{"count": strconv.Itoa(number)})
}

// title names drill and round where there are any.
func (c *Crew) title() string {
	args := text.Args{"value": c.Drill}
	if c.Round > 0 {
		args["count"] = strconv.FormatInt(c.Round, 10)
	}
	return c.Texts.Text("crew.title", args)
}

// notice is what nobody may overlook.
func (c *Crew) notice() string {
	return (&Result{Draw: c.Draw}).notice()
}

// facts are what the teams were made from, by which they can be made again.
func (c *Crew) facts() []line {
	a := c.Assignment
	list := []line{
		{c.Texts.Text("column.date", nil), a.Date},
		{c.Texts.Text("crew.way", nil), c.Texts.Text(crewWays[a.Rules.Way], nil)},
	}
	for _, f := range []struct {
		label geo.Code
		value string
	}{
		{"crew.lead", a.Rules.Lead}, {"crew.ring", c.ring()},
		{"crew.lot", strconv.Itoa(a.Lot)}, {"crew.attempt", strconv.Itoa(a.Attempt)}, {"fact.record-digest", a.Record.String()},
		{"crew.inspectors-digest", a.Inspectors.String()}, {"fact.spec", crew.Spec},
	} {
		if f.value != "" {
			list = append(list, line{c.Texts.Text(f.label, nil), f.value})
		}
	}
	if a.Repeats > 0 {
		list = append(list, line{c.Texts.Text("fact.remark", nil), c.Texts.Text("crew.repeats", text.Args{"count": strconv.Itoa(a.Repeats)})})
	}
	return list
}

// crewWays are the keys of ways to make teams.
var crewWays = map[crew.Way]geo.Code{crew.Lot: "crew.way-lot", crew.Cross: "crew.way-cross"}

// ring is who inspects whom in cross inspection: each township the one behind it, the
// last the first.
func (c *Crew) ring() string {
	ring := c.Assignment.Ring
	if len(ring) == 0 {
		return ""
	}
	towns := c.towns()
	names := make([]string, 0, len(ring)+1)
	for i := range len(ring) + 1 {
		digits := ring[i%len(ring)]
		names = append(names, cmp.Or(towns[digits+"000"], digits))
	}
	return strings.Join(names, " → ")
}

// leaf is the worksheet of a team.
func (c *Crew) leaf(number int, lines []crewLine) leaf {
	g := grid{none: c.Texts.Text("sheet.empty", nil), columns: c.heads([]head{
		{"column.number", 6}, {"column.name", 28}, {"column.id", 20}, {"column.category-name", 16}, {"column.township", 16}, {"column.unit", 20},
		{Amap.title(), 40}, {"column.result", 10}, {"column.problems", 20},
	})}
	for i := range lines {
		l := &lines[i]
		if l.team != number || l.number == 0 {
			continue
		}
		g.rows = append(g.rows, []cell{
			numberCell(strconv.Itoa(l.number)), textCell(l.site.Name), textCell(l.site.ID), textCell(cmp.Or(l.category, l.site.Category)),
			textCell(l.town()), textCell(l.site.Unit), textCell(l.link(Amap)), {}, {},
		})
	}
	name := c.teamName(number)
	return leaf{
		name: name, title: c.Texts.Text("sheet.of-unit", text.Args{"value": c.title(), "name": name}), notice: c.notice(),
		facts: []line{
			{c.Texts.Text("fact.members", nil), c.people(c.Assignment.Teams[number-1].Members)},
			{c.Texts.Text("column.date", nil), c.Assignment.Date},
		},
		tables: []grid{g},
	}
}
