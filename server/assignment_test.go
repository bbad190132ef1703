package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// An inspector sees his part on its day, and no other day.
func TestAssignmentIsSeenOnItsDay(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "plain", "release": h.now().Add(72 * time.Hour)})
	record := h.record(n)
	mine := record.Picks[0].ID
	tomorrow := h.now().In(h.Location).AddDate(0, 0, 1).Format(dayLayout)
	put := func(body object) answer { return h.do("office", http.MethodPut, drawPath(n, "/assignments"), body) }
	h.want(put(object{"user": 2, "day": tomorrow, "sites": []string{mine, mine}}), http.StatusOK, nil)

	picks := func() answer { return h.do("inspector", http.MethodGet, drawPath(n, "/picks"), nil) }
	h.want(picks(), http.StatusForbidden, nil)
	h.pass(24 * time.Hour)
	var shown picksView
	h.want(picks(), http.StatusOK, &shown)
	if len(shown.Picks) != 1 || shown.Picks[0].Site.ID != mine || shown.Picks[0].Ticket != "" || shown.HiddenReserves != nil {
		t.Errorf("on his day an inspector sees %+v, want %s alone", shown, mine)
	}
	h.want(h.do("inspector", http.MethodGet, drawPath(n, "/picks?format=csv"), nil), http.StatusForbidden, nil)
	var d drawAnswer
	h.want(h.do("inspector", http.MethodGet, drawPath(n, ""), nil), http.StatusOK, &d)
	if d.Register != "" || d.Record != "" || d.Main != nil {
		t.Errorf("on his day an inspector sees of the draw %+v", d)
	}
	h.pass(24 * time.Hour)
	h.want(picks(), http.StatusForbidden, nil)

	var parts list[assignmentView]
	h.want(h.do("office", http.MethodGet, drawPath(n, "/assignments"), nil), http.StatusOK, &parts)
	if len(parts.Items) != 1 || parts.Items[0].Day != tomorrow || len(parts.Items[0].Sites) != 1 {
		t.Errorf("assignments = %+v, want one of one site", parts)
	}
}

func TestAssignmentRefuses(t *testing.T) {
	h := newDrawHouse(t)
	n := h.made("office", object{"register": "county", "plan": "reserves", "release": h.now().Add(72 * time.Hour)})
	var main, reserve string
	for _, p := range h.record(n).Picks {
		if p.Role == sampler.Main {
			main = p.ID
		} else {
			reserve = p.ID
		}
	}
	for _, c := range []struct {
		name string
		body object
		code geo.Code
	}{
		{"a day that is none", object{"user": 2, "day": "2026-02-30", "sites": []string{main}}, ErrDay},
		{"a viewer", object{"user": 4, "day": "2026-11-22", "sites": []string{main}}, ErrInspector},
		{"nobody", object{"user": 99, "day": "2026-11-22", "sites": []string{main}}, store.ErrNotFound},
		{"a reserve that was not opened", object{"user": 2, "day": "2026-11-22", "sites": []string{main, reserve}}, ErrNotPicked},
		{"a site that was not drawn", object{"user": 2, "day": "2026-11-22", "sites": []string{"x"}}, ErrNotPicked},
	} {
		a := h.do("office", http.MethodPut, drawPath(n, "/assignments"), c.body)
		if a.status < 400 || a.status > 499 || !strings.Contains(string(a.body), string(c.code)) {
			t.Errorf("%s = %d %s, want %s", c.name, a.status, a.body, c.code)
		}
	}
}
