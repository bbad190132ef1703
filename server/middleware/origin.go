package middleware

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// checkHost refuses a request for another server: a page of a stranger, whose
// name was made to point here, gets nothing out of a server on the reader's own
// machine (DNS rebinding).
func (h *house) checkHost(c echo.Context) error {
	if len(h.Hosts) == 0 {
		return nil
	}
	if slices.Contains(h.names, hostName(c.Request().Host)) {
		return nil
	}
	return Refuse(http.StatusMisdirectedRequest,
		geo.Error{Code: ErrHost, Value: c.Request().Host, Want: strings.Join(h.Hosts, ", ")})
}

// hostName is a host without port and brackets, in lower case.
func hostName(host string) string {
	if at, err := netip.ParseAddr(host); err == nil {
		return at.String()
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
}

// checkOrigin asks Config.Origin before anything may change.
func (h *house) checkOrigin(c echo.Context) error {
	switch c.Request().Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if h.Origin == nil {
		return nil
	}
	return h.Origin(c.Request())
}
