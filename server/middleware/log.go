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
func RequestID(c echo.Context) string { return exchangeOf(c).id }

// requestID takes the id that a trusted proxy gave, or makes one.
func (h *house) requestID(r *http.Request) string {
	if given := r.Header.Get(echo.HeaderXRequestID); isRequestID(given) && h.trusts(peer(r)) {
		return given
	}
	var b [12]byte
	if _, err := io.ReadFull(h.Random, b[:]); err != nil {
		return "" // an answer without id is better than none
	}
	return hex.EncodeToString(b[:])
}

func isRequestID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == ""
}

// close counts and logs an exchange, however it ended.
func (h *house) close(c echo.Context, x *exchange) {
	h.metrics.running.Dec()
	took := h.Now().Sub(x.start)
	h.metrics.count(c.Path(), x.request.Method, x.status, took)
	attrs := append(make([]slog.Attr, 0, 8), // most have so many
		slog.String("method", methodLabel(x.request.Method)),
		slog.String("route", c.Path()), // the pattern: paths hold ids, queries hold names
		slog.Int("status", x.status),
		slog.Int64("bytes", x.bytes()),
		slog.Int64("ms", took.Milliseconds()),
		slog.String("id", x.id),
	)
	if !h.HideAddresses {
		attrs = append(attrs, slog.String("address", c.RealIP()))
	}
	if x.broken {
		attrs = append(attrs, slog.Bool("cut", true))
	}
	level := slog.LevelInfo
	if x.err != nil && (x.status >= http.StatusInternalServerError || x.broken) {
		level = slog.LevelError
		attrs = append(attrs, cause(x.err)...)
	}
	if clientGone(x.err, x.request) {
		level = slog.LevelInfo
	}
	h.Log.LogAttrs(x.request.Context(), level, "request", attrs...)
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
