package remote

import (
	"strconv"

	"sitedraw/geo"
)

// span is a run of places by their numbers, from first to before end.
type span struct{ first, end int }

func (s span) length() int { return s.end - s.first }

// String numbers places from 1, as errors show them.
func (s span) String() string {
	if s.length() == 1 {
		return strconv.Itoa(s.end)
	}
	return strconv.Itoa(s.first+1) + "–" + strconv.Itoa(s.end)
}

// halves cuts a span in two, or leaves a single place as it is.
func (s span) halves() []span {
	if s.length() < 2 {
		return []span{s}
	}
	middle := s.first + (s.length()+1)/2
	return []span{{s.first, middle}, {middle, s.end}}
}

// block is a part of a matrix: the ways from some places to some others. Its spans
// are the same, on the diagonal, or have no place in common.
type block struct{ from, to span }

func (b block) String() string { return b.from.String() + " → " + b.to.String() }

// side is how many places the longer of its sides has.
func (b block) side() int { return max(b.from.length(), b.to.length()) }

// empty holds for a single place on the diagonal, about which there is nothing to ask.
func (b block) empty() bool { return b.from == b.to && b.from.length() == 1 }

// quarters cuts a block across the middle of its sides.
func (b block) quarters() []block {
	var parts []block
	for _, from := range b.from.halves() {
		for _, to := range b.to.halves() {
			parts = append(parts, block{from, to})
		}
	}
	return parts
}

// cut divides a matrix into blocks, row by row.
func cut(places, side int) []block {
	var spans []span
	for first := 0; first < places; first += side {
		spans = append(spans, span{first, min(first+side, places)})
	}
	var blocks []block
	for _, from := range spans {
		for _, to := range spans {
			blocks = append(blocks, block{from, to})
		}
	}
	return blocks
}

// query is what a block asks: from some places to some others, which are the same on
// the diagonal.
type query struct {
	profile  string
	from, to []geo.Point
	diagonal bool
}

// pairs are the ways that a query is about, row by row, without those from a place to
// itself.
func (q *query) pairs() [][2]int {
	pairs := make([][2]int, 0, len(q.from)*len(q.to))
	for i := range q.from {
		for j := range q.to {
			if !q.diagonal || i != j {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	return pairs
}
