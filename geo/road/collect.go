package road

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// collector gathers one pass over an extract: the places of all nodes, and the ways
// that a profile can use. It is an osm.Handler.
type collector struct {
	profile *Profile
	most    int // elements
	count   int
	nodes   osm.Nodes
	ways    []way
	refs    []int64 // nodes of all ways, one after the other
	broken  int64
}

// way is a way that can be used: its nodes are refs[from:to].
type way struct {
	id       int64
	from, to int
	passage  passage
}

// Node implements osm.Handler.
func (c *collector) Node(id int64, p geo.Point, _ osm.Tags) { c.nodes.Add(id, p) }

// Way implements osm.Handler.
func (c *collector) Way(id int64, refs []int64, t osm.Tags) {
	passage := c.profile.passage(t)
	if !passage.open() {
		return
	}
	from := len(c.refs)
	c.refs = append(c.refs, refs...)
	c.ways = append(c.ways, way{id: id, from: from, to: len(c.refs), passage: passage})
}

// Relation implements osm.Handler.
func (c *collector) Relation(int64, []osm.Member, osm.Tags) {}

// Broken implements osm.Handler.
func (c *collector) Broken(string, error) { c.broken++ }

// Count implements osm.Handler.
func (c *collector) Count(n int) error {
	if c.count += n; c.count > c.most {
		return &geo.Error{Code: osm.ErrTooMany, Want: strconv.Itoa(c.most)}
	}
	return nil
}

// finish sorts what was gathered by id, so that nothing depends on the order of the
// file. Of elements of one id the first counts.
func (c *collector) finish() {
	c.nodes.Sort()
	slices.SortStableFunc(c.ways, func(a, b way) int { return cmp.Compare(a.id, b.id) })
	c.ways = slices.CompactFunc(c.ways, func(a, b way) bool { return a.id == b.id })
}
