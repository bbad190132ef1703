package intake

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// junction is a node where lines of different names meet.
type junction struct {
	node  int64
	point geo.Point
	names []string // sorted
}

// CrossingsOf stands before a category of lines in Match.Tag where junctions of
// these were found, not a tag.
const CrossingsOf = "crossings of "

// buildJunctions makes the sites of categories with Crossings.
func (b *builder) buildJunctions(streets []street) {
	for i := range b.x.Categories.All() {
		category := &b.x.Categories.All()[i]
		if category.Crossings == nil {
			continue
		}
		foundBy := CrossingsOf + category.Crossings.Of
		junctions := b.junctions(streets, category.Crossings.Of)
		near := b.marksOf(category)
		for _, group := range groupJunctions(junctions, int64(category.Crossings.Merge)*1000) {
			b.match(category.Code, foundBy).Nodes += len(group)
			b.junctionSite(category, foundBy, group, near)
		}
	}
}

// junctions returns the nodes that named streets of a category share, by id.
func (b *builder) junctions(streets []street, category string) []junction {
	names := map[int64][]string{}
	for _, s := range streets {
		if s.category.Code != category || s.name == "" {
			continue
		}
		for _, segment := range s.segments {
			for _, n := range segment.nodes { // a name is one street's: it can only be the last
				if at := names[n]; len(at) == 0 || at[len(at)-1] != s.name {
					names[n] = append(at, s.name)
				}
			}
		}
	}
	maps.DeleteFunc(names, func(_ int64, at []string) bool { return len(at) < 2 })
	found := make([]junction, 0, len(names))
	for _, n := range slices.Sorted(maps.Keys(names)) {
		slices.Sort(names[n])
		p, _ := b.nodes.Find(n)
		found = append(found, junction{node: n, point: p, names: names[n]})
	}
	return found
}

// groupJunctions puts those together, directly or by way of others, that share
// two names and lie within limit millimetres. Groups and their members are
// sorted by node.
func groupJunctions(junctions []junction, limit int64) [][]junction {
	points := make([]geo.Point, len(junctions))
	for i, j := range junctions {
		points[i] = j.point
	}
	index := geo.NewIndex(points)
	sets := make(disjoint, len(junctions))
	for i := range sets {
		sets[i] = i
	}
	for i, here := range junctions {
		for _, near := range index.Within(here.point, limit) {
			j := int(near.Number)
			if j < i && shareTwo(here.names, junctions[j].names) {
				sets.join(i, j)
			}
		}
	}
	var groups [][]junction
	at := map[int]int{}
	for i := range sets {
		first := sets.first(i)
		if _, known := at[first]; !known {
			at[first] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[first]] = append(groups[at[first]], junctions[i])
	}
	return groups
}

// disjoint are disjoint sets of numbers, each a tree of which the least number is
// the root (Galler and Fischer 1964, doi 10.1145/364099.364331).
type disjoint []int

// first is the least number of the set of i.
func (d disjoint) first(i int) int {
	for d[i] != i {
		d[i] = d[d[i]]
		i = d[i]
	}
	return i
}

func (d disjoint) join(i, j int) {
	a, b := d.first(i), d.first(j)
	d[max(a, b)] = min(a, b)
}

// shareTwo reports whether two sorted lists have two names in common.
func shareTwo(a, b []string) bool {
	shared := 0
	for len(a) > 0 && len(b) > 0 && shared < 2 {
		switch c := strings.Compare(a[0], b[0]); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			shared++
			a, b = a[1:], b[1:]
		}
	}
	return shared == 2
}

// marks are elements that mark junctions.
type marks struct {
	features []feature
	index    *geo.Index
}

// marksOf returns the elements that mark junctions of a category.
func (b *builder) marksOf(category *geo.Category) marks {
	var m marks
	var points []geo.Point
	for _, f := range b.marks {
		p, found := b.nodes.Find(f.id)
		if found && b.rules.rules[f.rule].category.Code == category.Code {
			m.features, points = append(m.features, f), append(points, p)
		}
	}
	m.index = geo.NewIndex(points)
	return m
}

// junctionSite makes one site of a group: at its least node, named after all
// streets that meet there.
func (b *builder) junctionSite(category *geo.Category, foundBy string, group []junction, near marks) {
	var names, tags []string
	for _, j := range group {
		names = append(names, j.names...)
		for _, found := range near.index.Within(j.point, int64(category.Crossings.Merge)*1000) {
			tags = append(tags, near.features[found.Number].tags...)
		}
	}
	slices.Sort(names)
	site := geo.Site{ID: osm.ID(osm.NodeKind, group[0].node), Name: strings.Join(slices.Compact(names), "/"),
		Category: category.Code, Tags: sortTags(tags), Geometry: group[0].point}
	b.drafts = append(b.drafts, draft{site: site, foundBy: foundBy, kind: osm.NodeKind, id: group[0].node})
}
