package share

import (
	"context"
	"math"

	"sitedraw/geo"
)

// DefaultTolerance is the error that a view asks for if it names none: a
// hundredth of a per cent.
const DefaultTolerance = 1e-4

// View is what may be shown and where anchors fall.
type View struct {
	Sites  []geo.Point      // in the order of ids, which decides where distances are equal
	Areas  geo.MultiPolygon // where anchors fall: the union
	Box    geo.Box          // where anchors fall if Areas is empty
	Radius int64            // how far the map sees, whole metres; at most 2³² count
	// Tolerance is the greatest Error asked for; 0 is DefaultTolerance. A share
	// that would take too long to make so precise keeps a greater Error.
	Tolerance float64
}

// Share is the chance of one site, between 0 and 1.
type Share struct {
	Value float64
	Error float64 // the true share differs by at most this
}

// Nearest returns for every site the chance that it is the nearest one within the
// radius, given that there is any. The only error is that of a cancelled context.
func Nearest(ctx context.Context, v View) ([]Share, error) { return AnyOf(ctx, v, 1) }

// AnyOf returns for every site the chance that it is taken from the list nearest
// within the radius, each of those shown as likely, given that any is shown. A
// list below 1 shows nothing. The only error is that of a cancelled context.
func AnyOf(ctx context.Context, v View, list int) ([]Share, error) {
	shares := make([]Share, len(v.Sites))
	s := newSearch(&v, list)
	if len(s.sites) == 0 || list < 1 || v.Radius < 0 {
		return shares, ctx.Err()
	}
	tolerance := v.Tolerance
	if tolerance <= 0 {
		tolerance = DefaultTolerance
	}
	found, err := s.settle(ctx, tolerance)
	if err != nil {
		return nil, err
	}
	for i, number := range s.numbers {
		shares[number] = found.share(i)
	}
	return shares, nil
}

const (
	// startOfAll is the first cell's share of all surface below which an error is
	// left standing.
	startOfAll = 1e-4
	// mostCells is how many cells are looked at before an error stays as it is:
	// some ten seconds.
	mostCells = 1_000_000
)

// settle allows each cell less and less error until all shares are precise
// enough. The errors along borders fall with the power ⅔ of what a cell is
// allowed, and the number of cells grows with the power ⅓, at worst with the
// first.
func (s *search) settle(ctx context.Context, tolerance float64) (*tally, error) {
	allowed := startOfAll * surface(s.root)
	for {
		found, err := s.pass(ctx, allowed)
		if err != nil {
			return found, err
		}
		worst := found.worst()
		if worst <= tolerance || found.cells > mostCells/8 || found.greatest == 0 {
			return found, nil
		}
		ratio := tolerance / worst
		allowed = min(allowed, found.greatest) * max(1.0/8, min(1.0/2, ratio*math.Sqrt(ratio)))
	}
}
