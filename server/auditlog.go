package server

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// auditView is an entry of the audit log.
type auditView struct {
	Number  int64           `json:"number"`
	Time    string          `json:"time"`
	User    int64           `json:"user,omitempty"`  // absent: nobody who had signed in
	Login   string          `json:"login,omitempty"` // as it is now
	Role    string          `json:"role"`
	Address string          `json:"address,omitempty"`
	Action  string          `json:"action"`
	Object  string          `json:"object,omitempty"`
	Detail  json.RawMessage `json:"detail,omitempty"` // absent: erased with a person
}

// listAudit lists who did or saw what, the newest first.
func (s *Server) listAudit(r *request) error {
	if err := r.knownQueries("limit", "after", "order", "user", "action", "object"); err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	f := store.AuditFilter{Action: r.query("action"), Object: r.query("object")}
	if value := r.query("user"); value != "" {
		if f.User, err = strconv.ParseInt(value, 10, 64); err != nil || f.User < 1 {
			return refuse(ErrParameter, "user", value)
		}
	}
	for column, value := range map[string]string{"action": f.Action, "object": f.Object} {
		if err := geo.CheckText(value); err != nil {
			return geo.InColumn(err, column)
		}
	}
	items, err := s.audits(r.Request().Context(), f, p)
	if err != nil {
		return err
	}
	return page(r, items, func(a auditView) string { return count(a.Number) })
}

func (s *Server) audits(ctx context.Context, f store.AuditFilter, p store.NumberPage) ([]auditView, error) {
	var items []auditView
	err := s.Store.View(ctx, func(v store.Reader) error {
		entries, err := v.Audits(f, p)
		if err != nil {
			return err
		}
		logins := map[int64]string{}
		for _, a := range entries {
			login, known := logins[a.Made.By]
			if !known {
				if login, err = loginNow(v, a.Made.By); err != nil {
					return err
				}
				logins[a.Made.By] = login
			}
			items = append(items, auditView{a.Number, stamp(a.Made.At), a.Made.By, login, a.Role, a.Address, a.Action, a.Object, a.Detail})
		}
		return nil
	})
	return items, err
}

// loginNow is the login of an account; empty for nobody's.
func loginNow(v store.Reader, id int64) (string, error) {
	user, err := v.User(id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return user.Login, err
}
