package geo

import (
	"math"

	"github.com/tidwall/rtree"
)

// LineIndex finds the nearest of many lines, such as roads. A line's number is
// its position in the slice given to NewLineIndex. Runs of neighbouring segments
// are held in an R-tree by their boxes. An index never changes and may be asked
// by many goroutines; the zero value is empty.
type LineIndex struct {
	lines []Line
	runs  []lineRun
	tree  rtree.RTreeG[int32] // boxes of the runs, in E7 as float64, with their numbers
}

// lineRun is a part of a line: its positions from ≤ i < to.
type lineRun struct{ line, from, to int32 }

// runSegments is how many segments share an entry of the R-tree.
const runSegments = 8

// NewLineIndex returns the index of lines, at most 2³¹−1. It keeps them; they must
// not change.
func NewLineIndex(lines []Line) *LineIndex {
	x := &LineIndex{lines: lines}
	for number, line := range lines {
		for from := 0; from+1 < len(line); from += runSegments {
			to := min(from+runSegments+1, len(line))
			lo, hi := corners(boundsOf(line[from:to]))
			x.tree.Insert(lo, hi, int32(len(x.runs)))
			x.runs = append(x.runs, lineRun{line: int32(number), from: int32(from), to: int32(to)})
		}
	}
	return x
}

// Nearest returns the line nearest to a point and its distance, ties to the least
// number; false if none lies within limit millimetres.
//
// The distance is the great-circle distance, rounded to millimetres, to the foot
// on a segment, which is straight in longitude and latitude. The foot is found on
// a plane around p (longitudes times cos φ of p), so it is off by little, and the
// distance never too short: below 60° of latitude it is too long by less than
// 1 mm for lines within 1 km and by less than 1 m within 10 km. Enough for
// reports; nothing that is drawn depends on it.
func (x *LineIndex) Nearest(p Point, limit int64) (line int32, mm int64, ok bool) {
	if limit < 0 {
		return 0, 0, false
	}
	s := lineSearch{index: x, best: limit, bound: haversineBound(limit), foot: newFootFinder(p)}
	x.tree.Nearby(s.lower, s.visit)
	return s.line, s.best, s.found
}

// lineSearch is one question for the nearest line.
type lineSearch struct {
	index *LineIndex
	foot  footFinder
	bound float64 // greatest haversine that can still matter
	line  int32
	best  int64
	found bool
}

// lower is a lower bound of the haversine to the points of a box, or infinity if
// they are too far.
func (s *lineSearch) lower(lo, hi [2]float64, _ int32, _ bool) float64 {
	box := Box{Min: Point{Lon: E7(lo[0]), Lat: E7(lo[1])}, Max: Point{Lon: E7(hi[0]), Lat: E7(hi[1])}}
	if h := s.foot.at.lower(box); h <= s.bound {
		return h
	}
	return math.Inf(1)
}

// visit looks at the segments of a run; false ends the search, as this run and all
// to come are too far.
func (s *lineSearch) visit(_, _ [2]float64, number int32, lower float64) bool {
	if lower > s.bound {
		return false
	}
	run := s.index.runs[number]
	points := s.index.lines[run.line][run.from:run.to]
	for i := 1; i < len(points); i++ {
		if s.foot.at.lower(boundsOf(points[i-1:i+1])) > s.bound {
			continue
		}
		mm := s.foot.millimetres(points[i-1], points[i])
		if mm < s.best || mm == s.best && (!s.found || run.line < s.line) {
			s.line, s.best, s.found = run.line, mm, true
			s.bound = haversineBound(mm)
		}
	}
	return true
}

// corners are a box's ends as the R-tree has them.
func corners(b Box) (lo, hi [2]float64) {
	return [2]float64{float64(b.Min.Lon), float64(b.Min.Lat)}, [2]float64{float64(b.Max.Lon), float64(b.Max.Lat)}
}

// footFinder measures how far segments are from a point.
type footFinder struct {
	point Point
	at    gauge // of the point
}

func newFootFinder(p Point) footFinder { return footFinder{point: p, at: newGauge(p)} }

// millimetres is the distance to the foot on a segment.
func (f *footFinder) millimetres(a, b Point) int64 {
	return f.at.from.DistanceMillimetres(f.foot(a, b))
}

// foot is the place on a segment that is nearest to the point.
func (f *footFinder) foot(a, b Point) Vantage {
	ax, bx := f.eastward(a, b)
	ay, by := a.Lat.Degrees()-f.point.Lat.Degrees(), b.Lat.Degrees()-f.point.Lat.Degrees()
	dx, dy := float64((bx-ax)*f.at.from.cosLat), by-ay
	t := 0.0
	if square := float64(dx*dx) + float64(dy*dy); square > 0 {
		t = -(float64(float64(ax*f.at.from.cosLat)*dx) + float64(ay*dy)) / square
	}
	switch {
	case !(t > 0):
		return NewVantage(a)
	case t >= 1:
		return NewVantage(b)
	}
	lat := f.at.from.lat + float64((ay+float64(t*dy))*degree)
	lon := f.at.from.lon + float64((ax+float64(t*(bx-ax)))*degree)
	return Vantage{lon: lon, lat: lat, cosLat: cos(lat)}
}

// eastward are the differences in degrees of the segment's longitudes from the
// point's, going the shorter way round the Earth to its middle.
func (f *footFinder) eastward(a, b Point) (ax, bx float64) {
	const turn = 2 * int64(MaxLon)
	west, east := int64(a.Lon)-int64(f.point.Lon), int64(b.Lon)-int64(f.point.Lon)
	switch middle := (west + east) / 2; {
	case middle > int64(MaxLon):
		west, east = west-turn, east-turn
	case middle < -int64(MaxLon):
		west, east = west+turn, east+turn
	}
	return float64(west) / 1e7, float64(east) / 1e7
}
