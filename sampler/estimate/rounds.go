package estimate

import (
	"strconv"

	"sitedraw/geo"
)

// Rounds joins two or more independent rounds: the mean of what they score, with the
// variance between them, Σ (x − x̄)²/(m(m−1)), and m − 1 degrees of freedom. It needs
// no second stage or stratum to be estimable in a round, but few rounds give wide
// intervals. What was inspected in one round only keeps that round's estimate. The
// error is ErrRounds for fewer than two rounds and for two of one seed, or what Of
// refuses.
func Rounds(rounds []Input, o Options) (*Report, error) {
	if len(rounds) < 2 {
		return nil, &geo.Error{Code: ErrRounds, Value: strconv.Itoa(len(rounds)), Want: "2"}
	}
	seeds := map[string]bool{}
	reports := make([]*Report, len(rounds))
	for i := range rounds {
		seed := rounds[i].Record.Seed
		if seeds[seed] {
			return nil, &geo.Error{Code: ErrRounds, Value: seed}
		}
		seeds[seed] = true
		var err error
		if reports[i], err = Of(rounds[i], o); err != nil {
			return nil, err
		}
	}
	return join(reports), nil
}

func join(reports []*Report) *Report {
	out := &Report{Of: reports[0].Of, Rounds: len(reports)}
	for _, r := range reports {
		out.Missing = append(out.Missing, r.Missing...)
	}
	out.joinCategories(reports)
	out.joinBundles(reports)
	var all []*Scores
	for _, r := range reports {
		if r.Overall != nil {
			all = append(all, r.Overall)
		}
	}
	if len(all) > 0 {
		overall := joinScores(all)
		points := overall.Hajek.times(float64(out.Of))
		out.Overall, out.Points = &overall, &points
	}
	return out
}

// joinCategories takes the categories of all plans in the order in which they come.
func (r *Report) joinCategories(reports []*Report) {
	of, order := map[string][]*Category{}, []string{}
	for _, report := range reports {
		for i := range report.Categories {
			c := &report.Categories[i]
			if of[c.Code] == nil {
				order = append(order, c.Code)
			}
			of[c.Code] = append(of[c.Code], c)
		}
	}
	for _, code := range order {
		out := *of[code][0]
		var inspected []*Scores
		out.Share, out.Sites = 0, 0
		for _, c := range of[code] {
			out.Share += c.Share / float64(len(reports))
			out.Sites = max(out.Sites, c.Sites)
			if c.Results > 0 {
				inspected = append(inspected, &c.Scores)
			}
		}
		if len(inspected) > 0 {
			out.Scores, out.Filled = joinScores(inspected), false
		} else {
			r.Empty = append(r.Empty, code)
		}
		r.Categories = append(r.Categories, out)
	}
}

func (r *Report) joinBundles(reports []*Report) {
	of, order := map[string][]*Bundle{}, []string{}
	for _, report := range reports {
		for i := range report.Bundles {
			b := &report.Bundles[i]
			if of[b.Code] == nil {
				order = append(order, b.Code)
			}
			of[b.Code] = append(of[b.Code], b)
		}
	}
	for _, code := range order {
		out := *of[code][0]
		var list []*Scores
		out.Share = 0
		for _, b := range of[code] {
			out.Share += b.Share / float64(len(reports))
			list = append(list, &b.Scores)
		}
		out.Scores = joinScores(list)
		r.Bundles = append(r.Bundles, out)
	}
}

func joinScores(list []*Scores) Scores {
	if len(list) == 1 {
		return *list[0]
	}
	var out Scores
	var hajek, expanded []float64
	for _, s := range list {
		hajek = append(hajek, s.Hajek.Value)
		expanded = append(expanded, s.HorvitzThompson.Value)
		out.Results += s.Results
		out.Missing += s.Missing
	}
	out.Hajek, out.HorvitzThompson = between(hajek), between(expanded)
	return out
}

// between is the mean of independent figures with the variance between them.
func between(values []float64) Estimate {
	m := float64(len(values))
	e := Estimate{Value: meanOf(values), Variance: sumOfSquares(values) / (m * (m - 1)), DF: m - 1, Basis: BetweenRounds}
	return e.withInterval()
}
