package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
)

// element is the kind of an OSM element. The zero value is a node.
type element uint8

const (
	nodeElement element = iota
	wayElement
	relationElement
)

func (e element) String() string { return [...]string{"node", "way", "relation"}[e] }

// elementID is the id of the site that an element becomes: "osm:way/123".
func elementID(kind element, id int64) string {
	return "osm:" + kind.String() + "/" + strconv.FormatInt(id, 10)
}

// tag is a tag of an element.
type tag struct{ key, value string }

// tags are those of one element. value("name") falls back on the Chinese name.
type tags []tag

func (t tags) value(key string) string {
	fallback := ""
	for i := range t {
		switch t[i].key {
		case key:
			return t[i].value
		case "name:zh":
			fallback = t[i].value
		}
	}
	if key == "name" {
		return fallback
	}
	return ""
}

// member of a relation.
type member struct {
	kind element
	ref  int64
	role string
}

// feature is an element that a category's rule fits.
type feature struct {
	kind    element
	id      int64
	rule    int // of ruleIndex
	foundBy string
	name    string
	tags    []string
	members []member // of a relation
}

// collector gathers one pass over an extract: the places of all nodes, the nodes
// of all ways, and those elements that a rule fits.
type collector struct {
	x        *reading
	rules    *ruleIndex
	nodes    nodeStore
	ways     wayStore
	features []feature       // at most one of each element
	marks    []feature       // of rules that mark junctions
	roads    []int64         // ways that are roads
	twice    map[string]bool // ids of elements that came twice
}

func newCollector(x *reading) *collector {
	return &collector{x: x, rules: newRuleIndex(x.Categories), twice: map[string]bool{}}
}

func (c *collector) node(id int64, p geo.Point, t tags) {
	c.nodes.add(id, p)
	c.match(nodeElement, id, t, nil)
}

func (c *collector) way(id int64, refs []int64, t tags) {
	c.ways.add(id, refs)
	c.noteRoad(id, t)
	c.match(wayElement, id, t, nil)
}

func (c *collector) relation(id int64, members []member, t tags) {
	c.match(relationElement, id, t, members)
}

// match notes the element if a rule fits. Members are copied, tags are not kept.
func (c *collector) match(kind element, id int64, t tags, members []member) {
	rules := c.rules.candidates(t)
	if len(rules) == 0 {
		return
	}
	for i := range t {
		t[i].value = clean(t[i].value)
	}
	for _, r := range rules {
		rule := &c.rules.rules[r]
		if !rule.takes(kind, t) || !rule.Fits(t.value) {
			continue
		}
		c.x.sites++                                   // the next tick sees to it
		name := strings.Clone(rule.SiteName(t.value)) // of a block or token that need not stay
		f := feature{
			kind: kind, id: id, rule: r, foundBy: rule.FoundBy(t.value(rule.Key())), name: name,
			tags:    sortTags(slices.Concat(geo.FillTags(rule.Tags, t.value), rule.category.NameTags(name))),
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
	if len(c.nodes.ids)+len(c.ways.ids)+len(c.features) == 0 && c.x.result.LeftOut == 0 {
		return &geo.Error{Code: ErrEmpty}
	}
	for _, id := range c.nodes.sort() {
		c.leaveTwice(nodeElement, id)
	}
	for _, id := range c.ways.sort() {
		c.leaveTwice(wayElement, id)
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

func (c *collector) leaveTwice(kind element, id int64) {
	name := elementID(kind, id)
	if !c.twice[name] {
		c.twice[name] = true
		c.x.leave(name, &geo.Error{Code: ErrElementTwice, Value: name})
	}
}

// nodeStore holds the places of nodes: 16 bytes each.
type nodeStore struct {
	ids    []int64
	points []geo.Point
}

func (s *nodeStore) add(id int64, p geo.Point) {
	s.ids = append(s.ids, id)
	s.points = append(s.points, p)
}

// sort orders the nodes by id and returns those ids that came twice; the first
// of them counts. Extracts are sorted already, as a rule.
func (s *nodeStore) sort() []int64 {
	if !ascending(s.ids) {
		order := sortOrder(s.ids)
		s.ids, s.points = reordered(s.ids, order), reordered(s.points, order)
	}
	return repeated(s.ids)
}

// find returns the place of a node, false if the extract has not got it.
func (s *nodeStore) find(id int64) (geo.Point, bool) {
	i, found := slices.BinarySearch(s.ids, id)
	if !found {
		return geo.Point{}, false
	}
	return s.points[i], true
}

// wayStore holds the nodes of ways, one after the other.
type wayStore struct {
	ids  []int64
	ends []int64 // where in refs each way's nodes begin and end, two of each way
	refs []int64
}

func (s *wayStore) add(id int64, refs []int64) {
	s.ids = append(s.ids, id)
	start := int64(len(s.refs))
	s.refs = append(s.refs, refs...)
	s.ends = append(s.ends, start, int64(len(s.refs)))
}

func (s *wayStore) sort() []int64 {
	if !ascending(s.ids) {
		order := sortOrder(s.ids)
		pairs := make([]int64, 0, len(s.ends))
		for _, i := range order {
			pairs = append(pairs, s.ends[2*i], s.ends[2*i+1])
		}
		s.ids, s.ends = reordered(s.ids, order), pairs
	}
	return repeated(s.ids)
}

// find returns the nodes of a way, false if the extract has not got it.
func (s *wayStore) find(id int64) ([]int64, bool) {
	i, found := slices.BinarySearch(s.ids, id)
	if !found {
		return nil, false
	}
	return s.refs[s.ends[2*i]:s.ends[2*i+1]], true
}

func ascending(ids []int64) bool { return slices.IsSorted(ids) }

// sortOrder returns the positions of ids by id, then position.
func sortOrder(ids []int64) []int {
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	return order
}

func reordered[T any](values []T, order []int) []T {
	sorted := make([]T, len(values))
	for i, from := range order {
		sorted[i] = values[from]
	}
	return sorted
}

// repeated returns the ids that stand in a sorted list more than once.
func repeated(ids []int64) []int64 {
	var twice []int64
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] && (len(twice) == 0 || twice[len(twice)-1] != ids[i]) {
			twice = append(twice, ids[i])
		}
	}
	return twice
}
