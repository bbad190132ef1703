package intake

import (
	"cmp"
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// buildRoutes makes sites of relations of categories of lines, such as bus
// lines: one of all relations of a name (both directions, as a rule), called
// after the least and with the line of the least of which the extract has ways.
// If it has none of any, the site is unlocated.
func (b *builder) buildRoutes() {
	slices.SortFunc(b.routes, func(x, y feature) int { return cmp.Compare(x.id, y.id) })
	type key struct {
		category, name string
		id             int64 // of a relation without a name
	}
	var order []key
	groups := map[key][]*feature{}
	for i := range b.routes {
		f := &b.routes[i]
		k := key{category: b.rules.rules[f.rule].category.Code, name: f.name}
		if f.name == "" {
			k.id = f.id
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], f)
	}
	for _, k := range order {
		b.draft(groups[k][0], b.firstLine(groups[k]), nil)
	}
}

func (b *builder) firstLine(routes []*feature) geo.Geometry {
	for _, f := range routes {
		if line := b.routeLine(f.members); line != nil {
			return line
		}
	}
	return nil
}

// routeLine joins a relation's ways, but for platforms, in their order and as
// long as one touches the next, and returns the longest line; nil if the extract
// has no way of it.
func (b *builder) routeLine(members []osm.Member) geo.Geometry {
	var runs [][]int64
	ways := 0 // in the last run
	for _, m := range members {
		refs, found := b.ways.Find(m.Ref)
		points, missing := b.places(refs)
		if m.Kind != osm.WayKind || m.Role == "platform" || m.Role == "stop" || !found || missing > 0 || len(points) < 2 {
			continue
		}
		if len(runs) > 0 {
			if longer, touches := extended(runs[len(runs)-1], ways == 1, refs); touches {
				runs[len(runs)-1] = longer
				ways++
				continue
			}
		}
		runs, ways = append(runs, slices.Clone(refs)), 1
	}
	var best geo.Line
	for _, run := range runs {
		points, _ := b.places(run)
		if best == nil || geo.Line(points).Length() > best.Length() {
			best = points
		}
	}
	if best == nil {
		return nil
	}
	return best
}

// extended returns a run of nodes lengthened by a way that touches its end, or,
// if the run may still be turned, its start.
func extended(run []int64, turn bool, refs []int64) ([]int64, bool) {
	first, last := refs[0], refs[len(refs)-1]
	if end := run[len(run)-1]; end != first && end != last {
		if start := run[0]; !turn || start != first && start != last {
			return nil, false
		}
		slices.Reverse(run)
	}
	return append(run, from(refs, run[len(run)-1])[1:]...), true
}
