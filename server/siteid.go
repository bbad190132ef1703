package server

import (
	"hash/maphash"
	"sort"
	"strings"

	"sitedraw/geo"
)

// leastForTable is how many sites a frame must have before a table finds one
// faster than a search.
const leastForTable = 1000

// idTable finds sites by id: at each id's hash, or in the next free places after
// it, stands the site's order number from 1. It is at most half full, eight to
// sixteen bytes a site. It never changes, so goroutines may share it.
type idTable struct {
	seed   maphash.Seed
	sites  []geo.Site
	places []int32 // as many as a power of two
}

func newIDTable(sites []geo.Site) *idTable {
	size := 1
	for size < 2*len(sites) {
		size *= 2
	}
	t := &idTable{seed: maphash.MakeSeed(), sites: sites, places: make([]int32, size)}
	for i := range sites {
		t.places[t.place(sites[i].ID)] = int32(i + 1)
	}
	return t
}

// place is where an id stands, or the free place where it would.
func (t *idTable) place(id string) int {
	last := len(t.places) - 1
	at := int(maphash.String(t.seed, id)) & last
	for t.places[at] != 0 && t.sites[t.places[at]-1].ID != id {
		at = (at + 1) & last
	}
	return at
}

// number returns the order number, from 0, of the site of an id.
func (t *idTable) number(id string) (int, bool) {
	i := t.places[t.place(id)]
	return int(i) - 1, i != 0
}

// site returns the site of an id.
func (t *idTable) site(id string) (*geo.Site, bool) {
	i, found := t.number(id)
	if !found {
		return nil, false
	}
	return &t.sites[i], true
}

// site returns the site of an id.
func (o *opened) site(id string) (*geo.Site, bool) {
	if table := o.ids.Load(); table != nil {
		return table.site(id)
	}
	return o.frame.Site(id)
}

// number returns the order number, from 0, of the site of an id.
func (o *opened) number(id string) (int, bool) {
	if table := o.ids.Load(); table != nil {
		return table.number(id)
	}
	sites := o.frame.Sites()
	return sort.Find(len(sites), func(i int) int { return strings.Compare(id, sites[i].ID) })
}
