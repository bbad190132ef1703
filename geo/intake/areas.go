package intake

import (
	"cmp"
	"slices"

	"sitedraw/geo"
)

// AreaOptions say how sites without an area get one. The zero value takes areas
// from polygons only.
type AreaOptions struct {
	Categories *geo.Categories // nil: geo.ShippedCategories
	Nearest    bool            // also from the nearest site that stands for an area
}

// Filled says where a site's area came from.
type Filled struct {
	ID          string
	Area        string
	From        string // id of the site that stands for the area
	Millimetres int64  // distance to it; 0 if its polygon holds the site
}

// FillAreas gives an area to located sites that have none, in place, and returns
// what it did, sorted by id of site.
//
// Areas come from sites of categories that stand for areas (townships, villages
// and communities), of township level or below. One whose polygon holds the
// site's position – the boundary counts – is taken first: of several the lowest
// level, then the least code, so that every site has one area also on borders.
// If o.Nearest is set, a site in no polygon gets the area of the nearest
// located site that stands for one, by great-circle distance, ties by id: a
// guess, which is why it is reported site by site.
//
// A site that itself stands for an area is none of its neighbours: a village or
// community gets the township's code, a township only that of a polygon.
func FillAreas(sites []geo.Site, o AreaOptions) []Filled {
	if o.Categories == nil {
		o.Categories = geo.ShippedCategories()
	}
	standing := standings(o.Categories)
	areas := areaSites(sites, standing)
	index := geo.NewSiteIndex(areas)
	polygons := withPolygons(areas)
	var filled []Filled
	for i := range sites {
		position, located := sites[i].Position()
		if sites[i].Area != "" || !located {
			continue
		}
		self := standing[sites[i].Category]
		f, found := containing(polygons, position)
		if !found && o.Nearest && self != standsForTown {
			f, found = nearest(index, areas, position)
		}
		if found && self != standsForNone {
			f.Area = geo.AreaCode(f.Area).Township() + "000"
		}
		if found {
			f.ID, sites[i].Area = sites[i].ID, f.Area
			filled = append(filled, f)
		}
	}
	slices.SortFunc(filled, func(a, b Filled) int { return cmp.Compare(a.ID, b.ID) })
	return filled
}

// standing is what a category's sites stand for. The zero value is no area.
type standing uint8

const (
	standsForNone standing = iota
	standsForArea
	standsForTown
)

// standings returns what the categories stand for.
func standings(categories *geo.Categories) map[string]standing {
	stands := map[string]standing{}
	for _, c := range categories.All() {
		switch {
		case c.Area && slices.Contains(c.Lists, "town"):
			stands[c.Code] = standsForTown
		case c.Area:
			stands[c.Code] = standsForArea
		}
	}
	return stands
}

// areaSites returns the sites that stand for an area, by id.
func areaSites(sites []geo.Site, stands map[string]standing) []geo.Site {
	var areas []geo.Site
	for _, s := range sites {
		code, err := geo.ParseAreaCode(s.Area)
		if stands[s.Category] != standsForNone && err == nil && code.Level() != geo.CountyLevel {
			areas = append(areas, s)
		}
	}
	slices.SortFunc(areas, func(a, b geo.Site) int { return cmp.Compare(a.ID, b.ID) })
	return areas
}

type areaPolygon struct {
	site   *geo.Site
	level  geo.Level
	window geo.Window
}

// withPolygons returns the areas whose shape is known, the lowest level first.
func withPolygons(areas []geo.Site) []areaPolygon {
	var polygons []areaPolygon
	for i := range areas {
		if shape := geo.Polygons(areas[i].Geometry); shape != nil {
			polygons = append(polygons, areaPolygon{
				site: &areas[i], level: geo.AreaCode(areas[i].Area).Level(), window: geo.NewWindow(shape)})
		}
	}
	slices.SortStableFunc(polygons, func(a, b areaPolygon) int {
		return cmp.Or(cmp.Compare(b.level, a.level), cmp.Compare(a.site.Area, b.site.Area))
	})
	return polygons
}

func containing(polygons []areaPolygon, p geo.Point) (Filled, bool) {
	for _, a := range polygons {
		if a.window.Covers(p) {
			return Filled{Area: a.site.Area, From: a.site.ID}, true
		}
	}
	return Filled{}, false
}

func nearest(index *geo.Index, areas []geo.Site, p geo.Point) (Filled, bool) {
	found := index.Nearest(p, 1)
	if len(found) == 0 {
		return Filled{}, false
	}
	from := &areas[found[0].Number]
	return Filled{Area: from.Area, From: from.ID, Millimetres: found[0].Millimetres}, true
}
