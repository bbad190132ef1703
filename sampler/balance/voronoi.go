package balance

import (
	"math"

	"sitedraw/geo"
)

// Voronoi returns B = (1/n)·Σ (v_k − 1)², v_k being the sum of π over the sites to
// which no pick is nearer than pick k (D. L. Stevens & A. R. Olsen, "Spatially
// balanced sampling of natural resources", JASA 99, 2004,
// doi:10.1198/016214504000000250). A pick stands for itself; other sites that are
// equally far from several picks count for each in equal parts. 0 is perfect; it
// has no upper end, and for a simple sample is about a third. Unknown without
// picks.
func Voronoi(s Sample) Measure {
	sums := newRegions(&s).sums()
	if len(sums) == 0 {
		return Measure{}
	}
	total := 0.0
	for _, v := range sums {
		total += float64((v - 1) * (v - 1))
	}
	return known(total / float64(len(sums)))
}

// Evenness returns Pielou's index −Σ q_k·ln q_k / ln n of the parts q_k = v_k/Σv,
// the v_k of [Voronoi] (E. C. Pielou, "The measurement of diversity in different
// types of biological collections", J. Theor. Biol. 13, 1966,
// doi:10.1016/0022-5193(66)90013-0). 1 if every pick stands for as much, towards 0
// if one stands for nearly all. Unknown for fewer than two picks.
func Evenness(s Sample) Measure {
	sums := newRegions(&s).sums()
	if len(sums) < 2 {
		return Measure{}
	}
	all, entropy := 0.0, 0.0
	for _, v := range sums {
		all += v
	}
	for _, v := range sums {
		if q := v / all; q > 0 {
			entropy -= float64(q * math.Log(q))
		}
	}
	return known(entropy / math.Log(float64(len(sums))))
}

// regions says which picks each site belongs to.
type regions struct {
	sample *Sample
	picks  []int32
	pi     float64 // of all sites, if they have none of their own
	own    []int32 // by site: its number among the picks, or −1
}

func newRegions(s *Sample) *regions {
	r := &regions{sample: s, picks: s.picks(), own: make([]int32, len(s.Sites))}
	for i := range r.own {
		r.own[i] = -1
	}
	for k, site := range r.picks {
		r.own[site] = int32(k)
	}
	if len(s.Sites) > 0 {
		r.pi = float64(len(r.picks)) / float64(len(s.Sites))
	}
	return r
}

func (r *regions) probability(site int) float64 {
	if r.sample.Pi == nil {
		return r.pi
	}
	return r.sample.Pi[site]
}

// visit calls join with every site and each pick that it belongs to, and with what
// part.
func (r *regions) visit(join func(site int, pick int32, part float64)) {
	if len(r.picks) == 0 {
		return
	}
	finder := geo.NewIndex(places(r.sample, r.picks)).Finder()
	for site, p := range r.sample.Sites {
		if own := r.own[site]; own >= 0 {
			join(site, own, 1)
			continue
		}
		least := finder.Nearest(p, 1, geo.AnyDistance)[0].Millimetres
		near := finder.Within(p, least)
		for _, pick := range near {
			join(site, pick.Number, 1/float64(len(near)))
		}
	}
}

// sums are the v_k.
func (r *regions) sums() []float64 {
	sums := make([]float64, len(r.picks))
	r.visit(func(site int, pick int32, part float64) {
		sums[pick] += float64(part * r.probability(site))
	})
	return sums
}
