package route

import "slices"

// longestSegment is how many stops move together.
const longestSegment = 3

// segment is a row of stops of a tour.
type segment struct{ tour, first, length int }

// orOpt moves segments to where they cost less, until none does (Or 1976). Its cost
// is that of a few steps for each stop.
func (s *search) orOpt() {
	for s.moveOne() {
	}
}

// moveOne makes the first move that saves travel.
func (s *search) moveOne() bool {
	for r := range s.tours {
		for length := 1; length <= longestSegment; length++ {
			for first := 1; first+length < len(s.tours[r].visits); first++ {
				if s.moveSegment(segment{r, first, length}) {
					return true
				}
			}
		}
	}
	return false
}

// moveSegment moves it to the first place that saves travel.
func (s *search) moveSegment(g segment) bool {
	visits := s.tours[g.tour].visits
	before, first, last, after := visits[g.first-1], visits[g.first], visits[g.first+g.length-1], visits[g.first+g.length]
	joined := int64(s.leg(before.node, after.node))
	if len(visits)-2 == g.length {
		joined = 0 // nobody drives there any more
	}
	saved := int64(before.leg) + int64(last.leg) - joined
	for r := range s.tours {
		for i := range s.tours[r].visits[1:] {
			if r == g.tour && i >= g.first-1 && i < g.first+g.length {
				continue
			}
			v, next := s.tours[r].visits[i], s.tours[r].visits[i+1]
			added := int64(s.leg(v.node, first.node)) + int64(s.leg(last.node, next.node)) - int64(v.leg)
			if added < saved && s.moveTo(g, r, i) {
				return true
			}
		}
	}
	return false
}

// moveTo moves a segment after visit i of tour r if that is feasible.
func (s *search) moveTo(g segment, r, i int) bool {
	moved := slices.Clone(s.tours[g.tour].visits[g.first : g.first+g.length])
	s.step++
	s.changed, s.held, s.heldOut = s.changed[:0], s.state, append(s.heldOut[:0], s.left...)
	s.touch(g.tour)
	s.touch(r)
	from, to := &s.tours[g.tour], &s.tours[r]
	from.visits = slices.Delete(from.visits, g.first, g.first+g.length)
	if r == g.tour && i > g.first {
		i -= g.length
	}
	to.visits = slices.Insert(to.visits, i+1, moved...)
	feasible := s.renew(g.tour) && s.renew(r) && s.travel < s.held.travel && s.holds(r)
	if !feasible {
		s.undo()
		return false
	}
	for _, v := range moved {
		s.where[v.node] = int32(r)
	}
	return true
}

// holds says whether tour r keeps the rules beside its times.
func (s *search) holds(r int) bool {
	t, p := &s.tours[r], &s.plans[r]
	if !p.bounds(t) {
		return false
	}
	for _, v := range t.inner() {
		if !p.allowed[v.node] {
			return false
		}
	}
	return true
}

// restore makes the best tours the present ones.
func (s *search) restore() {
	s.state, s.left = s.best, s.left[:0]
	for k := range s.where {
		s.where[k] = nowhere
	}
	for r := range s.tours {
		s.tours[r].copyFrom(&s.bestTour[r])
		for _, v := range s.tours[r].inner() {
			s.where[v.node] = int32(r)
		}
	}
	for k, r := range s.where {
		if r == nowhere {
			s.left = append(s.left, int32(k))
		}
	}
}
