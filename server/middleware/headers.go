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

// halfYear is how long browsers insist on TLS where Config says nothing.
const halfYear = 182 * 24 * time.Hour

// guardHeaders tells browsers to be careful with the answer. A handler may have
// set a content policy of its own.
func (x *exchange) guardHeaders(h http.Header) {
	values := [...]string{"nosniff", "same-origin", "DENY", noContent} // one allocation for all
	h[echo.HeaderXContentTypeOptions] = values[0:1:1]
	h[echo.HeaderReferrerPolicy] = values[1:2:2]
	h[echo.HeaderXFrameOptions] = values[2:3:3]
	if h[echo.HeaderContentSecurityPolicy] == nil {
		if mediaType(h.Get(echo.HeaderContentType)) == echo.MIMETextHTML {
			values[3] = x.house.ContentPolicy
		}
		h[echo.HeaderContentSecurityPolicy] = values[3:4:4]
	}
	insist := x.house.HSTS
	if insist == 0 {
		insist = halfYear
	}
	if insist > 0 && x.house.secure(x.request) {
		h.Set(echo.HeaderStrictTransportSecurity, "max-age="+strconv.Itoa(int(insist.Seconds())))
	}
}
