package exposure

import (
	"context"
	"slices"

	"sitedraw/geo/share"
	"sitedraw/sampler"
)

// MapShares gives shares by the geometry of package geo/share: of the surface from
// which a map shows anything, that from which a site is taken. Sites without a
// position have none. The errors are those of sampler.Frame.MapArea and of the
// context.
//
// A draw gives up after 1,000 anchors for each pick it wants. Where nothing is seen
// from nearly everywhere it may so end without a pick, which shares do not allow
// for: they are those of a pick that was made.
func MapShares(ctx context.Context, f *sampler.Frame, m sampler.MapParameters, sites []int32) ([]Share, error) {
	areas, box, err := f.MapArea(m.In)
	if err != nil {
		return nil, err
	}
	view := share.View{Areas: areas, Box: box, Radius: m.Radius}
	places := byNumber(sites)
	var shown []int // places of the sites that have a position
	for _, place := range places {
		if p, located := f.Sites()[sites[place]].Position(); located {
			view.Sites, shown = append(view.Sites, p), append(shown, place)
		}
	}
	found, err := share.AnyOf(ctx, view, listLength(&m, len(view.Sites)))
	if err != nil {
		return nil, err
	}
	shares := make([]Share, len(sites))
	for i, place := range shown {
		shares[place] = Share(found[i])
	}
	return shares, nil
}

// byNumber returns the places of sites in the order of their numbers, which is that
// of ids and decides where distances are equal.
func byNumber(sites []int32) []int {
	places := make([]int, len(sites))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return int(sites[a]) - int(sites[b]) })
	return places
}

// listLength is how many of so many sites a map shows one of which is taken.
func listLength(m *sampler.MapParameters, sites int) int {
	if m.Take == sampler.TakeNearest {
		return 1
	}
	return int(min(m.List, int64(sites)))
}
