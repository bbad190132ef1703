package dispatch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"sitedraw/geo/route"
	"sitedraw/sampler/itinerary"
)

// DefaultIterations are about a second of a hundred stops.
const DefaultIterations = 130_000

// Options say how routes are sought.
type Options struct {
	Seed       string // of the solver; empty: DefaultSeed of the record
	Iterations int    // 0: DefaultIterations
	Objective  route.Objective
	Progress   func(route.Progress) // may be nil

	// Elapsed and Seconds end the search by a clock, if Elapsed is not nil: see
	// route.Options. The itinerary says that it cannot be repeated.
	Elapsed func() int
	Seconds int64
}

// DefaultSeed returns the solver's seed if nobody chooses one: 16 hex digits of the
// SHA-256 of "sitedraw-route" and the record's digest. It is another one than the
// draw's, and nobody had a say in it.
func (d *Dispatch) DefaultSeed() string {
	sum := sha256.Sum256([]byte("sitedraw-route" + d.origin.Record))
	return hex.EncodeToString(sum[:8])
}

func (d *Dispatch) settle(o *Options) {
	o.Seed = cmp.Or(o.Seed, d.DefaultSeed())
	o.Iterations = cmp.Or(o.Iterations, DefaultIterations)
}

// Plan plans all stops on all dates. It stops when ctx ends and then returns the
// best it has found, which says that it was stopped. The error is a *geo.Error of
// this package, geo/route or itinerary.
func (d *Dispatch) Plan(ctx context.Context, travel Travel, o Options) (*itinerary.Itinerary, error) {
	d.settle(&o)
	j := d.whole()
	solution, err := j.solve(ctx, &travel, &o)
	if err != nil {
		return nil, err
	}
	it := itinerary.Itinerary{Origin: d.originOf(ctx, &travel, &o, solution), Zone: d.Teams.Zone}
	for i := range d.Teams.Teams {
		it.Teams = append(it.Teams, d.Teams.Teams[i].written())
	}
	w := writer{job: j, travel: &travel, solution: solution}
	if err := w.days(it.Teams); err != nil {
		return nil, err
	}
	if it.LeftOut, err = w.leftOut(ctx); err != nil {
		return nil, err
	}
	for _, s := range d.stops[d.located:] {
		it.Unlocated = append(it.Unlocated, s.Stop)
	}
	return d.finish(it)
}

// finish adds what to look at and checks the whole.
func (d *Dispatch) finish(it itinerary.Itinerary) (*itinerary.Itinerary, error) {
	var stops []itinerary.Stop
	for i := range it.Teams {
		for j := range it.Teams[i].Days {
			for _, v := range it.Teams[i].Days[j].Visits {
				stops = append(stops, v.Stop)
			}
		}
	}
	for i := range it.LeftOut {
		stops = append(stops, it.LeftOut[i].Stop)
	}
	it.Checks = itinerary.ChecksOf(d.Checks, append(stops, it.Unlocated...))
	return itinerary.New(it)
}

// originOf says how a search was made. Iterations are those asked for, by which it
// can be repeated, unless it was ended before.
func (d *Dispatch) originOf(ctx context.Context, travel *Travel, o *Options, s *route.Solution) itinerary.Origin {
	matrix := travel.Matrix.Digest()
	origin := d.origin
	origin.Incomplete = slices.Clone(d.origin.Incomplete)
	origin.Estimated, origin.Matrix, origin.Profile = travel.Matrix.Estimated, hex.EncodeToString(matrix[:]), travel.Profile
	origin.Seed, origin.Iterations, origin.Objective = o.Seed, int64(o.Iterations), itinerary.LeastTravel
	if o.Objective == route.Fair {
		origin.Objective = itinerary.Fair
	}
	origin.Stopped = ctx.Err() != nil
	if o.Elapsed != nil {
		origin.Seconds = max(1, o.Seconds)
	}
	if origin.Stopped || o.Elapsed != nil {
		origin.Iterations = int64(s.Iterations)
	}
	return origin
}

// written is the team as itineraries have it, without days.
func (t *Team) written() itinerary.Team {
	team := itinerary.Team{
		Name: t.Name, Members: t.names(), Start: t.Start,
		ForbiddenTownships: t.ForbiddenTownships(), ForbiddenUnits: t.ForbiddenUnits(),
		Hours: itinerary.Span{From: int64(t.Hours.From) * minute, To: int64(t.Hours.To) * minute},
	}
	if t.End != nil {
		end := *t.End
		team.End = &end
	}
	return team
}
