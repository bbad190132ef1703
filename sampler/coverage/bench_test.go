package coverage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/coverage"
)

// BenchmarkCoverage measures 10,000 sites of 31 categories over 200 rounds of 131 main
// picks: tallies of sites, townships, units and categories, what was never drawn, and the
// forecasts of sites and townships.
func BenchmarkCoverage(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	sites := make([]geo.Site, 10_000)
	for i := range sites {
		sites[i] = geo.Site{ID: fmt.Sprintf("made-up-%06d", i), Category: fmt.Sprintf("C%02d", i%31), Unit: fmt.Sprintf("unit %d", random.IntN(60)),
			Area: fmt.Sprintf("990001%03d%03d", 100+random.IntN(16), 200+random.IntN(21))}
	}
	frame := frameOf(b, sites...)
	steps := make([]sampler.Step, 31)
	for i := range steps {
		steps[i] = sampler.Step{ID: fmt.Sprintf("s%02d", i), Category: []string{fmt.Sprintf("C%02d", i)}, N: int64(4 + i/27)}
	}
	plan := planOf(b, steps...)
	rounds := make([]coverage.Round, 200)
	for i := range rounds {
		r, err := sampler.Draw(b.Context(), frame, plan, fmt.Sprint(i), sampler.Options{})
		if err != nil {
			b.Fatal(err)
		}
		rounds[i] = coverage.Round{Number: int64(i + 1), Record: r}
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			m := coverage.New(frame, rounds)
			reached := len(m.Never())
			for _, by := range []sampler.By{sampler.ByArea, sampler.ByUnit, sampler.ByCategory, sampler.ByPlace} {
				reached += len(m.Groups(by))
			}
			for _, by := range []sampler.By{"", sampler.ByArea, sampler.ByUnit} {
				if _, err := m.Faithful(b.Context(), plan, coverage.Options{By: by}); err != nil {
					b.Fatal(err)
				}
			}
			if reached == 0 {
				b.Fatal("nothing")
			}
		}
	})
	b.Run("meter", func(b *testing.B) {
		for b.Loop() {
			coverage.New(frame, rounds)
		}
	})
	b.Run("first", func(b *testing.B) { // all is missing
		m := coverage.New(frame, nil)
		for b.Loop() {
			if _, err := m.Faithful(b.Context(), plan, coverage.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cover", func(b *testing.B) {
		m := coverage.New(frame, rounds[:20])
		for b.Loop() {
			if _, err := m.Cover(b.Context(), plan, coverage.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
