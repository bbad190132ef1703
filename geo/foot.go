package geo

// Foot is where a line comes nearest to a point.
type Foot struct {
	At          Point // on the line, rounded to E7
	Segment     int   // it lies between the positions Segment and Segment+1
	Millimetres int64 // from the point, as LineIndex.Nearest tells it
}

// Foot returns the foot of a point on the line, of several the first, measured as
// by LineIndex.Nearest. A line has at least two positions.
func (l Line) Foot(p Point) Foot {
	finder := newFootFinder(p)
	var best Foot
	for i := 1; i < len(l); i++ {
		v := finder.foot(l[i-1], l[i])
		if mm := finder.at.from.DistanceMillimetres(v); i == 1 || mm < best.Millimetres {
			best = Foot{At: v.point(), Segment: i - 1, Millimetres: mm}
		}
	}
	return best
}

// point is the vantage's place, rounded to E7 and brought into ±180°.
func (v Vantage) point() Point {
	lon, lat := int64(Round(float64(v.lon*turned)*1e7)), int64(Round(float64(v.lat*turned)*1e7))
	switch {
	case lon > int64(MaxLon):
		lon -= 2 * int64(MaxLon)
	case lon < -int64(MaxLon):
		lon += 2 * int64(MaxLon)
	}
	return Point{Lon: E7(lon), Lat: E7(max(-int64(MaxLat), min(int64(MaxLat), lat)))}
}
