package intake

import (
	"cmp"
	"context"
	"slices"

	"sitedraw/geo"
)

// Part says of which site another became a part.
type Part struct{ ID, Whole string }

// FillParts makes sites parts of those around them, in place, and returns what it
// did, sorted by id. A site without part_of whose category is one of parts
// (geo.Category.PartOf), such as a building, becomes a part of the site of that
// other category, such as an estate, to whose polygon its position belongs by the
// rule of geo.AreaIndex: on a border that both share it is a part of the estate
// east or north of it, where estates overlap of the one with the least id. Nil
// categories are geo.ShippedCategories. A context that ends gives its error; some
// sites have become parts then.
func FillParts(ctx context.Context, sites []geo.Site, categories *geo.Categories) ([]Part, error) {
	if categories == nil {
		categories = geo.ShippedCategories()
	}
	wholeOf := map[string]string{} // category by that of its parts
	wholes := map[string]*wholes{}
	for _, c := range categories.All() {
		if c.PartOf != "" {
			wholeOf[c.Code] = c.PartOf
			wholes[c.PartOf] = newWholes(sites, c.PartOf)
		}
	}
	var parts []Part
	for i := range sites {
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		s := &sites[i]
		around, known := wholes[wholeOf[s.Category]]
		if !known || s.PartOf != "" {
			continue
		}
		if id, found := around.of(s); found {
			s.PartOf = id
			parts = append(parts, Part{ID: s.ID, Whole: id})
		}
	}
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.ID, b.ID) })
	return parts, nil
}

// wholes are the polygons of a category whose sites have parts.
type wholes struct {
	ids   []string
	index *geo.AreaIndex
}

// alike is the code of all wholes, so that their ids decide.
const alike geo.AreaCode = "000000000000"

func newWholes(sites []geo.Site, category string) *wholes {
	w := &wholes{}
	var shapes []geo.Area
	for _, s := range sites {
		if polygons := geo.Polygons(s.Geometry); s.Category == category && polygons != nil {
			shapes = append(shapes, geo.Area{ID: s.ID, Code: alike, Polygons: polygons})
			w.ids = append(w.ids, s.ID)
		}
	}
	w.index = geo.NewAreaIndex(shapes)
	return w
}

// of returns the id of the whole around a site.
func (w *wholes) of(s *geo.Site) (string, bool) {
	position, located := s.Position()
	if !located {
		return "", false
	}
	number, found := w.index.Of(position)
	if !found {
		return "", false
	}
	return w.ids[number], true
}
