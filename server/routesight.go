package server

import (
	"context"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// routed is a draw with what the one who asks may see of the routes to its sites.
// They name people and tell when they come, so that releasing a draw releases none
// of them:
//
//	                          | of an official draw            | of one for practice
//	office                    | all                            | all
//	the unit that made it     | nothing                        | all
//	inspector, on his day     | teams that visit his sites only, on both
//	everybody else            | nothing                        | nothing
//
// Nobody sees of the draw by its routes what visible.go does not show him. What is
// not seen is answered as what is not there.
type routed struct {
	*seen

	all  bool
	mine map[string]bool // sites of an inspector, today
}

// seeRoutes is what the one who asks may see of the routes of the path's draw. Who
// sees something of a draw before it is public is noted first.
func (r *request) seeRoutes() (*routed, error) {
	d, err := r.seeDraw("routes")
	if err != nil {
		return nil, err
	}
	var mine []store.Assignment
	err = r.server.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		mine, err = r.myParts(v)
		return err
	})
	return routedOf(r.who, d, mine), err
}

// routedOf decides what somebody may see of the routes of a draw: the one place
// where it is decided. Mine are an inspector's parts today.
func routedOf(who access.Who, d *seen, mine []store.Assignment) *routed {
	s := &routed{seen: d, mine: map[string]bool{}}
	switch {
	case !d.sight.picks || !who.Has(access.Read):
	case who.Role == access.Office:
		s.all = d.sight.all
	case who.Role == access.Unit:
		s.all = d.sight.all && d.Kind == store.Practice && d.Made.By == who.UserID
	case who.Role == access.Inspector:
		for _, a := range mine {
			if a.User == who.UserID && a.Draw == d.Number {
				for _, site := range a.Sites {
					s.mine[site] = true
				}
			}
		}
	}
	return s
}

// mayPlan returns nil if somebody may plan routes for the draw, or change them.
func (s *routed) mayPlan(who access.Who) error {
	switch {
	case s.Kind != store.Practice:
		return who.May(access.Need{Roles: access.RoleSetOf(access.Office), Scope: access.Draw})
	case who.Role == access.Unit && s.Made.By != who.UserID:
		return &geo.Error{Code: access.ErrRole, Value: who.Role.String(), Names: []string{access.Office.String()}}
	case !s.all: // a token that plans and does not read
		return &geo.Error{Code: access.ErrScope, Want: access.Read.String()}
	default:
		return nil
	}
}

// none is the error for a plan that is not there, or not for who asks.
func (s *routed) none(n int64) error {
	return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "routes"}, Value: count(n)}
}

// part is what is seen of a plan; nil if nothing is. All of its stops are sites of
// the draw that the one who asks sees.
func (s *routed) part(p *store.Routes) (*itinerary.Itinerary, error) {
	if !s.all && len(s.mine) == 0 {
		return nil, nil
	}
	body, err := p.Itinerary.Unpack()
	if err != nil {
		return nil, err
	}
	it, err := itinerary.Parse(body)
	if err != nil || s.all {
		return it, err
	}
	var names []string
	for i := range it.Teams {
		if s.sees(&it.Teams[i]) {
			names = append(names, it.Teams[i].Name)
		}
	}
	if names == nil {
		return nil, nil
	}
	part := partOf(it, names)
	// What follows from all of the draw would tell more of it.
	unsaid := strings.Repeat("0", 2*len(sampler.Digest{}))
	o := &part.Origin
	o.Frame, o.Matrix, o.Record, o.Replaces, o.Seed, o.Incomplete = unsaid, unsaid, unsaid, "", "0", nil
	return part, nil
}

// sees reports whether a team goes to some of one's own sites, and to no other.
func (s *routed) sees(t *itinerary.Team) bool {
	stops := 0
	for i := range t.Days {
		for j := range t.Days[i].Visits {
			if !s.mine[t.Days[i].Visits[j].Stop.ID] {
				return false
			}
			stops++
		}
	}
	return stops > 0
}

// partOf is an itinerary of some teams, without what nobody visits, what is to be
// looked at elsewhere, and swaps.
func partOf(it *itinerary.Itinerary, names []string) *itinerary.Itinerary {
	part := *it
	part.Teams, part.LeftOut, part.Unlocated, part.Swaps, part.Checks = nil, nil, nil, nil, nil
	visited := map[string]bool{}
	for i := range it.Teams {
		t := &it.Teams[i]
		if !slices.Contains(names, t.Name) {
			continue
		}
		part.Teams = append(part.Teams, *t)
		for j := range t.Days {
			for k := range t.Days[j].Visits {
				visited[t.Days[j].Visits[k].Stop.Category] = true
			}
		}
	}
	for _, c := range it.Checks {
		if visited[c.Category] {
			part.Checks = append(part.Checks, c)
		}
	}
	return &part
}

// routesOf reads the plans of a draw that may be seen, the newest first; with their
// itineraries where only a part of them is.
func (s *Server) routesOf(ctx context.Context, d *routed) (plans []store.Routes, err error) {
	if !d.all && len(d.mine) == 0 {
		return nil, nil
	}
	err = s.Store.View(ctx, func(v store.Reader) error {
		if plans, err = v.RoutesOf(d.Number); err != nil || d.all {
			return err
		}
		for i := range plans {
			if plans[i], err = v.Routes(d.Number, plans[i].Number); err != nil {
				return err
			}
		}
		return nil
	})
	return plans, err
}

// readRoutes reads a plan and what is seen of it: an error as of one that is not
// there if nothing is.
func (s *Server) readRoutes(ctx context.Context, d *routed, n int64) (store.Routes, *itinerary.Itinerary, error) {
	var p store.Routes
	if !d.all && len(d.mine) == 0 {
		return p, nil, d.none(n)
	}
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		p, err = v.Routes(d.Number, n)
		return err
	})
	if err != nil {
		return p, nil, err
	}
	it, err := d.part(&p)
	if err == nil && it == nil {
		err = d.none(n)
	}
	return p, it, err
}
