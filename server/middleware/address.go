package middleware

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// address is the client's address: the connection's peer or, where that is a
// trusted proxy, the first in X-Forwarded-For from the right that is none. A line
// that cannot be read ends the search, as nobody trusted wrote it. The empty text
// is no address, as of a Unix socket.
func (h *house) address(r *http.Request) string {
	at := peer(r)
	if !h.trusts(at) {
		return addressText(at)
	}
	forwarded := strings.Split(strings.Join(r.Header[echo.HeaderXForwardedFor], ","), ",")
	for _, one := range slices.Backward(forwarded) {
		hop, ok := parseHop(one)
		if !ok {
			break
		}
		at = hop
		if !h.trusts(at) {
			break
		}
	}
	return addressText(at)
}

func addressText(at netip.Addr) string {
	if !at.IsValid() {
		return ""
	}
	return at.String()
}

// trusts reports whether an address is one of a trusted proxy.
func (h *house) trusts(at netip.Addr) bool {
	if !at.IsValid() {
		return false
	}
	for _, p := range h.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

// peer is the other end of the connection.
func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// parseHop reads an address of X-Forwarded-For: with or without port, an IPv6 one
// with or without brackets.
func parseHop(s string) (netip.Addr, bool) {
	s = strings.Trim(s, " \t")
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		s = s[1 : len(s)-1]
	}
	at, err := netip.ParseAddr(s)
	return at.Unmap().WithZone(""), err == nil
}

// secure reports whether the client's own connection is encrypted: here, or at a
// trusted proxy that says so.
func (h *house) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return len(h.Proxies) > 0 && h.trusts(peer(r)) && strings.EqualFold(r.Header.Get(echo.HeaderXForwardedProto), "https")
}

// Secure reports whether the client's own connection is encrypted, here or at a
// trusted proxy. echo's Scheme believes everybody.
func Secure(c echo.Context) bool {
	x := exchangeOf(c)
	return x.house.secure(x.request)
}

// fromHere reports whether a request comes from this machine itself. One that
// was forwarded by somebody who is not trusted may come from anywhere.
func (h *house) fromHere(r *http.Request) bool {
	at, err := netip.ParseAddr(h.address(r))
	if err != nil || !at.IsLoopback() {
		return false
	}
	forwarded := r.Header.Get(echo.HeaderXForwardedFor) != "" || r.Header.Get("Forwarded") != "" ||
		r.Header.Get(echo.HeaderXRealIP) != ""
	return !forwarded || h.trusts(peer(r))
}
