package dispatch

import (
	"context"
	"slices"

	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// leftOut says why each stop that is in no route is left out, by every team.
func (w *writer) leftOut(ctx context.Context) ([]itinerary.LeftOut, error) {
	var list []itinerary.LeftOut
	for i := range w.solution.Left {
		left := &w.solution.Left[i]
		s := w.stops[left.Stop]
		l := itinerary.LeftOut{Stop: s.Stop, Relaxation: w.relaxation(left)}
		for team := range w.Teams.Teams {
			whys, err := w.whys(ctx, team, left)
			if err != nil {
				return nil, err
			}
			l.Reasons = append(l.Reasons, itinerary.Reason{Team: w.Teams.Teams[team].Name, Why: whys})
		}
		list = append(list, l)
	}
	return list, nil
}

// whys are what keeps a team from a stop. A team that the job does not ask is
// looked at as if it had nothing else to do.
func (w *writer) whys(ctx context.Context, team int, left *route.Left) ([]itinerary.Why, error) {
	s := w.stops[left.Stop]
	if asked := w.whysOf(team, left); asked != nil {
		return asked, nil
	}
	alone := w.newAlone(team, s)
	p := alone.problem(w.travel)
	p.Stops[0].Start, p.Stops[0].End = w.places.of(s.First()), w.places.of(s.Last())
	solution, err := route.Solve(context.WithoutCancel(ctx), p, route.Options{Iterations: 1})
	if err != nil {
		return nil, err
	}
	if len(solution.Left) == 0 {
		return []itinerary.Why{itinerary.KeptRoute}, nil
	}
	return w.reasons(team, &s.Stop, solution.Left[0].Reasons[0]), nil
}

// whysOf are those of a team that the job asks, nil for another one. What one of its
// days could take if it were not full is left out for that alone.
func (w *writer) whysOf(team int, left *route.Left) (whys []itinerary.Why) {
	for i := range w.tours {
		if w.tours[i].team != team || w.together(i) {
			continue
		}
		number, _ := w.numbers(i)
		for _, why := range w.reasons(team, &w.stops[left.Stop].Stop, left.Reasons[number]) {
			if why == itinerary.FullDay {
				return []itinerary.Why{why}
			}
			if !slices.Contains(whys, why) {
				whys = append(whys, why)
			}
		}
	}
	return whys
}

// newAlone is a job of one stop for one team, between the same places.
func (w *writer) newAlone(team int, s *stop) *job {
	j := &job{Dispatch: w.Dispatch, stops: []*stop{s}, places: w.places}
	for date := range w.Teams.Dates {
		j.tours = append(j.tours, w.tour(team, date))
	}
	return j
}

// reasons are the solver's in an itinerary's words.
func (d *Dispatch) reasons(team int, s *itinerary.Stop, found []route.Reason) (list []itinerary.Why) {
	words := map[route.Reason]itinerary.Why{
		route.NoWay: itinerary.NoWay, route.TooHeavy: itinerary.OverLoaded, route.OutsideOf: itinerary.NoWindow,
		route.ShiftShort: itinerary.ShortShift, route.DayFull: itinerary.FullDay,
	}
	for _, r := range found {
		if r == route.Forbidden {
			list = append(list, d.rules.broken(team, s)...)
			continue
		}
		list = append(list, words[r])
	}
	return list
}

// changes are the solver's relaxations in an itinerary's words; what is allowed
// depends on the rule that is broken.
var changes = map[route.RelaxationKind]itinerary.Change{
	route.EndLater: itinerary.LaterEnd, route.StartEarlier: itinerary.EarlierStart,
	route.CloseLater: itinerary.LaterClosing, route.OpenEarlier: itinerary.EarlierOpen,
	route.MoreStops: itinerary.MoreStops, route.MoreLoad: itinerary.MoreCapacity, route.OneMoreRoute: itinerary.ExtraRoute,
}

// relaxation is the cheapest change; nil if none is known that is one.
func (w *writer) relaxation(left *route.Left) *itinerary.Relaxation {
	found := left.Cheapest
	if found == nil {
		return nil
	}
	t := w.tourOf(found.Team, found.Shift)
	r := &itinerary.Relaxation{Change: changes[found.Kind], Team: w.Teams.Teams[t.team].Name, Date: w.Teams.Dates[t.date]}
	if found.Kind == route.Allow {
		broken := w.rules.broken(t.team, &w.stops[left.Stop].Stop)
		if len(broken) != 1 || broken[0] == itinerary.OthersLot {
			return nil // what was drawn by lot is not given to others
		}
		r.Change = itinerary.AllowTownship
		if broken[0] == itinerary.OwnUnit {
			r.Change = itinerary.AllowUnit
		}
	}
	if r.Change.Measured() {
		r.By = found.Amount
	}
	return r
}

// tourOf is the tour that has these numbers in the problem.
func (j *job) tourOf(team, shift int) *tour {
	for i := range j.tours {
		if t, s := j.numbers(i); t == team && s == shift {
			return &j.tours[i]
		}
	}
	return nil
}
