package intake

import (
	"cmp"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/geo/osm"
	"sitedraw/geo/stream"
)

// feature is an element that a category's rule fits.
type feature struct {
	kind    osm.Kind
	id      int64
	rule    int // of ruleIndex
	foundBy string
	name    string
	tags    []string
	members []osm.Member // of a relation
}

// collector gathers one pass over an extract: the places of all nodes, the nodes
// of all ways, and those elements that a rule fits.
type collector struct {
	x        *reading
	rules    *ruleIndex
	nodes    osm.Nodes
	ways     osm.Ways
	features []feature       // at most one of each element
	marks    []feature       // of rules that mark junctions
	roads    []int64         // ways that are roads
	twice    map[string]bool // ids of elements that came twice
}

// readOSM reads an extract by one of the readers of package osm.
func readOSM(x *reading, read func(*stream.Reader, osm.Handler) error) error {
	c := newCollector(x)
	if err := read(x.in, c); err != nil {
		return err
	}
	return buildSites(c)
}

func readPBF(x *reading) error { return readOSM(x, osm.ReadPBF) }

func readXML(x *reading) error { return readOSM(x, osm.ReadXML) }

func newCollector(x *reading) *collector {
	return &collector{x: x, rules: newRuleIndex(x.Categories), twice: map[string]bool{}}
}

// Node implements osm.Handler.
func (c *collector) Node(id int64, p geo.Point, t osm.Tags) {
	c.nodes.Add(id, p)
	c.match(osm.NodeKind, id, t, nil)
}

// Way implements osm.Handler.
func (c *collector) Way(id int64, refs []int64, t osm.Tags) {
	c.ways.Add(id, refs)
	c.noteRoad(id, t)
	c.match(osm.WayKind, id, t, nil)
}

// Relation implements osm.Handler.
func (c *collector) Relation(id int64, members []osm.Member, t osm.Tags) {
	c.match(osm.RelationKind, id, t, members)
}

// Broken implements osm.Handler.
func (c *collector) Broken(id string, err error) { c.x.leave(id, err) }

// Count implements osm.Handler.
func (c *collector) Count(n int) error { return c.x.tick(n) }

// match notes the element if a rule fits. Members are copied, tags are not kept.
func (c *collector) match(kind osm.Kind, id int64, t osm.Tags, members []osm.Member) {
	rules := c.rules.candidates(t)
	if len(rules) == 0 {
		return
	}
	for i := range t {
		t[i].Value = clean(t[i].Value)
	}
	for _, r := range rules {
		rule := &c.rules.rules[r]
		if !rule.takes(kind, t) || !rule.Fits(t.Value) {
			continue
		}
		c.x.sites++                                   // the next tick sees to it
		name := strings.Clone(rule.SiteName(t.Value)) // of a block or token that need not stay
		f := feature{
			kind: kind, id: id, rule: r, foundBy: rule.FoundBy(t.Value(rule.Key())), name: name,
			tags:    sortTags(slices.Concat(geo.FillTags(rule.Tags, t.Value), rule.category.NameTags(name))),
			members: slices.Clone(members),
		}
		if !rule.mark {
			c.features = append(c.features, f)
			return
		}
		c.marks = append(c.marks, f)
	}
}

// finish sorts what was gathered by id, so that nothing depends on the order of
// the file, and leaves out second elements of one id. The error is ErrEmpty.
func (c *collector) finish() error {
	if c.nodes.Len()+c.ways.Len()+len(c.features) == 0 && c.x.result.LeftOut == 0 {
		return &geo.Error{Code: ErrEmpty}
	}
	for _, id := range c.nodes.Sort() {
		c.leaveTwice(osm.NodeKind, id)
	}
	for _, id := range c.ways.Sort() {
		c.leaveTwice(osm.WayKind, id)
	}
	slices.SortStableFunc(c.features, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	})
	c.features = slices.CompactFunc(c.features, func(a, b feature) bool {
		same := a.kind == b.kind && a.id == b.id
		if same {
			c.leaveTwice(a.kind, a.id)
		}
		return same
	})
	slices.SortStableFunc(c.features, func(a, b feature) int { return cmp.Compare(a.rule, b.rule) })
	return nil
}

func (c *collector) leaveTwice(kind osm.Kind, id int64) {
	name := osm.ID(kind, id)
	if !c.twice[name] {
		c.twice[name] = true
		c.x.leave(name, &geo.Error{Code: ErrElementTwice, Value: name})
	}
}
