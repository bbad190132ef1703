package intake

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"sync/atomic"
	"unicode/utf8"

	"sitedraw/geo"
)

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
		err = streamError(err)
	}
	return n, err
}

// refill is called where a row or token begins.
func (m *meter) refill() { m.left = m.limit }

const bufferBytes = 64 << 10

// open puts meter and buffer before a file. The buffer reads ahead, so a token
// may be longer than the limit by its size, never without end.
func (x *reading) open(r io.Reader) {
	x.meter = &meter{in: r, limit: x.Limits.TokenBytes + bufferBytes, most: x.Limits.FileBytes}
	x.meter.refill()
	x.in = bufio.NewReaderSize(x.meter, bufferBytes)
}

// unpack undoes gzip, once, and returns the head of the content.
func (x *reading) unpack() ([]byte, error) {
	head, err := x.peek()
	if err != nil || !bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		return head, err
	}
	x.Bytes = 0 // what comes out is longer
	unpacked, err := gzip.NewReader(x.in)
	if err != nil {
		return nil, streamError(err)
	}
	x.open(&gunzip{in: unpacked, packed: x.meter})
	return x.peek()
}

// gunzip ends a gzip stream that takes a token's worth of bytes and yields none:
// empty members without end.
type gunzip struct {
	in     *gzip.Reader
	packed *meter
}

func (g *gunzip) Read(p []byte) (int, error) {
	g.packed.refill()
	return g.in.Read(p)
}

// peek returns the first bytes of the content, without a byte order mark. Of a
// file that breaks off among them nothing is guessed.
func (x *reading) peek() ([]byte, error) {
	head, err := x.in.Peek(headBytes)
	if err != nil && err != io.EOF {
		return nil, streamError(err)
	}
	if len(head) == 0 {
		return nil, &geo.Error{Code: ErrEmpty}
	}
	if bom := []byte("\ufeff"); bytes.HasPrefix(head, bom) {
		if _, err := x.in.Discard(len(bom)); err != nil {
			return nil, streamError(err)
		}
		head = head[len(bom):]
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < headBytes-3 {
		return nil, &geo.Error{Code: ErrEmpty}
	}
	return head, nil
}

// streamError gives an error of a reader or decompressor one of our codes.
func streamError(err error) error {
	var damaged flate.CorruptInputError
	switch {
	case located("", err) != nil:
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &geo.Error{Code: ErrTruncated, Err: err}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &damaged):
		return &geo.Error{Code: ErrGzip, Err: err}
	default:
		return &geo.Error{Code: ErrRead, Kind: geo.Unavailable, Err: err}
	}
}

// located returns a copy of the *geo.Error in err with the file named, nil if
// there is none.
func located(file string, err error) *geo.Error {
	var e *geo.Error
	if !errors.As(err, &e) {
		return nil
	}
	named := *e
	named.At.File = file
	return &named
}

// quoteHead is the start of a file, to show in an error.
func quoteHead(head []byte) string {
	const length = 24
	if !utf8.Valid(head[:min(len(head), length)]) {
		return strconv.QuoteToASCII(string(head[:min(len(head), length)]))
	}
	return string(head[:min(len(head), length)])
}
