package balance

import (
	"context"
	"math"
	"runtime"
	"strconv"
	"sync"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Design is a way to draw the same number from the same candidates.
type Design string

// The designs. Planned is the step as it is, but for its reserves and what ties it
// to other steps.
const (
	Planned  Design = "planned"
	Simple   Design = "simple"
	Strata   Design = "strata" // townships, in proportion to their candidates
	Balanced Design = "balanced"
	Map      Design = "map" // the step's own map if it has one
)

// Designs lists all designs in the order in which they are compared.
func Designs() []Design { return []Design{Planned, Simple, Strata, Balanced, Map} }

// What can be wrong with what is asked. Each is a key of the catalogue in
// server/text.
const (
	ErrDraws   geo.Code = "balance.draws"   // a number of draws not in the range Want
	ErrUnknown geo.Code = "balance.unknown" // none of the candidates has a position
	ErrAll     geo.Code = "balance.all"     // as many are drawn as there are candidates with a position
	ErrStage   geo.Code = "balance.stage"   // the step draws inside the picks of another
)

// CompareOptions say how designs are compared.
type CompareOptions struct {
	Seed    string // opens the randomness of the draws; draw i has SEED/compare/I
	Draws   int    // of each design; 0 means 300
	Designs []Design
	Workers int                // goroutines; 0 means one for each core
	Told    func(done, of int) // if not nil, told how many draws are made
}

// MostDraws bounds the draws of each design.
const MostDraws = 100_000

const defaultDraws = 300

// Comparison is how well draws of each design are spread.
type Comparison struct {
	Step      string
	N         int64
	Sites     int // candidates with a position
	Unlocated int // candidates without, which are left out
	Draws     int
	Trials    []Trial
}

// Trial is the measures of one design's draws, as a mean over those in which they
// exist. The inclusion probabilities that measures are told are n/N for every
// design, so that all are held against an even spread.
type Trial struct {
	Design                                 Design
	Picks                                  Mean
	Voronoi, Local, Evenness, Moran, Apart Mean
	Towns                                  Mean // with a pick
	AllTowns                               int  // with a candidate
}

// Mean is that of a measure over draws; Draws of them have it.
type Mean struct {
	Value, SD float64
	Draws     int
}

// Compare draws a step of a plan again and again by each design, and measures each
// draw. Strata, limits and sizes of the step hold for Planned only, what ties it to
// other steps for none. The errors are ErrDraws, ErrUnknown, ErrAll, ErrStage and
// those of sampler.Draw.
func Compare(ctx context.Context, f *sampler.Frame, s sampler.Step, o CompareOptions) (*Comparison, error) {
	if o.Draws == 0 {
		o.Draws = defaultDraws
	}
	if o.Draws < 1 || o.Draws > MostDraws {
		return nil, &geo.Error{Code: ErrDraws, Value: strconv.Itoa(o.Draws), Want: "1 … " + strconv.Itoa(MostDraws)}
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Designs == nil {
		o.Designs = Designs()
	}
	if s.Stage() != "" {
		return nil, geo.InStep(&geo.Error{Code: ErrStage, Value: s.Stage()}, s.ID)
	}
	c, err := newComparing(ctx, f, s)
	if err != nil {
		return nil, err
	}
	made := &Comparison{Step: s.ID, N: s.N, Sites: len(c.all.Sites), Unlocated: c.unlocated, Draws: o.Draws}
	for i, design := range o.Designs {
		told := func(done int) {
			if o.Told != nil {
				o.Told(i*o.Draws+done, len(o.Designs)*o.Draws)
			}
		}
		trial, err := c.trial(ctx, design, o, told)
		if err != nil {
			return nil, err
		}
		made.Trials = append(made.Trials, trial)
	}
	return made, nil
}

// comparing is one step's candidates.
type comparing struct {
	frame     *sampler.Frame // of the located sites
	step      sampler.Step
	all       Sample // the candidates, no picks
	numbers   map[string]int32
	unlocated int
}

func newComparing(ctx context.Context, f *sampler.Frame, s sampler.Step) (*comparing, error) {
	s.NotIn, s.Reserve, s.Walk = nil, 0, 0
	if s.Anchors() != "" {
		s.Method, s.Map = sampler.Simple, nil
	}
	designs, err := sampler.Designs(ctx, f, sampler.Plan{Steps: []sampler.Step{plain(s)}})
	if err != nil {
		return nil, err
	}
	c := &comparing{step: s, numbers: map[string]int32{}}
	for _, number := range designs[0].Pool {
		site := &f.Sites()[number]
		p, located := site.Position()
		if !located {
			c.unlocated++
			continue
		}
		c.numbers[site.ID] = int32(len(c.all.Sites))
		c.all.Sites = append(c.all.Sites, p)
		town := ""
		if site.Area != "" {
			town = geo.AreaCode(site.Area).Township()
		}
		c.all.Towns = append(c.all.Towns, town)
	}
	switch {
	case len(c.all.Sites) == 0:
		return nil, geo.InStep(&geo.Error{Code: ErrUnknown}, s.ID)
	case s.N == sampler.All || s.N >= int64(len(c.all.Sites)):
		return nil, geo.InStep(&geo.Error{Code: ErrAll, Value: strconv.Itoa(len(c.all.Sites))}, s.ID)
	}
	c.all.near = neighbourhoodsOf(c.all, int(s.N))
	c.frame, err = located(f)
	return c, err
}

// plain is a step without what decides more than who its candidates are.
func plain(s sampler.Step) sampler.Step {
	s.By, s.Allocate, s.Method, s.BySize, s.Map = "", sampler.Proportional, sampler.Simple, false, nil
	s.Apart, s.AtMost = 0, nil
	return s
}

// located is a frame of the sites of another that have a position.
func located(f *sampler.Frame) (*sampler.Frame, error) {
	var sites []geo.Site
	for _, s := range f.Sites() {
		if _, has := s.Position(); has {
			sites = append(sites, s)
		}
	}
	if len(sites) == f.Len() {
		return f, nil
	}
	return sampler.NewFrame(sites)
}

// of is the step drawn by a design.
func (c *comparing) of(d Design) sampler.Step {
	s := plain(c.step)
	switch d {
	case Planned:
		return c.step
	case Strata:
		s.By = sampler.ByArea
	case Balanced:
		s.Method = sampler.Balanced
	case Map:
		s.Method, s.Map = sampler.Map, c.step.Map
	case Simple:
	}
	return s
}

// trial makes the draws of one design. Draws are added up in their order, whoever
// made them.
func (c *comparing) trial(ctx context.Context, d Design, o CompareOptions, told func(int)) (Trial, error) {
	plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{c.of(d)}})
	if err != nil {
		return Trial{}, err
	}
	const batch = 50 // between tellings
	reports := make([]Report, o.Draws)
	picks := make([]int, o.Draws)
	errs := make([]error, o.Draws)
	for from := 0; from < o.Draws; from += batch {
		to := min(from+batch, o.Draws)
		var drawing sync.WaitGroup
		for w := range min(o.Workers, to-from) {
			drawing.Go(func() {
				for i := from + w; i < to; i += o.Workers {
					reports[i], picks[i], errs[i] = c.once(ctx, plan, o.Seed+"/compare/"+strconv.Itoa(i))
				}
			})
		}
		drawing.Wait()
		for _, err := range errs[from:to] {
			if err != nil {
				return Trial{}, err
			}
		}
		told(to)
	}
	return sumUp(d, reports, picks), nil
}

// once makes one draw and measures it.
func (c *comparing) once(ctx context.Context, plan sampler.Plan, seed string) (Report, int, error) {
	record, err := sampler.Draw(ctx, c.frame, plan, seed, sampler.Options{})
	if err != nil {
		return Report{}, 0, err
	}
	s := c.all
	for i := range record.Picks {
		if number, found := c.numbers[record.Picks[i].ID]; found {
			s.Picks = append(s.Picks, number)
		}
	}
	return Of(s), len(s.Picks), nil
}

func sumUp(d Design, reports []Report, picks []int) Trial {
	t := Trial{Design: d}
	over := func(of func(i int) Measure) Mean {
		var m Mean
		var values []float64
		for i := range reports {
			if v := of(i); v.Known {
				values = append(values, v.Value)
				m.Value += v.Value
			}
		}
		if m.Draws = len(values); m.Draws == 0 {
			return m
		}
		m.Value /= float64(m.Draws)
		for _, v := range values {
			m.SD += float64((v - m.Value) * (v - m.Value))
		}
		m.SD = math.Sqrt(m.SD / float64(max(1, m.Draws-1)))
		return m
	}
	t.Picks = over(func(i int) Measure { return known(float64(picks[i])) })
	t.Voronoi = over(func(i int) Measure { return reports[i].Voronoi })
	t.Local = over(func(i int) Measure { return reports[i].Local })
	t.Evenness = over(func(i int) Measure { return reports[i].Evenness })
	t.Moran = over(func(i int) Measure { return reports[i].Moran })
	t.Apart = over(func(i int) Measure { return reports[i].Apart })
	t.Towns = over(func(i int) Measure { return known(float64(reports[i].Towns.Picked)) })
	t.AllTowns = reports[0].Towns.All
	return t
}
