package server

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
)

// Limits say how often requests may come. The zero value of each is its default.
type Limits struct {
	Read   access.Rate // of one account, or of one address without an account: 2,000 a second
	LookUp access.Rate // of one account, for one site or the maps of a current version, which cost little: 50,000 a second
	Write  access.Rate // likewise, for what changes something: 500 a second
	SignIn access.Rate // of one address, for passwords and links: 60 at once, then one in 5 seconds
	Verify access.Rate // of one address, for checking files: 10 at once, then one in 6 seconds
}

func (l Limits) orDefault() Limits {
	for _, d := range []struct {
		rate *access.Rate
		to   access.Rate
	}{
		{&l.Read, access.Rate{Every: time.Second / 2000, Burst: 4000}},
		{&l.LookUp, access.Rate{Every: time.Second / 50_000, Burst: 100_000}},
		{&l.Write, access.Rate{Every: time.Second / 500, Burst: 1000}},
		{&l.SignIn, access.Rate{Every: 5 * time.Second, Burst: 60}},
		{&l.Verify, access.Rate{Every: 6 * time.Second, Burst: 10}},
	} {
		if *d.rate == (access.Rate{}) {
			*d.rate = d.to
		}
	}
	return l
}

// limitedKeys is how many accounts and addresses each limit remembers.
const limitedKeys = 100_000

// limits holds every account and address to its rates.
type limits struct {
	read, lookUp, write, signIn, verify *access.Limiter
}

func newLimits(rates Limits, clock func() time.Time) (limits, error) {
	rates = rates.orDefault()
	var l limits
	for _, one := range []struct {
		to   **access.Limiter
		rate access.Rate
	}{{&l.read, rates.Read}, {&l.lookUp, rates.LookUp}, {&l.write, rates.Write}, {&l.signIn, rates.SignIn}, {&l.verify, rates.Verify}} {
		var err error
		if *one.to, err = access.NewLimiter(one.rate, limitedKeys, clock); err != nil {
			return l, err
		}
	}
	return l, nil
}

// stricter is the limit by address of a route that is open to everybody and costs
// much; nil for the others.
func (l limits) stricter(c echo.Context) *access.Limiter {
	if isSafe(c.Request().Method) {
		return nil
	}
	switch c.Path() {
	case base + "/session", base + "/session/password", base + "/links/:link":
		return l.signIn
	case base + "/verify":
		return l.verify
	default:
		return nil
	}
}

// allow counts a request, or returns ErrRate.
func (l limits) allow(c echo.Context, who access.Who) error {
	if strict := l.stricter(c); strict != nil {
		if wait, ok := strict.Allow(access.AddressKey(addressOf(c))); !ok {
			return access.Later(wait)
		}
	}
	var name string
	if who.UserID != 0 {
		name = "user " + count(who.UserID)
	} else {
		name = "address " + access.AddressKey(addressOf(c))
	}
	if wait, ok := l.ordinary(c, who).Allow(name); !ok {
		return access.Later(wait)
	}
	return nil
}

// ordinary is the limit that every request counts for.
func (l limits) ordinary(c echo.Context, who access.Who) *access.Limiter {
	switch {
	case !isSafe(c.Request().Method):
		return l.write
	case who.UserID != 0 && looksUp(c):
		return l.lookUp
	default:
		return l.read
	}
}

// looksUp reports whether a request asks for one site of a current version, or for
// maps of it, which are in memory: others may have to be read.
func looksUp(c echo.Context) bool {
	return (c.Path() == base+"/registers/:register/sites/:site" || strings.HasPrefix(c.Path(), mapBase)) &&
		(c.Request().URL.RawQuery == "" || c.QueryParam("version") == "")
}

// isSafe reports whether a method changes nothing.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// addressOf is the client's address; the zero value if it has none.
func addressOf(c echo.Context) netip.Addr {
	address, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return netip.Addr{}
	}
	return address
}

// hint tells a client in headers what to do about an error: when to try again, and
// how to say who asks.
func hint(h http.Header, err error) {
	if e, is := errors.AsType[*geo.Error](err); is && e.Code == access.ErrRate {
		h.Set("Retry-After", e.Want)
	}
	if err == nil {
		return
	}
	if status, _ := statusOf(err); status == http.StatusUnauthorized {
		h.Set(echo.HeaderWWWAuthenticate, "Bearer")
	}
}
