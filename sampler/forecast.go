package sampler

import (
	"context"
	"slices"
)

// StepForecast says what a step can expect of a frame before anybody draws.
type StepForecast struct {
	Step string
	// Scopes is how many scopes the step opens: 1, or for within and of the
	// number of different main picks of the earlier step.
	Scopes Range
	// Candidates of one scope. A step of a later stage has them for every pick
	// that may open it: the fewest and the most.
	Candidates Range
	// Want is how many main picks one scope should have; for allocate: each it
	// depends on the strata of the scope.
	Want Range
	// Short is how many main picks one scope lacks: certainly at least the
	// first, at worst the second. What apart, at_most and the radius of a map
	// leave out is not counted.
	Short Range
	// Unlocated and Unsized are candidates for whose sake the draw would be
	// refused.
	Unlocated, Unsized []string
	// Err is an error that the draw would meet in this step, nil if none.
	Err error
}

// Range is a span of whole numbers, both ends included.
type Range struct{ Min, Max int64 }

// widen takes in another span; the first replaces what was there.
func (r *Range) widen(span Range, first bool) {
	if first {
		*r = span
		return
	}
	r.Min, r.Max = min(r.Min, span.Min), max(r.Max, span.Max)
}

// Forecast tells for every step of a plan which candidates the frame has, and
// which shortfalls and refusals to expect, whatever the seed.
func Forecast(f *Frame, p Plan) []StepForecast {
	fc := &forecaster{drawing: &drawing{ctx: context.Background(), frame: f, plan: &p, done: map[string]*stepResult{}},
		pools: map[string][]int32{}, picks: map[string]int64{}, mains: map[string]Range{}}
	list := make([]StepForecast, len(p.Steps))
	for i := range p.Steps {
		list[i] = fc.step(&p.Steps[i])
	}
	return list
}

type forecaster struct {
	*drawing
	pools map[string][]int32 // by step: all sites that some scope may pick
	picks map[string]int64   // by step: at most so many picks, main and reserve
	mains map[string]Range   // by step: main picks over all scopes
}

func (fc *forecaster) step(s *Step) StepForecast {
	out := StepForecast{Step: s.ID}
	free := *s
	free.NotIn = nil // what is taken depends on the seed; see taken
	pool, err := fc.candidates(&free)
	if err == nil && s.Method == Map && len(pool) > 0 {
		err = fc.mapError(s)
	}
	if err != nil {
		out.Err = inStep(err, s.ID, 0)
		return out
	}
	fc.scopes(s, &out)
	reachable := map[int32]bool{}
	for i, o := range fc.possibleOpeners(s) {
		members, err := fc.opened(s, o, pool)
		if err != nil {
			out.Err = inStep(err, s.ID, 0)
			return out
		}
		for _, site := range members {
			reachable[site] = true
		}
		fc.scope(s, members, i == 0, &out)
	}
	fc.pools[s.ID] = keep(pool, func(site int32) bool { return reachable[site] })
	fc.needs(s, &out)
	fc.remember(s, &out)
	return out
}

// mapError is the error of a map whose category has no polygons.
func (fc *forecaster) mapError(s *Step) error {
	if _, picked := s.Map.anchorStep(); picked {
		return nil
	}
	_, err := fc.frame.window(s.Map.In)
	return err
}

// scopes works out how many scopes the step opens.
func (fc *forecaster) scopes(s *Step, out *StepForecast) {
	out.Scopes = Range{Min: 1, Max: 1}
	if stage := s.Stage(); stage != "" {
		// A site opens once, however often it was picked.
		most := int64(len(fc.pools[stage]))
		out.Scopes = Range{Min: min(fc.mains[stage].Min, most), Max: min(fc.mains[stage].Max, most)}
	}
}

// possibleOpeners are all sites that may be main picks of the step's stage.
func (fc *forecaster) possibleOpeners(s *Step) []opener {
	stage := s.Stage()
	if stage == "" {
		return []opener{{}}
	}
	var list []opener
	for _, site := range fc.pools[stage] {
		list = append(list, opener{id: fc.frame.sites[site].ID, site: site})
	}
	return list
}

// scope adds one possible scope to the ranges.
func (fc *forecaster) scope(s *Step, members []int32, first bool, out *StepForecast) {
	most, taken := int64(len(members)), fc.taken(s, members)
	least := max(0, most-taken)
	strata := fc.stratify(s, members)
	want := s.wants(len(strata), len(members))
	wants, short := Range{Min: want, Max: want}, Range{Min: max(0, want-most), Max: max(0, want-least)}
	switch {
	case s.N == All:
		wants.Min, short = least, Range{}
	case s.Allocate == Each && s.By != "":
		wants, short = eachForecast(s.N, strata, taken)
	}
	out.Candidates.widen(Range{Min: least, Max: most}, first)
	out.Want.widen(wants, first)
	out.Short.widen(short, first)
}

// eachForecast works out what n of every stratum want and lack when up to taken
// candidates are gone before. A stratum of which all are gone wants nothing; the
// smallest go with the fewest gone and lack most.
func eachForecast(n int64, strata []stratum, taken int64) (wants, short Range) {
	sizes := make([]int64, len(strata))
	reached := int64(0)
	for i, st := range strata {
		sizes[i] = int64(len(st.members))
		reached += min(n, sizes[i])
	}
	slices.Sort(sizes)
	wants = Range{Min: n * int64(len(sizes)), Max: n * int64(len(sizes))}
	short = Range{Min: wants.Max - reached, Max: wants.Max - reached + min(taken, reached)}
	for _, size := range sizes {
		if taken -= size; taken < 0 {
			break
		}
		wants.Min -= n
		short.Min -= max(0, n-size)
	}
	return wants, short
}

// taken is how many of the members the steps of not_in may have taken at most.
func (fc *forecaster) taken(s *Step, members []int32) int64 {
	var sum int64
	for _, id := range s.NotIn {
		inPool := map[int32]bool{}
		for _, site := range fc.pools[id] {
			inPool[site] = true
		}
		both := int64(len(keep(members, func(site int32) bool { return inPool[site] })))
		sum += min(both, fc.picks[id])
	}
	return sum
}

// needs lists the candidates that lack a size or a position.
func (fc *forecaster) needs(s *Step, out *StepForecast) {
	sites := fc.frame.sites
	if s.needsSize() {
		out.Unsized = fc.names(fc.pools[s.ID], func(i int32) bool { return sites[i].Size == 0 })
	}
	if s.needsPosition() {
		out.Unlocated = fc.names(fc.pools[s.ID], func(i int32) bool {
			_, located := sites[i].Position()
			return !located
		})
	}
}

// remember keeps what later steps ask.
func (fc *forecaster) remember(s *Step, out *StepForecast) {
	fewest := max(0, out.Want.Min-out.Short.Max) * out.Scopes.Min
	pool := int64(len(fc.pools[s.ID]))
	most := min(out.Want.Max, pool) * out.Scopes.Max
	fc.mains[s.ID] = Range{Min: min(fewest, most), Max: most}
	fc.picks[s.ID] = most + min(s.Reserve, pool)*out.Scopes.Max
}

// Stage returns the earlier step whose main picks open the scopes of this one, the
// empty text if none does.
func (s *Step) Stage() string {
	if s.Within != "" {
		return s.Within
	}
	return s.Of
}
