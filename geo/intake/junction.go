package intake

import (
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// junction is a node where lines of different names meet.
type junction struct {
	node  int64
	point geo.Point
	names []string // sorted
}

// buildJunctions makes the sites of categories with Crossings.
func (b *builder) buildJunctions(streets []street) {
	for i := range b.x.Categories.All() {
		category := &b.x.Categories.All()[i]
		if category.Crossings == nil {
			continue
		}
		foundBy := "crossings of " + category.Crossings.Of
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
			for _, n := range segment.nodes {
				if !slices.Contains(names[n], s.name) {
					names[n] = append(names[n], s.name)
				}
			}
		}
	}
	maps.DeleteFunc(names, func(_ int64, at []string) bool { return len(at) < 2 })
	found := make([]junction, 0, len(names))
	for _, n := range slices.Sorted(maps.Keys(names)) {
		slices.Sort(names[n])
		p, _ := b.nodes.find(n)
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
	group := make([]int, len(junctions)) // number of the first member
	for i := range group {
		group[i] = i
	}
	for i := range junctions {
		for _, near := range index.Within(points[i], limit) {
			j := int(near.Number)
			if j < i && shareTwo(junctions[i].names, junctions[j].names) {
				joinGroups(group, group[i], group[j])
			}
		}
	}
	var groups [][]junction
	at := map[int]int{}
	for i, first := range group {
		if _, known := at[first]; !known {
			at[first] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[first]] = append(groups[at[first]], junctions[i])
	}
	return groups
}

func joinGroups(group []int, a, b int) {
	for i := range group {
		if group[i] == max(a, b) {
			group[i] = min(a, b)
		}
	}
}

func shareTwo(a, b []string) bool {
	shared := 0
	for _, name := range a {
		if slices.Contains(b, name) {
			shared++
		}
	}
	return shared > 1
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
		p, found := b.nodes.find(f.id)
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
	site := geo.Site{ID: elementID(nodeElement, group[0].node), Name: strings.Join(slices.Compact(names), "/"),
		Category: category.Code, Tags: sortTags(tags), Geometry: group[0].point}
	b.drafts = append(b.drafts, draft{site: site, foundBy: foundBy, kind: nodeElement, id: group[0].node})
}
