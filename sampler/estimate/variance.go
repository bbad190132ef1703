package estimate

import (
	"math"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Estimator is a way to tell the variance of one stage of a draw from the sample.
type Estimator string

// The estimators; the empty one is each step's own.
const (
	// Textbook compares all picks of a stratum with their mean weighed by 1 − π:
	// n/(n−1)·Σ (1−π)(y/π − A)², A = Σ (1−π)(y/π)/Σ (1−π). For equal π it is the
	// textbook's N²(1−n/N)s²/n; for Pareto it is that of Rosén 1997 (doi
	// 10.1016/S0378-3758(96)00186-3); with replayed π it approximates maps. Where
	// joint probabilities are known for these, that of Sen 1953 and Yates & Grundy
	// 1953 is taken: Σ (π_k·π_l/π_kl − 1)(y_k/π_k − y_l/π_l)² over pairs.
	Textbook Estimator = "textbook"
	// LocalMean is for balanced draws: it compares each pick with the mean of itself
	// and the one nearest to it, ½·Σ (1−π)(y/π − y'/π')² (Grafström & Schelin 2014,
	// doi 10.1111/sjos.12016; after Stevens & Olsen 2003, doi 10.1002/env.606).
	// Without balance it understates: see Options.Estimator.
	LocalMean Estimator = "local-mean"
	// Successive is for systematic draws, if asked for: it compares each pick with the
	// next one, n/(2(n−1))·Σ (1−π)(y/π − y'/π')² (Wolter 2007, Introduction to
	// Variance Estimation, ch. 8). One random start has no variance of its own, so that
	// this is right only if the order of the sites is as good as random.
	Successive Estimator = "successive"
	// none is that of systematic draws unless somebody asks.
	none Estimator = "none"
)

// of returns the estimator of a step.
func (e Estimator) of(s *sampler.Step) Estimator {
	if e != "" {
		return e
	}
	switch s.Method {
	case sampler.Balanced:
		return LocalMean
	case sampler.Systematic:
		return none
	default:
		return Textbook
	}
}

// suits refuses an estimator that would mislead about a step.
func (e Estimator) suits(s *sampler.Step) error {
	switch {
	case e == "" || s.N == sampler.All, e == Textbook && s.Method != sampler.Systematic:
		return nil
	case e == LocalMean && s.Method == sampler.Balanced, e == Successive && s.Method == sampler.Systematic:
		return nil
	}
	return &geo.Error{Code: ErrMisleading, At: geo.Place{Step: s.ID}, Value: string(e), Want: string(s.Method)}
}

// linear is a figure that is worked out from the results: Σ weight·value of leaves.
// For ratios the values are residuals.
type linear struct{ weight, value []float64 }

// component is the variance of one group in a figure.
type component struct {
	variance, df float64
	borrowed     bool // it was not to be told from the group itself
	opened       bool // the group is of a step that others were drawn within
}

// components returns the variances of all groups that bear on the figure. Under an
// opened scope each counts π of what opened it (Särndal, Swensson & Wretman 1992,
// result 4.3.1, with values divided by π over all stages). A group of which the
// sample tells nothing has, with all it opened, what its sites would have if each
// varied as the pool does.
func (d *design) components(f linear, p pool) []component {
	var list []component
	var walk func(g *group)
	walk = func(g *group) {
		values, bears := g.values(f)
		if bears == 0 {
			return
		}
		v, df, ok := g.variance(values, g.scales(f), bears)
		if !ok {
			v = g.path * g.borrowed(d, f, g.path) * p.variance
			list = append(list, component{variance: v, df: p.df, borrowed: true, opened: g.opener})
			return
		}
		if df > 0 {
			list = append(list, component{variance: g.path * v, df: df})
		}
		for _, n := range g.nodes {
			for _, below := range n.groups {
				walk(below)
			}
		}
	}
	for _, g := range d.roots {
		walk(g)
	}
	return list
}

// values returns what each node adds to the figure, with all that it opened, and how
// many nodes the figure depends on.
func (g *group) values(f linear) (values []float64, bears int) {
	values = make([]float64, len(g.nodes))
	for i, n := range g.nodes {
		var some bool
		values[i], some = n.total(f)
		if some {
			bears++
		}
	}
	return values, bears
}

func (n *node) total(f linear) (sum float64, bears bool) {
	if n.leaf >= 0 && f.weight[n.leaf] != 0 {
		sum, bears = f.weight[n.leaf]*f.value[n.leaf], true
	}
	for _, g := range n.groups {
		values, some := g.values(f)
		for _, v := range values {
			sum += v
		}
		bears = bears || some > 0
	}
	return sum, bears
}

// scales returns what each node weighs in the figure, with all that it opened.
func (g *group) scales(f linear) []float64 {
	list := make([]float64, len(g.nodes))
	for i, n := range g.nodes {
		if n.leaf >= 0 {
			list[i] = f.weight[n.leaf]
		}
		for _, below := range n.groups {
			for _, s := range below.scales(f) {
				list[i] += s
			}
		}
	}
	return list
}

// borrowed is the variance if every site varied by 1 about its mean, one independent
// of the other; path is that of the group where this begins.
func (g *group) borrowed(d *design, f linear, path float64) (sum float64) {
	for _, n := range g.nodes {
		if n.leaf >= 0 {
			w := f.weight[n.leaf]
			sum += float64(w*w) * max(0, 1-d.leaves[n.leaf].pi/path)
		}
		for _, below := range n.groups {
			sum += below.borrowed(d, f, path)
		}
	}
	return sum
}

// variance is that of the sum of the values, which are divided by π already and of
// which so many bear on the figure. It is not ok if a single node was left to chance
// or bears, since its distance from a mean that it makes up itself is 0; df is 0 if
// nothing was left to chance.
func (g *group) variance(values, scales []float64, bears int) (v, df float64, ok bool) {
	var left []int
	for i, n := range g.nodes {
		if n.pi < 1 {
			left = append(left, i)
		}
	}
	switch {
	case len(left) == 0:
		return 0, 0, true
	case len(left) == 1 || bears == 1 || g.estimator == none:
		return 0, 0, false
	case g.pairs != nil:
		v, df = pairVariance(g.pairs, values, scales)
		return v, df, true
	case g.joint != nil:
		v = g.jointVariance(values)
		return v, g.freedom(left, scales), v >= 0
	default:
		return g.meanVariance(left, values), g.freedom(left, scales), true
	}
}

// meanVariance is Textbook's.
func (g *group) meanVariance(left []int, values []float64) (v float64) {
	var weights, mean float64
	for _, i := range left {
		weights += 1 - g.nodes[i].pi
		mean += float64((1 - g.nodes[i].pi) * values[i])
	}
	mean /= weights
	for _, i := range left {
		off := values[i] - mean
		v += float64((1 - g.nodes[i].pi) * off * off)
	}
	n := float64(len(left))
	return v * n / (n - 1)
}

// jointVariance is Textbook's where pairs are known. It may come out negative, and
// then tells nothing.
func (g *group) jointVariance(values []float64) (v float64) {
	for i, a := range g.nodes {
		for j, b := range g.nodes[:i] {
			off := values[i] - values[j]
			v += float64((a.pi*b.pi/g.joint[i][j] - 1) * off * off)
		}
	}
	return v
}

// freedom is the degrees of freedom of Textbook: those that match the spread which
// the quadratic form Q has for independent normal values of these scales S, by
// (tr QS²)²/tr(QS²QS²) (as Bell & McCaffrey 2002, Survey Methodology 28, 169–181, do
// for regressions). For equal scales and π they are n − 1, and fewer the more a few
// nodes weigh.
func (g *group) freedom(left []int, scales []float64) float64 {
	var all, trace, square, cross, own float64
	for _, i := range left {
		all += 1 - g.nodes[i].pi
	}
	for _, i := range left {
		w, s := 1-g.nodes[i].pi, scales[i]*scales[i]
		diagonal := (w - w*w/all) * s
		trace += diagonal
		square += float64(diagonal * diagonal)
		cross += float64(w * w * s)
		own += float64(w * w * s * w * w * s)
	}
	return trace * trace / (square + (float64(cross*cross)-own)/(all*all))
}

// satterthwaite returns the sum of the variances and its degrees of freedom.
func satterthwaite(list []component) (v, df float64) {
	var squares, all float64
	for _, c := range list {
		v += c.variance
		if c.df > 0 {
			squares += float64(c.variance*c.variance) / c.df
			all += c.df
		}
	}
	if v == 0 || squares == 0 {
		return v, all
	}
	return v, math.Min(float64(v*v)/squares, all)
}

func anyBorrowed(list []component) bool {
	return slices.ContainsFunc(list, func(c component) bool { return c.borrowed })
}
