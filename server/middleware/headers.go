package middleware

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// ownContent is what a page may use where Config says nothing: what this server
// holds, and pictures within the page itself.
const ownContent = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors 'none'"

// noContent is for what is no page and so needs nothing.
const noContent = "default-src 'none'; frame-ancestors 'none'"

// geoJSON is the media type of features.
const geoJSON = "application/geo+json"

// halfYear is how long browsers insist on TLS where Config says nothing.
const halfYear = 182 * 24 * time.Hour

// Values that headers share, which nobody changes: whoever adds to one gets a copy.
var (
	noSniff        = []string{"nosniff"}
	sameOrigin     = []string{"same-origin"}
	denied         = []string{"DENY"}
	noContentLine  = []string{noContent}
	acceptForm     = []string{echo.HeaderAccept}
	acceptEncoding = []string{echo.HeaderAcceptEncoding}
	acceptBoth     = []string{echo.HeaderAccept, echo.HeaderAcceptEncoding}
)

// guardHeaders tells browsers to be careful with the answer. A handler may have
// set a content policy of its own.
func (x *exchange) guardHeaders(h http.Header) {
	h[echo.HeaderXContentTypeOptions] = noSniff
	kind := mediaType(first(h, echo.HeaderContentType))
	if kind != echo.MIMEApplicationJSON && kind != geoJSON { // which show nothing that leads elsewhere or that a click could be stolen from
		h[echo.HeaderReferrerPolicy] = sameOrigin
		h[echo.HeaderXFrameOptions] = denied // for browsers too old for frame-ancestors; others do not look at it
	}
	if h[echo.HeaderContentSecurityPolicy] == nil {
		policy := noContentLine
		if kind == echo.MIMETextHTML {
			policy = []string{x.house.ContentPolicy}
		}
		h[echo.HeaderContentSecurityPolicy] = policy
	}
	insist := x.house.HSTS
	if insist == 0 {
		insist = halfYear
	}
	if insist > 0 && x.house.secure(x.request) {
		h.Set(echo.HeaderStrictTransportSecurity, "max-age="+strconv.Itoa(int(insist.Seconds())))
	}
}

// first is h.Get for a name that is spelled as net/http keeps it.
func first(h http.Header, name string) string {
	if lines := h[name]; len(lines) > 0 {
		return lines[0]
	}
	return ""
}
