package estimate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// table is probabilities by step and site.
type table map[string]map[string]float64

func (p table) Pi(step, site string) float64 { return p[step][site] }

func (p table) Sites(steps []string) int {
	all := map[string]bool{}
	for _, s := range steps {
		for id := range p[s] {
			all[id] = true
		}
	}
	return len(all)
}

// even gives every site of the ids the same probability.
func even(pi float64, ids ...string) map[string]float64 {
	m := map[string]float64{}
	for _, id := range ids {
		m[id] = pi
	}
	return m
}

// sites makes n sites of a category called prefix0000 …, on a winding line.
func sites(prefix, category string, n int) (list []geo.Site, ids []string) {
	for i := range n {
		id := fmt.Sprintf("%s%04d", prefix, i)
		list = append(list, geo.Site{ID: id, Category: category, Area: "990001100201",
			Geometry: geo.Point{Lon: geo.E7(1_170_000_000 + i*1000), Lat: geo.E7(280_000_000 + i*i%977*100)}})
		ids = append(ids, id)
	}
	return list, ids
}

func frame(t *testing.T, list ...geo.Site) *sampler.Frame {
	t.Helper()
	f, err := sampler.NewFrame(list)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func plan(t *testing.T, steps ...sampler.Step) sampler.Plan {
	t.Helper()
	p, err := sampler.NewPlan(sampler.Plan{Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drawn makes a record by hand: main picks of one step without strata.
func drawn(f *sampler.Frame, p sampler.Plan, picks ...sampler.Pick) *sampler.Record {
	for i := range picks {
		if picks[i].Role == "" {
			picks[i].Role = sampler.Main
		}
	}
	return &sampler.Record{FrameDigest: f.Digest(), FrameSites: f.Len(), Plan: p, Seed: "s", Picks: picks}
}

func picksOf(step string, ids ...string) (list []sampler.Pick) {
	for i, id := range ids {
		list = append(list, sampler.Pick{Step: step, ID: id, Order: i + 1, Role: sampler.Main})
	}
	return list
}

func resultsOf(ids []string, scores ...float64) (list []Result) {
	for i, v := range scores {
		list = append(list, Result{ID: ids[i], Score: v})
	}
	return list
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// mustOf returns the report.
func mustOf(t *testing.T, in Input, o Options) *Report {
	t.Helper()
	r, err := Of(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// round draws a plan from a frame.
func round(t *testing.T, f *sampler.Frame, p sampler.Plan, seed string) *sampler.Record {
	t.Helper()
	r, err := sampler.Draw(context.Background(), f, p, seed, sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func refused(t *testing.T, what string, err error, code geo.Code) *geo.Error {
	t.Helper()
	var e *geo.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
		return &geo.Error{}
	}
	return e
}

// simpleInput is n of N sites drawn at random, with scores.
func simpleInput(t *testing.T, n int, scores ...float64) Input {
	t.Helper()
	list, ids := sites("a", "SC", n)
	f := frame(t, list...)
	p := plan(t, sampler.Step{ID: "s", Category: []string{"SC"}, N: int64(len(scores))})
	return Input{
		Frame: f, Record: drawn(f, p, picksOf("s", ids[:len(scores)]...)...), Results: resultsOf(ids, scores...),
		Probabilities: table{"s": even(float64(len(scores))/float64(n), ids...)},
	}
}

func find(r *Report, code string) *Category {
	i := slices.IndexFunc(r.Categories, func(c Category) bool { return c.Code == code })
	return &r.Categories[i]
}
