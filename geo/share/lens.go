package share

import (
	"math"

	"sitedraw/geo"
)

// radian is 10⁻⁷ degree in radians.
const radian = math.Pi / 180 / 1e7

// spot is a position in a cell: radians of longitude and sine of latitude, from
// the cell's middle. Plane surface in it is surface on the unit sphere.
type spot struct{ u, w float64 }

// affine is the function at + u·du + w·dw of spots.
type affine struct{ at, du, dw float64 }

func (f affine) of(p spot) float64 { return f.at + float64(f.du*p.u) + float64(f.dw*p.w) }

func (f affine) minus(g affine) affine { return affine{f.at - g.at, f.du - g.du, f.dw - g.dw} }

func (f affine) negated() affine { return affine{-f.at, -f.du, -f.dw} }

// lens is what is seen of a cell from its middle.
type lens struct {
	mid     geo.Point
	centre  geo.Unit
	cosine  float64  // of the middle's latitude
	eu, ew  geo.Unit // how a place moves with u and with w
	reach   float64  // no place of the cell is farther from the centre, as a chord
	bent    float64  // v·place differs from its affine by at most bent·|v|
	bentLat float64  // latitude, as a function of w, from its affine by at most this
	corners [4]spot  // anticlockwise
}

func newLens(c geo.Box) lens {
	l := lens{mid: middle(c)}
	l.centre = l.mid.Unit()
	l.cosine = math.Hypot(l.centre.X, l.centre.Y)
	south, north := c.Min.Unit(), c.Max.Unit()
	west, east := float64(int64(c.Min.Lon)-int64(l.mid.Lon))*radian, float64(int64(c.Max.Lon)-int64(l.mid.Lon))*radian
	low, high := south.Z-l.centre.Z, north.Z-l.centre.Z
	l.corners = [4]spot{{west, low}, {east, low}, {east, high}, {west, high}}
	l.derive()
	l.bend(spot{max(-west, east), max(-low, high)}, c, south, north)
	return l
}

// derive sets the derivatives of a place (√(1−s²)·cos λ, √(1−s²)·sin λ, s).
func (l *lens) derive() {
	c := l.centre
	l.eu = geo.Unit{X: -c.Y, Y: c.X}
	steep := -c.Z / float64(l.cosine*l.cosine)
	l.ew = geo.Unit{X: float64(steep * c.X), Y: float64(steep * c.Y), Z: 1}
}

// bend bounds what Taylor's theorem leaves over at the distances a and b from the
// middle, of a cell with these corners: with the second derivatives of v·place at most |v|, |v|·tan φ and
// |v|/cos³ φ, that is ½(a² + 2ab·tan φ + b²/cos³ φ)·|v|, and of latitude
// ½b²·tan φ/cos² φ.
func (l *lens) bend(far spot, c geo.Box, south, north geo.Unit) {
	a, b := far.u, far.w
	cosSouth, cosNorth := math.Hypot(south.X, south.Y), math.Hypot(north.X, north.Y)
	least := min(cosSouth, cosNorth)
	most := max(least, l.cosine, cosSouth, cosNorth)
	if c.Min.Lat < 0 && c.Max.Lat > 0 {
		most = 1
	}
	steep := max(math.Abs(south.Z), math.Abs(north.Z)) / least
	square := float64(b * b)
	l.bent = (float64(a*a) + float64(2*steep*float64(a*b)) + square/float64(least*float64(least*least))) / 2
	l.bentLat = float64(square*steep) / float64(2*float64(least*least))
	rise := float64(max(int64(l.mid.Lat)-int64(c.Min.Lat), int64(c.Max.Lat)-int64(l.mid.Lat))) * radian
	l.reach = math.Sqrt(float64(rise*rise) + float64(float64(a*a)*float64(l.cosine*most)))
}

// flat reports whether the cell is small enough for straight borders to mean
// anything.
func (l *lens) flat() bool { return l.bent < 0.01 }

// distance is the squared chord to a site, and how it changes: |place − site|² has
// the derivative 2·(place − site)·∂place, for a place has length 1.
func (l *lens) distance(site geo.Unit) affine {
	d := minus(l.centre, site)
	return affine{at: dot(d, d), du: float64(2 * dot(d, l.eu)), dw: float64(2 * dot(d, l.ew))}
}

// at rounds a spot to a point of the cell.
func (l *lens) at(p spot) geo.Point {
	lon := float64(l.mid.Lon) + geo.Round(p.u/radian)
	lat := math.Asin(max(-1, min(1, l.centre.Z+p.w))) / radian
	return geo.Point{Lon: geo.E7(lon), Lat: geo.E7(geo.Round(lat))}
}

func minus(a, b geo.Unit) geo.Unit { return geo.Unit{X: a.X - b.X, Y: a.Y - b.Y, Z: a.Z - b.Z} }

func dot(a, b geo.Unit) float64 { return float64(a.X*b.X) + float64(a.Y*b.Y) + float64(a.Z*b.Z) }

func length(a geo.Unit) float64 { return math.Sqrt(dot(a, a)) }
