package intake

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// draft is a site in the making.
type draft struct {
	site    geo.Site
	rule    int
	foundBy string
	area    geo.Geometry // the polygons of an element that is an area, also if the site is a point
	kind    osm.Kind
	id      int64
}

// builder turns the features of an extract into sites.
type builder struct {
	*collector
	drafts  []draft
	lines   []feature          // ways of categories of lines
	routes  []feature          // relations of such
	outer   map[outline]string // relations by the ways that outline them
	matches map[matchKey]*Match
}

// outline is a way that bounds an area of a category.
type outline struct {
	category string
	way      int64
}

type matchKey struct{ category, tag string }

// buildSites is the second half of reading an extract.
func buildSites(c *collector) error {
	if err := c.finish(); err != nil {
		return err
	}
	c.takeRoads()
	b := &builder{collector: c, outer: map[outline]string{}, matches: map[matchKey]*Match{}}
	for i := range c.features {
		b.feature(&c.features[i])
	}
	b.buildRoutes()
	streets := b.buildStreets()
	b.buildJunctions(streets)
	b.dropDoubles()
	b.takeOver()
	return nil
}

func (b *builder) match(category, tag string) *Match {
	key := matchKey{category, tag}
	if b.matches[key] == nil {
		b.matches[key] = &Match{Category: category, Tag: tag}
	}
	return b.matches[key]
}

// feature counts a feature and makes it a draft, or keeps it for the lines.
func (b *builder) feature(f *feature) {
	category := b.rules.rules[f.rule].category
	m := b.match(category.Code, f.foundBy)
	*[]*int{&m.Nodes, &m.Ways, &m.Relations}[f.kind]++
	var err error
	switch {
	case category.Shape == geo.LineShape && f.kind == osm.RelationKind:
		b.routes = append(b.routes, *f)
	case category.Shape == geo.LineShape:
		b.lines = append(b.lines, *f)
	case f.kind == osm.NodeKind:
		if p, found := b.nodes.Find(f.id); found {
			b.draft(f, p, nil)
		}
	case f.kind == osm.WayKind:
		err = b.wayArea(f)
	default:
		err = b.relationArea(f)
	}
	if err != nil {
		b.x.leave(osm.ID(f.kind, f.id), err)
	}
}

// draft adds a site for a feature. If area is given, the category's shape
// decides whether the site is it or its mark.
func (b *builder) draft(f *feature, g geo.Geometry, area geo.Geometry) {
	category := b.rules.rules[f.rule].category
	s := geo.Site{ID: osm.ID(f.kind, f.id), Name: f.name, Category: category.Code, Tags: f.tags, Geometry: g}
	if area != nil {
		s.Mark = MarkOf(area)
		s.Geometry, s.Marked = area, true
		if category.Shape != geo.PolygonShape {
			s.Geometry, s.Marked, s.Mark = s.Mark, false, geo.Point{}
		}
	}
	b.drafts = append(b.drafts, draft{site: s, rule: f.rule, foundBy: f.foundBy, area: area, kind: f.kind, id: f.id})
}

// wayArea makes a site of a way that is no line: of its area if it closes, else
// of its middle node if the category asks for points.
func (b *builder) wayArea(f *feature) error {
	refs, _ := b.ways.Find(f.id)
	points, missing := b.places(refs)
	shape := b.rules.rules[f.rule].category.Shape
	switch {
	case missing > 0:
		return &geo.Error{Code: ErrElementCut, Value: strconv.Itoa(missing)}
	case len(points) == 0:
		return &geo.Error{Code: geo.ErrLineShort, Value: "0"}
	case points[0] == points[len(points)-1] && len(points) > 2:
		polygon, err := geo.NewPolygon([][]geo.Point{points})
		if err != nil {
			return err
		}
		b.draft(f, nil, polygon)
	case shape == geo.PolygonShape:
		return &geo.Error{Code: ErrAreaOpen}
	default:
		b.draft(f, points[len(points)/2], nil)
	}
	return nil
}

// places returns the places of nodes without immediate repetitions, and how many
// the extract has not got.
func (b *builder) places(refs []int64) (points []geo.Point, missing int) {
	points = make([]geo.Point, 0, len(refs))
	for _, ref := range refs {
		p, found := b.nodes.Find(ref)
		if !found {
			missing++
			continue
		}
		if len(points) == 0 || points[len(points)-1] != p {
			points = append(points, p)
		}
	}
	return points, missing
}

// takeOver hands the drafts over as sites.
func (b *builder) takeOver() {
	for i := range b.drafts {
		d := &b.drafts[i]
		if err := d.site.Check(); err != nil {
			b.x.leave(d.site.ID, err)
			continue
		}
		b.x.result.Sites = append(b.x.result.Sites, d.site)
		b.match(d.site.Category, d.foundBy).Sites++
	}
	for _, m := range b.matches {
		b.x.result.Matches = append(b.x.result.Matches, *m)
	}
	slices.SortFunc(b.x.result.Matches, func(x, y Match) int {
		return cmp.Or(cmp.Compare(x.Category, y.Category), cmp.Compare(x.Tag, y.Tag))
	})
}
