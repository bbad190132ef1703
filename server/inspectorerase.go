package server

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// sameInspector reports whether somebody is kept as he would be, and whether he is
// kept at all.
func sameInspector(v store.Reader, i *store.Inspector) (same, known bool, err error) {
	had, err := v.Inspector(i.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, false, nil
	}
	return err == nil && had.Left == i.Left && bytes.Equal(had.Object, i.Object), true, err
}

// erasedInspector says how much was erased.
type erasedInspector struct {
	ID    string `json:"id"`
	Crews int    `json:"crews"` // lots of teams whose inspectors were taken out
}

// eraseInspector forgets somebody for good. The teams that he was drawn into keep his
// id alone; the inspectors that their lots were drawn from are taken out of all lots
// that knew him, which can then no more be computed again by an outsider. Rounds that
// have no teams because of him keep that, not what he was recused from or when he was
// away. The audit log keeps that it was done.
func (s *Server) eraseInspector(r *request) error {
	id, err := r.inspectorParam()
	if err != nil {
		return err
	}
	answer := erasedInspector{ID: id}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if err := w.EraseInspector(id); err != nil {
			return err
		}
		if answer.Crews, err = r.dropPeople(w, id); err != nil {
			return err
		}
		if err := forgetClashes(w, id); err != nil {
			return err
		}
		return r.audit(w, "inspector.erase", inspectorObject(id), erasedCrews{answer.Crews})
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, answer)
}

// erasedCrews is what the audit log says of an erasure besides.
type erasedCrews struct {
	Crews int `json:"crews"`
}

// dropPeople takes the inspectors out of all lots that knew one of them.
func (r *request) dropPeople(w store.Writer, id string) (dropped int, err error) {
	crews, err := w.CrewsWithPeople(r.server.now())
	if err != nil {
		return 0, err
	}
	for _, c := range crews {
		whole, err := w.Crew(c.Draw, c.Lot)
		if err != nil {
			return dropped, err
		}
		if !knewInspector(whole.Inspectors, id) {
			continue
		}
		if err := w.DropCrewPeople(c.Draw, c.Lot, r.server.now()); err != nil {
			return dropped, err
		}
		dropped++
	}
	return dropped, nil
}

// knewInspector reports whether somebody is among the inspectors of a lot. What cannot
// be read may hold him.
func knewInspector(inspectors []byte, id string) bool {
	list, err := crew.ParseInspectors(inspectors)
	return err != nil || slices.ContainsFunc(list, func(c crew.Inspector) bool { return c.ID == id })
}
