package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// siteEdit is a site that somebody puts into a draft or takes out of it.
type siteEdit struct {
	register, id string
	site         *geo.Site // nil: it is taken out
	match        string    // If-Match
	none         string    // If-None-Match
	act          store.Act
}

// putSite changes a site in the draft, or adds one.
func (s *Server) putSite(r *request) error {
	if err := r.knownQueries("datum"); err != nil {
		return err
	}
	e, err := s.siteEdit(r)
	if err != nil {
		return err
	}
	if e.site, err = r.decodeSite(e.id); err != nil {
		return err
	}
	d, before, err := s.edit(r.Request().Context(), e)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if before == nil {
		status = http.StatusCreated
		r.Response().Header().Set("Location", base+sitePath(e.register, e.id)+"?version="+draftVersion)
	}
	return r.sendSite(status, d.base, e.site)
}

// dropSite takes a site out of the draft.
func (s *Server) dropSite(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	e, err := s.siteEdit(r)
	if err != nil {
		return err
	}
	if _, _, err := s.edit(r.Request().Context(), e); err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

func (s *Server) siteEdit(r *request) (*siteEdit, error) {
	register, err := r.param("register")
	if err != nil {
		return nil, err
	}
	id, err := r.param("site")
	header := r.Request().Header
	return &siteEdit{register: register, id: id, match: header.Get("If-Match"), none: header.Get("If-None-Match"), act: s.act(r)}, err
}

// edit writes an edit into the draft and returns what the site's line was before.
// If the draft gets another base meanwhile, it begins again.
func (s *Server) edit(ctx context.Context, e *siteEdit) (*draft, []byte, error) {
	const attempts = 3
	for range attempts {
		d, err := s.draft(ctx, e.register)
		if err != nil {
			return nil, nil, err
		}
		var before []byte
		moved := false
		err = s.Store.Update(ctx, func(w store.Writer) error {
			now, err := w.Draft(e.register)
			if err != nil {
				return err
			}
			if moved = now.Base != d.Base; moved {
				return nil
			}
			edits, err := w.Edits(e.register)
			if err != nil {
				return err
			}
			before = d.line(e.id, edits)
			return e.write(w, before)
		})
		if err != nil || !moved {
			return d, before, err
		}
	}
	return nil, nil, &geo.Error{Code: ErrDraftMoved, Kind: geo.Conflict, Value: e.register}
}

// write writes the edit and its entry in the journal; without any change neither.
func (e *siteEdit) write(w store.Writer, before []byte) error {
	if err := e.check(before); err != nil {
		return err
	}
	var line []byte
	if e.site != nil {
		line = sampler.AppendSite(nil, e.site)
	}
	if line != nil && bytes.Equal(line, before) {
		return nil
	}
	if err := w.PutEdit(e.register, store.Edit{ID: e.id, Line: line}, e.act); err != nil {
		return err
	}
	return journal(w, e.register, "site", e.act, siteChange{ID: e.id, Before: noted(before), After: noted(line)})
}

// check compares what the client knows of the site with what it is.
func (e *siteEdit) check(before []byte) error {
	digest := sha256.Sum256(before)
	is := hex.EncodeToString(digest[:])
	changed := &geo.Error{Code: ErrPrecond, Value: e.id}
	switch {
	case e.site == nil && before == nil:
		return noSite(e.id)
	case e.match != "" && before == nil, e.none == "*" && before != nil:
		return changed
	case e.match != "" && e.match != "*" && !strings.Contains(e.match, is):
		return changed
	}
	return nil
}

// siteChange is what the journal says of a site that was changed: its lines in a
// frame.
type siteChange struct {
	ID     string          `json:"id"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// maxNoted is how long a line the journal keeps; of a longer one it keeps the
// digest.
const maxNoted = 64 << 10

func noted(line []byte) json.RawMessage {
	if len(line) <= maxNoted {
		return line
	}
	digest := sha256.Sum256(line)
	return json.RawMessage(`{"sha256":"` + hex.EncodeToString(digest[:]) + `"}`)
}
