package server

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

// foundAt reports results of some sites of a draw: of the first that nothing was met, of
// the others that all was.
func (h *house) foundAt(draw int64, sites []string) {
	h.t.Helper()
	var findings []object
	for i, id := range sites {
		findings = append(findings, object{"site": id, "met": min(4, 4*i), "observed": 4, "by": "c01"})
	}
	h.want(h.do("office", http.MethodPost, drawPath(draw, "/findings"), object{"findings": findings}), http.StatusCreated, nil)
}

// A round that looks again takes the sites that failed in the latest round with results
// of its source; without any it says so. One by losses weighs them.
func TestRoundsByResults(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"plan": "plain", "teams": nil}))
	next := object{"plan": "plain", "source": "friday", "every": "daily", "start": "2026-11-28T09:00", "until": "2026-11-30", "teams": nil}
	next["mode"] = "again"
	h.drill(weekly("again", next))
	next["mode"] = "weighted"
	h.drill(weekly("weighted", next))
	h.dueAt(firstRound.AddDate(0, 0, 1))
	if r := h.round("viewer", "again", 1); r.State != store.RoundFailed || r.Failure != ErrNoResults {
		t.Errorf("without results: %+v", r)
	}
	if c := h.record(h.round("viewer", "weighted", 1).Draw).Coordination; c == nil || c.Mode != sampler.Weighted || c.Weights != nil {
		t.Errorf("without results all weigh the same: %+v", c)
	}
	sites := mainPicks(h.record(1))
	h.foundAt(1, sites[1:])
	h.dueAt(firstRound.AddDate(0, 0, 2))
	if r := h.round("viewer", "again", 2); r.State != store.RoundMade || r.Label == "" {
		t.Fatalf("with results: %+v", r)
	}
	if got := mainPicks(h.record(h.round("viewer", "again", 2).Draw)); !slices.Equal(got, sites[1:2]) {
		t.Errorf("looked at again: %v, want %v", got, sites[1:2])
	}
	c := h.record(h.round("viewer", "weighted", 2).Draw).Coordination
	if want := []sampler.Weight{{ID: sites[1], Weight: 5}}; !slices.Equal(c.Weights, want) {
		t.Errorf("weights = %+v, want %+v", c.Weights, want)
	}
	h.want(h.do("office", http.MethodPost, "/draws/1/withdraw", object{"reason": "名单有误"}), http.StatusOK, nil)
	h.dueAt(firstRound.AddDate(0, 0, 3).Add(time.Second))
	if r := h.round("viewer", "again", 3); r.Failure != ErrNoResults {
		t.Errorf("of a round that was withdrawn: %+v", r)
	}
}
