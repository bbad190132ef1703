package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/text"
)

// Crew is the teams of a draw with the sites that each inspects. It names people.
type Crew struct {
	Draw // sites are looked up in its Frame; reserves play no part

	Assignment *crew.Assignment
	Names      map[string]string // of inspectors by id; who has none stands there by his id
	Areas      map[string]string // names of townships by code; nil: of the sites that stand for them
	Drill      string            // what the series of rounds is called; empty: nothing
	Round      int64             // which round of it; 0: none
	Teams      []int             // numbers, from 1, of the teams that are written; empty: all, and who is in none
}

// CrewCSV writes a row for each site of each team in the form of CSV, and at the end
// one for each inspector who is in no team. Links show the site on a map.
func CrewCSV(w io.Writer, c Crew) error {
	lines, err := c.lines()
	if err != nil {
		return err
	}
	columns := crewColumns()
	rows := [][]cell{{}}
	for _, column := range columns {
		rows[0] = append(rows[0], textCell(c.Texts.Text(column.heading, nil)))
	}
	for i := range lines {
		row := make([]cell, len(columns))
		for k, column := range columns {
			row[k] = column.value(&lines[i])
		}
		rows = append(rows, row)
	}
	return tableCSV(w, rows)
}

// CrewXLSX writes a workbook to be printed: the teams, who is in none and what the
// teams were made from, and a worksheet for each team. ErrCell names a text that no
// cell holds.
func CrewXLSX(w io.Writer, c Crew) error {
	lines, err := c.lines()
	if err != nil {
		return err
	}
	leaves := []leaf{c.contents()}
	for _, team := range c.teams() {
		leaves = append(leaves, c.leaf(team, lines))
	}
	return writeLeaves(w, leaves)
}

// crewLine is a site of a team on its way into a table. A team without sites has a
// line of its own, as has somebody without a team.
type crewLine struct {
	crew     *Crew
	team     int       // from 1; 0: none
	members  []string  // ids
	number   int       // from 1 within the team; 0: no site
	site     *geo.Site // never nil
	category string    // name, empty if unknown
	towns    map[string]string
	remark   string
}

// crewColumn is one of the table of all teams.
type crewColumn struct {
	heading geo.Code
	value   func(*crewLine) cell
}

func crewColumns() []crewColumn {
	list := []crewColumn{
		{"column.nature", func(l *crewLine) cell { return textCell(row{draw: &l.crew.Draw}.nature()) }},
		{"crew.drill", func(l *crewLine) cell { return textCell(l.crew.Drill) }},
		{"crew.round", func(l *crewLine) cell { return numberOf(int(l.crew.Round)) }},
		{"column.date", func(l *crewLine) cell { return textCell(l.crew.Assignment.Date) }},
		{"column.team", func(l *crewLine) cell { return numberOf(l.team) }},
		{"fact.members", func(l *crewLine) cell { return textCell(l.crew.people(l.members)) }},
		{"column.number", func(l *crewLine) cell { return numberOf(l.number) }},
		{"column.id", func(l *crewLine) cell { return textCell(l.site.ID) }},
		{"column.name", func(l *crewLine) cell { return textCell(l.site.Name) }},
		{"column.category", func(l *crewLine) cell { return textCell(l.site.Category) }},
		{"column.category-name", func(l *crewLine) cell { return textCell(l.category) }},
		{"column.township", func(l *crewLine) cell { return textCell(l.town()) }},
		{"column.area", func(l *crewLine) cell { return textCell(l.site.Area) }},
		{"column.unit", func(l *crewLine) cell { return textCell(l.site.Unit) }},
		{"column.lon", func(l *crewLine) cell { return row{site: l.site}.degrees(lonOf) }},
		{"column.lat", func(l *crewLine) cell { return row{site: l.site}.degrees(latOf) }},
	}
	for _, s := range MapServices() {
		list = append(list, crewColumn{s.title(), func(l *crewLine) cell { return textCell(l.link(s)) }})
	}
	return append(list, crewColumn{"column.remark", func(l *crewLine) cell { return textCell(l.remark) }})
}

// numberOf is a number from 1, or nothing.
func numberOf(n int) cell {
	if n == 0 {
		return cell{}
	}
	return numberCell(strconv.Itoa(n))
}

// town is the name of the township that the site lies in, its code where it has none.
func (l *crewLine) town() string {
	code, err := geo.ParseAreaCode(l.site.Area)
	if err != nil || code.Level() == geo.CountyLevel {
		return ""
	}
	town := code.Township() + "000"
	return cmp.Or(l.towns[town], town)
}

// link shows the site on a map; nothing if nobody knows where it is.
func (l *crewLine) link(s MapService) string {
	at, located := l.site.Position()
	if !located {
		return ""
	}
	return s.Place(Spot{At: at, Name: cmp.Or(l.site.Name, l.site.ID)})
}

// people are inspectors as they are called, with their ids, since two may share a name.
func (c *Crew) people(list []string) string {
	shown := make([]string, len(list))
	for i, id := range list {
		shown[i] = id
		if name := c.Names[id]; name != "" {
			shown[i] = c.Texts.Text("crew.member", text.Args{"name": name, "value": id})
		}
	}
	return strings.Join(shown, c.Texts.Text("names.and", nil))
}

// teams are the numbers of those that are written.
func (c *Crew) teams() (list []int) {
	for i := range c.Assignment.Teams {
		if len(c.Teams) == 0 || slices.Contains(c.Teams, i+1) {
			list = append(list, i+1)
		}
	}
	return list
}

// idle are those who are in no team, where all teams are written.
func (c *Crew) idle() []string {
	if len(c.Teams) > 0 {
		return nil
	}
	return c.Assignment.Idle
}

// lines are those of the table: the teams by number, then who is in none.
func (c *Crew) lines() (list []crewLine, err error) {
	names, towns := c.categoryNames(), c.towns()
	for _, number := range c.teams() {
		team := &c.Assignment.Teams[number-1]
		for i, id := range team.Sites {
			site, found := c.Frame.Site(id)
			if !found {
				return nil, &geo.Error{Code: ErrSite, Value: id}
			}
			list = append(list, crewLine{
				crew: c, team: number, members: team.Members, number: i + 1, site: site, category: names[site.Category], towns: towns,
			})
		}
		if len(team.Sites) == 0 {
			list = append(list, crewLine{crew: c, team: number, members: team.Members, site: &geo.Site{}, remark: c.Texts.Text("sheet.empty", nil)})
		}
	}
	for _, id := range c.idle() {
		list = append(list, crewLine{crew: c, members: []string{id}, site: &geo.Site{}, remark: c.Texts.Text("crew.idle", nil)})
	}
	return list, nil
}

// towns are the names of townships by code.
func (c *Crew) towns() map[string]string {
	if c.Areas != nil {
		return c.Areas
	}
	return geo.TownshipNames(c.Frame.Sites(), c.categories())
}
