package sampler

import (
	"slices"
	"strings"

	"sitedraw/geo"
)

// opener is what opens a scope: an earlier pick, or nothing (an empty id).
type opener struct {
	id   string
	site int32
}

// candidates returns the sites that a step may pick before any stage narrows
// them, in order of id. The result may be the frame's own list and is not to be
// changed.
func (d *drawing) candidates(s *Step) ([]int32, error) {
	pool, err := kept(d.memo.pools, s.ID, func() ([]int32, error) { return d.frame.listedFor(s) })
	if err != nil || len(s.NotIn) == 0 {
		return pool, err
	}
	taken := map[int32]bool{}
	for _, id := range s.NotIn {
		for _, site := range append(slices.Clone(d.done[id].main), d.done[id].reserve...) {
			taken[site] = true
		}
	}
	return narrow(pool, func(site int32) bool { return !taken[site] }), nil
}

// listedFor returns the sites that have what category, tags, any_tags and in of a
// step ask for.
func (f *Frame) listedFor(s *Step) ([]int32, error) {
	pool := f.inCategories(s.Category)
	if len(s.Tags)+len(s.AnyTags) > 0 {
		pool = narrow(pool, f.carrying(s.Tags, s.AnyTags))
	}
	if len(s.In) == 0 {
		return pool, nil
	}
	inside, err := f.inside(s.In)
	if err != nil {
		return nil, err
	}
	return narrow(pool, inside), nil
}

// narrow returns the sites that pass: the list itself if all do.
func narrow(pool []int32, passes func(int32) bool) []int32 {
	i := slices.IndexFunc(pool, func(site int32) bool { return !passes(site) })
	if i < 0 {
		return pool
	}
	kept := make([]int32, i, len(pool)-1)
	copy(kept, pool)
	for _, site := range pool[i+1:] {
		if passes(site) {
			kept = append(kept, site)
		}
	}
	return slices.Clip(kept)
}

// keep returns a new list of the sites that pass.
func keep(pool []int32, passes func(int32) bool) []int32 {
	var kept []int32
	for _, site := range pool {
		if passes(site) {
			kept = append(kept, site)
		}
	}
	return kept
}

// inCategories merges the sites of several categories. The result may be the
// frame's own list and is not to be changed.
func (f *Frame) inCategories(codes []string) []int32 {
	if len(codes) == 1 {
		return f.inCategory(codes[0])
	}
	var pool []int32
	for _, code := range codes {
		pool = merged(pool, f.inCategory(code))
	}
	return pool
}

// merged joins two ascending lists.
func merged(a, b []int32) []int32 {
	all := make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// carrying tells which sites have every one of the first tags and at least one
// of the second, if there are any. It is worked out once for each set of tags.
func (f *Frame) carrying(every, some []string) func(int32) bool {
	passes := make([]bool, len(f.tagSets))
	for i, set := range f.tagSets {
		has := func(tag string) bool { return slices.Contains(set, tag) }
		lacks := func(tag string) bool { return !has(tag) }
		passes[i] = !slices.ContainsFunc(every, lacks) && (len(some) == 0 || slices.ContainsFunc(some, has))
	}
	return func(site int32) bool { return passes[f.tagging[site]] }
}

// inside tells which sites lie in at least one of the polygon sites.
func (f *Frame) inside(ids []string) (func(int32) bool, error) {
	var polygons geo.MultiPolygon
	for _, id := range ids {
		i, found := f.find(id)
		if !found || geo.Polygons(f.sites[i].Geometry) == nil {
			return nil, bad(ErrWindow, "in", id, "")
		}
		polygons = append(polygons, geo.Polygons(f.sites[i].Geometry)...)
	}
	window := geo.NewWindow(polygons)
	return func(site int32) bool {
		p, located := f.sites[site].Position()
		return located && window.Covers(p)
	}, nil
}

// openers returns what opens the scopes of a step: the main picks of the step
// that within or of names, each once, or nothing, once.
func (d *drawing) openers(s *Step) []opener {
	stage := s.Within
	if stage == "" {
		stage = s.Of
	}
	if stage == "" {
		return []opener{{}}
	}
	var list []opener
	seen := map[int32]bool{}
	for _, site := range d.done[stage].main {
		if !seen[site] {
			seen[site] = true
			list = append(list, opener{id: d.frame.sites[site].ID, site: site})
		}
	}
	return list
}

// opened narrows the pool to the candidates that an opener opens.
func (d *drawing) opened(s *Step, o opener, pool []int32) ([]int32, error) {
	switch f := d.frame; {
	case s.Of != "":
		return keep(pool, func(site int32) bool { return f.sites[site].PartOf == o.id }), nil
	case s.Within != "":
		area := f.sites[o.site].Area
		if area == "" {
			return nil, &geo.Error{Code: ErrNoArea, At: geo.Place{Column: "within"}, Names: []string{o.id}}
		}
		return f.inArea(pool, geo.AreaCode(area).Prefix()), nil
	default:
		return pool, nil
	}
}

// inArea keeps the sites whose area starts with prefix.
func (f *Frame) inArea(pool []int32, prefix string) []int32 {
	first, last := f.places(prefix)
	return keep(pool, func(site int32) bool { return first <= f.place.of[site] && f.place.of[site] < last })
}

// places returns the order numbers of the areas that start with prefix, the last
// excluded.
func (f *Frame) places(prefix string) (first, last int32) {
	from, _ := slices.BinarySearch(f.place.values, prefix)
	to := from
	for to < len(f.place.values) && strings.HasPrefix(f.place.values[to], prefix) {
		to++
	}
	return int32(from), int32(to)
}

// checkNeeds returns an error that names the candidates without the size or
// position that the step needs.
func (d *drawing) checkNeeds(s *Step, members []int32) error {
	sites := d.frame.sites
	if s.needsSize() {
		if lacking := d.names(members, func(i int32) bool { return sites[i].Size == 0 }); lacking != nil {
			return &geo.Error{Code: ErrSizeMissing, Names: lacking}
		}
	}
	if s.needsPosition() {
		unlocated := func(i int32) bool { _, located := sites[i].Position(); return !located }
		if lacking := d.names(members, unlocated); lacking != nil {
			return &geo.Error{Code: ErrUnlocated, Names: lacking}
		}
	}
	return nil
}

func (s *Step) needsSize() bool { return s.Method == Pareto || s.BySize }

func (s *Step) needsPosition() bool {
	return s.Method == Balanced || s.Method == Map || s.Apart > 0
}

// names returns the ids of the members that lack something.
func (d *drawing) names(members []int32, lacks func(int32) bool) []string {
	var ids []string
	for _, site := range members {
		if lacks(site) {
			ids = append(ids, d.frame.sites[site].ID)
		}
	}
	return ids
}

// scopeEscapes writes the characters that structure scopes as percent and hex.
var scopeEscapes = strings.NewReplacer("%", "%25", "/", "%2F", "@", "%40", "+", "%2B")

func escapeScope(name string) string { return scopeEscapes.Replace(name) }
