package server

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// A stranger who guesses slows himself and other strangers, not the owner's own
// browser, and no other account.
func TestSessionLockOutIsNobodyElses(t *testing.T) {
	h := newHouse(t)
	mine := h.person(someOffice)
	h.user(userOrder{Login: "viewer", Role: "viewer"})
	stranger := h.browser()
	refused := 0
	for range 12 {
		a := stranger.signIn("office", "not the password")
		if a.status == http.StatusTooManyRequests {
			refused++
			if a.header.Get("Retry-After") == "" {
				t.Errorf("429 without Retry-After")
			}
		}
	}
	if refused != 7 {
		t.Errorf("%d of 12 guesses were refused unseen, want 7", refused)
	}
	h.wantProblem("the stranger, who is right at last", stranger.signIn("office", goodPassword), 429, access.ErrRate)
	mine.cookies = map[string]string{deviceCookie: mine.cookies[deviceCookie]}
	h.want(mine.signIn("office", goodPassword), http.StatusOK, nil)
	h.want(h.browser().signIn("viewer", goodPassword), http.StatusOK, nil)
}

// Wrong passwords, a thousand in the long set, are neither computed nor kept.
func TestSessionGuessesAreBounded(t *testing.T) {
	h := newHouse(t)
	h.user(someOffice)
	b := h.browser()
	computed, guesses := 0, 50
	if os.Getenv("SITEDRAW_LONG") != "" {
		guesses = 1000
	}
	for range guesses {
		if b.signIn("office", "not the password").status == http.StatusUnauthorized {
			computed++
		}
	}
	if computed > 5 {
		t.Errorf("%d of %d passwords were computed, want 5 at most", computed, guesses)
	}
	var l list[auditView]
	h.want(h.do("office", http.MethodGet, "/audit?action=session.refuse", nil), http.StatusOK, &l)
	if len(l.Items) != computed {
		t.Errorf("%d entries in the audit log, want %d", len(l.Items), computed)
	}
}

// A password whose hash cost less than today's is hashed anew when it is known.
func TestSessionHashesAnew(t *testing.T) {
	h := newHouse(t)
	usual, err := newDoor(Config{Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	h.door.hasher = usual.hasher
	id := h.user(userOrder{Login: "viewer", Role: "viewer"})
	cheap, err := access.NewHasher(access.HasherOptions{Cost: access.Cost{KiB: 64, Passes: 1, Lanes: 1}, AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	old, err := cheap.Hash(t.Context(), goodPassword, h.Random)
	if err != nil {
		t.Fatal(err)
	}
	stored := func(f func(*store.User)) (password string) {
		err := h.Store.Update(t.Context(), func(w store.Writer) error {
			u, err := w.User(id)
			if err != nil {
				return err
			}
			f(&u)
			password = u.Password
			return w.SetUser(u)
		})
		if err != nil {
			t.Fatal(err)
		}
		return password
	}
	stored(func(u *store.User) { u.Password = old })
	h.want(h.browser().signIn("viewer", goodPassword), http.StatusOK, nil)
	if got := stored(func(*store.User) {}); got == old || !strings.HasPrefix(got, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored = %s, want a new hash", got)
	}
	h.want(h.browser().signIn("viewer", goodPassword), http.StatusOK, nil)
}

// Who knew a password that was changed while it was computed stays out.
func TestSessionOfAnOldPassword(t *testing.T) {
	h := newHouse(t)
	id := h.user(userOrder{Login: "viewer", Role: "viewer"})
	var was store.User
	err := h.Store.Update(t.Context(), func(w store.Writer) (err error) {
		if was, err = w.User(id); err != nil {
			return err
		}
		now := was
		now.Password = "changed"
		return w.SetUser(now)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = h.Store.Update(t.Context(), func(w store.Writer) error { return h.keepPassword(w, &verified{was, was.Password}) })
	if !errors.Is(err, ErrCredentials) {
		t.Errorf("keepPassword after a change = %v, want %s", err, ErrCredentials)
	}
}
