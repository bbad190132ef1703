package dispatch

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// rules number the townships, units and lots that some team may not inspect.
type rules struct {
	townships map[string]int // by the first nine digits
	units     map[string]int
	lots      map[string]int // the lot of a site, by its id
	forbidden []route.Set    // by team
}

func newRules(t *Teams) rules {
	r := rules{townships: map[string]int{}, units: map[string]int{}, lots: map[string]int{}}
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
	r.share(t, next)
	return r
}

// share makes a lot of what each team alone inspects, numbered from next on, and
// forbids it to the others.
func (r *rules) share(t *Teams, next int) {
	for i := range t.Teams {
		if len(t.Teams[i].Sites) == 0 {
			continue
		}
		for _, id := range t.Teams[i].Sites {
			r.lots[id] = next
		}
		for other := range r.forbidden {
			if other != i {
				r.forbidden[other] = r.forbidden[other].Union(route.NewSet(next))
			}
		}
		next++
	}
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

// lot is the group of a stop that one team alone inspects.
func (r *rules) lot(s *itinerary.Stop) route.Set { return group(r.lots, s.ID) }

func group(of map[string]int, name string) route.Set {
	if n, known := of[name]; known && name != "" {
		return route.NewSet(n)
	}
	return nil
}

// groups are all of them.
func (r *rules) groups(s *itinerary.Stop) route.Set {
	return r.township(s).Union(r.unit(s)).Union(r.lot(s))
}

// broken says which of the rules keep a team from a stop.
func (r *rules) broken(team int, s *itinerary.Stop) (list []itinerary.Why) {
	if r.forbidden[team].Meets(r.township(s)) {
		list = append(list, itinerary.OwnTownship)
	}
	if r.forbidden[team].Meets(r.unit(s)) {
		list = append(list, itinerary.OwnUnit)
	}
	if r.forbidden[team].Meets(r.lot(s)) {
		list = append(list, itinerary.OthersLot)
	}
	return slices.Clip(list)
}
