package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/store"
)

// A late team's day is planned again from where it is; nobody else's changes.
func TestRoutesAreReplanned(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	plan := h.planned("office", n, object{"teams": teamsGiven(""), "iterations": 2000})
	before := h.itineraryOf("office", n, plan.Number)
	var v routesView
	h.want(h.do("office", http.MethodPost, routesPath(n, 1, "/replan"), object{
		"team": "一队", "date": "2026-11-25", "at": "08:00", "from": []float64{117.4, 28.5},
	}), http.StatusCreated, &v)
	after := h.itineraryOf("office", n, v.Number)
	if v.Replaces != 1 || v.Why != store.Replanned || after.Origin.Replaces != plan.Digest || after.Origin.Record != before.Origin.Record {
		t.Errorf("plan = %+v of %+v", v, after.Origin)
	}
	if len(after.Teams[0].Days) != 1 || len(after.Teams[0].Days[0].Restarts) != 1 || !bytes.Equal(mustJSON(t, after.Teams[1]), mustJSON(t, before.Teams[1])) {
		t.Errorf("after = %s, want the second team as before: %s", itineraryBytes(after), itineraryBytes(before))
	}
	again := h.do("office", http.MethodPost, routesPath(n, v.Number, "/replan"), object{"team": "一队", "at": "12:00", "from": []float64{117.4, 28.5}})
	h.want(again, http.StatusCreated, &v)
	for name, c := range map[string]struct {
		body   object
		status int
		code   geo.Code
	}{
		"no team":      {object{"at": "08:00", "from": []float64{117, 28}}, 422, sampler.ErrMemberMissing},
		"another team": {object{"team": "三队", "at": "08:00", "from": []float64{117, 28}}, 404, dispatch.ErrTeam},
		"another day":  {object{"team": "一队", "date": "2026-11-26", "at": "08:00", "from": []float64{117, 28}}, 404, dispatch.ErrNoRoute},
		"no time":      {object{"team": "一队", "from": []float64{117, 28}}, 422, geo.ErrTimeOfDay},
		"nowhere":      {object{"team": "一队", "at": "08:00"}, 422, dispatch.ErrPosition},
		"off Earth":    {object{"team": "一队", "at": "08:00", "from": []float64{117, 128}}, 422, geo.ErrLatitude},
	} {
		h.wantProblem(name, h.do("office", http.MethodPost, routesPath(n, 1, "/replan"), c.body), c.status, c.code)
	}
	h.wantProblem("none", h.do("office", http.MethodPost, routesPath(n, 9, "/replan"), object{"team": "一队", "at": "08:00", "from": []float64{117, 28}}),
		http.StatusNotFound, store.ErrNotFound)
}

// Swapping opens the reserve that comes next, which stands in the log; a plan made
// later visits it too.
func TestRoutesSwapAReserve(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	order := object{"teams": teamsGiven(""), "iterations": 2000}
	plan, site := h.onRoute("office", count(n), order)
	number, err := strconv.ParseInt(plan, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	leaves := h.logSize()
	var v routesView
	h.want(h.do("office", http.MethodPost, routesPath(n, number, "/swap"), object{"site": site, "reason": "closed", "note": "停业"}), http.StatusCreated, &v)
	d := h.draw(n)
	opened, err := openings(&d)
	if err != nil || len(opened) != 1 || opened[0].Replaces != site || opened[0].Note != "停业" || h.logSize() != leaves+1 {
		t.Fatalf("openings = %+v, %v, want one in place of %s", opened, err, site)
	}
	h.checkOpening(n, opened[0])
	after := h.itineraryOf("office", n, v.Number)
	if v.Replaces != number || v.Why != store.Swapped || visits(after, site) || len(after.Swaps) != 1 || after.Swaps[0].Reserve != opened[0].Site {
		t.Errorf("plan = %+v with the swaps %+v", v, after.Swaps)
	}
	next := h.planned("office", n, order)
	fresh := h.itineraryOf("office", n, next.Number)
	mentions := func(id string) bool { return bytes.Contains(itineraryBytes(fresh), []byte(id)) }
	if mentions(site) || !mentions(opened[0].Site) || fresh.Origin.Record != d.Record.String() {
		t.Errorf("a plan made afterwards has %s: %v, and its reserve: %v", site, mentions(site), mentions(opened[0].Site))
	}
	second := h.do("office", http.MethodPost, routesPath(n, next.Number, "/swap"), object{"site": opened[0].Site, "reason": "other"})
	if second.status == http.StatusCreated {
		h.want(second, http.StatusCreated, &v)
		if d = h.draw(n); len(d.Events) != 2 {
			t.Errorf("events = %+v, want a second opening", d.Events)
		}
	}
	h.wantProblem("not on it", h.do("office", http.MethodPost, routesPath(n, number, "/swap"), object{"site": "nobody", "reason": "closed"}), http.StatusNotFound, dispatch.ErrNotRouted)
	h.wantProblem("reason", h.do("office", http.MethodPost, routesPath(n, number, "/swap"), object{"site": site, "reason": "rain"}), http.StatusUnprocessableEntity, sampler.ErrChoice)
}

// A reserve that was opened beside the routes is not passed over.
func TestRoutesSwapNoOtherReserve(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(time.Hour)})
	plan, site := h.onRoute("office", count(n), object{"teams": teamsGiven(""), "iterations": 500})
	record := h.record(n)
	var of *sampler.Pick
	for i := range record.Picks {
		if p := &record.Picks[i]; p.ID == site {
			of = p
		}
	}
	for i := range record.Picks {
		if p := &record.Picks[i]; p.Role == sampler.Main && p.ID != site && keyOf(p).scope() == keyOf(of).scope() {
			h.want(h.do("office", http.MethodPost, drawPath(n, "/reserves"), object{
				"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": "closed",
			}), http.StatusCreated, nil)
			size := h.logSize()
			h.wantProblem("beside", h.do("office", http.MethodPost, drawPath(n, "/routes/"+plan+"/swap"), object{"site": site, "reason": "closed"}),
				http.StatusConflict, ErrOtherReserve)
			if h.logSize() != size {
				t.Error("what was refused is in the log")
			}
			return
		}
	}
	t.Skip("no other main pick stands beside it")
}

// Routes follow the roads that lie beside the register, of the draft first; roads of
// another region are refused with the distance.
func TestRoutesFollowRoads(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves"})
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/roads/a.osm", gridRoads(1170000000, 282000000)), http.StatusOK, nil)
	order := object{"teams": teamsGiven(""), "iterations": 200}
	v := h.planned("office", n, order)
	if v.Estimated || v.Roads != "a.osm" {
		t.Errorf("plan = %+v, want it on a.osm", v)
	}
	it := h.itineraryOf("office", n, v.Number)
	for i := range it.Teams {
		for _, d := range it.Teams[i].Days {
			for _, l := range d.Legs {
				if l.Estimated || len(l.Path) < 2 {
					t.Errorf("leg = %+v", l)
				}
			}
		}
	}
	a := h.do("office", http.MethodGet, routesPath(n, v.Number, "?format=html"), nil)
	if h.want(a, http.StatusOK, nil); !bytes.Contains(a.body, []byte("OpenStreetMap")) {
		t.Errorf("the sheet does not say whom the roads are owed to")
	}
	var changed routesView
	h.want(h.do("office", http.MethodPost, routesPath(n, v.Number, "/replan"), object{"team": "一队", "at": "06:00", "from": []float64{117.4, 28.5}}), http.StatusCreated, &changed)
	if changed.Roads != "a.osm" || changed.Estimated {
		t.Errorf("planned again = %+v, want it on the same roads", changed)
	}
	order["roads"] = nil
	if v = h.planned("office", n, order); !v.Estimated || v.Roads != "" {
		t.Errorf("plan without roads = %+v", v)
	}
	h.want(h.do("office", http.MethodPut, "/registers/county/attachments/roads/far.osm", gridRoads(100000000, 100000000)), http.StatusOK, nil)
	order["roads"] = "far.osm"
	a = h.do("office", http.MethodPost, drawPath(n, "/routes"), order)
	if a.status != http.StatusUnprocessableEntity || !bytes.Contains(a.body, []byte("road.region")) {
		t.Errorf("roads of another region = %d %s", a.status, a.body)
	}
}

// gridRoads is an extract with streets in a grid of a degree, from a corner.
func gridRoads(lon, lat int64) string {
	const side, step = 51, 200_000 // 0.02 degree
	var nodes, ways bytes.Buffer
	for y := range int64(side) {
		for x := range int64(side) {
			fmt.Fprintf(&nodes, `<node id="%d" lon="%s" lat="%s"/>`, 1+y*side+x, geo.E7(lon+x*step), geo.E7(lat+y*step))
		}
	}
	way := func(id, first, next int64) {
		fmt.Fprintf(&ways, `<way id="%d">`, id)
		for i := range int64(side) {
			fmt.Fprintf(&ways, `<nd ref="%d"/>`, first+i*next)
		}
		ways.WriteString(`<tag k="highway" v="primary"/></way>`)
	}
	for i := range int64(side) {
		way(10_000+i, 1+i*side, 1)
		way(20_000+i, 1+i, side)
	}
	return `<osm version="0.6">` + nodes.String() + ways.String() + `</osm>`
}
