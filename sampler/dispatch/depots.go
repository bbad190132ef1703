package dispatch

import (
	"math"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
)

// farthest is how far a start or end may lie from the nearest stop, in millimetres:
// 200 km. Who writes more has mistyped a degree, and no site would be reached.
const farthest = 200_000_000

// mostOff is how far one may lie from the nearest road, in millimetres: 5 km, an hour
// on foot. Farther off, the roads do not cover it.
const mostOff = 5_000_000

// checkDepots wants teams to start and end where the stops are.
func (d *Dispatch) checkDepots() error {
	near := map[geo.Point]bool{} // teams often share them
	for i := range d.Teams.Teams {
		t, path := &d.Teams.Teams[i], numbered("teams", i)
		for _, depot := range []struct {
			path string
			*itinerary.Place
		}{{path + ".start", &t.Start}, {path + ".end", t.End}} {
			if depot.Place == nil || near[depot.At.Point] {
				continue
			}
			if err := d.checkNear(depot.path, depot.At.Point); err != nil {
				return err
			}
			near[depot.At.Point] = true
		}
	}
	return nil
}

// checkNear wants a place to lie within farthest of a stop.
func (d *Dispatch) checkNear(path string, at geo.Point) error {
	nearest := int64(math.MaxInt64)
	for _, s := range d.stops[:d.located] {
		nearest = min(nearest, geo.DistanceMillimetres(at, s.First().Point))
	}
	if nearest <= farthest {
		return nil
	}
	return wrongAt(path, ErrFar, strconv.FormatInt(nearest/kilometre, 10), strconv.Itoa(farthest/kilometre))
}

const (
	metre     = 1000 // millimetres
	kilometre = 1000 * metre
)

// checkSnaps wants the roads to lead to where tours begin and end. A stop that is off
// them is only flagged in its legs: it spoils no other.
func (j *job) checkSnaps(travel *Travel) error {
	if travel.Snaps == nil {
		return nil
	}
	for i := range j.tours {
		t := &j.tours[i]
		path := numbered("teams", t.team)
		start := path + ".start"
		if t.restart != nil {
			start = "from"
		}
		if err := travel.checkSnap(start, j.places.of(t.start)); err != nil {
			return err
		}
		if end := j.Teams.Teams[t.team].End; end != nil {
			if err := travel.checkSnap(path+".end", j.places.of(end.At)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Travel) checkSnap(path string, place int) error {
	if off := t.Snaps[place]; off > mostOff {
		return wrongAt(path, ErrOffRoads, strconv.FormatInt(off/metre, 10), strconv.Itoa(mostOff/metre))
	}
	return nil
}
