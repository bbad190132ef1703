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
}

// MostIterations is what may be asked for.
const MostIterations = 1_000_000_000

// Progress is how far a search is.
type Progress struct {
	Iterations, Of int
	Served         int   // stops in the best routes so far
	Travel         int64 // milliseconds of them
}

// Solve plans the routes. It stops after the iterations or when ctx ends, and then
// returns the best it has found. The error is an *geo.Error of this package's
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
	u := &run{search: newSearch(newInstance(p), o.Seed), ctx: ctx, options: o}
	if o.Objective == Fair {
		u.fair()
	} else {
		u.anneal(o.Iterations, u.startTemperature())
	}
	u.restore()
	u.orOpt()
	u.fill()
	sol := u.solution()
	sol.Iterations = u.done
	return sol, nil
}

// run spends the iterations of a search.
type run struct {
	*search

	ctx     context.Context
	options Options
	done    int
	told    int // hundredths of the iterations that were reported
}

// anneal makes so many steps, cooling down from a temperature.
func (u *run) anneal(steps int, start int64) { u.annealTo(steps, start, -1) }

// annealTo is anneal until the best tours leave out no more than a weight.
func (u *run) annealTo(steps int, start, weight int64) {
	for part := 0; part < steps && u.best.weight > weight; part += stride {
		if u.ctx.Err() != nil {
			return
		}
		n := min(stride, steps-part)
		u.improve(n, cooled(start, part, steps))
		u.done += n
		u.report()
	}
}

func (u *run) report() {
	now := u.done * 100 / u.options.Iterations
	if u.options.Progress == nil || now == u.told {
		return
	}
	u.told = now
	u.options.Progress(Progress{
		Iterations: u.done, Of: u.options.Iterations, Served: u.best.served, Travel: u.best.travel,
	})
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
