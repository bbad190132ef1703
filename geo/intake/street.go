package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// segment is a way, or a run of its nodes that the extract has.
type segment struct {
	feature *feature
	nodes   []int64
}

// street is all that bears one name in a category of lines; ways without a name
// are one by category and tags.
type street struct {
	category *geo.Category
	name     string
	segments []segment // by id of way
}

// buildStreets makes sites of the ways of categories of lines, and returns what
// it joined.
func (b *builder) buildStreets() []street {
	slices.SortFunc(b.lines, func(x, y feature) int { return cmp.Compare(x.id, y.id) })
	type key struct{ category, name, tags string }
	at := map[key]int{}
	var streets []street
	for i := range b.lines {
		f := &b.lines[i]
		category := b.rules.rules[f.rule].category
		k := key{category: category.Code, name: f.name}
		if f.name == "" {
			k.tags = strings.Join(f.tags, ";")
		}
		if _, known := at[k]; !known {
			at[k] = len(streets)
			streets = append(streets, street{category: category, name: f.name})
		}
		s := &streets[at[k]]
		s.segments = append(s.segments, b.segments(f)...)
	}
	for i := range streets {
		b.streetSites(&streets[i])
	}
	return streets
}

// segments returns the runs of a way's nodes that the extract has: one, as a
// rule.
func (b *builder) segments(f *feature) []segment {
	refs, _ := b.ways.Find(f.id)
	var found []segment
	var run []int64
	missing := 0
	end := func() {
		if len(run) > 1 {
			found = append(found, segment{feature: f, nodes: run})
		}
		run = nil
	}
	for _, ref := range refs {
		if _, has := b.nodes.Find(ref); !has {
			missing++
			end()
			continue
		}
		if len(run) == 0 || run[len(run)-1] != ref {
			run = append(run, ref)
		}
	}
	end()
	switch {
	case missing > 0:
		b.x.leave(osm.ID(osm.WayKind, f.id), &geo.Error{Code: ErrElementCut, Value: strconv.Itoa(missing)})
	case len(found) == 0:
		b.x.leave(osm.ID(osm.WayKind, f.id), &geo.Error{Code: geo.ErrLineShort, Value: strconv.Itoa(min(len(refs), 1))})
	}
	return found
}

// streetSites makes a site of every chain of a street. A named street's id is
// that of its least way, with #2, #3 … for further chains in the order of their
// least ways; a chain without name has the id of its own least way.
func (b *builder) streetSites(s *street) {
	base, count := "", map[string]int{}
	for _, c := range chains(s.segments) {
		if s.name == "" || base == "" {
			base = osm.ID(osm.WayKind, leastWay(s.segments, c))
		}
		id := base
		if count[base]++; count[base] > 1 {
			id += "#" + strconv.Itoa(count[base])
		}
		b.chainSite(s, c, id)
	}
}

func leastWay(segments []segment, c []link) int64 {
	least := segments[c[0].segment].feature.id
	for _, l := range c {
		least = min(least, segments[l.segment].feature.id)
	}
	return least
}

// chainSite makes the site of one chain. Tags are those that the greatest length
// of it has, ties to the lesser way.
func (b *builder) chainSite(s *street, c []link, id string) {
	var line []geo.Point
	lengths := map[string]int64{}
	for _, l := range c {
		points := b.pointsOf(s.segments[l.segment].nodes, l.backward)
		lengths[strings.Join(s.segments[l.segment].feature.tags, ";")] += geo.Millimetres(geo.Line(points).Length())
		if len(line) > 0 {
			points = points[1:]
		}
		line = append(line, points...)
	}
	best := s.segments[c[0].segment].feature
	for _, l := range c[1:] {
		f := s.segments[l.segment].feature
		longer := cmp.Compare(lengths[strings.Join(f.tags, ";")], lengths[strings.Join(best.tags, ";")])
		if longer > 0 || longer == 0 && f.id < best.id {
			best = f
		}
	}
	geometry, err := geo.NewLine(line)
	if err != nil {
		b.x.leave(id, err)
		return
	}
	site := geo.Site{ID: id, Name: s.name, Category: s.category.Code, Tags: best.tags, Geometry: geometry}
	b.drafts = append(b.drafts, draft{site: site, rule: best.rule, foundBy: best.foundBy, kind: osm.WayKind, id: best.id})
}

// pointsOf returns the places of nodes that are all there.
func (b *builder) pointsOf(nodes []int64, backward bool) []geo.Point {
	points, _ := b.places(nodes)
	if backward {
		slices.Reverse(points)
	}
	return points
}
