package server

import (
	"context"

	"sitedraw/server/access"
	"sitedraw/server/store"
)

// pageOfUsers is how many accounts are read at once.
const pageOfUsers = 1000

// eachUser calls f with every account until it returns false.
func eachUser(v store.Reader, f func(*store.User) bool) error {
	after := ""
	for {
		users, err := v.Users(store.TextPage{After: after, Limit: pageOfUsers})
		if err != nil {
			return err
		}
		for i := range users {
			if !f(&users[i]) {
				return nil
			}
		}
		if len(users) < pageOfUsers {
			return nil
		}
		after = users[len(users)-1].Login
	}
}

// officeBeside reports whether somebody beside an account can come in as the
// office: with a password, and not shut out.
func officeBeside(v store.Reader, id int64) (there bool, err error) {
	err = eachUser(v, func(u *store.User) bool {
		there = u.ID != id && u.Password != "" && whoIs(u).Role == access.Office
		return !there
	})
	return there, err
}

// FirstLink returns a one-time link that makes the office's first account, for the
// console; empty if the office can come in. It stands for a day, and ends those
// that were returned before.
func (s *Server) FirstLink(ctx context.Context, url string) (string, error) {
	link, err := s.newLinkOf(newAccount, consoleLinkLife)
	if err != nil {
		return "", err
	}
	there := false
	err = s.Store.Update(ctx, func(w store.Writer) error {
		if there, err = officeBeside(w, newAccount); there || err != nil {
			return err
		}
		return keepLink(w, &link)
	})
	if err != nil || there {
		return "", err
	}
	return linkURL(url, link.secret), nil
}

// urlSetting is where the address stands by which people last reached the server.
const urlSetting = "url"

// KeepURL notes by which address people reach the server, for links that the console
// makes while it is stopped.
func (s *Server) KeepURL(ctx context.Context, url string) error {
	return s.Store.Update(ctx, func(w store.Writer) error { return w.SetSetting(urlSetting, []byte(url)) })
}

// ResetAccount shuts an account's sessions and tokens, opens it again if it was
// disabled, and returns a one-time link that sets its password, for who sits at the
// server's console.
func (s *Server) ResetAccount(ctx context.Context, login string) (string, error) {
	var (
		link oneTime
		url  []byte
	)
	err := s.Store.Update(ctx, func(w store.Writer) error {
		user, err := w.UserByLogin(loginOf(login))
		if err != nil {
			return err
		}
		if link, err = s.newLinkOf(user.ID, consoleLinkLife); err != nil {
			return err
		}
		user.Password, user.Disabled = "", false
		if err := w.SetUser(user); err != nil {
			return err
		}
		if err := s.shut(w, user.ID); err != nil {
			return err
		}
		if err := keepLink(w, &link); err != nil {
			return err
		}
		if url, err = w.Setting(urlSetting); err != nil {
			return err
		}
		return w.AddAudit(store.Audit{
			Made: store.Act{At: s.now()}, Role: consoleRole, Action: "user.reset", Object: userObject(user.ID), Detail: []byte("{}"),
		})
	})
	s.door.known.forget()
	if err != nil {
		return "", err
	}
	return linkURL(string(url), link.secret), nil
}

// consoleRole stands in the audit log for who sits at the server's console.
const consoleRole = "console"

// shut ends an account's sessions and tokens.
func (s *Server) shut(w store.Writer, user int64) error {
	if err := w.DropSessions(user); err != nil {
		return err
	}
	tokens, err := w.Tokens(user)
	if err != nil {
		return err
	}
	for i := range tokens {
		if err := w.RevokeToken(tokens[i].ID, s.now()); err != nil {
			return err
		}
	}
	return nil
}
