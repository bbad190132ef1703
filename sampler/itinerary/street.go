package itinerary

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// Street is a road with a name: a line site of a frame or a way of a map. A road
// may be many streets of one name.
type Street struct {
	Name string
	Line geo.Line
}

// Streets returns the line sites that have names, in their order.
func Streets(sites []geo.Site) (list []Street) {
	for i := range sites {
		if line, isLine := sites[i].Geometry.(geo.Line); isLine && sites[i].Name != "" {
			list = append(list, Street{Name: sites[i].Name, Line: line})
		}
	}
	return list
}

// nearCross is how far along the road a cross street may lie from a stretch's end
// to name it, in millimetres: a long block of a town.
const nearCross = 1_000_000

// StretchName names a stretch of a road as evaluators do, "A路(B路—C路)": B is the
// cross street nearest along the road to where the stretch begins, C to where it
// ends, within nearCross, and not the same; of all such pairs the one with the
// least sum. Where only one end has a cross street, the other stays empty, and
// where neither has, or the name says it already in brackets, the name is all.
// line is the whole road, stretch the part to walk, and of streets those of the
// road's own name are none that cross it.
func StretchName(name string, line, stretch geo.Line, streets []Street) string {
	if len(stretch) == 0 || len(line) < 2 || strings.ContainsAny(name, "(（") {
		return name
	}
	ends := [2]int64{offset(line, stretch[0]), offset(line, stretch[len(stretch)-1])}
	far := map[string][2]int64{} // of each cross street from both ends
	for i := range streets {
		s := &streets[i]
		if s.Name == "" || s.Name == name {
			continue
		}
		for _, at := range crossings(line, s.Line) {
			gaps := [2]int64{gap(at, ends[0]), gap(at, ends[1])}
			if known, ok := far[s.Name]; ok {
				gaps = [2]int64{min(gaps[0], known[0]), min(gaps[1], known[1])}
			}
			far[s.Name] = gaps
		}
	}
	from, to := nearestPair(far)
	if from == "" && to == "" {
		return name
	}
	return name + "(" + from + "—" + to + ")"
}

func gap(a, b int64) int64 { return max(a-b, b-a) }

// nearestPair chooses the cross streets of both ends; an end without one costs as
// much as the farthest that may name it. Ties go to the names that come first.
func nearestPair(far map[string][2]int64) (from, to string) {
	names := append([]string{""}, slices.Sorted(maps.Keys(far))...)
	cost := func(name string, end int) int64 {
		if name == "" {
			return nearCross
		}
		return far[name][end]
	}
	best := int64(2 * nearCross)
	for _, b := range names {
		for _, c := range names {
			sum := cost(b, 0) + cost(c, 1)
			if b != c && cmp.Less(sum, best) && cost(b, 0) <= nearCross && cost(c, 1) <= nearCross {
				from, to, best = b, c, sum
			}
		}
	}
	return from, to
}

// offset is how far along a line its foot of a point lies, in millimetres.
func offset(line geo.Line, p geo.Point) int64 {
	foot := line.Foot(p)
	part := append(slices.Clone(line[:foot.Segment+1]), foot.At)
	return geo.Millimetres(part.Length())
}
