package sampler

import (
	"context"
	"strconv"

	"sitedraw/geo"
)

// Options are what a draw may use; they never change its result.
type Options struct {
	// Workers is the number of goroutines that draw tickets; 0 means 1.
	Workers int
	// Progress, if not nil, is told after each step how many of all are done.
	Progress func(done, total int)
}

// MaxSeed is the longest seed in bytes.
const MaxSeed = 1024

// CheckSeed returns an error unless seed is a text of 1–1024 bytes.
func CheckSeed(seed string) error {
	if len(seed) == 0 || len(seed) > MaxSeed {
		return &geo.Error{Code: ErrSeedLength, At: geo.Place{Column: "seed"},
			Value: strconv.Itoa(len(seed)), Want: strconv.Itoa(MaxSeed)}
	}
	return geo.InColumn(geo.CheckText(seed), "seed")
}

// Draw computes the draw of a plan, as NewPlan returns it, from a frame and a
// seed: draw-v1 §5 and §6. The same three give the same record everywhere. An
// error names the step and, where sites are to blame, the sites; a cancelled
// context gives its error.
func Draw(ctx context.Context, f *Frame, p Plan, seed string, o Options) (*Record, error) {
	if err := CheckSeed(seed); err != nil {
		return nil, err
	}
	d := newDrawing(ctx, f, &p, seed)
	return d.draw(o)
}

// newDrawing begins a draw with a record.
func newDrawing(ctx context.Context, f *Frame, p *Plan, seed string) *drawing {
	return &drawing{
		ctx: ctx, frame: f, plan: p, seed: seed, done: map[string]*stepResult{},
		memo:   memo{windows: map[string]*geo.Window{}},
		record: &Record{FrameDigest: f.digest, FrameSites: f.Len(), Plan: *p, Seed: seed},
	}
}

// draw draws every step of the plan.
func (d *drawing) draw(o Options) (*Record, error) {
	d.workers = max(1, o.Workers)
	for i := range d.plan.Steps {
		s := &d.plan.Steps[i]
		if err := d.drawStep(s); err != nil {
			return nil, inStep(err, s.ID, i)
		}
		if o.Progress != nil {
			o.Progress(i+1, len(d.plan.Steps))
		}
	}
	return d.record, nil
}

// drawing is the state of one draw.
type drawing struct {
	ctx     context.Context
	frame   *Frame
	plan    *Plan
	seed    string
	workers int
	done    map[string]*stepResult // by step id
	record  *Record                // nil if nobody reads it
	cover   *covering              // levels of a round that covers; nil otherwise
	memo    memo

	// Memory for what is over when the next of its kind begins.
	entries   []entry // of an ordering
	inHand    scope   // a stratum
	stream    Stream  // of a map
	unlimited limits
	sizes     []int // of strata
}

// stepResult is what later steps ask of an earlier one.
type stepResult struct {
	main    []int32 // main picks in the order of the record
	reserve []int32
}

// drawStep draws one step in all its scopes.
func (d *drawing) drawStep(s *Step) error {
	pool, err := d.candidates(s)
	if err != nil {
		return err
	}
	result := d.result(s)
	limits := newLimits(d, s)
	for _, o := range d.openers(s) {
		name := s.ID
		if o.id != "" {
			name += "@" + escapeScope(o.id)
		}
		strata, err := d.openedStrata(s, o, name, pool)
		if err != nil {
			return err
		}
		want, got, err := d.drawStrata(&scope{drawing: d, step: s, limits: limits, within: o.id, name: name}, strata, result)
		if err != nil {
			return err
		}
		if got < want && d.record != nil {
			d.record.Shortfalls = append(d.record.Shortfalls,
				Shortfall{Step: s.ID, Within: o.id, Want: want, Got: got})
		}
	}
	return d.ctx.Err()
}

// result returns the empty result of a step, in the memory of an earlier draw's.
func (d *drawing) result(s *Step) *stepResult {
	result := d.done[s.ID]
	if result == nil {
		result = &stepResult{}
		d.done[s.ID] = result
	}
	result.main, result.reserve = result.main[:0], result.reserve[:0]
	return result
}

// openedStrata returns the strata of an opened scope, whose candidates have what
// the step needs.
func (d *drawing) openedStrata(s *Step, o opener, name string, pool []int32) ([]stratum, error) {
	return kept(d.memo.strata, d.memo.key(s, name), func() ([]stratum, error) {
		members, err := d.opened(s, o, pool)
		if err != nil {
			return nil, err
		}
		if err := d.checkNeeds(s, members); err != nil {
			return nil, err
		}
		return d.stratify(s, members), nil
	})
}

// drawStrata draws the strata of one opened scope, and says how many main picks
// were wanted and got.
func (d *drawing) drawStrata(opened *scope, strata []stratum, result *stepResult) (want, got int64, err error) {
	s := opened.step
	shares := d.allocate(s, opened.name, strata)
	candidates := 0
	for i, stratum := range strata {
		candidates += len(stratum.members)
		c := &d.inHand
		*c = scope{
			drawing: d, step: s, limits: opened.limits, within: opened.within, stratum: stratum.name,
			name: opened.name + stratum.suffix, members: stratum.members, n: shares[i], reserve: clampInt(s.Reserve),
			main: c.main[:0], reserves: c.reserves[:0],
		}
		if c.n == 0 {
			continue
		}
		if err := c.draw(); err != nil {
			return 0, 0, err
		}
		c.report(result)
		got += int64(len(c.main))
	}
	return s.wants(len(strata), candidates), got, nil
}

// wants is the number of main picks that a scope of the step should have.
func (s *Step) wants(strata, candidates int) int64 {
	switch {
	case s.N == All:
		return int64(candidates)
	case s.Allocate == Each && s.By != "":
		return s.N * int64(strata)
	default:
		return s.N
	}
}

// report keeps the scope's picks for later steps and adds them to the record.
func (c *scope) report(result *stepResult) {
	for _, p := range c.main {
		result.main = append(result.main, p.site)
	}
	for _, p := range c.reserves {
		result.reserve = append(result.reserve, p.site)
	}
	if c.record == nil {
		return
	}
	for _, part := range []struct {
		role  Role
		picks []pick
	}{{Main, c.main}, {Reserve, c.reserves}} {
		for i, p := range part.picks {
			out := Pick{
				Step: c.step.ID, Within: c.within, Stratum: c.stratum, Role: part.role, Order: i + 1,
				ID: c.frame.sites[p.site].ID, Ticket: c.ticket(p.site), Anchor: p.anchor,
			}
			if c.step.Walk > 0 {
				out.Stretch = c.stretch(p.site)
			}
			c.record.Picks = append(c.record.Picks, out)
		}
	}
}

// clampInt turns a count that may pass what a machine can hold into one that no
// frame reaches.
func clampInt(n int64) int { return int(min(n, 1<<31)) }
