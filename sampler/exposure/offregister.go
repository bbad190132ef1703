package exposure

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"sync/atomic"

	"sitedraw/geo"
	"sitedraw/geo/placename"
	"sitedraw/sampler"
)

// Second is a second list of places, such as an extract of OpenStreetMap or what a
// provider of maps exports, beside the register. Evaluators look at that, not at
// the register, where a plan takes sites off the phone map.
type Second struct {
	Register, Map *sampler.Frame
	Plan          sampler.Plan // with a step of the method map at least
	// Named is within how many metres a place of the same category and a similar
	// name is one of the register's; 0: 300.
	Named int64
	// Beside is the same whatever the names; 0: 30.
	Beside  int64
	Options Options // of the draws from the map
}

const (
	defaultNamed  = 300
	defaultBeside = 30
	mostNear      = 1 << 32 // metres; no two places are as far apart
)

// Off is what the map shows and the register lacks.
type Off struct {
	// Frame is what the map steps draw from: what is located of their categories
	// on the map, and all other categories as the register has them.
	Frame   *sampler.Frame
	Steps   []OffStep // those of the method map, in the order of the plan
	Replays int
}

// OffStep is what one step may take off the register.
type OffStep struct {
	Step     string
	Sites    int       // candidates on the map
	Off      []OffSite // those of them that are none of the register's, the likeliest first
	picks    float64   // expected main picks, of whatever site
	Share    Figure    // chance that a pick is one of them
	Expected Figure    // main picks among them
	Once     Figure    // P(at least one main pick among them)
}

// OffSite is a place that the register lacks.
type OffSite struct {
	Site int32 // in Off.Frame
	Pi   Figure
}

// OffRegister draws the map steps of a plan from the second list and tells which of
// its places are none of the register's: neither of the same id and category, nor
// near enough. The errors are ErrNoMap for a plan without such a step, ErrNear for
// a distance below 0, and those of Of.
func OffRegister(ctx context.Context, in Second) (*Off, error) {
	if err := in.fill(); err != nil {
		return nil, err
	}
	frame, err := in.frame()
	if err != nil {
		return nil, err
	}
	plan := in.mapPlan()
	if len(plan.Steps) == 0 {
		return nil, &geo.Error{Code: ErrNoMap}
	}
	r, err := Of(ctx, frame, plan, in.Options)
	if err != nil {
		return nil, err
	}
	off := &Off{Frame: frame, Replays: r.Replays}
	missing := in.missing(frame)
	for i := range r.Steps {
		if plan.Steps[i].Method == sampler.Map {
			off.Steps = append(off.Steps, r.offStep(i, missing))
		}
	}
	return off, r.offOnce(ctx, off, missing, in.Options)
}

// fill sets the defaults.
func (in *Second) fill() error {
	for _, near := range []int64{in.Named, in.Beside} {
		if near < 0 {
			return &geo.Error{Code: ErrNear, Value: strconv.FormatInt(near, 10), Want: "0"}
		}
	}
	in.Named, in.Beside = min(cmp.Or(in.Named, defaultNamed), mostNear), min(cmp.Or(in.Beside, defaultBeside), mostNear)
	return nil
}

// mapPlan is the part of the plan that map steps need.
func (in *Second) mapPlan() sampler.Plan {
	need := make([]bool, len(in.Plan.Steps))
	for i := range need {
		need[i] = in.Plan.Steps[i].Method == sampler.Map
	}
	return partOf(in.Plan, need)
}

// frame joins the two lists.
func (in *Second) frame() (*sampler.Frame, error) {
	onMap := map[string]bool{}
	for i := range in.Plan.Steps {
		if s := &in.Plan.Steps[i]; s.Method == sampler.Map {
			for _, category := range s.Category {
				onMap[category] = true
			}
		}
	}
	var sites []geo.Site
	ids := map[string]bool{}
	for _, s := range in.Map.Sites() {
		if onMap[s.Category] && located(&s) {
			sites, ids[s.ID] = append(sites, s), true
		}
	}
	for _, s := range in.Register.Sites() {
		if !onMap[s.Category] && !ids[s.ID] {
			sites = append(sites, s)
		}
	}
	return sampler.NewFrame(sites)
}

// located reports whether a site has a position.
func located(s *geo.Site) bool {
	_, is := s.Position()
	return is
}

// missing tells which sites of the joined frame are none of the register's.
func (in *Second) missing(frame *sampler.Frame) []bool {
	missing := make([]bool, frame.Len())
	registers := map[string]*register{}
	sites := frame.Sites()
	for i := range sites {
		s := &sites[i]
		if ours, known := in.Register.Site(s.ID); known && ours.Category == s.Category {
			continue
		}
		if registers[s.Category] == nil {
			registers[s.Category] = newRegister(in.Register, s.Category)
		}
		missing[i] = !registers[s.Category].holds(s, in)
	}
	return missing
}

// register is what the register has of one category.
type register struct {
	finder *geo.Finder
	names  []placename.Name
}

func newRegister(f *sampler.Frame, category string) *register {
	r := &register{}
	var points []geo.Point
	for i := range f.Sites() {
		s := &f.Sites()[i]
		if p, is := s.Position(); is && s.Category == category {
			points, r.names = append(points, p), append(r.names, placename.Fold(s.Name))
		}
	}
	r.finder = geo.NewIndex(points).Finder()
	return r
}

// holds reports whether a place is one of the register's.
func (r *register) holds(s *geo.Site, in *Second) bool {
	p, _ := s.Position()
	name := placename.Fold(s.Name)
	for _, near := range r.finder.Within(p, 1000*max(in.Named, in.Beside)) {
		if near.Millimetres <= 1000*in.Beside ||
			near.Millimetres <= 1000*in.Named && len(name) > 0 && name.Similar(r.names[near.Number]) {
			return true
		}
	}
	return false
}

// offStep adds up what a step takes off the register. Its Once is that of a single
// pick at most.
func (r *Report) offStep(i int, missing []bool) OffStep {
	s := &r.Steps[i]
	o := OffStep{Step: s.ID, Sites: len(s.Sites), Share: exactly(0), Expected: exactly(0)}
	for p, site := range s.Sites {
		pi := s.At(p)
		o.picks += pi.Value
		if missing[site] {
			o.Off = append(o.Off, OffSite{Site: site, Pi: pi})
			o.Expected = o.Expected.plus(pi)
		}
	}
	slices.SortStableFunc(o.Off, func(a, b OffSite) int { return cmp.Compare(b.Pi.Value, a.Pi.Value) })
	o.Once = o.Expected
	o.share()
	return o
}

// offOnce counts what steps take off the register, where the design does not say.
func (r *Report) offOnce(ctx context.Context, off *Off, missing []bool, o Options) error {
	o, err := o.filled()
	if err != nil {
		return err
	}
	h := &offHits{missing: missing, steps: make([]offCount, len(r.Steps))}
	need := make([]bool, len(r.Steps))
	for k := range off.Steps {
		i := r.step(off.Steps[k].Step)
		need[i] = len(off.Steps[k].Off) > 0 && !single(&r.designs[i])
		h.steps[i].most = mostOf(&r.designs[i], len(off.Steps[k].Off))
	}
	plan := partOf(r.Plan, need)
	if len(plan.Steps) == 0 {
		return nil
	}
	done, err := untilClose(ctx, r.newReplays(o, plan, h.tally), o, h.widest)
	if err != nil {
		return err
	}
	off.Replays = max(off.Replays, done)
	for k := range off.Steps {
		if i := r.step(off.Steps[k].Step); need[i] {
			off.Steps[k].counted(&h.steps[i], float64(done))
		}
	}
	return nil
}

// single reports whether a step makes one main pick at most.
func single(d *sampler.StepDesign) bool {
	return d.Step.Stage() == "" && mostOf(d, 2) <= 1
}

// mostOf is the most main picks that a step may make among so many sites.
func mostOf(d *sampler.StepDesign, sites int) int {
	if d.Step.Stage() != "" {
		return sites
	}
	return min(sites, int(math.Ceil(allotted(&d.Scopes[0])-nearOne)))
}

// counted fills in what was counted. Of at most m picks in a draw a m-th is a share
// that varies no more than one of the same mean that is 0 or 1.
func (o *OffStep) counted(c *offCount, draws float64) {
	o.Once = newFigure(float64(c.hits)/draws, wilson(float64(c.hits), draws), Replayed)
	if o.Expected.Error == 0 {
		return
	}
	m := float64(c.most)
	o.Expected = newFigure(float64(c.picks)/draws, m*wilson(float64(c.picks)/m, draws), Replayed)
	o.share()
}

// share is that of the expected picks.
func (o *OffStep) share() {
	if o.picks > 0 {
		o.Share = o.Expected.times(1 / o.picks)
	}
}

// offHits counts what draws take off the register.
type offHits struct {
	missing []bool
	steps   []offCount
}

// offCount is the draws in which a step took something, and how much in all.
type offCount struct {
	hits, picks uint32
	most        int
}

func (h *offHits) tally(main []pick) {
	var last *offCount // picks stand in the order of steps
	for _, p := range main {
		if !h.missing[p.site] {
			continue
		}
		c := &h.steps[p.step]
		atomic.AddUint32(&c.picks, 1)
		if c != last {
			atomic.AddUint32(&c.hits, 1)
		}
		last = c
	}
}

// widest returns the largest half-width of a chance that anything is taken.
func (h *offHits) widest(done int) float64 {
	widest := 0.0
	for i := range h.steps {
		widest = max(widest, wilson(float64(h.steps[i].hits), float64(done)))
	}
	return widest
}
