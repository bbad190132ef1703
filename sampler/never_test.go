package sampler_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// neverFrame has a site for each reason; those called ok can be drawn.
func neverFrame(t *testing.T) *sampler.Frame {
	t.Helper()
	point := geo.Point{Lon: 1_170_000_000, Lat: 280_000_000}
	square, err := geo.NewPolygon([][]geo.Point{{
		{Lon: 1_169_000_000, Lat: 279_000_000}, {Lon: 1_171_000_000, Lat: 279_000_000},
		{Lon: 1_171_000_000, Lat: 281_000_000}, {Lon: 1_169_000_000, Lat: 281_000_000},
		{Lon: 1_169_000_000, Lat: 279_000_000},
	}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := sampler.NewFrame([]geo.Site{
		{ID: "bare"},
		{ID: "window", Category: "P", Geometry: square},
		{ID: "town-ok", Category: "T", Area: "990001101000", Tags: []string{"kind:town"}},
		{ID: "town-ok2", Category: "T", Tags: []string{"kind:town"}},
		{ID: "town-park", Category: "T", Area: "990001102000"},
		{ID: "village-ok", Category: "V", Area: "990001101200", Size: 2},
		{ID: "village-park", Category: "V", Area: "990001102200", Size: 2},
		{ID: "village-nowhere", Category: "V", Size: 2},
		{ID: "village-small", Category: "V", Area: "990001101201"},
		{ID: "group-ok", Category: "G", PartOf: "village-ok"},
		{ID: "group-park", Category: "G", PartOf: "village-park"},
		{ID: "group-none", Category: "G"},
		{ID: "market-ok", Category: "M", Geometry: point},
		{ID: "market-off", Category: "M", Geometry: geo.Point{Lon: 1_180_000_000, Lat: 280_000_000}},
		{ID: "market-lost", Category: "M"},
		{ID: "shop-ok", Category: "S", Geometry: point},
		{ID: "shop-lost", Category: "S"},
		{ID: "stop", Category: "B", Geometry: point},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const neverPlan = `
steps:
  - {id: town, category: [T], tags: ["kind:town"], n: 1}
  - {id: village, category: [V], within: town, method: pareto, n: 1}
  - {id: group, category: [G], of: village, n: 1}
  - {id: market, category: [M], in: [window], n: 1}
  - {id: shop, category: [S], method: map, n: 1}
  - {id: nobody, category: [M], any_tags: ["no:such"], n: 1}
  - {id: stop, category: [B], method: map, map: {anchor: "picks:nobody"}, n: 1}
`

func TestNever(t *testing.T) {
	plan, err := sampler.ReadPlan(strings.NewReader(neverPlan))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]geo.Code{
		"bare": sampler.NeverNoCategory, "window": sampler.NeverCategory, "town-park": sampler.NeverTags,
		"village-park": sampler.NeverWithin, "village-nowhere": sampler.NeverNoArea, "village-small": sampler.NeverUnsized,
		"group-park": sampler.NeverOf, "group-none": sampler.NeverOf,
		"market-off": sampler.NeverIn, "market-lost": sampler.NeverIn,
		"shop-lost": sampler.NeverUnlocated, "stop": sampler.NeverAnchor,
	}
	frame := neverFrame(t)
	got := map[string]geo.Code{}
	last := ""
	for _, n := range sampler.Never(frame, plan) {
		got[n.Site] = n.Reason
		if site, found := frame.Site(n.Site); !found || site.Category != n.Category || n.Site <= last {
			t.Errorf("Never names %+v after %q", n, last)
		}
		last = n.Site
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Never(frame, plan) (-want +got):\n%s", diff)
	}
}

// TestNeverIsNeverDrawn draws random plans on random frames by many seeds: no site
// that Never lists is a pick. Some frames have too little of everything.
func TestNeverIsNeverDrawn(t *testing.T) {
	drawn, listed := 0, map[geo.Code]int{}
	for round := range uint64(longOr(1000, 75)) {
		random := rand.New(rand.NewPCG(11, round))
		frame, plan := meagreFrame(t, random), randomPlan(t, random)
		reasons := map[string]geo.Code{}
		for _, n := range sampler.Never(frame, plan) {
			reasons[n.Site] = n.Reason
			listed[n.Reason]++
		}
		for seed := range 20 {
			r, err := sampler.Draw(context.Background(), frame, plan, fmt.Sprint(seed), sampler.Options{})
			if err != nil {
				continue
			}
			drawn++
			for _, p := range r.Picks {
				if reason, never := reasons[p.ID]; never {
					t.Fatalf("round %d, seed %d: step %s picks %q, which can never be picked: %s", round, seed, p.Step, p.ID, reason)
				}
			}
		}
	}
	if drawn < 200 || len(listed) < 9 {
		t.Errorf("%d draws, reasons %v: too few to tell", drawn, listed)
	}
}

// TestNeverIsNotTooMuch lets the sites that Never does not list be drawn where
// nothing but the seed decides.
func TestNeverIsNotTooMuch(t *testing.T) {
	plan, err := sampler.ReadPlan(strings.NewReader(`
steps:
  - {id: town, category: [T], n: 1}
  - {id: village, category: [A, B], within: town, any_tags: ["k:甲", "m:1"], n: 3}
`))
	if err != nil {
		t.Fatal(err)
	}
	frame := randomFrame(t, rand.New(rand.NewPCG(3, 1)))
	left := map[string]bool{}
	for _, s := range frame.Sites() {
		left[s.ID] = true
	}
	for _, n := range sampler.Never(frame, plan) {
		delete(left, n.Site)
	}
	if len(left) < 10 {
		t.Fatalf("%d sites can be drawn, too few to tell", len(left))
	}
	for seed := 0; len(left) > 0 && seed < 2000; seed++ {
		r, err := sampler.Draw(context.Background(), frame, plan, fmt.Sprint(seed), sampler.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Picks {
			delete(left, p.ID)
		}
	}
	if len(left) > 0 {
		t.Errorf("%v are not listed and were not drawn", left)
	}
}

// meagreFrame is a random frame of which some sites lack members at random.
func meagreFrame(t *testing.T, random *rand.Rand) *sampler.Frame {
	t.Helper()
	sites := append([]geo.Site(nil), randomFrame(t, random).Sites()...)
	for i := range sites {
		s := &sites[i]
		switch random.IntN(8 + int(s.ID[0])%100) {
		case 0:
			if geo.Polygons(s.Geometry) == nil {
				s.Geometry = nil
			}
		case 1:
			s.Size = 0
		case 2:
			s.Area = ""
		case 3:
			s.Category = ""
		case 4:
			s.Tags = nil
		}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func BenchmarkNever(b *testing.B) {
	frame := readFrame(b, vectorDir+"/frame-puyang.ndjson")
	plan, err := sampler.ShippedPlan("county-31x131")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		sampler.Never(frame, plan)
	}
}
