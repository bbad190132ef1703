package route

// search improves tours by ruin and recreate: slack induction by string removals
// (Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
type search struct {
	timing

	random       random
	exponentials *[exponentials]int64
	blink        int // spots to be tried until one is overlooked

	state

	tours []tour
	where []int32 // tour of each stop, or nowhere
	left  []int32 // stops in no tour
	spots []spot  // [k*tours+r]: true if it has the tour's stamp
	stamp uint64  // the last one given

	step    uint64   // the one that is made
	changed []int    // tours that it changed …
	before  []tour   // … as they were, by tour
	seen    []uint64 // by tour: the last step that changed it
	ruined  []uint64 // by tour: the last step that took a string from it
	held    state
	heldOut []int32 // left before this step

	mixed    bool     // tours are not all alike
	try      uint64   // stops put back so far
	sawEmpty []uint64 // by twin: the try that has seen an empty one

	best     state
	bestTour []tour
}

// state is how good tours are.
type state struct {
	weight int64 // of the stops left out
	travel int64
	served int
}

// better says whether a state leaves out less, or else travels less.
func (a state) better(b state) bool {
	return a.weight < b.weight || a.weight == b.weight && a.travel < b.travel
}

// nowhere is the tour of a stop that is left out.
const nowhere = -1

func newSearch(in *instance, seed string) *search {
	tours := len(in.plans)
	s := &search{
		timing: timing{instance: in}, random: newRandom(seed), exponentials: newExponentials(),
		tours: make([]tour, tours), bestTour: make([]tour, tours), before: make([]tour, tours),
		seen: make([]uint64, tours), ruined: make([]uint64, tours), sawEmpty: make([]uint64, tours),
		where: make([]int32, in.stops), spots: make([]spot, in.stops*tours),
	}
	for r := range s.tours {
		p := &in.plans[r]
		s.ends = append(s.ends, p.to)
		s.tours[r].visits = []visit{{node: p.start}, {node: p.end}}
		s.renew(r)
	}
	for k := range s.where {
		s.where[k] = nowhere
		s.left = append(s.left, int32(k))
		s.weight += in.weights[k]
	}
	for r := range in.plans {
		s.mixed = s.mixed || in.plans[r].twin != 0
	}
	s.blink = s.nextBlink()
	s.recreate()
	s.keep()
	return s
}

// renew measures tour r anew and says whether it is feasible.
func (s *search) renew(r int) bool {
	t := &s.tours[r]
	s.travel -= t.travel
	feasible := s.measure(r, t)
	s.travel += t.travel
	s.mark(t)
	return feasible
}

// mark gives a tour's new content a stamp of its own.
func (s *search) mark(t *tour) {
	s.stamp++
	t.stamp = s.stamp
}

// improve makes steps, at a temperature of 2⁻¹⁶ milliseconds.
func (s *search) improve(steps int, temperature int64) {
	for range steps {
		s.step++
		s.changed = s.changed[:0]
		s.held, s.heldOut = s.state, append(s.heldOut[:0], s.left...)
		s.ruin()
		s.recreate()
		switch {
		case !s.accepted(temperature):
			s.undo()
		case s.better(s.best):
			s.keep()
		}
	}
}

// accepted compares integers only: a step may lose travel up to a random threshold
// whose mean is the temperature.
func (s *search) accepted(temperature int64) bool {
	if s.weight != s.held.weight {
		return s.weight < s.held.weight
	}
	exponential := s.exponentials[s.random.word()%exponentials]
	return s.travel < s.held.travel+(temperature*exponential)>>32
}

// touch keeps tour r as it was before this step.
func (s *search) touch(r int) {
	if s.seen[r] != s.step {
		s.seen[r] = s.step
		s.changed = append(s.changed, r)
		s.before[r].copyFrom(&s.tours[r])
	}
}

// undo makes all as it was before this step.
func (s *search) undo() {
	for _, r := range s.changed {
		s.tours[r], s.before[r] = s.before[r], s.tours[r]
		for _, v := range s.tours[r].inner() {
			s.where[v.node] = int32(r)
		}
	}
	s.state, s.left = s.held, append(s.left[:0], s.heldOut...)
	for _, k := range s.left {
		s.where[k] = nowhere
	}
}

// keep makes the tours the best ones.
func (s *search) keep() {
	s.best = s.state
	for r := range s.tours {
		if s.bestTour[r].stamp != s.tours[r].stamp {
			s.bestTour[r].copyFrom(&s.tours[r])
		}
	}
}
