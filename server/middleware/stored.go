package middleware

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"

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
	encoded     map[coding][]byte // of text; otherwise none
	offers      []coding          // the smallest first
}

// NewStored compresses body as far as that is of use. body is kept and may not be
// changed afterwards.
func NewStored(contentType string, body []byte) *Stored {
	sum := sha256.Sum256(body)
	s := &Stored{
		contentType: contentType, plain: body, offers: []coding{identity},
		state: base64.RawURLEncoding.EncodeToString(sum[:16]),
	}
	if !compressible(contentType) {
		return s
	}
	s.encoded = map[coding][]byte{gzipped: gzipBytes(body), brotlied: brotliBytes(body)}
	if len(s.encoded[gzipped]) < len(body) {
		s.offers = []coding{brotlied, gzipped, identity}
	} else {
		s.offers = []coding{identity, brotlied, gzipped}
	}
	return s
}

func gzipBytes(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level of gzip's
	_, _ = w.Write(body)                                  // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// storedBrotli is brotli's level for what is kept: the best takes ten times as long
// for a few per cent.
const storedBrotli = 9

func brotliBytes(body []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, storedBrotli)
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
		body = s.encoded[chosen]
		h.Set(echo.HeaderContentEncoding, string(chosen))
	}
	h.Set("ETag", `"`+s.state+`"`)
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	x.stored = true
	return c.Blob(http.StatusOK, s.contentType, body)
}
