package report

import (
	"io"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// RoutesXLSX writes a workbook: the teams and what the routes were made from, a
// worksheet for each day of a team, and what is left out. ErrCell names a text
// that no cell holds.
func RoutesXLSX(w io.Writer, r Routes) error {
	days := r.days()
	leaves := []leaf{r.contents(days)}
	for i := range days {
		leaves = append(leaves, days[i].leaf())
	}
	if tables := r.leftTables(); len(tables) > 0 {
		name := r.Texts.Text("route.left-out", nil)
		leaves = append(leaves, leaf{name: name, title: name, notice: r.notice(), tables: tables})
	}
	return writeLeaves(w, leaves)
}

// contents lists the days of the teams.
func (r *Routes) contents(days []routeDay) leaf {
	g := grid{leads: true, none: r.Texts.Text("route.none", nil), columns: r.heads([]head{
		{"column.number", 6}, {"column.team", 20}, {"column.date", 12}, {"column.sites", 8}, {"column.set-out", 12},
		{"column.return", 12}, {"column.way-minutes", 14}, {"column.way-km", 12}, {"column.wait", 12},
	})}
	for i := range days {
		d := &days[i]
		g.rows = append(g.rows, []cell{
			numberCell(strconv.Itoa(i + 1)), textCell(d.team.Name), textCell(d.Date), numberCell(strconv.FormatInt(d.Totals.Visits, 10)),
			textCell(clock(d.SetOut)), textCell(clock(d.Return)), numberCell(minutes(d.Totals.Travel)),
			numberCell(kilometres(d.Totals.Distance)), numberCell(minutes(d.Totals.Wait)),
		})
	}
	return leaf{
		name: r.Texts.Text("sheet.contents", nil), title: r.Texts.Text("route.title", nil), notice: r.notice(), facts: r.origin(), tables: []grid{g},
	}
}

// objectiveTexts are the keys of objectives.
var objectiveTexts = map[itinerary.Objective]geo.Code{
	itinerary.LeastTravel: "route.least-travel", itinerary.Fair: "route.fair",
}

// origin is what the routes were made from, by which they can be made again.
func (r *Routes) origin() []line {
	o := &r.Itinerary.Origin
	var list []line
	for _, f := range []struct {
		label geo.Code
		value string
	}{
		{"fact.record-digest", o.Record}, {"fact.frame-digest", o.Frame}, {"fact.matrix-digest", o.Matrix},
		{"fact.route-digest", r.Itinerary.Digest().String()}, {"fact.profile", o.Profile}, {"fact.route-seed", o.Seed},
		{"fact.iterations", strconv.FormatInt(o.Iterations, 10)}, {"fact.objective", r.Texts.Text(objectiveTexts[o.Objective], nil)},
		{"fact.zone", r.Itinerary.Zone}, {"fact.source", r.Source},
	} {
		if f.value != "" {
			list = append(list, line{r.Texts.Text(f.label, nil), f.value})
		}
	}
	return list
}

// facts are what a team must know of its day.
func (d *routeDay) facts() []line {
	r := d.routes
	list := []line{
		{r.Texts.Text("fact.members", nil), strings.Join(d.team.Members, r.Texts.Text("names.and", nil))},
		{r.Texts.Text("fact.set-out", nil), clock(d.SetOut) + " " + d.start().Name},
		{r.Texts.Text("fact.return", nil), clock(d.Return)},
		{r.Texts.Text("fact.sums", nil), r.Texts.Text("route.sums", text.Args{
			"count": strconv.FormatInt(d.Totals.Visits, 10), "value": minutes(d.Totals.Travel), "want": kilometres(d.Totals.Distance),
		})},
	}
	if d.team.End != nil {
		list[2].Value += " " + d.end().Name
	}
	if len(d.team.Members) == 0 {
		list = list[1:]
	}
	return list
}

// leaf is the worksheet of a day.
func (d *routeDay) leaf() leaf {
	r := d.routes
	g := grid{columns: r.heads([]head{
		{"column.number", 6}, {"column.way", 16}, {"column.arrive", 9}, {"column.begin", 9}, {"column.leave", 9}, {"column.site", 26},
		{"column.category-name", 14}, {"column.unit", 18}, {"column.checked", 46}, {"column.result", 10}, {"column.problems", 20},
	})}
	for _, item := range d.items() {
		switch {
		case item.visit != nil:
			g.rows = append(g.rows, item.visit.cells())
		case item.rest != nil:
			g.rows = append(g.rows, d.rest(item.rest, len(g.columns)))
		default:
			row := make([]cell, len(g.columns))
			row[1], row[2], row[5] = textCell(r.way(item.home)), textCell(clock(d.Return)), textCell(d.end().Name)
			g.rows = append(g.rows, row)
		}
	}
	return leaf{name: d.title(), title: d.title(), notice: r.notice(), facts: d.facts(), tables: []grid{g}}
}

// cells are the row of a visit; the last two are for the team to fill in.
func (v *routeVisit) cells() []cell {
	r := v.day.routes
	return []cell{
		numberCell(strconv.Itoa(v.number)), textCell(r.way(v.leg)), textCell(clock(v.Arrive)), textCell(clock(v.Begin)), textCell(clock(v.Leave)),
		textCell(v.site()), textCell(r.categoryName(v.Stop.Category)), textCell(filled(v.Stop.Unit, v.Stop.Chief)),
		textCell(r.asked(v.Stop.Category)), {}, {},
	}
}

// rest is the row of a break.
func (d *routeDay) rest(s *itinerary.Span, columns int) []cell {
	row := make([]cell, columns)
	row[2], row[4], row[5] = textCell(clock(s.From)), textCell(clock(s.To)), textCell(d.routes.Texts.Text("route.break", nil))
	return row
}

// site is what a visit goes to: name, id, and both ends of a stretch.
func (v *routeVisit) site() string {
	id := v.Stop.ID
	if v.Stop.Title() == id {
		id = ""
	}
	return filled(v.Stop.Title(), id, v.ends())
}

// ends are both ends of a stretch; empty for a place.
func (v *routeVisit) ends() string {
	if !v.Stop.Walked() {
		return ""
	}
	return position(v.Stop.First().Point) + " →\n" + position(v.Stop.Last().Point)
}
