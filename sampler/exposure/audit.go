package exposure

import (
	"context"
	"math"
	"runtime"
	"strconv"
	"sync/atomic"

	"sitedraw/geo"
)

// AuditOptions say how a draw is audited.
type AuditOptions struct {
	Seed    string             // opens the randomness of the draws
	Draws   int                // 0 means 10,000
	Alarm   float64            // false-alarm rate of the whole audit; 0 means 0.001
	Workers int                // goroutines; 0 means one for each core
	Draw    Draw               // what is audited; nil means what sampler.Draw draws
	Told    func(done, of int) // if not nil, told how many draws are made
}

// Audit compares how often sites were picked with the exact figures of a report.
type Audit struct {
	Draws int
	Alarm float64 // a right sampler fails with this probability at most, but for the chi-squares' approximation
	// Counts are those of every site and step whose figure is exact, in the order
	// of steps and sites.
	Counts     []Count
	ChiSquares []ChiSquare
	Left       int // figures that are not exact, or of sites that several scopes hold: not audited
}

// Count is how often a step made a site a main pick.
type Count struct {
	Step   string
	Site   int32
	Pi     float64
	Picked int
	Z      float64 // standard deviations from the expected number; infinite where π is 0 or 1 and not kept
	Failed bool    // farther off than the false-alarm rate allows
}

// ChiSquare is the test of all counts of a step that draws simple samples.
type ChiSquare struct {
	Step    string
	Value   float64
	Degrees int     // of freedom
	P       float64 // probability of such a value, or a larger one, if the sampler is right
	Failed  bool
}

// Failed reports whether any test failed.
func (a *Audit) Failed() bool {
	for i := range a.Counts {
		if a.Counts[i].Failed {
			return true
		}
	}
	for i := range a.ChiSquares {
		if a.ChiSquares[i].Failed {
			return true
		}
	}
	return false
}

const (
	defaultDraws = 10_000
	defaultAlarm = 0.001
)

func (o AuditOptions) filled() (AuditOptions, error) {
	if o.Draws < 0 {
		return o, &geo.Error{Code: ErrReplays, Value: strconv.Itoa(o.Draws), Want: "1"}
	}
	if o.Draws == 0 {
		o.Draws = defaultDraws
	}
	if o.Alarm == 0 {
		o.Alarm = defaultAlarm
	}
	if !(o.Alarm > 0 && o.Alarm < 1) {
		return o, &geo.Error{Code: ErrAlarm, Value: strconv.FormatFloat(o.Alarm, 'g', -1, 64), Want: "0 … 1"}
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o, nil
}

// NewAudit draws the report's plan many times and tests the counts: each by
// itself, and all of a simple step together. Half of the false-alarm rate is for
// the counts, divided among them; a count fails where Chernoff's bound on its
// binomial tail (1952, doi 10.1214/aoms/1177729330) is below its part, which errs
// on the sampler's side for any π and any number of draws.
func NewAudit(ctx context.Context, r *Report, o AuditOptions) (*Audit, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	picked := make([][]uint32, len(r.Steps))
	for i := range r.Steps {
		picked[i] = make([]uint32, len(r.Steps[i].Sites))
	}
	strays := make([]atomic.Uint32, len(r.Steps))
	draws := r.newReplays(Options{Seed: o.Seed, Workers: o.Workers}, r.Plan, func(main []pick) {
		for _, p := range main {
			if place, found := r.Steps[p.step].place(p.site); found {
				atomic.AddUint32(&picked[p.step][place], 1)
			} else {
				strays[p.step].Add(1)
			}
		}
	})
	draws.draw = o.Draw
	for done := 0; done < o.Draws; {
		next := min(done+batch, o.Draws)
		if err := draws.run(ctx, done, next); err != nil {
			return nil, err
		}
		if done = next; o.Told != nil {
			o.Told(done, o.Draws)
		}
	}
	a := &Audit{Draws: o.Draws, Alarm: o.Alarm}
	for i := range r.Steps {
		a.count(&r.Steps[i], picked[i])
		if n := strays[i].Load(); n > 0 {
			a.Counts = append(a.Counts, Count{Step: r.Steps[i].ID, Site: -1, Picked: int(n), Z: math.Inf(1)})
		}
	}
	a.judge()
	a.chiSquares(r, picked)
	return a, nil
}

// count adds the counts of one step.
func (a *Audit) count(s *Step, picked []uint32) {
	for p, site := range s.Sites {
		pi := s.At(p)
		if pi.Kind != Exact || s.heldBy(site) > 1 {
			a.Left++
			continue
		}
		c := Count{Step: s.ID, Site: site, Pi: pi.Value, Picked: int(picked[p])}
		if off := float64(c.Picked) - float64(a.Draws)*c.Pi; off != 0 {
			c.Z = off / math.Sqrt(float64(a.Draws)*c.Pi*(1-c.Pi))
		}
		a.Counts = append(a.Counts, c)
	}
}

// judge tells which counts are too far off.
func (a *Audit) judge() {
	limit := math.Log(2 * float64(len(a.Counts)) / (a.Alarm / 2))
	for i := range a.Counts {
		c := &a.Counts[i]
		c.Failed = float64(a.Draws)*divergence(float64(c.Picked)/float64(a.Draws), c.Pi) > limit
	}
}

// nearOne is how far rounding may keep a π from 0 or 1 that it should be.
const nearOne = 1e-12

// divergence is that of Kullback and Leibler between shares x and π: the binomial
// tail beyond a share of x in m draws is below exp(−m·divergence).
func divergence(x, pi float64) float64 {
	if pi < nearOne || pi > 1-nearOne {
		if math.Abs(x-pi) < nearOne {
			return 0
		}
		return math.Inf(1)
	}
	sum := 0.0
	if x > 0 {
		sum += x * math.Log(x/pi)
	}
	if x < 1 {
		sum += (1 - x) * math.Log((1-x)/(1-pi))
	}
	return sum
}
