package server

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// How long one-time links open something: of a new account, which are printed and
// handed out, and those that come from the server's console.
const (
	linkLife        = 7 * 24 * time.Hour
	consoleLinkLife = 24 * time.Hour
)

// newAccount is the user of the link that makes the office's first account.
const newAccount = 0

// oneTime is a link with what is shown of it, once.
type oneTime struct {
	store.Link

	secret string
}

// newLinkOf makes a link for an account; keepLink writes it.
func (s *Server) newLinkOf(user int64, life time.Duration) (oneTime, error) {
	secret, hash, err := access.NewToken(access.Link, s.Random)
	return oneTime{store.Link{Hash: hash, User: user, Expires: s.now().Add(life)}, secret}, err
}

// linkSetting is where the hash of an account's newest link stands, the only one
// that opens something.
func linkSetting(user int64) string { return "link/" + count(user) }

// keepLink writes a link. Earlier ones of the account open nothing any more.
func keepLink(w store.Writer, l *oneTime) error {
	if err := w.AddLink(l.Link); err != nil {
		return err
	}
	return w.SetSetting(linkSetting(l.User), l.Hash[:])
}

// dropLink ends an account's link.
func dropLink(w store.Writer, user int64) error { return w.SetSetting(linkSetting(user), []byte{}) }

// linkURL is the address of the page that uses a link, below that of the server.
func linkURL(server, secret string) string { return server + "/link/" + secret }

// url is the server's address: as configured, or else as the request names it.
func (s *Server) url(r *request) string {
	if s.URL != "" {
		return s.URL
	}
	return s.scheme(r) + "://" + r.Request().Host
}

// linkView is what whoever holds a link is told about it.
type linkView struct {
	For     string `json:"for"` // "first": it makes the office's first account; "password"
	Login   string `json:"login,omitempty"`
	Name    string `json:"name,omitempty"`
	Role    string `json:"role"`
	Expires string `json:"expires"`
}

func (s *Server) getLink(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	link, user, err := s.link(r)
	if r.asksForPage() {
		return r.linkForm(&user, err)
	}
	if err != nil {
		return err
	}
	view := linkView{For: "password", Login: user.Login, Name: user.Name, Role: user.Role, Expires: stamp(link.Expires)}
	if link.User == newAccount {
		view.For = "first"
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.json(http.StatusOK, view)
}

// link reads the link of the path and the account that it is for.
func (s *Server) link(r *request) (link store.Link, user store.User, err error) {
	shown, err := r.param("link")
	if err != nil {
		return link, user, err
	}
	hash, err := access.ParseToken(access.Link, shown)
	if err != nil {
		return link, user, &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "link"}}
	}
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		if link, err = v.Link(hash); err != nil {
			return err
		}
		user, err = s.linkOpens(v, &link)
		return err
	})
	return link, user, err
}

// linkOpens returns the account that a link opens, or why it opens none.
func (s *Server) linkOpens(v store.Reader, link *store.Link) (store.User, error) {
	newest, err := v.Setting(linkSetting(link.User))
	if err != nil {
		return store.User{}, err
	}
	if !link.Used.IsZero() || !bytes.Equal(newest, link.Hash[:]) {
		return store.User{}, &geo.Error{Code: ErrLinkUsed, Kind: geo.Conflict}
	}
	if !s.now().Before(link.Expires) {
		return store.User{}, &geo.Error{Code: ErrLinkExpired, Kind: geo.Conflict, Value: stamp(link.Expires)}
	}
	if link.User != newAccount {
		return v.User(link.User)
	}
	there, err := officeBeside(v, newAccount)
	if err == nil && there {
		err = &geo.Error{Code: ErrOfficeExists, Kind: geo.Conflict}
	}
	if err != nil {
		return store.User{}, err
	}
	return store.User{Role: access.Office.String()}, nil
}

// linkOrder is what a link is used for: a password, and for the first account also
// who it is.
type linkOrder struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

// useLink sets the password of the link's account, or makes the first one. A
// browser may send the form of the link's page.
func (s *Server) useLink(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	if err := s.sameOrigin(r); err != nil {
		return err
	}
	order, form, err := r.linkOrder()
	if err != nil {
		return err
	}
	link, user, err := s.link(r)
	if err == nil {
		err = s.follow(r, &order, &link, &user)
	}
	switch {
	case form && err != nil:
		return r.linkForm(&user, err)
	case form:
		return r.linkDone(&user)
	case err != nil:
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	if link.User == newAccount {
		return r.created(userPath(user.ID), tellUser(&user))
	}
	return r.json(http.StatusOK, tellUser(&user))
}

// follow does what a link is for.
func (s *Server) follow(r *request, order *linkOrder, link *store.Link, user *store.User) error {
	if err := order.complete(user); err != nil {
		return err
	}
	var err error
	if user.Password, err = s.door.hasher.Hash(r.Request().Context(), order.Password, s.Random); err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error { return s.spendLink(w, r, link, user) })
	s.door.known.forget()
	return err
}

// complete checks an order and puts it into the account.
func (o *linkOrder) complete(user *store.User) error {
	switch {
	case user.ID == newAccount:
		user.Login, user.Name = loginOf(o.Login), strings.TrimSpace(o.Name)
		if err := checkUser(user); err != nil {
			return err
		}
	case o.Login != "":
		return refuse(ErrMember, "login", o.Login)
	case o.Name != "":
		return refuse(ErrMember, "name", o.Name)
	}
	return geo.InColumn(access.CheckPassword(o.Password, user.Login), "password")
}

// spendLink uses the link up and writes the account, as it is now. Its sessions
// end: somebody who forgot his password may have lost a device too.
func (s *Server) spendLink(w store.Writer, r *request, link *store.Link, user *store.User) error {
	now, err := s.linkOpens(w, link)
	if err != nil {
		return err
	}
	if err := w.UseLink(link.Hash, s.now()); err != nil {
		return err
	}
	if err := dropLink(w, link.User); err != nil {
		return err
	}
	if link.User == newAccount {
		user.Made = store.Act{At: s.now()}
		if user.ID, err = w.AddUser(*user); err != nil {
			return err
		}
		return r.audit(w, "user.first", userObject(user.ID), nil)
	}
	now.Password, now.Change = user.Password, false
	*user = now
	if err := w.SetUser(now); err != nil {
		return err
	}
	if err := w.DropSessions(now.ID); err != nil {
		return err
	}
	return r.audit(w, "user.password", userObject(now.ID), nil)
}
