package exposure

import (
	"context"
	"strconv"
	"sync"

	"sitedraw/sampler"
)

// Draw draws a plan from the frame under a seed, as sampler.Draw does.
type Draw func(ctx context.Context, f *sampler.Frame, p sampler.Plan, seed string) (*sampler.Record, error)

// pick is a main pick: the number of its step in the plan and of its site.
type pick struct {
	step int
	site int32
}

// replays draw a plan again and again. The i-th draw has the seed SEED/replay/I,
// so their order and the number of workers decide nothing.
type replays struct {
	frame   *sampler.Frame
	plan    sampler.Plan
	numbers map[string]int // of the steps in the whole plan
	draw    Draw           // nil: what sampler.Draw draws
	seed    string
	workers []worker
	tally   func(main []pick) // told each draw's picks, not to be kept; many goroutines call it
}

// narrow draws only a part of the plan from now on.
func (r *replays) narrow(part sampler.Plan) {
	r.plan = part
	for _, w := range r.workers {
		if w.prepared != nil {
			w.prepared.Narrow(part)
		}
	}
}

// worker is what one goroutine draws with.
type worker struct {
	prepared *sampler.Prepared
	main     []pick
}

func (r *Report) newReplays(o Options, plan sampler.Plan, tally func([]pick)) *replays {
	numbers := map[string]int{}
	for i := range r.Plan.Steps {
		numbers[r.Plan.Steps[i].ID] = i
	}
	return &replays{frame: r.Frame, plan: plan, numbers: numbers, seed: o.Seed, workers: make([]worker, o.Workers), tally: tally}
}

// run makes the draws from … to−1. Of several that fail it returns the error of
// the first.
func (r *replays) run(ctx context.Context, from, to int) error {
	failed := make([]int, len(r.workers))
	errs := make([]error, len(r.workers))
	var drawing sync.WaitGroup
	for w := range r.workers {
		drawing.Go(func() {
			for i := from + w; i < to && errs[w] == nil; i += len(r.workers) {
				failed[w], errs[w] = i, r.once(ctx, i, &r.workers[w])
			}
		})
	}
	drawing.Wait()
	first := -1
	for w, err := range errs {
		if err != nil && (first < 0 || failed[w] < failed[first]) {
			first = w
		}
	}
	if first < 0 {
		return nil
	}
	return errs[first]
}

// once makes one draw.
func (r *replays) once(ctx context.Context, i int, w *worker) error {
	seed := r.seed + "/replay/" + strconv.Itoa(i)
	w.main = w.main[:0]
	var err error
	if r.draw == nil {
		err = r.prepared(ctx, seed, w)
	} else {
		err = r.recorded(ctx, seed, w)
	}
	if err == nil {
		r.tally(w.main)
	}
	return err
}

// prepared draws without a record.
func (r *replays) prepared(ctx context.Context, seed string, w *worker) error {
	if w.prepared == nil {
		w.prepared = sampler.Prepare(r.frame, r.plan)
	}
	main, err := w.prepared.Main(ctx, seed)
	for i, sites := range main {
		step := r.numbers[r.plan.Steps[i].ID]
		for _, site := range sites {
			w.main = append(w.main, pick{step: step, site: site})
		}
	}
	return err
}

// recorded draws by what a caller gave.
func (r *replays) recorded(ctx context.Context, seed string, w *worker) error {
	record, err := r.draw(ctx, r.frame, r.plan, seed)
	if err != nil {
		return err
	}
	for k := range record.Picks {
		if p := &record.Picks[k]; p.Role == sampler.Main {
			if site, found := r.frame.Number(p.ID); found {
				w.main = append(w.main, pick{step: r.numbers[p.Step], site: site})
			}
		}
	}
	return nil
}

// batch is how many draws are made between looks at how close figures are. It is
// fixed, so that the number of draws does not depend on the machine.
const batch = 1000

// untilClose draws until the worst half-width is reached, or the most draws.
func untilClose(ctx context.Context, draws *replays, o Options, worst func(done int) float64) (int, error) {
	for done := 0; ; {
		next := min(done+batch, o.Replays)
		if err := draws.run(ctx, done, next); err != nil {
			return 0, err
		}
		done = next
		if o.Progress != nil {
			o.Progress(done, o.Replays)
		}
		if done >= o.Replays || worst(done) <= o.HalfWidth {
			return done, nil
		}
	}
}
