package route_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"sitedraw/geo/route"
	"sitedraw/geo/route/check"
)

// seeds is how many searches a mean is taken of.
const seeds = 5

// gap searches once and returns how far the travel is above the best, in percent.
func gap(t testing.TB, p *route.Problem, best float64, o route.Options) float64 {
	t.Helper()
	s, err := route.Solve(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if v := check.Plan(p, s); len(v) > 0 || len(s.Left) > 0 {
		t.Fatalf("%d stops left, %v", len(s.Left), v)
	}
	return (float64(s.Travel)/best - 1) * 100
}

// searches are of so many seeds from 0 up.
type searches struct{ seeds, iterations int }

// gaps returns those of the searches.
func gaps(t testing.TB, p *route.Problem, best float64, s searches) []float64 {
	t.Helper()
	var all []float64
	for seed := range s.seeds {
		all = append(all, gap(t, p, best, route.Options{Seed: strconv.Itoa(seed), Iterations: s.iterations}))
	}
	return all
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, g := range all {
		sum += g
	}
	return sum / float64(len(all))
}

func long(t *testing.T) {
	t.Helper()
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("SITEDRAW_LONG is not set")
	}
}

func TestLongSolomonQuality(t *testing.T) {
	long(t)
	var all []float64
	for _, b := range solomonValues(t) {
		if b.customers == 100 {
			all = append(all, gaps(t, solomon(t, b.instance, b.customers), b.tenths, searches{seeds, 130_000})...)
		}
	}
	slices.Sort(all)
	t.Logf("mean %.2f %%, worst %.2f %%", mean(all), all[len(all)-1])
	if mean(all) > 0.30 || all[len(all)*95/100] > 1.5 {
		t.Errorf("mean %.2f %% and 95 in 100 within %.2f %%, want 0.30 %% and 1.5 %%", mean(all), all[len(all)*95/100])
	}
}

func TestLongSolomonSmallOnesAreOptimal(t *testing.T) {
	long(t)
	for _, b := range solomonValues(t) {
		if b.customers == 100 {
			continue
		}
		all := gaps(t, solomon(t, b.instance, b.customers), b.tenths, searches{seeds, 65_000})
		if best := slices.Min(all); best > 1e-9 || best < -1e-9 {
			t.Errorf("%s.%d: best gap %.3f %%, want none", b.instance, b.customers, best)
		}
		if worst := slices.Max(all); worst > 1 {
			t.Errorf("%s.%d: worst gap %.3f %%", b.instance, b.customers, worst)
		}
	}
}

func TestLongInspectionQuality(t *testing.T) {
	long(t)
	for i, best := range inspectionReference {
		all := gaps(t, inspection(t, i+1), best*1000, searches{15, 130_000})
		t.Logf("insp%d: %.2f", i+1, all)
		if mean(all) > 1 || slices.Max(all) > 1.5 {
			t.Errorf("insp%d: mean %.2f %%, worst %.2f %%, want 1 %% and 1.5 %%", i+1, mean(all), slices.Max(all))
		}
	}
}

// leastLatest are seconds of the day before which nobody can be back from some stop,
// even alone.
var leastLatest = [...]int64{53116, 53345, 53020}

func TestLongFairQuality(t *testing.T) {
	long(t)
	for i, least := range leastLatest {
		if got := fair(t, inspection(t, i+1), 200_000) / 1000; got > least+300 || got < least {
			t.Errorf("insp%d: latest return %d s, want at most five minutes after %d s", i+1, got, least)
		}
	}
	p := inspection(t, 1)
	for k := range p.Stops {
		p.Stops[k].Windows = nil // so that only the share of work decides
	}
	little, much := fair(t, p, 600_000), fair(t, p, 2_000_000)
	t.Logf("latest return %d s, after a longer search %d s", little/1000, much/1000)
	if little-much > 5*route.Minute {
		t.Errorf("latest return %d s, %d s after a longer search", little/1000, much/1000)
	}
}

func fair(t *testing.T, p *route.Problem, iterations int) int64 {
	t.Helper()
	s, err := route.Solve(t.Context(), p, route.Options{Seed: "fair", Iterations: iterations, Objective: route.Fair})
	if err != nil {
		t.Fatal(err)
	}
	if v := check.Plan(p, s); len(v) > 0 || len(s.Left) > 0 {
		t.Fatalf("%d stops left, %v", len(s.Left), v)
	}
	return s.LatestReturn
}

func BenchmarkSolomon(b *testing.B) {
	for _, value := range solomonValues(b) {
		b.Run(value.instance+"."+strconv.Itoa(value.customers), func(b *testing.B) {
			measure(b, solomon(b, value.instance, value.customers), value.tenths)
		})
	}
}

func BenchmarkInspection(b *testing.B) {
	for i, best := range inspectionReference {
		b.Run("insp"+strconv.Itoa(i+1), func(b *testing.B) { measure(b, inspection(b, i+1), best*1000) })
	}
}

// measure reports the gaps of five seeds at about a second each, and at five.
func measure(b *testing.B, p *route.Problem, best float64) {
	b.Helper()
	for _, iterations := range []int{130_000, 650_000} {
		b.Run(strconv.Itoa(iterations), func(b *testing.B) {
			var all []float64
			for i := range b.N {
				all = append(all, gap(b, p, best, route.Options{Seed: strconv.Itoa(i % seeds), Iterations: iterations}))
			}
			b.ReportMetric(mean(all), "%gap")
			b.ReportMetric(slices.Max(all), "%worst")
			b.ReportMetric(float64(b.N)*float64(iterations)/b.Elapsed().Seconds(), "iterations/s")
		})
	}
}
