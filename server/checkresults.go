package server

import (
	"context"
	"slices"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/sampler/inspection"
	"sitedraw/server/store"
)

// drawingTakes is how long it can take between looking at results and writing the draw
// that rests on them: what arrives meanwhile is older than the draw and was not seen.
const drawingTakes = 10 * time.Minute

// lookedBack computes again what a round takes over from results, as they were when it
// was held. Later ones, and later corrections, change nothing.
func (k *check) lookedBack(ctx context.Context, h *pastRound) (*sampler.Difference, error) {
	back := &lookBack{server: k.server, pastRound: h, until: h.draw.Made.At}
	differs, err := back.compare(ctx)
	for i := 0; i < len(back.late) && differs != nil && err == nil; i++ {
		back.until = back.late[i].Add(-1)
		var other *sampler.Difference
		if other, err = back.compare(ctx); other == nil {
			differs = nil
		}
	}
	return differs, err
}

// lookBack is what a round saw of the results of its source.
type lookBack struct {
	*pastRound

	server *Server
	until  time.Time   // results that arrived later are not seen
	late   []time.Time // when results arrived that it may not have seen, the last first
}

// compare compares a record with the results until then.
func (b *lookBack) compare(ctx context.Context) (*sampler.Difference, error) {
	source, all, err := b.latest(ctx)
	if err != nil {
		return nil, err
	}
	weighted := b.definition.Mode == sampler.Weighted
	switch {
	case source == nil && weighted:
		return drill.CheckFrom(b.record, drill.Weigh(b.frame, nil)), nil
	case source == nil:
		return nil, &geo.Error{Code: ErrNoResults, Kind: geo.Internal, At: geo.Place{Column: "source"}, Value: b.source()}
	}
	summary, err := b.summary(ctx, source, all)
	if err != nil {
		return nil, err
	}
	if weighted {
		return drill.CheckFrom(b.record, drill.Weigh(b.frame, summary.Losses())), nil
	}
	expected, _ := drill.Recheck(b.frame, &b.record.Plan, summary.Failed(b.definition.Below))
	return drill.CheckFrom(b.record, expected), nil
}

// latest is the latest draw of the source that counted and had results, with these.
func (b *lookBack) latest(ctx context.Context) (latest *store.Draw, all *reported, err error) {
	err = b.server.Store.View(ctx, func(v store.Reader) error {
		source, err := v.Drill(b.source())
		if err != nil {
			return err
		}
		rounds, err := v.Rounds(source.Number)
		for i := len(rounds) - 1; i >= 0 && err == nil && latest == nil; i-- {
			if rounds[i].Draw == 0 || !rounds[i].Due.Before(b.round.Due) {
				continue
			}
			var d store.Draw
			if d, err = v.Draw(rounds[i].Draw); err != nil || d.Leaf > b.draw.Leaf || withdrawnBefore(&d, b.draw.Leaf) {
				continue
			}
			if all, err = b.reports(v, d.Number); err == nil && all.last > 0 {
				latest = &d
			}
		}
		return err
	})
	return latest, all, err
}

// reports reads what was reported of a draw until then.
func (b *lookBack) reports(v store.Reader, draw int64) (*reported, error) {
	all := &reported{}
	err := eachPage(func(after int64) (last int64, err error) {
		batch, err := v.Findings(draw, store.NumberPage{After: after})
		for i := range batch {
			f := &batch[i]
			last = f.Number
			if b.mayBeLate(f.Made.At) {
				b.late = append(b.late, f.Made.At)
				slices.SortFunc(b.late, func(x, y time.Time) int { return y.Compare(x) })
			}
			if f.Made.At.After(b.until) {
				continue
			}
			if err := all.add(f); err != nil {
				return 0, err
			}
		}
		return last, err
	})
	return all, err
}

// mayBeLate reports whether results of a time may have come after the round looked.
func (b *lookBack) mayBeLate(at time.Time) bool {
	made := b.draw.Made.At
	return !at.After(made) && made.Sub(at) <= drawingTakes && !slices.ContainsFunc(b.late, at.Equal)
}

// summary adds results up by who stood to be inspected when the round was held.
func (b *lookBack) summary(ctx context.Context, source *store.Draw, all *reported) (*inspection.Summary, error) {
	record, err := b.server.readRecord(ctx, source)
	if err != nil {
		return nil, err
	}
	open, err := b.server.frames.open(ctx, source.Frame)
	if err != nil {
		return nil, err
	}
	opened, err := openedBefore(source, b.draw.Leaf)
	if err != nil {
		return nil, err
	}
	results, err := newResults(record, open.frame, opened, all)
	if err != nil {
		return nil, err
	}
	return results.summary, nil
}

// openedBefore are the reserves that the log had opened before a leaf.
func openedBefore(d *store.Draw, leaf int64) ([]openingView, error) {
	opened, err := openings(d)
	return slices.DeleteFunc(opened, func(o openingView) bool { return o.Leaf > leaf }), err
}
