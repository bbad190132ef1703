package middleware

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
)

// depart sends the headers of an answer that may be of any length.
func (x *exchange) depart() {
	x.decide(holdBytes)
	x.sendHeaders()
}

// departWhole sends the headers of an answer that is held back whole. net/http
// itself adds the length of one so short, unless it is made to send it before the
// handler ends, see linger.
func (x *exchange) departWhole() {
	whole := len(x.held)
	x.decide(whole)
	if x.upload != nil && x.encoder == nil && hasBody(x.status) && x.Header().Get(echo.HeaderContentLength) == "" &&
		(whole > 0 || x.request.Method != http.MethodHead) {
		x.Header().Set(echo.HeaderContentLength, strconv.Itoa(whole))
	}
	x.sendHeaders()
}

// decide settles coding, validators and headers of an answer of at least size
// bytes.
func (x *exchange) decide(size int) {
	h := x.Header()
	x.guardHeaders(h)
	if !x.stored {
		x.encode(h, size)
	}
	x.validate(h)
}

func (x *exchange) sendHeaders() {
	x.sent = true
	x.wire.to.WriteHeader(x.status)
}

// hasBody reports whether an answer of a status may have a body.
func hasBody(status int) bool {
	return status >= http.StatusOK && status != http.StatusNoContent && status != http.StatusNotModified
}

// encode chooses a coding for what a handler wrote plainly.
func (x *exchange) encode(h http.Header, size int) {
	if !hasBody(x.status) || size == 0 || !mayEncode(h) {
		return
	}
	if compressible(first(h, echo.HeaderContentType)) {
		addVary(h, echo.HeaderAcceptEncoding)
	} else if x.accept.identity > 0 {
		return
	}
	if size < holdBytes && x.accept.identity > 0 {
		return
	}
	coding, ok := x.accept.best(gzipped, brotlied, identity)
	if !ok || coding == identity {
		return
	}
	h.Set(echo.HeaderContentEncoding, string(coding))
	h.Del(echo.HeaderContentLength)
	x.encoder = x.house.encoders.take(coding, &x.wire)
}

// validate makes the ETag one of the coding that was chosen, and turns the answer
// into 304 if the client has it.
func (x *exchange) validate(h http.Header) {
	tag := first(h, etag)
	if tag == "" || x.status != http.StatusOK || !x.reads() {
		return
	}
	if x.stored || x.encoder != nil {
		h.Set("ETag", variant(tag, coding(h.Get(echo.HeaderContentEncoding))))
	}
	if held, ok := x.matches(tag); ok {
		x.status, x.muted = http.StatusNotModified, true
		x.dropEncoder()
		asNotModified(h, held)
	}
}

// asNotModified takes away what only a body has.
func asNotModified(h http.Header, tag string) {
	h.Set("ETag", tag)
	for _, name := range []string{
		echo.HeaderContentType, echo.HeaderContentLength, echo.HeaderContentEncoding, echo.HeaderContentDisposition,
	} {
		h.Del(name)
	}
}

// reads reports whether the method only reads, so that validators apply.
func (x *exchange) reads() bool {
	return x.request.Method == http.MethodGet || x.request.Method == http.MethodHead
}

// pass sends bytes of the body, by the encoder if there is one.
func (x *exchange) pass(p []byte) (int, error) {
	switch {
	case x.muted:
		return len(p), nil
	case x.encoder != nil:
		return x.encoder.Write(p)
	default:
		return x.wire.Write(p)
	}
}

func (x *exchange) passHeld() error {
	if len(x.held) == 0 {
		return nil
	}
	_, err := x.pass(x.held)
	x.held = x.held[:0]
	return err
}

// finish sends what is still held back. An answer that was held whole has its
// length.
func (x *exchange) finish() {
	if x.broken {
		x.dropEncoder()
		return
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	if !x.sent {
		x.departWhole()
	}
	err := x.passHeld()
	if x.encoder != nil && err == nil {
		err = x.encoder.Close()
	}
	x.dropEncoder()
	x.wire.extend()
	if err != nil {
		x.err, x.broken = err, true
		return
	}
	x.linger()
}

func (x *exchange) dropEncoder() {
	if x.encoder != nil {
		x.house.encoders.put(x.encoder)
		x.encoder = nil
	}
}
