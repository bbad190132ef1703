package middleware

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
)

// DefaultBodyLimit is how many bytes of a request are read where a route says
// nothing else.
const DefaultBodyLimit = 1 << 20

// Config is how a server treats every request. Explain, Now and Random are
// needed; of the others the zero value is safe.
type Config struct {
	// Explain says what a person reads of an error, in his language, and which
	// status it has. It is the only place where errors become a status; what this
	// package refuses has one already, see StatusOf.
	Explain func(error, *http.Request) Problem
	// Now is the system's clock: time limits of connections follow it, so that no
	// test may stop it.
	Now    func() time.Time
	Random io.Reader // makes request ids; read by many at once

	Log           *slog.Logger // nil: nothing is logged
	HideAddresses bool         // leaves addresses of clients out of the log

	Ready        func(context.Context) error // whether the server can work, for /readyz; nil: always
	Registry     *prometheus.Registry        // of /metrics; nil: one of its own
	MetricsToken string                      // bearer of /metrics; empty: only this machine reads it

	Hosts   []string                  // the names this server answers for, without port; empty: any
	Origin  func(*http.Request) error // asked before a method that changes something; nil: nothing is asked
	Proxies []netip.Prefix            // whose word about addresses, request ids and TLS counts
	CORS    CORS

	ContentPolicy string        // Content-Security-Policy of pages; empty: only what the server itself holds
	HSTS          time.Duration // under TLS; 0: half a year, below 0: not at all

	BodyLimit int64 // bytes; 0: DefaultBodyLimit
	Pace      Pace
}

// New makes an echo whose requests pass this package, with /healthz, /readyz and
// /metrics. Whatever route is added answers HEAD where it answers GET. The
// settings of CORS may be wrong.
func New(cfg Config) (*echo.Echo, error) {
	cors, err := newOrigins(cfg.CORS)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	h := newHouse(e, cfg)
	h.origins = cors
	e.Logger.SetOutput(io.Discard) // everything is logged by Config.Log
	e.HTTPErrorHandler = h.fail
	e.IPExtractor = h.address
	e.OnAddRouteHandler = func(_ string, r echo.Route, handler echo.HandlerFunc, with []echo.MiddlewareFunc) {
		if r.Method == http.MethodGet {
			e.HEAD(r.Path, handler, with...)
		}
	}
	e.Pre(h.around)
	e.Use(h.otherMethods)
	h.addHealth()
	return e, nil
}
