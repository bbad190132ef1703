package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// maxReason is the longest reason or note in bytes.
const maxReason = 4000

// happen notes in the log and at the draw what happens to it.
func happen(w store.Writer, d *store.Draw, e store.DrawEvent, leaf transparency.Entry) error {
	var err error
	e.Draw = d.Number
	if e.Leaf, err = appendLeaf(w, e.Made.At, leaf); err != nil {
		return err
	}
	if err := w.AddDrawEvent(e); err != nil {
		return err
	}
	d.Events = append(d.Events, e)
	return nil
}

// release shows a draw, and all of it if nothing of it has to wait: it has no
// reserves, or its conclusion is due. Practice is never made public.
func release(w store.Writer, d *store.Draw, origin originView, act store.Act) error {
	if d.Kind == store.Practice {
		return pastThat(d)
	}
	leaf := transparency.Released{Number: d.Number, Record: transparency.Digest(d.Record), Salt: d.Salt}
	if err := happen(w, d, store.DrawEvent{Kind: store.Released, Detail: []byte("{}"), Made: act}, leaf); err != nil {
		return err
	}
	if d.Reserves > 0 && d.Conclude.After(act.At) {
		return nil
	}
	return conclude(w, d, origin, act)
}

// conclude publishes where the seed came from. From then on anybody can compute
// the draw again.
func conclude(w store.Writer, d *store.Draw, origin originView, act store.Act) error {
	if !d.Has(store.Released) {
		return pastThat(d)
	}
	detail, err := json.Marshal(origin) //nolint:gosec // its secret is published by this very event
	if err != nil {
		return err
	}
	leaf := transparency.Concluded{Number: d.Number, Secret: origin.Secret, Signature: origin.Signature, Seed: origin.Seed}
	return happen(w, d, store.DrawEvent{Kind: store.Concluded, Detail: detail, Made: act}, leaf)
}

// pastThat is the error for what does not go with what has happened to a draw.
func pastThat(d *store.Draw) error {
	return &geo.Error{Code: store.ErrState, Kind: geo.Conflict, At: geo.Place{Column: "draw"}, Value: count(d.Number)}
}

// origin reads where the seed of a draw came from. It is never shown before the
// draw is concluded.
func (s *Server) origin(ctx context.Context, d *store.Draw) (originView, error) {
	if d.Seal == nil {
		record, err := s.readRecord(ctx, d)
		if err != nil {
			return originView{}, err
		}
		return originView{Seed: record.Seed}, nil
	}
	var seal store.Seal
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		seal, err = v.Seal(*d.Seal)
		return err
	})
	if err != nil {
		return originView{}, err
	}
	secret, err := s.unlockSecret(&seal)
	return originView{Secret: secret, Signature: seal.Signature}, err
}

// change lets something happen to the draw of the path and answers with it.
func (r *request) change(status int, f func(store.Writer, *store.Draw) error) error {
	number, err := r.numberParam("draw")
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		d, err := w.Draw(number)
		if err != nil {
			return answered{}, err
		}
		if err := f(w, &d); err != nil {
			return answered{}, err
		}
		now, err := r.see(w, &d, nil)
		if err != nil {
			return answered{}, err
		}
		shown, err := r.view(now)
		return answered{status: status, body: shown}, err
	})
}

// withOrigin is change for what may conclude the draw of the path.
func (s *Server) withOrigin(r *request, action string, f func(store.Writer, *store.Draw, originView) error) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	number, err := r.numberParam("draw")
	if err != nil {
		return err
	}
	var d store.Draw
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		d, err = v.Draw(number)
		return err
	})
	if err != nil {
		return err
	}
	origin, err := s.origin(r.Request().Context(), &d)
	if err != nil {
		return err
	}
	return r.change(http.StatusOK, func(w store.Writer, d *store.Draw) error {
		if err := f(w, d, origin); err != nil {
			return err
		}
		return r.audit(w, action, drawObject(d.Number), nil)
	})
}

// releaseDraw releases a draw before its time.
func (s *Server) releaseDraw(r *request) error {
	return s.withOrigin(r, "draw.release", func(w store.Writer, d *store.Draw, o originView) error {
		return release(w, d, o, s.act(r))
	})
}

// concludeDraw publishes all of a released draw before its time.
func (s *Server) concludeDraw(r *request) error {
	return s.withOrigin(r, "draw.conclude", func(w store.Writer, d *store.Draw, o originView) error {
		return conclude(w, d, o, s.act(r))
	})
}

// withdrawDraw says that a draw does not count. It stays, with the reason, and is
// released and concluded as if it did: everybody sees what was thrown away.
func (s *Server) withdrawDraw(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	var body reasonDetail
	if err := r.decode(&body); err != nil {
		return err
	}
	if err := geo.InColumn(geo.CheckTextLength(body.Reason, maxReason), "reason"); err != nil {
		return err
	}
	detail, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return r.change(http.StatusOK, func(w store.Writer, d *store.Draw) error {
		e := store.DrawEvent{Kind: store.Withdrawn, Detail: detail, Made: s.act(r)}
		if err := happen(w, d, e, transparency.Withdrawn{Number: d.Number}); err != nil {
			return err
		}
		return r.audit(w, "draw.withdraw", drawObject(d.Number), nil)
	})
}

// readDigest reads 64 hex digits in lower case.
func readDigest(column, value string) (d sampler.Digest, err error) {
	raw, err := hex.DecodeString(value)
	if err != nil || len(raw) != len(d) || hex.EncodeToString(raw) != value {
		return d, &geo.Error{Code: sampler.ErrHex, At: geo.Place{Column: column}, Value: value, Want: "64"}
	}
	return sampler.Digest(raw), nil
}
