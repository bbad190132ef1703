package geo

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// falseAlarm is how often a right sampler would fail one of the tests below, had
// it fresh seeds; the seeds being fixed, they pass for ever or for none.
const falseAlarm = 1e-6

// chiSquare is Σ (count − expected)²/expected over cells of equal probability.
func chiSquare(counts []int) float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	expected, sum := float64(total)/float64(len(counts)), 0.0
	for _, n := range counts {
		sum += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return sum
}

// 200,000 points in 20 × 20 cells of equal surface, the latitudes 10–70°.
func TestWindowTryIsUniformOnTheSphere(t *testing.T) {
	const cells, rounds = 20, 200_000
	box := Box{Min: Point{-100_000_000, 100_000_000}, Max: Point{300_000_000, 700_000_000}}
	w, r := BoxWindow(box), seeded(31)
	low, high := math.Sin(box.Min.Lat.radians()), math.Sin(box.Max.Lat.radians())
	cell := func(p Point) int {
		x := float64(p.Lon-box.Min.Lon) / float64(box.Max.Lon-box.Min.Lon)
		y := (math.Sin(p.Lat.radians()) - low) / (high - low)
		return min(int(x*cells), cells-1)*cells + min(int(y*cells), cells-1)
	}
	right, wrong := make([]int, cells*cells), make([]int, cells*cells)
	for range rounds {
		p, ok := w.Try(r.Float64(), r.Float64())
		if !ok || !box.Contains(p) {
			t.Fatalf("Try of a box = %v, %v, want it inside", p, ok)
		}
		right[cell(p)]++
		wrong[cell(Point{p.Lon, box.Min.Lat + E7(r.Float64()*float64(box.Max.Lat-box.Min.Lat))})]++
	}
	limit := distuv.ChiSquared{K: cells*cells - 1}.Quantile(1 - falseAlarm)
	if got := chiSquare(right); got > limit {
		t.Errorf("χ² of Try = %.0f, want at most %.0f", got, limit)
	}
	if got := chiSquare(wrong); got < 10*limit {
		t.Errorf("χ² of latitudes uniform in degrees = %.0f, want the test to see it: above %.0f", got, 10*limit)
	}
}

// The share of points that are kept is the polygon's share of the box's surface;
// a hole that is forgotten or a sampler 2 % off would be seen.
func TestWindowTryKeepsTheShareOfSurface(t *testing.T) {
	const rounds = 400_000
	outer := []E7{0, 300_000_000, 100_000_000, 350_000_000, 50_000_000, 500_000_000}
	hole := []E7{40_000_000, 350_000_000, 60_000_000, 350_000_000, 60_000_000, 380_000_000, 40_000_000, 380_000_000}
	p := mustPolygon(t, outer, hole)
	w, r := NewWindow(MultiPolygon{p}), seeded(32)
	b := p.Bounds()
	whole := mustPolygon(t, []E7{b.Min.Lon, b.Min.Lat, b.Max.Lon, b.Min.Lat, b.Max.Lon, b.Max.Lat, b.Min.Lon, b.Max.Lat})
	kept := 0
	for range rounds {
		q, ok := w.Try(r.Float64(), r.Float64())
		if ok != p.Covers(q) {
			t.Fatalf("Try = %v, %v, want as Covers", q, ok)
		}
		if ok {
			kept++
		}
	}
	share := p.Surface() / whole.Surface()
	z := (float64(kept) - rounds*share) / math.Sqrt(rounds*share*(1-share))
	limit := distuv.UnitNormal.Quantile(1 - falseAlarm/2)
	if math.Abs(z) > limit {
		t.Errorf("kept %d of %d, want a share of %.5f (z = %.1f, at most %.1f)", kept, rounds, share, z, limit)
	}
	if off := 0.02 * share * math.Sqrt(rounds/share/(1-share)); off < 2*limit {
		t.Errorf("a sampler 2 %% off would show as z = %.1f, want at least %.1f", off, 2*limit)
	}
}

// A try tells what the window covers, also in a box without extent.
func TestWindowTryIsCovered(t *testing.T) {
	sliver := mustPolygon(t, []E7{0, 0, 1_000, 1_000, 0, 1})
	for name, w := range map[string]Window{
		"point":  BoxWindow(Point{5, 5}.Bounds()),
		"line":   BoxWindow(Box{Point{5, 5}, Point{5, 9}}),
		"sliver": NewWindow(MultiPolygon{sliver}),
	} {
		for _, u := range []float64{0x1p-53, 0.25, 0.999} {
			if p, ok := w.Try(u, 0.999); ok != w.Covers(p) {
				t.Errorf("%s: Try = %v, %v, want as Covers", name, p, ok)
			}
		}
	}
}

// The ends of (0, 1) stay in the widest box.
func TestWindowTryStaysInside(t *testing.T) {
	world := Box{Min: Point{-MaxLon, -MaxLat}, Max: Point{MaxLon, MaxLat}}
	for _, u := range []float64{0x1p-53, 0.5, 1 - 0x1p-53} {
		if p, _ := BoxWindow(world).Try(u, u); !world.Contains(p) {
			t.Errorf("Try with units %v = %v, want it inside", u, p)
		}
	}
}

func TestWindowCoversUnion(t *testing.T) {
	w := NewWindow(MultiPolygon{
		mustPolygon(t, []E7{0, 0, 10, 0, 10, 10, 0, 10}),
		mustPolygon(t, []E7{20, 0, 30, 0, 30, 10, 20, 10}),
	})
	for p, want := range map[Point]bool{{5, 5}: true, {15, 5}: false, {30, 10}: true, {31, 5}: false} {
		if got := w.Covers(p); got != want {
			t.Errorf("Covers(%v) = %v, want %v", p, got, want)
		}
	}
}

func ExampleWindow_Try() {
	county := BoxWindow(Box{Min: Point{1_170_000_000, 280_000_000}, Max: Point{1_175_000_000, 285_000_000}})
	p, inside := county.Try(0.5, 0.5) // real ones come from a draw's stream
	fmt.Println(p.Lon, p.Lat, inside)
	// Output: 117.25 28.2497069 true
}
