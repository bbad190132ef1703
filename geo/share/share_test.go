package share

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
)

// shape is a polygon of rings given as lon, lat, lon, lat …, which it closes.
func shape(t testing.TB, rings ...[]geo.E7) geo.Polygon {
	t.Helper()
	points := make([][]geo.Point, len(rings))
	for i, flat := range rings {
		for k := 0; k+1 < len(flat); k += 2 {
			points[i] = append(points[i], geo.Point{Lon: flat[k], Lat: flat[k+1]})
		}
		points[i] = append(points[i], points[i][0])
	}
	p, err := geo.NewPolygon(points)
	if err != nil {
		t.Fatalf("NewPolygon(%v): %v", rings, err)
	}
	return p
}

func square(t testing.TB, west, south, side geo.E7) geo.Polygon {
	t.Helper()
	return shape(t, []geo.E7{west, south, west + side, south, west + side, south + side, west, south + side})
}

func mustShares(t testing.TB, v View, list int) []Share {
	t.Helper()
	shares, err := AnyOf(context.Background(), v, list)
	if err != nil {
		t.Fatalf("AnyOf: %v", err)
	}
	return shares
}

// wantShares fails unless each value is right within off and within its own error.
func wantShares(t *testing.T, name string, got []Share, want []float64, off float64) {
	t.Helper()
	for i, w := range want {
		if d := math.Abs(got[i].Value - w); d > off || d > got[i].Error+1e-9 {
			t.Errorf("%s: share %d = %.7f ± %.7f, want %.7f", name, i, got[i].Value, got[i].Error, w)
		}
	}
}

// unit is 0.01° at the equator, where longitude and latitude are as long.
const unit = 100_000

var inSquare = []geo.Point{{Lon: unit / 4, Lat: unit / 4}, {Lon: 3 * unit / 4, Lat: unit / 4}, {Lon: unit / 2, Lat: 3 * unit / 4}}

func TestNearestInUnitSquare(t *testing.T) {
	v := View{Sites: inSquare, Radius: 10_000, Tolerance: 1e-5}
	want := []float64{9. / 32, 9. / 32, 7. / 16}
	v.Areas = geo.MultiPolygon{square(t, 0, 0, unit)}
	wantShares(t, "polygon", mustShares(t, v, 1), want, 1e-5)
	v.Areas, v.Box = nil, geo.Box{Max: geo.Point{Lon: unit, Lat: unit}}
	got, err := Nearest(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	wantShares(t, "box", got, want, 1e-5)
	for i, s := range got {
		if s.Error > 1e-5 {
			t.Errorf("share %d has error %g, want at most 1e-5", i, s.Error)
		}
	}
}

func TestOnALine(t *testing.T) {
	sites := []geo.Point{{Lon: unit / 5}, {Lon: unit / 2}, {Lon: 9 * unit / 10}}
	for name, v := range map[string]View{
		"thin polygon": {Areas: geo.MultiPolygon{shape(t, []geo.E7{0, -5, unit, -5, unit, 5, 0, 5})}},
		"flat box":     {Box: geo.Box{Max: geo.Point{Lon: unit}}},
	} {
		v.Sites, v.Radius, v.Tolerance = sites, 10_000, 1e-5
		wantShares(t, name+", nearest", mustShares(t, v, 1), []float64{7. / 20, 7. / 20, 3. / 10}, 1e-5)
		wantShares(t, name+", any of two", mustShares(t, v, 2), []float64{11. / 40, 1. / 2, 9. / 40}, 1e-5)
		wantShares(t, name+", any of five", mustShares(t, v, 5), []float64{1. / 3, 1. / 3, 1. / 3}, 1e-5)
	}
}

// A map that sees less far than half the way to the next site shows equal discs;
// of one that the area halves, half as much.
func TestRadiusCuts(t *testing.T) {
	sites := []geo.Point{{Lon: unit, Lat: 0}, {Lon: 3 * unit, Lat: 0}, {Lon: 6 * unit, Lat: 0}}
	area := geo.MultiPolygon{shape(t, []geo.E7{0, -2 * unit, 6 * unit, -2 * unit, 6 * unit, 2 * unit, 0, 2 * unit})}
	v := View{Sites: sites, Areas: area, Radius: 600, Tolerance: 1e-3}
	for _, list := range []int{1, 3} {
		got := mustShares(t, v, list)
		wantShares(t, "discs", got, []float64{.4, .4, .2}, 1e-3)
		for i, s := range got {
			if s.Error > 1e-3 {
				t.Errorf("share %d of %d has error %g, want at most 1e-3", i, list, s.Error)
			}
		}
	}
}

// Two discs of radius r whose centres are r apart overlap in the lens
// r²·(2π/3 − √3/2). Any of two: half of the lens goes to each, as by symmetry.
func TestThirdDiscBetweenTwo(t *testing.T) {
	const r = 1000 / geo.EarthRadius * 180 / math.Pi * 1e7 // metres in E7
	sites := []geo.Point{{Lon: -geo.E7(math.Round(r))}, {}, {Lon: geo.E7(math.Round(r))}}
	v := View{Sites: sites, Radius: 1000, Box: geo.Box{Min: geo.Point{Lon: -3e5, Lat: -2e5}, Max: geo.Point{Lon: 3e5, Lat: 2e5}}}
	overlap := (2*math.Pi/3 - math.Sqrt(3)/2) / math.Pi // of a disc
	all := 3 - 2*overlap
	side, between := (1-overlap/2)/all, (1-overlap)/all
	wantShares(t, "nearest", mustShares(t, v, 1), []float64{side, between, side}, 1e-4)
	wantShares(t, "any of two", mustShares(t, v, 2), []float64{side, between, side}, 1e-4)
}

func TestHolesAndSeveralPolygons(t *testing.T) {
	ring := shape(t, []geo.E7{0, 0, 4000, 0, 4000, 4000, 0, 4000}, []geo.E7{1000, 1000, 3000, 1000, 3000, 3000, 1000, 3000})
	v := View{Sites: []geo.Point{{Lon: -1000, Lat: 2000}, {Lon: 5000, Lat: 2000}, {Lon: 2000, Lat: 2000}}, Radius: 5000, Tolerance: 1e-5}
	v.Areas = geo.MultiPolygon{ring}
	strip := 4000. * 500 / (16e6 - 4e6) // nearer than the middle one: lon < 500
	wantShares(t, "hole", mustShares(t, v, 1), []float64{strip, strip, 1 - 2*strip}, 1e-5)
	// A second polygon over part of the first and beyond changes the union only.
	v.Areas = geo.MultiPolygon{ring, square(t, 0, 0, 2000), square(t, 1000, 1000, 1000), square(t, 9000, 0, 1000)}
	total := 16e6 - 3e6 + 1e6
	wantShares(t, "union", mustShares(t, v, 1), []float64{2e6 / total, 3e6 / total, (total - 5e6) / total}, 1e-5)
}

// A county of townships is the union of polygons that share borders.
func TestSharedBordersAreNone(t *testing.T) {
	var towns geo.MultiPolygon
	for i := range 16 {
		towns = append(towns, square(t, geo.E7(i%4)*unit/4, geo.E7(i/4)*unit/4, unit/4))
	}
	v := View{Sites: inSquare, Areas: towns, Radius: 10_000, Tolerance: 1e-5}
	wantShares(t, "16 townships", mustShares(t, v, 1), []float64{9. / 32, 9. / 32, 7. / 16}, 1e-5)
}

func TestCoLocatedSites(t *testing.T) {
	twice := []geo.Point{inSquare[0], inSquare[1], inSquare[0], inSquare[2], inSquare[0]}
	v := View{Sites: twice, Areas: geo.MultiPolygon{square(t, 0, 0, unit)}, Radius: 10_000, Tolerance: 1e-5}
	wantShares(t, "nearest", mustShares(t, v, 1), []float64{9. / 32, 9. / 32, 0, 7. / 16, 0}, 1e-5)
	got := mustShares(t, v, 3) // near the triple place its three, elsewhere one and two of it, or two and one
	if got[0].Value <= got[2].Value || got[2].Value <= got[4].Value {
		t.Errorf("any of three = %v, want the first of one place before the second, and that before the third", got)
	}
	wantShares(t, "all five", mustShares(t, v, 5), []float64{.2, .2, .2, .2, .2}, 1e-9)
}

func TestNothingInReach(t *testing.T) {
	v := View{Sites: []geo.Point{{Lon: 1_000_000}, {Lon: -1_000_000}}, Areas: geo.MultiPolygon{square(t, 0, 0, 1000)}, Radius: 500}
	for name, shares := range map[string][]Share{
		"far": mustShares(t, v, 2), "list of none": mustShares(t, View{Sites: v.Sites, Areas: v.Areas, Radius: 1e9}, 0),
	} {
		if !slices.Equal(shares, make([]Share, 2)) {
			t.Errorf("%s: shares = %v, want none", name, shares)
		}
	}
	if shares := mustShares(t, View{}, 1); len(shares) != 0 {
		t.Errorf("no sites: shares = %v", shares)
	}
	outside := View{Sites: []geo.Point{{Lon: 1_000_000}, {Lon: -999_000}}, Areas: v.Areas, Radius: 100_000, Tolerance: 1e-6}
	wantShares(t, "sites outside", mustShares(t, outside, 1), []float64{.5, .5}, 1e-6)
}

// A point is an area in which everything is decided; the antimeridian is no border
// to distances.
func TestBoxesWithoutSurface(t *testing.T) {
	v := View{Sites: []geo.Point{{Lon: -geo.MaxLon + 10}, {Lon: geo.MaxLon - 2000}}, Radius: 1000}
	v.Box = geo.Point{Lon: geo.MaxLon}.Bounds()
	wantShares(t, "point", mustShares(t, v, 1), []float64{1, 0}, 1e-9)
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v := View{Sites: inSquare, Areas: geo.MultiPolygon{square(t, 0, 0, unit)}, Radius: 10_000}
	if shares, err := Nearest(ctx, v); shares != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Nearest = %v, %v, want %v", shares, err, context.Canceled)
	}
}

func random(r *rand.Rand, n int, lat geo.E7) []geo.Point {
	points := make([]geo.Point, n)
	for i := range points {
		points[i] = geo.Point{Lon: geo.E7(r.IntN(1_000_000)), Lat: lat + geo.E7(r.IntN(1_000_000))}
		if i > 0 && r.IntN(5) == 0 {
			points[i] = points[r.IntN(i)]
		}
	}
	return points
}

// star is a polygon of n corners around a middle, at unequal distances from it.
func star(t testing.TB, r *rand.Rand, n int, mid geo.Point) geo.Polygon {
	t.Helper()
	flat := make([]geo.E7, 0, 2*n)
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		far := 250_000 + 250_000*r.Float64()
		flat = append(flat, mid.Lon+geo.E7(far*cos), mid.Lat+geo.E7(far*sin))
	}
	return shape(t, flat)
}

// sampled draws anchors as a draw does and counts what an index finds.
func sampled(v View, list, anchors int, r *rand.Rand) []float64 {
	w := geo.BoxWindow(v.Box)
	if len(v.Areas) > 0 {
		w = geo.NewWindow(v.Areas)
	}
	counts, seen := make([]float64, len(v.Sites)), 0.0
	finder := geo.NewIndex(v.Sites).Finder()
	for range anchors {
		p, inside := w.Try(r.Float64(), r.Float64())
		for !inside {
			p, inside = w.Try(r.Float64(), r.Float64())
		}
		near := finder.Nearest(p, list, 1000*v.Radius)
		if len(near) > 0 {
			seen++
		}
		for _, f := range near {
			counts[f.Number] += 1 / float64(len(near))
		}
	}
	for i := range counts {
		counts[i] /= max(1, seen)
	}
	return counts
}

// TestAgainstSampledAnchors compares with a count of anchors, that allows five
// standard deviations beside the stated error: a false alarm of 6·10⁻⁷ a share.
func TestAgainstSampledAnchors(t *testing.T) {
	anchors, rounds := 5_000, 4
	if os.Getenv("SITEDRAW_LONG") != "" {
		anchors, rounds = 1_000_000, 4
	}
	for round := range rounds {
		r := rand.New(rand.NewPCG(uint64(round), 7))
		lat := []geo.E7{0, 300_000_000, -500_000_000, 650_000_000}[round%4]
		list := []int{1, 1, 3, 8}[round%4]
		v := View{Sites: random(r, 40, lat), Radius: []int64{1500, 6000, 2500}[round%3], Tolerance: 1e-3}
		for range 3 {
			mid := geo.Point{Lon: geo.E7(r.IntN(1_000_000)), Lat: lat + geo.E7(r.IntN(1_000_000))}
			v.Areas = append(v.Areas, star(t, r, 24, mid))
		}
		got, want := mustShares(t, v, list), sampled(v, list, anchors, r)
		for i, w := range want {
			spread := 5 * math.Sqrt(max(w, 1/float64(anchors))/(float64(anchors)/4))
			if d := math.Abs(got[i].Value - w); d > got[i].Error+spread {
				t.Errorf("round %d, list %d: share %d = %.5f ± %.5f, %d anchors gave %.5f", round, list, i, got[i].Value, got[i].Error, anchors, w)
			}
		}
	}
}

// Shares add up to 1 or 0, do not depend on the order of polygons, and a coarser
// answer lies within its own error of a finer one.
func TestProperties(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("TestProperties: SITEDRAW_LONG is not set")
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		list := rapid.IntRange(1, 6).Draw(rt, "list")
		lat := geo.E7(rapid.IntRange(-700_000_000, 700_000_000).Draw(rt, "lat"))
		v := View{
			Sites:  random(r, rapid.IntRange(1, 12).Draw(rt, "sites"), lat),
			Radius: int64(rapid.IntRange(1, 20_000).Draw(rt, "radius")), Tolerance: 1e-2,
			Areas: geo.MultiPolygon{star(t, r, 12, geo.Point{Lon: 400_000, Lat: lat + 500_000}), square(t, 500_000, lat, 300_000)},
		}
		coarse := mustShares(t, v, list)
		sum := 0.0
		for _, s := range coarse {
			sum += s.Value
		}
		if sum > 0 && math.Abs(sum-1) > 1e-9 {
			rt.Errorf("shares add up to %v", sum)
		}
		fine := v
		fine.Tolerance, fine.Areas = 1e-3, geo.MultiPolygon{v.Areas[1], v.Areas[0]}
		for i, s := range mustShares(t, fine, list) {
			if d := math.Abs(s.Value - coarse[i].Value); d > s.Error+coarse[i].Error+1e-12 {
				rt.Errorf("share %d = %v, before %v", i, s, coarse[i])
			}
		}
	})
}

func BenchmarkCounty(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	lat := geo.E7(280_000_000)
	v := View{Sites: random(r, 1000, lat), Radius: 3000, Areas: geo.MultiPolygon{star(b, r, 1000, geo.Point{Lon: 500_000, Lat: lat + 500_000})}}
	for _, c := range []struct {
		name string
		list int
	}{{"nearest", 1}, {"any of 10", 10}} {
		b.Run(c.name, func(b *testing.B) {
			worst := 0.0
			for b.Loop() {
				for _, s := range mustShares(b, v, c.list) {
					worst = max(worst, s.Error)
				}
			}
			b.ReportMetric(worst, "error")
		})
	}
}

// Two sites on a meridian at 60° N share a narrow box across the parallel in their
// middle, where surface goes with the sine of latitude.
func TestFarNorth(t *testing.T) {
	const south, north = 600_000_000, 605_000_000
	sites := []geo.Point{{Lon: 50, Lat: 601_000_000}, {Lon: 50, Lat: 603_000_000}}
	v := View{Sites: sites, Radius: 100_000, Tolerance: 1e-7, Box: geo.Box{Min: geo.Point{Lat: south}, Max: geo.Point{Lon: 100, Lat: north}}}
	sine := func(lat geo.E7) float64 { return math.Sin(lat.Degrees() * math.Pi / 180) }
	first := (sine(602_000_000) - sine(south)) / (sine(north) - sine(south))
	wantShares(t, "60° N", mustShares(t, v, 1), []float64{first, 1 - first}, 1e-7)
}

// Borders are cut along, not closed in on: a few cells do.
func TestFewCellsDo(t *testing.T) {
	v := View{Sites: inSquare, Radius: 10_000, Box: geo.Box{Max: geo.Point{Lon: unit, Lat: unit}}}
	found, err := newSearch(&v, 1).settle(t.Context(), 1e-5)
	if err != nil || found.cells > 500 {
		t.Errorf("settle looked at %d cells, %v, want at most 500", found.cells, err)
	}
}
