package estimate

import (
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// Input is one round: a draw and what was found. All members are required.
type Input struct {
	Frame         *sampler.Frame
	Record        *sampler.Record
	Results       []Result
	Probabilities Probabilities
}

// Options are choices; the zero value is usual.
type Options struct {
	Weights *geo.Weights // nil: geo.ShippedWeights
	// Estimator of the variance for all steps; empty: that of each method. One that
	// would mislead about a step is refused, such as LocalMean about a simple draw,
	// of which it sees only what neighbours differ by.
	Estimator Estimator
	Empty     EmptyRule
}

// EmptyRule says what a category counts of which nothing was inspected.
type EmptyRule string

// The rules. A bundle with some parts keeps its own weight under both, and its
// parts are weighed among those that are left under MeanOfOthers.
const (
	MeanOfOthers EmptyRule = ""     // the weighted mean of the others
	LeaveOpen    EmptyRule = "open" // nothing: then there is no score in all
)

// Basis says what a variance comes from.
type Basis string

// The bases of variances.
const (
	ByDesign      Basis = "design"        // the sample itself and how it was drawn
	Borrowed      Basis = "borrowed"      // in part or whole the pooled variance of other categories
	BetweenRounds Basis = "rounds"        // what independent rounds differ by
	NotEstimable  Basis = "not-estimable" // the sample cannot tell: no interval
	Skewed        Basis = "skewed"        // weights are too unequal for an interval: a variance only
)

// widest is how many times likelier than another a site of a category may be drawn for
// an interval of Horvitz and Thompson: beyond that few sites decide the sum, and the
// interval holds the truth too rarely.
const widest = 4

// Estimate is a figure with its 95 % interval. Low and High are 0 under NotEstimable,
// where Variance and DF are too, and under Skewed.
type Estimate struct {
	Value     float64
	Variance  float64
	DF        float64 // degrees of freedom; 0: nothing was left to chance
	Low, High float64 // within what is possible
	Basis     Basis
}

// Scores are both estimates of a mean score from 0 to 1.
type Scores struct {
	Hajek            Estimate // Σ y/π ÷ Σ 1/π: the one to quote
	HorvitzThompson  Estimate // Σ y/π ÷ N: unbiased, but wider unless π are equal, and may pass 1
	Results, Missing int      // how many sites were inspected, and how many lack a result
}

// Category is what one category scores.
type Category struct {
	Scores

	Code   string
	Sites  int     // how many the draw could reach
	Share  float64 // of the score in all; 0 if nothing was inspected
	Filled bool    // nothing was inspected: it takes the mean of the others
}

// Bundle is what several categories score together.
type Bundle struct {
	Scores

	Code, ZH, EN string
	Share        float64
}

// Report is what a round scores.
type Report struct {
	Categories []Category // in the order of the plan
	Bundles    []Bundle   // of which the plan has categories
	Overall    *Scores    // nil: categories are empty and left open, or weigh nothing
	Points     *Estimate  // Overall.Hajek in points of the field part
	Of         int        // most points of the field part
	Empty      []string   // categories of the plan of which nothing was inspected
	Missing    []string   // main picks without result
	Rounds     int        // how many rounds this is the mean of
}

// Of estimates from the results of one round. The error is a *geo.Error with one of
// this package's codes and the names of the sites concerned.
func Of(in Input, o Options) (*Report, error) {
	d, err := newDesign(&in, o)
	if err != nil {
		return nil, err
	}
	if len(d.leaves) == 0 {
		return nil, &geo.Error{Code: ErrNone}
	}
	if o.Weights == nil {
		o.Weights = geo.ShippedWeights()
	}
	e := newEstimation(d, o)
	r := &Report{Of: o.Weights.FieldPoints, Missing: d.missing, Rounds: 1}
	e.categories(r)
	e.bundles(r)
	if o.Empty == LeaveOpen && len(r.Empty) > 0 || len(e.shares) == 0 {
		return r, nil
	}
	all := e.scores(e.shares, shared)
	r.Overall = &all
	points := all.Hajek.times(float64(r.Of))
	r.Points = &points
	return r, nil
}

// estimation is a design with what its figures are made of.
type estimation struct {
	*design

	weights  *geo.Weights
	pool     pool
	order    []string            // categories of the plan
	of       map[string][]string // their steps
	leavesOf map[string][]int
	shares   map[string]float64 // of categories with results in the score in all
	missed   map[string]int     // main picks without result, by category
	skewed   map[string]bool    // categories whose weights are too unequal, see widest
}

func newEstimation(d *design, o Options) *estimation {
	e := &estimation{design: d, weights: o.Weights, pool: d.pooled(), of: map[string][]string{}, leavesOf: map[string][]int{}, missed: map[string]int{}, skewed: map[string]bool{}}
	for i := range d.Record.Plan.Steps {
		s := &d.Record.Plan.Steps[i]
		c := category(s)
		if e.of[c] == nil {
			e.order = append(e.order, c)
		}
		e.of[c] = append(e.of[c], s.ID)
	}
	for i, l := range d.leaves {
		e.leavesOf[l.category] = append(e.leavesOf[l.category], i)
	}
	for i := range d.Record.Picks {
		if p := &d.Record.Picks[i]; p.Role == sampler.Main && slices.Contains(d.missing, p.ID) {
			e.missed[category(d.steps[p.Step])]++
		}
	}
	e.findSkewed()
	e.shares = Shares(o.Weights, func(c string) bool { return len(e.leavesOf[c]) > 0 }, e.order)
	return e
}

func (e *estimation) categories(r *Report) {
	for _, code := range e.order {
		c := Category{Code: code, Sites: e.Probabilities.Sites(e.of[code]), Share: e.shares[code]}
		if len(e.leavesOf[code]) == 0 {
			c.Filled = e.options.Empty == MeanOfOthers
			c.Hajek.Basis, c.HorvitzThompson.Basis = NotEstimable, NotEstimable
			c.Missing = e.missed[code]
			r.Empty = append(r.Empty, code)
		} else {
			c.Scores = e.scores(map[string]float64{code: 1}, alone)
		}
		r.Categories = append(r.Categories, c)
	}
}

func (e *estimation) bundles(r *Report) {
	for i := range e.weights.Bundles {
		b := &e.weights.Bundles[i]
		inside := &geo.Weights{Bundles: []geo.Bundle{*b}}
		shares := Shares(inside, func(c string) bool { return len(e.leavesOf[c]) > 0 }, e.order)
		if len(shares) == 0 {
			continue
		}
		out := Bundle{Code: b.Code, ZH: b.ZH, EN: b.EN, Scores: e.scores(shares, shared)}
		for _, p := range b.Parts {
			out.Share += e.shares[p.Category]
		}
		r.Bundles = append(r.Bundles, out)
	}
}

// lending says when a figure may borrow a variance.
type lending int

const (
	alone  lending = iota // a category: only one with a single result, or from a single opened scope
	shared                // what joins several categories: always
)

// scores works out a weighted mean of categories.
func (e *estimation) scores(shares map[string]float64, l lending) Scores {
	hajek := linear{make([]float64, len(e.leaves)), make([]float64, len(e.leaves))}
	expanded := linear{make([]float64, len(e.leaves)), make([]float64, len(e.leaves))}
	var s Scores
	var ratio, total float64
	for _, code := range e.order {
		share, leaves := shares[code], e.leavesOf[code]
		if share == 0 || len(leaves) == 0 {
			continue
		}
		var sum, count float64
		for _, i := range leaves {
			sum += float64(e.leaves[i].weight * e.leaves[i].score)
			count += e.leaves[i].weight
		}
		leverage := e.leverage(leaves)
		sites := max(1, float64(e.Probabilities.Sites(e.of[code])))
		for k, i := range leaves {
			hajek.weight[i], hajek.value[i] = share*e.leaves[i].weight/count, (e.leaves[i].score-sum/count)*leverage[k]
			expanded.weight[i], expanded.value[i] = share*e.leaves[i].weight/sites, e.leaves[i].score
		}
		ratio += float64(share * (sum / count))
		total += float64(share * (sum / sites))
		s.Results += len(leaves)
		s.Missing += e.missed[code]
	}
	s.Hajek = e.estimate(ratio, e.components(hajek, e.pool), l, s.Results)
	s.HorvitzThompson = e.estimate(total, e.components(expanded, e.pool), l, s.Results)
	skewed := slices.ContainsFunc(e.order, func(code string) bool { return e.skewed[code] && shares[code] > 0 })
	if skewed && s.HorvitzThompson.Basis != NotEstimable {
		s.HorvitzThompson.Basis, s.HorvitzThompson.Low, s.HorvitzThompson.High = Skewed, 0, 0
	}
	return s
}

// estimate puts an interval around a value.
func (e *estimation) estimate(value float64, list []component, l lending, results int) Estimate {
	out := Estimate{Value: value, Basis: ByDesign}
	if anyBorrowed(list) {
		out.Basis = Borrowed
		opened := slices.ContainsFunc(list, func(c component) bool { return c.borrowed && c.opened })
		if e.pool.df == 0 || l == alone && results > 1 && !opened {
			out.Basis = NotEstimable
			return out
		}
	}
	out.Variance, out.DF = satterthwaite(list)
	return out.withInterval()
}
