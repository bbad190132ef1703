package dispatch

import (
	"context"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// belongs wants an itinerary to be of this draw and these teams.
func (d *Dispatch) belongs(it *itinerary.Itinerary) error {
	o := &it.Origin
	if o.Record != d.origin.Record || o.Frame != d.origin.Frame {
		return &geo.Error{Code: ErrOtherPlan, Kind: geo.Conflict, Value: o.Record, Want: d.origin.Record}
	}
	var theirs, ours []string
	for i := range it.Teams {
		theirs = append(theirs, it.Teams[i].Name)
	}
	for i := range d.Teams.Teams {
		ours = append(ours, d.Teams.Teams[i].Name)
	}
	if !slices.Equal(theirs, ours) {
		return &geo.Error{Code: ErrOtherPlan, Kind: geo.Conflict, Value: strings.Join(theirs, ", "), Want: strings.Join(ours, ", ")}
	}
	for i := range it.Teams {
		team := &it.Teams[i]
		if !sameRules(team, d.Teams.Teams[i].written()) {
			return &geo.Error{Code: ErrOtherRules, Kind: geo.Conflict, Value: team.Name}
		}
		for _, day := range team.Days {
			if !slices.Contains(d.Teams.Dates, day.Date) {
				return &geo.Error{Code: ErrOtherPlan, Kind: geo.Conflict, Value: day.Date, Want: strings.Join(d.Teams.Dates, ", ")}
			}
		}
	}
	return nil
}

// sameRules reports whether a team starts, ends and keeps away as it does in a plan:
// what the plan says of it holds for all of its days, also those that stay. Members
// and hours may have changed.
func sameRules(planned *itinerary.Team, now itinerary.Team) bool {
	same := func(a, b *itinerary.Place) bool { return a == b || a != nil && b != nil && a.At == b.At }
	return same(&planned.Start, &now.Start) && same(planned.End, now.End) &&
		slices.Equal(planned.ForbiddenTownships, now.ForbiddenTownships) && slices.Equal(planned.ForbiddenUnits, now.ForbiddenUnits)
}

// cut is what stays of a day: its first visits with the legs to them, and breaks
// that were to have begun. Nothing of it shares memory with the day.
func cut(day *itinerary.Day, visits int, at int64) *itinerary.Day {
	begun := itinerary.Day{
		Date: day.Date, SetOut: day.SetOut,
		Visits: slices.Clone(day.Visits[:visits]), Legs: slices.Clone(day.Legs[:visits]),
	}
	if visits == 0 {
		begun.SetOut = min(day.SetOut, at)
	}
	for _, b := range day.Breaks {
		if b.From < at {
			begun.Breaks = append(begun.Breaks, b)
		}
	}
	for _, r := range day.Restarts {
		if r.After < int64(visits) {
			begun.Restarts = append(begun.Restarts, r)
		}
	}
	return &begun
}

// restAfter makes of a whole day the rest of it after what was begun, from a place at
// a time, or as soon as what was begun is over.
func (t *tour) restAfter(begun *itinerary.Day, from geo.Point, at int64) {
	if n := len(begun.Visits); n > 0 {
		at = max(at, begun.Visits[n-1].Leave)
	}
	if n := len(begun.Breaks); n > 0 {
		at = max(at, begun.Breaks[n-1].To)
		t.rest = nil
	}
	t.begun, t.start = begun, itinerary.Position{Point: from}
	t.restart = &itinerary.Restart{At: at, From: t.start}
	t.from = max(t.from, at)
	t.to = max(t.to, t.from+1) // a day that is over holds no visit
	if t.rest != nil {
		t.rest.From = max(t.rest.From, t.from)
		if t.rest.From > t.rest.To {
			t.rest = nil // it is too late for it
		}
	}
}

// stopsOfVisits are the stops of visits that are still to be made.
func (d *Dispatch) stopsOfVisits(visits []itinerary.Visit) ([]*stop, error) {
	var list []*stop
	for i := range visits {
		v := &visits[i].Stop
		all, err := d.stopsOf(v.ID)
		if err != nil {
			return nil, err
		}
		n := slices.IndexFunc(all, func(s *stop) bool { return s.Visit == v.Visit && len(s.Path) > 0 })
		if n < 0 {
			return nil, &geo.Error{Code: ErrOtherPlan, Kind: geo.Conflict, Value: strings.TrimSpace(v.ID + " " + v.Visit)}
		}
		list = append(list, all[n])
	}
	return list, nil
}

// repair plans a job and puts its days in the place of those of an itinerary, in
// which nothing else changes but what is left out. Origin.Replaces is set already.
func (j *job) repair(ctx context.Context, it itinerary.Itinerary, travel *Travel, o Options) (*itinerary.Itinerary, error) {
	j.settle(&o)
	o.Objective = route.Shortest
	if it.Origin.Objective == itinerary.Fair {
		o.Objective = route.Fair
	}
	solution, err := j.solve(ctx, travel, &o)
	if err != nil {
		return nil, err
	}
	origin := j.originOf(ctx, travel, &o, solution)
	origin.Nature, origin.Incomplete, origin.Replaces = it.Origin.Nature, it.Origin.Incomplete, it.Origin.Replaces
	origin.Estimated = origin.Estimated || it.Origin.Estimated
	origin.Stopped = origin.Stopped || it.Origin.Stopped
	origin.Seconds = max(origin.Seconds, it.Origin.Seconds)
	it.Origin = origin
	w := writer{job: j, travel: travel, solution: solution}
	it.Teams = slices.Clone(it.Teams)
	for i := range j.tours {
		team := j.tours[i].team
		it.Teams[team].Members = j.Teams.Teams[team].names()
	}
	if err := w.days(it.Teams); err != nil {
		return nil, err
	}
	left, err := w.leftOut(ctx)
	if err != nil {
		return nil, err
	}
	it.LeftOut = append(slices.Clip(it.LeftOut), left...)
	return j.finish(it)
}
