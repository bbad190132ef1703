package dispatch

import (
	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// Teams is what a teams file says: who inspects, when and from where, with the
// rules of this draw. After ParseTeams or Check it is right by itself; whether its
// townships and categories are those of a frame is New's to say.
type Teams struct {
	Dates      []string       // 2006-01-02, each after the one before; at most MostDates
	Zone       string         // offset from UTC, as "+08:00"
	Teams      []Team         // at least one
	Visits     []geo.Visit    // take the place of all that the data say of their categories
	Priorities map[string]int // by category; 0 if absent. One of a higher goes before any number of lower ones
}

// Team is who drives together on every date.
type Team struct {
	Name      string // unique
	Members   []Member
	Townships []string // 12-digit codes that it may not inspect, beside its members' own
	Units     []string // that it may not inspect, beside its members' own
	Sites     []string // ids of what it inspects and no other team: by lot. Sites in no team's list are open to all
	Hours     geo.Span // it sets out at From or later and is back by To
	Lunch     *Lunch   // nil: none
	Start     itinerary.Place
	End       *itinerary.Place // nil: a day ends with its last visit
	MostStops int              // of a day; 0: no bound
}

// Member is a person of a team.
type Member struct {
	Name     string
	Township string // 12-digit code of where he lives or works, or empty
	Unit     string // where he works, or empty
}

// Lunch is a rest of Minutes that lies between From and To, both within the team's
// hours.
type Lunch struct {
	From, To geo.TimeOfDay
	Minutes  int // 1 … 240
}

// MostDates is the greatest number of dates: what the solver's clock holds.
const MostDates = 23

// MostTeams is the greatest number of teams.
const MostTeams = 1000

// DefaultZone is China's.
const DefaultZone = "+08:00"

// ForbiddenTownships returns what none of the team may inspect: the members' own
// and what the file adds, each once, in that order.
func (t *Team) ForbiddenTownships() []string {
	return union(t.Members, func(m *Member) string { return m.Township }, t.Townships)
}

// ForbiddenUnits returns the units likewise.
func (t *Team) ForbiddenUnits() []string {
	return union(t.Members, func(m *Member) string { return m.Unit }, t.Units)
}

func union(members []Member, own func(*Member) string, more []string) (all []string) {
	seen := map[string]bool{"": true}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	for i := range members {
		add(own(&members[i]))
	}
	for _, s := range more {
		add(s)
	}
	return all
}

// names are those of the members.
func (t *Team) names() (list []string) {
	for i := range t.Members {
		list = append(list, t.Members[i].Name)
	}
	return list
}
