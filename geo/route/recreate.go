package route

import (
	"cmp"
	"slices"
)

// blinkEvery is how many spots are tried, in the mean, for one that is overlooked.
const blinkEvery = 100

// nextBlink returns how many spots are tried until the next is overlooked.
func (s *search) nextBlink() int {
	return 1 + int(s.exponentials[s.random.word()%exponentials]*blinkEvery>>16)
}

// recreate puts back the stops that are left, each where it costs least: greedy
// insertion with blinks.
func (s *search) recreate() {
	s.sortLeft()
	still := s.left[:0]
	for _, k := range s.left {
		if !s.putBack(k) {
			still = append(still, k)
		}
	}
	s.left = still
}

// sortLeft sorts them by an order chosen at random.
func (s *search) sortLeft() {
	order := orderShares[s.random.below(len(orderShares))]
	if order == randomly {
		s.random.shuffle(s.left)
		return
	}
	rank := s.ranks[order]
	if len(s.left) > 32 {
		slices.SortFunc(s.left, func(a, b int32) int { return cmp.Compare(rank[a], rank[b]) })
		return
	}
	for i, k := range s.left {
		for ; i > 0 && rank[s.left[i-1]] > rank[k]; i-- {
			s.left[i] = s.left[i-1]
		}
		s.left[i] = k
	}
}

// putBack puts stop k where it costs least and says whether there was room.
func (s *search) putBack(k int32) bool {
	s.try++
	best, tour := int64(never), nowhere
	spots := s.spots[int(k)*len(s.tours):][:len(s.tours)]
	for r := range s.tours {
		t, sp := &s.tours[r], &spots[r]
		if t.stops() == 0 && s.sawTwin(r) {
			continue
		}
		if sp.stamp != t.stamp {
			*sp = s.find(r, t, k)
		}
		if sp.cost >= best {
			continue
		}
		if s.blink--; s.blink == 0 {
			s.blink = s.nextBlink()
			continue
		}
		best, tour = sp.cost, r
	}
	if tour == nowhere {
		return false
	}
	s.touch(tour)
	t := &s.tours[tour]
	s.travel -= t.travel
	s.insert(tour, t, int(spots[tour].at), k)
	s.travel += t.travel
	s.mark(t)
	s.where[k] = int32(tour)
	s.weight -= s.weights[k]
	s.served++
	return true
}

// sawTwin says whether this try has seen a tour that is like r, and empty.
func (s *search) sawTwin(r int) bool {
	twin := s.plans[r].twin
	seen := s.sawEmpty[twin] == s.try
	s.sawEmpty[twin] = s.try
	return seen
}
