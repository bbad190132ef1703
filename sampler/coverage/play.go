package coverage

import (
	"context"

	"sitedraw/sampler"
)

// Play counts rounds until all of Options.By are reached that the plan of the first
// record can reach: it asks for the records of most rounds at most, one after the other.
// What comes of it holds for the seeds of those rounds. If most are not enough, Rounds is
// −1. The errors are those of next and of sampler.Designs.
func (m *Meter) Play(ctx context.Context, o Options, most int, next func(context.Context) (*sampler.Record, error)) (*Forecast, error) {
	t := m.targets(o.By)
	missing, count := m.missing(t, o.By)
	out := &Forecast{Kind: Played, Missing: count}
	for left := count; left > 0; out.Rounds++ {
		if out.Rounds == most {
			out.Rounds = -1
			return out, nil
		}
		record, err := next(ctx)
		if err != nil {
			return nil, err
		}
		if out.Rounds == 0 {
			if out.Impossible, err = m.unreachable(ctx, record.Plan, t, missing); err != nil {
				return nil, err
			}
			out.Missing -= len(out.Impossible)
			if left = out.Missing; left == 0 {
				break
			}
		}
		left -= m.reach(record, t, missing)
	}
	out.Chance = 1
	return out, nil
}

// unreachable names what no draw of a plan reaches.
func (m *Meter) unreachable(ctx context.Context, p sampler.Plan, t *targets, missing []bool) ([]string, error) {
	designs, err := sampler.Designs(ctx, m.Frame, p)
	if err != nil {
		return nil, err
	}
	touched := make([]bool, len(t.names))
	t.urns(designs, func(_ urn, members []int32) {
		for _, site := range members {
			if g := t.of[site]; g >= 0 {
				touched[g] = true
			}
		}
	})
	return t.impossible(missing, touched), nil
}

// reach takes what a record reaches out of what is missing, and returns how many.
func (m *Meter) reach(r *sampler.Record, t *targets, missing []bool) (reached int) {
	for i := range r.Picks {
		p := &r.Picks[i]
		site, found := m.Frame.Number(p.ID)
		if !found || p.Role != sampler.Main || t.of[site] < 0 || !missing[t.of[site]] {
			continue
		}
		missing[t.of[site]] = false
		reached++
	}
	return reached
}
