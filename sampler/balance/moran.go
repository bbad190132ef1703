package balance

import (
	"math"
	"slices"

	"sitedraw/geo"
)

// mostNeighbours is how many pairs of neighbours Moran looks at; some seconds.
const mostNeighbours = 5_000_000

// Moran returns Moran's index of spread I_B = zᵀWz / √(zᵀDz · zᵀBz), z being the
// picks' 0 and 1 less their mean weighted by D (Y. Tillé, Dickson, Espa and
// Giuliani, "Measuring the spatial balance of a sample: a new measure based on
// Moran's I index", Spatial Statistics 23, 2018, doi:10.1016/j.spasta.2018.02.001).
// Of W, row i has 1 for each of the ⌊1/π_i⌋ − 1 sites nearest to i, itself aside,
// and the rest of 1/π_i − 1 for the next; sites equally far share alike. D holds
// the sums w_i of rows, and zᵀBz is Σ w_i·((Wz)_i/w_i − m)², m = Σ(Wz)/Σw. From −1,
// best spread, by about 0 for chance to 1, all in a heap. Unknown where it
// divides by 0, such as with no site picked or all, or where all have the same
// neighbours, and beyond 5,000,000 pairs of neighbours.
func Moran(s Sample) Measure {
	r := newRegions(&s)
	if len(r.picks) == 0 || r.neighbours() > mostNeighbours {
		return Measure{}
	}
	w := r.weigh()
	mean := 0.0
	for _, site := range r.picks {
		mean += w.of[site]
	}
	mean /= w.all
	level := 0.0 // the m of zᵀBz
	for i := range w.of {
		level += w.picked[i] - float64(mean*w.of[i])
	}
	level /= w.all
	var above, spread, lagged float64
	for i, of := range w.of {
		if of == 0 {
			continue
		}
		z, wz := -mean, w.picked[i]-float64(mean*of)
		if r.own[i] >= 0 {
			z++
		}
		lag := wz/of - level
		above += float64(z * wz)
		spread += float64(of * float64(z*z))
		lagged += float64(of * float64(lag*lag))
	}
	if min(spread, lagged) <= float64(leastVariance*w.all) {
		return Measure{}
	}
	return known(above / math.Sqrt(float64(spread*lagged)))
}

// leastVariance is below any that is not a mere rounding error.
const leastVariance = 1e-18

// neighbours is how many entries of W are not 0, or infinite.
func (r *regions) neighbours() float64 {
	sum := 0.0
	for site := range r.sample.Sites {
		sum += math.Ceil(1/r.probability(site)) - 1
	}
	return sum
}

// weights are the rows of W.
type weights struct {
	of     []float64 // by row: its sum
	picked []float64 // by row: its sum over picks
	all    float64
}

func (r *regions) weigh() weights {
	n := len(r.sample.Sites)
	w := weights{of: make([]float64, n), picked: make([]float64, n)}
	lists := r.sample.near
	if lists == nil || lists.picks != len(r.picks) {
		lists = &neighbourhoods{finder: geo.NewIndex(r.sample.Sites).Finder()}
	}
	for site := range r.sample.Sites {
		want := r.wanted(site)
		w.of[site], w.picked[site] = want, r.pickedNear(site, lists.of(r, site), want)
		w.all += want
	}
	return w
}

// wanted is the sum of a row of W.
func (r *regions) wanted(site int) float64 {
	return min(1/r.probability(site)-1, float64(len(r.sample.Sites)-1))
}

// neighbourhoods are the sites nearest to each, as far as W needs them: those of a
// finder, or those that were found before for as many picks with equal
// probabilities.
type neighbourhoods struct {
	finder *geo.Finder
	lists  [][]geo.Found
	picks  int
}

// mostKept bounds the memory of lists: some 20 MB.
const mostKept = 1_000_000

// neighbourhoodsOf finds those of a population of which so many are picked with
// equal probabilities; nil if they are too many to keep.
func neighbourhoodsOf(s Sample, picks int) *neighbourhoods {
	s.Picks = make([]int32, picks)
	for i := range s.Picks {
		s.Picks[i] = int32(i)
	}
	r := newRegions(&s)
	if picks == 0 || r.neighbours() > mostKept {
		return nil
	}
	search := neighbourhoods{finder: geo.NewIndex(s.Sites).Finder()}
	kept := &neighbourhoods{lists: make([][]geo.Found, len(s.Sites)), picks: picks}
	for site := range s.Sites {
		kept.lists[site] = slices.Clone(search.of(r, site))
	}
	return kept
}

func (h *neighbourhoods) of(r *regions, site int) []geo.Found {
	if h.lists != nil {
		return h.lists[site]
	}
	count := int(math.Ceil(r.wanted(site))) + 1 // itself is among them
	near := h.finder.Nearest(r.sample.Sites[site], count, geo.AnyDistance)
	return h.finder.Within(r.sample.Sites[site], near[len(near)-1].Millimetres)
}

// pickedNear gives weight to the sites near another in the order of their distance
// until none is left, and returns what picks got.
func (r *regions) pickedNear(site int, near []geo.Found, left float64) float64 {
	sum := 0.0
	for from := 0; from < len(near) && left > 0; {
		to, others, picks := from, 0.0, 0.0
		for ; to < len(near) && near[to].Millimetres == near[from].Millimetres; to++ {
			if int(near[to].Number) == site {
				continue
			}
			others++
			if r.own[near[to].Number] >= 0 {
				picks++
			}
		}
		if others > 0 {
			sum += float64(min(1, left/others) * picks)
			left -= min(left, others)
		}
		from = to
	}
	return sum
}
