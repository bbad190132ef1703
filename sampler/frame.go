package sampler

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"sitedraw/geo"
)

// Frame is the frozen list of sites that draws are made from: sorted by id,
// checked, with its digest. Goroutines may share it; nothing changes it.
type Frame struct {
	sites  []geo.Site
	digest Digest

	category column  // code of the category
	place    column  // 12-digit area code
	unit     column  // responsible unit
	township []int32 // township of each place
	towns    []string
	tagging  []int32    // order number of each site's set of tags
	tagSets  [][]string // the different sets of tags
	listed   [][]int32  // sites of each category, in order of id
}

// column holds one text of every site as an order number among the sorted
// different values; number 0 is the empty text, whether or not a site has it.
type column struct {
	of     []int32
	values []string
}

// find returns the order number of a value, −1 if no site has it.
func (c *column) find(value string) int32 {
	i, found := slices.BinarySearch(c.values, value)
	if !found {
		return -1
	}
	return int32(i)
}

// NewFrame checks and sorts the sites, which it keeps, and returns their frame.
// The errors are those of geo.Site.Check, with the site's id as Names, and
// geo.ErrDuplicateID.
func NewFrame(sites []geo.Site) (*Frame, error) {
	if err := checkSites(sites); err != nil {
		return nil, err
	}
	if err := geo.SortSites(sites); err != nil {
		return nil, err
	}
	hash := sha256.New()
	if err := writeLines(hash, sites); err != nil {
		return nil, err
	}
	return indexed(sites, Digest(hash.Sum(nil))), nil
}

// checkSites returns the error of the first site that has one. Each core checks a
// part.
func checkSites(sites []geo.Site) error {
	parts := slices.Collect(slices.Chunk(sites, max(1, len(sites)/runtime.GOMAXPROCS(0)+1)))
	errs := make([]error, len(parts))
	var checking sync.WaitGroup
	for p, part := range parts {
		checking.Go(func() {
			for i := range part {
				if err := part[i].Check(); err != nil {
					errs[p] = ofSite(err, part[i].ID)
					return
				}
			}
		})
	}
	checking.Wait()
	return cmp.Or(errs...)
}

// ofSite names the site that an error is about.
func ofSite(err error, id string) error {
	wrong, is := errors.AsType[*geo.Error](err)
	if !is {
		return err
	}
	named := *wrong
	named.Names = []string{id}
	return &named
}

// indexed builds the columns over sorted, checked sites, each by itself.
func indexed(sites []geo.Site, digest Digest) *Frame {
	f := &Frame{sites: sites, digest: digest}
	var building sync.WaitGroup
	building.Go(func() { f.unit = newColumn(sites, func(s *geo.Site) *string { return &s.Unit }) })
	building.Go(f.tags)
	building.Go(func() {
		f.place = newColumn(sites, func(s *geo.Site) *string { return &s.Area })
		f.townships()
	})
	f.category = newColumn(sites, func(s *geo.Site) *string { return &s.Category })
	f.listCategories()
	building.Wait()
	return f
}

// listCategories lists the sites of each category.
func (f *Frame) listCategories() {
	counts := make([]int32, len(f.category.values))
	for _, c := range f.category.of {
		counts[c]++
	}
	f.listed = make([][]int32, len(counts))
	for c, n := range counts {
		f.listed[c] = make([]int32, 0, n)
	}
	for i, c := range f.category.of {
		f.listed[c] = append(f.listed[c], int32(i))
	}
}

// newColumn collects the values of one member and makes equal texts share their
// bytes.
func newColumn(sites []geo.Site, member func(*geo.Site) *string) column {
	seen := map[string]int32{"": 0}
	c := column{of: make([]int32, len(sites)), values: []string{""}}
	for i := range sites {
		value := member(&sites[i])
		number, known := seen[*value]
		if !known {
			number = int32(len(c.values))
			// A copy: the value is part of a whole line that need not stay.
			own := strings.Clone(*value)
			seen[own] = number
			c.values = append(c.values, own)
		}
		*value = c.values[number]
		c.of[i] = number
	}
	order := make([]int, len(c.values))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return c.values[order[i]] < c.values[order[j]] })
	rank := make([]int32, len(order))
	for r, i := range order {
		rank[i] = int32(r)
	}
	sort.Strings(c.values)
	for i, number := range c.of {
		c.of[i] = rank[number]
	}
	return c
}

// townships numbers the first nine digits of the places, in their order.
func (f *Frame) townships() {
	f.township = make([]int32, len(f.place.values))
	f.towns = []string{""}
	for i, place := range f.place.values {
		if i == 0 {
			continue
		}
		town := geo.AreaCode(place).Township()
		if town != f.towns[len(f.towns)-1] {
			f.towns = append(f.towns, town)
		}
		f.township[i] = int32(len(f.towns) - 1)
	}
}

// tags numbers the different sets of tags and makes equal sets share memory.
func (f *Frame) tags() {
	f.tagging = make([]int32, len(f.sites))
	texts := map[string]string{}
	sets := map[string]int32{}
	var key []byte
	for i := range f.sites {
		tags := f.sites[i].Tags
		key = key[:0]
		for _, tag := range tags {
			key = append(append(key, tag...), 0)
		}
		number, known := sets[string(key)]
		if !known {
			number = int32(len(f.tagSets))
			sets[string(key)] = number
			own := make([]string, len(tags))
			for j, tag := range tags {
				if texts[tag] == "" {
					texts[strings.Clone(tag)] = strings.Clone(tag)
				}
				own[j] = texts[tag]
			}
			f.tagSets = append(f.tagSets, own)
		}
		f.tagging[i] = number
		if len(tags) > 0 {
			f.sites[i].Tags = f.tagSets[number]
		}
	}
}

// Len returns the number of sites.
func (f *Frame) Len() int { return len(f.sites) }

// Digest returns the SHA-256 of the frame file's bytes.
func (f *Frame) Digest() Digest { return f.digest }

// Sites returns the sites in order of id. They are not to be changed.
func (f *Frame) Sites() []geo.Site { return f.sites }

// Site returns the site of an id.
func (f *Frame) Site(id string) (*geo.Site, bool) {
	i, found := f.find(id)
	if !found {
		return nil, false
	}
	return &f.sites[i], true
}

func (f *Frame) find(id string) (int32, bool) {
	i, found := sort.Find(len(f.sites), func(i int) int { return strings.Compare(id, f.sites[i].ID) }) // copies no site
	return int32(i), found
}

// Categories returns the codes of the categories that have sites, sorted.
func (f *Frame) Categories() []string {
	return slices.DeleteFunc(slices.Clone(f.category.values), func(c string) bool { return c == "" })
}

// inCategory returns the sites of a category in order of id.
func (f *Frame) inCategory(code string) []int32 {
	if c := f.category.find(code); c >= 0 {
		return f.listed[c]
	}
	return nil
}

// grouping tells sites apart by one key. Groups are numbered in the order of
// their names; group 0 is that of the sites without the key.
type grouping struct {
	of    []int32 // per site: index into group, or the group itself if group is nil
	group []int32
	names []string
}

// at returns the group of a site.
func (g *grouping) at(site int32) int32 {
	if g.group == nil {
		return g.of[site]
	}
	return g.group[g.of[site]]
}

// groupBy returns the grouping of a key of draw-v1 §5.
func (f *Frame) groupBy(by By) grouping {
	switch by {
	case ByCategory:
		return grouping{of: f.category.of, names: f.category.values}
	case ByArea:
		return grouping{of: f.place.of, group: f.township, names: f.towns}
	case ByPlace:
		return grouping{of: f.place.of, names: f.place.values}
	case ByUnit:
		return grouping{of: f.unit.of, names: f.unit.values}
	default:
		return f.groupByTag(by.tagPrefix())
	}
}

// groupByTag groups by the first tag that starts with prefix.
func (f *Frame) groupByTag(prefix string) grouping {
	first := make([]string, len(f.tagSets))
	names := []string{""}
	for i, set := range f.tagSets {
		if j, _ := slices.BinarySearch(set, prefix); j < len(set) && strings.HasPrefix(set[j], prefix) {
			first[i] = set[j]
			names = append(names, set[j])
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	group := make([]int32, len(first))
	for i, tag := range first {
		number, _ := slices.BinarySearch(names, tag)
		group[i] = int32(number)
	}
	return grouping{of: f.tagging, group: group, names: names}
}
