package geo

import (
	"math"
	"slices"
)

// Finder asks one index for the nearest points many times over. It keeps its
// buffers between questions, and points can be hidden from it. A Finder belongs
// to one goroutine; an index may have many.
type Finder struct {
	// Keep, if not nil, is asked about a number before the point counts.
	Keep func(number int32) bool

	index  *Index
	hidden []bool  // by slot; nil: none is
	alive  []int32 // by bucket: how many points are not hidden

	from    Vantage
	unit    vector
	lon     int64   // of the place, E7
	lat     float64 // of the place, E7
	count   int
	bound   float64    // greatest haversine that can still matter
	best    []float64  // max-heap of the count least haversines
	near    []nearSlot // all that may be among the nearest
	found   []Found
	lowerFn func(lo, hi [2]float64, bucket int32, item bool) float64
	visitFn func(lo, hi [2]float64, bucket int32, lower float64) bool
}

type nearSlot struct {
	slot int32
	h    float64
}

// Finder returns a finder for which no point is hidden.
func (x *Index) Finder() *Finder {
	f := &Finder{index: x}
	f.lowerFn, f.visitFn = f.lower, f.visit
	return f
}

// Hide makes Finder overlook the point of a number from now on. Unknown and
// hidden numbers are ignored. The first call costs time and memory for every
// point, further ones nothing to speak of.
func (f *Finder) Hide(number int32) {
	if _, ok := f.index.Point(number); !ok {
		return
	}
	if f.hidden == nil {
		f.hidden = make([]bool, f.index.Len())
		f.alive = make([]int32, (f.index.Len()+bucketSize-1)/bucketSize)
		for b := range f.alive {
			from, to := f.index.bucket(int32(b))
			f.alive[b] = int32(to - from)
		}
	}
	slot := f.index.slots[number]
	if !f.hidden[slot] {
		f.hidden[slot] = true
		f.alive[slot/bucketSize]--
	}
}

// ShowAll takes back every Hide.
func (f *Finder) ShowAll() { f.hidden, f.alive = nil, nil }

// Within returns the points neither hidden nor refused by Keep whose distance
// from a place is at most limit millimetres, by distance and number. The slice
// is valid until the next question.
func (f *Finder) Within(from Point, limit int64) []Found {
	return f.Nearest(from, math.MaxInt, limit)
}

// Nearest returns, of the points that Within would find, the first count. The
// slice is valid until the next question.
//
// Buckets are visited in the order of a lower bound of their distance
// (Hjaltason & Samet 1999, doi:10.1145/320248.320255) until the bound passes the
// count-th least distance so far. Bounds and a first selection work on the
// haversine h, from chords of unit vectors; only what may be among the nearest
// is measured by draw-v1 §8, and that alone decides.
func (f *Finder) Nearest(from Point, count int, limit int64) []Found {
	f.found = f.found[:0]
	if limit < 0 || count <= 0 {
		return f.found
	}
	f.from, f.unit = NewVantage(from), newVector(from)
	f.lon, f.lat = int64(from.Lon), float64(from.Lat)
	f.count, f.bound = count, haversineBound(limit)
	f.best, f.near = f.best[:0], f.near[:0]
	f.index.tree.Nearby(f.lowerFn, f.visitFn)
	return f.measure(limit)
}

// measure turns what was gathered into the answer.
func (f *Finder) measure(limit int64) []Found {
	for _, n := range f.near {
		if n.h > f.bound {
			continue
		}
		mm := f.from.DistanceMillimetres(NewVantage(f.index.points[n.slot]))
		if mm <= limit {
			f.found = append(f.found, Found{Number: f.index.numbers[n.slot], Millimetres: mm})
		}
	}
	slices.SortFunc(f.found, compareFound)
	return f.found[:min(f.count, len(f.found))]
}

// visit looks at the points of a bucket; false ends the search, as this bucket
// and all to come are too far.
func (f *Finder) visit(_, _ [2]float64, bucket int32, lower float64) bool {
	if lower > f.bound {
		return false
	}
	from, to := f.index.bucket(bucket)
	for i, unit := range f.index.units[from:to] {
		if h := f.unit.haversine(unit); h <= f.bound {
			f.consider(int32(from+i), h)
		}
	}
	return true
}

// consider adds a point that is near enough so far, and tightens the bound once
// count points are known: their farthest bounds the answer.
func (f *Finder) consider(slot int32, h float64) {
	if f.hidden != nil && f.hidden[slot] || f.Keep != nil && !f.Keep(f.index.numbers[slot]) {
		return
	}
	f.near = append(f.near, nearSlot{slot: slot, h: h})
	if f.count >= f.index.Len() {
		return
	}
	if len(f.best) < f.count {
		f.best = append(f.best, h)
		siftUp(f.best)
	} else if h < f.best[0] {
		f.best[0] = h
		siftDown(f.best)
	}
	if len(f.best) == f.count {
		f.bound = min(f.bound, loosen(math.Sqrt(f.best[0])+millimetreSine))
	}
}

// lower is a lower bound of the haversine from the place to any point of a box,
// or infinity if that is no use:
//
//	h = sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2)
//
// with the least Δφ, the least Δλ either way round the Earth, and the least
// cos φ₂ of the box. Sine and cosine are cut short so that they err downwards
// only; loosen covers the rounding.
func (f *Finder) lower(lo, hi [2]float64, bucket int32, item bool) float64 {
	if item && f.alive != nil && f.alive[bucket] == 0 {
		return math.Inf(1)
	}
	s := lowSine(max(0, lo[1]-f.lat, f.lat-hi[1]) * halfE7)
	h := s * s
	if gap := f.lonGap(int64(lo[0]), int64(hi[0])); gap > 0 {
		t := lowSine(float64(gap) * halfE7)
		h += f.from.cosLat * lowCosine(max(-lo[1], hi[1])*2*halfE7) * t * t
	}
	if h > f.bound {
		return math.Inf(1)
	}
	return h
}

// lonGap is the least difference of longitude to any in west … east, going round
// the Earth either way, in E7.
func (f *Finder) lonGap(west, east int64) int64 {
	const turn = 2 * int64(MaxLon)
	switch {
	case f.lon < west:
		return min(west-f.lon, f.lon+turn-east)
	case f.lon > east:
		return min(f.lon-east, west+turn-f.lon)
	default:
		return 0
	}
}
