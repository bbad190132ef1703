package balance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"pgregory.net/rapid"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// row is sites on the equator, a thousandth of a degree apart from 0 on.
func row(at ...int) []geo.Point {
	points := make([]geo.Point, len(at))
	for i, x := range at {
		points[i] = geo.Point{Lon: geo.E7(x) * 10_000}
	}
	return points
}

func wantMeasure(t *testing.T, name string, got Measure, want float64) {
	t.Helper()
	if !got.Known || math.Abs(got.Value-want) > 1e-9 {
		t.Errorf("%s = %+v, want %v", name, got, want)
	}
}

// Six in a row, the second and third picked, π = 1/3: the second stands for two
// sites, the third for four, so v is 2/3 and 4/3.
func TestByHand(t *testing.T) {
	s := Sample{Sites: row(0, 1, 2, 3, 4, 5), Picks: []int32{2, 1}, Towns: []string{"a", "a", "b", "b", "c", ""}}
	wantMeasure(t, "Voronoi", Voronoi(s), 1./9)
	wantMeasure(t, "Evenness", Evenness(s), (math.Log(3)/3+2*math.Log(1.5)/3)/math.Log(2))
	wantMeasure(t, "Apart", Apart(s), float64(geo.DistanceMillimetres(s.Sites[1], s.Sites[2]))/1000)
	if got := Towns(s); got != (Covered{Picked: 2, All: 3}) {
		t.Errorf("Towns = %+v, want 2 of 3", got)
	}
	// From the middle x is −5/2 … 5/2, Q is (6, 17.5). The second: 3 − 2 = 1 and
	// 3·(−3/2) − (−5/2 − 3/2) = −1/2; the third: 3 − 4 = −1 and 3·(−1/2) − 4 = −11/2.
	wantMeasure(t, "Local", Local(s), math.Sqrt((2./6+(.25+30.25)/17.5)/6))
}

// Four in a row with π = 1/2 have one neighbour each, an end its next, another the
// two beside it by halves. With the first and second picked, W·δ is 1, .5, .5, 0
// and z ±½, so Wz is .5, 0, 0, −.5 and zᵀWz = ½, zᵀDz = 1, zᵀBz = ½.
func TestMoranByHand(t *testing.T) {
	s := Sample{Sites: row(0, 1, 2, 3), Picks: []int32{0, 1}}
	wantMeasure(t, "Moran, side by side", Moran(s), .5/math.Sqrt(.5))
	// The first and third: W·δ is 0, 1, 0, 1 and z ½, −½, ½, −½: Wz = −z.
	s.Picks = []int32{0, 2}
	wantMeasure(t, "Moran, every other", Moran(s), -1)
	// π of 2/3 and 1 leave half a neighbour and none.
	s = Sample{Sites: row(0, 1, 2), Pi: []float64{1, .5, .5}, Picks: []int32{0, 1}}
	if got := Moran(s); !got.Known || got.Value < -1 || got.Value > 1 {
		t.Errorf("Moran with a certain site = %+v, want a number from -1 to 1", got)
	}
}

func TestFewOrNone(t *testing.T) {
	for _, picks := range [][]int32{nil, {0}, {0, 3}, {1, 2, 3}, {0, 1, 2, 3}, {2, 2}} {
		for name, sites := range map[string][]geo.Point{"row": row(0, 1, 2, 3), "one place": row(5, 5, 5, 5)} {
			got := Of(Sample{Sites: sites, Picks: picks})
			n := len((&Sample{Picks: picks}).picks())
			if got.Voronoi.Known != (n > 0) || got.Local.Known != (n > 0) || got.Evenness.Known != (n > 1) || got.Apart.Known != (n > 1) {
				t.Errorf("%s, picks %v: %+v", name, picks, got)
			}
			for _, m := range []Measure{got.Voronoi, got.Local, got.Evenness, got.Moran, got.Apart} {
				if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || !m.Known && m.Value != 0 {
					t.Errorf("%s, picks %v: %+v", name, picks, got)
				}
			}
		}
	}
	if got := Of(Sample{}); got != (Report{}) {
		t.Errorf("Of nothing = %+v", got)
	}
}

// Sites in one place: two picks share all others, and stand for as much.
func TestOnePlace(t *testing.T) {
	s := Sample{Sites: row(7, 7, 7, 7, 7, 7), Picks: []int32{0, 4}}
	wantMeasure(t, "Voronoi", Voronoi(s), 0)
	wantMeasure(t, "Evenness", Evenness(s), 1)
	wantMeasure(t, "Local", Local(s), 0)
	wantMeasure(t, "Apart", Apart(s), 0)
}

func TestTooManyNeighbours(t *testing.T) {
	s := Sample{Sites: make([]geo.Point, 3000), Picks: []int32{7}}
	if got := Moran(s); got.Known {
		t.Errorf("Moran of 1 in 3,000 = %+v, want it left out", got)
	}
}

// Measures do not depend on the order of sites or picks; v sum to Σπ.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "sites")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		s, mirrored := Sample{Pi: make([]float64, n)}, Sample{Pi: make([]float64, n), Sites: make([]geo.Point, n)}
		all := 0.0
		for i := range n {
			s.Sites = append(s.Sites, geo.Point{Lon: geo.E7(r.IntN(6)) * 1000, Lat: 300_000_000 + geo.E7(r.IntN(6))*1000})
			s.Pi[i] = .05 + .9*r.Float64()
			all += s.Pi[i]
			mirrored.Sites[n-1-i], mirrored.Pi[n-1-i] = s.Sites[i], s.Pi[i]
		}
		for _, i := range r.Perm(n)[:rapid.IntRange(0, n).Draw(rt, "picks")] {
			s.Picks, mirrored.Picks = append(s.Picks, int32(i)), append(mirrored.Picks, int32(n-1-i))
		}
		sum := 0.0
		for _, v := range newRegions(&s).sums() {
			sum += v
		}
		if len(s.Picks) > 0 && math.Abs(sum-all) > 1e-9 {
			rt.Errorf("the picks stand for %v, want %v", sum, all)
		}
		one, other := Of(s), Of(mirrored)
		for name, pair := range map[string][2]Measure{
			"Voronoi": {one.Voronoi, other.Voronoi}, "Local": {one.Local, other.Local}, "Evenness": {one.Evenness, other.Evenness},
			"Moran": {one.Moran, other.Moran}, "Apart": {one.Apart, other.Apart},
		} {
			if pair[0].Known != pair[1].Known || math.Abs(pair[0].Value-pair[1].Value) > 1e-6 {
				rt.Errorf("%s = %+v, mirrored %+v", name, pair[0], pair[1])
			}
		}
		if m := one.Moran; m.Value < -1-1e-9 || m.Value > 1+1e-9 {
			rt.Errorf("Moran = %+v", m)
		}
	})
}

// uniform is a frame of sites in a square on the equator.
func uniform(t testing.TB, n int) *sampler.Frame {
	t.Helper()
	r := rand.New(rand.NewPCG(50, 2000))
	sites := make([]geo.Site, n)
	for i := range sites {
		p := geo.Point{Lon: geo.E7(r.IntN(2_000_000)), Lat: geo.E7(r.IntN(2_000_000))}
		sites[i] = geo.Site{ID: fmt.Sprintf("s%05d", i), Category: "SC", Geometry: p}
	}
	f, err := sampler.NewFrame(sites)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// drawn is the sample of a step of one method from all sites.
func drawn(t testing.TB, f *sampler.Frame, method string, seed int) Sample {
	t.Helper()
	plan, err := sampler.ParsePlan(`{"steps":[{"id":"a","category":["SC"],"n":50,"method":"` + method + `"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	record, err := sampler.Draw(t.Context(), f, plan, fmt.Sprintf("seed %d", seed), sampler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var s Sample
	for i := range f.Sites() {
		p, _ := f.Sites()[i].Position()
		s.Sites = append(s.Sites, p)
	}
	for _, p := range record.Picks {
		number, _ := f.Number(p.ID)
		s.Picks = append(s.Picks, number)
	}
	return s
}

// TestMeanOfDraws draws 50 of 2,000 sites. A peer's local pivotal has a mean B of
// .077 over 300 draws, simple one of .329; ours must come within a tenth.
func TestMeanOfDraws(t *testing.T) {
	if os.Getenv("SITEDRAW_LONG") == "" {
		t.Skip("TestMeanOfDraws: SITEDRAW_LONG is not set")
	}
	f := uniform(t, 2000)
	for method, want := range map[string]float64{"balanced": .077, "simple": .329} {
		const draws = 300
		b := 0.0
		for i := range draws {
			b += Voronoi(drawn(t, f, method, i)).Value
		}
		if math.Abs(b/draws-want) > want/10 {
			t.Errorf("mean B of %d %s draws = %.4f, want about %.3f", draws, method, b/draws, want)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	s := drawn(b, uniform(b, 2000), "balanced", 1)
	for b.Loop() {
		Of(s)
	}
}

// The local balance stays as it is when coordinates are sheared: three places with
// three, two and one sites beside each pick.
func TestLocalIsAffine(t *testing.T) {
	local := func(places [3]geo.Point) Measure {
		s := Sample{Picks: []int32{0, 1, 2}, Sites: places[:]}
		for i, p := range places {
			for range 3 - i {
				s.Sites = append(s.Sites, p)
			}
		}
		return Local(s)
	}
	square := local([3]geo.Point{{}, {Lon: 10_000}, {Lat: 10_000}})
	wantMeasure(t, "Local, sheared", local([3]geo.Point{{}, {Lon: 10_000}, {Lon: 10_000, Lat: 10_000}}), square.Value)
}
