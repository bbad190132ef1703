package geo

import (
	"cmp"
	"math/bits"
	"slices"
)

// Exact integer geometry of rings. A product of one longitude and one latitude
// difference stays below 3.6·10⁹ · 1.8·10⁹ < 2⁶³; sums of such are kept in 128
// bits.

// turn is the sign of the turn a→b→c: 1 left, −1 right, 0 straight.
func turn(a, b, c Point) int {
	left := (int64(b.Lon) - int64(a.Lon)) * (int64(c.Lat) - int64(a.Lat))
	right := (int64(c.Lon) - int64(a.Lon)) * (int64(b.Lat) - int64(a.Lat))
	return cmp.Compare(left, right)
}

// int128 is a signed integer in two's complement.
type int128 struct {
	hi int64
	lo uint64
}

func (x int128) add(v int64) int128 {
	lo, carry := bits.Add64(x.lo, uint64(v), 0)
	return int128{hi: x.hi + (v >> 63) + int64(carry), lo: lo}
}

func (x int128) neg() int128 {
	lo, carry := bits.Add64(^x.lo, 1, 0)
	return int128{hi: ^x.hi + int64(carry), lo: lo}
}

func (x int128) sub(y int128) int128 {
	lo, borrow := bits.Sub64(x.lo, y.lo, 0)
	return int128{hi: x.hi - y.hi - int64(borrow), lo: lo}
}

func (x int128) positive() bool { return x.hi > 0 || x.hi == 0 && x.lo > 0 }

// Anticlockwise reports whether the ring turns left on the whole, seen with north
// up: whether the surface that its sides sweep is positive. Of a ring without
// surface it is false.
func (r Ring) Anticlockwise() bool { return r.signedDoubledArea().positive() }

// doubledArea is twice the ring's area in square E7 units, never negative.
func (r Ring) doubledArea() int128 {
	sum := r.signedDoubledArea()
	if sum.hi < 0 {
		return sum.neg()
	}
	return sum
}

// signedDoubledArea is doubledArea, negative if the ring is clockwise.
func (r Ring) signedDoubledArea() int128 {
	var sum int128
	o := r[0]
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		sum = sum.add((int64(a.Lon) - int64(o.Lon)) * (int64(b.Lat) - int64(o.Lat)))
		sum = sum.add(-(int64(b.Lon) - int64(o.Lon)) * (int64(a.Lat) - int64(o.Lat)))
	}
	return sum
}

// hasSurface reports whether the outer ring is larger than the holes together.
func (p Polygon) hasSurface() bool {
	area := p[0].doubledArea()
	for _, hole := range p[1:] {
		area = area.sub(hole.doubledArea())
	}
	return area.positive()
}

// straight reports whether the whole ring lies on one line.
func (r Ring) straight() bool {
	far := r[0]
	for _, p := range r {
		if p != r[0] {
			far = p
			break
		}
	}
	return !slices.ContainsFunc(r, func(p Point) bool { return turn(r[0], far, p) != 0 })
}

// edge is a side of a ring, from lower to higher longitude.
type edge struct {
	a, b             Point
	beyondA, beyondB Point // where the ring goes on from a and from b
	index            int
}

// edges are the sides of the ring, repeated positions left out.
func (r Ring) edges() []edge {
	around := slices.Compact(slices.Clone(r[1:]))
	if around[0] == around[len(around)-1] {
		around = around[1:]
	}
	n := len(around)
	if n < 2 {
		return nil
	}
	edges := make([]edge, n)
	for i, a := range around {
		e := edge{a: a, b: around[(i+1)%n], beyondA: around[(i+n-1)%n], beyondB: around[(i+2)%n], index: i}
		if e.a.Lon > e.b.Lon || e.a.Lon == e.b.Lon && e.a.Lat > e.b.Lat {
			e.a, e.b, e.beyondA, e.beyondB = e.b, e.a, e.beyondB, e.beyondA
		}
		edges[i] = e
	}
	return edges
}

// crossing finds a place where the ring crosses or overlaps itself. Touching
// itself in a single point is allowed, as surveyed boundaries do; so is passing
// through a vertex twice, for the same surface has a boundary that only touches.
func (r Ring) crossing() (Point, bool) {
	edges := r.edges()
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(x.a.Lon, y.a.Lon), cmp.Compare(x.index, y.index))
	})
	var open []edge // sides that reach at least as far as the sweep's longitude
	for _, e := range edges {
		kept := open[:0]
		for _, o := range open {
			if o.b.Lon < e.a.Lon {
				continue
			}
			kept = append(kept, o)
			if o.crosses(e) {
				return e.a, true
			}
		}
		open = kept
		open = append(open, e)
	}
	return Point{}, false
}

// crosses reports whether two sides share more than one point, cross in a point
// inside both, or the ring passes through one of them at an end of the other.
func (e edge) crosses(o edge) bool {
	if max(e.a.Lat, e.b.Lat) < min(o.a.Lat, o.b.Lat) || max(o.a.Lat, o.b.Lat) < min(e.a.Lat, e.b.Lat) {
		return false
	}
	oa, ob := turn(e.a, e.b, o.a), turn(e.a, e.b, o.b)
	if oa == 0 && ob == 0 {
		return e.overlaps(o)
	}
	ea, eb := turn(o.a, o.b, e.a), turn(o.a, o.b, e.b)
	return oa*ob < 0 && ea*eb < 0 ||
		ea*eb < 0 && e.passedBy(o, oa, ob) || oa*ob < 0 && o.passedBy(e, ea, eb)
}

// passedBy reports whether the ring, at an end of o that lies on e, goes on to
// the other side of e. The ends of o lie on the sides oa and ob.
func (e edge) passedBy(o edge, oa, ob int) bool {
	return oa == 0 && turn(e.a, e.b, o.beyondA)*ob < 0 || ob == 0 && turn(e.a, e.b, o.beyondB)*oa < 0
}

// overlaps reports whether two sides on one straight line share more than a
// point: the later start lies before the earlier end.
func (e edge) overlaps(o edge) bool {
	start, end := e.a, e.b
	if o.a.Lon > start.Lon || o.a.Lon == start.Lon && o.a.Lat > start.Lat {
		start = o.a
	}
	if o.b.Lon < end.Lon || o.b.Lon == end.Lon && o.b.Lat < end.Lat {
		end = o.b
	}
	return start.Lon < end.Lon || start.Lon == end.Lon && start.Lat < end.Lat
}
