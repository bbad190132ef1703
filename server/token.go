package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// How long tokens last: if nothing is said, and at most.
const (
	tokenLife    = 90 * 24 * time.Hour
	maxTokenLife = 366 * 24 * time.Hour
)

// tokenView is a token without what opens something.
type tokenView struct {
	ID      int64    `json:"id"`
	User    int64    `json:"user"`
	Name    string   `json:"name"`
	Scopes  []string `json:"scopes"`
	Created string   `json:"created"`
	Expires string   `json:"expires"`
	Revoked string   `json:"revoked,omitempty"`
	Seen    string   `json:"seen,omitempty"` // when it was last used, to five minutes
}

func tellToken(t *store.Token) tokenView {
	return tokenView{
		ID: t.ID, User: t.User, Name: t.Name, Scopes: t.Scopes, Created: stamp(t.Made), Expires: stamp(t.Expires),
		Revoked: stamp(t.Revoked), Seen: stamp(t.Seen),
	}
}

// shownToken is a new token, which is shown once.
type shownToken struct {
	tokenView

	Token string `json:"token"`
}

// secret marks the answer as one that is kept encrypted.
func (shownToken) secret() {}

// listTokens lists one's own tokens; for the office those of any account.
func (s *Server) listTokens(r *request) error {
	if err := r.knownQueries("user"); err != nil {
		return err
	}
	user, err := r.tokensOf()
	if err != nil {
		return err
	}
	shown := list[tokenView]{Items: []tokenView{}}
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		tokens, err := v.Tokens(user)
		for i := range tokens {
			shown.Items = append(shown.Items, tellToken(&tokens[i]))
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// tokensOf is the account whose tokens are asked for.
func (r *request) tokensOf() (int64, error) {
	value := r.query("user")
	if value == "" {
		return r.who.UserID, nil
	}
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id < 1 {
		return 0, refuse(ErrParameter, "user", value)
	}
	if id == r.who.UserID {
		return id, nil
	}
	return id, r.needAdmin()
}

// needAdmin refuses who may do nothing to other accounts.
func (r *request) needAdmin() error {
	return r.who.May(access.Need{Roles: access.RoleSetOf(access.Office), Scope: access.Admin})
}

// tokenOrder is a token to be made.
type tokenOrder struct {
	Name    string   `json:"name"`
	Scopes  []string `json:"scopes"`
	Expires string   `json:"expires"`
}

// token checks the order of somebody and returns what is to be kept, but for the
// hash.
func (o *tokenOrder) token(who access.Who, now time.Time) (store.Token, error) {
	t := store.Token{User: who.UserID, Name: strings.TrimSpace(o.Name), Made: now, Expires: now.Add(tokenLife)}
	if err := geo.CheckIdentifier(t.Name); err != nil {
		return t, geo.InColumn(err, "name")
	}
	if len(o.Scopes) == 0 {
		return t, required("scopes", "")
	}
	scopes, err := access.ParseScopes(strings.Join(o.Scopes, " "))
	if err == nil {
		err = access.CheckScopes(who.Role, scopes)
	}
	if err != nil {
		return t, geo.InColumn(err, "scopes")
	}
	t.Scopes = strings.Fields(scopes.String())
	if o.Expires == "" {
		return t, nil
	}
	if t.Expires, err = time.Parse(time.RFC3339, o.Expires); err != nil {
		return t, &geo.Error{Code: sampler.ErrTime, At: geo.Place{Column: "expires"}, Value: o.Expires, Err: err}
	}
	t.Expires = t.Expires.UTC().Truncate(time.Millisecond)
	if latest := now.Add(maxTokenLife); !t.Expires.After(now) || t.Expires.After(latest) {
		return t, &geo.Error{Code: ErrTokenLife, At: geo.Place{Column: "expires"}, Value: o.Expires, Want: stamp(latest)}
	}
	return t, nil
}

// addToken makes a token for the one who asks. A token makes none: one that was
// stolen would live on in others.
func (s *Server) addToken(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	if err := r.needSession(); err != nil {
		return err
	}
	var order tokenOrder
	if err := r.decode(&order); err != nil {
		return err
	}
	token, err := order.token(r.who, s.now())
	if err != nil {
		return err
	}
	shown, hash, err := access.NewToken(access.APIToken, s.Random)
	if err != nil {
		return err
	}
	token.Hash = hash
	return r.create(func(w store.Writer) (answered, error) {
		if token.ID, err = w.AddToken(token); err != nil {
			return answered{}, err
		}
		made := answered{http.StatusCreated, "/tokens/" + count(token.ID), shownToken{tellToken(&token), shown}}
		return made, r.audit(w, "token.add", tokenObject(token.ID), scopesDetail{token.Scopes, stamp(token.Expires)})
	})
}

// scopesDetail says in the audit log what a token may do.
type scopesDetail struct {
	Scopes  []string `json:"scopes"`
	Expires string   `json:"expires"`
}

func tokenObject(id int64) string { return "token/" + count(id) }

// revokeToken ends a token at once: one's own, and for the office any.
func (s *Server) revokeToken(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.numberParam("token")
	if err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if err := r.mayRevoke(w, id); err != nil {
			return err
		}
		if err := w.RevokeToken(id, s.now()); err != nil {
			return err
		}
		return r.audit(w, "token.revoke", tokenObject(id), nil)
	})
	s.door.known.forget()
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// mayRevoke refuses tokens of others, as if they were not there.
func (r *request) mayRevoke(v store.Reader, id int64) error {
	if r.needAdmin() == nil {
		return nil
	}
	mine, err := v.Tokens(r.who.UserID)
	if err != nil {
		return err
	}
	for i := range mine {
		if mine[i].ID == id {
			return nil
		}
	}
	return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "token"}, Value: count(id)}
}
