package geo

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bruteLeast is Least by its definition.
func bruteLeast(points []Point, ranks []uint64, count int, covers func(Point) bool) []RankedPoint {
	found := []RankedPoint{}
	for i, p := range points {
		if ranks[i] != NoRank && covers(p) {
			found = append(found, RankedPoint{int32(i), ranks[i]})
		}
	}
	slices.SortFunc(found, func(a, b RankedPoint) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number))
	})
	end := min(count, len(found))
	for 0 < end && end < len(found) && found[end].Rank == found[end-1].Rank {
		end++
	}
	return found[:end]
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

func TestLeastEqualsBruteForce(t *testing.T) {
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
		got := append([]RankedPoint{}, NewIndex(points).Ranked(ranks).Least(count, windows...)...)
		if diff := gocmp.Diff(bruteLeast(points, ranks, count, covers), got); diff != "" {
			t.Fatalf("Least(%d) (-want +got):\n%s", count, diff)
		}
	})
}

// Enough points for several levels, in windows of all sizes and of all the nasty
// shapes, alone and two together.
func TestLeastOfManyEqualsBruteForce(t *testing.T) {
	n := 3_000
	if longTests() {
		n = 30_000
	}
	points := countyPoints(n)
	r := seeded(7)
	ranks := make([]uint64, len(points))
	for i := range ranks {
		ranks[i] = r.Uint64() >> r.IntN(60)
	}
	x := NewIndex(points)
	ranked := x.Ranked(ranks)
	for i, c := range nastyShapes {
		polygons := c.polygons(points[i], r)
		window := NewWindow(polygons)
		covered := bruteCovered(points, polygons.Covers)
		if got := x.InWindow(window); !slices.Equal(got, covered) {
			t.Errorf("%s: InWindow = %d numbers, want %d", c.name, len(got), len(covered))
		}
		is := make(map[Point]bool, len(covered)) // no two points are at one place
		for _, number := range covered {
			is[points[number]] = true
		}
		shape := func(p Point) bool { return is[p] }
		box := boxAround(points[i], E7(r.IntN(3_000_000)))
		either := func(p Point) bool { return box.Contains(p) || is[p] }
		for _, count := range []int{1, 25, n} {
			if got, want := ranked.Least(count, window), bruteLeast(points, ranks, count, shape); !slices.Equal(got, want) {
				t.Errorf("%s: Least(%d) = %d points, want %d, or others", c.name, count, len(got), len(want))
			}
			if got, want := ranked.Least(count, BoxWindow(box)), bruteLeast(points, ranks, count, box.Contains); !slices.Equal(got, want) {
				t.Errorf("%v: Least(%d) = %d points, want %d, or others", box, count, len(got), len(want))
			}
			if got, want := ranked.Least(count, BoxWindow(box), window), bruteLeast(points, ranks, count, either); !slices.Equal(got, want) {
				t.Errorf("%s and %v: Least(%d) = %d points, want %d, or others", c.name, box, count, len(got), len(want))
			}
		}
	}
}

func TestLeastOfNothing(t *testing.T) {
	ranks := []uint64{1, 2, 3}
	x := NewSiteIndex([]Site{{ID: "a"}, {ID: "b", Geometry: Point{1, 1}}, {ID: "c"}})
	world := BoxWindow(Box{Min: Point{-MaxLon, -MaxLat}, Max: Point{MaxLon, MaxLat}})
	for _, c := range []struct {
		name    string
		ranked  *Ranked
		windows []Window
		want    []RankedPoint
	}{
		{"one located", x.Ranked(ranks), []Window{world}, []RankedPoint{{1, 2}}},
		{"in two windows", x.Ranked(ranks), []Window{world, world}, []RankedPoint{{1, 2}}},
		{"no window", x.Ranked(ranks), nil, []RankedPoint{}},
		{"elsewhere", x.Ranked(ranks), []Window{BoxWindow(Box{Max: Point{1, 0}})}, []RankedPoint{}},
		{"no points", NewIndex(nil).Ranked(nil), []Window{world}, []RankedPoint{}},
		{"no rank", x.Ranked([]uint64{1, NoRank, 3}), []Window{world}, []RankedPoint{}},
	} {
		if got := c.ranked.Least(9, c.windows...); !slices.Equal(got, c.want) {
			t.Errorf("%s: Least(9) = %v, want %v", c.name, got, c.want)
		}
	}
}

func ExampleRanked_Least() {
	index := NewIndex([]Point{{10, 10}, {20, 20}, {30, 30}, {90, 90}})
	ranked := index.Ranked([]uint64{7, 3, 5, 1})
	for _, p := range ranked.Least(2, BoxWindow(Box{Max: Point{30, 30}})) {
		fmt.Println(p.Number, p.Rank)
	}
	// Output:
	// 1 3
	// 2 5
}
