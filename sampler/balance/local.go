package balance

import (
	"math"

	"sitedraw/geo"
)

// Local returns the local balance √((1/N)·Σ d_kᵀ·Q⁻¹·d_k) over the picks k, with
// d_k = x_k/π_k − Σ x_i over the sites i that belong to k, as for [Voronoi], and
// Q = Σ x_i·x_iᵀ over all sites; x is (1, easting, northing) (W. Prentius & A.
// Grafström, "How to find the best sampling design: a new measure of spatial
// balance", Environmetrics 2024, doi:10.1002/env.2878). 0 if each pick is the
// centre of as many sites as it stands for. It does not depend on the origin nor
// the unit of coordinates. A direction in which all sites are in one line adds
// nothing. Unknown without picks.
func Local(s Sample) Measure {
	r := newRegions(&s)
	if len(r.picks) == 0 {
		return Measure{}
	}
	x := newPlane(s.Sites)
	off := make([]vector, len(r.picks))
	for k, site := range r.picks {
		off[k] = x.at[site].times(1 / r.probability(int(site)))
	}
	r.visit(func(site int, pick int32, part float64) {
		off[pick] = off[pick].plus(x.at[site].times(-part))
	})
	sum := 0.0
	for _, d := range off {
		for axis, square := range x.squares {
			if square > 0 {
				sum += float64(d[axis]*d[axis]) / square
			}
		}
	}
	return known(math.Sqrt(sum / float64(len(s.Sites))))
}

// vector is (1, x, y).
type vector [3]float64

func (a vector) times(f float64) vector {
	return vector{float64(a[0] * f), float64(a[1] * f), float64(a[2] * f)}
}

func (a vector) plus(b vector) vector { return vector{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }

// plane is the sites in coordinates whose sums and products over all sites are 0,
// so that Q is diagonal: Gram and Schmidt's.
type plane struct {
	at      []vector
	squares vector // the diagonal of Q; 0 where all sites are in one line
}

func newPlane(sites []geo.Point) *plane {
	x := &plane{at: make([]vector, len(sites))}
	mid := 0.0
	for _, p := range sites {
		mid += p.Lat.Degrees()
	}
	scale := geo.Cosine(mid / float64(len(sites)))
	for i, p := range sites {
		x.at[i] = vector{1, float64(p.Lon.Degrees() * scale), p.Lat.Degrees()}
	}
	x.project(1, 0)
	x.project(2, 0)
	x.project(2, 1)
	for axis := range x.squares {
		x.squares[axis] = x.product(axis, axis)
		if axis > 0 && x.squares[axis] < float64(leastSpread*leastSpread)*float64(len(sites)) {
			x.squares[axis] = 0
		}
	}
	return x
}

// leastSpread is the deviation in degrees below which coordinates are one: a tenth
// of what positions are rounded to.
const leastSpread = 1e-8

// project takes off one axis what another explains of it.
func (x *plane) project(axis, other int) {
	square := x.product(other, other)
	if square == 0 {
		return
	}
	part := x.product(axis, other) / square
	for i := range x.at {
		x.at[i][axis] -= float64(part * x.at[i][other])
	}
}

func (x *plane) product(a, b int) float64 {
	sum := 0.0
	for _, v := range x.at {
		sum += float64(v[a] * v[b])
	}
	return sum
}
