package server

import (
	"net/http"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// listDraws lists draws as far as each is seen. A filter by register must not tell
// of what a draw was made that is not seen: such draws are left out of it.
func (s *Server) listDraws(r *request) error {
	if err := r.knownQueries("register", "kind", "mine", "after", "limit", "order"); err != nil {
		return err
	}
	filter, err := r.drawFilter()
	if err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	var found []seen
	ctx := r.Request().Context()
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		found, err = r.seenDraws(v, filter, p)
		return err
	})
	if err != nil {
		return err
	}
	audited := false
	shown := make([]drawView, len(found))
	for i := range found {
		audited = audited || found[i].sight.audited
		if shown[i], err = r.view(&found[i]); err != nil {
			return err
		}
	}
	if audited {
		err := s.Store.Update(ctx, func(w store.Writer) error { return r.audit(w, "draw.list", "draws", nil) })
		if err != nil {
			return err
		}
	}
	return page(r, shown, func(d drawView) string { return count(d.Number) })
}

func (r *request) drawFilter() (f store.DrawFilter, err error) {
	f.Register = r.query("register")
	switch f.Kind = r.query("kind"); f.Kind {
	case "", store.Official, store.Practice, store.Rehearsal:
	default:
		return f, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "kind"}, Value: f.Kind, Want: store.Official + ", " + store.Practice + ", " + store.Rehearsal}
	}
	mine, err := r.flagQuery("mine")
	if err != nil {
		return f, err
	}
	if mine {
		if r.who.UserID == 0 {
			return f, &geo.Error{Code: access.ErrSignIn}
		}
		f.MadeBy = r.who.UserID
	}
	return f, nil
}

// seenDraws reads draws until there are as many as the page wants.
func (r *request) seenDraws(v store.Reader, f store.DrawFilter, p store.NumberPage) ([]seen, error) {
	mine, err := r.myParts(v)
	if err != nil {
		return nil, err
	}
	var found []seen
	for {
		batch, err := v.Draws(f, p)
		if err != nil {
			return nil, err
		}
		for i := range batch {
			d, err := r.see(v, &batch[i], mine)
			if err != nil {
				return nil, err
			}
			if f.Register == "" || d.sight.whole() {
				found = append(found, *d)
			}
		}
		if len(found) >= p.Limit || len(batch) < p.Limit {
			return found[:min(len(found), p.Limit)], nil
		}
		p.After = batch[len(batch)-1].Number
	}
}

// drawAnswer is one draw with what can be said of its picks.
type drawAnswer struct {
	drawView

	Sites      int             `json:"sites,omitempty"` // of the frame
	Main       *int            `json:"main,omitempty"`  // how many main picks
	Shortfalls []shortfallView `json:"shortfalls,omitempty"`
	Unopened   []unopenedView  `json:"unopened,omitempty"` // steps for which no earlier pick opened a scope
	Openings   []openingView   `json:"openings,omitempty"`
}

// shortfallView says that a step, or one scope of it, got fewer than it wants.
type shortfallView struct {
	Step   string `json:"step"`
	Within string `json:"within,omitempty"`
	Want   int64  `json:"want"`
	Got    int64  `json:"got"`
}

type unopenedView struct {
	Step string `json:"step"`
	Of   string `json:"of"` // the step that picked nothing
}

func (s *Server) getDraw(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("draw")
	if err != nil {
		return err
	}
	shown := drawAnswer{}
	if shown.drawView, err = r.view(d); err != nil {
		return err
	}
	if d.sight.whole() {
		record, err := s.readRecord(r.Request().Context(), &d.Draw)
		if err != nil {
			return err
		}
		shown.count(record)
		if d.Kind == store.Practice {
			shown.Origin = &originView{Seed: record.Seed}
		}
		if shown.Openings, err = r.openings(&d.Draw); err != nil {
			return err
		}
	}
	return r.json(http.StatusOK, shown)
}

// openings are the reserves that were opened; what the office noted is its own.
func (r *request) openings(d *store.Draw) ([]openingView, error) {
	list, err := openings(d)
	for i := range list {
		if r.who.Role != access.Office {
			list[i].Note = ""
		}
	}
	return list, err
}

// count sums a record up.
func (a *drawAnswer) count(record *sampler.Record) {
	a.Sites, a.Main = record.FrameSites, new(int)
	for i := range record.Picks {
		if record.Picks[i].Role == sampler.Main {
			*a.Main++
		}
	}
	for _, f := range record.Shortfalls {
		a.Shortfalls = append(a.Shortfalls, shortfallView{f.Step, f.Within, f.Want, f.Got})
	}
	for _, s := range record.Unopened() {
		a.Unopened = append(a.Unopened, unopenedView{s.ID, s.Within + s.Of})
	}
}

// getRecord answers with the record itself, whose SHA-256 the log committed to.
func (s *Server) getRecord(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("record")
	if err != nil {
		return err
	}
	if !d.sight.all {
		return d.notYet()
	}
	if r.unchanged(d.Record.String()) {
		return r.NoContent(http.StatusNotModified)
	}
	body, err := s.readBlob(r.Request().Context(), d.Record)
	if err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "application/json", body)
}

// getDrawFrame answers with the frame file that the draw was made from.
func (s *Server) getDrawFrame(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("frame")
	if err != nil {
		return err
	}
	if !d.sight.all {
		return d.notYet()
	}
	return r.frameFile(d.Frame)
}
