package server

import (
	"errors"
	"net/http"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// inspectorView is somebody who can be drawn into a team. It is personal data: for the
// office, and for himself.
type inspectorView struct {
	ID string `json:"id"`
	inspectorBody

	Left    bool   `json:"left"` // he is drawn no more
	Changed string `json:"changed"`
}

func tellInspector(i *store.Inspector) (inspectorView, error) {
	c, err := readInspector(i)
	return inspectorView{i.ID, inspectorOf(&c), i.Left, stamp(i.Changed.At)}, err
}

// inspectorObject names an inspector in the audit log.
func inspectorObject(id string) string { return "inspector/" + id }

// listInspectors lists the inspectors by id, also those who left; of an inspector who
// asks himself alone, whose id is his login.
func (s *Server) listInspectors(r *request) error {
	if err := r.knownQueries("limit", "after"); err != nil {
		return err
	}
	p, err := r.textPage()
	if err != nil {
		return err
	}
	var kept []store.Inspector
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if kept, err = r.seenInspectors(w, p); err != nil {
			return err
		}
		return r.audit(w, "inspector.list", "inspectors", nil)
	})
	if err != nil {
		return err
	}
	items := make([]inspectorView, len(kept))
	for i := range kept {
		if items[i], err = tellInspector(&kept[i]); err != nil {
			return err
		}
	}
	return page(r, items, func(i inspectorView) string { return i.ID })
}

// seenInspectors are those of a page whom the one who asks may see.
func (r *request) seenInspectors(v store.Reader, p store.TextPage) ([]store.Inspector, error) {
	if r.who.Role == access.Office {
		return v.Inspectors(p)
	}
	if r.who.Login == "" {
		return nil, nil
	}
	self, err := inspectorCalled(v, r.who.Login)
	if errors.Is(err, store.ErrNotFound) || err == nil && self.ID <= p.After {
		return nil, nil
	}
	return []store.Inspector{self}, err
}

// putInspector adds an inspector, or replaces all that was known of him; who left is
// back.
func (s *Server) putInspector(r *request) error {
	id, err := r.inspectorParam()
	if err != nil {
		return err
	}
	var body inspectorBody
	if err := r.decode(&body); err != nil {
		return err
	}
	settled, err := settledInspector(body.crew(id))
	if err != nil {
		return err
	}
	kept, err := keptInspector(&settled, s.act(r))
	if err != nil {
		return err
	}
	status := http.StatusOK
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		written, err := r.writeInspectors(w, []store.Inspector{kept})
		if written.Added > 0 {
			status = http.StatusCreated
		}
		return err
	})
	if err != nil {
		return err
	}
	shown, err := tellInspector(&kept)
	if err != nil {
		return err
	}
	return r.json(status, shown)
}

// inspectorParam is the id of the path.
func (r *request) inspectorParam() (string, error) {
	if err := r.knownQueries(); err != nil {
		return "", err
	}
	return r.param("inspector")
}

// removeInspector notes that somebody left: he is drawn no more, and stays in the teams
// that he was in.
func (s *Server) removeInspector(r *request) error {
	id, err := r.inspectorParam()
	if err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		i, err := w.Inspector(id)
		if err != nil {
			return err
		}
		i.Left, i.Changed = true, s.act(r)
		if err := w.PutInspector(i); err != nil {
			return err
		}
		return r.audit(w, "inspector.leave", inspectorObject(id), nil)
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// inspectorChanges says what became of inspectors.
type inspectorChanges struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// count counts what becomes of an inspector and returns what the audit log calls it;
// nothing if he stays as he is.
func (c *inspectorChanges) count(v store.Reader, i *store.Inspector) (action string, err error) {
	same, known, err := sameInspector(v, i)
	switch {
	case err != nil:
		return "", err
	case same:
		c.Unchanged++
		return "", nil
	case known:
		c.Changed++
		return "inspector.change", nil
	default:
		c.Added++
		return "inspector.add", nil
	}
}

// writeInspectors puts inspectors into the store, and notes who was changed. There are
// never more than can be drawn from.
func (r *request) writeInspectors(w store.Writer, list []store.Inspector) (c inspectorChanges, err error) {
	for i := range list {
		action, err := c.count(w, &list[i])
		if err != nil {
			return c, err
		}
		if action == "" {
			continue
		}
		if err := w.PutInspector(list[i]); err != nil {
			return c, err
		}
		if err := r.audit(w, action, inspectorObject(list[i].ID), nil); err != nil {
			return c, err
		}
	}
	return c, fewInspectors(w, 0)
}

// fewInspectors returns an error if there are, with some more, more than teams can be
// drawn from.
func fewInspectors(v store.Reader, more int) error {
	active, err := activeInspectors(v)
	if all := len(active) + more; err == nil && all > crew.MostInspectors {
		return &geo.Error{Code: crew.ErrInspectors, Kind: geo.Conflict, Value: count(all), Want: count(crew.MostInspectors)}
	}
	return err
}
