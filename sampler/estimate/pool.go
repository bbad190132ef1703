package estimate

// pool is the variance of scores within groups, over all groups with several
// results; df is 0 without any.
type pool struct{ variance, df float64 }

func (d *design) pooled() pool {
	var squares, df float64
	var walk func(g *group)
	walk = func(g *group) {
		var scores []float64
		for _, n := range g.nodes {
			if n.leaf >= 0 {
				scores = append(scores, d.leaves[n.leaf].score)
			}
			for _, below := range n.groups {
				walk(below)
			}
		}
		if len(scores) > 1 {
			squares += sumOfSquares(scores)
			df += float64(len(scores) - 1)
		}
	}
	for _, g := range d.roots {
		walk(g)
	}
	return pool{squares / max(df, 1), df}
}

// sumOfSquares is Σ (x − x̄)².
func sumOfSquares(x []float64) (sum float64) {
	mean := meanOf(x)
	for _, v := range x {
		sum += float64((v - mean) * (v - mean))
	}
	return sum
}

func meanOf(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
