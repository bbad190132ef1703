package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// draft is what a register's next version would be: a frame and the edits upon it.
type draft struct {
	store.Draft

	edits []store.Edit
	base  *opened
}

// same reports whether a draft is still what it was when it was read.
func (d *draft) same(now store.Draft) bool {
	return d.Base == now.Base && d.Edits == now.Edits && d.Touched.Equal(now.Touched)
}

// draft reads the draft of a register.
func (s *Server) draft(ctx context.Context, register string) (*draft, error) {
	d := &draft{}
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		if _, err = v.Register(register); err != nil {
			return err
		}
		if d.Draft, err = v.Draft(register); err != nil {
			return err
		}
		d.edits, err = v.Edits(register)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.base, err = s.openBase(ctx, d.Base)
	return d, err
}

// openBase opens the frame of a draft, which may be of nothing.
func (s *Server) openBase(ctx context.Context, base sampler.Digest) (*opened, error) {
	if base != (sampler.Digest{}) {
		return s.frames.open(ctx, base)
	}
	nothing, err := sampler.NewFrame(nil)
	if err != nil {
		return nil, err
	}
	return open(nothing, s.Categories), nil
}

// openDraft opens what the draft would be as a version. The last one is kept, by
// what it is made of, so that a list of it can be paged through.
func (s *Server) openDraft(d *draft) (*opened, error) {
	if len(d.edits) == 0 {
		return d.base, nil
	}
	key := d.key()
	k := s.registers
	k.drafts.Lock()
	defer k.drafts.Unlock()
	if k.draftKey == key {
		return k.drafted, nil
	}
	sites, err := d.sites()
	if err != nil {
		return nil, err
	}
	frame, err := sampler.NewFrame(sites)
	if err != nil {
		return nil, err
	}
	k.draftKey, k.drafted = key, open(frame, s.Categories)
	return k.drafted, nil
}

// key is the digest of what decides a draft's content.
func (d *draft) key() (key sampler.Digest) {
	h := sha256.New()
	_, _ = h.Write(d.Base[:]) // a hash takes everything
	for _, e := range d.edits {
		kind := byte('+')
		if e.Line == nil {
			kind = '-'
		}
		_, _ = h.Write(append(append([]byte(e.ID), 0, kind), e.Line...)) // neither holds U+0000 or LF
		_, _ = h.Write([]byte{'\n'})
	}
	h.Sum(key[:0])
	return key
}

// draftSites returns the sites that a register's draft has, sorted by id.
func (s *Server) draftSites(ctx context.Context, register string) ([]geo.Site, error) {
	d, err := s.draft(ctx, register)
	if err != nil {
		return nil, err
	}
	o, err := s.openDraft(d)
	if err != nil {
		return nil, err
	}
	return o.frame.Sites(), nil
}

// sites applies the edits to the sites of the base, into a list of its own.
func (d *draft) sites() ([]geo.Site, error) {
	edited, err := editedSites(d.edits)
	if err != nil {
		return nil, err
	}
	base := d.base.frame.Sites()
	sites := make([]geo.Site, 0, len(base)+len(d.edits))
	for _, e := range d.edits {
		for len(base) > 0 && base[0].ID < e.ID {
			sites = append(sites, base[0])
			base = base[1:]
		}
		if len(base) > 0 && base[0].ID == e.ID {
			base = base[1:]
		}
		if e.Line != nil {
			sites = append(sites, edited[0])
			edited = edited[1:]
		}
	}
	return append(sites, base...), nil
}

// editedSites reads the sites that edits put, in the order of their ids.
func editedSites(edits []store.Edit) ([]geo.Site, error) {
	var lines bytes.Buffer
	for _, e := range edits {
		if e.Line != nil {
			lines.Write(e.Line)
			lines.WriteByte('\n')
		}
	}
	frame, err := sampler.ReadFrame(&lines)
	if err != nil {
		return nil, err
	}
	return frame.Sites(), nil
}

// line is a site's line in the draft with some edits; nil if it has none.
func (d *draft) line(id string, edits []store.Edit) []byte {
	for _, e := range edits {
		if e.ID == id {
			return e.Line
		}
	}
	if site, known := d.base.frame.Site(id); known {
		return sampler.AppendSite(nil, site)
	}
	return nil
}

// draftAnswer is a draft as answers have it.
type draftAnswer struct {
	Register    string             `json:"register"`
	Base        string             `json:"base,omitempty"` // digest of the frame that the edits are edits of
	Edits       int                `json:"edits"`
	Started     string             `json:"started,omitempty"` // absent: nothing has been changed
	Touched     string             `json:"touched,omitempty"`
	Attachments []attachmentAnswer `json:"attachments"`
}

func tellDraft(d store.Draft) *draftAnswer {
	answer := &draftAnswer{
		Register: d.Register, Edits: d.Edits, Started: stamp(d.Started.At), Touched: stamp(d.Touched),
		Attachments: tellAttachments(d.Attachments),
	}
	if d.Base != (sampler.Digest{}) {
		answer.Base = d.Base.String()
	}
	return answer
}

func (s *Server) getDraft(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	id, err := r.param("register")
	if err != nil {
		return err
	}
	d, err := s.draft(r.Request().Context(), id)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, tellDraft(d.Draft))
}

// dropDraft throws the draft away; the journal keeps what was in it.
func (s *Server) dropDraft(r *request) error {
	id, err := r.param("register")
	if err != nil {
		return err
	}
	err = s.Store.Update(r.Request().Context(), func(w store.Writer) error {
		if _, err := w.Register(id); err != nil {
			return err
		}
		d, err := w.Draft(id)
		if err != nil {
			return err
		}
		if err := w.DropDraft(id); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return journal(w, id, "drop", s.act(r), map[string]int{"edits": d.Edits})
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// changeAnswer is an entry of a register's journal.
type changeAnswer struct {
	Number int64           `json:"number"`
	Kind   string          `json:"kind"`
	By     int64           `json:"by"` // id of the user; 0: the server itself
	At     string          `json:"at"`
	Detail json.RawMessage `json:"detail"`
}

func (s *Server) listChanges(r *request) error {
	if err := r.knownQueries("limit", "after", "order"); err != nil {
		return err
	}
	id, err := r.param("register")
	if err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	var items []changeAnswer
	err = s.Store.View(r.Request().Context(), func(v store.Reader) error {
		if _, err := v.Register(id); err != nil {
			return err
		}
		found, err := v.Changes(id, p)
		for _, c := range found {
			items = append(items, changeAnswer{c.Number, c.Kind, c.Made.By, stamp(c.Made.At), c.Detail})
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(r, items, func(c changeAnswer) string { return count(c.Number) })
}

// disposition is the header that names a file to save, in any letters.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%/`, r) {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + percentEncoded(name)
}

// percentEncoded writes a text as RFC 8187 has it.
func percentEncoded(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}
