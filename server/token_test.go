package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// bearer sends a request with a token.
func (h *house) bearer(token, method, path string, body any) answer {
	h.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, h.http.URL+base+path, bytes.NewReader(encoded))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	return h.send(r)
}

func TestTokenLetsAProgramIn(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	var made shownToken
	a := b.do(http.MethodPost, "/tokens", tokenOrder{Name: "手机应用", Scopes: []string{"write", "read"}})
	h.want(a, http.StatusCreated, &made)
	if !strings.HasPrefix(made.Token, "sd_") || strings.Join(made.Scopes, " ") != "read write" || made.Expires != "2027-02-20T01:00:00Z" {
		t.Errorf("token = %+v", made)
	}
	h.want(h.bearer(made.Token, http.MethodGet, "/registers", nil), http.StatusOK, nil)
	h.want(h.bearer(made.Token, http.MethodPost, "/registers", map[string]string{"name": "县"}), http.StatusCreated, nil)
	h.wantProblem("scope too small", h.bearer(made.Token, http.MethodGet, "/users", nil), 403, access.ErrScope)
	h.wantProblem("a token makes a token", h.bearer(made.Token, http.MethodPost, "/tokens", tokenOrder{Name: "x", Scopes: []string{"read"}}), 403, ErrNoSession)
	h.wantProblem("a token changes the password", h.bearer(made.Token, http.MethodPut, "/session/password", passwordOrder{goodPassword, "another one 123"}), 403, ErrNoSession)
	var s sessionAnswer
	h.want(h.bearer(made.Token, http.MethodGet, "/session", nil), http.StatusOK, &s)
	if s.Login != "office" || strings.Join(s.Scopes, " ") != "read write" || s.CSRF != "" {
		t.Errorf("session of a token = %+v", s)
	}
	var l list[tokenView]
	a = b.do(http.MethodGet, "/tokens", nil)
	h.want(a, http.StatusOK, &l)
	if len(l.Items) != 1 || l.Items[0].Seen == "" || bytes.Contains(a.body, []byte(made.Token)) {
		t.Errorf("tokens = %s", a.body)
	}
	h.want(b.do(http.MethodDelete, "/tokens/"+count(made.ID), nil), http.StatusNoContent, nil)
	h.wantProblem("revoked", h.bearer(made.Token, http.MethodGet, "/registers", nil), 401, access.ErrToken)
	h.wantProblem("revoked, on an open route", h.bearer(made.Token, http.MethodGet, "/plans", nil), 401, access.ErrToken)
}

func TestTokenEnds(t *testing.T) {
	h := newHouse(t)
	b := h.person(userOrder{Login: "viewer", Role: "viewer"})
	var made shownToken
	order := tokenOrder{Name: "t", Scopes: []string{"read"}, Expires: stamp(h.now().Add(time.Hour))}
	h.want(b.do(http.MethodPost, "/tokens", order), http.StatusCreated, &made)
	h.pass(time.Hour - time.Second)
	h.want(h.bearer(made.Token, http.MethodGet, "/registers", nil), http.StatusOK, nil)
	h.pass(time.Second)
	h.wantProblem("expired", h.bearer(made.Token, http.MethodGet, "/registers", nil), 401, access.ErrToken)

	order.Expires = ""
	h.want(b.do(http.MethodPost, "/tokens", order), http.StatusCreated, &made)
	h.want(h.bearer(made.Token, http.MethodGet, "/registers", nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPatch, "/users/1", map[string]bool{"disabled": true}), http.StatusOK, nil)
	h.wantProblem("of a disabled account", h.bearer(made.Token, http.MethodGet, "/registers", nil), 401, access.ErrToken)
	h.want(h.do("office", http.MethodPatch, "/users/1", map[string]bool{"disabled": false}), http.StatusOK, nil)
	h.want(h.bearer(made.Token, http.MethodGet, "/registers", nil), http.StatusOK, nil)
}

// A token does no more than its owner's role, whatever it was given once.
func TestTokenFollowsTheRole(t *testing.T) {
	h := newHouse(t)
	b := h.person(someOffice)
	h.user(userOrder{Login: "second", Role: "office"})
	var made shownToken
	h.want(b.do(http.MethodPost, "/tokens", tokenOrder{Name: "t", Scopes: []string{"read", "admin"}}), http.StatusCreated, &made)
	h.want(h.bearer(made.Token, http.MethodGet, "/users", nil), http.StatusOK, nil)
	h.want(h.do("office", http.MethodPatch, "/users/1", map[string]string{"role": "viewer"}), http.StatusOK, nil)
	h.wantProblem("admin of old", h.bearer(made.Token, http.MethodGet, "/users", nil), 403, access.ErrRole)
	h.want(h.bearer(made.Token, http.MethodGet, "/registers", nil), http.StatusOK, nil)
}

func TestTokenRefusals(t *testing.T) {
	h := newHouse(t)
	viewer := h.person(userOrder{Login: "viewer", Role: "viewer"})
	office := h.person(someOffice)
	for _, test := range []struct {
		name  string
		order any
		code  geo.Code
	}{
		{"no name", tokenOrder{Scopes: []string{"read"}}, geo.ErrTextLength},
		{"no scope", tokenOrder{Name: "t"}, "json.missing"},
		{"unknown scope", tokenOrder{Name: "t", Scopes: []string{"root"}}, access.ErrScopeUnknown},
		{"more than the role", tokenOrder{Name: "t", Scopes: []string{"read", "admin"}}, access.ErrScopeTooMuch},
		{"no time", tokenOrder{Name: "t", Scopes: []string{"read"}, Expires: "tomorrow"}, "seal.time"},
		{"over", tokenOrder{Name: "t", Scopes: []string{"read"}, Expires: stamp(h.now())}, ErrTokenLife},
		{"too long", tokenOrder{Name: "t", Scopes: []string{"read"}, Expires: stamp(h.now().Add(maxTokenLife + time.Second))}, ErrTokenLife},
	} {
		h.wantProblem(test.name, viewer.do(http.MethodPost, "/tokens", test.order), 422, test.code)
	}
	var his shownToken
	h.want(office.do(http.MethodPost, "/tokens", tokenOrder{Name: "t", Scopes: []string{"read"}}), http.StatusCreated, &his)
	h.wantProblem("another's token", viewer.do(http.MethodDelete, "/tokens/"+count(his.ID), nil), 404, store.ErrNotFound)
	h.wantProblem("another's tokens", viewer.do(http.MethodGet, "/tokens?user=2", nil), 403, access.ErrRole)
	h.wantProblem("no user", office.do(http.MethodGet, "/tokens?user=x", nil), 422, ErrParameter)
	h.wantProblem("no token", office.do(http.MethodDelete, "/tokens/99", nil), 404, store.ErrNotFound)
	h.want(office.do(http.MethodGet, "/tokens?user=1", nil), http.StatusOK, nil)
	h.wantProblem("with a small token", h.bearer(his.Token, http.MethodGet, "/tokens?user=1", nil), 403, access.ErrScope)
	for name, header := range map[string]string{
		"no token": "Bearer", "basic": "Basic b2ZmaWNlOng=", "a session": "Bearer " + office.cookies[sessionCookie],
		"one that nobody has": "Bearer sd_" + strings.Repeat("A", 43), "longer": "Bearer " + his.Token + "A",
		"other prefix": "Bearer " + strings.Replace(his.Token, "sd_", "sdl_", 1), "other scheme": "Token " + his.Token,
	} {
		r, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, h.http.URL+base+"/plans", nil)
		r.Header.Set("Authorization", header)
		a := h.send(r)
		h.wantProblem(name, a, 401, access.ErrToken)
		if a.header.Get(echo.HeaderWWWAuthenticate) != "Bearer" {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
	}
}

// The store alone, or a copy of it, opens no door: neither tokens nor links stand
// in it, nor in answers that are kept for being asked for again.
func TestTokenIsNotInTheStore(t *testing.T) {
	h := newHouse(t)
	office := h.person(someOffice)
	again := func(path string, body any) answer {
		t.Helper()
		encoded, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, h.http.URL+base+path, bytes.NewReader(encoded))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "key of "+path)
		r.Header.Set("X-Csrf-Token", office.csrf)
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: office.cookies[sessionCookie]})
		return h.send(r)
	}
	for path, body := range map[string]any{
		"/tokens": tokenOrder{Name: "t", Scopes: []string{"read"}}, "/users": userOrder{Login: "a", Role: "viewer"},
		"/users/1/link": nil,
	} {
		first, second := again(path, body), again(path, body)
		if first.status != http.StatusCreated || !bytes.Equal(first.body, second.body) || second.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: %d %s, then %d %s, want the same", path, first.status, first.body, second.status, second.body)
		}
		err := h.Store.View(t.Context(), func(v store.Reader) error {
			kept, err := v.Answer(1, "key of "+path)
			if bytes.Contains(kept.Body, []byte("sd")) {
				t.Errorf("%s: kept in the clear: %q", path, kept.Body)
			}
			kept.Key += "x"
			if _, err := h.unlockAnswer(kept); err == nil {
				t.Errorf("%s: an answer fits another key", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
