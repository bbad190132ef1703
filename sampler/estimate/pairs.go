package estimate

import "math"

// pair is two nodes that an estimator compares, and how much it counts.
type pair struct {
	a, b   int
	weight float64
}

// nearestPairs joins each node that was left to chance to the one nearest to it,
// ties by id.
func nearestPairs(nodes []*node) []pair {
	pairs := []pair{}
	for i, a := range nodes {
		best, least := -1, math.Inf(1)
		for j, b := range nodes {
			if i == j || a.pi >= 1 || b.pi >= 1 {
				continue
			}
			dx, dy := a.x-b.x, a.y-b.y
			if d := float64(dx*dx) + float64(dy*dy); d < least {
				best, least = j, d
			}
		}
		if best >= 0 {
			pairs = append(pairs, pair{i, best, 1 - a.pi})
		}
	}
	return pairs
}

// successivePairs joins each node that was left to chance to the next one.
func successivePairs(nodes []*node) []pair {
	left := make([]int, 0, len(nodes))
	for i, n := range nodes {
		if n.pi < 1 {
			left = append(left, i)
		}
	}
	pairs := []pair{}
	for k, b := range left {
		if k > 0 {
			a := left[k-1]
			pairs = append(pairs, pair{a, b, 1 - (nodes[a].pi+nodes[b].pi)/2})
		}
	}
	n := float64(len(pairs) + 1)
	for i := range pairs {
		pairs[i].weight *= n / (n - 1)
	}
	return pairs
}

// pairVariance is ½·Σ w·(x_a − x_b)². Its degrees of freedom are those that match
// the spread it would have for independent normal x of these scales s: the squares of
// two differences that share node i have the covariance 2s⁴ of it, those of the same
// pair 2(s_a² + s_b²)².
func pairVariance(pairs []pair, values, scales []float64) (v, df float64) {
	var all, squares float64
	ofNode, ofPair := make([]float64, len(values)), map[[2]int]float64{}
	for _, p := range pairs {
		off := values[p.a] - values[p.b]
		v += p.weight * off * off / 2
		sa, sb := scales[p.a]*scales[p.a], scales[p.b]*scales[p.b]
		all += p.weight * (sa + sb)
		ofNode[p.a] += p.weight
		ofNode[p.b] += p.weight
		key := [2]int{min(p.a, p.b), max(p.a, p.b)}
		squares += 2 * p.weight * (p.weight + 2*ofPair[key]) * sa * sb // those before it with it
		ofPair[key] += p.weight
	}
	for i, w := range ofNode {
		own := w * scales[i] * scales[i]
		squares += float64(own * own)
	}
	return v, all * all / squares
}
