package share

// piece is a convex polygon, anticlockwise, not closed.
type piece []spot

// surface is by the shoelace formula from the first corner.
func (p piece) surface() float64 {
	sum := 0.0
	for i := 2; i < len(p); i++ {
		a, b := p[i-1], p[i]
		sum += float64((a.u-p[0].u)*(b.w-p[0].w)) - float64((b.u-p[0].u)*(a.w-p[0].w))
	}
	return max(0, sum/2)
}

// centre is the mean of the corners, which lies within.
func (p piece) centre() spot {
	var c spot
	for _, q := range p {
		c.u, c.w = c.u+q.u, c.w+q.w
	}
	n := float64(len(p))
	return spot{c.u / n, c.w / n}
}

// bounds of a function over the piece: it is least and greatest at corners.
func (p piece) bounds(f affine) (least, greatest float64) {
	least = f.of(p[0])
	greatest = least
	for _, q := range p[1:] {
		v := f.of(q)
		least, greatest = min(least, v), max(greatest, v)
	}
	return least, greatest
}

// clip appends to the corners of a stack those of the part in which f ≥ 0 (I. E.
// Sutherland & G. W. Hodgman, "Reentrant polygon clipping", CACM 17, 1974,
// doi:10.1145/360767.360802), and returns stack and part.
func (p piece) clip(stack []spot, f affine) ([]spot, piece) {
	from := len(stack)
	last := p[len(p)-1]
	before := f.of(last)
	for _, q := range p {
		v := f.of(q)
		if v >= 0 != (before >= 0) {
			t := before / (before - v)
			stack = append(stack, spot{last.u + float64(t*(q.u-last.u)), last.w + float64(t*(q.w-last.w))})
		}
		if v >= 0 {
			stack = append(stack, q)
		}
		last, before = q, v
	}
	return stack, piece(stack[from:len(stack):len(stack)])
}
