package intake

import (
	"cmp"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/osm"
)

// relationArea makes a site of a relation that is an area.
func (b *builder) relationArea(f *feature) error {
	area, err := b.assemble(f.members)
	if err != nil {
		return err
	}
	for _, m := range f.members {
		if m.Kind == osm.WayKind && m.Role != "inner" {
			b.outer[outline{b.rules.rules[f.rule].category.Code, m.Ref}] = osm.ID(osm.RelationKind, f.id)
		}
	}
	b.draft(f, nil, area)
	return nil
}

// assemble makes a shape of the ways of a relation: those of role "inner" are
// holes, all others outlines.
func (b *builder) assemble(members []osm.Member) (geo.Geometry, error) {
	var inner, outer []int64
	for _, m := range members {
		switch {
		case m.Kind != osm.WayKind:
		case m.Role == "inner":
			inner = append(inner, m.Ref)
		default:
			outer = append(outer, m.Ref)
		}
	}
	outlines, err := b.closeRings(outer)
	if err != nil {
		return nil, err
	}
	holes, err := b.closeRings(inner)
	if err != nil {
		return nil, err
	}
	return multiPolygon(outlines, holes)
}

// closeRings joins ways end to end until they close. The ways are taken by id,
// so that their order in the relation does not matter.
func (b *builder) closeRings(ways []int64) ([][]geo.Point, error) {
	slices.Sort(ways)
	ways = slices.Compact(ways)
	segments, missing := make([][]int64, 0, len(ways)), 0
	for _, id := range ways {
		refs, found := b.ways.Find(id)
		if _, lost := b.places(refs); !found || lost > 0 || len(refs) == 0 {
			missing++
			continue
		}
		segments = append(segments, refs)
	}
	if missing > 0 {
		return nil, &geo.Error{Code: ErrElementCut, Value: strconv.Itoa(missing)}
	}
	var rings [][]geo.Point
	for _, refs := range closeSegments(segments) {
		if refs[0] != refs[len(refs)-1] {
			return nil, &geo.Error{Code: ErrAreaOpen, Value: osm.ID(osm.NodeKind, refs[len(refs)-1])}
		}
		points, _ := b.places(refs)
		rings = append(rings, points)
	}
	return rings, nil
}

// closeSegments joins lists of nodes at common ends, each as long as it is open
// and another fits; the first that fits is taken.
func closeSegments(segments [][]int64) [][]int64 {
	ends := map[int64][]int{} // segments by end node
	for i, s := range segments {
		ends[s[0]] = append(ends[s[0]], i)
		ends[s[len(s)-1]] = append(ends[s[len(s)-1]], i)
	}
	used := make([]bool, len(segments))
	var rings [][]int64
	for i := range segments {
		if used[i] {
			continue
		}
		used[i] = true
		ring := slices.Clone(segments[i])
		for ring[0] != ring[len(ring)-1] {
			last := ring[len(ring)-1]
			at := slices.IndexFunc(ends[last], func(j int) bool { return !used[j] })
			if at < 0 {
				break
			}
			next := ends[last][at]
			used[next] = true
			ring = append(ring, from(segments[next], last)[1:]...)
		}
		rings = append(rings, ring)
	}
	return rings
}

// from returns a list of nodes turned so that it begins with one of its ends.
func from(refs []int64, first int64) []int64 {
	if refs[0] == first {
		return refs
	}
	refs = slices.Clone(refs)
	slices.Reverse(refs)
	return refs
}

// multiPolygon gives each hole to the outline around it: of several the one with
// the smallest box. A hole outside all is an error.
func multiPolygon(outlines, holes [][]geo.Point) (geo.Geometry, error) {
	rings := make([][][]geo.Point, len(outlines))
	solid := make([]geo.Polygon, len(outlines))
	for i, outline := range outlines {
		polygon, err := geo.NewPolygon([][]geo.Point{outline})
		if err != nil {
			return nil, err
		}
		rings[i], solid[i] = [][]geo.Point{outline}, polygon
	}
	for _, hole := range holes {
		around := -1
		for i, polygon := range solid {
			if covers(polygon, hole) && (around < 0 || boxSize(polygon) < boxSize(solid[around])) {
				around = i
			}
		}
		if around < 0 {
			return nil, &geo.Error{Code: geo.ErrRingCrosses, Value: hole[0].Lon.String() + "," + hole[0].Lat.String()}
		}
		rings[around] = append(rings[around], hole)
	}
	polygons := make([]geo.Polygon, len(rings))
	for i := range rings {
		polygon, err := geo.NewPolygon(rings[i])
		if err != nil {
			return nil, err
		}
		polygons[i] = polygon
	}
	if len(polygons) == 1 {
		return polygons[0], nil
	}
	slices.SortFunc(polygons, func(a, b geo.Polygon) int {
		return cmp.Or(cmp.Compare(a[0][0].Lon, b[0][0].Lon), cmp.Compare(a[0][0].Lat, b[0][0].Lat))
	})
	return geo.NewMultiPolygon(polygons)
}

// covers reports whether all vertices of a hole lie in a polygon or on its
// boundary.
func covers(polygon geo.Polygon, hole []geo.Point) bool {
	return !slices.ContainsFunc(hole, func(p geo.Point) bool { return !polygon.Covers(p) })
}

func boxSize(p geo.Polygon) int64 {
	box := p.Bounds()
	return (int64(box.Max.Lon) - int64(box.Min.Lon)) * (int64(box.Max.Lat) - int64(box.Min.Lat))
}
