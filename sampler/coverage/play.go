package coverage

import (
	"context"
	"math"
	"slices"

	"sitedraw/sampler"
)

// Series are rounds to come as they might turn out: each call is the next one's record.
type Series func(context.Context) (*sampler.Record, error)

// MostPlayed is how many rounds of a series are worth playing: nearly four years of weeks.
const MostPlayed = 200

// Play counts rounds until all of Options.By are reached that the plan of the first
// record can reach, in several series of at most so many rounds: within Rounds a share of
// Options.Level of the series reached them all, and Chance is the share that did. It holds
// for the seeds of those rounds. If too many series are not enough, Rounds is −1. The
// errors are those of the series, of sampler.Designs, and ErrLevel.
func (m *Meter) Play(ctx context.Context, o Options, most int, all ...Series) (*Forecast, error) {
	level, err := o.level()
	if err != nil {
		return nil, err
	}
	p := &playing{Meter: m, by: o.By, targets: m.targets(o.By), most: most}
	need := int(math.Ceil(level * float64(len(all))))
	var lengths []int
	for i, next := range all {
		n, err := p.series(ctx, next)
		if err != nil {
			return nil, err
		}
		if n >= 0 {
			lengths = append(lengths, n)
		}
		if len(lengths)+len(all)-i-1 < need {
			return p.forecast(-1, 0), nil
		}
	}
	slices.Sort(lengths)
	rounds := lengths[need-1]
	within, _ := slices.BinarySearch(lengths, rounds+1)
	return p.forecast(rounds, float64(within)/float64(len(all))), nil
}

// playing is what series are played for.
type playing struct {
	*Meter

	by         sampler.By
	targets    *targets
	most       int
	count      int      // of what is missing, but for what is impossible
	impossible []string // what the plan never reaches
}

func (p *playing) forecast(rounds int, chance float64) *Forecast {
	return &Forecast{Kind: Played, Rounds: rounds, Chance: chance, Missing: p.count, Impossible: p.impossible}
}

// series is how many rounds one takes; −1 if it takes more, also where that is plain
// before: each main pick reaches one more at best.
func (p *playing) series(ctx context.Context, next Series) (int, error) {
	missing, left := p.missing(p.targets, p.by)
	for n := 0; left > 0; n++ {
		if n == p.most {
			return -1, nil
		}
		record, err := next(ctx)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			if p.impossible, err = p.unreachable(ctx, record.Plan, p.targets, missing); err != nil {
				return 0, err
			}
			left -= len(p.impossible)
			if p.count = left; left == 0 {
				return 0, nil
			}
		}
		mains, reached := p.reach(record, p.targets, missing)
		if left -= reached; left == 0 {
			return n + 1, nil
		}
		if left > mains*(p.most-n-1) {
			return -1, nil
		}
	}
	return 0, nil
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

// reach takes what a record reaches out of what is missing, and returns how many main
// picks it has and how many of them did so.
func (m *Meter) reach(r *sampler.Record, t *targets, missing []bool) (mains, reached int) {
	for i := range r.Picks {
		p := &r.Picks[i]
		if p.Role != sampler.Main {
			continue
		}
		mains++
		site, found := m.Frame.Number(p.ID)
		if !found || t.of[site] < 0 || !missing[t.of[site]] {
			continue
		}
		missing[t.of[site]] = false
		reached++
	}
	return mains, reached
}
