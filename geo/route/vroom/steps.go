package vroom

import "sitedraw/geo/route"

// walker follows a route and writes its steps. Times are seconds of the plan.
type walker struct {
	*Problem

	r     *route.Route
	route Route
	place int
	now   int64 // when the last step is over
	load  []int64
	rest  *pause // still to be taken
}

// route writes down a route.
func (p *Problem) route(r *route.Route) Route {
	v := &p.in.vehicles[r.Team]
	w := &walker{Problem: p, r: r, place: p.shift(r).Start, now: r.Depart / 1000, rest: v.rest}
	w.route = Route{Vehicle: v.id, Description: v.description, Sums: p.noSums(), Violations: []struct{}{}}
	w.loadUp()
	if w.rest != nil {
		w.now = min(w.now, r.Rest.From/1000)
	}
	if v.start.given() {
		w.step(Step{Type: "start", where: v.start.where()})
	}
	for i := range r.Visits {
		w.visit(&r.Visits[i])
	}
	w.end(v)
	w.route.Cost = w.route.Duration
	return w.route
}

func (p *Problem) shift(r *route.Route) *route.Shift { return &p.Route.Teams[r.Team].Shifts[r.Shift] }

// loadUp takes on what is to be delivered.
func (w *walker) loadUp() {
	for _, v := range w.r.Visits {
		j := &w.in.jobs[v.Stop]
		for d := range w.route.Delivery {
			w.route.Delivery[d] += j.delivery[d]
			w.route.Amount[d] += j.delivery[d]
			w.route.Pickup[d] += j.pickup[d]
		}
	}
	w.load = append(w.load, w.route.Delivery...)
}

// step writes a step at the present time and place.
func (w *walker) step(s Step) {
	s.Arrival, s.Duration = w.origin+w.now, w.route.Duration
	s.Load = append([]int64(nil), w.load...)
	s.Violations = []struct{}{}
	if w.route.Distance != nil {
		metres := *w.route.Distance
		s.Distance = &metres
	}
	w.route.Setup += s.Setup
	w.route.Service += s.Service
	w.route.Waiting += s.Waiting
	w.route.Steps = append(w.route.Steps, s)
	w.now += s.Waiting + s.Setup + s.Service
}

// drive goes to a place where something begins at a time. A break until then is
// taken on the way: before leaving or on arrival, as there is time.
func (w *walker) drive(place int, begin int64) {
	leg := int64(0)
	if place != route.Anywhere {
		leg = int64(w.Route.Travel.Milliseconds[w.place*w.Route.Travel.Size+place]) / 1000
	}
	due := w.rest != nil && w.r.Rest.To <= 1000*begin
	if due && w.r.Rest.From < 1000*(w.now+leg) {
		w.takeBreak()
	}
	w.now += leg
	w.route.Duration += leg
	if w.route.Distance != nil && place != route.Anywhere {
		*w.route.Distance += int64(w.metres[w.place*w.Route.Travel.Size+place])
	}
	w.place = place
	if due && w.rest != nil {
		w.takeBreak()
	}
}

func (w *walker) takeBreak() {
	b := w.rest
	w.rest = nil
	w.step(Step{Type: "break", Description: b.description, ID: &b.id, Service: b.service, Waiting: w.r.Rest.From/1000 - w.now})
}

func (w *walker) visit(v *route.Visit) {
	j := &w.in.jobs[v.Stop]
	w.drive(w.Route.Stops[v.Stop].Start, v.Begin/1000)
	for d := range w.load {
		w.load[d] += j.pickup[d] - j.delivery[d]
	}
	w.route.Priority += j.priority
	w.step(Step{
		Type: "job", Description: j.description, where: j.at.where(), ID: &j.id, Job: &j.id,
		Setup: j.setup, Service: j.service, Waiting: v.Begin/1000 - w.now,
	})
}

// end is where the route ends: after the break, even if it is taken at home.
func (w *walker) end(v *vehicle) {
	over := w.r.Return
	if w.rest != nil {
		over = max(over, w.r.Rest.To)
	}
	w.drive(w.shift(w.r).End, over/1000)
	if v.end.given() {
		w.step(Step{Type: "end", where: v.end.where()})
	}
}
