package dispatch

import (
	"cmp"
	"context"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// Closed says that a site cannot be inspected.
type Closed struct {
	Site   string // its id
	Reason string // for those who read the plan; may be empty

	// When the teams are under way: visits that were to have begun by then stay,
	// and those concerned go on from From. If that is nil, it is the closed site if
	// they stand before it, or else where their last visit ended. An empty Date means
	// that nobody has set out.
	Date string
	At   geo.TimeOfDay
	From *geo.Point
}

// SwapPlaces returns the positions between which Swap needs travel times. The
// error is that of Swap.
func (d *Dispatch) SwapPlaces(it *itinerary.Itinerary, closed Closed) ([]geo.Point, error) {
	s, err := d.newSwapping(it, closed)
	if err != nil {
		return nil, err
	}
	return s.job.places.points, nil
}

// Swap puts the next reserve of the record in the place of a closed site: the next
// in order of the same step, within and stratum that is not in the plan. All visits
// of the site that are still to be made go, and all of the reserve's are offered to
// the days they were on, which are planned again; no other changes. What those
// teams may not inspect, or does not fit, is left out with its reasons. The record
// stays as it is: the itinerary says which reserves it uses. A site that was drawn
// in two steps gets a reserve of each. The errors are ErrOtherPlan, ErrOtherRules,
// ErrNotRouted, ErrNoReserve, ErrFar and those of Plan.
func (d *Dispatch) Swap(ctx context.Context, it *itinerary.Itinerary, closed Closed, travel Travel, o Options) (*itinerary.Itinerary, error) {
	s, err := d.newSwapping(it, closed)
	if err != nil {
		return nil, err
	}
	changed := *it
	changed.LeftOut = slices.DeleteFunc(slices.Clone(it.LeftOut), func(l itinerary.LeftOut) bool { return l.Stop.ID == closed.Site })
	changed.Unlocated = append(slices.Clip(it.Unlocated), s.unlocated...)
	changed.Swaps = slices.Clip(it.Swaps)
	for _, r := range s.reserves {
		changed.Swaps = append(changed.Swaps, itinerary.Swap{Closed: closed.Site, Reason: closed.Reason, Reserve: r.ID})
	}
	changed.Origin.Replaces = it.Digest().String()
	return s.job.repair(ctx, changed, &travel, o)
}

// swapping is a swap on its way.
type swapping struct {
	*Dispatch

	closed    Closed
	job       *job
	reserves  []sampler.Pick
	unlocated []itinerary.Stop // of the reserves
}

func (d *Dispatch) newSwapping(it *itinerary.Itinerary, closed Closed) (*swapping, error) {
	if err := d.belongs(it); err != nil {
		return nil, err
	}
	if closed.From != nil {
		if err := d.checkNear("from", *closed.From); err != nil {
			return nil, err
		}
	}
	s := &swapping{Dispatch: d, closed: closed}
	tours, stops, err := s.concerned(it)
	if err != nil {
		return nil, err
	}
	if len(tours) == 0 {
		return nil, &geo.Error{Code: ErrNotRouted, Kind: geo.NotFound, Value: excerpt(closed.Site)}
	}
	if s.reserves, err = d.NextReserves(it, closed.Site); err != nil {
		return nil, err
	}
	for i := range s.reserves {
		list, err := d.stopsOf(s.reserves[i].ID)
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			if missing(one) == 1 {
				s.unlocated = append(s.unlocated, one.Stop)
				continue
			}
			stops = append(stops, one)
		}
	}
	s.job = d.newJob(stops)
	for i := range tours {
		s.job.places.add(tours[i].start.Point, "")
	}
	s.job.tours = tours
	return s, nil
}

// concerned are the days on which the site was still to be visited, and their other
// stops.
func (s *swapping) concerned(it *itinerary.Itinerary) (tours []tour, stops []*stop, err error) {
	for team := range it.Teams {
		for i := range it.Teams[team].Days {
			day := &it.Teams[team].Days[i]
			begun := s.begun(day)
			left := day.Visits[begun:]
			if !slices.ContainsFunc(left, s.isClosed) {
				continue
			}
			t := s.tour(team, slices.Index(s.Teams.Dates, day.Date))
			now := int64(s.closed.At) * minute
			if day.Date == s.closed.Date && (begun > 0 || day.SetOut <= now) {
				t.restAfter(cut(day, begun, now), s.from(&t, day, begun), now)
			}
			tours = append(tours, t)
			others := slices.DeleteFunc(slices.Clone(left), s.isClosed)
			list, err := s.stopsOfVisits(others)
			if err != nil {
				return nil, nil, err
			}
			stops = append(stops, list...)
		}
	}
	return tours, stops, nil
}

// from is where a team goes on after so many visits of a day.
func (s *swapping) from(t *tour, day *itinerary.Day, begun int) geo.Point {
	switch next := &day.Visits[begun]; {
	case s.closed.From != nil:
		return *s.closed.From
	case s.isClosed(*next) && next.Begin <= int64(s.closed.At)*minute:
		return next.Stop.First().Point
	case begun > 0:
		return day.Visits[begun-1].Stop.Last().Point
	default:
		return t.start.Point
	}
}

func (s *swapping) isClosed(v itinerary.Visit) bool { return v.Stop.ID == s.closed.Site }

// begun is how many visits of a day stay. One to the site itself that was begun
// last is none: the team stands before a closed door.
func (s *swapping) begun(day *itinerary.Day) int {
	switch {
	case s.closed.Date == "" || day.Date > s.closed.Date:
		return 0
	case day.Date < s.closed.Date:
		return len(day.Visits)
	}
	n := begunBy(day, int64(s.closed.At)*minute)
	if n > 0 && s.isClosed(day.Visits[n-1]) {
		n--
	}
	return n
}

// scope is where reserves stand for a site.
type scope struct{ step, within, stratum string }

func scopeOf(p *sampler.Pick) scope { return scope{p.Step, p.Within, p.Stratum} }

// NextReserves returns the reserves that would take the place of a site: of each
// scope in which it was drawn the next in order that the plan does not have and
// never had. The error is ErrNotRouted for a site that was not drawn, or
// ErrNoReserve.
func (d *Dispatch) NextReserves(it *itinerary.Itinerary, site string) ([]sampler.Pick, error) {
	used := usedBy(it)
	used[site] = true
	scopes := d.scopes(it, site)
	if len(scopes) == 0 {
		return nil, &geo.Error{Code: ErrNotRouted, Kind: geo.NotFound, Value: excerpt(site)}
	}
	var list []sampler.Pick
	for _, sc := range scopes {
		next := slices.IndexFunc(d.Record.Picks, func(p sampler.Pick) bool {
			return p.Role == sampler.Reserve && scopeOf(&p) == sc && !used[p.ID]
		})
		if next < 0 {
			return nil, &geo.Error{
				Code: ErrNoReserve, Kind: geo.NotFound, At: geo.Place{Step: sc.step}, Value: excerpt(site), Want: cmp.Or(sc.stratum, sc.within),
			}
		}
		list = append(list, d.Record.Picks[next])
		used[d.Record.Picks[next].ID] = true
	}
	return list, nil
}

// usedBy are the sites that a plan has or had.
func usedBy(it *itinerary.Itinerary) map[string]bool {
	used := map[string]bool{}
	for i := range it.Teams {
		for _, day := range it.Teams[i].Days {
			for _, v := range day.Visits {
				used[v.Stop.ID] = true
			}
		}
	}
	for i := range it.LeftOut {
		used[it.LeftOut[i].Stop.ID] = true
	}
	for i := range it.Unlocated {
		used[it.Unlocated[i].ID] = true
	}
	for _, s := range it.Swaps {
		used[s.Closed], used[s.Reserve] = true, true
	}
	return used
}

// scopes are those in which a site was drawn, in the order of the record. A reserve
// that was swapped in stands in the scopes of the site it took the place of.
func (d *Dispatch) scopes(it *itinerary.Itinerary, site string) (list []scope) {
	role, within := sampler.Main, []scope(nil)
	for i := range it.Swaps { // a reserve is taken once, and closed later than it is taken
		if it.Swaps[i].Reserve == site {
			before := itinerary.Itinerary{Swaps: it.Swaps[:i]}
			role, within = sampler.Reserve, d.scopes(&before, it.Swaps[i].Closed)
		}
	}
	for i := range d.Record.Picks {
		p := &d.Record.Picks[i]
		sc := scopeOf(p)
		if p.ID != site || p.Role != role || slices.Contains(list, sc) {
			continue
		}
		if role == sampler.Main || slices.Contains(within, sc) {
			list = append(list, sc)
		}
	}
	return list
}
