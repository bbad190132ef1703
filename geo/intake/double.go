package intake

import (
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// dropDoubles leaves out elements that map a place a second time:
//
//   - a way that outlines a relation of its category,
//   - a node in an area of its category, if it has the same name or none,
//   - an element of a rule with Near, within so many metres of a site that an
//     earlier rule of its category found.
//
// Result.Doubles says which.
func (b *builder) dropDoubles() {
	byCategory := map[string][]int{} // in the order of rules
	for i, d := range b.drafts {
		byCategory[d.site.Category] = append(byCategory[d.site.Category], i)
	}
	gone := make([]bool, len(b.drafts))
	for _, c := range b.x.Categories.All() {
		b.dropOutlines(byCategory[c.Code], gone)
		b.dropNodes(byCategory[c.Code], gone)
		b.dropNear(byCategory[c.Code], gone)
	}
	i := 0
	b.drafts = slices.DeleteFunc(b.drafts, func(draft) bool { i++; return gone[i-1] })
	slices.SortFunc(b.x.result.Doubles, func(x, y Same) int { return strings.Compare(x.Gone, y.Gone) })
}

func (b *builder) drop(gone []bool, i int, kept string) {
	gone[i] = true
	b.x.result.Doubles = append(b.x.result.Doubles, Same{Kept: kept, Gone: b.drafts[i].site.ID})
}

func (b *builder) dropOutlines(members []int, gone []bool) {
	for _, i := range members {
		d := &b.drafts[i]
		if relation, is := b.outer[outline{d.site.Category, d.id}]; is && d.kind == osm.WayKind {
			b.drop(gone, i, relation)
		}
	}
}

func (b *builder) dropNodes(members []int, gone []bool) {
	var areas []int
	for _, j := range members {
		if b.drafts[j].area != nil && !gone[j] {
			areas = append(areas, j)
		}
	}
	for _, i := range members {
		p, located := b.drafts[i].site.Position()
		name := b.drafts[i].site.Name
		if b.drafts[i].kind != osm.NodeKind || !located {
			continue
		}
		for _, j := range areas {
			area := b.drafts[j].area
			if area.Bounds().Contains(p) && (name == "" || name == b.drafts[j].site.Name) &&
				geo.MultiPolygon(geo.Polygons(area)).Covers(p) {
				b.drop(gone, i, b.drafts[j].site.ID)
				break
			}
		}
	}
}

func (b *builder) dropNear(members []int, gone []bool) {
	for start := 0; start < len(members); {
		rule, end := b.drafts[members[start]].rule, start
		for end < len(members) && b.drafts[members[end]].rule == rule {
			end++
		}
		if near := b.rules.rules[rule].Near; near > 0 {
			b.dropNearAny(members[start:end], members[:start], int64(near)*1000, gone)
		}
		start = end
	}
}

// dropNearAny drops those of members that lie within limit millimetres of a site
// of earlier.
func (b *builder) dropNearAny(members, earlier []int, limit int64, gone []bool) {
	var points []geo.Point
	var owners []int
	for _, j := range earlier {
		if p, located := b.drafts[j].site.Position(); located && !gone[j] {
			points, owners = append(points, p), append(owners, j)
		}
	}
	index := geo.NewIndex(points)
	for _, i := range members {
		p, located := b.drafts[i].site.Position()
		if !located || gone[i] {
			continue
		}
		if found := index.Nearest(p, 1); len(found) > 0 && found[0].Millimetres <= limit {
			b.drop(gone, i, b.drafts[owners[found[0].Number]].site.ID)
		}
	}
}
