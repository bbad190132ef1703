package server

import (
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// userChange is what becomes of an account; what is absent stays.
type userChange struct {
	Name     *string `json:"name"`
	Role     *string `json:"role"`
	Unit     *string `json:"unit"`
	Area     *string `json:"area"`
	Change   *bool   `json:"change"` // the password, before anything else
	Disabled *bool   `json:"disabled"`
}

// apply changes an account and lists what was changed.
func (c *userChange) apply(u *store.User) (changed []string) {
	for _, text := range []struct {
		member   string
		from, to *string
	}{{"name", c.Name, &u.Name}, {"role", c.Role, &u.Role}, {"unit", c.Unit, &u.Unit}, {"area", c.Area, &u.Area}} {
		if text.from != nil && strings.TrimSpace(*text.from) != *text.to {
			*text.to = strings.TrimSpace(*text.from)
			changed = append(changed, text.member)
		}
	}
	for _, flag := range []struct {
		member   string
		from, to *bool
	}{{"change", c.Change, &u.Change}, {"disabled", c.Disabled, &u.Disabled}} {
		if flag.from != nil && *flag.from != *flag.to {
			*flag.to = *flag.from
			changed = append(changed, flag.member)
		}
	}
	return changed
}

// changeDetail says in the audit log what was changed of an account, without what a
// person is called.
type changeDetail struct {
	Changed  []string `json:"changed"`
	Role     string   `json:"role"`
	Disabled bool     `json:"disabled"`
}

// changeUser changes an account. Its sessions end if it may do something else from
// now on.
func (s *Server) changeUser(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.numberParam("user")
	if err != nil {
		return err
	}
	var change userChange
	if err := r.decode(&change); err != nil {
		return err
	}
	var user store.User
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if user, err = w.User(id); err != nil {
			return err
		}
		return r.writeChange(w, &user, &change)
	})
	s.door.known.forget()
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellUser(&user))
}

func (r *request) writeChange(w store.Writer, user *store.User, change *userChange) error {
	before := whoIs(user)
	changed := change.apply(user)
	if len(changed) == 0 {
		return nil
	}
	if err := checkUser(user); err != nil {
		return err
	}
	if before.Role == access.Office && whoIs(user).Role != access.Office {
		if err := keepOffice(w, user.ID); err != nil {
			return err
		}
	}
	if err := w.SetUser(*user); err != nil {
		return err
	}
	if before != whoIs(user) {
		if err := w.DropSessions(user.ID); err != nil {
			return err
		}
	}
	if before.Role != whoIs(user).Role {
		if err := r.server.assignEarlier(w, user); err != nil {
			return err
		}
	}
	return r.audit(w, "user.change", userObject(user.ID), changeDetail{changed, user.Role, user.Disabled})
}

// keepOffice returns ErrLastOffice if nobody else could come in as the office.
func keepOffice(v store.Reader, without int64) error {
	there, err := officeBeside(v, without)
	if err == nil && !there {
		err = &geo.Error{Code: ErrLastOffice, Kind: geo.Conflict, At: geo.Place{Column: "user"}, Value: count(without)}
	}
	return err
}

// eraseUser takes the person out of an account, for good. What he did stays, by the
// account's number alone.
func (s *Server) eraseUser(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.numberParam("user")
	if err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		user, err := w.User(id)
		if err != nil {
			return err
		}
		if whoIs(&user).Role == access.Office {
			if err := keepOffice(w, id); err != nil {
				return err
			}
		}
		if err := r.audit(w, "user.erase", userObject(id), nil); err != nil { // before, so that one's own address goes too
			return err
		}
		if err := dropLink(w, id); err != nil {
			return err
		}
		return w.EraseUser(id)
	})
	s.door.known.forget()
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}
