package estimate

import (
	"math"
	"slices"
)

// findSkewed finds the categories whose sites are expected so differently often that their
// weights may differ by more than widest, whatever was drawn.
func (e *estimation) findSkewed() {
	listed := map[string][]string{} // categories of sites: what their picks may count for
	for i := range e.Record.Plan.Steps {
		s := &e.Record.Plan.Steps[i]
		for _, c := range s.Category {
			if !slices.Contains(listed[c], category(s)) {
				listed[c] = append(listed[c], category(s))
			}
		}
	}
	least, most := map[string]float64{}, map[string]float64{}
	for _, site := range e.Frame.Sites() {
		for _, code := range listed[site.Category] {
			pi := 0.0
			for _, step := range e.of[code] {
				pi += e.Probabilities.Pi(step, site.ID)
			}
			if pi > 0 && (most[code] == 0 || pi < least[code]) {
				least[code] = pi
			}
			most[code] = max(most[code], pi)
		}
	}
	for _, code := range e.order {
		e.skewed[code] = most[code] > widest*least[code]
	}
}

// leverage is by how much the distance of each result from the mean is too small
// since it pulls the mean its way, against results of equal weight in its group:
// √((1 − 1/n)/(1 − w/Σw)) (MacKinnon & White 1985, doi 10.1016/0304-4076(85)90158-7,
// estimator HC2). Where all of a group weigh the same it is 1.
func (e *estimation) leverage(leaves []int) []float64 {
	counts, weights := map[*group]float64{}, map[*group]float64{}
	for _, i := range leaves {
		counts[e.leaves[i].group]++
		weights[e.leaves[i].group] += e.leaves[i].weight
	}
	list := make([]float64, len(leaves))
	for k, i := range leaves {
		l := &e.leaves[i]
		list[k] = 1
		if n := counts[l.group]; n > 1 {
			list[k] = math.Sqrt((1 - 1/n) / (1 - l.weight/weights[l.group]))
		}
	}
	return list
}
