package dispatch

import (
	"context"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
	"sitedraw/sampler/itinerary"
)

// job is what is planned at once: stops, and the days of teams that may take them.
type job struct {
	*Dispatch

	stops  []*stop // all have positions
	tours  []tour  // by team, then date
	places *places
}

// tour is a team's day, or what is left of it. Times are the day's.
type tour struct {
	team, date int // numbers in Teams
	from, to   int64
	start      itinerary.Position
	rest       *route.Break
	begun      *itinerary.Day     // what of the day stays; nil: nothing
	restart    *itinerary.Restart // nil: it begins at the team's start
}

// whole is the job of planning everything.
func (d *Dispatch) whole() *job {
	j := d.newJob(d.stops[:d.located])
	for team := range d.Teams.Teams {
		for date := range d.Teams.Dates {
			j.tours = append(j.tours, d.tour(team, date))
		}
	}
	return j
}

// newJob returns a job without tours.
func (d *Dispatch) newJob(stops []*stop) *job {
	j := &job{Dispatch: d, stops: stops, places: newPlaces(d.Teams)}
	for _, s := range stops {
		j.places.stop(s)
	}
	return j
}

// tour is a whole day of a team.
func (d *Dispatch) tour(team, date int) tour {
	t := &d.Teams.Teams[team]
	day := tour{
		team: team, date: date, start: t.Start.At,
		from: int64(t.Hours.From) * minute, to: int64(t.Hours.To) * minute,
	}
	if l := t.Lunch; l != nil {
		day.rest = &route.Break{
			From: int64(l.From) * minute, To: int64(l.To)*minute - int64(l.Minutes)*minute, Duration: int64(l.Minutes) * minute,
		}
	}
	return day
}

// midnight is when a date begins on the solver's clock, on which the dates follow
// each other without gaps.
func midnight(date int) int64 { return int64(date) * route.Day }

// problem puts the job into numbers. Its teams are those that have tours, and their
// shifts the tours, both in order. The rest of a day is a team by itself, whose bound
// is another one.
func (j *job) problem(travel *Travel) *route.Problem {
	p := &route.Problem{Travel: route.Travel{Size: travel.Matrix.N, Milliseconds: travel.Matrix.Milliseconds}}
	for _, s := range j.stops {
		p.Stops = append(p.Stops, j.routeStop(s))
	}
	for i := range j.tours {
		t := &j.tours[i]
		if !j.together(i) {
			p.Teams = append(p.Teams, route.Team{Forbidden: j.rules.forbidden[t.team], MostStops: j.mostStops(t)})
		}
		team := &p.Teams[len(p.Teams)-1]
		team.Shifts = append(team.Shifts, j.shift(t))
	}
	return p
}

// together reports whether a tour is of one team in the problem with the one above.
func (j *job) together(i int) bool {
	return i > 0 && j.tours[i-1].team == j.tours[i].team && j.tours[i-1].begun == nil && j.tours[i].begun == nil
}

// mostStops is the bound of a route: of the rest of a day, what the visits that were
// begun leave of it.
func (j *job) mostStops(t *tour) int {
	most := j.Teams.Teams[t.team].MostStops
	if most > 0 && t.begun != nil {
		most = max(1, most-len(t.begun.Visits)) // 0 would be no bound
	}
	return most
}

func (j *job) shift(t *tour) route.Shift {
	day := midnight(t.date)
	s := route.Shift{From: day + t.from, To: day + t.to, Start: j.places.of(t.start), End: route.Anywhere}
	if end := j.Teams.Teams[t.team].End; end != nil {
		s.End = j.places.of(end.At)
	}
	if t.rest != nil {
		s.Break = &route.Break{From: day + t.rest.From, To: day + t.rest.To, Duration: t.rest.Duration}
	}
	return s
}

// routeStop has the windows of all dates. A visit begins before its hours end.
func (d *Dispatch) routeStop(s *stop) route.Stop {
	var windows []route.Window
	for _, h := range s.hours {
		windows = append(windows, route.Window{From: int64(h.From) * minute, To: int64(h.To)*minute - 1})
	}
	return route.Stop{
		Service: s.service, Priority: s.priority, Groups: d.rules.groups(&s.Stop),
		Windows: route.Daily(windows, len(d.Teams.Dates)),
	}
}

// solve finds the routes of the job and has them checked by what did not find them.
func (j *job) solve(ctx context.Context, travel *Travel, o *Options) (*route.Solution, error) {
	if err := travel.check(len(j.places.points)); err != nil {
		return nil, err
	}
	if err := j.checkSnaps(travel); err != nil {
		return nil, err
	}
	p := j.problem(travel)
	for i, s := range j.stops {
		p.Stops[i].Start, p.Stops[i].End = j.places.of(s.First()), j.places.of(s.Last())
	}
	solution, err := route.Solve(ctx, p, route.Options{
		Seed: o.Seed, Iterations: o.Iterations, Objective: o.Objective, Progress: o.Progress, Elapsed: o.Elapsed,
	})
	if err != nil {
		return nil, err
	}
	if broken := check.Plan(p, solution); len(broken) > 0 {
		return nil, &geo.Error{
			Code: ErrBroken, Kind: geo.Internal, Value: broken[0].String(), Want: strconv.Itoa(len(broken)),
		}
	}
	return solution, nil
}
