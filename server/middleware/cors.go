package middleware

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// CORS says which pages of other servers may read answers. The zero value lets
// none.
type CORS struct {
	Origins     []string      // such as https://example.org, or "*" alone
	Headers     []string      // that a request may have beyond the simple ones
	Expose      []string      // headers of an answer that a page may read
	Credentials bool          // with cookies; every origin must then be named
	MaxAge      time.Duration // how long a browser may remember; 0: ten minutes
}

// origins is a CORS that was found to be right.
type origins struct {
	CORS

	any bool
}

func newOrigins(cfg CORS) (origins, error) {
	o := origins{CORS: cfg, any: slices.Contains(cfg.Origins, "*")}
	if o.any && cfg.Credentials {
		return o, &geo.Error{Code: ErrAnyOrigin}
	}
	for _, origin := range cfg.Origins {
		if origin != "*" && !isOrigin(origin) {
			return o, &geo.Error{Code: ErrOrigin, Value: origin, Want: "https://example.org"}
		}
	}
	if o.MaxAge == 0 {
		o.MaxAge = 10 * time.Minute
	}
	return o, nil
}

// isOrigin reports whether s is scheme, host and port as a browser writes them.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		s == u.Scheme+"://"+strings.ToLower(u.Host)
}

// allowed reports whether pages of an origin may read.
func (o origins) allowed(origin string) bool {
	return origin != "" && (o.any || slices.Contains(o.Origins, origin))
}

// allowOrigin tells the browser of a page that may read so, also with refusals.
func (h *house) allowOrigin(c echo.Context) error {
	if len(h.origins.Origins) == 0 {
		return nil
	}
	header, origin := c.Response().Header(), c.Request().Header.Get(echo.HeaderOrigin)
	if h.origins.any {
		origin = "*"
	} else {
		addVary(header, echo.HeaderOrigin)
	}
	if !h.origins.allowed(origin) {
		return nil
	}
	header.Set(echo.HeaderAccessControlAllowOrigin, origin)
	if h.origins.Credentials {
		header.Set(echo.HeaderAccessControlAllowCredentials, "true")
	}
	if len(h.origins.Expose) > 0 {
		header.Set(echo.HeaderAccessControlExposeHeaders, strings.Join(h.origins.Expose, ", "))
	}
	return nil
}

// preflight answers the question a browser asks before a request that a form
// could not make.
func (h *house) preflight(c echo.Context, methods string) {
	header, asked := c.Response().Header(), c.Request().Header
	if !h.origins.allowed(asked.Get(echo.HeaderOrigin)) || asked.Get(echo.HeaderAccessControlRequestMethod) == "" {
		return
	}
	header.Set(echo.HeaderAccessControlAllowMethods, methods)
	if len(h.origins.Headers) > 0 {
		header.Set(echo.HeaderAccessControlAllowHeaders, strings.Join(h.origins.Headers, ", "))
	}
	header.Set(echo.HeaderAccessControlMaxAge, strconv.Itoa(int(h.origins.MaxAge.Seconds())))
}
