package sampler

import (
	"context"
	"slices"
	"strings"

	"sitedraw/geo"
)

// Why no draw can pick a site, whatever the seed. A site that several steps pass
// over has the reason of the one at which it comes farthest, in this order. Each
// is a key of the catalogue in server/text.
const (
	NeverNoCategory geo.Code = "never.no-category" // it has none
	NeverCategory   geo.Code = "never.category"    // no step takes its category
	NeverTags       geo.Code = "never.tags"        // not the tags, or any_tags, of such a step
	NeverIn         geo.Code = "never.in"          // in none of the polygons of in
	NeverNoArea     geo.Code = "never.no-area"     // without area, which within asks for
	NeverWithin     geo.Code = "never.within"      // in the area of no possible pick of the step it is drawn in
	NeverOf         geo.Code = "never.of"          // part of no possible pick of the step it is drawn in
	NeverAnchor     geo.Code = "never.anchor"      // a map whose anchors come of a step that picks nothing
	NeverUnlocated  geo.Code = "never.unlocated"   // without the position that the step needs
	NeverUnsized    geo.Code = "never.unsized"     // without the size that the step needs
)

// neverReasons are the reasons from the one that comes first in a draw on.
var neverReasons = []geo.Code{
	NeverNoCategory, NeverCategory, NeverTags, NeverIn, NeverNoArea, NeverWithin, NeverOf, NeverAnchor,
	NeverUnlocated, NeverUnsized,
}

// NeverReasons returns all reasons, in the order in which a draw comes to them.
func NeverReasons() []geo.Code { return slices.Clone(neverReasons) }

// NeverDrawn is a site that no draw of a plan can pick.
type NeverDrawn struct {
	Site, Category string
	Reason         geo.Code
}

// Never lists the sites of a frame that no step of the plan can ever pick, main
// or reserve, whatever the seed, in order of id. That they are not picked is
// certain; that all others can be is not: a map's radius, apart and at_most are
// not looked at. A step that Forecast finds an error in counts as if it could
// pick what comes as far as that error.
func Never(f *Frame, p Plan) []NeverDrawn {
	n := &never{
		drawing: &drawing{ctx: context.Background(), frame: f},
		pools:   map[string][]int32{},
		stopped: make([]int, len(f.sites)),
	}
	for i, category := range f.category.of {
		if category > 0 {
			n.stopped[i] = slices.Index(neverReasons, NeverCategory)
		}
	}
	for i := range p.Steps {
		n.step(&p.Steps[i])
	}
	var list []NeverDrawn
	for i, reason := range n.stopped {
		if reason < len(neverReasons) {
			list = append(list, NeverDrawn{Site: f.sites[i].ID, Category: f.sites[i].Category, Reason: neverReasons[reason]})
		}
	}
	return list
}

// never follows the sites through the steps of a plan.
type never struct {
	*drawing
	pools   map[string][]int32 // by step: the sites that it may pick
	stopped []int              // per site: the reason farthest on; len(neverReasons): it may be picked
}

// pass keeps the sites that pass; the others come as far as reason.
func (n *never) pass(pool []int32, reason geo.Code, passes func(int32) bool) []int32 {
	at := slices.Index(neverReasons, reason)
	return keep(pool, func(site int32) bool {
		if passes(site) {
			return true
		}
		n.stopped[site] = max(n.stopped[site], at)
		return false
	})
}

func (n *never) step(s *Step) {
	f := n.frame
	pool := f.inCategories(s.Category)
	pool = n.pass(pool, NeverTags, f.carrying(s.Tags, s.AnyTags))
	if len(s.In) > 0 {
		if inside, err := f.inside(s.In); err == nil {
			pool = n.pass(pool, NeverIn, inside)
		}
	}
	switch {
	case s.Within != "":
		pool = n.pass(pool, NeverNoArea, func(site int32) bool { return f.sites[site].Area != "" })
		pool = n.pass(pool, NeverWithin, f.inAreasOf(n.pools[s.Within]))
	case s.Of != "":
		pool = n.pass(pool, NeverOf, f.partsOf(n.pools[s.Of]))
	}
	if s.Map != nil {
		if anchors, picked := s.Map.anchorStep(); picked && len(n.pools[anchors]) == 0 {
			pool = n.pass(pool, NeverAnchor, func(int32) bool { return false })
		}
	}
	// The draw is refused as soon as such a site is a candidate.
	if s.needsPosition() {
		pool = n.pass(pool, NeverUnlocated, func(site int32) bool {
			_, located := f.sites[site].Position()
			return located
		})
	}
	if s.needsSize() {
		pool = n.pass(pool, NeverUnsized, func(site int32) bool { return f.sites[site].Size > 0 })
	}
	for _, site := range pool {
		n.stopped[site] = len(neverReasons)
	}
	n.pools[s.ID] = pool
}

// inAreasOf tells which sites lie in the area of at least one of the openers. One
// without an area opens nothing: the draw is refused if it is picked.
func (f *Frame) inAreasOf(openers []int32) func(int32) bool {
	open := make([]bool, len(f.place.values)) // by place
	seen := make([]bool, len(f.place.values))
	for _, opener := range openers {
		own := f.place.of[opener]
		if own == 0 || seen[own] { // 0: without an area
			continue
		}
		seen[own] = true
		prefix := geo.AreaCode(f.place.values[own]).Prefix()
		place, _ := slices.BinarySearch(f.place.values, prefix)
		for ; place < len(open) && strings.HasPrefix(f.place.values[place], prefix); place++ {
			open[place] = true
		}
	}
	return func(site int32) bool { return open[f.place.of[site]] }
}

// partsOf tells which sites are a part of at least one of the openers.
func (f *Frame) partsOf(openers []int32) func(int32) bool {
	open := map[string]bool{}
	for _, opener := range openers {
		open[f.sites[opener].ID] = true
	}
	return func(site int32) bool { return open[f.sites[site].PartOf] }
}
