package tile

import (
	"cmp"
	"slices"
	"sort"

	"sitedraw/geo"
)

// SitesZoom is the first zoom at which every site is a feature of its own; below it
// they are clusters.
const SitesZoom = 14

// clusterBits is how often a tile is halved, each way, into the cells of clusters:
// 8 × 8, on a screen 64 pixels each.
const clusterBits = 3

// points are the positions of sites along the curve of morton, so that a tile of any
// zoom, and a cell of clusters, is a run of them. Of one place, the least number
// comes first.
type points struct {
	places  []uint64 // morton
	numbers []int32  // of the sites
}

func newPoints(sites []geo.Site, datum geo.Datum) points {
	type placed struct {
		place  uint64
		number int32
	}
	list := make([]placed, 0, len(sites))
	for i := range sites {
		if p, located := sites[i].Position(); located {
			list = append(list, placed{spotOf(p, datum).morton(), int32(i)})
		}
	}
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.number, b.number))
	})
	p := points{make([]uint64, len(list)), make([]int32, len(list))}
	for slot, one := range list {
		p.places[slot], p.numbers[slot] = one.place, one.number
	}
	return p
}

// of are the slots of a tile's points.
func (p *points) of(at Address) (from, to int) {
	first, last := at.run()
	from = sort.Search(len(p.places), func(i int) bool { return p.places[i] >= first })
	return from, from + sort.Search(len(p.places)-from, func(i int) bool { return p.places[from+i] > last })
}

// The keys of the layer of sites. After them come those of the categories in the
// tile's clusters: countPrefix and the category's code.
const (
	keyID = iota
	keyName
	keyCategory
	keyArea
	keyUnit
	keyPointCount
	keyClustered
)

var siteKeys = []string{"id", "name", "category", "area", "unit", "point_count", "clustered"}

const countPrefix = "n_"

// siteLayer writes the sites of a tile.
func (s *Source) siteLayer(o *order) *layer {
	l := o.layer("sites", siteKeys)
	from, to := s.points.of(o.Address)
	if o.Zoom >= SitesZoom {
		for slot := from; slot < to; slot++ {
			s.writeSite(l, o.Address, slot)
		}
		return l
	}
	shift := 2 * (gridBits - o.Zoom - clusterBits)
	counting := &cluster{counts: make([]uint64, len(s.categories)), keys: make([]int, len(s.categories))}
	for slot := from; slot < to; {
		cell := s.points.places[slot] >> shift
		counting.clear()
		for ; slot < to && s.points.places[slot]>>shift == cell; slot++ {
			counting.add(s.points.places[slot], s.categoryOf[s.points.numbers[slot]])
		}
		if counting.count == 1 {
			s.writeSite(l, o.Address, slot-1)
		} else {
			s.writeCluster(l, o.Address, counting)
		}
	}
	return l
}

// siteID is the id of a feature that is one site: from 1, in the order of ids.
func siteID(number int32) uint64 { return uint64(number) + 1 }

// writeSite writes a site as itself.
func (s *Source) writeSite(l *layer, at Address, slot int) {
	number := s.points.numbers[slot]
	l.begin()
	l.site(&s.sites[number], &s.siteWords[number])
	l.pen.point(at.unit(spotAt(s.points.places[slot])))
	l.end(siteID(number), pointKind)
}

// cluster counts the sites of a cell.
type cluster struct {
	count  uint64
	x, y   uint64 // sums
	counts []uint64
	seen   []int32 // categories that counts has
	keys   []int   // of categories in the layer; 0: none yet
}

func (c *cluster) clear() {
	for _, category := range c.seen {
		c.counts[category] = 0
	}
	c.count, c.x, c.y, c.seen = 0, 0, 0, c.seen[:0]
}

func (c *cluster) add(place uint64, category int32) {
	at := spotAt(place)
	c.count++
	c.x += uint64(at.x)
	c.y += uint64(at.y)
	if c.counts[category]++; c.counts[category] == 1 {
		c.seen = append(c.seen, category)
	}
}

// commonest is the category that most have, the first by code among equals, of
// categories in the order of their codes.
func (c *cluster) commonest() int32 {
	best := c.seen[0]
	for _, category := range c.seen[1:] {
		if c.counts[category] > c.counts[best] {
			best = category
		}
	}
	return best
}

// writeCluster writes the sites of a cell as one feature that says how many of each
// category they are. The mean of a cell's positions lies in the cell, and so in its
// tile.
func (s *Source) writeCluster(l *layer, at Address, c *cluster) {
	slices.Sort(c.seen)
	mean := spot{uint32(c.x / c.count), uint32(c.y / c.count)}
	l.begin()
	most := c.commonest()
	l.text(keyCategory, s.categoryWords[most], s.categories[most])
	l.number(keyPointCount, c.count)
	l.flag(keyClustered)
	for _, category := range c.seen {
		if c.keys[category] == 0 {
			c.keys[category] = l.key(countPrefix + s.categories[category])
		}
		l.number(c.keys[category], c.counts[category])
	}
	l.pen.point(at.unit(mean))
	l.end(clusterID(at, mean), pointKind)
}

// clusterID is the id of a cell's cluster, the same in every tile of the zoom and
// above those of all sites: (zoom+1)·2³² and the cell's number, below 2⁵³, which is
// what browsers count to.
func clusterID(at Address, mean spot) uint64 {
	cell := mean.morton() >> (2 * (gridBits - at.Zoom - clusterBits))
	return uint64(at.Zoom+1)<<32 | cell
}
