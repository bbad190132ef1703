package road

import "math"

// heap is a 4-ary heap of junctions by milliseconds: half as deep as a binary one,
// and the four to compare lie side by side. A junction may be in it several times;
// all but its least are passed over when they come up.
type heap []waiting

// waiting is a junction, below the milliseconds at which it is reached: one number,
// so that one comparison orders two, of equal times by junction.
type waiting uint64

func newWaiting(c cost, junction int32) waiting {
	return waiting(c>>32<<32) | waiting(uint32(junction))
}

func (w waiting) junction() int32 { return int32(uint32(w)) }

// after holds if the junction waits at a time later than that of a cost.
func (w waiting) after(c cost) bool { return uint64(w)>>32 > uint64(c)>>32 }

// push adds a junction.
func (h *heap) push(w waiting) {
	s := append(*h, w)
	i := len(s) - 1
	for i > 0 {
		above := (i - 1) / 4
		if s[above] <= w {
			break
		}
		s[i] = s[above]
		i = above
	}
	s[i] = w
	*h = s
}

// pop takes the least out of a heap that is not empty.
func (h *heap) pop() waiting {
	s := *h
	least, last := s[0], s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	if len(s) == 0 {
		return least
	}
	i := 0
	for {
		best, value := h.leastChild(4*i + 1)
		if last <= value {
			break
		}
		s[i] = value
		i = best
	}
	s[i] = last
	return least
}

// leastChild is the least of the four from a place on, and where it stands; nobody
// is less than none. Four are compared without a branch.
func (h *heap) leastChild(from int) (int, waiting) {
	s := *h
	if from+4 > len(s) {
		best, value := from, nobody
		for i := from; i < len(s); i++ {
			if s[i] < value {
				best, value = i, s[i]
			}
		}
		return best, value
	}
	four := s[from : from+4 : from+4]
	a, b, c, d := four[0], four[1], four[2], four[3]
	i, j := from, from+2
	if b < a {
		i, a = from+1, b
	}
	if d < c {
		j, c = from+3, d
	}
	if c < a {
		i, a = j, c
	}
	return i, a
}

// nobody is after everybody who waits.
const nobody waiting = math.MaxUint64
