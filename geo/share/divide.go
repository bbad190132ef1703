package share

import "math"

const (
	// rounding is how far a border may be off, in radians: 0.6 µm.
	rounding = 1e-13
	// ulps is how far a squared chord may be off, as a part of itself.
	ulps = 1e-15
)

// border is where two rivals are equally far, or one as far as the map sees. Where
// its function is not below 0, what the centre of a piece shows is right.
type border struct {
	affine

	steep   float64 // how fast the function grows with distance
	off     float64 // by how much its values may be rounded
	in, out int     // a rival shown and one not shown, or none
}

const none = -1

// divide cuts a piece along borders until each part shows the same sites all over
// it, as far as borders are straight.
func (j *judge) divide(p piece) {
	shown := j.shown(p.centre())
	hidden := j.order[len(shown):]
	j.found = j.borders(newExtent(p), shown, hidden)
	borders := j.found
	for _, b := range borders {
		if least, _ := p.bounds(b.affine); least < -b.off {
			j.split(p, b.affine) // which sorts and looks for borders anew
			return
		}
	}
	j.give(shown, p.surface())
	j.weigh(p, shown, borders)
}

// split divides the two parts that a function's zeros cut a piece into.
func (j *judge) split(p piece, f affine) {
	depth := len(j.stack)
	var parts [2]piece
	j.stack, parts[0] = p.clip(j.stack, f)
	j.stack, parts[1] = p.clip(j.stack, f.negated())
	for _, part := range parts {
		if part.surface() > 0 {
			j.divide(part)
		}
	}
	j.stack = j.stack[:depth]
}

// extent is a box around a piece: its middle and half its width and height.
type extent struct {
	mid  spot
	u, w float64
}

func newExtent(p piece) extent {
	low, high := p[0], p[0]
	for _, q := range p[1:] {
		low.u, low.w = min(low.u, q.u), min(low.w, q.w)
		high.u, high.w = max(high.u, q.u), max(high.w, q.w)
	}
	return extent{mid: spot{(low.u + high.u) / 2, (low.w + high.w) / 2}, u: (high.u - low.u) / 2, w: (high.w - low.w) / 2}
}

// least is not above any value of a function there.
func (e extent) least(f affine) float64 {
	return f.of(e.mid) - float64(math.Abs(f.du)*e.u) - float64(math.Abs(f.dw)*e.w)
}

// borders are those that what is shown in a piece may depend on.
func (j *judge) borders(e extent, shown, hidden []int) []border {
	all := j.found[:0]
	if len(shown) == j.list {
		for _, in := range shown {
			for _, out := range hidden {
				all = j.between(all, e, in, out)
			}
		}
	}
	for _, in := range shown {
		if b := j.limit(in, none); e.least(b.affine) < b.doubt(j.lens) {
			all = append(all, b)
		}
	}
	for _, out := range hidden {
		if b := j.limit(none, out); len(shown) < j.list && e.least(b.affine) < b.doubt(j.lens) {
			all = append(all, b)
		}
	}
	return all
}

// doubt is how far above 0 a border's function must be to be so without doubt.
func (b *border) doubt(l *lens) float64 { return float64(l.bent*b.steep) + b.off }

// limit is the border up to which a rival is in sight.
func (j *judge) limit(in, out int) border {
	b := border{steep: 2, off: float64(2*rounding*j.reach) + float64(ulps*j.radius), in: in, out: out}
	if in != none {
		b.affine = j.rivals[in].distance.negated()
		b.at += j.radius
	} else {
		b.affine = j.rivals[out].distance
		b.at -= j.radius
	}
	return b
}

// between appends the border of two rivals, unless it is too far away: two sites
// are no farther from each other than by way of the cell's centre. Of two in one
// place the first is shown before the other everywhere.
func (j *judge) between(all []border, e extent, in, out int) []border {
	a, b := &j.rivals[in], &j.rivals[out]
	far := border{
		affine: b.distance.minus(a.distance), steep: 2 * (a.far + b.far), in: in, out: out,
		off: float64(rounding*2*(a.far+b.far)) + float64(ulps*(a.distance.at+b.distance.at)),
	}
	if e.least(far.affine) >= far.doubt(j.lens) {
		return all
	}
	if far.steep = 2 * length(minus(a.at, b.at)); far.steep == 0 {
		return all
	}
	return append(all, far)
}

// weigh counts as error what lies so near to a border that it may be beyond it.
// Across a border between two sites one takes the other's place, unless the limit
// of what the map sees is near as well and changes how many are shown.
func (j *judge) weigh(p piece, shown []int, borders []border) {
	part, unseen, limits := 1/float64(max(1, len(shown))), p.surface(), 0
	for _, b := range borders {
		if b.in != none && b.out != none {
			continue
		}
		lost := j.near(p, b)
		if lost > 0 {
			part = 1
		}
		unseen = min(unseen, lost)
		limits++
		j.lose(b, shown, lost)
	}
	if len(shown) > 0 && limits >= len(shown) { // else one is in sight everywhere
		j.unsure += unseen
	}
	for _, b := range borders {
		if b.in != none && b.out != none {
			lost := j.near(p, b) * part
			j.entries[b.in].wrong += lost
			j.entries[b.out].wrong += lost
		}
	}
}

// near is the surface of a piece from where a border may have been crossed.
func (j *judge) near(p piece, b border) float64 {
	b.at -= b.doubt(j.lens)
	return j.within(p, b.affine)
}

// lose counts what is near the limit of one rival: how many are shown beside each
// of the others may differ there.
func (j *judge) lose(b border, shown []int, lost float64) {
	for _, i := range shown {
		j.entries[i].wrong += lost / float64(len(shown))
	}
	if b.in == none {
		j.entries[b.out].wrong += lost
	}
	if len(shown) == 0 {
		j.unsure += lost
	}
}
