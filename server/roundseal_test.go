package server

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// sealedAt1000 is a drill whose only round waits for round 1000 of the beacon: it is
// sealed late, so that it closes just before that.
func (h *house) sealedAt1000(more object) (due time.Time) {
	h.t.Helper()
	h.at1000()
	due = time.Date(2023, 8, 23, 16, 1, 0, 0, time.UTC)
	order := weekly("ceremony", object{"seeds": "sealed", "every": "2023-08-24T00:01", "start": "2023-08-24T00:01", "lead_minutes": 60})
	delete(order, "seed")
	delete(order, "until")
	maps.Copy(order, more)
	h.drill(order)
	return due
}

// A sealed round has a seal of its own, from the version that is current then, and its
// draw is made when that opens, with its teams.
func TestSealedRound(t *testing.T) {
	h := newDrillHouse(t)
	h.Beacon = &fixedBeacon{signature: round1000}
	due := h.sealedAt1000(object{"mode": "cover"})
	h.dueAt(due.Add(-196 * time.Second))
	r := h.round("viewer", "ceremony", 1)
	if r.State != store.RoundSealed || r.Seal == "" || r.SealAt != stamp(due.Add(-time.Hour)) {
		t.Fatalf("round = %+v", r)
	}
	seal := h.seal(r.Seal)
	if seal.Closes != stamp(due.Add(-98*time.Second)) || seal.Opens != stamp(due) || seal.Beacon.Round != 1000 || seal.Release != stamp(due) {
		t.Errorf("seal = %+v", seal)
	}
	h.county("other", drawFrame(t, "other"))
	h.wantProblem("make", h.do("office", http.MethodPost, roundPath("ceremony", 1)+"/make", nil), http.StatusConflict, ErrRoundSealed)
	h.wantProblem("skip", h.do("office", http.MethodPost, roundPath("ceremony", 1)+"/skip", object{"reason": "x"}), http.StatusConflict, ErrRoundSealed)
	h.dueAt(due.Add(-time.Second))
	if r := h.round("viewer", "ceremony", 1); r.State != store.RoundSealed {
		t.Errorf("before its time: %+v", r)
	}
	h.dueAt(due)
	r = h.round("viewer", "ceremony", 1)
	if r.State != store.RoundMade || r.Late || r.Teams != 1 {
		t.Fatalf("opened: %+v", r)
	}
	d := h.draw(r.Draw)
	if d.Kind != store.Official || d.Seal == nil || d.Seal.String() != r.Seal || !d.Has(store.Released) {
		t.Errorf("draw = %+v", d)
	}
	if record := h.record(r.Draw); record.Coordination == nil || record.Coordination.Mode != sampler.Cover {
		t.Errorf("coordination = %+v", record.Coordination)
	}
}

// Without the beacon the office opens the round by the signature, and it is the same.
func TestSealedRoundIsOpenedByTheOffice(t *testing.T) {
	h := newDrillHouse(t)
	h.Beacon = &fixedBeacon{err: &geo.Error{Code: ErrBeaconFetch, Kind: geo.Unavailable}}
	due := h.sealedAt1000(nil)
	h.dueAt(due.Add(-196 * time.Second))
	h.until(due)
	if err := h.Due(context.Background()); err == nil {
		t.Error("Due without the beacon = nil")
	}
	r := h.round("viewer", "ceremony", 1)
	if r.State != store.RoundSealed || r.Failure != ErrBeaconFetch || r.Explanation == "" {
		t.Errorf("round = %+v", r)
	}
	h.pass(time.Hour)
	h.want(h.do("office", http.MethodPost, "/seals/"+r.Seal+"/open", object{"signature": round1000}), http.StatusCreated, nil)
	if r = h.round("viewer", "ceremony", 1); r.State != store.RoundMade || !r.Late || r.Teams != 1 || r.Failure != "" {
		t.Errorf("opened: %+v", r)
	}
	if got := h.teams("office", "ceremony", 1); got.Date != "2023-08-24" {
		t.Errorf("teams are for %s, want the day of the round", got.Date)
	}
}

// A round that was not sealed in time is not made up for, and says so; those after it go
// on. What hinders sealing is said before.
func TestRoundIsNotSealedLate(t *testing.T) {
	h := newDrillHouse(t)
	order := weekly("ceremony", object{"seeds": "sealed"})
	delete(order, "seed")
	h.drill(order)
	h.dueAt(firstRound.Add(-leastSealed + time.Second))
	r := h.round("viewer", "ceremony", 1)
	if r.State != store.RoundFailed || r.Failure != ErrRoundNotSealed || !strings.Contains(r.Explanation, "封签") {
		t.Errorf("round = %+v", r)
	}
	h.dueAt(firstRound)
	h.wantProblem("make", h.do("office", http.MethodPost, roundPath("ceremony", 1)+"/make", nil), http.StatusConflict, ErrRoundNotSealed)
	h.dueAt(firstRound.AddDate(0, 0, 6))
	if got := h.states("ceremony"); !slices.Equal(got, []string{"failed", "sealed", "planned", "planned"}) {
		t.Errorf("states = %v", got)
	}
	h.wantProblem("made", h.do("office", http.MethodGet, "/draws/1", nil), http.StatusNotFound, store.ErrNotFound)
}

func TestSealingIsHindered(t *testing.T) {
	h := newDrillHouse(t)
	h.want(h.do("office", http.MethodPost, "/registers", object{"id": "new", "name": "新"}), http.StatusCreated, nil)
	order := weekly("ceremony", object{"seeds": "sealed", "register": "new"})
	delete(order, "seed")
	h.drill(order)
	h.until(firstRound.AddDate(0, 0, -1))
	if err := h.Due(context.Background()); err == nil {
		t.Error("Due = nil, want that there is no version")
	}
	r := h.round("office", "ceremony", 1)
	if r.State != store.RoundPlanned || r.Failure != store.ErrNotFound {
		t.Errorf("round = %+v", r)
	}
	h.dueAt(firstRound)
	if r = h.round("office", "ceremony", 1); r.State != store.RoundFailed || r.Failure != ErrRoundNotSealed || !strings.Contains(string(r.Detail), string(store.ErrNotFound)) {
		t.Errorf("round = %+v", r)
	}
}
