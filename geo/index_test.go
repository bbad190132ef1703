package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// crowd draws points in clusters: near a pole, the antimeridian or a county,
// with many equal places and distances.
func crowd() *rapid.Generator[[]Point] {
	clustered := rapid.Custom(func(t *rapid.T) Point {
		centre := rapid.SampledFrom([]Point{
			{0, MaxLat}, {0, -MaxLat}, {MaxLon, 0}, {-MaxLon, 300_000_000}, {1_172_000_000, 283_000_000}, {},
		}).Draw(t, "centre")
		spread := rapid.SampledFrom([]int32{2, 1_000, 1_000_000, 400_000_000}).Draw(t, "spread")
		lon := int64(centre.Lon) + int64(rapid.Int32Range(-spread, spread).Draw(t, "lon"))
		lat := int64(centre.Lat) + int64(rapid.Int32Range(-spread, spread).Draw(t, "lat"))
		if lon > int64(MaxLon) {
			lon -= 2 * int64(MaxLon)
		}
		if lon < -int64(MaxLon) {
			lon += 2 * int64(MaxLon)
		}
		return Point{E7(lon), E7(min(max(lat, -int64(MaxLat)), int64(MaxLat)))}
	})
	return rapid.SliceOfN(rapid.OneOf(clustered, anyPoint()), 0, 150)
}

// bruteNearest is Nearest by its definition.
func bruteNearest(points []Point, from Point, count int, limit int64, keep func(int32) bool) []Found {
	found := []Found{}
	for i, p := range points {
		if mm := DistanceMillimetres(from, p); mm <= limit && (keep == nil || keep(int32(i))) {
			found = append(found, Found{Number: int32(i), Millimetres: mm})
		}
	}
	slices.SortFunc(found, compareFound)
	return found[:min(count, len(found))]
}

func bruteCovered(points []Point, covers func(Point) bool) []int32 {
	var found []int32
	for i, p := range points {
		if covers(p) {
			found = append(found, int32(i))
		}
	}
	return found
}

// drawLimit draws limits in millimetres, often just at a point's distance.
func drawLimit(t *rapid.T, points []Point, from Point) int64 {
	limits := []int64{0, 1, 5_000_000, 1_000_000_000, 20_000_000_000, 20_015_114_442, AnyDistance, -1}
	for _, p := range points[:min(len(points), 3)] {
		mm := DistanceMillimetres(from, p)
		limits = append(limits, mm-1, mm, mm+1)
	}
	return rapid.SampledFrom(limits).Draw(t, "limit")
}

func TestNearestEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := crowd().Draw(t, "points")
		finder := NewIndex(points).Finder()
		hidden := map[int32]bool{}
		for range 4 {
			from := rapid.OneOf(anyPoint(), rapid.SampledFrom(append(points, Point{}))).Draw(t, "from")
			count := rapid.SampledFrom([]int{1, 2, 10, 33, 1000, 0}).Draw(t, "count")
			limit := drawLimit(t, points, from)
			keep := func(n int32) bool { return !hidden[n] && n%3 != 1 }
			finder.Keep = func(n int32) bool { return n%3 != 1 }
			got := finder.Nearest(from, count, limit)
			if diff := cmp.Diff(bruteNearest(points, from, count, limit, keep), slices.Clone(got)); diff != "" && len(got) > 0 {
				t.Fatalf("Nearest(%v, %d, %d) (-want +got):\n%s", from, count, limit, diff)
			}
			if want := bruteNearest(points, from, count, limit, keep); len(want) != len(got) {
				t.Fatalf("Nearest(%v, %d, %d) = %v, want %v", from, count, limit, got, want)
			}
			for _, f := range got {
				hidden[f.Number] = true
				finder.Hide(f.Number)
			}
		}
	})
}

func TestBoxesAndWindowsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := crowd().Draw(t, "points")
		x := NewIndex(points)
		corner := rapid.OneOf(anyPoint(), rapid.SampledFrom(append(points, Point{})))
		box := corner.Draw(t, "a").Bounds().Union(corner.Draw(t, "b").Bounds())
		if diff := cmp.Diff(bruteCovered(points, box.Contains), x.InBox(box)); diff != "" {
			t.Fatalf("InBox(%v) (-want +got):\n%s", box, diff)
		}
		if diff := cmp.Diff(bruteCovered(points, box.Contains), x.InWindow(BoxWindow(box))); diff != "" {
			t.Fatalf("InWindow(box %v) (-want +got):\n%s", box, diff)
		}
		triangle := []Point{corner.Draw(t, "c"), corner.Draw(t, "d"), corner.Draw(t, "e")}
		polygon, err := NewPolygon([][]Point{append(triangle, triangle[0])})
		if err != nil {
			return
		}
		if diff := cmp.Diff(bruteCovered(points, polygon.Covers), x.InWindow(NewWindow(MultiPolygon{polygon}))); diff != "" {
			t.Fatalf("InWindow(%v) (-want +got):\n%s", polygon, diff)
		}
	})
}

// The same points in another order give the same places at the same distances.
func TestAnswersIgnoreOrderOfInsertion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := crowd().Draw(t, "points")
		order := rapid.Permutation(indices(len(points))).Draw(t, "order")
		shuffled := make([]Point, len(points))
		for i, number := range order {
			shuffled[i] = points[number]
		}
		from := anyPoint().Draw(t, "from")
		limit := drawLimit(t, points, from)
		want := NewIndex(points).Within(from, limit)
		got := NewIndex(shuffled).Within(from, limit)
		for i := range got {
			got[i].Number = int32(order[got[i].Number])
		}
		slices.SortFunc(got, compareFound)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("Within(%v, %d) (-want +got):\n%s", from, limit, diff)
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Thousands of points, where the R-tree has inner nodes: a county, the Earth, a
// polar cap and the antimeridian.
func TestNearestOfManyEqualsBruteForce(t *testing.T) {
	n, queries := 20_000, 10
	if longTests() {
		n, queries = 100_000, 100
	}
	r := seeded(51)
	for _, box := range []Box{
		{Point{1_150_000_000, 350_000_000}, Point{1_160_000_000, 360_000_000}},
		{Point{-MaxLon, -MaxLat}, Point{MaxLon, MaxLat}},
		{Point{-MaxLon, 899_000_000}, Point{MaxLon, MaxLat}},
		{Point{-MaxLon, -50_000_000}, Point{MaxLon, 50_000_000}},
	} {
		points := make([]Point, n)
		for i := range points {
			points[i] = randomIn(r, box)
		}
		finder := NewIndex(points).Finder()
		for range queries {
			from := randomIn(r, box)
			if r.IntN(3) == 0 {
				from.Lon = MaxLon
			}
			limit := []int64{AnyDistance, 5_000_000, 500_000_000}[r.IntN(3)]
			got, want := finder.Nearest(from, 10, limit), bruteNearest(points, from, 10, limit, nil)
			if !slices.Equal(got, want) {
				t.Errorf("Nearest(%v, 10, %d) = %v, want %v", from, limit, got, want)
			}
		}
	}
}

func randomIn(r *rand.Rand, b Box) Point {
	return Point{
		Lon: E7(int64(b.Min.Lon) + r.Int64N(int64(b.Max.Lon)-int64(b.Min.Lon)+1)),
		Lat: E7(int64(b.Min.Lat) + r.Int64N(int64(b.Max.Lat)-int64(b.Min.Lat)+1)),
	}
}

// What lower says is never above the true haversine, to which loosen's margin
// would hide at most a micrometre.
func TestLowerBoundIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, a, b := anyPoint().Draw(t, "from"), anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b")
		box := a.Bounds().Union(b.Bounds())
		g := newGauge(from)
		lower := g.lower(box)
		for range 20 {
			p := Point{
				E7(rapid.Int32Range(int32(box.Min.Lon), int32(box.Max.Lon)).Draw(t, "lon")),
				E7(rapid.Int32Range(int32(box.Min.Lat), int32(box.Max.Lat)).Draw(t, "lat")),
			}
			exact := NewVantage(from).haversine(NewVantage(p))
			if lower > loosen(math.Sqrt(exact)) {
				t.Fatalf("lower bound of %v to %v = %v, but %v is at %v", from, box, lower, p, exact)
			}
			if h := g.haversine(p); h > loosen(math.Sqrt(exact)) || exact > loosen(math.Sqrt(h)) {
				t.Fatalf("haversine of %v, %v by gauge = %v, want %v", from, p, h, exact)
			}
		}
	})
}

func TestLowSineAndCosineErrDownwards(t *testing.T) {
	for i := range 10_001 {
		x := float64(i) / 10_000 * math.Pi / 2
		if low, s := lowSine(x), math.Sin(x); low > s+1e-16 || low < 0.92*s {
			t.Errorf("lowSine(%v) = %v, want at most %v", x, low, s)
		}
		if low, c := lowCosine(x), math.Cos(x); low > c+1e-16 || low < c-9e-4 {
			t.Errorf("lowCosine(%v) = %v, want at most %v", x, low, c)
		}
	}
}

func TestTiesGoByNumber(t *testing.T) {
	points := slices.Repeat([]Point{{10, 0}, {-10, 0}, {0, 10}, {0, -10}}, 50)
	for i, f := range NewIndex(points).Nearest(Point{}, 120) {
		if f.Number != int32(i) || f.Millimetres != 111 {
			t.Errorf("Nearest[%d] = %v, want {%d 111}", i, f, i)
		}
	}
}

func TestNewSiteIndex(t *testing.T) {
	square := mustPolygon(t, []E7{0, 0, 100, 0, 100, 100, 0, 100})
	sites := []Site{
		{ID: "a", Geometry: Point{500, 0}},
		{ID: "b"},
		{ID: "c", Geometry: Line{{0, 0}, {300, 0}, {900, 0}}},
		{ID: "d", Geometry: square, Marked: true, Mark: Point{50, 0}},
		{ID: "e", Geometry: square},
	}
	x := NewSiteIndex(sites)
	if got := x.Len(); got != 3 {
		t.Errorf("Len() = %d, want 3", got)
	}
	var numbers []int32
	for _, f := range x.Within(Point{}, AnyDistance) {
		numbers = append(numbers, f.Number)
	}
	if want := []int32{3, 2, 0}; !slices.Equal(numbers, want) {
		t.Errorf("Within(origin) = %v, want %v", numbers, want)
	}
	if p, ok := x.Point(2); p != (Point{300, 0}) || !ok {
		t.Errorf("Point(2) = %v, %v, want {300 0}", p, ok)
	}
	for _, number := range []int32{-1, 1, 4, 5} {
		if p, ok := x.Point(number); ok {
			t.Errorf("Point(%d) = %v, want none", number, p)
		}
		x.Finder().Hide(number)
	}
}

func TestEmptyIndex(t *testing.T) {
	for name, x := range map[string]*Index{"zero": {}, "no points": NewIndex(nil), "no sites": NewSiteIndex([]Site{{ID: "a"}})} {
		if x.Len() != 0 || len(x.Nearest(Point{}, 3)) != 0 || len(x.InBox(Box{Max: Point{1, 1}})) != 0 || len(x.Within(Point{}, AnyDistance)) != 0 {
			t.Errorf("%s: want nothing found", name)
		}
	}
}

func TestHideAndShowAll(t *testing.T) {
	points := countyPoints(500)
	finder := NewIndex(points).Finder()
	want := slices.Clone(finder.Nearest(points[0], 500, AnyDistance))
	for i, f := range want[:499] {
		finder.Hide(f.Number)
		finder.Hide(f.Number)
		if got := finder.Nearest(points[0], 1, AnyDistance); len(got) != 1 || got[0] != want[i+1] {
			t.Fatalf("with %d hidden Nearest = %v, want %v", i+1, got, want[i+1])
		}
	}
	finder.Hide(want[499].Number)
	if got := finder.Nearest(points[0], 1, AnyDistance); len(got) != 0 {
		t.Errorf("with all hidden Nearest = %v, want none", got)
	}
	finder.ShowAll()
	if got := finder.Nearest(points[0], 500, AnyDistance); !slices.Equal(got, want) {
		t.Error("ShowAll: want the first answer again")
	}
}

// Numbers are those of Nearest, in its order, also where points stand together or at
// the limit.
func TestNumbersAreThoseOfNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(drawNearby), 0, 60).Draw(t, "points")
		finder := NewIndex(points).Finder()
		from := rapid.Custom(drawNearby).Draw(t, "from")
		for _, hide := range rapid.SliceOfN(rapid.Int32Range(0, 59), 0, 5).Draw(t, "hide") {
			finder.Hide(hide)
		}
		count := rapid.IntRange(-1, 12).Draw(t, "count")
		limit := rapid.Int64Range(-1, 12_000).Draw(t, "limit")
		if len(points) > 0 && rapid.Bool().Draw(t, "to a point") {
			limit = DistanceMillimetres(from, points[0])
		}
		var want []int32
		for _, f := range finder.Nearest(from, count, limit) {
			want = append(want, f.Number)
		}
		if got := finder.Numbers(from, count, limit); !slices.Equal(got, want) {
			t.Fatalf("Numbers(%v, %d, %d) = %v, want %v", from, count, limit, got, want)
		}
	})
}

// drawNearby draws a point among so few that some are equal and some as far as others:
// 11 mm apart on a lattice, or a kilometre.
func drawNearby(t *rapid.T) Point {
	step := rapid.SampledFrom([]E7{1, 100, 100_000}).Draw(t, "step")
	at := rapid.Int32Range(-4, 4)
	return Point{Lon: 1_172_000_000 + E7(at.Draw(t, "east"))*step, Lat: 283_000_000 + E7(at.Draw(t, "north"))*step}
}

func TestVisitBoxStops(t *testing.T) {
	points := countyPoints(1_000)
	for _, box := range []Box{boundsOf(points), boxAround(points[0], 5_000_000)} {
		calls := 0
		NewIndex(points).VisitBox(box, func(int32, Point) bool { calls++; return calls < 3 })
		if calls != 3 {
			t.Errorf("VisitBox called %d times, want 3", calls)
		}
	}
}

// 100,000 sites at one place, as a list without real positions has them.
func TestIndexOfOnePlace(t *testing.T) {
	points := slices.Repeat([]Point{{1_172_000_000, 283_000_000}}, 100_000)
	got := NewIndex(points).Nearest(Point{1_172_000_000, 283_000_000}, 3)
	if want := []Found{{0, 0}, {1, 0}, {2, 0}}; !slices.Equal(got, want) {
		t.Errorf("Nearest = %v, want %v", got, want)
	}
}

func TestIndexForManyGoroutines(t *testing.T) {
	points := countyPoints(5_000)
	x := NewIndex(points)
	want := x.Nearest(points[7], 10)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 200 {
				if got := x.Nearest(points[7], 10); !slices.Equal(got, want) {
					t.Errorf("Nearest = %v, want %v", got, want)
				}
			}
		})
	}
	wait.Wait()
}

func TestHilbertVisitsNeighbours(t *testing.T) {
	at := map[uint64][2]int{}
	for x := range 64 {
		for y := range 64 {
			at[hilbert(uint32(x), uint32(y))] = [2]int{x, y}
		}
	}
	for d := range uint64(64*64 - 1) {
		a, b := at[d], at[d+1]
		if step := (a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]); step != 1 {
			t.Fatalf("hilbert: cells %d and %d are %v and %v, want neighbours", d, d+1, a, b)
		}
	}
}

func ExampleIndex_Nearest() {
	index := NewIndex([]Point{{1_172_000_000, 283_000_000}, {1_172_010_000, 283_000_000}, {1_172_000_000, 283_010_000}})
	for _, found := range index.Nearest(Point{1_172_000_000, 283_000_100}, 2) {
		fmt.Println(found.Number, found.Millimetres)
	}
	// Output:
	// 0 1112
	// 1 97911
}

func ExampleFinder() {
	finder := NewIndex([]Point{{0, 0}, {1_000, 0}, {2_000, 0}, {9_000, 0}}).Finder()
	finder.Hide(1)
	for _, found := range finder.Within(Point{1_000, 0}, 12_000) { // 12 m
		fmt.Println(found.Number, found.Millimetres)
	}
	// Output:
	// 0 11120
	// 2 11120
}
