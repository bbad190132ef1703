package server

import (
	"context"
	"errors"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

const (
	// roundCloses is how long before its time the seal of a round closes, if there is
	// time enough.
	roundCloses = 10 * time.Minute
	// leastSealed is the least time between sealing a round and its time.
	leastSealed = 2 * time.Minute
)

// sealRound seals a round whose time comes, for the clock. What hinders it is noted, and
// tried again until it is too late.
func (s *Server) sealRound(ctx context.Context, kept, number int64) error {
	h, err := s.holding(ctx, kept, number)
	if err != nil {
		return err
	}
	if h.round.State != store.RoundPlanned {
		return h.pastThat()
	}
	if h.round.Due.Sub(s.now()) < leastSealed {
		return s.failRound(ctx, h, h.notSealed())
	}
	seal, plan, err := s.newRoundSeal(ctx, h)
	if err == nil {
		err = s.Store.Update(ctx, func(w store.Writer) error { return h.seal(w, seal, plan, store.Act{At: s.now()}) })
	}
	if err == nil || !lasting(err) {
		return err
	}
	return errors.Join(err, s.noteRound(ctx, h, err))
}

// notSealed is the error for a round that was not sealed in time.
func (h *holding) notSealed() error {
	e := &geo.Error{Code: ErrRoundNotSealed, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(h.round.Number), Want: stamp(h.round.SealAt)}
	if h.round.Failure != "" {
		e.Err = inGeneral(geo.Code(h.round.Failure))
	}
	return e
}

// newRoundSeal prepares the seal of a round from the version that is current now.
func (s *Server) newRoundSeal(ctx context.Context, h *holding) (*store.Seal, store.Packed, error) {
	b, err := s.roundBasis(ctx, h)
	if err != nil {
		return nil, store.Packed{}, err
	}
	release := h.releaseOf(&h.round)
	left := h.round.Due.Sub(s.now())
	return s.newSeal(b, &sealOrder{
		drawOrder: drawOrder{Title: h.title(), Release: &release},
		Closes:    stamp(h.round.Due.Add(-min(roundCloses, left/2))), Opens: stamp(h.round.Due), Beacon: beaconOrder{wanted: true},
	})
}

// seal writes the seal, and notes it at the round.
func (h *holding) seal(w store.Writer, kept *store.Seal, plan store.Packed, act store.Act) error {
	kept.Made = act
	if err := w.PutBlob(plan); err != nil {
		return err
	}
	if err := addSeal(w, kept); err != nil {
		return err
	}
	now := h.round
	now.State, now.Seal, now.Failure, now.Detail, now.Made = store.RoundSealed, &kept.Digest, "", nil, act
	return w.SetRound(now)
}

// sealedRound is the round whose draw a seal fixed; nil if it is none's, or if that is
// not held any more: its draw is then one by itself.
func (s *Server) sealedRound(ctx context.Context, seal sampler.Digest) (*holding, error) {
	var h *holding
	err := s.Store.View(ctx, func(v store.Reader) error {
		round, err := v.RoundOfSeal(seal)
		if errors.Is(err, store.ErrNotFound) || err == nil && round.State == store.RoundSkipped {
			return nil
		}
		if err != nil {
			return err
		}
		k, err := s.drillNumbered(v, round.Drill)
		h = &holding{keptDrill: k, round: round}
		return err
	})
	return h, err
}

// noteSealedRound notes why a sealed round could not be held yet.
func (s *Server) noteSealedRound(ctx context.Context, h *holding, cause error) error {
	if h == nil {
		return nil
	}
	return s.noteRound(ctx, h, cause)
}
