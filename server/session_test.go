package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
)

func TestSessionOfAPerson(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	if got := b.role(); got != "public" {
		t.Fatalf("role = %s, want public", got)
	}
	id := h.user(someOffice)
	a := b.signIn("ＯＦＦＩＣＥ ", goodPassword)
	var s sessionAnswer
	h.want(a, http.StatusOK, &s)
	if s.ID != id || s.Login != "office" || s.Name != "王芳" || s.Role != "office" || s.CSRF == "" || s.Change {
		t.Errorf("session = %+v", s)
	}
	for _, set := range a.header.Values("Set-Cookie") {
		if !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Lax") || !strings.Contains(set, "Path=/") ||
			strings.Contains(set, "Secure") || strings.Contains(set, "Domain") {
			t.Errorf("Set-Cookie: %s", set)
		}
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control = %q, want no-store", got)
	}
	h.want(b.do(http.MethodGet, "/users", nil), http.StatusOK, nil)
	stolen := *b
	stolen.cookies = map[string]string{sessionCookie: b.cookies[sessionCookie]}
	h.want(b.do(http.MethodDelete, "/session", nil), http.StatusNoContent, nil)
	if b.cookies[sessionCookie] != "" || b.role() != "public" || stolen.role() != "public" {
		t.Errorf("after signing out the session still opens something")
	}
}

// A session that somebody put into the browser before is not the one after.
func TestSessionIsAlwaysNew(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	h.user(userOrder{Login: "viewer", Role: "viewer"})
	before := b.cookies[sessionCookie]
	h.want(b.signIn("viewer", goodPassword), http.StatusOK, nil)
	old := h.browser()
	old.cookies[sessionCookie] = before
	if b.cookies[sessionCookie] == before || old.role() != "public" || b.role() != "viewer" {
		t.Errorf("signing in again: old %s, new %s, want public, viewer", old.role(), b.role())
	}
	planted := h.browser()
	planted.cookies[sessionCookie], _, _ = access.NewToken(access.Session, h.Random)
	h.want(planted.signIn("viewer", goodPassword), http.StatusOK, nil)
	if planted.cookies[sessionCookie] == before || planted.role() != "viewer" {
		t.Errorf("a planted session is kept")
	}
}

func TestSessionRefusals(t *testing.T) {
	h := newHouse(t)
	h.user(someOffice)
	disabled := h.user(userOrder{Login: "gone", Role: "viewer"})
	h.want(h.do("office", http.MethodPatch, userPath(disabled), map[string]bool{"disabled": true}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: "new", Role: "viewer"}), http.StatusCreated, nil)
	for _, test := range []struct {
		name   string
		body   any
		origin string
		status int
		code   geo.Code
	}{
		{"wrong password", signInOrder{"office", "wrong horse 123"}, "", 401, ErrCredentials},
		{"no password", signInOrder{"office", ""}, "", 401, ErrCredentials},
		{"password in another case", signInOrder{"office", strings.ToUpper(goodPassword)}, "", 401, ErrCredentials},
		{"unknown login", signInOrder{"nobody", goodPassword}, "", 401, ErrCredentials},
		{"no login", signInOrder{"", goodPassword}, "", 401, ErrCredentials},
		{"disabled", signInOrder{"gone", goodPassword}, "", 401, ErrCredentials},
		{"no password set yet", signInOrder{"new", ""}, "", 401, ErrCredentials},
		{"long password", signInOrder{"office", strings.Repeat("長", 5000)}, "", 401, ErrCredentials},
		{"another page", signInOrder{"office", goodPassword}, "https://evil.example", 403, access.ErrOrigin},
		{"sandboxed page", signInOrder{"office", goodPassword}, "null", 403, access.ErrOrigin},
		{"unknown member", map[string]string{"login": "office", "pass": goodPassword}, "", 422, ErrMember},
		{"no object", []string{"office"}, "", 422, ErrJSON},
	} {
		b := h.browser()
		if test.origin != "" {
			b.origin = test.origin
		}
		a := b.do(http.MethodPost, "/session", test.body)
		h.wantProblem(test.name, a, test.status, test.code)
		if test.status == 401 && a.header.Get(echo.HeaderWWWAuthenticate) == "" {
			t.Errorf("%s: no WWW-Authenticate", test.name)
		}
		if len(a.header.Values("Set-Cookie")) > 0 || bytes.Contains(a.body, []byte(goodPassword)) {
			t.Errorf("%s: answer %s %v", test.name, a.body, a.header)
		}
	}
}

// What a page of somebody else makes a browser send has the cookie, but neither the
// origin nor the token.
func TestSessionForgery(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	other := h.person(userOrder{Login: "viewer", Role: "viewer"})
	order := userOrder{Login: "mole", Role: "office"}
	for _, test := range []struct {
		name, origin, csrf string
		code               geo.Code
	}{
		{"no token", b.origin, "", access.ErrCSRF},
		{"somebody else's token", b.origin, other.csrf, access.ErrCSRF},
		{"the cookie itself", b.origin, b.cookies[sessionCookie], access.ErrCSRF},
		{"another origin", "https://evil.example", b.csrf, access.ErrOrigin},
		{"another port", strings.Replace(b.origin, "http:", "https:", 1), b.csrf, access.ErrOrigin},
		{"no origin, no token", "", "", access.ErrCSRF},
	} {
		forged := *b
		forged.origin, forged.csrf = test.origin, test.csrf
		h.wantProblem(test.name, forged.do(http.MethodPost, "/users", order), 403, test.code)
		h.wantProblem(test.name+", DELETE", forged.do(http.MethodDelete, "/session", nil), 403, test.code)
	}
	h.want(b.do(http.MethodPost, "/users", order), http.StatusCreated, nil)
}

func TestSessionEnds(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	for range 3 { // it lasts as long as it is used
		h.pass(sessionIdle - seenEvery)
		if got := b.role(); got != "office" {
			t.Fatalf("role after %v = %s, want office", sessionIdle-seenEvery, got)
		}
	}
	idle := h.browser()
	h.want(idle.signIn("office", goodPassword), http.StatusOK, nil)
	h.pass(sessionIdle)
	if got := idle.role(); got != "public" {
		t.Errorf("role after %v without a request = %s, want public", sessionIdle, got)
	}
	h.want(b.signIn("office", goodPassword), http.StatusOK, nil)
	for range int(sessionLife/(6*time.Hour)) - 1 {
		h.pass(6 * time.Hour)
		if got := b.role(); got != "office" {
			t.Fatalf("role = %s, want office", got)
		}
	}
	h.pass(6 * time.Hour)
	if got := b.role(); got != "public" {
		t.Errorf("role after %v = %s, want public", sessionLife, got)
	}
	h.want(b.signIn("office", goodPassword), http.StatusOK, nil) // the old cookie is in nobody's way
}

func TestSessionPassword(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	elsewhere := h.browser()
	h.want(elsewhere.signIn("office", goodPassword), http.StatusOK, nil)
	const another = "流水不腐，户枢不蠹，是也"
	for _, test := range []struct {
		name   string
		order  passwordOrder
		status int
		code   geo.Code
	}{
		{"wrong old one", passwordOrder{"wrong horse 123", another}, 401, ErrCredentials},
		{"the same", passwordOrder{goodPassword, goodPassword}, 422, ErrPasswordSame},
		{"short", passwordOrder{goodPassword, "short"}, 422, access.ErrPasswordShort},
		{"login", passwordOrder{goodPassword, "officeoffice"}, 422, access.ErrPasswordLogin},
	} {
		h.wantProblem(test.name, b.do(http.MethodPut, "/session/password", test.order), test.status, test.code)
	}
	before := b.cookies[sessionCookie]
	var s sessionAnswer
	h.want(b.do(http.MethodPut, "/session/password", passwordOrder{goodPassword, another}), http.StatusOK, &s)
	if b.cookies[sessionCookie] == before || b.csrf == s.CSRF || b.role() != "office" || elsewhere.role() != "public" {
		t.Errorf("after a change of password: same session %v, here %s, elsewhere %s", b.cookies[sessionCookie] == before, b.role(), elsewhere.role())
	}
	h.wantProblem("old password", h.browser().signIn("office", goodPassword), 401, ErrCredentials)
	h.want(h.browser().signIn("office", another), http.StatusOK, nil)
}

func TestSessionMustChangePassword(t *testing.T) {
	h := newHouse(t)
	id := h.user(userOrder{Login: "viewer", Role: "viewer"})
	h.want(h.do("office", http.MethodPatch, userPath(id), map[string]bool{"change": true}), http.StatusOK, nil)
	b := h.browser()
	var s sessionAnswer
	h.want(b.signIn("viewer", goodPassword), http.StatusOK, &s)
	if !s.Change {
		t.Errorf("change = false, want true")
	}
	h.wantProblem("another route", b.do(http.MethodGet, "/registers", nil), 401, ErrMustChange)
	h.want(b.do(http.MethodPut, "/session/password", passwordOrder{goodPassword, goodPassword + "!"}), http.StatusOK, &s)
	if s.Change {
		t.Errorf("change after the change = true, want false")
	}
	h.want(b.do(http.MethodGet, "/registers", nil), http.StatusOK, nil)
}

// What the office changes of an account holds from the next request on.
func TestSessionFollowsTheAccount(t *testing.T) {
	for name, change := range map[string]map[string]any{
		"role": {"role": "viewer"}, "disabled": {"disabled": true}, "unit": {"unit": "交通局"},
	} {
		h := newHouse(t)
		id := h.user(userOrder{Login: "market", Role: "unit", Unit: "城管局"})
		b := h.browser()
		h.want(b.signIn("market", goodPassword), http.StatusOK, nil)
		if b.role() != "unit" {
			t.Fatalf("%s: role = %s, want unit", name, b.role())
		}
		h.want(h.do("office", http.MethodPatch, userPath(id), change), http.StatusOK, nil)
		if got := b.role(); got != "public" {
			t.Errorf("%s: role = %s, want public", name, got)
		}
		erased := h.person(userOrder{Login: "other", Role: "viewer"})
		h.want(h.do("office", http.MethodDelete, userPath(id+1), nil), http.StatusNoContent, nil)
		if got := erased.role(); got != "public" {
			t.Errorf("erased: role = %s, want public", got)
		}
	}
}
