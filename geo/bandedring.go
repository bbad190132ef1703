package geo

// bandedRing is a ring whose sides are listed by bands of latitude, so that a
// question about a place looks at the sides near its latitude only. It answers as
// the ring does.
type bandedRing struct {
	ring   Ring
	south  int64
	height int64 // how many different latitudes the ring has
	bands  int64
	starts []int32 // by band: where its sides begin; one more at the end
	sides  []int32 // side i goes from position i to i+1
}

// sidesPerBand is about how many sides a band begins; fewer take more memory.
const sidesPerBand = 4

// newBandedRing lists the sides. There are never more than two entries a side on
// average: high sides make for fewer bands.
func newBandedRing(r Ring) bandedRing {
	box := boundsOf(r)
	b := bandedRing{ring: r, south: int64(box.Min.Lat), height: int64(box.Max.Lat) - int64(box.Min.Lat) + 1}
	climb := int64(1)
	for i := 1; i < len(r); i++ {
		climb += max(int64(r[i].Lat)-int64(r[i-1].Lat), int64(r[i-1].Lat)-int64(r[i].Lat))
	}
	sides := int64(len(r) - 1)
	// sides·height stays below 2³¹·2³¹.
	b.bands = max(1, min(sides/sidesPerBand, sides*b.height/climb, b.height))
	b.starts = make([]int32, b.bands+1)
	b.eachBand(func(band int64, _ int32) { b.starts[band+1]++ })
	for band := range b.bands {
		b.starts[band+1] += b.starts[band]
	}
	b.sides = make([]int32, b.starts[b.bands])
	next := append([]int32(nil), b.starts...)
	b.eachBand(func(band int64, side int32) {
		b.sides[next[band]] = side
		next[band]++
	})
	return b
}

// eachBand calls back for every band that a side comes to.
func (b *bandedRing) eachBand(call func(band int64, side int32)) {
	for i := range len(b.ring) - 1 {
		low, high := b.ring[i].Lat, b.ring[i+1].Lat
		for band := b.band(min(low, high)); band <= b.band(max(low, high)); band++ {
			call(band, int32(i))
		}
	}
}

// band is the band of a latitude, the nearest one for those beyond the ring.
func (b *bandedRing) band(lat E7) int64 {
	up := min(max(int64(lat)-b.south, 0), b.height-1)
	return up * b.bands / b.height
}

// locate is Ring.locate.
func (b *bandedRing) locate(q Point) location {
	band := b.band(q.Lat)
	odd := false
	for _, i := range b.sides[b.starts[band]:b.starts[band+1]] {
		on, east := sideOf(b.ring[i], b.ring[i+1], q)
		if on {
			return boundary
		}
		odd = odd != east
	}
	if odd {
		return inside
	}
	return outside
}

// comesInto reports whether a side shares a point with the box or may do so: it is
// never false where one does.
func (b *bandedRing) comesInto(box Box) bool {
	from, to := b.band(box.Min.Lat), b.band(box.Max.Lat)
	for _, i := range b.sides[b.starts[from]:b.starts[to+1]] {
		if sideMeets(b.ring[i], b.ring[i+1], box) {
			return true
		}
	}
	return false
}

// sideMeets reports whether the boxes of a side and another one meet and the
// other's corners do not all lie on one side of the line.
func sideMeets(a, b Point, box Box) bool {
	if !a.Bounds().Union(b.Bounds()).Intersects(box) {
		return false
	}
	first := turn(a, b, box.Min)
	return first == 0 || turn(a, b, box.Max) != first ||
		turn(a, b, Point{Lon: box.Min.Lon, Lat: box.Max.Lat}) != first ||
		turn(a, b, Point{Lon: box.Max.Lon, Lat: box.Min.Lat}) != first
}
