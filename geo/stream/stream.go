package stream

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"sync/atomic"

	"sitedraw/geo"
)

// Limits bound a file. A zero member means its default.
type Limits struct {
	FileBytes  int64 // the file, also what it unpacks to; 16 GiB
	TokenBytes int   // what is read between two calls of Refill; 1 MiB
}

// Defaults of Limits.
const (
	DefaultFileBytes  = 1 << 34
	DefaultTokenBytes = 1 << 20
)

// BufferBytes is the length of the buffer. It reads ahead, so a token may be
// longer than its limit by as much, never without end.
const BufferBytes = 64 << 10

// HeadBytes is how much of a file Unpack returns to find its format by.
const HeadBytes = 1024

// Reader reads a file within bounds. It belongs to one goroutine, but for Total.
type Reader struct {
	*bufio.Reader

	limits Limits
	meter  *meter
}

// meter ends a reader that yields more than limit bytes between two refills, a
// row or a token without end, or more than most in all. Its errors have our codes.
type meter struct {
	in    io.Reader
	limit int
	left  int
	most  int64
	total atomic.Int64 // bytes so far
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, &geo.Error{Code: ErrTooLong, Want: strconv.Itoa(m.limit)}
	}
	n, err := m.in.Read(p[:min(len(p), m.left)])
	m.left -= n
	if m.total.Add(int64(n)) > m.most {
		return 0, &geo.Error{Code: ErrTooBig, Want: strconv.FormatInt(m.most, 10)}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = Fault(err)
	}
	return n, err
}

// Open puts meter and buffer before a file.
func Open(r io.Reader, limits Limits) *Reader {
	limits.FileBytes = cmp.Or(limits.FileBytes, DefaultFileBytes)
	limits.TokenBytes = cmp.Or(limits.TokenBytes, DefaultTokenBytes)
	x := &Reader{limits: limits}
	x.open(r)
	return x
}

func (x *Reader) open(r io.Reader) {
	x.meter = &meter{in: r, limit: x.limits.TokenBytes + BufferBytes, most: x.limits.FileBytes}
	x.Refill()
	x.Reader = bufio.NewReaderSize(x.meter, BufferBytes)
}

// Refill is called where a row or token begins.
func (x *Reader) Refill() { x.meter.left = x.meter.limit }

// Allow lets the token go on for n bytes more, if less is left to it: a block
// whose length is known and bounded by its format.
func (x *Reader) Allow(n int) { x.meter.left = max(x.meter.left, n+BufferBytes) }

// LimitTokens changes the limit of all tokens from the next Refill on.
func (x *Reader) LimitTokens(n int) { x.meter.limit = n + BufferBytes }

// Total is how many bytes were read of the content so far. Any goroutine may ask.
func (x *Reader) Total() int64 { return x.meter.total.Load() }

// Packed reports whether content begins with gzip's two bytes.
func Packed(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b}) }

// Unpack undoes gzip, once, and returns the head of the content, without a byte
// order mark, and whether it was packed. The error is ErrEmpty, or a Fault.
func (x *Reader) Unpack() (head []byte, packed bool, err error) {
	head, err = x.head()
	if err != nil || !Packed(head) {
		return head, false, err
	}
	unpacked, err := gzip.NewReader(x.Reader)
	if err != nil {
		return nil, true, Fault(err)
	}
	x.open(&gunzip{in: unpacked, packed: x.meter})
	head, err = x.head()
	return head, true, err
}

// gunzip ends a gzip stream that takes a token's worth of bytes and yields none:
// empty members without end.
type gunzip struct {
	in     *gzip.Reader
	packed *meter
}

func (g *gunzip) Read(p []byte) (int, error) {
	g.packed.left = g.packed.limit
	return g.in.Read(p)
}

// head returns the first bytes of the content. Of a file that breaks off among
// them nothing is guessed.
func (x *Reader) head() ([]byte, error) {
	head, err := x.Peek(HeadBytes)
	if err != nil && err != io.EOF { //nolint:errorlint // documented as returned bare
		return nil, Fault(err)
	}
	if len(head) == 0 {
		return nil, &geo.Error{Code: ErrEmpty}
	}
	if bom := []byte("\ufeff"); bytes.HasPrefix(head, bom) {
		if _, err := x.Discard(len(bom)); err != nil {
			return nil, Fault(err)
		}
		head = head[len(bom):]
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < HeadBytes-3 {
		return nil, &geo.Error{Code: ErrEmpty}
	}
	return head, nil
}
