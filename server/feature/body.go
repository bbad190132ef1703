package feature

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Body is a FeatureCollection on its way out: a head, features, a tail, joined by
// bytes that others may be sending too.
type Body struct {
	pieces []piece
	size   int
	sum    uint32
}

// piece is some of the bytes; chunk is not nil if they are all of one.
type piece struct {
	plain []byte
	chunk *chunk
}

// Body joins a head, which ends before the first feature, features and a tail.
func (f *Features) Body(head []byte, selected Selection, tail []byte) *Body {
	b := &Body{sum: crc32.ChecksumIEEE(head)}
	b.add(piece{plain: head})
	first := len(comma) // of which the first feature has none
	selected.runs(func(from, to int) {
		for from < to {
			end := min(to, (from/chunkLength+1)*chunkLength)
			p := piece{plain: f.span(from, end)[first:]}
			if end-from == chunkLength && first == 0 {
				p.chunk = f.chunk(from / chunkLength)
			}
			b.add(p)
			b.sum = crc32.Update(b.sum, crc32.IEEETable, f.sums(from, end))
			from, first = end, 0
		}
	})
	b.add(piece{plain: tail})
	b.sum = crc32.Update(b.sum, crc32.IEEETable, tail)
	return b
}

func (b *Body) add(p piece) {
	b.pieces = append(b.pieces, p)
	b.size += len(p.plain)
}

// Len is how many bytes WriteTo writes.
func (b *Body) Len() int { return b.size }

// Sum follows from the bytes of the head, of each feature and of the tail, and is
// another one if these are others. It is no checksum of the whole.
func (b *Body) Sum() uint32 { return b.sum }

// joiners join short pieces; long ones pass through.
var joiners = sync.Pool{New: func() any { return bufio.NewWriterSize(io.Discard, 32<<10) }}

// WriteTo writes the bytes.
func (b *Body) WriteTo(to io.Writer) (int64, error) {
	w, _ := joiners.Get().(*bufio.Writer)
	defer joiners.Put(w)
	w.Reset(to)
	for _, p := range b.pieces {
		if _, err := w.Write(p.plain); err != nil {
			return 0, err
		}
	}
	return int64(b.size), w.Flush()
}

// packers compress what was not compressed before. Each has hundreds of kilobytes
// of tables.
var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // a level of flate's
	return w
}}

// The parts of a gzip file of one member (RFC 1952): its head, and the last block,
// which is empty.
var (
	gzipHead  = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}
	lastBlock = []byte{1, 0, 0, 0xff, 0xff}
)

// Gzip is the body compressed. Whole chunks are taken as they were compressed
// before; what lies between is compressed by itself and ends on a whole byte.
func (b *Body) Gzip() []byte {
	out := append(make(buffer, 0, b.size/6+1024), gzipHead...)
	w, _ := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	pending, sum := false, uint32(0)
	for _, p := range b.pieces {
		sum = crc32.Update(sum, crc32.IEEETable, p.plain)
		if p.chunk == nil {
			_, _ = w.Write(p.plain) // a buffer takes everything
			pending = true
			continue
		}
		if pending {
			_ = w.Flush()
			w.Reset(&out) // what follows may not refer to what lies before the chunk
			pending = false
		}
		out = append(out, p.chunk.deflated()...)
	}
	if pending {
		_ = w.Flush()
	}
	out = append(out, lastBlock...)
	out = binary.LittleEndian.AppendUint32(out, sum)
	return binary.LittleEndian.AppendUint32(out, uint32(b.size)) // modulo 2³², as RFC 1952 has it
}

// buffer is bytes that can be written to.
type buffer []byte

// Write appends.
func (b *buffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}
