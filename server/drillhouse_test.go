package server

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// newDrillHouse is a house with twelve inspectors, four of each town, one of whom has an
// account.
func newDrillHouse(t *testing.T) *house {
	t.Helper()
	h := newDrawHouse(t)
	h.signedAs("inspector")
	h.inspect("inspector", 12)
	return h
}

// signedAs calls the account of the inspectors of tests as they sign in.
func (h *house) signedAs(login string) {
	h.t.Helper()
	h.update(func(w store.Writer) error {
		user, err := w.User(2)
		if err != nil {
			return err
		}
		user.Login = login
		return w.SetUser(user)
	})
}

// inspect adds inspectors: the first has a name of his own, the others P02 … They live
// in the towns of drawFrame by turns.
func (h *house) inspect(first string, n int) {
	h.t.Helper()
	h.update(func(w store.Writer) error {
		for i := range n {
			c := crew.Inspector{ID: fmt.Sprintf("P%02d", i+1), Name: fmt.Sprintf("测评员%02d", i+1), Township: geo.AreaCode(fmt.Sprintf("3606811%02d000", i%3+1))}
			if i == 0 {
				c.ID = first
			}
			kept, err := keptInspector(&c, store.Act{At: h.now()})
			if err != nil {
				return err
			}
			if err := w.PutInspector(kept); err != nil {
				return err
			}
		}
		return nil
	})
}

// firstRound is when the first round of the drills of the tests is due: Friday, 27
// November 2026, 09:00 in China.
var firstRound = time.Date(2026, 11, 27, 1, 0, 0, 0, time.UTC)

// weekly is a drill of practice of four Fridays with teams; more overrides it.
func weekly(name string, more object) object {
	order := object{
		"name": name, "title": "每周测评", "register": "county", "plan": "reserves", "every": "friday", "start": "2026-11-27T09:00",
		"until": "2026-12-18", "seeds": "practice", "seed": "暗语", "teams": object{},
	}
	maps.Copy(order, more)
	return order
}

// drill makes a drill.
func (h *house) drill(order object) drillAnswer {
	h.t.Helper()
	var d drillAnswer
	h.want(h.do("office", http.MethodPost, "/drills", order), http.StatusCreated, &d)
	return d
}

// until moves the clock to a time, forwards or back.
func (h *house) until(at time.Time) { h.pass(at.Sub(h.now())) }

// dueAt does what is due at a time.
func (h *house) dueAt(at time.Time) {
	h.t.Helper()
	h.until(at)
	if err := h.Due(context.Background()); err != nil {
		h.t.Fatalf("Due at %v: %v", at, err)
	}
}

// round is a round as somebody sees it.
func (h *house) round(who, drill string, n int64) roundView {
	h.t.Helper()
	var shown roundView
	h.want(h.do(who, http.MethodGet, roundPath(drill, n), nil), http.StatusOK, &shown)
	return shown
}

// rounds are all rounds of a drill.
func (h *house) rounds(drill string) []roundView {
	h.t.Helper()
	var shown list[roundView]
	h.want(h.do("office", http.MethodGet, "/drills/"+drill+"/rounds", nil), http.StatusOK, &shown)
	return shown.Items
}

// states are the states of all rounds.
func (h *house) states(drill string) (states []string) {
	h.t.Helper()
	for _, r := range h.rounds(drill) {
		states = append(states, r.State)
	}
	return states
}

// teams are the teams of a round as somebody sees them.
func (h *house) teams(who, drill string, n int64) crewView {
	h.t.Helper()
	var shown crewView
	h.want(h.do(who, http.MethodGet, roundPath(drill, n)+"/teams", nil), http.StatusOK, &shown)
	return shown
}

// errEmptyForTest is why a round of the tests fails.
var errEmptyForTest = geo.Error{Code: ErrRoundEmpty, Value: "0"}
