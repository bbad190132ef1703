package intake

import (
	"cmp"
	"runtime"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/placename"
)

// comparedTwins bounds the comparisons where many sites lie in one place, as when
// all that could not be found were put into the middle of the town: of the places
// near a site so many are looked at, the nearest, and at each of them so many
// sites, those next in the order of names.
const comparedTwins = 64

// spot is a place where sites of one category are.
type spot struct {
	point       geo.Point
	row, column int32 // of its cell
	members     []*geo.Site
	named       []spotSite // members by name, then id; nil until asked for
}

type spotSite struct {
	site *geo.Site
	name placename.Name
}

func compareSpotSites(a, b spotSite) int {
	return cmp.Or(slices.Compare(a.name, b.name), cmp.Compare(a.site.ID, b.site.ID))
}

// sites returns the spot's sites with their folded names, which only spots with
// something near them need.
func (s *spot) sites() []spotSite {
	if s.named == nil {
		for _, m := range s.members {
			s.named = append(s.named, spotSite{site: m, name: placename.Fold(m.Name)})
		}
		slices.SortFunc(s.named, compareSpotSites)
	}
	return s.named
}

// twins returns the pairs of sites that may be one place, by their ids.
func twins(sites []geo.Site) []Twin {
	byCategory := map[string][]*geo.Site{}
	for i := range sites {
		if _, located := sites[i].Position(); located {
			byCategory[sites[i].Category] = append(byCategory[sites[i].Category], &sites[i])
		}
	}
	grids := make(chan []Twin)
	cores := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, members := range byCategory {
		go func() {
			cores <- struct{}{}
			g := newTwinGrid(members)
			g.search()
			<-cores
			grids <- g.found
		}()
	}
	var found []Twin
	for range byCategory {
		found = append(found, <-grids...)
	}
	slices.SortFunc(found, func(a, b Twin) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return slices.Compact(found)
}

// twinsAt returns the twins that a site has at a spot.
func (s spotSite) twinsAt(there *spot, mm int64) []Twin {
	others := there.sites()
	place, _ := slices.BinarySearchFunc(others, s, compareSpotSites)
	from := max(0, place-comparedTwins/2)
	var found []Twin
	for _, other := range others[from:min(len(others), from+comparedTwins)] {
		if s.site.ID == other.site.ID || s.site.PartOf == other.site.ID || other.site.PartOf == s.site.ID {
			continue
		}
		if s.name.Similar(other.name) && endsMeet(s.site.Geometry, other.site.Geometry) {
			found = append(found, Twin{A: min(s.site.ID, other.site.ID), B: max(s.site.ID, other.site.ID), Millimetres: mm})
		}
	}
	return found
}

// endsMeet holds for lines whose ends lie near each other, whichever way they run,
// so that the pieces of a street are no twins; and for all that are not two lines.
func endsMeet(a, b geo.Geometry) bool {
	x, isX := a.(geo.Line)
	y, isY := b.(geo.Line)
	if !isX || !isY {
		return true
	}
	near := func(p, q geo.Point) bool { return geo.DistanceMillimetres(p, q) <= twinReach }
	first, last := y[0], y[len(y)-1]
	return near(x[0], first) && near(x[len(x)-1], last) || near(x[0], last) && near(x[len(x)-1], first)
}
