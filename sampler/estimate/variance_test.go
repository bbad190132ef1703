package estimate

import (
	"fmt"
	"math"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// mu284 is the textbook's two-stage sample: 5 of 50 clusters, 3 sites in each.
func mu284(t *testing.T) Input {
	t.Helper()
	clusters := []struct {
		id     string
		size   float64
		values [3]float64
	}{
		{"19", 5, [3]float64{41, 49, 49}}, {"45", 8, [3]float64{49, 49, 45}}, {"47", 5, [3]float64{31, 31, 35}},
		{"50", 9, [3]float64{39, 41, 61}}, {"31", 7, [3]float64{49, 51, 33}},
	}
	p := plan(t, sampler.Step{ID: "psu", Category: []string{"T"}, N: 5}, sampler.Step{ID: "ssu", Category: []string{"V"}, Within: "psu", N: 3})
	pi := table{"psu": {}, "ssu": {}}
	var list []geo.Site
	var first, second []sampler.Pick
	var results []Result
	for i, c := range clusters {
		town := fmt.Sprintf("990001%03d000", 100+i)
		list = append(list, geo.Site{ID: c.id, Category: "T", Area: town})
		first = append(first, sampler.Pick{Step: "psu", ID: c.id, Order: i + 1})
		pi["psu"][c.id] = 5.0 / 50
		for k, v := range c.values {
			id := fmt.Sprintf("%s-%d", c.id, k)
			list = append(list, geo.Site{ID: id, Category: "V", Area: town})
			second = append(second, sampler.Pick{Step: "ssu", Within: c.id, ID: id, Order: k + 1})
			pi["ssu"][id] = 5.0 / 50 * 3 / c.size
			results = append(results, Result{ID: id, Score: v / 100})
		}
	}
	f := frame(t, list...)
	return Input{Frame: f, Record: drawn(f, p, append(first, second...)...), Results: results, Probabilities: pi}
}

// Särndal, Swensson & Wretman 1992, ch. 4: total 15080, variance 46550110/9.
func TestMU284(t *testing.T) {
	r := mustOf(t, mu284(t), Options{})
	v := find(r, "V")
	scale := 100 * float64(v.Sites)
	near(t, "total", v.HorvitzThompson.Value*scale, 15080)
	near(t, "variance", v.HorvitzThompson.Variance*scale*scale, 46550110.0/9)
	near(t, "mean", v.Hajek.Value*100, 15080/((5+8+5+9+7)*10.0))
	if v.HorvitzThompson.Basis != ByDesign || v.HorvitzThompson.DF < 3 || v.HorvitzThompson.DF > 5 {
		t.Errorf("basis %s with %v degrees of freedom", v.HorvitzThompson.Basis, v.HorvitzThompson.DF)
	}
}

func TestSimpleByHand(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	r := mustOf(t, in, Options{})
	c := find(r, "SC")
	s2 := (0.09 + 0.01 + 0.16 + 0) / 3.0
	for _, e := range []Estimate{c.Hajek, c.HorvitzThompson, r.Overall.Hajek} {
		near(t, "mean", e.Value, 0.5)
		near(t, "variance", e.Variance, (1-0.4)*s2/4)
		near(t, "degrees of freedom", e.DF, 3)
	}
	near(t, "half-width", c.Hajek.High-c.Hajek.Value, quantile(3)*math.Sqrt(0.6*s2/4))
	near(t, "points", r.Points.Value, 20)
	near(t, "points, half-width", r.Points.High-r.Points.Value, 40*(c.Hajek.High-c.Hajek.Value))
}

// Each stratum has its own mean, and a census no variance.
func TestStratifiedByHand(t *testing.T) {
	in := simpleInput(t, 12, 0.2, 0.4, 0.6, 1, 0.5)
	for i := range in.Record.Picks {
		in.Record.Picks[i].Stratum = []string{"a", "a", "b", "b", "c"}[i]
	}
	pi := in.Probabilities.(table)["s"]
	for i, p := range []float64{0.5, 0.5, 0.25, 0.25, 1} { // of 4, 8 and 1
		pi[fmt.Sprintf("a%04d", i)] = p
	}
	delete(pi, "a0011")
	pi["a0011"], pi["more"] = 0.25, 0.25
	c := find(mustOf(t, in, Options{}), "SC")
	total := 4*0.3 + 8*0.8 + 0.5
	variance := 16*0.5*0.02/2 + 64*0.75*0.08/2
	near(t, "mean", c.HorvitzThompson.Value, total/13)
	near(t, "variance", c.HorvitzThompson.Variance, variance/169)
	near(t, "Hájek's mean", c.Hajek.Value, total/13)
	near(t, "Hájek's variance", c.Hajek.Variance, variance/169)
}

// Rosén 1997: n/(n−1)·Σ (1−λ)(y/λ − A)².
func TestParetoByHand(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.9, 1)
	in.Record.Plan.Steps[0].Method = sampler.Pareto
	pi := in.Probabilities.(table)["s"]
	pi["a0000"], pi["a0001"], pi["a0002"] = 0.2, 0.5, 1 // the last is certain
	a := (0.8*1 + 0.5*1.8) / 1.3
	want := 2 * (0.8*(1-a)*(1-a) + 0.5*(1.8-a)*(1.8-a))
	c := find(mustOf(t, in, Options{}), "SC")
	near(t, "total", c.HorvitzThompson.Value*10, 1+1.8+1)
	near(t, "variance", c.HorvitzThompson.Variance*100, want)
	near(t, "degrees of freedom", c.HorvitzThompson.DF, 1)
	if c.HorvitzThompson.Basis != Skewed || c.HorvitzThompson.High != 0 || c.Hajek.Basis != ByDesign || c.Hajek.High == 0 {
		t.Errorf("weights of 5, 2 and 1: %+v, want an interval of Hájek's alone", c.Scores)
	}
}

// A systematic draw has one random start: no variance, unless somebody insists.
func TestSystematicHasNone(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	in.Record.Plan.Steps[0].Method = sampler.Systematic
	r := mustOf(t, in, Options{})
	if c := find(r, "SC"); c.Hajek.Basis != NotEstimable || r.Overall.Hajek.Basis != Borrowed {
		t.Errorf("got %+v, in all %+v", c.Hajek, r.Overall.Hajek)
	}
	c := find(mustOf(t, in, Options{Estimator: Successive}), "SC")
	near(t, "variance of successive", c.Hajek.Variance, 4.0/(2*3)*0.6*(0.04+0.25+0.16)/16)
}

// Of equal scales and π the degrees of freedom are n − 1; of one that outweighs the
// others, few; of two, one.
func TestFreedom(t *testing.T) {
	g := &group{nodes: []*node{{pi: 0.3}, {pi: 0.3}, {pi: 0.3}, {pi: 0.3}, {pi: 0.3}}}
	near(t, "of five", g.freedom([]int{0, 1, 2, 3, 4}, []float64{2, 2, 2, 2, 2}), 4)
	near(t, "of two", g.freedom([]int{0, 1}, []float64{1, 5}), 1)
	if df := g.freedom([]int{0, 1, 2, 3, 4}, []float64{1, 1, 1, 1, 50}); df < 1 || df > 1.1 {
		t.Errorf("of one heavy among five: %v", df)
	}
}

// On a line the second and the third of three are nearest to each other.
func TestLocalMeanByHand(t *testing.T) {
	nodes := []*node{{x: 0, pi: 0.5}, {x: 3, pi: 0.5}, {x: 4, pi: 0.5}, {x: 4.1, pi: 1}}
	v, df := pairVariance(nearestPairs(nodes), []float64{2, 4, 1, 90}, []float64{1, 1, 1, 1})
	near(t, "variance", v, 0.5*0.5*(4+9+9))
	// Weights ½: of nodes ½, 1½, 1; of pairs ½ and 1. 4·1.5²/(Σ 3.5 + 2·1.25).
	near(t, "degrees of freedom", df, 9/6.0)
}

func TestSuccessiveByHand(t *testing.T) {
	nodes := []*node{{pi: 0.25}, {pi: 1}, {pi: 0.25}, {pi: 0.25}}
	v, df := pairVariance(successivePairs(nodes), []float64{1, 90, 3, 6}, []float64{1, 1, 1, 1})
	near(t, "variance", v, 0.75*3/(2*2)*(4+9))
	near(t, "degrees of freedom", df, 2*4.0/5) // 2(n−1)²/(3n−4)
}

// joints knows pairs of a simple draw of n of size.
type joints struct {
	table

	n, size float64
}

func (j joints) Joint(string, string, string) (float64, bool) {
	return j.n * (j.n - 1) / (j.size * (j.size - 1)), true
}

// With the pairs of a simple draw the estimator of Sen, Yates and Grundy is the
// textbook's.
func TestJointIsTextbook(t *testing.T) {
	in := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
	want := find(mustOf(t, in, Options{}), "SC").Hajek
	in.Record.Plan.Steps[0].Apart = 1
	in.Probabilities = joints{in.Probabilities.(table), 4, 10}
	got := find(mustOf(t, in, Options{}), "SC").Hajek
	near(t, "variance", got.Variance, want.Variance)
	in.Probabilities = joints{in.Probabilities.(joints).table, 6, 10} // pairs likelier than they can be
	if got := find(mustOf(t, in, Options{}), "SC").Hajek; got.Basis != NotEstimable {
		t.Errorf("with a negative variance: %+v, want not estimable", got)
	}
}

func TestMisleadingEstimators(t *testing.T) {
	for _, test := range []struct {
		method  sampler.Method
		use     Estimator
		refused bool
	}{
		{sampler.Simple, LocalMean, true}, {sampler.Simple, Successive, true}, {sampler.Simple, Textbook, false},
		{sampler.Balanced, LocalMean, false}, {sampler.Balanced, Textbook, false}, {sampler.Balanced, Successive, true},
		{sampler.Systematic, Successive, false}, {sampler.Systematic, Textbook, true}, {sampler.Systematic, LocalMean, true},
		{sampler.Pareto, LocalMean, true}, {sampler.Map, LocalMean, true}, {sampler.Map, "x", true},
	} {
		in := simpleInput(t, 10, 0.2, 0.4, 0.9, 0.5)
		in.Record.Plan.Steps[0].Method = test.method
		_, err := Of(in, Options{Estimator: test.use})
		if !test.refused && err != nil {
			t.Errorf("%s of %s: %v", test.use, test.method, err)
		}
		if test.refused {
			if e := refused(t, string(test.use), err, ErrMisleading); e.At.Step != "s" || e.Want != string(test.method) {
				t.Errorf("%v does not name step and method", e)
			}
		}
	}
}
