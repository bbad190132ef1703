package server

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// counted is a store that counts what reads and writes.
type counted struct {
	store.Store

	mu             sync.Mutex
	reads, updates int
}

func (c *counted) View(ctx context.Context, f func(store.Reader) error) error {
	c.mu.Lock()
	c.reads++
	c.mu.Unlock()
	return c.Store.View(ctx, f)
}

func (c *counted) Update(ctx context.Context, f func(store.Writer) error) error {
	c.mu.Lock()
	c.updates++
	c.mu.Unlock()
	return c.Store.Update(ctx, f)
}

// Who comes again soon is known without asking the store, and written down no more
// than every five minutes.
func TestIdentityIsRemembered(t *testing.T) {
	h := newHouse(t)
	b := h.person(userOrder{Login: "viewer", Role: "viewer"})
	c := &counted{Store: h.Store}
	h.Store = c
	hash := access.HashToken(b.cookies[sessionCookie])
	look := func(want access.Role) {
		t.Helper()
		i, err := h.lookUp(t.Context(), hash, readSession)
		if err != nil || i == nil && want != access.Public || i != nil && i.who.Role != want {
			t.Fatalf("lookUp = %v, %v, want %s", i, err, want)
		}
	}
	for range 100 {
		look(access.Viewer)
	}
	if c.reads != 1 || c.updates != 0 {
		t.Errorf("100 requests read %d times and wrote %d times, want 1 and 0", c.reads, c.updates)
	}
	h.pass(seenEvery)
	for range 10 {
		look(access.Viewer)
	}
	if c.updates != 1 {
		t.Errorf("after five minutes %d writes, want 1", c.updates)
	}
	err := h.Store.Update(t.Context(), func(w store.Writer) error { return w.DropSessions(1) })
	if err != nil {
		t.Fatal(err)
	}
	look(access.Viewer) // somebody else wrote: it lasts
	h.pass(identityFresh)
	look(access.Public) // but not long
}

// What is read while an account is being changed is not kept.
func TestIdentityReadBeforeAChange(t *testing.T) {
	l := newIdentities()
	i := &identity{hash: access.TokenHash{1}, read: time.Unix(100, 0)}
	_, age := l.find(i.hash, i.read)
	l.forget()
	l.put(i, age)
	if got, _ := l.find(i.hash, i.read); got != nil {
		t.Errorf("an identity of before the change is kept")
	}
	_, age = l.find(i.hash, i.read)
	l.put(i, age)
	if got, _ := l.find(i.hash, i.read); got != i {
		t.Errorf("an identity of after the change is not kept")
	}
	for n := range 3 * mostIdentities {
		l.put(&identity{hash: access.TokenHash{byte(n), byte(n >> 8), byte(n >> 16), 7}}, age)
	}
	if len(l.known) > mostIdentities {
		t.Errorf("%d identities are kept, want %d at most", len(l.known), mostIdentities)
	}
}

// Under TLS, here or at a trusted proxy, cookies are the host's own and leave no
// connection without TLS. The word of others about it is not taken.
func TestIdentityUnderTLS(t *testing.T) {
	for _, test := range []struct {
		name    string
		proxies []netip.Prefix
		secure  bool
	}{
		{"trusted proxy", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true},
		{"anybody", nil, false},
	} {
		h := newHouse(t)
		h.user(userOrder{Login: "viewer", Role: "viewer"})
		h.Web.Proxies = test.proxies
		e, err := h.newRouter()
		if err != nil {
			t.Fatal(err)
		}
		h.http.Config.Handler = e
		sign := func(origin string) answer {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, h.http.URL+base+"/session",
				strings.NewReader(`{"login":"viewer","password":"`+goodPassword+`"}`))
			r.Header.Set("Content-Type", echo.MIMEApplicationJSON)
			r.Header.Set("X-Forwarded-Proto", "https")
			r.Header.Set("Origin", origin)
			return h.send(r)
		}
		plain := h.http.URL
		encrypted := strings.Replace(plain, "http:", "https:", 1)
		right, wrong := plain, encrypted
		if test.secure {
			right, wrong = wrong, right
		}
		h.wantProblem(test.name, sign(wrong), 403, access.ErrOrigin)
		a := sign(right)
		h.want(a, http.StatusOK, nil)
		for _, set := range a.header.Values("Set-Cookie") {
			if strings.HasPrefix(set, "__Host-sitedraw") != test.secure || strings.Contains(set, "Secure") != test.secure {
				t.Errorf("%s: Set-Cookie: %s", test.name, set)
			}
		}
	}
}

// A browser that opens a link gets a form that works without scripts, and the form
// sets the password, also where somebody else has a session.
func TestIdentityByTheFormOfALink(t *testing.T) {
	h := newHouse(t)
	var made linkedUser
	h.want(h.do("office", http.MethodPost, "/users", userOrder{Login: "li", Name: "<李>", Role: "inspector"}), http.StatusCreated, &made)
	other := h.person(userOrder{Login: "viewer", Role: "viewer"})
	ask := func(method string, form url.Values) answer {
		r, _ := http.NewRequestWithContext(t.Context(), method, h.http.URL+base+pathOf(made.Link), strings.NewReader(form.Encode()))
		r.Header.Set("Accept", "text/html,application/xhtml+xml")
		r.Header.Set("Origin", h.http.URL)
		if form != nil {
			r.Header.Set("Content-Type", echo.MIMEApplicationForm)
		}
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: other.cookies[sessionCookie]})
		return h.send(r)
	}
	page := ask(http.MethodGet, nil)
	for _, part := range []string{`<form method="post">`, "li", "&lt;李&gt;", `autocomplete="new-password"`} {
		if page.status != http.StatusOK || !strings.Contains(string(page.body), part) {
			t.Errorf("page lacks %q: %d %s", part, page.status, page.body)
		}
	}
	if got := page.header.Get("Content-Security-Policy"); got != linkPolicy {
		t.Errorf("Content-Security-Policy = %q", got)
	}
	short := ask(http.MethodPost, url.Values{"password": {"short"}})
	if short.status != 422 || !strings.Contains(string(short.body), "<form") || !strings.Contains(string(short.body), `role="alert"`) {
		t.Errorf("a short password: %d %s", short.status, short.body)
	}
	done := ask(http.MethodPost, url.Values{"password": {goodPassword}})
	if done.status != http.StatusOK || strings.Contains(string(done.body), "<form") || strings.Contains(string(done.body), goodPassword) {
		t.Errorf("a good password: %d %s", done.status, done.body)
	}
	again := ask(http.MethodGet, nil)
	if again.status != http.StatusConflict || strings.Contains(string(again.body), "<form") {
		t.Errorf("the link again: %d %s", again.status, again.body)
	}
	h.want(h.browser().signIn("li", goodPassword), http.StatusOK, nil)
}
