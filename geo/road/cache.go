package road

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math"

	"sitedraw/geo"
)

// A cache is a graph as bytes: cacheMagic, the digests of source and profile, the
// numbers of the report, the junctions, the edges, and a SHA-256 of all before it.
// Numbers are varints, places the differences from the place before.

// cacheMagic tells kind and version; a change of the format, or of what Build makes
// of a source, changes it.
const cacheMagic = "sitedraw roads 1\n"

// cacheKey says of what a cache is: a source read for a profile.
type cacheKey struct{ source, profile [sha256.Size]byte }

// encode writes a graph.
func (g *Graph) encode(key cacheKey) []byte {
	b := append([]byte(cacheMagic), key.source[:]...)
	b = append(b, key.profile[:]...)
	for _, v := range g.report.numbers() {
		b = binary.AppendVarint(b, *v)
	}
	b = binary.AppendUvarint(b, uint64(len(g.junctions)))
	var last geo.Point
	for _, p := range g.junctions {
		b, last = appendPlace(b, last, p), p
	}
	b = binary.AppendUvarint(b, uint64(len(g.edges)))
	for i := range g.edges {
		b = appendEdge(b, &g.edges[i], g.shapes[i])
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// appendEdge leaves out the ends of the shape, which are its junctions.
func appendEdge(b []byte, e *edge, shape geo.Line) []byte {
	for _, v := range []int64{int64(e.from), int64(e.to - e.from), int64(e.forward), int64(e.backward), int64(e.length), int64(len(shape) - 2)} {
		b = binary.AppendVarint(b, v)
	}
	for i := 1; i < len(shape)-1; i++ {
		b = appendPlace(b, shape[i-1], shape[i])
	}
	return b
}

func appendPlace(b []byte, last, p geo.Point) []byte {
	b = binary.AppendVarint(b, int64(p.Lon)-int64(last.Lon))
	return binary.AppendVarint(b, int64(p.Lat)-int64(last.Lat))
}

// numbers are the members of a report in the order of the cache.
func (r *Report) numbers() []*int64 {
	return []*int64{&r.Ways, &r.Cut, &r.Broken, &r.Junctions, &r.Edges, &r.Metres, &r.Parts, &r.Lost, &r.LostMetres}
}

// decode reads a cache. The error is ErrCache if it is damaged, of another version,
// source or profile; it never asks for more memory than the cache is long.
func decode(data []byte, key cacheKey) (*Graph, error) {
	end := len(data) - sha256.Size
	head := append([]byte(cacheMagic), key.source[:]...)
	head = append(head, key.profile[:]...)
	if end < 0 || !bytes.HasPrefix(data[:end], head) || sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return nil, &geo.Error{Code: ErrCache}
	}
	r := &cacheReader{data: data[len(head):end]}
	var report Report
	for _, v := range report.numbers() {
		*v = r.number(0, math.MaxInt64)
	}
	junctions := make([]geo.Point, r.count(2))
	var last geo.Point
	for i := range junctions {
		last = r.place(last)
		junctions[i] = last
	}
	edges := make([]edge, r.count(6))
	shapes := make([]geo.Line, len(edges))
	for i := range edges {
		edges[i], shapes[i] = r.edge(junctions)
	}
	if r.bad || len(r.data) > 0 || len(edges) == 0 {
		return nil, &geo.Error{Code: ErrCache}
	}
	g := newGraph(junctions, edges, shapes)
	g.report = report
	return g, nil
}

// cacheReader takes numbers off the bytes of a cache. What cannot be sets bad, after
// which every number is the least that is allowed.
type cacheReader struct {
	data []byte
	bad  bool
}

// number reads a number that must lie between two, ends included.
func (r *cacheReader) number(least, most int64) int64 {
	v, n := binary.Varint(r.data)
	if r.bad || n <= 0 || v < least || v > most {
		r.bad, r.data = true, nil
		return least
	}
	r.data = r.data[n:]
	return v
}

// count reads how many things follow, each of at least so many bytes.
func (r *cacheReader) count(each int) int {
	v, n := binary.Uvarint(r.data)
	if r.bad || n <= 0 || v > uint64((len(r.data)-n)/each) || v > math.MaxInt32/2 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return int(v)
}

func (r *cacheReader) place(last geo.Point) geo.Point {
	lon := int64(last.Lon) + r.number(-2*int64(geo.MaxLon), 2*int64(geo.MaxLon))
	lat := int64(last.Lat) + r.number(-2*int64(geo.MaxLat), 2*int64(geo.MaxLat))
	if max(lon, -lon) > int64(geo.MaxLon) || max(lat, -lat) > int64(geo.MaxLat) {
		r.bad = true
		return geo.Point{}
	}
	return geo.Point{Lon: geo.E7(lon), Lat: geo.E7(lat)}
}

// edge reads an edge between two of the junctions, which can be used at least one
// way.
func (r *cacheReader) edge(junctions []geo.Point) (edge, geo.Line) {
	var e edge
	last := int64(len(junctions) - 1)
	from := r.number(0, last)
	to := from + r.number(-from, last-from)
	e.from, e.to = int32(from), int32(to)
	e.forward, e.backward = int32(r.number(int64(closed), math.MaxInt32)), int32(r.number(int64(closed), math.MaxInt32))
	e.length = int32(r.number(0, math.MaxInt32))
	inner := r.number(0, int64(len(r.data)/2))
	if r.bad || e.forward == closed && e.backward == closed {
		r.bad = true
		return e, nil
	}
	shape := make(geo.Line, inner+2)
	shape[0], shape[inner+1] = junctions[from], junctions[to]
	for i := int64(1); i <= inner; i++ {
		shape[i] = r.place(shape[i-1])
	}
	return e, shape
}
