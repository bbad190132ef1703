package server

import (
	"context"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// coordinate works out how a round depends on those before it; nil if it does not, or is
// none.
func (s *Server) coordinate(ctx context.Context, h *holding, b *basis) (*sampler.Coordination, error) {
	if h == nil {
		return nil, nil
	}
	switch h.definition.Mode {
	case sampler.Cover:
		return s.cover(ctx, h, b.frame)
	case sampler.Again:
		return s.again(ctx, h, b)
	case sampler.Weighted:
		return s.weigh(ctx, h, b.frame)
	default:
		return nil, nil
	}
}

// cover is what the rounds before leave for a round of a cover.
func (s *Server) cover(ctx context.Context, h *holding, f *sampler.Frame) (*sampler.Coordination, error) {
	var draws []store.Draw
	err := s.Store.View(ctx, func(v store.Reader) error {
		rounds, err := v.Rounds(h.Number)
		if err != nil {
			return err
		}
		if err := h.inTurn(rounds); err != nil {
			return err
		}
		draws, err = historyOf(v, h.Number, h.round.Number)
		return err
	})
	if err != nil {
		return nil, err
	}
	m := s.drills.remembered(h.Number)
	defer m.mu.Unlock()
	if err := s.recall(ctx, m, draws); err != nil {
		return nil, err
	}
	return m.kept.Cover(f, h.definition.Reach), nil
}

// recall makes a memory that of some draws, in their order.
func (s *Server) recall(ctx context.Context, m *memory, draws []store.Draw) error {
	missing := m.missing(draws)
	for i := range missing {
		d := &missing[i]
		record, err := s.readRecord(ctx, d)
		if err != nil {
			return err
		}
		open, err := s.frames.open(ctx, d.Frame)
		if err != nil {
			return err
		}
		m.add(d.Number, open.frame, record)
	}
	return nil
}

// inTurn returns an error unless all rounds before are over, and none after is made:
// each rests on those before it.
func (h *holding) inTurn(rounds []store.Round) error {
	for i := range rounds {
		switch r := &rounds[i]; {
		case r.Number < h.round.Number && (r.State == store.RoundPlanned || r.State == store.RoundSealed):
			return &geo.Error{Code: ErrRoundWaits, Kind: geo.Unavailable, At: geo.Place{Column: "round"}, Value: count(r.Number)}
		case r.Number > h.round.Number && r.Draw != 0:
			return &geo.Error{Code: ErrRoundOvertaken, Kind: geo.Conflict, At: geo.Place{Column: "round"}, Value: count(r.Number)}
		}
	}
	return nil
}

// again are the sites that failed in the latest round with results.
func (s *Server) again(ctx context.Context, h *holding, b *basis) (*sampler.Coordination, error) {
	latest, err := s.latestResults(ctx, h)
	if err != nil {
		return nil, err
	}
	if latest == nil {
		return nil, &geo.Error{Code: ErrNoResults, Kind: geo.Conflict, At: geo.Place{Column: "source"}, Value: h.source()}
	}
	results, err := s.resultsOfDraw(ctx, latest)
	if err != nil {
		return nil, err
	}
	c, gone := drill.Recheck(b.frame, &b.plan, results.summary.Failed(h.definition.Below))
	if len(c.Recheck) == 0 {
		return nil, &geo.Error{Code: ErrNothingFailed, Kind: geo.Conflict, At: geo.Place{Column: "source"}, Value: h.source(), Names: gone}
	}
	return c, nil
}

// weigh are the sites by their losses in the latest round with results; without one
// all weigh the same.
func (s *Server) weigh(ctx context.Context, h *holding, f *sampler.Frame) (*sampler.Coordination, error) {
	latest, err := s.latestResults(ctx, h)
	if err != nil || latest == nil {
		return drill.Weigh(f, nil), err
	}
	results, err := s.resultsOfDraw(ctx, latest)
	if err != nil {
		return nil, err
	}
	return drill.Weigh(f, results.summary.Losses()), nil
}

// source is the drill whose results are looked at.
func (h *holding) source() string {
	if h.definition.Source == "" {
		return h.Name
	}
	return h.definition.Source
}

// latestResults is the draw of the source's latest round that was due before this one,
// counts and has results; nil if there is none.
func (s *Server) latestResults(ctx context.Context, h *holding) (latest *store.Draw, err error) {
	err = s.Store.View(ctx, func(v store.Reader) error {
		source, err := v.Drill(h.source())
		if err != nil {
			return geo.InColumn(err, "source")
		}
		rounds, err := v.Rounds(source.Number)
		if err != nil {
			return err
		}
		for i := len(rounds) - 1; i >= 0 && latest == nil; i-- {
			if rounds[i].Draw != 0 && rounds[i].Due.Before(h.round.Due) {
				latest, err = inspected(v, rounds[i].Draw)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return latest, err
}

// inspected is a draw that counts and has results; nil if it is none.
func inspected(v store.Reader, number int64) (*store.Draw, error) {
	d, err := v.Draw(number)
	if err != nil || d.Has(store.Withdrawn) {
		return nil, err
	}
	n, err := v.CountFindings(number)
	if err != nil || n == 0 {
		return nil, err
	}
	return &d, nil
}
