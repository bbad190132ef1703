package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// importedUsers are the accounts that a list made.
type importedUsers struct {
	Items []linkedUser `json:"items"`
}

// secret marks the answer as one that is kept encrypted.
func (importedUsers) secret() {}

// newUser is an account of a list, with where it stands there.
type newUser struct {
	store.User

	line  int
	title string // heading of its login
	link  oneTime
}

// at says where in the list an error is.
func (u *newUser) at(err error) error {
	return located(err, geo.Place{Line: u.line, Column: u.title})
}

// located is an error with another place.
func located(err error, at geo.Place) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	moved := *e
	moved.At = at
	return &moved
}

// importUsers makes the accounts of a table, all or none, each with its link.
func (s *Server) importUsers(r *request) error {
	if err := r.knownQueries("dry_run", "format"); err != nil {
		return err
	}
	dry, err := r.flagQuery("dry_run")
	if err != nil {
		return err
	}
	format, err := r.format("json", "html")
	if err != nil {
		return err
	}
	if format == "html" {
		r.render = r.linkSlips
	}
	if before, err := r.answeredBefore(); before || err != nil {
		return err
	}
	cells, err := intake.ReadCells("", r.Request().Body, intake.Options{})
	if err != nil {
		return err
	}
	users, err := usersOf(cells, s.act(r))
	if err != nil {
		return err
	}
	if err := s.checkNew(r, users); err != nil {
		return err
	}
	if dry {
		return r.json(http.StatusOK, ordersOf(users))
	}
	return s.addUsers(r, users)
}

// checkNew returns the logins that somebody has already.
func (s *Server) checkNew(r *request, users []newUser) error {
	return s.Store.View(r.Request().Context(), func(v store.Reader) error {
		var taken []error
		for i := range users {
			_, err := v.UserByLogin(users[i].Login)
			switch {
			case err == nil:
				taken = append(taken, users[i].at(&geo.Error{Code: store.ErrExists, Kind: geo.Conflict, Value: users[i].Login}))
			case !errors.Is(err, store.ErrNotFound):
				return err
			}
		}
		return errors.Join(taken...)
	})
}

func ordersOf(users []newUser) list[userOrder] {
	l := list[userOrder]{}
	for i := range users {
		u := &users[i]
		l.Items = append(l.Items, userOrder{Login: u.Login, Name: u.Name, Role: u.Role, Unit: u.Unit, Area: u.Area})
	}
	return l
}

func (s *Server) addUsers(r *request, users []newUser) error {
	for i := range users {
		var err error
		if users[i].link, err = s.newLinkOf(0, linkLife); err != nil {
			return err
		}
	}
	return r.create(func(w store.Writer) (answered, error) {
		made := importedUsers{}
		for i := range users {
			u := &users[i]
			if err := r.writeUser(w, &u.User, &u.link); err != nil {
				return answered{}, u.at(err)
			}
			made.Items = append(made.Items, s.tellLinked(r, &u.User, &u.link))
		}
		return answered{http.StatusCreated, "/users", made}, nil
	})
}

// linkSlips answers with a page of the links, to be printed and cut apart.
func (r *request) linkSlips(a store.Answer) error {
	var made struct {
		Items []struct {
			Login   string `json:"login"`
			Name    string `json:"name"`
			Unit    string `json:"unit"`
			Link    string `json:"link"`
			Expires string `json:"link_expires"`
		} `json:"items"`
	}
	if err := json.Unmarshal(a.Body, &made); err != nil {
		return err
	}
	links := make([]report.Link, len(made.Items))
	for i, u := range made.Items {
		links[i] = report.Link{Name: u.Login, Unit: u.Unit, URL: u.Link}
		if u.Name != "" {
			links[i].Name = u.Name + " (" + u.Login + ")"
		}
		var err error
		if links[i].Expires, err = time.Parse(time.RFC3339, u.Expires); err != nil {
			return err
		}
	}
	var page bytes.Buffer
	if err := report.LinksHTML(&page, links, r.texts); err != nil {
		return err
	}
	r.Response().Header().Set("Content-Security-Policy", report.StylePolicy())
	return r.Blob(a.Status, exportTypes["html"], page.Bytes())
}

// maxImported is how many accounts one list may have: they are written at once.
const maxImported = 2000

// tooMany refuses a list that is longer.
func tooMany(rows int) error {
	if rows <= maxImported {
		return nil
	}
	return &geo.Error{Code: intake.ErrTooMany, Value: strconv.Itoa(rows), Want: strconv.Itoa(maxImported)}
}
