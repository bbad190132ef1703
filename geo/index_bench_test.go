package geo

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/tidwall/rtree"
)

// The bounds these benchmarks are held to (ours against tidwall/rtree used bare,
// in one run): load ≤ 0.35, boxes before sorting ≤ 1, ten nearest ≤ 0.5; heap ≤ 45 B
// a point with ranks; ten least ranks of any window ≤ 0.15 ms. Run
//
//	go test ./geo -run '^$' -bench Index
//
// Points are uniform in a county of 1° × 1°, and the queries too.

const million = 1_000_000

// countyPoints are n points, the same for the same n.
func countyPoints(n int) []Point {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	points := make([]Point, n)
	for i := range points {
		points[i] = Point{Lon: 1_150_000_000 + E7(r.IntN(1e7)), Lat: 350_000_000 + E7(r.IntN(1e7))}
	}
	return points
}

func bareTree(points []Point) *rtree.RTreeG[int32] {
	tree := new(rtree.RTreeG[int32])
	for i, p := range points {
		at := [2]float64{float64(p.Lon), float64(p.Lat)}
		tree.Insert(at, at, int32(i))
	}
	return tree
}

func BenchmarkIndexLoad1e6(b *testing.B) {
	points := countyPoints(million)
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			NewIndex(points)
		}
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bareTree(points)
		}
	})
}

// BenchmarkIndexBox asks for boxes of about 100 and 10,000 of a million points.
func BenchmarkIndexBox(b *testing.B) {
	points := countyPoints(million)
	index, tree := NewIndex(points), bareTree(points)
	places := countyPoints(1000)
	for _, c := range []struct {
		name string
		half E7
	}{{"100", 50_000}, {"10000", 500_000}} {
		b.Run(c.name+"/ours", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sum := 0
				index.VisitBox(boxAround(places[i%1000], c.half), func(int32, Point) bool { sum++; return true })
			}
		})
		b.Run(c.name+"/bare", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sum := 0
				lo, hi := corners(boxAround(places[i%1000], c.half))
				tree.Search(lo, hi, func(_, _ [2]float64, _ int32) bool { sum++; return true })
			}
		})
	}
}

func boxAround(p Point, half E7) Box {
	return Box{Min: Point{Lon: p.Lon - half, Lat: p.Lat - half}, Max: Point{Lon: p.Lon + half, Lat: p.Lat + half}}
}

// BenchmarkIndexNearest10 is great-circle against planar.
func BenchmarkIndexNearest10(b *testing.B) {
	points := countyPoints(million)
	index, tree := NewIndex(points), bareTree(points)
	places := countyPoints(1000)
	b.Run("ours", func(b *testing.B) {
		finder := index.Finder()
		for i := 0; b.Loop(); i++ {
			finder.Nearest(places[i%1000], 10, AnyDistance)
		}
	})
	b.Run("bare", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			at, _ := corners(places[i%1000].Bounds())
			left := 10
			tree.Nearby(rtree.BoxDist[float64, int32](at, at, nil),
				func(_, _ [2]float64, _ int32, _ float64) bool { left--; return left > 0 })
		}
	})
}

// BenchmarkIndexRanked asks for the ten least ranks of a million points in windows
// of many kinds.
func BenchmarkIndexRanked(b *testing.B) {
	points := countyPoints(million)
	ranks := make([]uint64, len(points))
	for i, r := 0, seeded(1); i < len(ranks); i++ {
		ranks[i] = r.Uint64()
	}
	x := NewIndex(points)
	ranked := x.Ranked(ranks)
	ask := func(name string, window func(at Point) Window) {
		b.Run(name, func(b *testing.B) {
			windows := make([]Window, 100)
			for i := range windows {
				windows[i] = window(points[i])
			}
			for i := 0; b.Loop(); i++ {
				ranked.Least(10, windows[i%len(windows)])
			}
		})
	}
	ask("all", func(Point) Window { return BoxWindow(boundsOf(points)) })
	ask("box-10", func(at Point) Window { return BoxWindow(boxAround(at, 15_000)) })
	ask("box-1000", func(at Point) Window { return BoxWindow(boxAround(at, 150_000)) })
	ask("box-100000", func(at Point) Window { return BoxWindow(boxAround(at, 1_500_000)) })
	ask("strip", func(at Point) Window { return BoxWindow(strip(at, 5_000_000, 50)) })
	r := seeded(2)
	for _, c := range nastyShapes {
		ask(c.name, func(at Point) Window { return NewWindow(c.polygons(at, r)) })
	}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			x.Ranked(ranks)
		}
	})
}

// BenchmarkWindow makes polygons ready, and asks whether they cover points.
func BenchmarkWindow(b *testing.B) {
	points := countyPoints(1000)
	for _, c := range nastyShapes {
		polygons := c.polygons(points[0], seeded(2))
		b.Run(c.name+"/prepare", func(b *testing.B) {
			for b.Loop() {
				NewWindow(polygons)
			}
		})
		window := NewWindow(polygons)
		b.Run(c.name+"/covers", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				window.Covers(points[i%1000])
			}
		})
	}
}

// BenchmarkIndexMapDraw is what the method "map" asks: a uniform anchor, then the
// ten nearest of 10,000 within 5 km. Wanted: 25 µs or less.
func BenchmarkIndexMapDraw(b *testing.B) {
	points := countyPoints(10_000)
	window := BoxWindow(boundsOf(points))
	unit := rand.New(rand.NewPCG(1, 2)).Float64
	for _, c := range []struct {
		name   string
		hidden int
	}{{"all", 0}, {"half-hidden", 5_000}, {"last-100", 9_900}} {
		b.Run(c.name, func(b *testing.B) {
			finder := NewIndex(points).Finder()
			for i := range c.hidden {
				finder.Hide(int32(i))
			}
			b.ReportAllocs()
			for b.Loop() {
				anchor, _ := window.Try(unit(), unit())
				finder.Nearest(anchor, 10, 5_000_000)
			}
		})
	}
}

// BenchmarkIndexHeap reports what stays on the heap for a million points.
func BenchmarkIndexHeap(b *testing.B) {
	points := countyPoints(million)
	for _, c := range []struct {
		name string
		load func() any
	}{
		{"ours", func() any { return NewIndex(points) }},
		{"ranked", func() any { return NewIndex(points).Ranked(make([]uint64, len(points))) }},
		{"bare", func() any { return bareTree(points) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				before := heapInUse()
				index := c.load()
				b.ReportMetric(float64(heapInUse()-before)/million, "heap-B/point")
				runtime.KeepAlive(index)
			}
		})
	}
	runtime.KeepAlive(slices.Clip(points))
}

func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
