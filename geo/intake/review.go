package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sitedraw/geo"
)

// ReviewOptions say what a register is reviewed against.
type ReviewOptions struct {
	Roads []geo.Line // all that are known; none: distances to roads are not looked at
}

// Findings are what looks wrong about a register: for a person to decide, nothing
// is changed.
type Findings struct {
	Unlocated []CategoryCount // sites without a position, by category
	Twins     []Twin          // pairs of sites that may be one place, by their ids
	Checked   int             // points whose distance to a road is known: 0 if no road is
	OffRoad   []Far           // those of them more than 300 m from any road, by id
	Farthest  Far             // the farthest of OffRoad, ties to the least id
	Readings  []Reading       // how well each datum fits, WGS84 first; nil if no road is known
	Likely    geo.Datum       // the one in which the coordinates were probably written
	Outliers  []Far           // sites far from where the register's are, by id
}

// CategoryCount is a number of sites of one category.
type CategoryCount struct {
	Category string
	Count    int
}

// Twin is two sites of one category that are near each other and called alike.
// A is the lesser id.
type Twin struct {
	A, B        string
	Millimetres int64
}

// Far is a site and how far it is from where it should be near.
type Far struct {
	ID          string
	Millimetres int64
}

// Reading is what becomes of the checked points if their coordinates were written
// in a datum.
type Reading struct {
	Datum  geo.Datum
	OnRoad int // points within 300 m of a road
	Gained int // points within 150 m of a road that were not
	Lost   int // points that were and are not
}

// What Review goes by, in millimetres.
const (
	twinReach    = 30_000
	roadReach    = 300_000
	besideReach  = 150_000
	outlierReach = 50_000_000
)

// Review looks through a register for what is likely wrong:
//
//   - twins: sites of one category within 30 m of each other – lines with both
//     their ends – with the same or a similar name, or both without one, but none
//     that is part of the other. Where more than 64 places of a category lie that
//     close together, only the nearest 64 are compared;
//   - points off the roads: more than 300 m from the nearest of o.Roads, within
//     the map that those make. A register's own streets do not count, since they
//     would be shifted with it;
//   - the datum: each is tried on the points. If more than 20 % lie off the roads,
//     that one is likely which brings most onto them. But where roads are dense,
//     shifted points still lie near some road, so one is likely too that brings
//     clearly more points beside a road than it takes away;
//   - outliers: positions farther from the register's median position than 50 km
//     and than five times the median of these distances.
func Review(sites []geo.Site, o ReviewOptions) Findings {
	f := Findings{Unlocated: unlocated(sites), Twins: twins(sites), Outliers: outliers(sites)}
	f.reviewRoads(sites, o)
	return f
}

// ReviewRoads is the part of Review that is about roads and the datum, for the
// sites of a file alone: among all those of a register a few that are shifted would
// not be noticed.
func ReviewRoads(sites []geo.Site, o ReviewOptions) (f Findings) {
	f.reviewRoads(sites, o)
	return f
}

func unlocated(sites []geo.Site) []CategoryCount {
	counts := map[string]int{}
	for i := range sites {
		if _, located := sites[i].Position(); !located {
			counts[sites[i].Category]++
		}
	}
	var list []CategoryCount
	for _, category := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, CategoryCount{Category: category, Count: counts[category]})
	}
	return list
}

func outliers(sites []geo.Site) []Far {
	lons, lats := make([]geo.E7, 0, len(sites)), make([]geo.E7, 0, len(sites))
	for i := range sites {
		if p, located := sites[i].Position(); located {
			lons, lats = append(lons, p.Lon), append(lats, p.Lat)
		}
	}
	if len(lons) == 0 {
		return nil
	}
	middle := geo.NewVantage(geo.Point{Lon: median(lons), Lat: median(lats)})
	distances := make([]int64, 0, len(lons))
	for i := range sites {
		if p, located := sites[i].Position(); located {
			distances = append(distances, middle.DistanceMillimetres(geo.NewVantage(p)))
		}
	}
	limit := max(outlierReach, 5*median(slices.Clone(distances)))
	var all []Far
	for i := range sites {
		if _, located := sites[i].Position(); located {
			if distances[0] > limit {
				all = append(all, Far{ID: sites[i].ID, Millimetres: distances[0]})
			}
			distances = distances[1:]
		}
	}
	sortFar(all)
	return all
}

// median sorts values, of which there are some, and returns the middle one, of
// two the greater.
func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

func sortFar(list []Far) {
	slices.SortFunc(list, func(a, b Far) int { return strings.Compare(a.ID, b.ID) })
}
