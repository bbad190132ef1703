package server

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/store"
)

// dispatching is a draw whose routes are planned. Its record is the draw's with the
// reserves that were opened when all was planned: they are main picks, and what they
// stand in for is none.
type dispatching struct {
	*dispatch.Dispatch

	draw     *material
	openings int // how many of the draw's it takes up
	roads    *store.Attachment
	profile  road.Profile
	given    []byte // the teams, as they are kept
}

// newDispatching reads what a draw's routes are planned from. Without a summary all
// openings count; else as many as for the plan whose summary it is.
func (s *Server) newDispatching(ctx context.Context, d *routed, teams *dispatch.Teams, before *routesSummary) (*dispatching, error) {
	m, err := s.material(ctx, d.seen)
	if err != nil {
		return nil, err
	}
	p := &dispatching{draw: m, openings: len(m.opened)}
	if before != nil {
		p.openings = before.Openings
	}
	contacts, err := s.drawContacts(ctx, &d.Draw)
	if err != nil {
		return nil, err
	}
	p.Dispatch, err = dispatch.New(dispatch.Input{
		Frame: m.sites.frame, Record: takenUp(m.record, m.opened[:p.openings]), Teams: teams,
		Contacts: contacts, Categories: s.Categories, Nature: natureOf(d.seen),
	})
	if err != nil {
		return nil, err
	}
	if located, unlocated := p.Stops(); located+unlocated > maxStops {
		return nil, tooLarge("stops", int64(located+unlocated), maxStops)
	}
	return p, nil
}

// natureOf is what a draw is worth.
func natureOf(d *seen) itinerary.Nature {
	switch {
	case d.Kind != store.Official:
		return itinerary.Practice
	case d.ownSeed:
		return itinerary.OwnSeed
	default:
		return itinerary.Drawn
	}
}

// takenUp is a record in which opened reserves have taken the place of the sites
// that they stand in for.
func takenUp(record *sampler.Record, opened []openingView) *sampler.Record {
	if len(opened) == 0 {
		return record
	}
	open, gone := map[reserveKey]bool{}, map[reserveKey]map[string]bool{}
	for i := range opened {
		o := &opened[i]
		open[o.key()] = true
		if gone[o.key().scope()] == nil {
			gone[o.key().scope()] = map[string]bool{}
		}
		gone[o.key().scope()][o.Replaces] = true
	}
	taken := *record
	taken.Picks = nil
	for i := range record.Picks {
		p := record.Picks[i]
		if open[keyOf(&p)] && p.Role == sampler.Reserve {
			p.Role = sampler.Main
		}
		if p.Role == sampler.Reserve || !gone[keyOf(&p).scope()][p.ID] {
			taken.Picks = append(taken.Picks, p)
		}
	}
	return &taken
}

// base is a plan as the dispatch made it: of its own record.
func (p *dispatching) base(it *itinerary.Itinerary) *itinerary.Itinerary {
	base := *it
	base.Origin.Record = p.Record.Digest().String()
	return &base
}

// settled is a plan that the dispatch made as it is kept: of the draw's record, and
// with the townships that the draw lacks.
func (p *dispatching) settled(it *itinerary.Itinerary) (*itinerary.Itinerary, error) {
	settled := *it
	settled.Origin.Record = p.draw.Record.String()
	settled.Origin.Incomplete = slices.Clone(p.draw.Incomplete)
	return itinerary.New(settled)
}

// made packs what the dispatch planned, unless that failed.
func (p *dispatching) made(it *itinerary.Itinerary, err error) (*routesMade, error) {
	if err != nil {
		return nil, err
	}
	if it, err = p.settled(it); err != nil {
		return nil, err
	}
	return p.pack(it)
}

// pack makes a settled plan ready to be kept.
func (p *dispatching) pack(it *itinerary.Itinerary) (*routesMade, error) {
	body := itinerary.Append(nil, it)
	if len(body) > itinerary.MaxBytes {
		return nil, &geo.Error{Code: sampler.ErrJSONLong, Want: strconv.Itoa(itinerary.MaxBytes)}
	}
	summary := routesSummary{routesFacts: factsOf(it), Openings: p.openings}
	if p.roads != nil {
		summary.Roads = &roadsRef{p.roads.Name, p.roads.Digest.String()}
	}
	m := &routesMade{action: "routes.plan"}
	var err error
	if m.Itinerary, err = store.Pack(body); err != nil {
		return nil, err
	}
	m.Digest, m.Teams = m.Itinerary.Digest, p.given
	m.Summary, err = json.Marshal(summary)
	return m, err
}
