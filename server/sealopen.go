package server

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// errTooEarly means that the opening time, Want, has not come: it is Value.
const errTooEarly geo.Code = "open.early"

// closeSeal ends the taking of texts and puts them into the log.
func (s *Server) closeSeal(ctx context.Context, digest sampler.Digest) error {
	err := s.Store.Update(ctx, func(w store.Writer) error {
		texts, err := w.SealTexts(digest)
		if err != nil {
			return err
		}
		leaf := transparency.Closed{Seal: transparency.Digest(digest), Texts: []string{}}
		for i := range texts {
			leaf.Texts = append(leaf.Texts, texts[i].Text)
		}
		closing := store.Closing{At: s.now()}
		if closing.Leaf, err = appendLeaf(w, closing.At, leaf); err != nil {
			return err
		}
		return w.CloseSeal(digest, closing)
	})
	if err == nil {
		s.arrived.forget(digest)
	}
	return err
}

// forget drops what was counted of a seal that takes no more.
func (a *arrivals) forget(seal sampler.Digest) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.taken, seal)
}

// ceremony is a seal about to be opened.
type ceremony struct {
	kept    *store.Seal
	seal    sampler.Seal
	opening sampler.Opening
	drawn   *drawn
	job     *job     // nil: the clock opens it
	round   *holding // of a drill, whose draw it is; nil: of none
}

// prepareOpening does all that takes time: it checks the beacon's signature,
// fetching it if nobody gave it, and draws.
func (s *Server) prepareOpening(ctx context.Context, c *ceremony, signature string) (err error) {
	if c.round, err = s.sealedRound(ctx, c.kept.Digest); err != nil {
		return err
	}
	if c.seal, err = sampler.ReadSeal(bytes.NewReader(c.kept.Object)); err != nil {
		return err
	}
	if c.opening.Signature, err = s.signature(ctx, c, signature); err != nil {
		return err
	}
	if c.opening.Secret, err = s.unlockSecret(c.kept); err != nil {
		return err
	}
	texts, err := s.sealTexts(ctx, c.kept.Digest)
	if err != nil {
		return err
	}
	for i := range texts {
		c.opening.Texts = append(c.opening.Texts, texts[i].Text)
	}
	seed, err := c.seal.Seed(c.opening)
	if err != nil {
		return err
	}
	return s.drawSealed(ctx, c, seed)
}

// signature is that of the beacon's round, if the seal names one: what was given,
// what is known already, or what the beacon says.
func (s *Server) signature(ctx context.Context, c *ceremony, given string) (string, error) {
	switch beacon := c.seal.Beacon; {
	case c.kept.Signature != "":
		return c.kept.Signature, nil
	case beacon == nil || given != "":
		return strings.ToLower(given), nil // as the log has it
	case s.Beacon == nil:
		return "", &geo.Error{Code: ErrBeaconNone, Kind: geo.Unavailable, Value: count(int64(beacon.Round))}
	default:
		return s.Beacon.Round(ctx, beacon.Chain, beacon.Round)
	}
}

// drawSealed computes the sealed draw.
func (s *Server) drawSealed(ctx context.Context, c *ceremony, seed string) error {
	b := &basis{lacking: c.kept.Incomplete}
	err := s.Store.View(ctx, func(v store.Reader) error {
		var err error
		if b.version, err = v.Version(c.kept.Register, c.kept.Version); err != nil {
			return err
		}
		b.plan, err = parsePlan(v, c.kept.Plan)
		return err
	})
	if err != nil {
		return err
	}
	open, err := s.frames.open(ctx, c.seal.Frame)
	if err != nil {
		return err
	}
	b.frame = open.frame
	if err := c.seal.CheckDraw(b.frame, &b.plan); err != nil {
		return err
	}
	if b.coordination, err = s.coordinate(ctx, c.round, b); err != nil {
		return err
	}
	record, err := s.compute(ctx, b, seed, c.job)
	if err != nil {
		return err
	}
	if err := s.firstTeams(ctx, c.round, b, record); err != nil {
		return err
	}
	if c.drawn, err = s.newDrawn(b, record, c.kept.Title); err != nil {
		return err
	}
	c.drawn.Kind, c.drawn.Seal = store.Official, &c.kept.Digest
	c.drawn.origin = originView{Secret: c.opening.Secret, Signature: c.opening.Signature}
	return nil
}

// write makes the sealed draw, once: a seal that has one keeps it.
func (c *ceremony) write(w store.Writer, act store.Act) (store.Draw, error) {
	c.drawn.schedule(act.At, c.kept.Release, c.kept.Conclude)
	now, err := w.Seal(c.kept.Digest)
	if err != nil {
		return store.Draw{}, err
	}
	if c.opening.Signature != "" && now.Signature == "" {
		if err := w.SetSealSignature(c.kept.Digest, c.opening.Signature); err != nil {
			return store.Draw{}, err
		}
	}
	made, err := c.drawn.write(w, act)
	if err != nil {
		return made, err
	}
	if err := w.OpenSeal(c.kept.Digest, made.Number); err != nil {
		return made, err
	}
	return made, c.round.settle(w, &made, act)
}

// openNow opens a seal whose time has come, for the clock.
func (s *Server) openNow(ctx context.Context, kept *store.Seal) error {
	c := &ceremony{kept: kept}
	err := s.prepareOpening(ctx, c, "")
	if err == nil {
		err = s.Store.Update(ctx, func(w store.Writer) error {
			_, err := c.write(w, store.Act{At: s.now()})
			return err
		})
	}
	if err == nil || errors.Is(err, store.ErrState) || ctx.Err() != nil {
		return err
	}
	return errors.Join(err, s.noteFailure(ctx, kept, err), s.noteSealedRound(ctx, c.round, err))
}

// noteFailure says for all to see why a seal could not be opened yet, by a code.
func (s *Server) noteFailure(ctx context.Context, kept *store.Seal, cause error) error {
	_, e := statusOf(cause)
	if kept.Failure == string(e.Code) {
		return nil
	}
	return s.Store.Update(ctx, func(w store.Writer) error { return w.NoteSealFailure(kept.Digest, string(e.Code)) })
}

// signatureOrder is what the office knows of the beacon.
type signatureOrder struct {
	Signature string `json:"signature"`
}

// openSeal opens a seal whose time has come and that the clock could not open.
func (s *Server) openSeal(r *request) error {
	var order signatureOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	kept, err := s.pathSeal(r)
	if err != nil {
		return err
	}
	if now := s.now(); now.Before(kept.Opens) {
		return &geo.Error{Code: errTooEarly, Kind: geo.Conflict, At: geo.Place{Column: "seal"}, Value: stamp(now), Want: stamp(kept.Opens)}
	}
	if kept.Draw != 0 {
		return &geo.Error{Code: store.ErrState, Kind: geo.Conflict, At: geo.Place{Column: "seal"}, Value: kept.Digest.String()}
	}
	ctx := r.Request().Context()
	if kept.Closed == nil {
		if err := s.closeSeal(ctx, kept.Digest); err != nil && !errors.Is(err, store.ErrState) { // the clock may have done it
			return err
		}
	}
	once, err := r.onceKey()
	if err != nil {
		return err
	}
	return r.work(lengthy{kind: jobOpen, once: once, do: func(later *request, j *job) (jobResult, error) {
		j.at(stepOpening, 0)
		c := &ceremony{kept: kept, job: j}
		if err := s.prepareOpening(later.Request().Context(), c, order.Signature); err != nil {
			return jobResult{}, err
		}
		j.at(stepStoring, 900)
		return later.made(once, func(w store.Writer) (answered, error) { return later.keepOpened(w, c) })
	}})
}

// keepOpened writes the draw of a seal, and tells of it.
func (r *request) keepOpened(w store.Writer, c *ceremony) (answered, error) {
	made, err := c.write(w, r.server.act(r))
	if err != nil {
		return answered{}, err
	}
	d, err := r.see(w, &made, nil)
	if err != nil {
		return answered{}, err
	}
	shown, err := r.view(d)
	if err != nil {
		return answered{}, err
	}
	return answered{http.StatusCreated, "/draws/" + count(made.Number), shown}, r.audit(w, "seal.open", "seal/"+c.kept.Digest.String(), nil)
}
