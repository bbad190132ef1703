package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/store"
)

// teamsGiven are two teams for the draws of newDrawHouse, whose members are called so
// that each can be found in an answer and in nothing else.
func teamsGiven(mark string) object {
	at := []float64{117.45, 28.54}
	return object{
		"dates": []string{"2026-11-25"}, "hours": "05:00-22:00", "start": object{"name": "出发地" + mark, "at": at}, "end": "start",
		"teams": []object{
			{"name": "一队" + mark, "members": []object{{"name": "队员甲" + mark}, {"name": "队员乙" + mark}}},
			{"name": "二队" + mark, "members": []object{{"name": "队员丙" + mark}}},
		},
	}
}

func routesPath(draw, plan int64, rest string) string {
	return drawPath(draw, "/routes/"+count(plan)+rest)
}

// planned plans routes as somebody.
func (h *house) planned(who string, draw int64, order object) (v routesView) {
	h.t.Helper()
	a := h.do(who, http.MethodPost, drawPath(draw, "/routes"), order)
	h.want(a, http.StatusCreated, &v)
	if want := base + routesPath(draw, v.Number, ""); a.header.Get("Location") != want {
		h.t.Errorf("Location = %q, want %q", a.header.Get("Location"), want)
	}
	return v
}

// itineraryOf reads a plan by the API.
func (h *house) itineraryOf(who string, draw, plan int64) *itinerary.Itinerary {
	h.t.Helper()
	a := h.do(who, http.MethodGet, routesPath(draw, plan, ""), nil)
	h.want(a, http.StatusOK, nil)
	it, err := itinerary.Parse(a.body)
	if err != nil {
		h.t.Fatalf("Parse(%s): %v", a.body, err)
	}
	return it
}

// handMade keeps a plan in which each team visits some sites of a draw, and some are
// left out; who is in a team says its name.
func (h *house) handMade(draw int64, mark string, sites ...[]string) store.Routes {
	h.t.Helper()
	d := h.draw(draw)
	o, err := h.frames.open(context.Background(), d.Frame)
	if err != nil {
		h.t.Fatal(err)
	}
	it := itinerary.Itinerary{Zone: "+08:00", Origin: itinerary.Origin{
		Estimated: true, Frame: d.Frame.String(), Matrix: strings.Repeat("0a", 32), Record: d.Record.String(), Iterations: 1,
		Nature: itinerary.Drawn, Objective: itinerary.Fair, Profile: "car", Seed: "种子" + mark,
	}}
	for i, ids := range sites {
		it.Teams = append(it.Teams, handMadeTeam(h.t, o.frame, mark+[]string{"A", "B", "C"}[i], ids))
	}
	for i := range h.record(draw).Picks {
		p := &h.record(draw).Picks[i]
		if p.Step != "toilets" || p.Role != sampler.Main {
			continue
		}
		stop := handMadeStop(h.t, o.frame, p.ID)
		left := itinerary.LeftOut{Stop: stop}
		for j := range it.Teams {
			left.Reasons = append(left.Reasons, itinerary.Reason{Team: it.Teams[j].Name, Why: []itinerary.Why{itinerary.FullDay}})
		}
		it.LeftOut = append(it.LeftOut, left)
		break
	}
	made, err := itinerary.New(it)
	if err != nil {
		h.t.Fatal(err)
	}
	p := &dispatching{given: []byte(`{"dates":["2026-11-22"],"teams":[{"name":"` + mark + `"}]}`)}
	packed, err := p.pack(made)
	if err != nil {
		h.t.Fatal(err)
	}
	routes := packed.Routes
	routes.Draw, routes.Made = draw, store.Act{By: 1, At: h.Server.now()}
	h.update(func(w store.Writer) (err error) {
		routes.Number, err = w.AddRoutes(routes)
		return err
	})
	return routes
}

func handMadeStop(t *testing.T, f *sampler.Frame, id string) itinerary.Stop {
	t.Helper()
	site, found := f.Site(id)
	if !found {
		t.Fatalf("no site %q", id)
	}
	at, _ := site.Position()
	return itinerary.Stop{ID: id, Name: site.Name, Category: site.Category, Area: site.Area, Unit: site.Unit, Path: itinerary.Positions(at)}
}

func handMadeTeam(t *testing.T, f *sampler.Frame, name string, ids []string) itinerary.Team {
	t.Helper()
	const hour = 60 * 60 * 1000
	start := geo.Point{Lon: 1174500000, Lat: 285400000}
	day := itinerary.Day{Date: "2026-11-22", SetOut: 8 * hour}
	now, at := int64(8*hour), start
	for _, id := range ids {
		stop := handMadeStop(t, f, id)
		to := stop.First().Point
		day.Legs = append(day.Legs, itinerary.Leg{Estimated: true, Milliseconds: hour / 2, Millimetres: 1000, Path: itinerary.Positions(at, to)})
		day.Visits = append(day.Visits, itinerary.Visit{Arrive: now + hour/2, Begin: now + hour/2, Leave: now + hour, Stop: stop})
		now, at = now+hour, to
	}
	day.Return = now
	day.Reckon()
	team := itinerary.Team{
		Name: "队" + name, Members: []string{"队员" + name}, Hours: itinerary.Span{From: 8 * hour, To: 40 * hour}, Start: itinerary.Place{At: itinerary.Position{Point: start}},
	}
	if len(ids) > 0 {
		team.Days = []itinerary.Day{day}
	}
	return team
}

// onRoute plans routes and returns the plan, and a site on them that has a reserve.
func (h *house) onRoute(who, draw string, order object) (plan, site string) {
	h.t.Helper()
	n, err := strconv.ParseInt(draw, 10, 64)
	if err != nil {
		h.t.Fatal(err)
	}
	v := h.planned(who, n, order)
	it, reserves := h.itineraryOf(who, n, v.Number), map[reserveKey]bool{}
	picks := h.record(n).Picks
	for i := range picks {
		if picks[i].Role == sampler.Reserve {
			reserves[keyOf(&picks[i]).scope()] = true
		}
	}
	for i := range picks {
		p := &picks[i]
		if p.Role == sampler.Main && reserves[keyOf(p).scope()] && visits(it, p.ID) {
			return count(v.Number), p.ID
		}
	}
	h.t.Fatal("nothing on the routes has a reserve")
	return "", ""
}

// visits reports whether a site is on the routes.
func visits(it *itinerary.Itinerary, site string) bool {
	for i := range it.Teams {
		for _, d := range it.Teams[i].Days {
			if slices.ContainsFunc(d.Visits, func(v itinerary.Visit) bool { return v.Stop.ID == site }) {
				return true
			}
		}
	}
	return false
}

func itineraryBytes(it *itinerary.Itinerary) []byte { return itinerary.Append(nil, it) }
