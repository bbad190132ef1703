package middleware

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// Stored is an answer that never changes, kept in every coding, so that serving
// it costs no compression: the API's document, the pages, an old version. Several
// requests may serve it at once.
type Stored struct {
	contentType string
	state       string // names the bytes
	plain       []byte
	encoded     map[coding]func() []byte // of what can be compressed; otherwise none
	offers      []coding                 // the best first
}

// NewStored compresses body as far as that is of use. body is kept and may not be
// changed afterwards.
func NewStored(contentType string, body []byte) *Stored {
	s := newStored(contentType, body)
	if !compressible(contentType) {
		return s
	}
	small, smaller := gzipBytes(body, gzip.BestCompression), brotliBytes(body, storedBrotli)
	s.encoded = map[coding]func() []byte{
		gzipped: func() []byte { return small }, brotlied: func() []byte { return smaller },
	}
	if len(small) < len(body) {
		s.offers = []coding{brotlied, gzipped, identity}
	} else {
		s.offers = []coding{identity, brotlied, gzipped}
	}
	return s
}

// NewPackedStored is NewStored for what was compressed by brotli before: who can read
// that waits for nothing, and for others gzip compresses it when the first of them asks.
func NewPackedStored(contentType string, body, packed []byte) *Stored {
	s := newStored(contentType, body)
	s.encoded = map[coding]func() []byte{
		gzipped:  sync.OnceValue(func() []byte { return gzipBytes(body, gzip.BestCompression) }),
		brotlied: func() []byte { return packed },
	}
	s.offers = []coding{brotlied, gzipped, identity}
	return s
}

// NewQuickStored is NewStored for what is made while somebody waits for it: each
// coding is made when it is first asked for, gzip as fast as can be.
func NewQuickStored(contentType string, body []byte) *Stored {
	s := newStored(contentType, body)
	if !compressible(contentType) {
		return s
	}
	s.encoded = map[coding]func() []byte{
		gzipped:  sync.OnceValue(func() []byte { return quickGzip(body) }),
		brotlied: sync.OnceValue(func() []byte { return brotliBytes(body, brotliLevel) }),
	}
	if s.offers = []coding{gzipped, brotlied, identity}; len(body) < holdBytes {
		s.offers = []coding{identity, gzipped, brotlied}
	}
	return s
}

// newStored is an answer in its plain form.
func newStored(contentType string, body []byte) *Stored {
	sum := sha256.Sum256(body)
	return &Stored{
		contentType: contentType, plain: body, offers: []coding{identity},
		state: base64.RawURLEncoding.EncodeToString(sum[:16]),
	}
}

func gzipBytes(body []byte, level int) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, level) // a level of gzip's
	_, _ = w.Write(body)                   // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// quickWriters compress what somebody waits for: each has hundreds of kilobytes of
// tables. Their level takes less than half the time of gzipLevel, for a seventh more
// bytes of a tile.
var quickWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // a level of gzip's
	return w
}}

func quickGzip(body []byte) []byte {
	const least = 3 // times that text becomes shorter, mostly
	b := bytes.NewBuffer(make([]byte, 0, len(body)/least))
	w, _ := quickWriters.Get().(*gzip.Writer)
	defer quickWriters.Put(w)
	w.Reset(b)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return slices.Clone(b.Bytes())
}

// storedBrotli is brotli's level for what is kept: the best takes ten times as long
// for a few per cent.
const storedBrotli = 9

func brotliBytes(body []byte, level int) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, level)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// Serve answers with the coding the client likes best, or with 304.
func (s *Stored) Serve(c echo.Context) error {
	x := exchangeOf(c)
	chosen, ok := x.accept.best(s.offers...)
	if !ok {
		return Refuse(http.StatusNotAcceptable, geo.Error{Code: ErrNotAcceptable, Want: string(identity)})
	}
	h, body := x.Header(), s.plain
	if s.encoded != nil {
		addVary(h, echo.HeaderAcceptEncoding)
	}
	if chosen != identity {
		body = s.encoded[chosen]()
		h.Set(echo.HeaderContentEncoding, string(chosen))
	}
	h.Set("ETag", `"`+s.state+`"`)
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	x.stored = true
	return c.Blob(http.StatusOK, s.contentType, body)
}
