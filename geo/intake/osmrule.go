package intake

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// rule is a geo.TagRule and whose it is.
type rule struct {
	*geo.TagRule
	category *geo.Category
	mark     bool // of Crossings.Near: marks junctions, makes no site
}

// takes reports whether elements of this kind can become sites of the rule's
// category: a relation if it is an area, or the way of a bus for a category of
// lines; a node unless lines are wanted.
func (r *rule) takes(kind osm.Kind, t osm.Tags) bool {
	switch {
	case r.mark:
		return kind == osm.NodeKind
	case kind == osm.RelationKind && r.category.Shape == geo.LineShape:
		return t.Value("type") == "route"
	case kind == osm.RelationKind:
		return t.Value("type") == "multipolygon" || t.Value("type") == "boundary"
	case kind == osm.NodeKind:
		return r.category.Shape != geo.LineShape
	default:
		return true
	}
}

// ruleIndex finds the rules that an element may fit by its keys. Rules are
// numbered in the order of the file of categories, after those that mark
// junctions.
type ruleIndex struct {
	rules []rule
	byKey map[string][]int
	found []int // of the last element
}

func newRuleIndex(categories *geo.Categories) *ruleIndex {
	x := &ruleIndex{byKey: map[string][]int{}}
	all := categories.All()
	for i := range all { // an element marks junctions whatever else it is
		if all[i].Crossings == nil {
			continue
		}
		for j := range all[i].Crossings.Near {
			x.add(rule{TagRule: &all[i].Crossings.Near[j], category: &all[i], mark: true})
		}
	}
	for i := range all {
		for j := range all[i].OSM {
			x.add(rule{TagRule: &all[i].OSM[j], category: &all[i]})
		}
	}
	return x
}

func (x *ruleIndex) add(r rule) {
	x.byKey[r.Key()] = append(x.byKey[r.Key()], len(x.rules))
	x.rules = append(x.rules, r)
}

// candidates returns the rules whose first condition an element satisfies, in
// their order. It is valid until the next call.
func (x *ruleIndex) candidates(t osm.Tags) []int {
	x.found = x.found[:0]
	for i := range t {
		key := t[i].Key
		if key == "name:zh" {
			key = "name"
		}
		for _, r := range x.byKey[key] {
			if x.rules[r].FirstValue(t[i].Value) && !slices.Contains(x.found, r) {
				x.found = append(x.found, r)
			}
		}
	}
	slices.Sort(x.found)
	return x.found
}
