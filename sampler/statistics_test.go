package sampler

import (
	"context"
	"fmt"
	"math"
	"os"
	"testing"

	"sitedraw/geo"
)

// Statistics tests count how often each site is picked over many fixed seeds and
// compare with the exact inclusion probability π. A count is refused when it is
// more than alarm standard deviations off: for a right sampler that happens with
// probability 5.7·10⁻⁷ a count (two-sided normal), so below 10⁻⁴ for all counts
// of this file together, and never again once the seeds have passed.
//
// With SITEDRAW_LONG=1 there are 160,000·(1−π)/π draws, at which a π that is
// wrong by 2 % is 8 standard deviations off and is refused with probability
// 99.8 %; the short set has a 64th of them and sees 16 %.
const alarm = 5

func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// drawsFor returns how many draws the rarest site's π needs.
func drawsFor(rarest float64) int {
	draws := 160_000 * (1 - rarest) / rarest
	if !long() {
		draws /= 64
	}
	return int(draws)
}

// offBy returns the largest distance of a count from its expectation, in
// standard deviations.
func offBy(counts map[string]int, draws int, exact map[string]float64) (worst float64, id string) {
	for site, p := range exact {
		n := float64(draws)
		z := math.Abs(float64(counts[site])-n*p) / math.Sqrt(n*p*(1-p))
		if z > worst || math.IsNaN(z) && counts[site] != draws {
			worst, id = z, site
		}
	}
	return worst, id
}

// stepsPerPlan is how many times a plan repeats the step, each time in a scope
// of its own, so that one call of Draw gives many independent draws.
const stepsPerPlan = 64

// countPicks draws the steps again and again and counts the main picks of the
// last one.
func countPicks(t *testing.T, f *Frame, draws int, steps ...Step) map[string]int {
	t.Helper()
	var plan Plan
	last := map[string]bool{}
	for i := range stepsPerPlan {
		for _, s := range steps {
			s.ID = fmt.Sprintf("%s%d", s.ID, i)
			if s.Within != "" {
				s.Within = fmt.Sprintf("%s%d", s.Within, i)
			}
			plan.Steps = append(plan.Steps, s)
		}
		last[plan.Steps[len(plan.Steps)-1].ID] = true
	}
	plan, err := NewPlan(plan)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for done := 0; done < draws; done += stepsPerPlan {
		r, err := Draw(context.Background(), f, plan, fmt.Sprintf("statistics %d", done), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Picks {
			if p.Role == Main && last[p.Step] {
				counts[p.ID]++
			}
		}
	}
	return counts
}

// plainFrame returns sites a, b, c … of category X with the given sizes, on a
// small lattice, in townships of the given numbers of sites.
func plainFrame(t *testing.T, sizes []int32, towns ...int) *Frame {
	t.Helper()
	var sites []geo.Site
	town, left := 0, 0
	if len(towns) > 0 {
		left = towns[0]
	}
	for i, size := range sizes {
		if len(towns) > 0 && left == 0 {
			town++
			left = towns[town]
		}
		left--
		sites = append(sites, geo.Site{
			ID: string(rune('a' + i)), Category: "X", Size: size, Area: fmt.Sprintf("990001%03d201", 100+town),
			Geometry: geo.Point{Lon: geo.E7(1_170_000_000 + i%3*700_000 + i*i*9000), Lat: geo.E7(280_000_000 + i/3*600_000)},
		})
	}
	f, err := NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ones(n int) []int32 {
	sizes := make([]int32, n)
	for i := range sizes {
		sizes[i] = 1
	}
	return sizes
}

// same returns π for n sites of equal probability.
func same(n int, p float64) map[string]float64 {
	exact := map[string]float64{}
	for i := range n {
		exact[string(rune('a'+i))] = p
	}
	return exact
}

func list(values ...float64) map[string]float64 {
	exact := map[string]float64{}
	for i, v := range values {
		exact[string(rune('a'+i))] = v
	}
	return exact
}

func TestInclusionProbabilities(t *testing.T) {
	x := []string{"X"}
	paretoSizes := []int32{2, 7, 8, 5, 4, 4}
	certainSizes := []int32{40, 1, 2, 3, 4} // n = 3: 40 is certain, then two of ten by size
	for _, tt := range []struct {
		name  string
		step  Step
		sizes []int32
		towns []int
		exact map[string]float64
	}{
		{name: "simple", step: Step{N: 3}, sizes: ones(7), exact: same(7, 3.0/7)},
		{name: "systematic", step: Step{N: 3, Method: Systematic}, sizes: ones(7), exact: same(7, 3.0/7)},
		{name: "balanced", step: Step{N: 3, Method: Balanced}, sizes: ones(7), exact: same(7, 3.0/7)},
		{name: "balanced, reserves", step: Step{N: 2, Reserve: 2, Method: Balanced}, sizes: ones(7), exact: same(7, 2.0/7)},
		{name: "systematic by size", step: Step{N: 3, Method: Systematic, BySize: true}, sizes: paretoSizes,
			exact: list(.2, .7, .8, .5, .4, .4)},
		{name: "balanced by size", step: Step{N: 3, Method: Balanced, BySize: true}, sizes: paretoSizes,
			exact: list(.2, .7, .8, .5, .4, .4)},
		{name: "pareto", step: Step{N: 3, Method: Pareto}, sizes: paretoSizes,
			exact: list(.1946809459, .7068607038, .8057385811, .5008036110, .3959580791, .3959580791)},
		{name: "systematic with a certain site", step: Step{N: 3, Method: Systematic, BySize: true}, sizes: certainSizes,
			exact: list(1, .2, .4, .6, .8)},
		{name: "balanced with a certain site", step: Step{N: 3, Method: Balanced, BySize: true}, sizes: certainSizes,
			exact: list(1, .2, .4, .6, .8)},
		{name: "proportional strata", step: Step{N: 4, By: ByArea}, sizes: ones(10), towns: []int{3, 5, 2}, exact: same(10, .4)},
		{name: "proportional strata, systematic", step: Step{N: 4, By: ByArea, Method: Systematic}, sizes: ones(10),
			towns: []int{3, 5, 2}, exact: same(10, .4)},
		{name: "equal strata", step: Step{N: 3, By: ByArea, Allocate: Equal}, sizes: ones(10), towns: []int{3, 5, 2},
			exact: list(1./3, 1./3, 1./3, .2, .2, .2, .2, .2, .5, .5)},
		{name: "each stratum", step: Step{N: 1, By: ByArea, Allocate: Each}, sizes: ones(10), towns: []int{3, 5, 2},
			exact: list(1./3, 1./3, 1./3, .2, .2, .2, .2, .2, .5, .5)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.step.ID, tt.step.Category = "s", x
			draws := drawsFor(rarest(tt.exact)) / stepsPerPlan * stepsPerPlan
			counts := countPicks(t, plainFrame(t, tt.sizes, tt.towns...), draws, tt.step)
			if z, id := offBy(counts, draws, tt.exact); z > alarm {
				t.Errorf("site %s picked %d times in %d draws, want π = %v: %.1f standard deviations",
					id, counts[id], draws, tt.exact[id], z)
			}
		})
	}
}

func rarest(exact map[string]float64) float64 {
	least := 1.0
	for _, p := range exact {
		least = min(least, p)
	}
	return least
}

// TestTwoStage draws one of three townships and one of its 3, 5 or 2 villages:
// π = 1/9, 1/15, 1/6.
func TestTwoStage(t *testing.T) {
	t.Parallel()
	f, exact := twoStageFrame(t)
	draws := drawsFor(1.0/15) / stepsPerPlan * stepsPerPlan
	counts := countPicks(t, f, draws,
		Step{ID: "t", Category: []string{"T"}, N: 1}, Step{ID: "v", Category: []string{"V"}, N: 1, Within: "t"})
	if z, id := offBy(counts, draws, exact); z > alarm {
		t.Errorf("village %s picked %d times in %d draws, want π = %v", id, counts[id], draws, exact[id])
	}
}

func twoStageFrame(t *testing.T) (*Frame, map[string]float64) {
	t.Helper()
	var sites []geo.Site
	exact := map[string]float64{}
	for town, villages := range []int{3, 5, 2} {
		area := fmt.Sprintf("990001%03d", 100+town)
		sites = append(sites, geo.Site{ID: area + "000", Category: "T", Area: area + "000"})
		for v := range villages {
			code := fmt.Sprintf("%s%03d", area, 200+v)
			sites = append(sites, geo.Site{ID: code, Category: "V", Area: code})
			exact[code] = 1.0 / 3 / float64(villages)
		}
	}
	f, err := NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f, exact
}

// mapFrame is a square on the equator with sites at (¼,¼), (¾,¼) and (½,¾). The
// nearest of them to a uniform point is the first or second with probability
// 9/32 each, the third with 7/16. The square's sides are 1.1 km, so that the
// sphere's curvature changes π by less than 10⁻⁷.
func mapFrame(t *testing.T) (*Frame, map[string]float64) {
	t.Helper()
	const side = 100_000
	square, err := geo.NewPolygon([][]geo.Point{{{}, {Lon: side}, {Lon: side, Lat: side}, {Lat: side}, {}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFrame([]geo.Site{
		{ID: "square", Category: "AREA", Geometry: square},
		{ID: "a", Category: "X", Geometry: geo.Point{Lon: side / 4, Lat: side / 4}},
		{ID: "b", Category: "X", Geometry: geo.Point{Lon: side * 3 / 4, Lat: side / 4}},
		{ID: "c", Category: "X", Geometry: geo.Point{Lon: side / 2, Lat: side * 3 / 4}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f, map[string]float64{"a": 9.0 / 32, "b": 9.0 / 32, "c": 7.0 / 16}
}

func TestPhoneMap(t *testing.T) {
	t.Parallel()
	f, exact := mapFrame(t)
	draws := drawsFor(9.0/32) / stepsPerPlan * stepsPerPlan
	for _, tt := range []struct {
		take  Take
		exact map[string]float64
	}{{TakeNearest, exact}, {TakeAny, same(3, 1.0/3)}} {
		counts := countPicks(t, f, draws,
			Step{ID: "m", Category: []string{"X"}, Method: Map, N: 1, Map: &MapParameters{In: "AREA", Take: tt.take}})
		if z, id := offBy(counts, draws, tt.exact); z > alarm {
			t.Errorf("take %s: site %s picked %d times in %d draws, want π = %v", tt.take, id, counts[id], draws, tt.exact[id])
		}
	}
}

// TestStatisticsSeeWrongSamplers runs the check on samplers that are wrong in the
// ways that happen. Each must be refused, with as many draws as the right one
// gets.
func TestStatisticsSeeWrongSamplers(t *testing.T) {
	stream := NewStream(NewKey("wrong", "samplers"))
	f, mapExact := mapFrame(t)
	vantages := map[string]geo.Vantage{}
	for _, id := range []string{"a", "b", "c"} {
		site, _ := f.Site(id)
		p, _ := site.Position()
		vantages[id] = geo.NewVantage(p)
	}
	window := geo.BoxWindow(geo.Box{Max: geo.Point{Lon: 100_000, Lat: 100_000}})
	for _, tt := range []struct {
		name  string
		exact map[string]float64
		draw  func() []string
	}{
		// Bytes modulo 7: 256 = 36·7 + 4, so four of the seven are 37/36 too likely.
		{"modulo bias", same(7, 1.0/7), func() []string { return []string{string(rune('a' + stream.word()>>56%7))} }},
		{"2 % too likely", same(2, .5), func() []string {
			if stream.Unit() < .51 {
				return []string{"a"}
			}
			return []string{"b"}
		}},
		{"last instead of nearest", mapExact, func() []string {
			p, _ := window.Try(stream.Unit(), stream.Unit())
			here, far, id := geo.NewVantage(p), int64(-1), ""
			for _, candidate := range []string{"a", "b", "c"} {
				if d := here.DistanceMillimetres(vantages[candidate]); d > far {
					far, id = d, candidate
				}
			}
			return []string{id}
		}},
		// Systematic by size over 40, 1, 2, 3, 4 with n = 3: the first site takes
		// up to three of the points that should fall on others.
		{"forgotten certainty", list(1, .2, .4, .6, .8), func() []string {
			var taken []string
			next, before := stream.Below(50), uint64(0)
			for i, size := range []uint64{40, 1, 2, 3, 4} {
				before += size
				hit := false
				for ; next < 3*before; next += 50 {
					hit = true
				}
				if hit {
					taken = append(taken, string(rune('a'+i)))
				}
			}
			return taken
		}},
	} {
		least := rarest(tt.exact)
		draws := int(160_000 * (1 - least) / least)
		counts := map[string]int{}
		for range draws {
			for _, id := range tt.draw() {
				counts[id]++
			}
		}
		if z, _ := offBy(counts, draws, tt.exact); z <= alarm {
			t.Errorf("%s: %v in %d draws passes, %.1f standard deviations off", tt.name, counts, draws, z)
		}
	}
}

// TestPrefixOfSimple checks that the first picks of a longer simple draw are the
// shorter draw, and that a site which joins moves nobody else's ticket.
func TestPrefixOfSimple(t *testing.T) {
	f := plainFrame(t, ones(12))
	draw := func(f *Frame, n int64) []Pick {
		plan, err := NewPlan(Plan{Steps: []Step{{ID: "s", Category: []string{"X"}, N: n}}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := Draw(context.Background(), f, plan, "prefix", Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Picks
	}
	long := draw(f, 12)
	for n := range int64(12) {
		for i, p := range draw(f, n+1) {
			if p.ID != long[i].ID {
				t.Errorf("pick %d of %d = %s, want %s", i+1, n+1, p.ID, long[i].ID)
			}
		}
	}
	grown, at := draw(plainFrame(t, ones(13)), 13), 0
	for _, p := range grown {
		if p.ID != string(rune('a'+12)) {
			if p.ID != long[at].ID {
				t.Errorf("after a site joined, place %d = %s, want %s", at+1, p.ID, long[at].ID)
			}
			at++
		}
	}
}
