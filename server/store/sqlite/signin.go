package sqlite

import (
	"time"

	"sitedraw/server/store"
)

// hashKey is how a hash stands in an error: not at all, since it opens a door.
const hashKey = ""

// Session is store.UserReader's.
func (c *session) Session(hash [32]byte) (store.Session, error) {
	return one(c, thing{"session", hashKey}, func(r row) (s store.Session, err error) {
		err = r.Scan(bytes32{&s.Hash}, &s.User, moment{&s.Made}, moment{&s.Seen}, moment{&s.Expires})
		return s, err
	}, "SELECT hash, user, made, seen, expires FROM session WHERE hash = ?", hash[:])
}

// AddSession is store.UserWriter's.
func (c *session) AddSession(s store.Session) error {
	if _, err := c.User(s.User); err != nil {
		return err
	}
	return c.put(thing{"session", hashKey}, "INSERT INTO session (hash, user, made, seen, expires) VALUES (?, ?, ?, ?, ?)",
		s.Hash[:], s.User, s.Made.UnixMilli(), s.Seen.UnixMilli(), s.Expires.UnixMilli())
}

// TouchSession is store.UserWriter's.
func (c *session) TouchSession(hash [32]byte, seen time.Time) error {
	return c.change(thing{"session", hashKey}, "UPDATE session SET seen = ? WHERE hash = ?", seen.UnixMilli(), hash[:])
}

// DropSession is store.UserWriter's. One that is not there is dropped already.
func (c *session) DropSession(hash [32]byte) error {
	return c.put(thing{"session", hashKey}, "DELETE FROM session WHERE hash = ?", hash[:])
}

// DropSessions is store.UserWriter's.
func (c *session) DropSessions(user int64) error {
	return c.put(thing{"user", number(user)}, "DELETE FROM session WHERE user = ?", user)
}

// remembered is how long what has expired can still be told from what never was.
const remembered = 30 * 24 * time.Hour

// DropExpired is store.UserWriter's.
func (c *session) DropExpired(now time.Time) error {
	before := now.Add(-remembered).UnixMilli()
	for _, query := range []string{
		"DELETE FROM session WHERE expires < ?",
		"DELETE FROM token WHERE expires < ?",
		"DELETE FROM link WHERE expires < ?",
	} {
		if err := c.put(thing{noun: "session"}, query, before); err != nil {
			return err
		}
	}
	return nil
}

const tokenColumns = "SELECT id, hash, user, name, scopes, made, expires, revoked, seen FROM token " //nolint:gosec // names of columns

func scanToken(r row) (t store.Token, err error) {
	err = r.Scan(&t.ID, bytes32{&t.Hash}, &t.User, &t.Name, texts{&t.Scopes}, moment{&t.Made}, moment{&t.Expires},
		moment{&t.Revoked}, moment{&t.Seen})
	return t, err
}

// Token is store.UserReader's.
func (c *session) Token(hash [32]byte) (store.Token, error) {
	return one(c, thing{"token", hashKey}, scanToken, tokenColumns+"WHERE hash = ?", hash[:])
}

// Tokens is store.UserReader's.
func (c *session) Tokens(user int64) ([]store.Token, error) {
	return all(c, scanToken, tokenColumns+"WHERE user = ? ORDER BY id", user)
}

// AddToken is store.UserWriter's.
func (c *session) AddToken(t store.Token) (int64, error) {
	if _, err := c.User(t.User); err != nil {
		return 0, err
	}
	scopes, err := list(t.Scopes)
	if err != nil {
		return 0, err
	}
	return c.insert(thing{"token", t.Name}, "INSERT INTO token (hash, user, name, scopes, made, expires) VALUES (?, ?, ?, ?, ?, ?)",
		t.Hash[:], t.User, t.Name, scopes, t.Made.UnixMilli(), stamp(t.Expires))
}

// TouchToken is store.UserWriter's.
func (c *session) TouchToken(id int64, seen time.Time) error {
	return c.change(thing{"token", number(id)}, "UPDATE token SET seen = ? WHERE id = ?", seen.UnixMilli(), id)
}

// RevokeToken is store.UserWriter's. Of several times the first counts.
func (c *session) RevokeToken(id int64, at time.Time) error {
	return c.change(thing{"token", number(id)}, "UPDATE token SET revoked = coalesce(revoked, ?) WHERE id = ?", at.UnixMilli(), id)
}

// Link is store.UserReader's.
func (c *session) Link(hash [32]byte) (store.Link, error) {
	return one(c, thing{"link", hashKey}, func(r row) (l store.Link, err error) {
		err = r.Scan(bytes32{&l.Hash}, &l.User, moment{&l.Expires}, moment{&l.Used})
		return l, err
	}, "SELECT hash, user, expires, used FROM link WHERE hash = ?", hash[:])
}

// AddLink is store.UserWriter's.
func (c *session) AddLink(l store.Link) error {
	if l.User != 0 {
		if _, err := c.User(l.User); err != nil {
			return err
		}
	}
	return c.put(thing{"link", hashKey}, "INSERT INTO link (hash, user, expires) VALUES (?, ?, ?)",
		l.Hash[:], l.User, l.Expires.UnixMilli())
}

// UseLink is store.UserWriter's.
func (c *session) UseLink(hash [32]byte, at time.Time) error {
	l, err := c.Link(hash)
	if err != nil {
		return err
	}
	of := thing{"link", hashKey}
	if !l.Used.IsZero() || !at.Before(l.Expires) {
		return of.state()
	}
	return c.put(of, "UPDATE link SET used = ? WHERE hash = ?", at.UnixMilli(), hash[:])
}
