package tile

import "slices"

// The clipping window: the tile and its buffer, borders included.
const (
	clipMin = -buffer
	clipMax = extent + buffer
)

// side is one of the window's four: positions are within if they lie on the inner
// side of its line.
type side struct {
	across func(unit) int64 // the coordinate that decides
	line   int64
	inner  int64 // 1: greater ones are within; -1: lesser
}

func acrossX(u unit) int64 { return u.x }
func acrossY(u unit) int64 { return u.y }

var window = [...]side{{acrossX, clipMin, 1}, {acrossX, clipMax, -1}, {acrossY, clipMin, 1}, {acrossY, clipMax, -1}}

func (s *side) within(u unit) bool { return (s.across(u)-s.line)*s.inner >= 0 }

// cut is where a side's line cuts from a to b, rounded to units. It is computed from
// the lesser end, so that neighbours who share the stretch share the place.
func (s *side) cut(a, b unit) unit {
	if s.across(a) > s.across(b) {
		a, b = b, a
	}
	part, whole := s.line-s.across(a), s.across(b)-s.across(a)
	return unit{a.x + rounded((b.x-a.x)*part, whole), a.y + rounded((b.y-a.y)*part, whole)}
}

// rounded is n/d rounded half up, for d > 0.
func rounded(n, d int64) int64 {
	n = 2*n + d
	q := n / (2 * d)
	if n < 0 && q*2*d != n {
		q--
	}
	return q
}

// clipLine is the part of a line within the window, as lines of different positions
// one after the other; stretches without length are left out.
func clipLine(line []unit) [][]unit {
	parts := [][]unit{line}
	for i := range window {
		var cut [][]unit
		for _, part := range parts {
			cut = window[i].clipLine(cut, part)
		}
		parts = cut
	}
	kept := parts[:0]
	for _, part := range parts {
		if part = slices.Compact(part); len(part) > 1 {
			kept = append(kept, part)
		}
	}
	return kept
}

// clipLine adds the parts of a line within one side to a list.
func (s *side) clipLine(to [][]unit, line []unit) [][]unit {
	var part []unit
	for i, u := range line {
		in := s.within(u)
		if i > 0 && in != s.within(line[i-1]) {
			part = append(part, s.cut(line[i-1], u))
		}
		if in {
			part = append(part, u)
		} else if len(part) > 0 {
			to, part = append(to, part), nil
		}
	}
	if len(part) > 0 {
		to = append(to, part)
	}
	return to
}

// clipRing is the part of a ring within the window (I. E. Sutherland and G. W.
// Hodgman, CACM 17, 1974, doi:10.1145/360767.360802): one ring, which may run along
// the window's border. The last position of neither is the first again.
func clipRing(ring []unit) []unit {
	for i := range window {
		ring = window[i].clipRing(ring)
	}
	ring = slices.Compact(ring)
	for len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	return ring
}

func (s *side) clipRing(ring []unit) []unit {
	if !slices.ContainsFunc(ring, func(u unit) bool { return !s.within(u) }) {
		return ring
	}
	var cut []unit
	for i, u := range ring {
		before := ring[(i+len(ring)-1)%len(ring)]
		in := s.within(u)
		if in != s.within(before) {
			cut = append(cut, s.cut(before, u))
		}
		if in {
			cut = append(cut, u)
		}
	}
	return cut
}

// doubledArea is twice a ring's area by the surveyor's formula, positive if it turns
// right as seen with y down, which is how MVT wants outer rings.
func doubledArea(ring []unit) (area int64) {
	for i, u := range ring {
		before := ring[(i+len(ring)-1)%len(ring)]
		area += before.x*u.y - u.x*before.y
	}
	return area
}
