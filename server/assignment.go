package server

import (
	"net/http"
	"slices"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// What assigning can be refused for.
const (
	ErrDay       geo.Code = "assignment.day"       // not a day; Want is how one is written
	ErrInspector geo.Code = "assignment.inspector" // the user Value is no inspector
)

// dayLayout is how days are written.
const dayLayout = time.DateOnly

// assignmentView is the part of a draw that an inspector sees on a day.
type assignmentView struct {
	User  int64    `json:"user"`
	Day   string   `json:"day"`
	Sites []string `json:"sites"`
}

func (s *Server) listAssignments(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("assignments")
	if err != nil {
		return err
	}
	var parts []store.Assignment
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		parts, err = v.Assignments(d.Number)
		return err
	})
	if err != nil {
		return err
	}
	shown := list[assignmentView]{Items: []assignmentView{}}
	for _, a := range parts {
		shown.Items = append(shown.Items, viewAssignment(a))
	}
	return r.json(http.StatusOK, shown)
}

func viewAssignment(a store.Assignment) assignmentView {
	return assignmentView{a.User, a.Day, append([]string{}, a.Sites...)}
}

// assign gives an inspector sites of a draw for a day, in place of those that he
// had for it. On that day he sees them, released or not.
func (s *Server) assign(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	var body assignmentView
	if err := r.decode(&body); err != nil {
		return err
	}
	if _, err := time.Parse(dayLayout, body.Day); err != nil {
		return &geo.Error{Code: ErrDay, At: geo.Place{Column: "day"}, Value: body.Day, Want: dayLayout}
	}
	slices.Sort(body.Sites)
	body.Sites = slices.Compact(body.Sites)
	d, err := r.seeDraw("assignments")
	if err != nil {
		return err
	}
	record, err := s.readRecord(r.Request().Context(), &d.Draw)
	if err != nil {
		return err
	}
	part := store.Assignment{Draw: d.Number, User: body.User, Day: body.Day, Sites: body.Sites}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error { return r.writeAssignment(w, part, record) })
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, viewAssignment(part))
}

// writeAssignment checks that the user is an inspector and that the sites were
// drawn: main picks, or reserves that were opened.
func (r *request) writeAssignment(w store.Writer, part store.Assignment, record *sampler.Record) error {
	user, err := w.User(part.User)
	if err != nil {
		return geo.InColumn(err, "user")
	}
	if user.Role != access.Inspector.String() {
		return &geo.Error{Code: ErrInspector, At: geo.Place{Column: "user"}, Value: count(part.User)}
	}
	d, err := w.Draw(part.Draw)
	if err != nil {
		return err
	}
	opened, err := openings(&d)
	if err != nil {
		return err
	}
	drawn := map[string]bool{}
	for i := range opened {
		drawn[opened[i].Site] = true
	}
	for i := range record.Picks {
		if record.Picks[i].Role == sampler.Main {
			drawn[record.Picks[i].ID] = true
		}
	}
	for _, site := range part.Sites {
		if !drawn[site] {
			return &geo.Error{Code: ErrNotPicked, At: geo.Place{Column: "sites"}, Value: site}
		}
	}
	if err := w.Assign(part); err != nil {
		return err
	}
	return r.audit(w, "draw.assign", drawObject(part.Draw), partSeen{part.Day})
}
