package exposure

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
)

var odd = []string{"odd"}

func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// townships returns townships of the category T, with their number of villages as
// size and in the unit of their own code, each with villages of the category V.
func townships(t testing.TB, villages ...int) *sampler.Frame {
	t.Helper()
	var sites []geo.Site
	for town, n := range villages {
		area := fmt.Sprintf("990001%03d", 100+town)
		sites = append(sites, geo.Site{ID: area + "000", Category: "T", Area: area + "000", Size: int32(n)})
		for v := range n {
			code := fmt.Sprintf("%s%03d", area, 200+v)
			sites = append(sites, geo.Site{
				ID: code, Category: "V", Tags: odd[:v%2], Area: code, Unit: fmt.Sprintf("unit %d", v%2), Size: int32(1 + v),
				Geometry: geo.Point{Lon: geo.E7(1_170_000_000 + v*10_000 + town*1000), Lat: geo.E7(280_000_000 + town*10_000)},
			})
		}
	}
	return frameOf(t, sites)
}

func frameOf(t testing.TB, sites []geo.Site) *sampler.Frame {
	t.Helper()
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func planOf(t testing.TB, steps ...sampler.Step) sampler.Plan {
	t.Helper()
	p, err := sampler.NewPlan(sampler.Plan{Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func exactReport(t testing.TB, f *sampler.Frame, steps ...sampler.Step) *Report {
	t.Helper()
	r, err := New(context.Background(), f, planOf(t, steps...), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func number(t testing.TB, f *sampler.Frame, id string) int32 {
	t.Helper()
	n, found := f.Number(id)
	if !found {
		t.Fatalf("no site %q", id)
	}
	return n
}

// village returns the number of a village of townships.
func village(t testing.TB, f *sampler.Frame, town, v int) int32 {
	return number(t, f, fmt.Sprintf("990001%03d%03d", 100+town, 200+v))
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12 }

func wantExact(t *testing.T, what string, got Figure, want float64) {
	t.Helper()
	if got.Kind != Exact || got.Error != 0 || !near(got.Value, want) {
		t.Errorf("%s = %+v, want exactly %v", what, got, want)
	}
}

func stages(first sampler.Step, n int64) []sampler.Step {
	first.ID, first.Category = "t", []string{"T"}
	return []sampler.Step{first, {ID: "v", Category: []string{"V"}, Within: "t", N: n}}
}

// exactSteps are steps of which every figure is exact.
func exactSteps() map[string]sampler.Step {
	return map[string]sampler.Step{
		"simple":                {N: 4},
		"more than there are":   {N: 400},
		"census":                {N: sampler.All},
		"systematic":            {N: 4, Method: sampler.Systematic},
		"systematic by size":    {N: 4, Method: sampler.Systematic, BySize: true},
		"balanced":              {N: 4, Method: sampler.Balanced},
		"balanced, reserves":    {N: 4, Method: sampler.Balanced, Reserve: 3},
		"balanced by size":      {N: 4, Method: sampler.Balanced, BySize: true},
		"certain sites":         {N: 15, Method: sampler.Systematic, BySize: true},
		"proportional strata":   {N: 4, By: sampler.ByArea},
		"strata by size":        {N: 5, By: sampler.ByArea, Method: sampler.Balanced, BySize: true},
		"equal strata":          {N: 7, By: sampler.ByArea, Allocate: sampler.Equal},
		"each stratum":          {N: 3, By: sampler.ByArea, Allocate: sampler.Each},
		"strata by unit":        {N: 5, By: sampler.ByUnit},
		"apart, one pick":       {N: 1, Apart: 500, Reserve: 3},
		"at most":               {N: 7, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		"at most one":           {N: 4, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 1}, Reserve: 5},
		"at most three":         {N: 6, AtMost: &sampler.AtMost{By: sampler.ByUnit, N: 3}},
		"at most, some":         {N: 5, AtMost: &sampler.AtMost{By: "tag:odd", N: 2}},
		"at most, enough":       {N: 2, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 2}},
		"at most, all taken":    {N: 17, AtMost: &sampler.AtMost{By: sampler.ByArea, N: 1}},
		"pareto, all are taken": {N: 17, Method: sampler.Pareto},
	}
}

// realCounty reads the towns, townships and villages of a county of ../shared/data.
func realCounty(t *testing.T, file string) *sampler.Frame {
	t.Helper()
	in, err := os.Open("../../../shared/data/admin/" + file)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no lists in ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var sites []geo.Site
	for _, row := range rows[1:] {
		code, kind := row[0], row[5]
		switch kind {
		case "town", "township":
			sites = append(sites, geo.Site{ID: code, Area: code, Category: "T"})
		case "village":
			sites = append(sites, geo.Site{ID: code, Area: code, Category: "V"})
		}
	}
	return frameOf(t, sites)
}

func wantCode(t *testing.T, err error, want geo.Code) {
	t.Helper()
	wrong, is := errors.AsType[*geo.Error](err)
	if !is || wrong.Code != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
