package tile

import (
	"slices"
	"sync"

	"sitedraw/geo"
)

// Content is what a version of a register has for a map.
type Content struct {
	Sites []geo.Site // sorted by id; the tiles keep them
	Areas []Area     // sorted by id
	Roads []geo.Line
	Datum geo.Datum // of the map that lies below
}

// Area is a township or village with a surface.
type Area struct {
	ID, Name, Code, Level string
	Zoom                  uint32 // the first at which it is drawn
	Geometry              geo.Geometry
}

// Source is what tiles of one content are cut from. Nothing changes it; goroutines
// may share it.
type Source struct {
	datum      geo.Datum
	sites      []geo.Site
	areas      []Area
	categories []string // that sites have, sorted
	categoryOf []int32  // their numbers, by site
	points     points
	shapes     []shape
	borders    []shape // of areas
	roads      []shape

	siteWords     []siteWords
	areaWords     []areaWords
	categoryWords []int32
	ledgers       sync.Pool // of *ledger, as long as there are words

	bounds *geo.Box // of all positions, in the datum; nil: nothing is located
}

// NewSource lays the content on the grid.
func NewSource(c Content) *Source {
	s := &Source{datum: c.Datum, sites: c.Sites, areas: c.Areas, categories: categoriesOf(c.Sites)}
	s.points = newPoints(c.Sites, c.Datum)
	s.number()
	for i := range c.Sites {
		s.shapes = appendShape(s.shapes, i, c.Sites[i].Geometry, c.Datum)
		s.reach(c.Sites[i].Geometry)
	}
	for i := range c.Areas {
		s.borders = appendShape(s.borders, i, c.Areas[i].Geometry, c.Datum)
		s.reach(c.Areas[i].Geometry)
	}
	for i, road := range c.Roads {
		s.roads = appendShape(s.roads, i, road, c.Datum)
	}
	return s
}

// number numbers the texts of sites, areas and categories.
func (s *Source) number() {
	w := make(words, 2*len(s.sites))
	s.siteWords, s.areaWords = make([]siteWords, len(s.sites)), make([]areaWords, len(s.areas))
	for i := range s.sites {
		s.siteWords[i] = w.site(&s.sites[i])
	}
	for i := range s.areas {
		s.areaWords[i] = w.area(&s.areas[i])
	}
	ranks := make(map[string]int32, len(s.categories))
	for i, code := range s.categories {
		ranks[code] = int32(i)
		s.categoryWords = append(s.categoryWords, w.number(code))
	}
	s.categoryOf = make([]int32, len(s.sites))
	for i := range s.sites {
		s.categoryOf[i] = ranks[s.sites[i].Category]
	}
	s.ledgers.New = func() any { return &ledger{places: make([]int32, len(w))} }
}

// categoriesOf are the different categories of sites, sorted.
func categoriesOf(sites []geo.Site) []string {
	seen := map[string]bool{}
	var codes []string
	for i := range sites {
		if code := sites[i].Category; !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// reach makes the bounds hold a geometry.
func (s *Source) reach(g geo.Geometry) { s.bounds = reached(s.bounds, g, s.datum) }

// reached are bounds that hold a geometry too. A datum shifts boxes by some hundred
// metres; the corners' shift does for what a map is fitted to.
func reached(bounds *geo.Box, g geo.Geometry, datum geo.Datum) *geo.Box {
	if g == nil {
		return bounds
	}
	box := g.Bounds()
	for _, corner := range []*geo.Point{&box.Min, &box.Max} {
		if shifted, err := geo.PointFromDegrees(datum.Degrees(*corner)); err == nil && datum != geo.WGS84 {
			*corner = shifted
		}
	}
	if bounds != nil {
		box = box.Union(*bounds)
	}
	return &box
}

// Len is how many sites have a position: what the point_counts of all tiles of any
// zoom add up to.
func (s *Source) Len() int { return len(s.points.places) }

// Bounds is the box of everything but the roads in the source's datum, and false if
// nothing has a place.
func (s *Source) Bounds() (geo.Box, bool) {
	if s.bounds == nil {
		return geo.Box{}, false
	}
	return *s.bounds, true
}

// siteBytes is about how much memory a site takes that the source keeps.
const siteBytes = 256

// Bytes is about how much memory the source takes.
func (s *Source) Bytes() int64 {
	bytes := int64(len(s.points.places))*12 + int64(len(s.sites))*(siteBytes+24) + 1<<10
	for _, list := range [][]shape{s.shapes, s.borders, s.roads} {
		for i := range list {
			bytes += list[i].bytes()
		}
	}
	return bytes
}

// Tile writes a tile. One with nothing in it has no bytes.
func (s *Source) Tile(at Address) []byte {
	words, _ := s.ledgers.Get().(*ledger)
	defer s.ledgers.Put(words)
	o := &order{at, words}
	var b []byte
	for _, write := range []func(*order) *layer{s.siteLayer, s.shapeLayer, s.areaLayer, s.roadLayer} {
		b = write(o).append(b)
		words.clear()
	}
	return b
}

// order is one tile that is asked for.
type order struct {
	Address

	words *ledger // empty
}

// Count is how many located sites a category has.
type Count struct {
	Category string
	Sites    int
}

// Counts are the located sites of each category that has any, by code.
func (s *Source) Counts() []Count {
	counts := make([]Count, len(s.categories))
	for i, code := range s.categories {
		counts[i].Category = code
	}
	for _, number := range s.points.numbers {
		counts[s.categoryOf[number]].Sites++
	}
	return slices.DeleteFunc(counts, func(c Count) bool { return c.Sites == 0 })
}
