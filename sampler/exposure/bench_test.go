package exposure

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
)

// countyFrame returns n made-up sites over the categories and tags that a plan
// looks for, in 16 townships of 21 villages.
func countyFrame(b *testing.B, plan *sampler.Plan, n int) *sampler.Frame {
	b.Helper()
	random := rand.New(rand.NewPCG(1, uint64(n)))
	sites := make([]geo.Site, n)
	for i := range sites {
		s := &plan.Steps[i%len(plan.Steps)]
		town := fmt.Sprintf("990001%03d", 100+random.IntN(16))
		sites[i] = geo.Site{
			ID: fmt.Sprintf("made-up-%07d", i), Category: s.Category[random.IntN(len(s.Category))],
			Area: fmt.Sprintf("%s%03d", town, 200+random.IntN(21)), Unit: fmt.Sprintf("unit %d", random.IntN(60)),
			Size:     int32(1 + random.IntN(1000)),
			Geometry: geo.Point{Lon: geo.E7(1_170_000_000 + random.IntN(4_000_000)), Lat: geo.E7(280_000_000 + random.IntN(4_000_000))},
		}
		sites[i].Tags = append(slices.Clone(s.Tags), s.AnyTags...)
		slices.Sort(sites[i].Tags)
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// BenchmarkExact works out what the design gives of county-31x131 without its map
// steps for a million sites:
//
//   - read goes through the sites once and sums five of their members: the measure
//     of the others;
//   - exact is the exposure of the frame, New: every site's figure in every step,
//     kept once where the sites of a step or of a scope have the same. It is what is
//     bound to twice the reading;
//   - each-site asks besides for Expected and Once of each site in turn, which spreads
//     all figures, adds them up over the steps and returns two million figures, each
//     with its error and kind. No bound is set for it.
func BenchmarkExact(b *testing.B) {
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	plan.Steps = slices.DeleteFunc(slices.Clone(plan.Steps), func(s sampler.Step) bool { return s.Method == sampler.Map })
	f := countyFrame(b, &plan, 1_000_000)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			sum := 0
			for i := range f.Sites() {
				s := &f.Sites()[i]
				sum += int(s.Size) + len(s.Category) + len(s.Area) + len(s.Unit) + len(s.Tags)
			}
			if sum == 0 {
				b.Fatal("nothing read")
			}
		}
	})
	b.Run("exact", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(context.Background(), f, plan, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("each-site", func(b *testing.B) {
		for b.Loop() {
			r, err := New(context.Background(), f, plan, nil)
			if err != nil {
				b.Fatal(err)
			}
			sum := 0.0
			for i := range f.Len() {
				sum += r.Expected(int32(i)).Value + r.Once(int32(i)).Value
			}
			if sum == 0 {
				b.Fatal("nothing is expected")
			}
		}
	})
}

// BenchmarkShares works out what one pick off the map gives, of those steps of the
// demo county's plan whose strata get one at most.
func BenchmarkShares(b *testing.B) {
	f, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(context.Background(), f, plan, MapShares); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDemo replays the plan of 31 categories on the demo county: as far as
// figures need it, to a half-width of 0.005, and whole, 10,000 times.
func BenchmarkDemo(b *testing.B) {
	f, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("half-width", func(b *testing.B) {
		for b.Loop() {
			r, err := Of(context.Background(), f, plan, Options{Seed: "demo", Shares: MapShares})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(r.Replays), "replays")
		}
	})
	b.Run("10000-replays", func(b *testing.B) {
		r, err := New(context.Background(), f, plan, nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			draws := r.newReplays(Options{Seed: "demo", Workers: 2}, plan, func([]pick) {})
			if err := draws.run(context.Background(), 0, 10_000); err != nil {
				b.Fatal(err)
			}
		}
	})
}
