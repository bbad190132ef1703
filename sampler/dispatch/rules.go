package dispatch

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// rules number the townships and units that some team may not inspect.
type rules struct {
	townships map[string]int // by the first nine digits
	units     map[string]int
	forbidden []route.Set // by team
}

func newRules(t *Teams) rules {
	r := rules{townships: map[string]int{}, units: map[string]int{}}
	next := 0
	number := func(of map[string]int, name string) int {
		n, known := of[name]
		if !known {
			n = next
			of[name] = n
			next++
		}
		return n
	}
	for i := range t.Teams {
		var list []int
		for _, code := range t.Teams[i].ForbiddenTownships() {
			list = append(list, number(r.townships, geo.AreaCode(code).Township()))
		}
		for _, unit := range t.Teams[i].ForbiddenUnits() {
			list = append(list, number(r.units, unit))
		}
		r.forbidden = append(r.forbidden, route.NewSet(list...))
	}
	return r
}

// township and unit are the groups of a stop, empty if no team is concerned. A
// site of no area, or of the county as a whole, is of no township.
func (r *rules) township(s *itinerary.Stop) route.Set {
	code := geo.AreaCode(s.Area)
	if code == "" || code.Level() == geo.CountyLevel {
		return nil
	}
	return group(r.townships, code.Township())
}

func (r *rules) unit(s *itinerary.Stop) route.Set { return group(r.units, s.Unit) }

func group(of map[string]int, name string) route.Set {
	if n, known := of[name]; known && name != "" {
		return route.NewSet(n)
	}
	return nil
}

// groups are both.
func (r *rules) groups(s *itinerary.Stop) route.Set { return r.township(s).Union(r.unit(s)) }

// broken says which of the rules keep a team from a stop.
func (r *rules) broken(team int, s *itinerary.Stop) (list []itinerary.Why) {
	if r.forbidden[team].Meets(r.township(s)) {
		list = append(list, itinerary.OwnTownship)
	}
	if r.forbidden[team].Meets(r.unit(s)) {
		list = append(list, itinerary.OwnUnit)
	}
	return slices.Clip(list)
}
