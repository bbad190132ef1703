package dispatch

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// writer writes what was found down as days of an itinerary.
type writer struct {
	*job

	travel   *Travel
	solution *route.Solution
}

// days gives the teams the days of the job's tours in place of those they have on
// the same dates.
func (w *writer) days(teams []itinerary.Team) error {
	for i := range w.tours {
		day, err := w.day(&w.tours[i], w.routeOf(i))
		if err != nil {
			return err
		}
		team, date := &teams[w.tours[i].team], w.Teams.Dates[w.tours[i].date]
		team.Days = slices.DeleteFunc(slices.Clone(team.Days), func(d itinerary.Day) bool { return d.Date == date })
		if len(day.Visits) > 0 {
			team.Days = append(team.Days, day)
		}
		slices.SortFunc(team.Days, func(a, b itinerary.Day) int {
			if a.Date < b.Date {
				return -1
			}
			return 1
		})
	}
	return nil
}

// routeOf is what was found for a tour; nil if that is nothing.
func (w *writer) routeOf(tour int) *route.Route {
	team, shift := w.numbers(tour)
	for i := range w.solution.Routes {
		if r := &w.solution.Routes[i]; r.Team == team && r.Shift == shift {
			return r
		}
	}
	return nil
}

// numbers are those that a tour has in the problem.
func (j *job) numbers(tour int) (team, shift int) {
	for i := 1; i <= tour; i++ {
		if j.together(i) {
			shift++
		} else {
			team, shift = team+1, 0
		}
	}
	return team, shift
}

// day is what stays of a day and what was found for the rest of it.
func (w *writer) day(t *tour, r *route.Route) (itinerary.Day, error) {
	day := itinerary.Day{Date: w.Teams.Dates[t.date], SetOut: t.from}
	at := w.places.of(t.start)
	if t.begun != nil {
		day = *t.begun
	}
	begun := len(day.Visits)
	if r == nil {
		return day, w.home(t, &day, at, t.from)
	}
	if t.begun == nil {
		day.SetOut = r.Depart - midnight(t.date)
	}
	for _, v := range r.Visits {
		s := w.stops[v.Stop]
		day.Legs = append(day.Legs, w.travel.leg(w.places, at, w.places.of(s.First())))
		at = w.places.of(s.Last())
		day.Visits = append(day.Visits, itinerary.Visit{
			Arrive: v.Arrive - midnight(t.date), Begin: v.Begin - midnight(t.date), Leave: v.Leave - midnight(t.date), Stop: s.Stop,
		})
	}
	if r.Rest != nil {
		day.Breaks = append(day.Breaks, itinerary.Span{From: r.Rest.From - midnight(t.date), To: r.Rest.To - midnight(t.date)})
	}
	day.Return = r.Return - midnight(t.date)
	if end := w.Teams.Teams[t.team].End; end != nil {
		day.Legs = append(day.Legs, w.travel.leg(w.places, at, w.places.of(end.At)))
	}
	if t.restart != nil {
		restart := *t.restart
		restart.After = int64(begun)
		day.Restarts = append(day.Restarts, restart)
	}
	day.Reckon()
	return day, nil
}

// home ends a day of which nothing is left but the way back from a place at a
// time. Nobody keeps hours that are over: he is back when he is.
func (w *writer) home(t *tour, day *itinerary.Day, at int, from int64) error {
	if len(day.Visits) == 0 {
		return nil
	}
	end := w.Teams.Teams[t.team].End
	if end == nil {
		day.Return = day.Visits[len(day.Visits)-1].Leave
		day.Reckon()
		return nil
	}
	leg := w.travel.leg(w.places, at, w.places.of(end.At))
	if leg.Milliseconds == int64(road.Unreachable) {
		return &geo.Error{Code: ErrNoWayHome, Value: w.Teams.Teams[t.team].Name}
	}
	day.Legs = append(day.Legs, leg)
	day.Return = from + leg.Milliseconds
	restart := *t.restart
	restart.After = int64(len(day.Visits))
	day.Restarts = append(day.Restarts, restart)
	day.Reckon()
	return nil
}
