package server

import (
	"context"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// holding is a round about to be held. A nil one is none: of a draw that is no round's.
type holding struct {
	*keptDrill

	round   store.Round
	drawn   *drawn
	lot     *lot // of its teams; nil: none
	noTeams error
}

// holding reads a round of a drill.
func (s *Server) holding(ctx context.Context, kept, number int64) (*holding, error) {
	h := &holding{}
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		if h.keptDrill, err = s.drillNumbered(v, kept); err != nil {
			return err
		}
		h.round, err = v.Round(kept, number)
		return err
	})
	return h, err
}

// title is what the draw of the round, or its seal, is called.
func (h *holding) title() string {
	name := h.Title
	if name == "" {
		name = h.Name
	}
	return name + " · " + count(h.round.Number)
}

// roundTasks are what is to be done for rounds. A round that is sealed is held by its
// seal.
func (s *Server) roundTasks(rounds []store.Round) (tasks []task) {
	for i := range rounds {
		r := &rounds[i]
		name := count(r.Drill) + "/" + count(r.Number)
		switch {
		case r.State != store.RoundPlanned:
		case r.SealAt.IsZero():
			tasks = append(tasks, task{"round " + name, r.Due, func(ctx context.Context) error { return s.holdRound(ctx, r.Drill, r.Number) }})
		default:
			tasks = append(tasks, task{"seal " + name, r.SealAt, func(ctx context.Context) error { return s.sealRound(ctx, r.Drill, r.Number) }})
		}
	}
	return tasks
}

// holdRound holds a round of practice that is due, for the clock.
func (s *Server) holdRound(ctx context.Context, kept, number int64) error {
	h, err := s.holding(ctx, kept, number)
	if err != nil {
		return err
	}
	if err := s.prepareRound(ctx, h, nil); err != nil {
		return s.failRound(ctx, h, err)
	}
	err = s.Store.Update(ctx, func(w store.Writer) error { return h.write(w, store.Act{At: s.now()}) })
	if err != nil {
		return s.failRound(ctx, h, err)
	}
	return nil
}

// prepareRound does all that takes time for a round of practice: it draws, and draws
// its teams. The job, nil for the clock, tells how far that is.
func (s *Server) prepareRound(ctx context.Context, h *holding, j *job) error {
	if h.round.State != store.RoundPlanned && h.round.State != store.RoundFailed {
		return h.pastThat()
	}
	b, err := s.roundBasis(ctx, h)
	if err != nil {
		return err
	}
	if b.coordination, err = s.coordinate(ctx, h, b); err != nil {
		return err
	}
	record, err := s.compute(ctx, b, drill.Seed(h.definition.Seed, int(h.round.Number)), j)
	if err != nil {
		return err
	}
	if err := s.firstTeams(ctx, h, b, record); err != nil {
		return err
	}
	if h.drawn, err = s.newDrawn(b, record, h.title()); err != nil {
		return err
	}
	h.drawn.Kind = store.Rehearsal
	return nil
}

// pastThat is the error for a round that was held, sealed or skipped.
func (h *holding) pastThat() error {
	return &geo.Error{Code: store.ErrState, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(h.round.Number)}
}

// roundBasis is what a round is drawn from: the drill's plan, and the version that is
// current now. A version that lacks townships is none.
func (s *Server) roundBasis(ctx context.Context, h *holding) (*basis, error) {
	b := &basis{}
	err := s.Store.View(ctx, func(v store.Reader) (err error) {
		if b.version, err = currentOf(v, h.Register); err != nil {
			return err
		}
		b.plan, err = parsePlan(v, h.Plan)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.fill(ctx, b); err != nil {
		return nil, err
	}
	return b, b.complete()
}

// write makes the round's draw, and notes it at the round with the teams.
func (h *holding) write(w store.Writer, act store.Act) error {
	if err := h.goesOn(w); err != nil {
		return err
	}
	h.drawn.schedule(act.At, h.releaseOf(&h.round), time.Time{})
	made, err := h.drawn.write(w, act)
	if err != nil {
		return err
	}
	return h.settle(w, &made, act)
}

// goesOn returns an error if the drill was ended. Its seeds may be known since then, so
// that a round could be held for what it draws.
func (h *holding) goesOn(v store.Reader) error {
	now, err := v.Drill(h.Name)
	if err == nil && now.Ended != nil {
		err = &geo.Error{Code: ErrDrillEnded, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: h.Name, Want: stamp(now.Ended.At)}
	}
	return err
}

// settle notes at the round that its draw was made, in the same transaction, and writes
// its teams. A round that is past that makes the whole fail.
func (h *holding) settle(w store.Writer, made *store.Draw, act store.Act) error {
	if h == nil {
		return nil
	}
	now := h.round
	now.State, now.Draw, now.Made = store.RoundMade, made.Number, act
	now.Late = act.At.Sub(now.Due) > store.Punctual
	now.Failure, now.Detail = "", nil
	if h.noTeams != nil {
		var err error
		if now.Failure, now.Detail, err = keptFault(h.noTeams); err != nil {
			return err
		}
	}
	if err := w.SetRound(now); err != nil {
		return err
	}
	return h.lot.write(w, made, act)
}

// nothingDrawn is ErrRoundEmpty for a record without a main pick.
func nothingDrawn(r *sampler.Record) error {
	for i := range r.Picks {
		if r.Picks[i].Role == sampler.Main {
			return nil
		}
	}
	return &geo.Error{Code: ErrRoundEmpty, Value: count(r.FrameSites)}
}
