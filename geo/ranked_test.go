package geo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rankedFound is what a walk yields.
type rankedFound struct {
	Number int32
	Rank   uint64
}

func walk(r *Ranked, count int, windows ...Window) []rankedFound {
	found := []rankedFound{}
	for number, rank := range r.Ascending(windows...) {
		if len(found) == count {
			break
		}
		found = append(found, rankedFound{number, rank})
	}
	return found
}

// bruteAscending is Ascending by its definition.
func bruteAscending(points []Point, ranks []uint64, count int, covers func(Point) bool) []rankedFound {
	found := []rankedFound{}
	for i, p := range points {
		if ranks[i] != NoRank && covers(p) {
			found = append(found, rankedFound{int32(i), ranks[i]})
		}
	}
	slices.SortFunc(found, func(a, b rankedFound) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number))
	})
	return found[:min(count, len(found))]
}

// anyArea draws windows and what they cover by definition: boxes, also two that
// meet at 180°, and polygons with and without a hole.
func anyArea(t *rapid.T, corner *rapid.Generator[Point]) ([]Window, func(Point) bool) {
	box := corner.Draw(t, "a").Bounds().Union(corner.Draw(t, "b").Bounds())
	switch rapid.IntRange(0, 3).Draw(t, "area") {
	case 0:
		return []Window{BoxWindow(box)}, box.Contains
	case 1: // from the east of the box over the antimeridian to its west
		east, west := box, box
		east.Min.Lon, east.Max.Lon = box.Max.Lon, MaxLon
		west.Max.Lon, west.Min.Lon = box.Min.Lon, -MaxLon
		return []Window{BoxWindow(east), BoxWindow(west)}, func(p Point) bool { return east.Contains(p) || west.Contains(p) }
	case 2:
		return framed(box)
	default:
		triangle := []Point{corner.Draw(t, "c"), corner.Draw(t, "d"), corner.Draw(t, "e")}
		polygon, err := NewPolygon([][]Point{append(triangle, triangle[0])})
		if err != nil {
			return []Window{BoxWindow(box)}, box.Contains
		}
		both := MultiPolygon{polygon}
		return []Window{NewWindow(both), BoxWindow(box)}, func(p Point) bool { return both.Covers(p) || box.Contains(p) }
	}
}

// framed is a box with a hole of a third of its sides.
func framed(box Box) ([]Window, func(Point) bool) {
	width, height := (int64(box.Max.Lon)-int64(box.Min.Lon))/3, (int64(box.Max.Lat)-int64(box.Min.Lat))/3
	hole := Box{
		Min: Point{box.Min.Lon + E7(width), box.Min.Lat + E7(height)},
		Max: Point{box.Max.Lon - E7(width), box.Max.Lat - E7(height)},
	}
	polygon, err := NewPolygon([][]Point{boxRing(box), boxRing(hole)})
	if err != nil {
		return []Window{BoxWindow(box)}, box.Contains
	}
	return []Window{NewWindow(MultiPolygon{polygon})}, polygon.Covers
}

func boxRing(b Box) []Point {
	return closed(b.Min.Lon, b.Min.Lat, b.Max.Lon, b.Min.Lat, b.Max.Lon, b.Max.Lat, b.Min.Lon, b.Max.Lat)
}

func TestAscendingEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := crowd().Draw(t, "points")
		for range len(points) / 4 { // several at one place
			points = append(points, rapid.SampledFrom(points).Draw(t, "again"))
		}
		rank := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 3), rapid.Just(uint64(NoRank)))
		ranks := rapid.SliceOfN(rank, len(points), len(points)).Draw(t, "ranks")
		corner := rapid.OneOf(anyPoint(), rapid.SampledFrom(append(points, Point{})))
		windows, covers := anyArea(t, corner)
		count := rapid.SampledFrom([]int{0, 1, 10, 1000}).Draw(t, "count")
		got := walk(NewIndex(points).Ranked(ranks), count, windows...)
		if diff := gocmp.Diff(bruteAscending(points, ranks, count, covers), got); diff != "" {
			t.Fatalf("Ascending of %d (-want +got):\n%s", count, diff)
		}
	})
}

// Enough points for several levels, in windows of all sizes and a star of many
// sides.
func TestAscendingOfManyEqualsBruteForce(t *testing.T) {
	points := countyPoints(10_000)
	r := seeded(7)
	ranks := make([]uint64, len(points))
	for i := range ranks {
		ranks[i] = r.Uint64() >> r.IntN(60)
	}
	x := NewIndex(points)
	ranked := x.Ranked(ranks)
	for i := range 60 {
		window := BoxWindow(boxAround(points[i], E7(r.IntN(3_000_000))))
		covers := window.box.Contains
		if i%2 == 0 {
			polygon := star(points[i], 3+r.IntN(100), E7(1_000+r.IntN(4_000_000)), r)
			window, covers = NewWindow(MultiPolygon{polygon}), polygon.Covers
		}
		got, want := walk(ranked, 25, window), bruteAscending(points, ranks, 25, covers)
		if !slices.Equal(got, want) {
			t.Errorf("window %d: Ascending = %v, want %v", i, got, want)
		}
		if got, want := x.InWindow(window), bruteCovered(points, covers); !slices.Equal(got, want) {
			t.Errorf("window %d: InWindow = %d numbers, want %d", i, len(got), len(want))
		}
	}
}

// star is a polygon of that many points around a centre, near and far by turns.
func star(centre Point, points int, reach E7, r *rand.Rand) Polygon {
	ring := make([]E7, 0, 4*points)
	for i := range 2 * points {
		angle := pi * float64(i) / float64(points)
		far := float64(reach) * (0.3 + 0.7*r.Float64())
		if i%2 == 0 {
			far /= 10
		}
		ring = append(ring, centre.Lon+E7(far*cos(angle)), centre.Lat+E7(far*sin(angle)))
	}
	polygon, err := NewPolygon([][]Point{closed(ring...)})
	if err != nil {
		panic(err)
	}
	return polygon
}

func TestAscendingOfNothing(t *testing.T) {
	ranks := []uint64{1, 2, 3}
	x := NewSiteIndex([]Site{{ID: "a"}, {ID: "b", Geometry: Point{1, 1}}, {ID: "c"}})
	world := BoxWindow(Box{Min: Point{-MaxLon, -MaxLat}, Max: Point{MaxLon, MaxLat}})
	for _, c := range []struct {
		name    string
		ranked  *Ranked
		windows []Window
		want    []rankedFound
	}{
		{"one located", x.Ranked(ranks), []Window{world}, []rankedFound{{1, 2}}},
		{"in two windows", x.Ranked(ranks), []Window{world, world}, []rankedFound{{1, 2}}},
		{"no window", x.Ranked(ranks), nil, []rankedFound{}},
		{"elsewhere", x.Ranked(ranks), []Window{BoxWindow(Box{Max: Point{1, 0}})}, []rankedFound{}},
		{"no points", NewIndex(nil).Ranked(nil), []Window{world}, []rankedFound{}},
		{"no rank", x.Ranked([]uint64{1, NoRank, 3}), []Window{world}, []rankedFound{}},
	} {
		if got := walk(c.ranked, 9, c.windows...); !slices.Equal(got, c.want) {
			t.Errorf("%s: Ascending = %v, want %v", c.name, got, c.want)
		}
	}
}

func ExampleRanked_Ascending() {
	index := NewIndex([]Point{{10, 10}, {20, 20}, {30, 30}, {90, 90}})
	ranked := index.Ranked([]uint64{7, 3, 5, 1})
	for number, rank := range ranked.Ascending(BoxWindow(Box{Max: Point{30, 30}})) {
		fmt.Println(number, rank)
	}
	// Output:
	// 1 3
	// 2 5
	// 0 7
}
