package share

import (
	"cmp"
	"math"
	"slices"

	"sitedraw/geo"
)

// judge says what is shown where in one cell.
type judge struct {
	*search

	lens    *lens
	rivals  []rival // in the order of their numbers
	entries []entry // by rival
	seen    float64
	unsure  float64
	edges   []edge
	stack   []spot
	order   []int     // of rivals, by distance
	away    []float64 // by rival: the distance of the spot at hand
	found   []border  // of the piece at hand
}

// rival is a site that may be shown.
type rival struct {
	site     int32
	at       geo.Unit
	distance affine  // squared chord
	far      float64 // chord to the cell's centre
}

// edge is the line of a side.
type edge struct {
	line affine
	off  float64 // by how far the line may be wrong
}

// open forgets the last cell.
func (j *judge) open(l *lens, sites []int32) {
	j.lens, j.seen, j.unsure = l, 0, 0
	j.rivals, j.edges, j.stack, j.order = j.rivals[:0], j.edges[:0], j.stack[:0], j.order[:0]
	for i, site := range sites {
		r := rival{site: site, at: j.sites[site], distance: l.distance(j.sites[site])}
		r.far = math.Sqrt(r.distance.at)
		j.rivals = append(j.rivals, r)
		j.order = append(j.order, i)
	}
	j.entries = slices.Grow(j.entries[:0], len(sites))[:len(sites)]
	clear(j.entries)
}

// unsettled is a cell of which nothing is known but what is shown in its middle.
func (j *judge) unsettled(l *lens, sites []int32, surface float64) {
	j.open(l, sites)
	if len(j.sides) == 0 || j.window.Covers(l.mid) {
		j.give(j.shown(spot{}), surface)
	}
	j.blur(surface)
}

// cell judges a cell and returns the greatest error of a site or of what is seen.
func (j *judge) cell(l *lens, sites []int32, sides []side) float64 {
	j.open(l, sites)
	for _, s := range sides {
		line, off := s.line(l)
		j.edges = append(j.edges, edge{line, off})
	}
	j.cut(l.corners[:], 0)
	worst := j.unsure
	for _, e := range j.entries {
		worst = max(worst, e.wrong)
	}
	return worst
}

// thin is how far a piece must reach from a side, in radians, for its rounded
// centre to lie on the same hand: a piece's centre is at least a fifth as far as
// its farthest corner, and rounded by half a unit either way.
const thin = 4 * radian

// cut divides a piece along the sides from number next on. No side comes into
// what is left, so that its centre speaks for all of it.
func (j *judge) cut(p piece, next int) {
	if next < len(j.edges) {
		line := j.edges[next].line
		for _, f := range [2]affine{line, line.negated()} {
			var half piece
			if j.stack, half = p.clip(j.stack, f); half.surface() > 0 {
				j.cut(half, next+1)
			}
		}
		return
	}
	for _, e := range j.edges {
		j.doubt(p, e)
	}
	if len(j.sides) == 0 || j.window.Covers(j.lens.at(p.centre())) {
		j.divide(p)
	}
}

// doubt counts as error what lies so near to a side that it may be on its other
// hand.
func (j *judge) doubt(p piece, e edge) {
	least, greatest := p.bounds(e.line)
	switch {
	case max(-least, greatest) < thin+e.off:
		j.blur(p.surface())
	case -least > greatest:
		j.blur(j.within(p, affine{-e.line.at - e.off, -e.line.du, -e.line.dw}))
	default:
		j.blur(j.within(p, affine{e.line.at - e.off, e.line.du, e.line.dw}))
	}
}

// within is the surface of the piece in which f < 0.
func (j *judge) within(p piece, f affine) float64 {
	if least, _ := p.bounds(f); least >= 0 {
		return 0
	}
	var rest piece
	depth := len(j.stack)
	j.stack, rest = p.clip(j.stack, f)
	lost := p.surface() - rest.surface()
	j.stack = j.stack[:depth]
	return max(0, lost)
}

// blur counts surface as an error of everything.
func (j *judge) blur(surface float64) {
	for i := range j.entries {
		j.entries[i].wrong += surface
	}
	j.unsure += surface
}

// shown returns the rivals that a map at a spot shows, and brings them to the
// front of the order.
func (j *judge) shown(p spot) []int {
	j.away = j.away[:0]
	for i := range j.rivals {
		j.away = append(j.away, j.rivals[i].distance.of(p))
	}
	slices.SortFunc(j.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(j.away[a], j.away[b]), cmp.Compare(a, b))
	})
	n := 0
	for n < min(j.list, len(j.order)) && j.away[j.order[n]] <= j.radius {
		n++
	}
	return j.order[:n]
}

// give shares surface among those shown.
func (j *judge) give(shown []int, surface float64) {
	for _, i := range shown {
		j.entries[i].value += surface / float64(len(shown))
	}
	if len(shown) > 0 {
		j.seen += surface
	}
}
