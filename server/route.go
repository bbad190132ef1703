package server

import (
	"encoding/json"
	"net/http"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// ErrRoutesLarge means that more is asked of a plan of routes than this server
// computes: Column is what, Value how much, Want the most.
const ErrRoutesLarge geo.Code = "routes.too-large"

// routesFacts are what a list says of a plan of routes; they follow from the
// itinerary.
type routesFacts struct {
	Objective    itinerary.Objective `json:"objective"`
	Seed         string              `json:"seed,omitempty"`
	Iterations   int64               `json:"iterations"`
	Profile      string              `json:"profile"`
	Matrix       string              `json:"matrix,omitempty"` // digest of the travel times
	Estimated    bool                `json:"estimated"`
	Teams        []string            `json:"teams"`
	Dates        []string            `json:"dates"` // on which somebody drives
	Served       int64               `json:"served"`
	LeftOut      int                 `json:"left_out"`
	Unlocated    int                 `json:"unlocated"`
	LatestReturn int64               `json:"latest_return_ms"`
	Travel       int64               `json:"travel_ms"`
	Distance     int64               `json:"travel_mm"`
}

// routesSummary is what is kept beside a plan, so that a list need not read it.
type routesSummary struct {
	routesFacts

	Roads    *roadsRef `json:"roads,omitempty"`    // nil: travel times are estimated
	Openings int       `json:"openings,omitempty"` // how many reserves were open when it was planned as a whole
}

// roadsRef is the extract that travel times came from.
type roadsRef struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// routesView is a plan of routes as a list has it.
type routesView struct {
	Number  int64  `json:"number"`
	Created string `json:"created"`
	By      int64  `json:"by,omitempty"` // user, for the office
	Digest  string `json:"digest,omitempty"`
	routesFacts

	Roads      string          `json:"roads,omitempty"` // name of the extract
	Replaces   int64           `json:"replaces,omitempty"`
	Why        string          `json:"why,omitempty"`
	TeamsGiven json.RawMessage `json:"teams_given,omitempty"` // for whoever sees all of it, in lists
}

// factsOf sums an itinerary up.
func factsOf(it *itinerary.Itinerary) routesFacts {
	o, sum := &it.Origin, it.Totals()
	f := routesFacts{
		Objective: o.Objective, Seed: o.Seed, Iterations: o.Iterations, Profile: o.Profile, Matrix: o.Matrix, Estimated: o.Estimated,
		Teams: []string{}, Dates: []string{}, Served: sum.Visits, LeftOut: len(it.LeftOut), Unlocated: len(it.Unlocated),
		Travel: sum.Travel, Distance: sum.Distance,
	}
	for i := range it.Teams {
		t := &it.Teams[i]
		f.Teams = append(f.Teams, t.Name)
		for j := range t.Days {
			f.Dates = append(f.Dates, t.Days[j].Date)
			f.LatestReturn = max(f.LatestReturn, t.Days[j].Return)
		}
	}
	slices.Sort(f.Dates)
	f.Dates = slices.Compact(f.Dates)
	return f
}

// viewRoutes shows a plan of which all is seen.
func (r *request) viewRoutes(p *store.Routes) (routesView, error) {
	v := routesView{
		Number: p.Number, Created: stamp(p.Made.At), Digest: p.Digest.String(), Replaces: p.Replaces, Why: p.Why, TeamsGiven: p.Teams,
	}
	if r.who.Role == access.Office {
		v.By = p.Made.By
	}
	kept, err := summaryOf(p)
	v.routesFacts, v.Roads = kept.routesFacts, kept.Roads.name()
	return v, err
}

// viewPart shows of a plan what belongs to an itinerary that was cut.
func viewPart(p *store.Routes, part *itinerary.Itinerary) (routesView, error) {
	kept, err := summaryOf(p)
	v := routesView{Number: p.Number, Created: stamp(p.Made.At), Replaces: p.Replaces, Why: p.Why, Roads: kept.Roads.name()}
	v.routesFacts = factsOf(part)
	v.Matrix, v.Seed = "", ""
	return v, err
}

func summaryOf(p *store.Routes) (kept routesSummary, err error) {
	err = json.Unmarshal(p.Summary, &kept)
	return kept, err
}

// name is what the extract is called; empty if there is none.
func (f *roadsRef) name() string {
	if f == nil {
		return ""
	}
	return f.Name
}

// listRoutes lists the plans of a draw, as far as they are seen, the newest first.
func (s *Server) listRoutes(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeRoutes()
	if err != nil {
		return err
	}
	plans, err := s.routesOf(r.Request().Context(), d)
	if err != nil {
		return err
	}
	shown := list[routesView]{Items: []routesView{}}
	for i := range plans {
		v, seen, err := r.tellRoutes(d, &plans[i])
		if err != nil {
			return err
		}
		if seen {
			shown.Items = append(shown.Items, v)
		}
	}
	return r.json(http.StatusOK, shown)
}

// tellRoutes shows a plan, as far as it is seen; false if nothing of it is.
func (r *request) tellRoutes(d *routed, p *store.Routes) (v routesView, seen bool, err error) {
	if d.all {
		v, err = r.viewRoutes(p)
		return v, true, err
	}
	part, err := d.part(p)
	if err != nil || part == nil {
		return v, false, err
	}
	v, err = viewPart(p, part)
	return v, true, err
}

// dropRoutes drops a plan for good: it names people.
func (s *Server) dropRoutes(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	n, err := r.numberParam("routes")
	if err != nil {
		return err
	}
	d, err := r.seeRoutes()
	if err != nil {
		return err
	}
	if err := d.mayPlan(r.who); err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if err := w.DropRoutes(d.Number, n, s.now()); err != nil {
			return err
		}
		return r.audit(w, "routes.drop", drawObject(d.Number), planDone{n})
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// planDone says in the audit log with which plan of a draw something was done.
type planDone struct {
	Plan int64 `json:"plan"`
}
