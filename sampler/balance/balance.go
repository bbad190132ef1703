package balance

import (
	"slices"

	"sitedraw/geo"
)

// Sample is a draw from a population of located sites.
type Sample struct {
	Sites []geo.Point // the candidates
	Pi    []float64   // of each, in (0, 1]; none: n/N for all
	Picks []int32     // positions in Sites, in any order; one that stands twice counts once
	Towns []string    // of each site, its township, or empty; none if nobody asks

	near *neighbourhoods // of all sites, if they were found before; see Compare
}

// Measure is a number, if it exists for a sample. The zero value is unknown.
type Measure struct {
	Value float64
	Known bool
}

func known(value float64) Measure { return Measure{Value: value, Known: true} }

// Report is all measures of one sample.
type Report struct {
	Voronoi  Measure // B; 0 is best
	Local    Measure // 0 is best
	Evenness Measure // 1 is best
	Moran    Measure // −1 is best, 0 is chance
	Apart    Measure // metres between the nearest two picks
	Towns    Covered
}

// Covered is how many townships have a pick, of those that have a site.
type Covered struct{ Picked, All int }

// Of returns all measures.
func Of(s Sample) Report {
	return Report{
		Voronoi: Voronoi(s), Local: Local(s), Evenness: Evenness(s),
		Moran: Moran(s), Apart: Apart(s), Towns: Towns(s),
	}
}

// picks are the picks in the order of sites, each once.
func (s *Sample) picks() []int32 { return slices.Compact(slices.Sorted(slices.Values(s.Picks))) }

// Apart returns the distance of the nearest two picks in metres, 0 for two in one
// place; unknown for fewer than two.
func Apart(s Sample) Measure {
	picks := s.picks()
	if len(picks) < 2 {
		return Measure{}
	}
	points := places(&s, picks)
	finder := geo.NewIndex(points).Finder()
	least := int64(geo.AnyDistance)
	for _, p := range points {
		least = min(least, finder.Nearest(p, 2, geo.AnyDistance)[1].Millimetres)
	}
	return known(float64(least) / 1000)
}

func places(s *Sample, picks []int32) []geo.Point {
	points := make([]geo.Point, len(picks))
	for i, site := range picks {
		points[i] = s.Sites[site]
	}
	return points
}

// Towns counts townships, leaving out sites without one.
func Towns(s Sample) Covered {
	all, picked := map[string]bool{}, map[string]bool{}
	for _, town := range s.Towns {
		all[town] = true
	}
	for _, site := range s.Picks {
		if len(s.Towns) > 0 {
			picked[s.Towns[site]] = true
		}
	}
	delete(all, "")
	delete(picked, "")
	return Covered{Picked: len(picked), All: len(all)}
}
