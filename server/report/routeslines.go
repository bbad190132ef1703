package report

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// DayLines says in a line for each day of a team how many visits it makes, when it
// sets out and is back, and how far it drives; and how many of its ways begin or
// end far off the roads, if any do.
func DayLines(r Routes) (lines []string) {
	for _, d := range r.days() {
		far := 0
		for i := range d.Legs {
			if d.Legs[i].Far() {
				far++
			}
		}
		args := text.Args{
			"name": text.Visible(d.team.Name), "date": d.Date, "count": strconv.FormatInt(d.Totals.Visits, 10),
			"from": clock(d.SetOut), "to": clock(d.Return), "value": kilometres(d.Totals.Distance),
		}
		if far > 0 {
			args["far"] = strconv.Itoa(far)
		}
		lines = append(lines, r.Texts.Text("route.day", args))
	}
	return lines
}

// LeftLines says in a line for each stop that no team takes what it is, why each
// team leaves it, and by which change it would be served.
func LeftLines(r Routes) (lines []string) {
	for i := range r.Itinerary.LeftOut {
		l := visibleTeams(r.Itinerary.LeftOut[i])
		lines = append(lines, r.Texts.Text("route.left-line", text.Args{
			"name": text.Visible(l.Stop.Title()), "value": text.Visible(strings.TrimSpace(l.Stop.ID + " " + l.Stop.Visit)),
			"want": strings.ReplaceAll(r.reasons(&l), "\n", r.Texts.Text("route.reasons-and", nil)), "change": r.relaxed(&l),
		}))
	}
	return lines
}

// visibleTeams has the names of teams as a terminal may show them.
func visibleTeams(l itinerary.LeftOut) itinerary.LeftOut {
	l.Reasons = slices.Clone(l.Reasons)
	for i := range l.Reasons {
		l.Reasons[i].Team = text.Visible(l.Reasons[i].Team)
	}
	if l.Relaxation != nil {
		change := *l.Relaxation
		change.Team = text.Visible(change.Team)
		l.Relaxation = &change
	}
	return l
}
