package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"sitedraw/geo"
)

// browser is a client that keeps cookies, as one person's browser does.
type browser struct {
	*house

	cookies map[string]string
	csrf    string
	origin  string
}

func (h *house) browser() *browser {
	return &browser{house: h, cookies: map[string]string{}, origin: h.http.URL}
}

func (b *browser) do(method, path string, body any) answer {
	b.t.Helper()
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, b.http.URL+base+path, reader)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Origin": b.origin, "X-Csrf-Token": b.csrf} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	a := b.send(r)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return a
}

const goodPassword = "山高水长 correct horse"

// signIn signs in and takes the session's token for forms.
func (b *browser) signIn(login, password string) answer {
	b.t.Helper()
	a := b.do(http.MethodPost, "/session", signInOrder{login, password})
	var s sessionAnswer
	if err := json.Unmarshal(a.body, &s); err == nil && a.status == http.StatusOK {
		b.csrf = s.CSRF
	}
	return a
}

// user makes an account with a password and returns its id.
func (h *house) user(order userOrder) int64 {
	h.t.Helper()
	var made linkedUser
	h.want(h.do("office", http.MethodPost, "/users", order), http.StatusCreated, &made)
	h.want(h.browser().do(http.MethodPost, pathOf(made.Link), linkOrder{Password: goodPassword}), http.StatusOK, nil)
	return made.ID
}

// pathOf is the part of a link's address below the API.
func pathOf(link string) string {
	_, secret, _ := strings.Cut(link, "/link/")
	return "/links/" + secret
}

// person makes an account and signs in with it.
func (h *house) person(order userOrder) *browser {
	h.t.Helper()
	h.user(order)
	b := h.browser()
	h.want(b.signIn(order.Login, goodPassword), http.StatusOK, nil)
	return b
}

// wantProblem fails unless the answer is a problem of the status and code.
func (h *house) wantProblem(name string, a answer, status int, code geo.Code) {
	h.t.Helper()
	var p struct {
		Code geo.Code `json:"code"`
	}
	_ = json.Unmarshal(a.body, &p)
	if a.status != status || p.Code != code {
		h.t.Errorf("%s = %d %s, want %d %s: %s", name, a.status, p.Code, status, code, a.body)
	}
}

func (b *browser) role() string {
	b.t.Helper()
	var s sessionAnswer
	b.want(b.do(http.MethodGet, "/session", nil), http.StatusOK, &s)
	return s.Role
}

var someOffice = userOrder{Login: "Office", Name: "王芳", Role: "office"}
