package route

// Parameters of the ruin, in the paper's symbols.
const (
	averageRemoved = 10  // c̄: stops removed in the mean
	longestString  = 10  // Lmax
	splitShare     = 128 // α of 256: strings of which a middle part stays
	growShare      = 3   // β of 256: by which that part is one longer
	one            = 256 // lengths have eight binary places
	exchangeShare  = 16  // of 256: steps that begin with an exchange of tours
	emptyShare     = 4   // of 256: steps that begin with a tour taken apart
)

// ruin takes strings of neighbouring stops out of tours that are near to each
// other, not more than one of each.
func (s *search) ruin() {
	switch dice := s.random.below(one); {
	case dice < exchangeShare && s.mixed:
		s.exchange()
	case dice >= one-emptyShare:
		s.takeApart()
	}
	length := s.stringLength()
	strings := 4*averageRemoved*one*one/(one+length) - one
	count := 1 + s.random.below(strings)/one
	for _, k := range s.near[s.random.below(s.stops)] {
		r := s.where[k]
		if r == nowhere || s.ruined[r] == s.step {
			continue
		}
		s.ruined[r] = s.step
		s.touch(int(r))
		longest := min(length, s.tours[r].stops()*one)
		s.takeString(int(r), k, 1+s.random.below(longest)/one)
		if count--; count == 0 {
			return
		}
	}
}

// stringLength returns how long strings may be: as the mean tour, at most
// longestString.
func (s *search) stringLength() int {
	used := 0
	for r := range s.tours {
		if s.tours[r].stops() > 0 {
			used++
		}
	}
	if used == 0 {
		return one
	}
	return min(longestString*one, s.served*one/used)
}

// takeString takes out so many stops around k; with a split, more around it of
// which a middle part stays.
func (s *search) takeString(r int, k int32, length int) {
	t, stay := &s.tours[r], 0
	if length > 1 && length < t.stops() && s.random.below(one) < splitShare {
		for stay = 1; length+stay < t.stops() && s.random.below(one) < growShare; {
			stay++
		}
	}
	at := 1
	for t.visits[at].node != k {
		at++
	}
	whole := length + stay
	first := max(1, at-whole+1)
	first += s.random.below(min(at, t.stops()-whole+1) - first + 1)
	stayFrom := first
	if stay > 0 {
		stayFrom += s.random.below(length + 1)
	}
	kept := t.visits[:first]
	for i := first; i < len(t.visits); i++ {
		if i < first+whole && (i < stayFrom || i >= stayFrom+stay) {
			s.leave(t.visits[i].node)
		} else {
			kept = append(kept, t.visits[i])
		}
	}
	t.visits = kept
	if !s.renew(r) { // the way over what was taken out is shorter
		s.empty(r)
	}
}

// empty takes all stops out of tour r.
func (s *search) empty(r int) {
	s.drop(r, func(int32) bool { return true })
	s.renew(r)
}

// leave notes that a stop is in no tour any more.
func (s *search) leave(k int32) {
	s.where[k] = nowhere
	s.left = append(s.left, k)
	s.weight += s.weights[k]
	s.served--
}

// takeApart takes all stops out of one tour, which the strings hardly ever do.
func (s *search) takeApart() {
	r := int(s.where[s.random.below(s.stops)])
	if r == nowhere {
		return
	}
	s.touch(r)
	s.empty(r)
}

// exchange gives the stops of one tour to another and the other way round, but for
// those that are forbidden there: for teams that begin at different places, what
// strings can hardly reach.
func (s *search) exchange() {
	a, b := int(s.where[s.random.below(s.stops)]), s.random.below(len(s.tours))
	if a == nowhere || s.plans[a].twin == s.plans[b].twin {
		return
	}
	s.touch(a)
	s.touch(b)
	held, left := s.state, len(s.left)
	s.swap(a, b)
	for _, r := range [...]int{a, b} {
		s.drop(r, func(k int32) bool { return !s.plans[r].allowed[k] })
		for _, v := range s.tours[r].inner() {
			s.where[v.node] = int32(r)
		}
	}
	if s.renew(a) && s.renew(b) && s.bounded(a) && s.bounded(b) {
		return
	}
	for _, r := range [...]int{a, b} {
		s.tours[r].copyFrom(&s.before[r])
		for _, v := range s.tours[r].inner() {
			s.where[v.node] = int32(r)
		}
	}
	s.state, s.left = held, s.left[:left]
}

// swap exchanges the stops of two tours.
func (s *search) swap(a, b int) {
	x, y := &s.tours[a], &s.tours[b]
	x.visits, y.visits = y.visits, x.visits
	for _, r := range [...]int{a, b} {
		visits := s.tours[r].visits
		visits[0].node, visits[len(visits)-1].node = s.plans[r].start, s.plans[r].end
	}
}

// drop takes out of tour r the stops that are to go. It is still to be renewed.
func (s *search) drop(r int, goes func(k int32) bool) {
	t := &s.tours[r]
	kept := t.visits[:1]
	last := len(t.visits) - 1
	for i := 1; i <= last; i++ {
		if v := t.visits[i]; i < last && goes(v.node) {
			s.leave(v.node)
		} else {
			kept = append(kept, v)
		}
	}
	t.visits = kept
}

// bounded says whether tour r keeps to its capacity and most stops.
func (s *search) bounded(r int) bool {
	return s.plans[r].bounds(&s.tours[r])
}
