package geo

import "math/rand/v2"

// nastyShapes are polygons in a county of 1° × 1° that are hard on an index: long,
// thin, of many sides or parts.
var nastyShapes = []struct {
	name     string
	polygons func(at Point, r *rand.Rand) MultiPolygon
}{
	{"outline-5000-sides", func(at Point, r *rand.Rand) MultiPolygon {
		return MultiPolygon{outline(at, 5000, 2_000_000, r)}
	}},
	{"star-200-sides", func(at Point, r *rand.Rand) MultiPolygon { return MultiPolygon{star(at, 100, 2_000_000, r)} }},
	{"sliver", func(at Point, _ *rand.Rand) MultiPolygon { return MultiPolygon{sliver(at)} }},
	{"diagonal", diagonal},
	{"comb-upright", func(Point, *rand.Rand) MultiPolygon { return MultiPolygon{comb(500, upright)} }},
	{"comb-lying", func(Point, *rand.Rand) MultiPolygon { return MultiPolygon{comb(500, lying)} }},
	{"spiral", func(Point, *rand.Rand) MultiPolygon { return MultiPolygon{spiral(20)} }},
	{"ring", func(at Point, _ *rand.Rand) MultiPolygon { return MultiPolygon{annulus(at, 1000)} }},
	{"1000-small", small},
	{"1000-holes", holed},
	{"100-overlapping", overlapping},
	{"speck", func(at Point, _ *rand.Rand) MultiPolygon {
		return MultiPolygon{mustRings(around(at, 4_000_000, 3), around(at, 3_999_990, 3))}
	}},
}

var (
	upright = func(x, y E7) Point { return Point{1_150_000_000 + x, 350_000_000 + y} }
	lying   = func(x, y E7) Point { return Point{1_150_000_000 + y, 350_000_000 + x} }
)

func mustRings(rings ...[]Point) Polygon {
	p, err := NewPolygon(rings)
	if err != nil {
		panic(err)
	}
	return p
}

func strip(at Point, height, width E7) Box {
	return Box{Min: Point{at.Lon - width, 350_000_000}, Max: Point{at.Lon + width, 350_000_000 + 2*height}}
}

// outline is a polygon of many short sides, as a county's.
func outline(centre Point, sides int, reach E7, r *rand.Rand) Polygon {
	ring := make([]E7, 0, 2*sides)
	far := 0.7
	for i := range sides {
		angle := 2 * pi * float64(i) / float64(sides)
		far = min(max(far+0.02*(r.Float64()-0.5), 0.4), 1)
		ring = append(ring, centre.Lon+E7(far*float64(reach)*cos(angle)), centre.Lat+E7(far*float64(reach)*sin(angle)))
	}
	return mustRings(closed(ring...))
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
	return mustRings(closed(ring...))
}

// sliver is a triangle across the county, some 11 m wide.
func sliver(at Point) Polygon {
	return mustRings(closed(1_150_000_000, 350_000_000, 1_160_000_000, at.Lat, 1_160_000_000, at.Lat+1_000))
}

// diagonal is a strip of a metre from corner to corner.
func diagonal(Point, *rand.Rand) MultiPolygon {
	return MultiPolygon{mustRings(closed(1_150_000_000, 350_000_000, 1_160_000_000, 360_000_000, 1_159_999_900, 360_000_000))}
}

// comb is that many thin teeth across the county, on a narrow back.
func comb(teeth int, place func(x, y E7) Point) Polygon {
	pitch := E7(10_000_000 / teeth)
	ring := []Point{place(0, 0)}
	for i := range E7(teeth) {
		ring = append(ring, place(i*pitch, 10_000_000), place(i*pitch+20, 10_000_000), place(i*pitch+20, 10), place((i+1)*pitch, 10))
	}
	ring = append(ring, place(E7(teeth)*pitch, 0), ring[0])
	return mustRings(ring)
}

// spiral is a band of 10 m that turns that often around the county's middle.
func spiral(turns int) Polygon {
	var out, back []Point
	for i := range 72 * turns {
		angle, far := 2*pi*float64(i)/72, 1_000+4_900_000*float64(i)/float64(72*turns)
		out = append(out, Point{1_155_000_000 + E7(far*cos(angle)), 355_000_000 + E7(far*sin(angle))})
		back = append(back, Point{1_155_000_000 + E7((far-1_000)*cos(angle)), 355_000_000 + E7((far-1_000)*sin(angle))})
	}
	for i := range back {
		out = append(out, back[len(back)-1-i])
	}
	return mustRings(append(out, out[0]))
}

// around is a regular ring.
func around(at Point, reach float64, sides int) []Point {
	var ring []Point
	for i := range sides {
		angle := 2 * pi * float64(i) / float64(sides)
		ring = append(ring, Point{at.Lon + E7(reach*cos(angle)), at.Lat + E7(reach*sin(angle))})
	}
	return append(ring, ring[0])
}

// annulus is a ring of some 5 m.
func annulus(at Point, sides int) Polygon {
	return mustRings(around(at, 3_000_000, sides), around(at, 2_999_500, sides))
}

func scattered(count int, reach float64, r *rand.Rand) [][]Point {
	rings := make([][]Point, count)
	for i := range rings {
		rings[i] = around(Point{1_150_000_000 + E7(r.IntN(1e7)), 350_000_000 + E7(r.IntN(1e7))}, reach, 8)
	}
	return rings
}

// small are a thousand polygons as villages, each of about a point.
func small(_ Point, r *rand.Rand) MultiPolygon {
	var all MultiPolygon
	for _, ring := range scattered(1000, 5_000, r) {
		all = append(all, mustRings(ring))
	}
	return all
}

// holed is the county with a thousand holes, of which some overlap.
func holed(_ Point, r *rand.Rand) MultiPolygon {
	county := closed(1_150_000_000, 350_000_000, 1_160_000_000, 350_000_000, 1_160_000_000, 360_000_000, 1_150_000_000, 360_000_000)
	return MultiPolygon{mustRings(append([][]Point{county}, scattered(1000, 100_000, r)...)...)}
}

// overlapping are polygons that lie over one another.
func overlapping(_ Point, r *rand.Rand) MultiPolygon {
	var all MultiPolygon
	for _, ring := range scattered(100, 2_000_000, r) {
		all = append(all, mustRings(ring))
	}
	return all
}
