package server

import (
	"net/http"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// signOut ends the session that the request came with.
func (s *Server) signOut(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	hash, err := access.ParseToken(access.Session, s.cookie(r, sessionCookie))
	if err == nil && r.who.Session {
		err := s.Store.Update(r.Request().Context(), func(w store.Writer) error {
			if err := w.DropSession(hash); err != nil {
				return err
			}
			return r.audit(w, "session.end", userObject(r.who.UserID), nil)
		})
		s.door.known.forget()
		if err != nil {
			return err
		}
	}
	s.setCookie(r, sessionCookie, "", 0)
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.NoContent(http.StatusNoContent)
}

// passwordOrder is a change of one's own password.
type passwordOrder struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// changePassword sets another password. All sessions of the account end, and the
// one who asks gets a new one.
func (s *Server) changePassword(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	if err := r.needSession(); err != nil {
		return err
	}
	var order passwordOrder
	if err := r.decode(&order); err != nil {
		return err
	}
	if order.New == order.Old {
		return &geo.Error{Code: ErrPasswordSame, At: geo.Place{Column: "new"}}
	}
	if err := access.CheckPassword(order.New, r.who.Login); err != nil {
		return geo.InColumn(err, "new")
	}
	user, err := s.checkPassword(r, signInOrder{Login: r.who.Login, Password: order.Old})
	if err != nil {
		return err
	}
	if user.Password, err = s.door.hasher.Hash(r.Request().Context(), order.New, s.Random); err != nil {
		return err
	}
	user.Change = false
	return s.openSession(r, user, "session.password", func(w store.Writer) error {
		if err := w.DropSessions(user.ID); err != nil {
			return err
		}
		return dropLink(w, user.ID)
	})
}

// needSession refuses tokens: what only a person may do would outlive a stolen one.
func (r *request) needSession() error {
	if !r.who.Session {
		return &geo.Error{Code: ErrNoSession}
	}
	return nil
}
