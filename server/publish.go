package server

import (
	"context"
	"net/http"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// maxNote is the longest note of a version in bytes.
const maxNote = 4000

// publishing is a draft on its way to a version.
type publishing struct {
	*draft

	note     string
	frame    *sampler.Frame
	official *officialList
	act      store.Act
}

// publishedAnswer is a version that has just been published.
type publishedAnswer struct {
	versionAnswer

	Completeness []completenessAnswer `json:"completeness,omitempty"` // against the official list
}

// publish makes the draft a version, which never changes, and the current one.
func (s *Server) publish(r *request) error {
	id, err := r.param("register")
	if err != nil {
		return err
	}
	var body struct {
		Note   string `json:"note"`
		Expect string `json:"expect"`
	}
	if err := r.decode(&body); err != nil {
		return err
	}
	if body.Note != "" {
		if err := geo.InColumn(geo.CheckTextLength(body.Note, maxNote), "note"); err != nil {
			return err
		}
	}
	if answered, err := r.answeredBefore(); answered || err != nil {
		return err
	}
	p, err := s.prepare(r.Request().Context(), id, body.Expect)
	if err != nil {
		return err
	}
	p.note, p.act = body.Note, s.act(r)
	if err := store.PutFrame(r.Request().Context(), s.Store, p.frame); err != nil {
		return err
	}
	s.frames.keep(p.frame).index() // before it is current, so that nobody waits for it then
	complete := p.official.completenessOf(p.frame.Sites(), s.Categories)
	err = r.create(func(w store.Writer) (answered, error) {
		version, err := p.write(w)
		if err != nil {
			return answered{}, err
		}
		detail := map[string]any{"number": version.Number, "frame": version.Frame.String(), "sites": version.Sites}
		return answered{http.StatusCreated, versionPath(version), publishedAnswer{*tellVersion(version, version.Number), complete}},
			r.audit(w, "register.publish", "register/"+id, detail)
	})
	s.registers.forget()
	return err
}

// answeredBefore answers a request that was answered before, without doing its
// work again.
func (r *request) answeredBefore() (bool, error) {
	once, err := r.onceKey()
	if err != nil || once.Key == "" {
		return false, err
	}
	return r.again(once)
}

// prepare makes the frame of a draft and checks that it is worth a version.
func (s *Server) prepare(ctx context.Context, register, expect string) (*publishing, error) {
	d, err := s.draft(ctx, register)
	if err != nil {
		return nil, err
	}
	if expect != "" && expect != d.Base.String() {
		return nil, &geo.Error{Code: ErrPrecond, At: geo.Place{Column: "expect"}, Value: expect, Want: d.Base.String()}
	}
	o, err := s.openDraft(d)
	if err != nil {
		return nil, err
	}
	if o.frame.Len() == 0 {
		return nil, &geo.Error{Code: ErrEmptyRegister, Kind: geo.Conflict, Value: register}
	}
	official, err := s.officials.of(ctx, d.Attachments)
	return &publishing{draft: d, frame: o.frame, official: official}, err
}

// write adds the version, unless the draft has changed since it was prepared.
func (p *publishing) write(w store.Writer) (store.Version, error) {
	now, err := w.Draft(p.Register)
	if err != nil {
		return store.Version{}, err
	}
	if !p.same(now) {
		return store.Version{}, &geo.Error{Code: ErrDraftMoved, Kind: geo.Conflict, Value: p.Register}
	}
	version, err := p.next(w, now.Attachments)
	if err != nil {
		return version, err
	}
	version.Leaf, err = appendLeaf(w, p.act.At, transparency.Version{
		Register: version.Register, Number: version.Number,
		Digest: transparency.Digest(version.Frame), Sites: int64(version.Sites),
	})
	if err != nil {
		return version, err
	}
	if err := w.AddVersion(version); err != nil {
		return version, err
	}
	if err := w.DropDraft(p.Register); err != nil {
		return version, err
	}
	detail := map[string]any{"number": version.Number, "frame": version.Frame.String(), "sites": version.Sites}
	return version, journal(w, p.Register, "version", p.act, detail)
}

// next is the version to come, or ErrNoChange if it would be the current one
// again.
func (p *publishing) next(w store.Writer, attachments []store.Attachment) (store.Version, error) {
	version := store.Version{
		Register: p.Register, Number: 1, Frame: p.frame.Digest(), Sites: p.frame.Len(),
		Note: p.note, Made: p.act, Attachments: attachments,
	}
	last, err := w.Versions(p.Register, store.NumberPage{Limit: 1, Newest: true})
	if err != nil || len(last) == 0 {
		return version, err
	}
	version.Number = last[0].Number + 1
	current, err := currentOf(w, p.Register)
	if err != nil {
		return version, err
	}
	if current.Frame == version.Frame && slices.Equal(current.Attachments, attachments) {
		return version, &geo.Error{Code: ErrNoChange, Kind: geo.Conflict, Value: count(current.Number)}
	}
	return version, nil
}
