package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// sessionAnswer says who asks.
type sessionAnswer struct {
	ID     int64    `json:"id,omitempty"`
	Login  string   `json:"login,omitempty"`
	Name   string   `json:"name,omitempty"`
	Role   string   `json:"role"`
	Unit   string   `json:"unit,omitempty"`
	Change bool     `json:"change"`           // the password must be changed before anything else
	Scopes []string `json:"scopes,omitempty"` // of the token that was sent
	CSRF   string   `json:"csrf,omitempty"`   // for the header X-CSRF-Token
}

func tellSession(who access.Who, user *store.User, secret string) sessionAnswer {
	a := sessionAnswer{
		ID: who.UserID, Login: who.Login, Name: user.Name, Role: who.Role.String(), Unit: who.Unit,
		Scopes: strings.Fields(who.Scopes.String()),
	}
	if secret != "" {
		a.Change, a.CSRF = user.Change, access.CSRF(secret)
	}
	return a
}

// getSession says who asks: the public if nobody has signed in.
func (s *Server) getSession(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	secret := ""
	if r.who.Session {
		secret = s.cookie(r, sessionCookie)
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.json(http.StatusOK, tellSession(r.who, &user, secret))
}

// userOf is the account of the one who asks; empty if it is not in the store.
func (s *Server) userOf(r *request) (store.User, error) {
	var user store.User
	err := s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		user, err = v.User(r.who.UserID)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.User{}, nil
	}
	return user, err
}

// signInOrder is what somebody signs in with.
type signInOrder struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

// signIn opens a session, always a new one: whatever cookie came with the request
// opens nothing any more.
func (s *Server) signIn(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	if err := s.sameOrigin(r); err != nil {
		return err
	}
	var order signInOrder
	if err := r.decode(&order); err != nil {
		return err
	}
	order.Login = loginOf(order.Login)
	user, err := s.checkPassword(r, order)
	if err != nil {
		return err
	}
	before, _ := access.ParseToken(access.Session, s.cookie(r, sessionCookie)) // one that is none is in no store
	return s.openSession(r, user, "session.start", func(w store.Writer) error {
		if err := w.DropExpired(s.now()); err != nil {
			return err
		}
		return w.DropSession(before)
	})
}

// loginOf is a login name as it is kept: people type it in upper or lower case, and
// Chinese input methods full-width.
func loginOf(typed string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(typed))) }

// verified is an account whose password was right.
type verified struct {
	store.User

	stored string // the password as it was read; User has what to write
}

// checkPassword returns the account that a login and a password open, or
// ErrCredentials, which takes as long for a login that nobody has. A hash that was
// made at another cost is made anew; openSession writes it.
func (s *Server) checkPassword(r *request, order signInOrder) (*verified, error) {
	device := access.DeviceFromCookie(s.door.devices, order.Login, s.cookie(r, deviceCookie))
	wait, attempt := s.door.guard.Allow(access.Visitor{Login: order.Login, Address: addressOf(r), Device: device})
	if attempt == nil {
		return nil, access.Later(wait)
	}
	ctx := r.Request().Context()
	user, err := s.whoSignsIn(ctx, order.Login)
	if err != nil {
		attempt.Unchecked()
		return nil, err
	}
	right, again, err := s.door.hasher.Verify(ctx, user.Password, order.Password)
	if err != nil {
		attempt.Unchecked()
		return nil, err
	}
	if !right {
		return nil, s.refuseSignIn(r, &user)
	}
	attempt.Succeeded()
	known := &verified{user, user.Password}
	if again {
		if hash, err := s.door.hasher.Hash(ctx, order.Password, s.Random); err == nil { // else another time
			known.Password = hash
		}
	}
	return known, nil
}

// whoSignsIn reads the account of a login. One that may not come in, and one that
// is not there, has no password.
func (s *Server) whoSignsIn(ctx context.Context, login string) (store.User, error) {
	var user store.User
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		user, err = v.UserByLogin(login)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.User{}, nil
	}
	if whoIs(&user).Role == access.Public {
		user.Password = ""
	}
	return user, err
}

// refuseSignIn notes a wrong password and returns ErrCredentials. What was typed
// for a login may be a password, so it is not written down.
func (s *Server) refuseSignIn(r *request, user *store.User) error {
	err := s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		return r.audit(w, "session.refuse", userObject(user.ID), nil)
	})
	if err != nil {
		return err
	}
	return &geo.Error{Code: ErrCredentials}
}

func userObject(id int64) string { return "user/" + count(id) }

// openSession writes the account's password and a new session after what first
// does, and answers with it. Who was shut out meanwhile stays out.
func (s *Server) openSession(r *request, user *verified, action string, first func(store.Writer) error) error {
	secret, hash, err := access.NewToken(access.Session, s.Random)
	if err != nil {
		return err
	}
	device, err := access.NewDevice(s.door.devices, user.Login, s.Random)
	if err != nil {
		return err
	}
	now := s.now()
	r.who = whoIs(&user.User)
	r.who.Session = true
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if err := s.keepPassword(w, user); err != nil {
			return err
		}
		if err := first(w); err != nil {
			return err
		}
		if err := w.AddSession(store.Session{Hash: hash, User: user.ID, Made: now, Seen: now, Expires: now.Add(sessionLife)}); err != nil {
			return err
		}
		return r.audit(w, action, userObject(user.ID), nil)
	})
	s.door.known.forget()
	if err != nil {
		return err
	}
	s.setCookie(r, sessionCookie, secret, sessionLife)
	s.setCookie(r, deviceCookie, device, deviceLife)
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.json(http.StatusOK, tellSession(r.who, &user.User, secret))
}

// keepPassword writes the password of an account unless that was changed since it
// was read.
func (s *Server) keepPassword(w store.Writer, user *verified) error {
	now, err := w.User(user.ID)
	if err != nil {
		return err
	}
	if now.Password != user.stored || whoIs(&now) != whoIs(&user.User) {
		return &geo.Error{Code: ErrCredentials}
	}
	if user.Password == user.stored && now.Change == user.Change {
		return nil
	}
	now.Password, now.Change = user.Password, user.Change
	return w.SetUser(now)
}
