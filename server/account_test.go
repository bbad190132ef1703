package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

func TestAccountFirstStart(t *testing.T) {
	h := newHouse(t)
	first := func() string {
		t.Helper()
		link, err := h.FirstLink(t.Context(), "https://draw.example")
		if err != nil {
			t.Fatal(err)
		}
		return link
	}
	old, link := first(), first()
	if !strings.HasPrefix(link, "https://draw.example/link/sdl_") {
		t.Fatalf("FirstLink = %s", link)
	}
	b := h.browser()
	h.wantProblem("the link before", b.do(http.MethodGet, pathOf(old), nil), 409, ErrLinkUsed)
	var view linkView
	h.want(b.do(http.MethodGet, pathOf(link), nil), http.StatusOK, &view)
	if view.For != "first" || view.Role != "office" || view.Expires != "2026-11-23T01:00:00Z" {
		t.Errorf("link = %+v", view)
	}
	for _, test := range []struct {
		name  string
		order linkOrder
		code  geo.Code
	}{
		{"no login", linkOrder{Password: goodPassword}, "json.missing"},
		{"bad login", linkOrder{Login: "a\tb", Password: goodPassword}, geo.ErrTextControl},
		{"short password", linkOrder{Login: "office", Password: "short"}, access.ErrPasswordShort},
		{"the login as password", linkOrder{Login: "hongqi2026", Password: "hongqi2026"}, access.ErrPasswordLogin},
	} {
		h.wantProblem(test.name, b.do(http.MethodPost, pathOf(link), test.order), 422, test.code)
	}
	a := b.do(http.MethodPost, pathOf(link), linkOrder{Login: "Office", Name: "王芳", Password: goodPassword})
	var made userView
	h.want(a, http.StatusCreated, &made)
	if made.Login != "office" || made.Role != "office" || !made.Ready || a.header.Get("Location") != base+userPath(made.ID) {
		t.Errorf("first account = %+v at %s", made, a.header.Get("Location"))
	}
	h.want(b.signIn("office", goodPassword), http.StatusOK, nil)
	h.wantProblem("the link again", h.browser().do(http.MethodPost, pathOf(link), linkOrder{Login: "mole", Password: goodPassword}), 409, ErrLinkUsed)
	if again := first(); again != "" {
		t.Errorf("FirstLink with an office = %s, want none", again)
	}
}

// Of two first links only one makes an account, also when both were opened before.
func TestAccountFirstIsOne(t *testing.T) {
	h := newHouse(t)
	link, err := h.FirstLink(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	h.user(someOffice)
	h.wantProblem("a first link with an office", h.browser().do(http.MethodPost, pathOf(link), linkOrder{Login: "b", Password: goodPassword}), 409, ErrOfficeExists)
}

func TestAccountLinks(t *testing.T) {
	h := newHouse(t)
	var made, again linkedUser
	a := h.do("office", http.MethodPost, "/users", userOrder{Login: "market", Name: "李", Role: "unit", Unit: "城管局"})
	h.want(a, http.StatusCreated, &made)
	if made.Ready || made.Expires != "2026-11-29T01:00:00Z" || !strings.HasPrefix(made.Link, h.http.URL+"/link/sdl_") {
		t.Errorf("added = %+v", made)
	}
	h.want(h.do("office", http.MethodPost, userPath(made.ID)+"/link", nil), http.StatusCreated, &again)
	b := h.browser()
	good := linkOrder{Password: goodPassword}
	h.wantProblem("replaced", b.do(http.MethodPost, pathOf(made.Link), good), 409, ErrLinkUsed)
	h.wantProblem("another login", b.do(http.MethodPost, pathOf(again.Link), linkOrder{Login: "x", Password: goodPassword}), 422, ErrMember)
	h.wantProblem("unknown", b.do(http.MethodPost, "/links/sdl_"+strings.Repeat("A", 43), good), 404, store.ErrNotFound)
	h.wantProblem("no link", b.do(http.MethodGet, "/links/hello", nil), 404, store.ErrNotFound)
	foreign := *b
	foreign.origin = "https://evil.example"
	h.wantProblem("from elsewhere", foreign.do(http.MethodPost, pathOf(again.Link), good), 403, access.ErrOrigin)
	h.want(b.do(http.MethodPost, pathOf(again.Link), good), http.StatusOK, nil)
	h.wantProblem("used", b.do(http.MethodPost, pathOf(again.Link), good), 409, ErrLinkUsed)
	h.want(b.signIn("market", goodPassword), http.StatusOK, nil)

	h.want(h.do("office", http.MethodPost, userPath(made.ID)+"/link", nil), http.StatusCreated, &again)
	h.pass(linkLife - time.Millisecond)
	h.want(b.do(http.MethodGet, pathOf(again.Link), nil), http.StatusOK, nil)
	h.pass(time.Millisecond)
	h.wantProblem("expired", b.do(http.MethodPost, pathOf(again.Link), good), 409, ErrLinkExpired)

	h.want(b.signIn("market", goodPassword), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPost, userPath(made.ID)+"/link", nil), http.StatusCreated, &again)
	h.want(h.browser().do(http.MethodPost, pathOf(again.Link), linkOrder{Password: goodPassword + "2"}), http.StatusOK, nil)
	if got := b.role(); got != "public" {
		t.Errorf("a session from before the new password has role %s, want public", got)
	}
}

func TestAccountRefusals(t *testing.T) {
	h := newHouse(t)
	h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: "张三", Role: "inspector"}), http.StatusCreated, nil)
	for _, test := range []struct {
		name   string
		order  any
		status int
		code   geo.Code
	}{
		{"taken", userOrder{Login: "张三", Role: "viewer"}, 409, store.ErrExists},
		{"taken, typed otherwise", userOrder{Login: " 张三 ", Role: "viewer"}, 409, store.ErrExists},
		{"reserved", userOrder{Login: "erased-7", Role: "viewer"}, 409, store.ErrExists},
		{"no login", userOrder{Role: "viewer"}, 422, "json.missing"},
		{"long login", userOrder{Login: strings.Repeat("长", 43), Role: "viewer"}, 422, geo.ErrTextLength},
		{"long name", userOrder{Login: "a", Name: strings.Repeat("n", 256), Role: "viewer"}, 422, geo.ErrTextLength},
		{"control", userOrder{Login: "a", Name: "b\x00", Role: "viewer"}, 422, geo.ErrTextControl},
		{"no role", userOrder{Login: "a"}, 422, access.ErrRoleUnknown},
		{"public", userOrder{Login: "a", Role: "public"}, 422, access.ErrRoleUnknown},
		{"unit without one", userOrder{Login: "a", Role: "unit"}, 422, ErrUnitMissing},
		{"password", map[string]string{"login": "a", "role": "viewer", "password": "x"}, 422, ErrMember},
	} {
		h.wantProblem(test.name, h.do("office", http.MethodPost, "/users", test.order), test.status, test.code)
	}
	for _, role := range []string{"", "viewer", "unit:城管局", "inspector"} {
		want, code := 403, access.ErrRole
		if role == "" {
			want, code = 401, access.ErrSignIn
		}
		for _, path := range []string{"/users", "/users/1", "/audit"} {
			h.wantProblem(role+" "+path, h.do(role, http.MethodGet, path, nil), want, code)
		}
		h.wantProblem(role+" adds", h.do(role, http.MethodPost, "/users", userOrder{Login: "a", Role: "office"}), want, code)
	}
	for _, path := range []string{"/users/0", "/users/x", "/users/-1"} {
		h.wantProblem(path, h.do("office", http.MethodGet, path, nil), 422, ErrParameter)
	}
	h.wantProblem("nobody", h.do("office", http.MethodGet, "/users/99", nil), 404, store.ErrNotFound)
	h.wantProblem("nobody's link", h.do("office", http.MethodPost, "/users/99/link", nil), 404, store.ErrNotFound)
	h.wantProblem("nobody changed", h.do("office", http.MethodPatch, "/users/99", map[string]string{"name": "x"}), 404, store.ErrNotFound)
	h.wantProblem("nobody erased", h.do("office", http.MethodDelete, "/users/99", nil), 404, store.ErrNotFound)
	h.wantProblem("misspelled filter", h.do("office", http.MethodGet, "/users?role=office", nil), 422, ErrQuery)
}

func TestAccountLastOffice(t *testing.T) {
	h := newHouse(t)
	id := h.user(someOffice)
	waiting := linkedUser{}
	h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: "second", Role: "office"}), http.StatusCreated, &waiting)
	refused := func(name string) {
		t.Helper()
		for _, change := range []map[string]any{{"disabled": true}, {"role": "viewer"}} {
			h.wantProblem(name, h.do("office", http.MethodPatch, userPath(id), change), 409, ErrLastOffice)
		}
		h.wantProblem(name, h.do("office", http.MethodDelete, userPath(id), nil), 409, ErrLastOffice)
	}
	refused("the other has no password yet")
	h.want(h.browser().do(http.MethodPost, pathOf(waiting.Link), linkOrder{Password: goodPassword}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPatch, userPath(waiting.ID), map[string]any{"disabled": true}), http.StatusOK, nil)
	refused("the other is disabled")
	h.want(h.do("office", http.MethodPatch, userPath(waiting.ID), map[string]any{"disabled": false}), http.StatusOK, nil)
	h.want(h.do("office", http.MethodDelete, userPath(id), nil), http.StatusNoContent, nil)
	var left userView
	h.want(h.do("office", http.MethodGet, userPath(id), nil), http.StatusOK, &left)
	if left.Login != "erased-"+count(id) || left.Name != "" || !left.Erased {
		t.Errorf("erased = %+v", left)
	}
	h.wantProblem("erased changed", h.do("office", http.MethodPatch, userPath(id), map[string]any{"name": "x"}), 409, store.ErrErased)
	h.wantProblem("erased linked", h.do("office", http.MethodPost, userPath(id)+"/link", nil), 409, store.ErrErased)
	id = waiting.ID
	refused("the other is erased")
}

func TestAccountsArePagedByLogin(t *testing.T) {
	h := newHouse(t)
	for _, login := range []string{"c", "a", "李四", "b", "😀"} {
		h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: login, Role: "viewer"}), http.StatusCreated, nil)
	}
	var got []string
	for path := "/users?limit=2"; path != ""; {
		var l list[userView]
		h.want(h.do("office", http.MethodGet, path, nil), http.StatusOK, &l)
		for _, u := range l.Items {
			got = append(got, u.Login)
		}
		path = strings.TrimPrefix(l.Next, base)
	}
	if want := "a b c 李四 😀"; strings.Join(got, " ") != want {
		t.Errorf("logins = %v, want %s", got, want)
	}
}

// Links begin with the address that is configured, whatever the request's.
func TestAccountLinkURL(t *testing.T) {
	h := newHouse(t)
	h.URL = "https://draw.example"
	var made linkedUser
	h.want(h.do("office", http.MethodPost, "/users", someOffice), http.StatusCreated, &made)
	if !strings.HasPrefix(made.Link, "https://draw.example/link/") {
		t.Errorf("the link of a new account = %s", made.Link)
	}
}

// The console opens what was shut, and shuts what was open.
func TestAccountReset(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	var token shownToken
	h.want(b.do(http.MethodPost, "/tokens", tokenOrder{Name: "t", Scopes: []string{"read"}}), http.StatusCreated, &token)
	if err := h.KeepURL(t.Context(), "https://draw.example"); err != nil {
		t.Fatal(err)
	}
	link, err := h.ResetAccount(t.Context(), "OFFICE")
	if err != nil || !strings.HasPrefix(link, "https://draw.example/link/") {
		t.Fatalf("ResetAccount = %s, %v, want a link of the address that was kept", link, err)
	}
	if got := b.role(); got != "public" {
		t.Errorf("role after the reset = %s, want public", got)
	}
	h.wantProblem("token", h.bearer(token.Token, http.MethodGet, "/registers", nil), 401, access.ErrToken)
	h.wantProblem("password", h.browser().signIn("office", goodPassword), 401, ErrCredentials)
	h.want(b.do(http.MethodPost, pathOf(link), linkOrder{Password: goodPassword}), http.StatusOK, nil)
	var l list[auditView]
	h.want(h.do("office", http.MethodGet, "/audit?action=user.reset", nil), http.StatusOK, &l)
	if len(l.Items) != 1 || l.Items[0].Role != consoleRole || l.Items[0].Object != "user/1" {
		t.Errorf("audit = %+v", l.Items)
	}
	if _, err := h.ResetAccount(t.Context(), "nobody"); err == nil {
		t.Errorf("ResetAccount(nobody) = no error")
	}
}
