package server

import (
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// routeFeature is a day's way, a stop or a stretch to walk, as maps have it.
type routeFeature struct {
	Kind      string `json:"kind"` // route, stop or stretch
	Draw      int64  `json:"draw"`
	Plan      int64  `json:"plan"`
	Team      string `json:"team"`
	Date      string `json:"date"`
	Number    int    `json:"number,omitempty"` // of the visit in the day, from 1
	Site      string `json:"site,omitempty"`
	Name      string `json:"name,omitempty"` // as people call it
	Category  string `json:"category,omitempty"`
	Unit      string `json:"unit,omitempty"`
	Visit     string `json:"visit,omitempty"`
	SetOut    string `json:"set_out,omitempty"`
	Return    string `json:"return,omitempty"`
	Arrive    string `json:"arrive,omitempty"`
	Begin     string `json:"begin,omitempty"`
	Leave     string `json:"leave,omitempty"`
	Visits    int64  `json:"visits,omitempty"`
	Travel    int64  `json:"travel_ms,omitempty"`
	Distance  int64  `json:"travel_mm,omitempty"`
	Estimated bool   `json:"estimated,omitempty"` // some of its travel times follow no roads

	id           string
	shape        geo.Geometry
	begin, leave int64 // of a visit, milliseconds after midnight
}

// The kinds of features of routes.
const (
	routeKind   = "route"
	stopKind    = "stop"
	stretchKind = "stretch"
)

// routeFeatures are the features of a plan: of each day its way, its stops and the
// stretches that are walked at them.
func routeFeatures(draw, plan int64, it *itinerary.Itinerary) (features []routeFeature) {
	numbers := map[string]int{}
	add := func(f routeFeature) {
		numbers[f.Kind]++
		letter := map[string]string{routeKind: "r", stopKind: "s", stretchKind: "w"}[f.Kind]
		f.Draw, f.Plan, f.id = draw, plan, count(draw)+"-"+count(plan)+"-"+letter+count(numbers[f.Kind])
		features = append(features, f)
	}
	for i := range it.Teams {
		t := &it.Teams[i]
		for j := range t.Days {
			d := &t.Days[j]
			at := clockOf(d.Date, it.Zone)
			f := routeFeature{Kind: routeKind, Team: t.Name, Date: d.Date, shape: wayOf(t, d)}
			f.SetOut, f.Return = at(d.SetOut), at(d.Return)
			f.Visits, f.Travel, f.Distance = d.Totals.Visits, d.Totals.Travel, d.Totals.Distance
			for k := range d.Legs {
				f.Estimated = f.Estimated || d.Legs[k].Estimated
			}
			add(f)
			for k := range d.Visits {
				stop := visitFeature(&d.Visits[k], at)
				stop.Team, stop.Date, stop.Number = t.Name, d.Date, k+1
				add(stop)
				if v := &d.Visits[k]; v.Stop.Walked() {
					stop.Kind, stop.shape = stretchKind, itinerary.Line(v.Stop.Path)
					add(stop)
				}
			}
		}
	}
	return features
}

// visitFeature is a stop, where its visit begins.
func visitFeature(v *itinerary.Visit, at func(int64) string) routeFeature {
	s := &v.Stop
	return routeFeature{
		Kind: stopKind, Site: s.ID, Name: s.Title(), Category: s.Category, Unit: s.Unit, Visit: s.Visit,
		Arrive: at(v.Arrive), Begin: at(v.Begin), Leave: at(v.Leave), shape: s.First().Point, begin: v.Begin, leave: v.Leave,
	}
}

// wayOf is the line of a day, from where the team sets out to where it ends: legs,
// those whose way is not known straight, and stretches.
func wayOf(t *itinerary.Team, d *itinerary.Day) geo.Line {
	var line geo.Line
	add := func(part geo.Line) {
		for _, p := range part {
			if len(line) == 0 || line[len(line)-1] != p {
				line = append(line, p)
			}
		}
	}
	for i := range d.Legs {
		add(geo.Line{d.Origin(t, i).Point})
		add(itinerary.Line(d.Legs[i].Path))
		if i < len(d.Visits) {
			add(itinerary.Line(d.Visits[i].Stop.Path))
		} else if t.End != nil {
			add(geo.Line{t.End.At.Point})
		}
	}
	if len(line) == 1 {
		line = append(line, line[0]) // a line has two positions
	}
	return line
}

// clockOf writes times of a day as RFC 3339 has them.
func clockOf(date, zone string) func(ms int64) string {
	midnight, err := time.Parse(time.DateOnly+"-07:00", date+zone)
	return func(ms int64) string {
		if err != nil {
			return "" // an itinerary has neither another date nor another zone
		}
		return stamp(midnight.Add(time.Duration(ms) * time.Millisecond))
	}
}

// dayTime is a time of a day as people write it; one of the next is marked.
func dayTime(ms int64) string {
	const minute, day = 60_000, 24 * 60
	at := geo.TimeOfDay(ms / minute % day).String()
	if ms/minute >= day {
		at += " +1"
	}
	return at
}

// planOfFeature are draw and plan that the id of a feature names; empty if it names
// none.
func planOfFeature(id string) (draw, plan string) {
	draw, rest, _ := strings.Cut(id, "-")
	plan, _, found := strings.Cut(rest, "-")
	if !found {
		return "", ""
	}
	return draw, plan
}
