package intake

import (
	"cmp"
	"context"
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
// site's position is taken first, by the rule of geo.AreaIndex: half-open, so that
// every site has one area also on borders and where they meet.
// If o.Nearest is set, a site in no polygon gets the area of the nearest
// located site that stands for one, by great-circle distance, ties by id: a
// guess, which is why it is reported site by site.
//
// A site that itself stands for an area is none of its neighbours: a village or
// community gets the township's code, a township only that of a polygon. A context
// that ends gives its error; some sites have got theirs then.
func FillAreas(ctx context.Context, sites []geo.Site, o AreaOptions) ([]Filled, error) {
	if o.Categories == nil {
		o.Categories = geo.ShippedCategories()
	}
	levels := o.Categories.AreaLevels()
	areas := areaSites(sites, levels)
	index := geo.NewSiteIndex(areas)
	shapes := geo.NewAreaIndex(shapesOf(areas))
	var filled []Filled
	for i := range sites {
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		position, located := sites[i].Position()
		if sites[i].Area != "" || !located {
			continue
		}
		level, stands := levels[sites[i].Category]
		f, found := containing(shapes, areas, position)
		if !found && o.Nearest && level != geo.TownshipLevel {
			f, found = nearest(index, areas, position)
		}
		if found && stands {
			f.Area = geo.AreaCode(f.Area).Township() + "000"
		}
		if found {
			f.ID, sites[i].Area = sites[i].ID, f.Area
			filled = append(filled, f)
		}
	}
	slices.SortFunc(filled, func(a, b Filled) int { return cmp.Compare(a.ID, b.ID) })
	return filled, nil
}

// areaSites returns the sites of the categories that stand for an area, by id.
func areaSites(sites []geo.Site, levels map[string]geo.Level) []geo.Site {
	var areas []geo.Site
	for _, s := range sites {
		code, err := geo.ParseAreaCode(s.Area)
		if _, stands := levels[s.Category]; stands && err == nil && code.Level() != geo.CountyLevel {
			areas = append(areas, s)
		}
	}
	slices.SortFunc(areas, func(a, b geo.Site) int { return cmp.Compare(a.ID, b.ID) })
	return areas
}

// shapesOf returns the areas as an AreaIndex wants them: their numbers are the
// sites'.
func shapesOf(areas []geo.Site) []geo.Area {
	shapes := make([]geo.Area, len(areas))
	for i, s := range areas {
		shapes[i] = geo.Area{ID: s.ID, Code: geo.AreaCode(s.Area), Polygons: geo.Polygons(s.Geometry)}
	}
	return shapes
}

func containing(shapes *geo.AreaIndex, areas []geo.Site, p geo.Point) (Filled, bool) {
	number, found := shapes.Of(p)
	if !found {
		return Filled{}, false
	}
	return Filled{Area: areas[number].Area, From: areas[number].ID}, true
}

func nearest(index *geo.Index, areas []geo.Site, p geo.Point) (Filled, bool) {
	found := index.Nearest(p, 1)
	if len(found) == 0 {
		return Filled{}, false
	}
	from := &areas[found[0].Number]
	return Filled{Area: from.Area, From: from.ID, Millimetres: found[0].Millimetres}, true
}
