package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/road"
	solver "sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// What may be asked of a plan of routes at most, and how many are sought at once.
const (
	maxRouting    = 2
	maxIterations = 2_000_000
	maxStops      = 1000
	maxTeams      = 50
	maxRouteSeed  = 1024 // bytes
)

// How much of a plan is made when, in permille.
const (
	permilleRoads  = 20
	permilleTravel = 100
	permilleRoute  = 300
	permilleKeep   = 950
)

// routesOrder is what somebody wants planned.
type routesOrder struct {
	Teams      json.RawMessage     `json:"teams"`
	Objective  itinerary.Objective `json:"objective"` // empty: fair
	Profile    string              `json:"profile"`   // empty: car
	Roads      roadsWanted         `json:"roads"`
	Seed       string              `json:"seed"`       // empty: one that follows from the record
	Iterations int64               `json:"iterations"` // 0: dispatch.DefaultIterations

	teams   *dispatch.Teams
	profile road.Profile
}

func (o *routesOrder) check() error {
	if err := required("teams", string(o.Teams)); err != nil {
		return err
	}
	o.Objective = cmp.Or(o.Objective, itinerary.Fair)
	if !slices.Contains(itinerary.Objectives(), o.Objective) {
		return &geo.Error{
			Code: sampler.ErrChoice, At: geo.Place{Column: "objective"}, Value: string(o.Objective),
			Want: string(itinerary.Fair) + ", " + string(itinerary.LeastTravel),
		}
	}
	if o.Iterations < 0 || o.Iterations > maxIterations {
		return tooLarge("iterations", o.Iterations, maxIterations)
	}
	if o.Seed != "" {
		if err := geo.InColumn(geo.CheckTextLength(o.Seed, maxRouteSeed), "seed"); err != nil {
			return err
		}
	}
	var err error
	if o.profile, err = findProfile(cmp.Or(o.Profile, road.Car().Name)); err != nil {
		return err
	}
	o.teams, err = parseTeams(o.Teams)
	return err
}

// findProfile finds a profile of a body, which names none that is elsewhere.
func findProfile(name string) (road.Profile, error) {
	p, err := road.FindProfile(name)
	if e, is := err.(*geo.Error); is { //nolint:errorlint // it is made here
		wrong := *e
		wrong.Kind, wrong.At.Column = geo.Invalid, "profile"
		err = &wrong
	}
	return p, err
}

// parseTeams reads the teams, which are not more than a server plans for.
func parseTeams(given []byte) (*dispatch.Teams, error) {
	teams, err := dispatch.ParseTeams(given)
	if err == nil && len(teams.Teams) > maxTeams {
		err = tooLarge("teams", int64(len(teams.Teams)), maxTeams)
	}
	return teams, err
}

func tooLarge(column string, value, most int64) error {
	return &geo.Error{Code: ErrRoutesLarge, At: geo.Place{Column: column}, Value: count(value), Want: "1–" + count(most)}
}

// objective is the solver's word for it.
func (o *routesOrder) objective() solver.Objective {
	if o.Objective == itinerary.Fair {
		return solver.Fair
	}
	return solver.Shortest
}

// planRoutes plans who visits the sites of a draw, and when.
func (s *Server) planRoutes(r *request) error {
	var order routesOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	d, err := r.seeRoutes()
	if err != nil {
		return err
	}
	if err := d.mayPlan(r.who); err != nil {
		return err
	}
	roads, err := r.roads(d.seen, order.Roads)
	if err != nil {
		return err
	}
	return r.routeWork(d, func(later *request, j *job) (*routesMade, error) {
		ctx := later.Request().Context()
		p, err := s.newDispatching(ctx, d, order.teams, nil)
		if err != nil {
			return nil, err
		}
		p.roads, p.profile, p.given = roads, order.profile, compact(order.Teams)
		travel, err := s.travel(ctx, roads, order.profile, p.Places(), j)
		if err != nil {
			return nil, err
		}
		it, err := p.Plan(ctx, travel, dispatch.Options{
			Seed: order.Seed, Iterations: int(order.Iterations), Objective: order.objective(), Progress: j.routing(),
		})
		return p.made(it, err)
	})
}

// compact is JSON that was read already, without blanks.
func compact(given []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, given) != nil {
		return given
	}
	return b.Bytes()
}

// routing tells how far a search is, and how much its best routes visit.
func (j *job) routing() func(solver.Progress) {
	j.atWith(stepRouting, permilleRoute, text.Args{"count": "0"})
	return func(p solver.Progress) {
		at := permilleRoute + (permilleKeep-permilleRoute)*p.Permille/1000
		j.atWith(stepRouting, at, text.Args{"count": strconv.Itoa(p.Served)})
	}
}

// routesMade is a plan on its way into the store.
type routesMade struct {
	store.Routes

	beside func(store.Writer) error // what else is written with it; nil: nothing
	action string                   // of the audit log
}

// routeWork makes a plan of routes, keeps it and answers with it. Only some are
// sought at once. One whose search was cancelled is not kept.
func (r *request) routeWork(d *routed, makes func(later *request, j *job) (*routesMade, error)) error {
	once, err := r.onceKey()
	if err != nil {
		return err
	}
	return r.work(lengthy{kind: jobRoute, once: once, do: func(later *request, j *job) (jobResult, error) {
		ctx, s := later.Request().Context(), later.server
		made, err := s.inTurn(ctx, func() (*routesMade, error) {
			j.at(stepOpening, 0)
			return makes(later, j)
		})
		if err = cmp.Or(ctx.Err(), err); err != nil {
			return jobResult{}, err
		}
		j.at(stepStoring, permilleKeep)
		return later.made(once, func(w store.Writer) (answered, error) { return later.keepRoutes(w, d, made) })
	}})
}

// inTurn makes a plan when it is its turn.
func (s *Server) inTurn(ctx context.Context, makes func() (*routesMade, error)) (*routesMade, error) {
	end, err := take(ctx, s.routing)
	if err != nil {
		return nil, err
	}
	defer end()
	return makes()
}

// keepRoutes writes a plan, and tells of it; not of the people, since the answer is
// kept for its key longer than a plan that is dropped.
func (r *request) keepRoutes(w store.Writer, d *routed, made *routesMade) (answered, error) {
	p := made.Routes
	p.Draw, p.Made = d.Number, r.server.act(r)
	if made.beside != nil {
		if err := made.beside(w); err != nil {
			return answered{}, err
		}
	}
	var err error
	if p.Number, err = w.AddRoutes(p); err != nil {
		return answered{}, err
	}
	shown, err := r.viewRoutes(&p)
	if err != nil {
		return answered{}, err
	}
	shown.TeamsGiven = nil
	path := "/draws/" + count(d.Number) + "/routes/" + count(p.Number)
	return answered{http.StatusCreated, path, shown}, r.audit(w, made.action, drawObject(d.Number), planDone{p.Number})
}
