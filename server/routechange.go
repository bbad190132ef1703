package server

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/store"
)

// ErrOtherReserve means that the reserve Want of the draw comes next in place of the
// site, and the plan would take Value: somebody opened reserves beside it.
const ErrOtherReserve geo.Code = "routes.other-reserve"

// givenPoint is a position of a body: [longitude, latitude] in degrees of WGS 84.
func givenPoint(column string, degrees []float64) (geo.Point, error) {
	if len(degrees) != 2 {
		return geo.Point{}, &geo.Error{Code: dispatch.ErrPosition, At: geo.Place{Column: column}, Value: strconv.Itoa(len(degrees)), Want: "[117.21, 28.28]"}
	}
	at, err := geo.PointFromDegrees(degrees[0], degrees[1])
	return at, geo.InColumn(err, column)
}

// lateOrder says where a team is that runs late.
type lateOrder struct {
	Team string    `json:"team"`
	Date string    `json:"date"`
	At   string    `json:"at"`
	From []float64 `json:"from"`
	Done *int      `json:"done"` // visits that it has made; absent: those that were to have begun

	at   geo.TimeOfDay
	from geo.Point
}

func (o *lateOrder) check() error {
	if err := required("team", o.Team); err != nil {
		return err
	}
	var err error
	if o.at, err = geo.ParseTimeOfDay(o.At); err != nil {
		return geo.InColumn(err, "at")
	}
	o.from, err = givenPoint("from", o.From)
	return err
}

// closedOrder says which site cannot be inspected, and why.
type closedOrder struct {
	Site   string `json:"site"`
	Reason string `json:"reason"`
	Note   string `json:"note"`

	// When teams are under way; absent: nobody has set out.
	Date string    `json:"date"`
	At   string    `json:"at"`
	From []float64 `json:"from"`

	at   geo.TimeOfDay
	from *geo.Point
}

func (o *closedOrder) check() error {
	if err := required("site", o.Site); err != nil {
		return err
	}
	if !slices.Contains(reasonCodes, o.Reason) {
		return &geo.Error{Code: sampler.ErrChoice, At: geo.Place{Column: "reason"}, Value: o.Reason, Want: strings.Join(reasonCodes, ", ")}
	}
	if o.Note != "" {
		if err := geo.InColumn(geo.CheckTextLength(o.Note, maxReason), "note"); err != nil {
			return err
		}
	}
	if o.Date == "" {
		return nil
	}
	var err error
	if o.at, err = geo.ParseTimeOfDay(o.At); err != nil || o.From == nil {
		return geo.InColumn(err, "at")
	}
	from, err := givenPoint("from", o.From)
	o.from = &from
	return err
}

// changing is a plan of routes that is to be changed.
type changing struct {
	*dispatching

	routed *routed
	plan   store.Routes
	before *itinerary.Itinerary
	kept   routesSummary
	teams  *dispatch.Teams
}

// changing finds the plan of the path for who may change it.
func (r *request) changing() (*changing, error) {
	n, err := r.numberParam("routes")
	if err != nil {
		return nil, err
	}
	c := &changing{}
	if c.routed, err = r.seeRoutes(); err != nil {
		return nil, err
	}
	if err := c.routed.mayPlan(r.who); err != nil {
		return nil, err
	}
	if c.plan, c.before, err = r.server.readRoutes(r.Request().Context(), c.routed, n); err != nil {
		return nil, err
	}
	if c.kept, err = summaryOf(&c.plan); err != nil {
		return nil, err
	}
	c.teams, err = parseTeams(c.plan.Teams)
	return c, err
}

// open reads what the plan was made from.
func (c *changing) open(r *request) error {
	var err error
	if c.dispatching, err = r.server.newDispatching(r.Request().Context(), c.routed, c.teams, &c.kept); err != nil {
		return err
	}
	c.given = c.plan.Teams
	if c.profile, err = findProfile(c.before.Origin.Profile); err != nil {
		return err
	}
	c.roads, err = r.roadsAgain(c.routed.seen, c.kept.Roads)
	return err
}

// options are those by which the plan was made; the objective stays by itself.
func (c *changing) options(j *job) dispatch.Options {
	o := &c.before.Origin
	return dispatch.Options{Seed: o.Seed, Iterations: int(min(max(o.Iterations, 1), maxIterations)), Progress: j.routing()}
}

// changed packs the plan that replaces this one.
func (c *changing) changed(it *itinerary.Itinerary, why string) (*routesMade, error) {
	it.Origin.Replaces = c.plan.Digest.String()
	made, err := c.made(it, nil)
	if err != nil {
		return nil, err
	}
	made.Replaces, made.Why, made.action = c.plan.Number, why, "routes."+why
	return made, nil
}

// replanRoutes plans again what a team that runs late has left of a day.
func (s *Server) replanRoutes(r *request) error {
	var order lateOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	c, err := r.changing()
	if err != nil {
		return err
	}
	late := dispatch.Late{Team: order.Team, Date: order.Date, At: order.at, From: order.from, Done: order.Done}
	return r.routeWork(c.routed, func(later *request, j *job) (*routesMade, error) {
		ctx := later.Request().Context()
		if err := c.open(later); err != nil {
			return nil, err
		}
		base := c.base(c.before)
		places, err := c.ReplanPlaces(base, late)
		if err != nil {
			return nil, err
		}
		travel, err := s.travel(ctx, c.roads, c.profile, places, j)
		if err != nil {
			return nil, err
		}
		it, err := c.Replan(ctx, base, late, travel, c.options(j))
		if err != nil {
			return nil, err
		}
		return c.changed(it, store.Replanned)
	})
}

// swapRoutes opens the next reserve in place of a site that is closed, as openReserve
// does, and repairs the routes that lead to it.
func (s *Server) swapRoutes(r *request) error {
	var order closedOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	c, err := r.changing()
	if err != nil {
		return err
	}
	closed := dispatch.Closed{Site: order.Site, Reason: order.Reason, Date: order.Date, At: order.at, From: order.from}
	return r.routeWork(c.routed, func(later *request, j *job) (*routesMade, error) {
		ctx := later.Request().Context()
		if err := c.open(later); err != nil {
			return nil, err
		}
		made, err := s.swap(ctx, c, closed, j)
		if err != nil {
			return nil, err
		}
		made.beside = func(w store.Writer) error { return later.openSwapped(w, c, &order) }
		return made, nil
	})
}

// swap plans the routes with the reserve.
func (s *Server) swap(ctx context.Context, c *changing, closed dispatch.Closed, j *job) (*routesMade, error) {
	base := c.base(c.before)
	places, err := c.SwapPlaces(base, closed)
	if err != nil {
		return nil, err
	}
	travel, err := s.travel(ctx, c.roads, c.profile, places, j)
	if err != nil {
		return nil, err
	}
	it, err := c.Swap(ctx, base, closed, travel, c.options(j))
	if err != nil {
		return nil, err
	}
	return c.changed(it, store.Swapped)
}

// openSwapped opens the reserves that the plan has taken, each by the rule of the
// draw: they must be those that come next.
func (r *request) openSwapped(w store.Writer, c *changing, order *closedOrder) error {
	now, err := w.Draw(c.routed.Number)
	if err != nil {
		return err
	}
	taken, err := c.NextReserves(c.base(c.before), order.Site)
	if err != nil {
		return err
	}
	for i := range taken {
		p := &taken[i]
		o := openingOrder{Step: p.Step, Within: &p.Within, Stratum: &p.Stratum, Replaces: order.Site, Code: order.Reason, Note: order.Note}
		next, opening, err := o.next(c.draw.record, &now)
		if err != nil {
			return err
		}
		if next.ID != p.ID {
			return &geo.Error{Code: ErrOtherReserve, Kind: geo.Conflict, At: geo.Place{Step: p.Step, Column: "site"}, Value: p.ID, Want: next.ID}
		}
		var salt [32]byte
		if _, err := io.ReadFull(r.server.Random, salt[:]); err != nil {
			return err
		}
		opening.Salt = sampler.Digest(salt).String()
		if err := r.writeOpening(w, &now, &opening); err != nil {
			return err
		}
	}
	return nil
}
