package server

import (
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// userView is an account as the office sees it.
type userView struct {
	ID       int64  `json:"id"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Unit     string `json:"unit,omitempty"`
	Area     string `json:"area,omitempty"`
	Ready    bool   `json:"ready"` // a password has been set
	Change   bool   `json:"change"`
	Disabled bool   `json:"disabled"`
	Erased   bool   `json:"erased"`
	Created  string `json:"created"`
}

func tellUser(u *store.User) userView {
	return userView{
		ID: u.ID, Login: u.Login, Name: u.Name, Role: u.Role, Unit: u.Unit, Area: u.Area, Ready: u.Password != "",
		Change: u.Change, Disabled: u.Disabled, Erased: u.Erased, Created: stamp(u.Made.At),
	}
}

// linkedUser is an account with its one-time link, which is shown once.
type linkedUser struct {
	userView

	Link    string `json:"link"`
	Expires string `json:"link_expires"`
}

// secret marks the answer as one that is kept encrypted.
func (linkedUser) secret() {}

func (s *Server) tellLinked(r *request, u *store.User, l *oneTime) linkedUser {
	return linkedUser{tellUser(u), linkURL(s.url(r), l.secret), stamp(l.Expires)}
}

func userPath(id int64) string { return "/users/" + count(id) }

// listUsers lists the accounts by login.
func (s *Server) listUsers(r *request) error {
	if err := r.knownQueries("limit", "after"); err != nil {
		return err
	}
	p, err := r.textPage()
	if err != nil {
		return err
	}
	var users []store.User
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		users, err = v.Users(p)
		return err
	})
	if err != nil {
		return err
	}
	items := make([]userView, len(users))
	for i := range users {
		items[i] = tellUser(&users[i])
	}
	return page(r, items, func(u userView) string { return u.Login })
}

func (s *Server) getUser(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.numberParam("user")
	if err != nil {
		return err
	}
	var user store.User
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		user, err = v.User(id)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellUser(&user))
}

// userOrder is an account to be made.
type userOrder struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	Unit  string `json:"unit"`
	Area  string `json:"area"`
}

// user is the account that is ordered.
func (o *userOrder) user(by store.Act) (store.User, error) {
	u := store.User{
		Login: loginOf(o.Login), Name: strings.TrimSpace(o.Name), Role: o.Role, Unit: strings.TrimSpace(o.Unit),
		Area: strings.TrimSpace(o.Area), Made: by,
	}
	return u, checkUser(&u)
}

// maxLogin is the longest login in bytes.
const maxLogin = 128

// checkUser returns the first that is wrong with an account.
func checkUser(u *store.User) error {
	if u.Login == "" {
		return required("login", "")
	}
	if err := geo.CheckTextLength(u.Login, maxLogin); err != nil {
		return geo.InColumn(err, "login")
	}
	for _, text := range []struct{ column, value string }{{"name", u.Name}, {"unit", u.Unit}, {"area", u.Area}} {
		if text.value == "" {
			continue
		}
		if err := geo.CheckIdentifier(text.value); err != nil {
			return geo.InColumn(err, text.column)
		}
	}
	if role, err := access.ParseRole(u.Role); err != nil || role == access.Public {
		return &geo.Error{Code: access.ErrRoleUnknown, At: geo.Place{Column: "role"}, Value: u.Role, Want: strings.Join(accountRoles(), ", ")}
	}
	if u.Role == access.Unit.String() && u.Unit == "" {
		return &geo.Error{Code: ErrUnitMissing, At: geo.Place{Column: "unit"}}
	}
	return nil
}

// accountRoles are the roles that accounts have: all but the public.
func accountRoles() []string {
	var names []string
	for _, role := range access.Roles() {
		if role != access.Public {
			names = append(names, role.String())
		}
	}
	return names
}

// roleDetail says in the audit log what an account is or became; who it is stands
// nowhere there.
type roleDetail struct {
	Role string `json:"role"`
}

// addUser makes an account and a link by which its owner sets the password.
func (s *Server) addUser(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	var order userOrder
	if err := r.decode(&order); err != nil {
		return err
	}
	user, err := order.user(s.act(r))
	if err != nil {
		return err
	}
	link, err := s.newLinkOf(0, linkLife)
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		if err := r.writeUser(w, &user, &link); err != nil {
			return answered{}, err
		}
		return answered{http.StatusCreated, userPath(user.ID), s.tellLinked(r, &user, &link)}, nil
	})
}

// writeUser adds an account with its link.
func (r *request) writeUser(w store.Writer, user *store.User, link *oneTime) error {
	var err error
	if user.ID, err = w.AddUser(*user); err != nil {
		return geo.InColumn(err, "login")
	}
	link.User = user.ID
	if err := keepLink(w, link); err != nil {
		return err
	}
	if err := r.server.assignEarlier(w, user); err != nil {
		return err
	}
	return r.audit(w, "user.add", userObject(user.ID), roleDetail{user.Role})
}

// newLink makes another link for an account; earlier ones open nothing any more.
func (s *Server) newLink(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.numberParam("user")
	if err != nil {
		return err
	}
	link, err := s.newLinkOf(id, linkLife)
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		user, err := w.User(id)
		if err != nil {
			return answered{}, err
		}
		if user.Erased {
			return answered{}, &geo.Error{Code: store.ErrErased, Kind: geo.Conflict, At: geo.Place{Column: "user"}, Value: count(id)}
		}
		if err := keepLink(w, &link); err != nil {
			return answered{}, err
		}
		made := answered{http.StatusCreated, userPath(id), s.tellLinked(r, &user, &link)}
		return made, r.audit(w, "user.link", userObject(id), nil)
	})
}
