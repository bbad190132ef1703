package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/road"
	solver "sitedraw/geo/route"
	"sitedraw/sampler"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// Routes are planned by a request, listed, read in every form and dropped for good;
// the same request plans the same.
func TestRoutesArePlanned(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	order := object{"teams": teamsGiven(""), "iterations": 2000}
	first, again := h.planned("office", n, order), h.planned("office", n, order)
	if first.Number != 1 || again.Number != 2 || first.Digest != again.Digest || first.Digest == "" {
		t.Errorf("plans = %+v and %+v, want the same with numbers 1 and 2", first, again)
	}
	if first.Objective != itinerary.Fair || first.Profile != "car" || !first.Estimated || first.Iterations != 2000 || first.By != 1 ||
		!slices.Equal(first.Teams, []string{"一队", "二队"}) || !slices.Equal(first.Dates, []string{"2026-11-25"}) || first.Created != stamp(h.now()) {
		t.Errorf("plan = %+v", first)
	}
	it := h.itineraryOf("office", n, 1)
	if it.Digest().String() != first.Digest || it.Origin.Record != h.draw(n).Record.String() || it.Totals().Visits != first.Served ||
		len(it.LeftOut) != first.LeftOut || first.Served == 0 {
		t.Errorf("itinerary of %+v: %+v", first, it.Origin)
	}
	var listed list[routesView]
	h.want(h.do("office", http.MethodGet, drawPath(n, "/routes"), nil), http.StatusOK, &listed)
	if len(listed.Items) != 2 || listed.Items[0].Number != 2 || listed.Items[0].Digest != first.Digest {
		t.Errorf("list = %+v, want both, the newest first", listed.Items)
	}
	var given, kept any
	for to, from := range map[*any][]byte{&given: mustJSON(t, order["teams"]), &kept: listed.Items[0].TeamsGiven} {
		if err := json.Unmarshal(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(mustJSON(t, given), mustJSON(t, kept)) {
		t.Errorf("teams_given = %s, want %s", mustJSON(t, kept), mustJSON(t, given))
	}
	h.want(h.do("office", http.MethodDelete, routesPath(n, 2, ""), nil), http.StatusNoContent, nil)
	h.wantProblem("dropped", h.do("office", http.MethodGet, routesPath(n, 2, ""), nil), http.StatusNotFound, store.ErrNotFound)
	h.wantProblem("dropped", h.do("office", http.MethodDelete, routesPath(n, 2, ""), nil), http.StatusNotFound, store.ErrNotFound)
	if next := h.planned("office", n, object{"teams": teamsGiven(""), "iterations": 100, "objective": "travel", "profile": "ebike", "roads": nil, "seed": "七"}); next.Number != 3 ||
		next.Objective != itinerary.LeastTravel || next.Profile != "ebike" || next.Seed != "七" {
		t.Errorf("plan = %+v, want number 3", next)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoutesInEveryForm(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	h.planned("office", n, object{"teams": teamsGiven("<&>"), "iterations": 100})
	for format, begins := range map[string]string{
		"json": `{"checks"`, "csv": "\ufeff", "xlsx": "PK", "geojson": `{"`, "gpx": "<?xml", "kml": "<?xml", "html": "<!DOCTYPE html>",
	} {
		for _, query := range []string{"", "&team=" + url.QueryEscape("一队<&>"), "&service=baidu&lang=en"} {
			a := h.do("office", http.MethodGet, routesPath(n, 1, "?format="+format+query), nil)
			h.want(a, http.StatusOK, nil)
			if !strings.HasPrefix(string(a.body), begins) {
				t.Errorf("%s%s begins with %.40q", format, query, a.body)
			}
			if media := a.header.Get("Content-Type"); format != "json" && media != exportTypes[format] {
				t.Errorf("%s has the type %q", format, media)
			}
			if strings.HasPrefix(query, "&team") && format != "xlsx" && bytes.Contains(a.body, []byte("二队")) {
				t.Errorf("%s of one team has the other", format)
			}
		}
	}
	for query, code := range map[string]geo.Code{
		"format=pdf": ErrParameter, "service=here": ErrParameter, "team=x": ErrParameter, "datum=gcj02": ErrQuery,
	} {
		h.wantProblem(query, h.do("office", http.MethodGet, routesPath(n, 1, "?"+query), nil), http.StatusUnprocessableEntity, code)
	}
	a := h.do("office", http.MethodGet, routesPath(n, 1, ""), nil)
	if again := h.get(base+routesPath(n, 1, ""), "X-Test-Who", "office", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("with its entity tag = %d, want 304", again.status)
	}
}

// What cannot be planned is refused with a reason, and nothing is kept of it.
func TestRoutesRefused(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	with := func(change func(object)) object {
		o := object{"teams": teamsGiven(""), "iterations": 100}
		change(o)
		return o
	}
	many := teamsGiven("")
	var teams []object
	for i := range maxTeams + 1 {
		teams = append(teams, object{"name": count(i), "members": []object{{"name": "x"}}})
	}
	many["teams"] = teams
	for name, c := range map[string]struct {
		body   object
		status int
		code   geo.Code
	}{
		"no teams":      {object{}, 422, sampler.ErrMemberMissing},
		"another goal":  {with(func(o object) { o["objective"] = "x" }), 422, sampler.ErrChoice},
		"profile":       {with(func(o object) { o["profile"] = "plane" }), 422, road.ErrProfile},
		"too long":      {with(func(o object) { o["iterations"] = maxIterations + 1 }), 422, ErrRoutesLarge},
		"no iterations": {with(func(o object) { o["iterations"] = -1 }), 422, ErrRoutesLarge},
		"too many":      {with(func(o object) { o["teams"] = many }), 422, ErrRoutesLarge},
		"no such roads": {with(func(o object) { o["roads"] = "x.osm" }), 404, store.ErrNotFound},
		"roads 7":       {with(func(o object) { o["roads"] = 7 }), 422, ErrJSON},
		"seed":          {with(func(o object) { o["seed"] = "\u0007" }), 422, geo.ErrTextControl},
		"a member more": {with(func(o object) { o["x"] = 1 }), 422, ErrMember},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, drawPath(n, "/routes"), c.body), c.status, c.code)
	}
	h.want(h.do("office", http.MethodPost, drawPath(9, "/routes"), with(func(object) {})), http.StatusNotFound, nil)
	for _, change := range []func(object){
		func(teams object) { delete(teams, "teams") }, func(teams object) { teams["hours"] = "17:00-08:00" }, func(teams object) { teams["teams"] = []object{} },
	} {
		teams := teamsGiven("")
		change(teams)
		a := h.do("office", http.MethodPost, drawPath(n, "/routes"), object{"teams": teams})
		h.want(a, http.StatusUnprocessableEntity, nil)
		if !bytes.Contains(a.body, []byte(`"code"`)) || bytes.Contains(a.body, []byte("teams.hours:")) {
			t.Errorf("wrong teams = %s", a.body)
		}
	}
	var listed list[routesView]
	h.want(h.do("office", http.MethodGet, drawPath(n, "/routes"), nil), http.StatusOK, &listed)
	if len(listed.Items) > 0 {
		t.Errorf("what was refused is kept: %+v", listed.Items)
	}
}

// Who may not see a plan is answered as if there were none; who may plan is told.
func TestRoutesAreForTheOfficeAndTheTeams(t *testing.T) {
	h := newDrawHouse(t)
	release := h.now().Add(time.Hour)
	official := h.made("office", object{"register": "county", "plan": "reserves", "release": release})
	practice := h.made("unit:城管局", object{"register": "county", "plan": "reserves", "seed": "七"})
	others := h.made("office", object{"register": "county", "plan": "reserves", "practice": true})
	for _, n := range []int64{official, practice, others} {
		var halves [2][]string
		for i, p := range h.record(n).Picks {
			if p.Role == sampler.Main && p.Step == "markets" {
				halves[i%2] = append(halves[i%2], p.ID)
			}
		}
		h.handMade(n, "秘"+count(n), halves[0], halves[1], nil)
		h.want(h.do("office", http.MethodPut, drawPath(n, "/assignments"), object{"user": 2, "day": h.today(), "sites": halves[0]}), http.StatusOK, nil)
	}
	watchers := []string{"", "viewer", "unit:城管局", "unit:市场局", "inspector", "inspector#9", "office", "office!practice", "office!draw", "unit:城管局!practice"}
	for _, after := range []time.Duration{0, time.Hour, concludeAfter} {
		h.due(after)
		today := after < concludeAfter // on which the inspector has sites
		for _, n := range []int64{official, practice, others} {
			for _, who := range watchers {
				unit := strings.HasPrefix(who, "unit") && !strings.Contains(who, "!") && n == practice
				h.checkRoutesSeen(n, who, unit || who == "inspector" && today || who == "office", who == "office" || unit)
			}
		}
	}
	for _, c := range []struct {
		who    string
		draw   int64
		status int
	}{
		{"", official, 401}, {"viewer", official, 403}, {"inspector", official, 403}, {"unit:城管局", official, 403}, {"office!practice", official, 403},
		{"office!practice", others, 403}, {"unit:城管局", others, 403}, {"unit:城管局", practice, 204}, {"office!draw", others, 403}, {"office", others, 204},
	} {
		if a := h.do(c.who, http.MethodDelete, routesPath(c.draw, 1, ""), nil); a.status != c.status {
			t.Errorf("%q drops routes of draw %d = %d %s, want %d", c.who, c.draw, a.status, a.body, c.status)
		}
	}
}

// checkRoutesSeen asks for the plan of a draw, and for one that is not there.
func (h *house) checkRoutesSeen(n int64, who string, sees, all bool) {
	h.t.Helper()
	for _, format := range []string{"json", "csv", "geojson", "kml", "html"} {
		a, none := h.do(who, http.MethodGet, routesPath(n, 1, "?format="+format), nil), h.do(who, http.MethodGet, routesPath(n, 7777, "?format="+format), nil)
		same := a.status == none.status && h.withoutID(a) == strings.ReplaceAll(h.withoutID(none), "7777", "1")
		if sees != (a.status == http.StatusOK) || !sees && !same {
			h.t.Errorf("draw %d, %q: %s = %d %.200s, of none %d %.200s, want seen: %v", n, who, format, a.status, a.body, none.status, none.body, sees)
		}
		if sees && bytes.Contains(a.body, []byte("队员秘"+count(n)+"B")) != all && format == "html" {
			h.t.Errorf("draw %d, %q: another team's members are there: %v", n, who, !all)
		}
		if sees && !all && (bytes.Contains(a.body, []byte("秘"+count(n)+"B")) || bytes.Contains(a.body, []byte(h.draw(n).Record.String()))) {
			h.t.Errorf("draw %d, %q: %s tells of another team or of the record", n, who, format)
		}
	}
	a := h.do(who, http.MethodGet, drawPath(n, "/routes"), nil)
	var listed list[routesView]
	if a.status == http.StatusOK {
		h.want(a, http.StatusOK, &listed)
	}
	if (len(listed.Items) == 1) != sees || sees && (listed.Items[0].TeamsGiven != nil) != all {
		h.t.Errorf("draw %d, %q: list = %d %s", n, who, a.status, a.body)
	}
}

// Before its release of a draw the audit log says who saw or planned its routes.
func TestRoutesAreAudited(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	h.planned("office", n, object{"teams": teamsGiven(""), "iterations": 100})
	count := func(action, detail string) (times int) {
		err := h.Store.View(t.Context(), func(v store.Reader) error {
			audits, err := v.Audits(store.AuditFilter{Action: action}, store.NumberPage{})
			for _, a := range audits {
				if a.Object == drawObject(n) && strings.Contains(string(a.Detail), detail) {
					times++
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return times
	}
	if got := count("routes.plan", `"plan":1`); got != 1 {
		t.Errorf("%d entries of planning, want 1", got)
	}
	before := count("draw.read", "routes")
	h.want(h.do("office", http.MethodGet, routesPath(n, 1, ""), nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodGet, drawPath(n, "/routes"), nil), http.StatusOK, nil)
	if got := count("draw.read", "routes"); got != before+2 {
		t.Errorf("%d entries of reading, want %d", got, before+2)
	}
	for range 3 {
		h.want(h.do("office", http.MethodGet, "/ogc/county/routes/"+drawPath(n, "")[len("/draws/"):]+"/1/tiles.json", nil), http.StatusOK, nil)
	}
	if got := count("draw.read", "routes"); got != before+3 {
		t.Errorf("%d entries after three looks at the map, want %d: one a day", got, before+3)
	}
	h.due(2 * time.Hour)
	h.want(h.do("office", http.MethodGet, routesPath(n, 1, ""), nil), http.StatusOK, nil)
	if got := count("draw.read", "routes"); got != before+3 {
		t.Errorf("%d entries after the release, want %d", got, before+3)
	}
}

// A plan that takes long is a job that tells how far it is; cancelled, it leaves
// nothing.
func TestRoutesAreAJobIfTheyTakeLong(t *testing.T) {
	h := newDrawHouse(t)
	t.Cleanup(h.Close)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	var ends []func()
	for range maxRouting {
		end, err := take(t.Context(), h.routing)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	h.jobs.patience = time.Nanosecond
	order := object{"teams": teamsGiven(""), "iterations": maxIterations}
	j := h.begun("long", drawPath(n, "/routes"), order)
	if j.Kind != jobRoute {
		t.Errorf("job = %+v", j)
	}
	h.want(h.do("office", http.MethodDelete, jobPath(j.ID), nil), http.StatusOK, nil)
	if j = h.ended(j.ID); j.State != jobCancelled {
		t.Errorf("job = %+v", j)
	}
	for _, end := range ends {
		end()
	}
	short := h.begun("short", drawPath(n, "/routes"), object{"teams": teamsGiven(""), "iterations": 100})
	if short = h.ended(short.ID); short.State != jobDone || short.Location != base+routesPath(n, 1, "") || short.Status != http.StatusCreated {
		t.Errorf("job = %+v, want the first plan", short)
	}
}

// What a job of routes tells on its way names how much they visit.
func TestRoutesTellHowFarTheyAre(t *testing.T) {
	h := newHouse(t)
	j := &job{kind: jobRoute}
	h.jobs.mu.Lock()
	h.jobs.prepare(j)
	h.jobs.mu.Unlock()
	defer j.cancel()
	tell := j.routing()
	r := &request{server: h.Server, who: access.Who{Role: access.Office}, texts: text.For(text.EN)}
	if told := r.tellJob(j); told.Progress != 0.3 || !strings.Contains(told.Text, "0 visits") {
		t.Errorf("job = %+v", told)
	}
	tell(solver.Progress{Permille: 500, Served: 7})
	if told := r.tellJob(j); told.Progress != 0.625 || !strings.Contains(told.Text, "7 visits") {
		t.Errorf("job = %+v", told)
	}
}
