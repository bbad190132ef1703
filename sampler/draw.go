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
	d := &drawing{
		ctx: ctx, frame: f, plan: &p, seed: seed, workers: max(1, o.Workers), done: map[string]*stepResult{},
		windows: map[string]geo.Window{},
		record:  &Record{FrameDigest: f.digest, FrameSites: f.Len(), Plan: p, Seed: seed},
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if err := d.drawStep(s); err != nil {
			return nil, inStep(err, s.ID, i)
		}
		if o.Progress != nil {
			o.Progress(i+1, len(p.Steps))
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
	record  *Record
	entries []entry               // memory of the last ordering
	windows map[string]geo.Window // where anchors fall, by category
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
	result := &stepResult{}
	d.done[s.ID] = result
	limits := newLimits(d, s)
	for _, o := range d.openers(s) {
		members, err := d.opened(s, o, pool)
		if err != nil {
			return err
		}
		if err := d.checkNeeds(s, members); err != nil {
			return err
		}
		want, got, err := d.drawScopes(s, o, members, limits, result)
		if err != nil {
			return err
		}
		if got < want {
			d.record.Shortfalls = append(d.record.Shortfalls,
				Shortfall{Step: s.ID, Within: o.id, Want: want, Got: got})
		}
	}
	return d.ctx.Err()
}

// drawScopes draws the strata of one opened scope, and says how many main picks
// were wanted and got.
func (d *drawing) drawScopes(s *Step, o opener, members []int32, limits *limits, result *stepResult) (want, got int64, err error) {
	name := s.ID
	if o.id != "" {
		name += "@" + escapeScope(o.id)
	}
	strata := d.stratify(s, members)
	shares := d.allocate(s, name, strata)
	want = s.wants(len(strata), len(members))
	for i, stratum := range strata {
		c := &scope{
			drawing: d, step: s, limits: limits, within: o.id, stratum: stratum.name,
			name: name + stratum.suffix, members: stratum.members, n: shares[i], reserve: clampInt(s.Reserve),
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
	return want, got, nil
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

// report adds the scope's picks to the record.
func (c *scope) report(result *stepResult) {
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
	for _, p := range c.main {
		result.main = append(result.main, p.site)
	}
	for _, p := range c.reserves {
		result.reserve = append(result.reserve, p.site)
	}
}

// clampInt turns a count that may pass what a machine can hold into one that no
// frame reaches.
func clampInt(n int64) int { return int(min(n, 1<<31)) }
