package server

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/server/access"
	"sitedraw/server/middleware"
)

// The cookies: of a session, and of a browser in which somebody has signed in
// before.
const (
	sessionCookie = "sitedraw"
	deviceCookie  = "sitedraw_device"
	csrfHeader    = "X-Csrf-Token"
	deviceLife    = 365 * 24 * time.Hour
)

// cookieName is a cookie's name: under TLS with the prefix by which browsers keep
// other hosts, and pages without TLS, from setting it.
func (s *Server) cookieName(c echo.Context, name string) string {
	if middleware.Secure(c) {
		return "__Host-" + name
	}
	return name
}

// cookie is the value of a cookie; empty if there is none.
func (s *Server) cookie(c echo.Context, name string) string {
	cookie, err := c.Cookie(s.cookieName(c, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie sets a cookie for so long, or takes it back if that is not positive.
func (s *Server) setCookie(c echo.Context, name, value string, life time.Duration) {
	age := int(life / time.Second)
	if age <= 0 {
		age = -1
	}
	c.SetCookie(&http.Cookie{ //nolint:gosec // secure wherever the connection is
		Name: s.cookieName(c, name), Value: value, Path: "/", MaxAge: age,
		Secure: middleware.Secure(c), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// checkPage refuses what a page of somebody else sends in a session's name.
func (s *Server) checkPage(c echo.Context, secret string) error {
	if isSafe(c.Request().Method) || opens(c) {
		return nil
	}
	if err := s.sameOrigin(c); err != nil {
		return err
	}
	return access.CheckCSRF(secret, c.Request().Header.Get(csrfHeader))
}

// sameOrigin refuses what a page of somebody else sends. The host is the request's
// own: cookies belong to a host, so under a wrong name there are none.
func (s *Server) sameOrigin(c echo.Context) error {
	return access.SameOrigin(c.Request().Header, access.Origin{Scheme: s.scheme(c), Host: c.Request().Host})
}

// scheme is that of the client's own connection.
func (s *Server) scheme(c echo.Context) string {
	if middleware.Secure(c) {
		return "https"
	}
	return "http"
}

// opens reports whether a request brings a password or a link of its own and does
// nothing in a session's name. Its handler looks at where it comes from.
func opens(c echo.Context) bool {
	return c.Request().Method == http.MethodPost && (c.Path() == base+"/session" || c.Path() == base+"/links/:link")
}
