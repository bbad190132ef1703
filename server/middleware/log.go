package middleware

import (
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// RequestID is the id by which the log knows a request; it is in the answer's
// X-Request-ID and in a problem's instance.
func RequestID(c echo.Context) string { return exchangeOf(c).id[0] }

// requestID takes the id that a trusted proxy gave, or makes one.
func (h *house) requestID(r *http.Request) string {
	if given := r.Header.Get(echo.HeaderXRequestID); isRequestID(given) && h.trusts(peer(r)) {
		return given
	}
	var b [12]byte
	if _, err := io.ReadFull(h.Random, b[:]); err != nil {
		return "" // an answer without id is better than none
	}
	var id [2 * len(b)]byte
	hex.Encode(id[:], b[:])
	return string(id[:])
}

func isRequestID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == ""
}

// close counts and logs an exchange, however it ended.
func (h *house) close(c echo.Context, x *exchange) {
	h.metrics.running.Dec()
	now := h.Now()
	took := now.Sub(x.start)
	method := methodLabel(x.request.Method)
	h.metrics.count(counted{c.Path(), method, x.status / 100}, took)
	level := x.level()
	if !h.Log.Enabled(x.request.Context(), level) {
		return
	}
	attrs := append(make([]slog.Attr, 0, 7), // most have fewer
		slog.Int64("bytes", x.bytes()),
		slog.Int64("ms", took.Milliseconds()),
		slog.String("id", x.id[0]),
	)
	if !h.HideAddresses {
		attrs = append(attrs, slog.String("address", c.RealIP()))
	}
	if x.broken {
		attrs = append(attrs, slog.Bool("cut", true))
	}
	if x.failed() {
		attrs = append(attrs, cause(x.err)...)
	}
	line := slog.NewRecord(now, level, "request", 0) // LogAttrs would look for the caller, which is always here
	line.AddAttrs(attrs...)
	lines := h.lines(logged{method, c.Path(), x.status})
	_ = lines.Handle(x.request.Context(), line) // as slog itself: there is nobody to tell
}

// logged is how the lines of many requests begin.
type logged struct {
	method, route string // the route's pattern: paths hold ids, queries hold names
	status        int
}

// lines is the log with the beginning of such lines written once for all.
func (h *house) lines(l logged) slog.Handler {
	if known, ok := h.begun.Load(l); ok {
		return known.(slog.Handler) //nolint:forcetypeassert // the map holds nothing else
	}
	begun := h.Log.Handler().WithAttrs([]slog.Attr{
		slog.String("method", l.method), slog.String("route", l.route), slog.Int("status", l.status),
	})
	h.begun.Store(l, begun) // two at once store the same
	return begun
}

// failed reports whether the log is to say why.
func (x *exchange) failed() bool {
	return x.err != nil && (x.status >= http.StatusInternalServerError || x.broken)
}

// level is that of the log's line: a client that left is no fault.
func (x *exchange) level() slog.Level {
	if x.failed() && !clientGone(x.err, x.request) {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// bytes is how long the body was that left; of HEAD net/http sends none.
func (x *exchange) bytes() int64 {
	if x.request.Method == http.MethodHead {
		return 0
	}
	return x.wire.bytes
}

// cause is what only the log holds of an error.
func cause(err error) []slog.Attr {
	if p, ok := errors.AsType[*panicked](err); ok {
		return []slog.Attr{slog.Any("panic", p.value), slog.String("stack", string(p.stack))}
	}
	return []slog.Attr{slog.String("error", err.Error())}
}
