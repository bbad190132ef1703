package dispatch

import (
	"cmp"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
)

// DefaultMinutes is how long a visit takes to a site whose category has no data.
const DefaultMinutes = 30

// stop is a visit that is to be made, with what the itinerary does not say of it.
type stop struct {
	itinerary.Stop

	service  int64      // milliseconds
	hours    []geo.Span // when it may begin, on every date; none: at any time
	priority int
}

func (s *stop) compare(o *stop) int {
	return cmp.Or(cmp.Compare(s.ID, o.ID), cmp.Compare(s.Visit, o.Visit))
}

// overlayVisits puts what the teams file says of a category in the place of all
// that the data say.
func (d *Dispatch) overlayVisits() {
	d.visits = map[string][]geo.Visit{}
	for _, list := range [][]geo.Visit{d.Visits, d.Teams.Visits} {
		begun := map[string]bool{}
		for _, v := range list {
			if !begun[v.Category] {
				begun[v.Category] = true
				d.visits[v.Category] = nil
			}
			d.visits[v.Category] = append(d.visits[v.Category], v)
		}
	}
}

// collect makes stops of the main picks, each site once.
func (d *Dispatch) collect() error {
	seen := map[string]bool{}
	for i := range d.Record.Picks {
		p := &d.Record.Picks[i]
		if p.Role != sampler.Main || seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		list, err := d.stopsOf(p.ID)
		if err != nil {
			return err
		}
		d.stops = append(d.stops, list...)
	}
	slices.SortFunc(d.stops, func(a, b *stop) int {
		return cmp.Or(cmp.Compare(missing(a), missing(b)), a.compare(b))
	})
	d.located, _ = slices.BinarySearchFunc(d.stops, 1, func(s *stop, place int) int { return cmp.Compare(missing(s), place) })
	return nil
}

// missing is 1 for a stop without position.
func missing(s *stop) int {
	if len(s.Path) == 0 {
		return 1
	}
	return 0
}

// stopsOf are the visits of a drawn site.
func (d *Dispatch) stopsOf(id string) ([]*stop, error) {
	site, found := d.Frame.Site(id)
	if !found {
		return nil, &geo.Error{Code: ErrPick, Kind: geo.Conflict, Value: excerpt(id)}
	}
	s := stop{
		Stop: itinerary.Stop{
			ID: id, Area: site.Area, Category: site.Category, Name: site.Name, Unit: site.Unit, Chief: d.chiefs[id],
		},
		priority: d.Teams.Priorities[site.Category],
	}
	walk := d.walk(&s, site)
	visits := d.visits[site.Category]
	if len(visits) == 0 {
		visits = []geo.Visit{{ServiceMinutes: DefaultMinutes}}
	}
	var list []*stop
	for i := range visits {
		one := s
		one.Visit, one.hours = visits[i].ID, visits[i].Hours
		one.service = max(walk, int64(visits[i].ServiceMinutes)*minute)
		list = append(list, &one)
	}
	return list, nil
}

const minute = 60_000

// walk says where the stop is, and returns how long it takes to walk along the
// stretch that was drawn, in milliseconds.
func (d *Dispatch) walk(s *stop, site *geo.Site) int64 {
	line, isLine := site.Geometry.(geo.Line)
	if !isLine {
		if at, located := site.Position(); located {
			s.Path = itinerary.Positions(at)
		}
		return 0
	}
	stretch := d.stretch(site.ID)
	if stretch == nil {
		s.Path = itinerary.Positions(line...)
		return 0
	}
	part := stretch.Along(line)
	s.Path = itinerary.Positions(part...)
	s.Stretch = itinerary.StretchName(site.Name, line, part, d.streets)
	return walked(stretch.To - stretch.From)
}

// walked is how long a way of so many millimetres takes on foot, rounded up.
func walked(millimetres int64) int64 {
	const hour = 60 * minute
	const speed = road.WalkingSpeed * 1000
	return (millimetres*hour + speed - 1) / speed
}

// stretch is the part of a line to walk: from the first to the last of all that was
// drawn of it. Nil if it was drawn as a whole.
func (d *Dispatch) stretch(id string) *sampler.Stretch {
	var all *sampler.Stretch
	role := sampler.Reserve
	for i := range d.Record.Picks {
		p := &d.Record.Picks[i]
		switch {
		case p.ID != id || p.Stretch == nil || role == sampler.Main && p.Role == sampler.Reserve:
		case all == nil || p.Role != role: // main picks come before reserves
			copied := *p.Stretch
			all, role = &copied, p.Role
		default:
			all.From, all.To = min(all.From, p.Stretch.From), max(all.To, p.Stretch.To)
		}
	}
	return all
}
