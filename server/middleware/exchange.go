package middleware

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// holdBytes is how much of an answer is held back before its first byte leaves:
// what is smaller is not worth compressing, and can still become a problem.
const holdBytes = 1024

// exchange is one request and the answer to it. It is the http.ResponseWriter
// that handlers write to.
type exchange struct {
	house   *house
	request *http.Request
	wire    wire
	upload  *upload // nil if the request has no body
	accept  acceptance
	id      [1]string // as a header has it
	start   time.Time
	err     error // what the answer is about, for the log

	status  int    // 0 until a handler says one
	held    []byte // the beginning of the body
	stored  bool   // Stored has chosen the coding
	sent    bool   // the headers have left
	muted   bool   // 304: the body stays here
	broken  bool   // the connection must end
	encoder encoder
}

// open begins an exchange and makes it the writer of echo's answer.
func (h *house) open(c echo.Context) *exchange {
	r, w := c.Request(), c.Response().Writer
	x := &exchange{
		house: h, request: r, start: h.Now(),
		wire:   wire{to: w, control: *http.NewResponseController(w), now: h.Now, stall: h.Pace.Stall},
		accept: parseAcceptEncoding(r.Header[echo.HeaderAcceptEncoding]),
	}
	x.id[0] = h.requestID(r)
	x.Header()[echo.HeaderXRequestID] = x.id[:]
	if r.Body != nil && r.Body != http.NoBody {
		x.upload = newUpload(x)
		x.request = r.WithContext(r.Context()) // net/http must find its own body in its own request
		x.request.Body = x.upload
		c.SetRequest(x.request)
	}
	c.Response().Writer = x
	h.metrics.running.Inc()
	return x
}

// exchangeOf finds the exchange below what other middleware has laid over it.
func exchangeOf(c echo.Context) *exchange {
	var w http.ResponseWriter = c.Response()
	for {
		if x, ok := w.(*exchange); ok {
			return x
		}
		w = w.(interface{ Unwrap() http.ResponseWriter }).Unwrap() //nolint:forcetypeassert // every writer over ours unwraps
	}
}

// Header is the answer's header, as far as it has not left.
func (x *exchange) Header() http.Header { return x.wire.to.Header() }

// Unwrap lets http.ResponseController find net/http's own writer.
func (x *exchange) Unwrap() http.ResponseWriter { return x.wire.to }

// WriteHeader keeps the status; it leaves with the first bytes.
func (x *exchange) WriteHeader(status int) {
	switch {
	case status < http.StatusOK:
		x.wire.to.WriteHeader(status) // early hints are no answer yet
	case x.status == 0:
		x.status = status
	}
}

// Write holds the beginning back and passes on the rest.
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	if !x.sent {
		if len(x.held)+len(p) < holdBytes {
			if x.held == nil {
				x.held = x.house.takeHeld()
			}
			x.held = append(x.held, p...)
			return len(p), nil
		}
		x.depart()
		if err := x.passHeld(); err != nil {
			return 0, err
		}
	}
	return x.pass(p)
}

// FlushError sends what there is; from then on nothing is held back.
func (x *exchange) FlushError() error {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	if !x.sent {
		x.depart()
	}
	if err := x.passHeld(); err != nil {
		return err
	}
	if x.encoder != nil {
		if err := x.encoder.Flush(); err != nil {
			return err
		}
	}
	return x.wire.flush()
}

// Flush is FlushError for callers that expect http.Flusher.
func (x *exchange) Flush() { _ = x.FlushError() }

// restart forgets what was held back, so that another answer can be given.
func (x *exchange) restart() {
	x.held, x.status, x.stored = x.held[:0], 0, false
}
