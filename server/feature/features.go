package feature

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"sync/atomic"

	"github.com/klauspost/compress/flate"

	"sitedraw/geo"
)

// View says how features are written. The zero value is WGS 84 in CRS84.
type View struct {
	CRS   CRS
	Datum geo.Datum
}

// Features are the features of a list, written as GeoJSON of RFC 7946 (in a system
// other than CRS84, or another datum, only as its extension allows): outer rings
// anticlockwise, holes clockwise, the geometry null where there is none. They are
// written in chunks, each when it is first asked for. Goroutines may share them.
type Features struct {
	list   List
	view   View
	chunks []atomic.Pointer[chunk]
}

// chunkLength is how many features a chunk has: enough to compress well.
const chunkLength = 128

// chunk is some features that follow each other, each with a comma before it.
type chunk struct {
	plain  []byte
	ends   [chunkLength + 1]int   // feature i is plain[ends[i]:ends[i+1]]
	sums   []byte                 // CRC-32 of each, four bytes
	packed atomic.Pointer[[]byte] // as blocks of DEFLATE that refer to nothing before; nil until asked for
}

// sumLength is how many bytes a sum has.
const sumLength = 4

// comma stands before a feature.
const comma = ",\n"

// New returns the features of a list in a view.
func New(list List, view View) *Features {
	return &Features{list: list, view: view, chunks: make([]atomic.Pointer[chunk], (list.Len()+chunkLength-1)/chunkLength)}
}

// One is a feature by number. The caller does not change it.
func (f *Features) One(number int) []byte {
	return f.span(number, number+1)[len(comma):]
}

// span is the bytes of features of one chunk, from ≤ i < to.
func (f *Features) span(from, to int) []byte {
	c, begin := f.chunk(from/chunkLength), from/chunkLength*chunkLength
	return c.plain[c.ends[from-begin]:c.ends[to-begin]]
}

// sums are the sums of features of one chunk, from ≤ i < to.
func (f *Features) sums(from, to int) []byte {
	c, begin := f.chunk(from/chunkLength), from/chunkLength*chunkLength
	return c.sums[sumLength*(from-begin) : sumLength*(to-begin)]
}

// chunk writes a chunk unless it is written. Two who ask at once may both write
// it: the bytes are the same.
func (f *Features) chunk(i int) *chunk {
	if c := f.chunks[i].Load(); c != nil {
		return c
	}
	const perFeature = 400 // bytes, about
	length := min(chunkLength, f.list.Len()-i*chunkLength)
	c := &chunk{plain: make([]byte, 0, chunkLength*perFeature), sums: make([]byte, 0, sumLength*length)}
	for n := range length {
		c.plain = f.append(append(c.plain, comma...), i*chunkLength+n)
		c.ends[n+1] = len(c.plain)
		c.sums = binary.LittleEndian.AppendUint32(c.sums, crc32.ChecksumIEEE(c.plain[c.ends[n]:]))
	}
	c.plain = slices.Clip(slices.Clone(c.plain))
	f.chunks[i].CompareAndSwap(nil, c)
	return f.chunks[i].Load()
}

func (f *Features) append(b []byte, number int) []byte {
	b = appendQuoted(append(b, `{"type":"Feature","id":`...), f.list.ID(number))
	b = f.view.appendGeometry(append(b, `,"geometry":`...), inDatum(f.list.Shape(number), f.view.Datum))
	b = f.list.AppendProperties(append(b, `,"properties":`...), number)
	return append(b, '}')
}

// deflated is the chunk compressed, ending on a whole byte.
func (c *chunk) deflated() []byte {
	if packed := c.packed.Load(); packed != nil {
		return *packed
	}
	var b buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression) // a level of flate's
	_, _ = w.Write(c.plain)                               // a buffer takes everything
	_ = w.Flush()
	packed := slices.Clone([]byte(b))
	c.packed.Store(&packed)
	return packed
}

func (v View) appendGeometry(b []byte, g geo.Geometry) []byte {
	switch g := g.(type) {
	case geo.Point:
		b = v.CRS.appendPosition(append(b, `{"type":"Point","coordinates":`...), g)
	case geo.Line:
		b = v.appendPositions(append(b, `{"type":"LineString","coordinates":`...), g)
	case geo.Polygon:
		b = v.appendPolygon(append(b, `{"type":"Polygon","coordinates":`...), g)
	case geo.MultiPolygon:
		b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
		for i, p := range g {
			b = v.appendPolygon(separated(b, i), p)
		}
		b = append(b, ']')
	default:
		return append(b, "null"...)
	}
	return append(b, '}')
}

func (v View) appendPolygon(b []byte, p geo.Polygon) []byte {
	b = append(b, '[')
	for i, ring := range p {
		if ring.Anticlockwise() != (i == 0) {
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		b = v.appendPositions(separated(b, i), ring)
	}
	return append(b, ']')
}

func (v View) appendPositions(b []byte, positions []geo.Point) []byte {
	b = append(b, '[')
	for i, p := range positions {
		b = v.CRS.appendPosition(separated(b, i), p)
	}
	return append(b, ']')
}

func separated(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

// appendQuoted writes a text that holds no control characters.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
