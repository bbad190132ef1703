package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// Routes are what teams take along: the way of each, day by day. They name people,
// so they are for the office and the teams.
type Routes struct {
	Itinerary  *itinerary.Itinerary
	Categories *geo.Categories          // for their names; nil: geo.ShippedCategories
	Teams      []string                 // whose, and nothing of what is left out; empty: of all
	Service    MapService               // which QR codes lead to
	Source     string                   // whom the roads are owed to; empty: not said
	Roads      func(geo.Box) []geo.Line // around routes, for the background of drawn maps; nil: none are known
	Texts      *text.Catalogue

	names map[string]string // of categories, by code
}

// routeDay is a day of a team on its way into an output.
type routeDay struct {
	*itinerary.Day

	routes *Routes
	team   *itinerary.Team
	number int // of the day, from 1 for each team
}

// routeVisit is a visit with the way to it.
type routeVisit struct {
	*itinerary.Visit

	day    *routeDay
	leg    *itinerary.Leg
	number int // from 1 in the day
}

// days are those of the teams asked for, in order.
func (r *Routes) days() (list []routeDay) {
	for i := range r.Itinerary.Teams {
		team := &r.Itinerary.Teams[i]
		if len(r.Teams) > 0 && !slices.Contains(r.Teams, team.Name) {
			continue
		}
		for j := range team.Days {
			list = append(list, routeDay{Day: &team.Days[j], routes: r, team: team, number: j + 1})
		}
	}
	return list
}

// visits are those of the day, in order.
func (d *routeDay) visits() []routeVisit {
	list := make([]routeVisit, len(d.Visits))
	for i := range d.Visits {
		list[i] = routeVisit{Visit: &d.Visits[i], day: d, leg: &d.Legs[i], number: i + 1}
	}
	return list
}

// home is the leg to the team's end; nil if it has none.
func (d *routeDay) home() *itinerary.Leg {
	if d.team.End == nil {
		return nil
	}
	return &d.Legs[len(d.Visits)]
}

// routeItem is what a day is made of: a visit, a break or the way home.
type routeItem struct {
	visit *routeVisit
	rest  *itinerary.Span
	home  *itinerary.Leg
}

// items are those of the day as they follow each other; a break that begins as a
// visit does comes after it, and one at home last.
func (d *routeDay) items() (list []routeItem) {
	next := 0
	rest := func(before int64) {
		for ; next < len(d.Breaks) && d.Breaks[next].From < before; next++ {
			list = append(list, routeItem{rest: &d.Breaks[next]})
		}
	}
	for _, v := range d.visits() {
		rest(v.Begin)
		list = append(list, routeItem{visit: &v})
	}
	rest(d.Return)
	if home := d.home(); home != nil {
		list = append(list, routeItem{home: home})
	}
	rest(math.MaxInt64)
	return list
}

// title names team and day.
func (d *routeDay) title() string { return d.team.Name + " · " + d.Date }

// from is where the leg to the visit begins.
func (v *routeVisit) from() Spot { return v.day.origin(v.number - 1) }

// origin is where the leg of a number from 0 begins.
func (d *routeDay) origin(leg int) Spot {
	for _, r := range d.Restarts {
		if r.After == int64(leg) {
			return Spot{At: r.From.Point, Name: d.routes.Texts.Text("route.restart", text.Args{"value": clock(r.At)})}
		}
	}
	if leg == 0 {
		return d.start()
	}
	return stopSpot(&d.Visits[leg-1].Stop, (*itinerary.Stop).Last)
}

// spot is where the visit begins.
func (v *routeVisit) spot() Spot { return stopSpot(&v.Stop, (*itinerary.Stop).First) }

func stopSpot(s *itinerary.Stop, end func(*itinerary.Stop) itinerary.Position) Spot {
	return Spot{At: end(s).Point, Name: s.Title()}
}

func (d *routeDay) start() Spot {
	return Spot{At: d.team.Start.At.Point, Name: cmp.Or(d.team.Start.Name, d.routes.Texts.Text("route.start", nil))}
}

// end is where the team comes back to; it has one.
func (d *routeDay) end() Spot {
	return Spot{At: d.team.End.At.Point, Name: cmp.Or(d.team.End.Name, d.routes.Texts.Text("route.end", nil))}
}

// clock is a time of the day; one of the next is marked.
func clock(ms int64) string {
	const minute, day = 60_000, 24 * 60
	minutes := ms / minute
	at := geo.TimeOfDay(minutes % day).String()
	if minutes >= day {
		at += " +1"
	}
	return at
}

// minutes rounds milliseconds to minutes, half up.
func minutes(ms int64) string { return strconv.FormatInt((ms+30_000)/60_000, 10) }

// kilometres rounds millimetres to tenths of a kilometre, half up.
func kilometres(mm int64) string {
	tenths := (mm + 50_000) / 100_000
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10)
}

// moment is a time of the day as RFC 3339 has it, in UTC.
func (d *routeDay) moment(ms int64) string {
	midnight, err := time.Parse("2006-01-02-07:00", d.Date+d.routes.Itinerary.Zone)
	if err != nil {
		return "" // an itinerary has neither another date nor another zone
	}
	return midnight.Add(time.Duration(ms) * time.Millisecond).UTC().Format(time.RFC3339)
}

// words is a text in the language of the output.
func (r *Routes) words(w itinerary.Words) string {
	if r.Texts.Lang() == text.ZH {
		return w.ZH
	}
	return w.EN
}

// asked is what to look at on sites of a category, a line for each.
func (r *Routes) asked(category string) string {
	var list []string
	for i := range r.Itinerary.Checks {
		c := &r.Itinerary.Checks[i]
		if c.Category != category {
			continue
		}
		rule := c.Rule
		if rule == wholeRule {
			rule = ""
		}
		item := r.Texts.Text("check.item", text.Args{"name": r.words(c.Item), "value": rule})
		list = append(list, r.Texts.Text("check.asked", text.Args{"name": item, "value": r.words(c.Standard)}))
	}
	return strings.Join(list, "\n")
}

// categoryName is what a category is called, its code if it has no name.
func (r *Routes) categoryName(code string) string {
	if r.names == nil {
		d := Draw{Categories: r.Categories, Texts: r.Texts}
		r.names = d.categoryNames()
	}
	return cmp.Or(r.names[code], code)
}

// wayNotes say what is doubtful about a leg.
func (r *Routes) wayNotes(l *itinerary.Leg) (notes []string) {
	if l.Estimated {
		notes = append(notes, r.Texts.Text("route.estimated", nil))
	}
	if l.Far() {
		notes = append(notes, r.Texts.Text("route.far", text.Args{"value": strconv.FormatInt((max(l.FromSnap, l.ToSnap)+500)/1000, 10)}))
	}
	return notes
}

// way is how long a leg takes, with what is doubtful about it.
func (r *Routes) way(l *itinerary.Leg) string {
	way := r.Texts.Text("route.way", text.Args{"value": minutes(l.Milliseconds), "want": kilometres(l.Millimetres)})
	return strings.Join(append([]string{way}, r.wayNotes(l)...), "\n")
}
