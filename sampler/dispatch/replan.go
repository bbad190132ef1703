package dispatch

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// Late says where a team is that will not keep its plan.
type Late struct {
	Team string
	Date string // empty if the team has one day only
	At   geo.TimeOfDay
	From geo.Point
	Done *int // how many visits of the day it has made, or begun; nil: those that were to have begun by then
}

// ReplanPlaces returns the positions between which Replan needs travel times. The
// error is that of Replan.
func (d *Dispatch) ReplanPlaces(it *itinerary.Itinerary, late Late) ([]geo.Point, error) {
	j, err := d.late(it, late)
	if err != nil {
		return nil, err
	}
	return j.places.points, nil
}

// Replan plans again what a team has left of a day, from a place at a time, by the
// same rules and to the same end. Visits that were begun stay as they were. What no
// longer fits is left out with its reasons; what was left out before stays so.
// Other days and other teams do not change. The errors are ErrOtherPlan,
// ErrOtherRules, ErrTeam, ErrNoRoute, ErrDone, ErrFar and those of Plan.
func (d *Dispatch) Replan(ctx context.Context, it *itinerary.Itinerary, late Late, travel Travel, o Options) (*itinerary.Itinerary, error) {
	j, err := d.late(it, late)
	if err != nil {
		return nil, err
	}
	changed := *it
	changed.Origin.Replaces = it.Digest().String()
	return j.repair(ctx, changed, &travel, o)
}

// late is the job of planning the rest of a day.
func (d *Dispatch) late(it *itinerary.Itinerary, late Late) (*job, error) {
	if err := d.belongs(it); err != nil {
		return nil, err
	}
	team, day, err := d.dayOf(it, &late)
	if err != nil {
		return nil, err
	}
	if err := d.checkNear("from", late.From); err != nil {
		return nil, err
	}
	at := int64(late.At) * minute
	visits := begunBy(day, at)
	at = max(at, int64(d.Teams.Teams[team].Hours.From)*minute) // nobody goes on before his hours
	if late.Done != nil {
		if *late.Done < 0 || *late.Done > visits {
			return nil, &geo.Error{Code: ErrDone, Value: strconv.Itoa(*late.Done), Want: "0 … " + strconv.Itoa(visits)}
		}
		visits = *late.Done
	}
	stops, err := d.stopsOfVisits(day.Visits[visits:])
	if err != nil {
		return nil, err
	}
	j := d.newJob(stops)
	j.places.add(late.From, "")
	t := d.tour(team, slices.Index(d.Teams.Dates, day.Date))
	t.restAfter(cut(day, visits, at), late.From, at)
	j.tours = []tour{t}
	return j, nil
}

// begunBy is how many visits of a day were to have begun by a time.
func begunBy(day *itinerary.Day, at int64) int {
	n, _ := slices.BinarySearchFunc(day.Visits, at, func(v itinerary.Visit, at int64) int {
		if v.Begin <= at {
			return -1
		}
		return 1
	})
	return n
}

// dayOf finds the day of a team.
func (d *Dispatch) dayOf(it *itinerary.Itinerary, late *Late) (team int, day *itinerary.Day, err error) {
	var names, dates []string
	for i := range it.Teams {
		names = append(names, it.Teams[i].Name)
	}
	team = slices.Index(names, late.Team)
	if team < 0 {
		return 0, nil, &geo.Error{Code: ErrTeam, Kind: geo.NotFound, Value: excerpt(late.Team), Want: strings.Join(names, ", ")}
	}
	days := it.Teams[team].Days
	for i := range days {
		if days[i].Date == late.Date || late.Date == "" && len(days) == 1 {
			return team, &days[i], nil
		}
		dates = append(dates, days[i].Date)
	}
	return 0, nil, &geo.Error{
		Code: ErrNoRoute, Kind: geo.NotFound, Value: strings.TrimSpace(late.Team + " " + excerpt(late.Date)), Want: strings.Join(dates, ", "),
	}
}
