package server

import (
	"net/http"
	"testing"
	"time"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// hold gives a house other limits.
func (h *house) hold(rates Limits) {
	h.t.Helper()
	var err error
	if h.door.limits, err = newLimits(rates, h.now); err != nil {
		h.t.Fatal(err)
	}
}

func TestLimitsOfAccountsAndAddresses(t *testing.T) {
	h := newHouse(t)
	a := h.person(userOrder{Login: "a", Role: "viewer"})
	b := h.person(userOrder{Login: "b", Role: "viewer"})
	h.hold(Limits{Read: access.Rate{Every: 10 * time.Second, Burst: 3}, Write: access.Rate{Every: time.Minute, Burst: 1}})
	for range 3 {
		h.want(a.do(http.MethodGet, "/plans", nil), http.StatusOK, nil)
	}
	over := a.do(http.MethodGet, "/plans", nil)
	h.wantProblem("a fourth", over, 429, access.ErrRate)
	if got := over.header.Get("Retry-After"); got != "10" {
		t.Errorf("Retry-After = %q, want 10", got)
	}
	h.want(b.do(http.MethodGet, "/plans", nil), http.StatusOK, nil)
	h.want(h.browser().do(http.MethodGet, "/plans", nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodGet, "/plans", nil), http.StatusOK, nil)
	h.pass(10 * time.Second)
	h.want(a.do(http.MethodGet, "/plans", nil), http.StatusOK, nil)
	h.want(a.do(http.MethodDelete, "/tokens/9", nil), http.StatusNotFound, nil)
	h.wantProblem("a second write", a.do(http.MethodDelete, "/tokens/9", nil), 429, access.ErrRate)
}

// One site of a current version has a limit of its own, an old one has not, and
// strangers have none of it.
func TestLimitsOfLookingUp(t *testing.T) {
	h := newHouse(t)
	a := h.person(userOrder{Login: "a", Role: "viewer"})
	h.hold(Limits{Read: access.Rate{Every: time.Hour, Burst: 1}, LookUp: access.Rate{Every: time.Hour, Burst: 3}})
	const site = "/registers/nothing/sites/x"
	h.wantProblem("an old version", a.do(http.MethodGet, site+"?version=1", nil), 404, store.ErrNotFound)
	h.wantProblem("an old version again", a.do(http.MethodGet, site+"?%76ersion=1", nil), 429, access.ErrRate)
	for _, path := range []string{site, site + "?lang=en", site + "?fields=name&version="} {
		h.wantProblem(path, a.do(http.MethodGet, path, nil), 404, store.ErrNotFound)
	}
	h.wantProblem("a fourth", a.do(http.MethodGet, site, nil), 429, access.ErrRate)
	stranger := h.browser()
	h.wantProblem("a stranger", stranger.do(http.MethodGet, site, nil), 401, access.ErrSignIn)
	h.wantProblem("a stranger again", stranger.do(http.MethodGet, site, nil), 429, access.ErrRate)
}

// Whoever tries passwords of many accounts, or links, from one address is slowed by
// the address.
func TestLimitsOfSigningIn(t *testing.T) {
	h := newHouse(t)
	h.hold(Limits{SignIn: access.Rate{Every: time.Minute, Burst: 2}})
	b := h.browser()
	h.wantProblem("first", b.signIn("a", goodPassword), 401, ErrCredentials)
	h.wantProblem("second, by a link", b.do(http.MethodPost, "/links/x", linkOrder{}), 404, store.ErrNotFound)
	h.wantProblem("third", b.signIn("c", goodPassword), 429, access.ErrRate)
	h.want(b.do(http.MethodGet, "/session", nil), http.StatusOK, nil)
}

// Tokens that nobody has count by address.
func TestLimitsOfWrongTokens(t *testing.T) {
	h := newHouse(t)
	h.hold(Limits{Read: access.Rate{Every: time.Minute, Burst: 2}})
	for range 2 {
		h.wantProblem("wrong token", h.bearer("sd_x", http.MethodGet, "/plans", nil), 401, access.ErrToken)
	}
	h.wantProblem("wrong token again", h.bearer("sd_x", http.MethodGet, "/plans", nil), 429, access.ErrRate)
}

func TestLimitsThatAllowNothing(t *testing.T) {
	if _, err := newLimits(Limits{Read: access.Rate{Every: time.Second}}, time.Now); err == nil {
		t.Errorf("newLimits(no burst) = no error, want access.limit")
	}
}
