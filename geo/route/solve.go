package route

import (
	"context"
	"math"
)

// Objective says what is sought once the most stops are served: first more of a
// higher priority, then more of the lower ones.
type Objective uint8

// The objectives. The zero value is Shortest.
const (
	Shortest Objective = iota // least travel
	Fair                      // earliest latest return, then least travel
)

// Options say how to search.
type Options struct {
	Seed       string
	Iterations int // 1 … MostIterations; about a hundred thousand are a second of 100 stops
	Objective  Objective
	Progress   func(Progress) // called about a hundred times; may be nil

	// Elapsed, if not nil, takes the place of Iterations: it tells how much of the
	// time for the search is over, in permille, and 1000 or more ends it. What a
	// clock decides cannot be repeated.
	Elapsed func() int
}

// MostIterations is what may be asked for.
const MostIterations = 1_000_000_000

// Progress is how far a search is.
type Progress struct {
	Iterations, Of int   // Of is 0 if a clock decides
	Permille       int   // of the whole search
	Served         int   // stops in the best routes so far
	Travel         int64 // milliseconds of them
}

// Solve plans the routes. It stops after the iterations, when the time is over or
// when ctx ends, and then returns the best it has found. The error is an *geo.Error of this package's
// codes: Problem.Check's, or of the options.
func Solve(ctx context.Context, p *Problem, o Options) (*Solution, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if len(p.Stops) == 0 {
		return &Solution{}, nil
	}
	u := newRun(ctx, newSearch(newInstance(p), o.Seed), o)
	if o.Objective == Fair {
		u.fair()
	} else {
		u.race()
	}
	u.restore()
	u.orOpt()
	u.fill()
	sol := u.solution()
	sol.Iterations, sol.ByClock = u.done, o.Elapsed != nil
	return sol, nil
}

// run spends the budget of a search: iterations, or the permille of a time.
type run struct {
	*search

	ctx     context.Context
	options Options
	budget  int
	done    int   // iterations
	elapsed int   // permille of the time: never less than before, and what is over is over
	told    int   // hundredths of the budget that were reported
	ahead   state // the best of the searches of a race that stopped
}

// wholeTime is the budget of a search by the clock.
const wholeTime = 1000

func newRun(ctx context.Context, s *search, o Options) *run {
	u := &run{search: s, ctx: ctx, options: o, budget: o.Iterations, ahead: state{weight: math.MaxInt64}}
	if o.Elapsed != nil {
		u.budget = wholeTime
	}
	return u
}

// spent is how much of the budget is gone.
func (u *run) spent() int {
	if u.options.Elapsed == nil {
		return u.done
	}
	if u.done >= MostIterations {
		return wholeTime // whatever the clock says
	}
	if u.elapsed < wholeTime {
		u.elapsed = max(u.elapsed, min(u.options.Elapsed(), wholeTime))
	}
	return u.elapsed
}

// anneal spends a part of the budget, cooling down.
func (u *run) anneal(part int, c cooling) { u.annealTo(part, c, -1) }

// annealTo is anneal until the best tours leave out no more than a weight.
func (u *run) annealTo(part int, c cooling, weight int64) {
	begun := u.spent()
	end := min(begun+part, u.budget)
	for now := begun; now < end && u.best.weight > weight; now = u.spent() {
		if u.ctx.Err() != nil {
			return
		}
		n := stride
		if u.options.Elapsed == nil {
			n = min(stride, end-now)
		}
		u.improve(n, c.at(now-begun, part))
		u.done += n
		u.report()
	}
}

func (u *run) report() {
	if u.options.Progress == nil {
		return
	}
	spent := u.spent()
	now := spent * 100 / u.budget
	if now == u.told {
		return
	}
	u.told = now
	best := u.best
	if u.ahead.better(best) {
		best = u.ahead
	}
	p := Progress{Iterations: u.done, Permille: spent * 1000 / u.budget, Served: best.served, Travel: best.travel}
	if u.options.Elapsed == nil {
		p.Of = u.budget
	}
	u.options.Progress(p)
}

// fill puts in what still has room, if need be beyond the bound of a fair plan:
// blinks may have overlooked it.
func (u *run) fill() {
	if len(u.left) == 0 {
		return
	}
	for r := range u.tours {
		u.ends[r] = u.plans[r].to
		u.renew(r)
	}
	u.blink = math.MaxInt
	u.step++
	u.changed = u.changed[:0]
	u.recreate()
}
