package exposure

import (
	"math"
	"testing"

	"sitedraw/sampler"
)

func TestStages(t *testing.T) {
	f := townships(t, 3, 5, 2)
	for _, tt := range []struct {
		name        string
		first       sampler.Step
		n           int64
		pi          []float64
		same        float64 // flat and proportional
		ratio       float64
		many, fewer int // villages of the least and of the likeliest township
	}{
		{"one then one", sampler.Step{N: 1}, 1, []float64{1. / 9, 1. / 15, 1. / 6}, 1. / 10, 2.5, 5, 2},
		{"two then two", sampler.Step{N: 2}, 2, []float64{4. / 9, 4. / 15, 2. / 3}, 4. / 10, 2.5, 5, 2},
		{"proportional", sampler.Step{N: 1, Method: sampler.Systematic, BySize: true}, 1, []float64{.1, .1, .1}, .1, 1, 0, 0},
	} {
		r := exactReport(t, f, stages(tt.first, tt.n)...)
		list := r.Stages()
		if len(list) != 1 || list[0].Step != "v" || list[0].Stage != "t" || len(list[0].Openers) != 3 {
			t.Fatalf("%s: %+v", tt.name, list)
		}
		s := &list[0]
		for town, o := range s.Openers {
			wantExact(t, tt.name+": π", o.Pi, tt.pi[town])
			if !near(o.Proportional, tt.same) || o.Sites != []int{3, 5, 2}[town] || o.Opened != r.Steps[0].Pi(o.Site) {
				t.Errorf("%s: %+v, want %v in proportion", tt.name, o, tt.same)
			}
		}
		likeliest, least := s.Extremes()
		if !near(s.Flat, tt.same) || math.Abs(s.Ratio()-tt.ratio) > 1e-12 || tt.ratio > 1 && (likeliest.Sites != tt.fewer || least.Sites != tt.many) {
			t.Errorf("%s: flat %v, ratio %v, %+v, %+v", tt.name, s.Flat, s.Ratio(), likeliest, least)
		}
	}
}

// A township of one village, from which two are wanted, leads to one pick only; an
// empty one to none, and is left out. The largest is certain by number of villages.
func TestStagesOfUnequal(t *testing.T) {
	f := townships(t, 1, 0, 20, 3)
	s := exactReport(t, f, stages(sampler.Step{N: 2}, 2)...).Stages()[0]
	if len(s.Openers) != 3 {
		t.Fatalf("%+v", s.Openers)
	}
	for i, want := range []struct{ pi, proportional float64 }{{.5, .125}, {.5 * 2 / 20, 2. / 20}, {.5 * 2 / 3, .375 * 2 / 3}} {
		o := s.Openers[i]
		wantExact(t, "π", o.Pi, want.pi)
		if !near(o.Proportional, want.proportional) {
			t.Errorf("%+v, want %v in proportion", o, want.proportional)
		}
	}
	if want := (.5 + .5*2 + .5*2) / 24; !near(s.Flat, want) {
		t.Errorf("flat %v, want %v", s.Flat, want)
	}
}

func TestNoStages(t *testing.T) {
	f := townships(t, 3, 5)
	if got := exactReport(t, f, sampler.Step{ID: "v", Category: []string{"V"}, N: 1}).Stages(); got != nil {
		t.Errorf("stages of a plan without: %+v", got)
	}
	unknown := exactReport(t, f, stages(sampler.Step{N: 1, Method: sampler.Pareto}, 1)...).Stages()[0]
	if a, b := unknown.Extremes(); a != nil || b != nil || unknown.Ratio() != 0 {
		t.Errorf("extremes of what is not known: %+v, %+v", a, b)
	}
}

func TestBySizes(t *testing.T) {
	for _, tt := range []struct {
		sizes []int
		n     float64
		want  []float64
	}{
		{[]int{3, 5, 2}, 1, []float64{.3, .5, .2}}, {[]int{3, 5, 2}, 2, []float64{.6, 1, .4}},
		{[]int{1, 20, 3}, 1.5, []float64{.125, 1, .375}}, {[]int{2, 2}, 3, []float64{1, 1}}, {[]int{4, 4}, 0, []float64{0, 0}}, {nil, 1, nil},
	} {
		got := bySizes(tt.sizes, tt.n)
		for i, want := range tt.want {
			if !near(got[i], want) {
				t.Errorf("bySizes(%v, %v) = %v, want %v", tt.sizes, tt.n, got, tt.want)
			}
		}
	}
}
