package balance

import (
	"errors"
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// step is one that draws so many markets.
func step(t testing.TB, source string) sampler.Step {
	t.Helper()
	plan, err := sampler.ParsePlan(`{"steps":[` + source + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Steps[len(plan.Steps)-1]
}

// TestCompareIsTheMeanOfDraws adds up by hand what Compare says of simple draws,
// on one goroutine and on several.
func TestCompareIsTheMeanOfDraws(t *testing.T) {
	f := uniform(t, 60)
	s := step(t, `{"id":"a","category":["SC"],"n":6}`)
	o := CompareOptions{Seed: "x", Draws: 7, Designs: []Design{Simple, Balanced, Map}, Workers: 1}
	got, err := Compare(t.Context(), f, s, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Workers = 3
	again, err := Compare(t.Context(), f, s, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("one goroutine (-) and three (+) differ:\n%s", diff)
	}
	plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{s}})
	if err != nil {
		t.Fatal(err)
	}
	var b, moran float64
	for _, seed := range []string{"x/compare/0", "x/compare/1", "x/compare/2", "x/compare/3", "x/compare/4", "x/compare/5", "x/compare/6"} {
		record, err := sampler.Draw(t.Context(), f, plan, seed, sampler.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var sample Sample
		for i := range f.Sites() {
			p, _ := f.Sites()[i].Position()
			sample.Sites = append(sample.Sites, p)
		}
		for _, p := range record.Picks {
			number, _ := f.Number(p.ID)
			sample.Picks = append(sample.Picks, number)
		}
		b += Voronoi(sample).Value / 7
		moran += Moran(sample).Value / 7
	}
	for name, pair := range map[string][2]float64{
		"B": {got.Trials[0].Voronoi.Value, b}, "Moran": {got.Trials[0].Moran.Value, moran}, "picks": {got.Trials[0].Picks.Value, 6},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, pair[0], pair[1])
		}
	}
	if got.Sites != 60 || got.N != 6 || got.Trials[1].Design != Balanced || got.Trials[0].Voronoi.Draws != 7 {
		t.Errorf("Compare = %+v", got)
	}
}

// frameOf is a frame of these sites.
func frameOf(t *testing.T, sites ...geo.Site) *sampler.Frame {
	t.Helper()
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Sites in one place, few picks and sites without position are no obstacle.
func TestCompareOddPopulations(t *testing.T) {
	here := geo.Point{Lon: 1_200_000_000, Lat: 300_000_000}
	f := frameOf(t,
		geo.Site{ID: "a", Category: "SC", Geometry: here, Area: "990100100200"}, geo.Site{ID: "b", Category: "SC", Geometry: here},
		geo.Site{ID: "c", Category: "SC", Geometry: here, Area: "990100101200"}, geo.Site{ID: "d", Category: "SC"},
		geo.Site{ID: "e", Category: "GY"},
	)
	for n := range 2 {
		s := step(t, `{"id":"a","category":["SC"],"n":`+[]string{"1", "2"}[n]+`,"reserve":1,"walk":100}`)
		got, err := Compare(t.Context(), f, s, CompareOptions{Seed: "x", Draws: 3})
		if err != nil {
			t.Fatal(err)
		}
		if got.Sites != 3 || got.Unlocated != 1 || len(got.Trials) != len(Designs()) {
			t.Errorf("Compare = %+v", got)
		}
		for _, trial := range got.Trials {
			if trial.AllTowns != 2 || trial.Picks.Value != float64(n+1) || trial.Voronoi.Draws != 3 || trial.Evenness.Draws != 3*n {
				t.Errorf("%d picks: %+v", n+1, trial)
			}
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	f := uniform(t, 5)
	market := `{"id":"a","category":["SC"],"n":2}`
	for _, test := range []struct {
		name string
		step string
		o    CompareOptions
		want geo.Code
	}{
		{"no draws", market, CompareOptions{Draws: -1}, ErrDraws},
		{"too many draws", market, CompareOptions{Draws: MostDraws + 1}, ErrDraws},
		{"all", `{"id":"a","category":["SC"],"n":5}`, CompareOptions{}, ErrAll},
		{"census", `{"id":"a","category":["SC"],"n":"all"}`, CompareOptions{}, ErrAll},
		{"no such site", `{"id":"a","category":["GY"],"n":1}`, CompareOptions{}, ErrUnknown},
		{"stage", market + `,{"id":"b","category":["SC"],"n":1,"within":"a"}`, CompareOptions{}, ErrStage},
	} {
		_, err := Compare(t.Context(), f, step(t, test.step), test.o)
		if wrong, is := errors.AsType[*geo.Error](err); !is || wrong.Code != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

// The step's own limits hold for Planned alone.
func TestComparePlanned(t *testing.T) {
	f := uniform(t, 40)
	s := step(t, `{"id":"a","category":["SC"],"n":4,"apart":5000}`)
	got, err := Compare(t.Context(), f, s, CompareOptions{Seed: "x", Draws: 10})
	if err != nil {
		t.Fatal(err)
	}
	if planned, simple := got.Trials[0], got.Trials[1]; planned.Apart.Value <= simple.Apart.Value || planned.Apart.Value < 5000 {
		t.Errorf("least distance as planned %v, simple %v; want 5000 at least as planned", planned.Apart, simple.Apart)
	}
}

// TestCompareDesigns: 50 of 2,000, a mean B of about .329 for simple draws, and
// below a peer's local pivotal, .077, within a tenth, for balanced ones.
func TestCompareDesigns(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("TestCompareDesigns: SITEDRAW_LONG is not set")
	}
	got, err := Compare(t.Context(), uniform(t, 2000), step(t, `{"id":"a","category":["SC"],"n":50}`),
		CompareOptions{Seed: "x", Designs: []Design{Simple, Balanced}})
	if err != nil {
		t.Fatal(err)
	}
	if b := got.Trials[0].Voronoi.Value; math.Abs(b-.329) > .0329 {
		t.Errorf("mean B of simple draws = %.4f, want about .329", b)
	}
	if b := got.Trials[1].Voronoi.Value; b > .077*1.1 {
		t.Errorf("mean B of balanced draws = %.4f, want .077", b)
	}
}

func BenchmarkCompare(b *testing.B) {
	f, s := uniform(b, 2000), step(b, `{"id":"a","category":["SC"],"n":50}`)
	for b.Loop() {
		if _, err := Compare(b.Context(), f, s, CompareOptions{Seed: "x", Designs: Designs()[1:]}); err != nil {
			b.Fatal(err)
		}
	}
}
