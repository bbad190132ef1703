package access

import "sitedraw/geo"

// Who is whoever makes a request; the zero value is the public. It is made by who
// has looked up the session or token, for one request.
type Who struct {
	UserID  int64
	Login   string
	Role    Role
	Unit    string   // the responsible unit, of role Unit
	Session bool     // signed in with a browser; otherwise by a token
	Scopes  ScopeSet // of the token
}

// Need is what a route asks of who comes. The zero value lets nobody in.
type Need struct {
	Roles RoleSet // with Public in it, everybody may
	Scope Scope   // of a token; sessions have what their role has
}

// Has reports whether w may do what a scope stands for: its role may, and the token
// was given it.
func (w Who) Has(s Scope) bool { return scopesOf[w.Role].Has(s) && (w.Session || w.Scopes.Has(s)) }

// On is who w counts as on a route that lets him in: the public, where a route is
// open to everybody and the token was not given what it needs.
func (w Who) On(n Need) Who {
	if !w.Has(n.Scope) {
		return Who{}
	}
	return w
}

// May returns nil if the route is open to w, and otherwise why not: ErrSignIn for
// the public, ErrRole for a role that has nothing to do there, ErrScope for a
// token that was given less than its owner has. A token never does more than its
// owner's role may now, whatever it was given once.
func (w Who) May(n Need) error {
	switch {
	case n.Roles.Has(Public):
		return nil
	case w.Role == Public:
		return &geo.Error{Code: ErrSignIn}
	case !n.Roles.Has(w.Role), !scopesOf[w.Role].Has(n.Scope):
		return &geo.Error{Code: ErrRole, Value: w.Role.String(), Names: n.Roles.names()}
	case !w.Session && !w.Scopes.Has(n.Scope):
		return &geo.Error{Code: ErrScope, Want: n.Scope.String()}
	default:
		return nil
	}
}
