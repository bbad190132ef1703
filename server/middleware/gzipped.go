package middleware

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
)

// TakesGzip reports whether a client likes gzip no less than other codings: then a
// handler that has the answer in gzip may give it by ServeGzip.
func TakesGzip(c echo.Context) bool {
	best, ok := exchangeOf(c).accept.best(gzipped, brotlied, identity)
	return ok && best == gzipped
}

// ServeGzip answers with a body that is compressed already. An ETag that was set
// becomes that of the coding.
func ServeGzip(c echo.Context, contentType string, body []byte) error {
	h := c.Response().Header()
	addVary(h, echo.HeaderAcceptEncoding)
	h.Set(echo.HeaderContentEncoding, string(gzipped))
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	exchangeOf(c).stored = true
	return c.Blob(http.StatusOK, contentType, body)
}
