package server

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sitedraw/server/store"
)

// withMarket is an inspector of the first round whose team has a site that was drawn
// with reserves.
func (h *house) withMarket() (login, site string) {
	h.t.Helper()
	markets := h.mainsOf(1, "markets")
	for _, team := range h.teams("office", "friday", 1).Teams {
		for _, s := range team.Sites {
			if slices.Contains(markets, s.ID) {
				return team.Members[1].ID, s.ID
			}
		}
	}
	h.t.Fatal("no team has a market")
	return "", ""
}

// partOf is what an account sees of the first draw today.
func (h *house) partOf(user int64) (sites []string) {
	h.t.Helper()
	h.update(func(v store.Writer) error {
		parts, err := v.AssignmentsOf(user, h.today())
		for _, a := range parts {
			sites = append(sites, a.Sites...)
		}
		return err
	})
	return sites
}

// An account that is made after the teams were drawn sees its part as one from before
// would; one that becomes an inspector's does too, and none once the day is over.
func TestAccountAfterTeams(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"release_minutes": 3 * 24 * 60}))
	h.dueAt(firstRound)
	login, closed := h.withMarket()
	reserve := h.replace(1, closed, nil).Opening.Site
	for _, role := range []string{"inspector", "viewer"} {
		var made linkedUser
		h.want(h.do("office", http.MethodPost, "/users", object{"login": login, "name": "补", "role": role}), http.StatusCreated, &made)
		if role != "inspector" {
			if part := h.partOf(made.ID); part != nil {
				t.Errorf("the account of a viewer has %v", part)
			}
			h.want(h.do("office", http.MethodPatch, userPath(made.ID), object{"role": "inspector"}), http.StatusOK, nil)
		}
		if part := h.partOf(made.ID); !slices.Contains(part, closed) || !slices.Contains(part, reserve) {
			t.Errorf("the account has %v, want %s and its reserve %s", part, closed, reserve)
		}
		h.want(h.do("office", http.MethodDelete, userPath(made.ID), nil), http.StatusNoContent, nil)
	}
	h.pass(48 * time.Hour)
	var late linkedUser
	h.want(h.do("office", http.MethodPost, "/users", object{"login": login, "name": "迟", "role": "inspector"}), http.StatusCreated, &late)
	h.update(func(v store.Writer) error {
		parts, err := v.Assignments(1)
		if slices.ContainsFunc(parts, func(a store.Assignment) bool { return a.User == late.ID }) {
			t.Errorf("after the day the account has %+v", parts)
		}
		return err
	})
}

// Who stands before a closed site goes on to its reserve, and reports of it; nobody else
// does before the release.
func TestReserveGoesToTheTeam(t *testing.T) {
	h := newDrillHouse(t)
	h.drill(weekly("friday", object{"release_minutes": 3 * 24 * 60}))
	h.dueAt(firstRound)
	login, closed := h.withMarket()
	var made linkedUser
	h.want(h.do("office", http.MethodPost, "/users", object{"login": login, "name": "甲", "role": "inspector"}), http.StatusCreated, &made)
	who := "inspector#" + count(made.ID)
	reserve := h.replace(1, closed, nil).Opening.Site
	body := object{"findings": []object{{"site": reserve, "score": 1}}}
	h.want(h.do(who, http.MethodPost, drawPath(1, "/findings"), body), http.StatusCreated, nil)
	if a := h.do("inspector#99", http.MethodPost, drawPath(1, "/findings"), body); a.status != http.StatusForbidden {
		t.Errorf("somebody else reports of the reserve: %d %s", a.status, a.body)
	}
}
