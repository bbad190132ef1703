package middleware

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sitedraw/geo"
)

// addHealth adds what those who run the server ask: does it live, can it work,
// how is it.
func (h *house) addHealth() {
	numbers := promhttp.HandlerFor(h.Registry, promhttp.HandlerOpts{DisableCompression: true})
	h.echo.GET("/healthz", answerOK)
	h.echo.GET("/readyz", func(c echo.Context) error {
		if err := h.ready(c); err != nil {
			return err
		}
		return answerOK(c)
	})
	h.echo.GET("/metrics", func(c echo.Context) error {
		if !h.mayMeasure(c.Request()) {
			return Refuse(http.StatusForbidden, geo.Error{Code: ErrForbidden})
		}
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		numbers.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

func answerOK(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.String(http.StatusOK, "ok\n")
}

// ready refuses while the server stops or Config.Ready has an error, which only
// the log sees.
func (h *house) ready(c echo.Context) error {
	ctx := c.Request().Context()
	select {
	case <-Stopping(ctx):
		return Refuse(http.StatusServiceUnavailable, geo.Error{Code: ErrNotReady, Kind: geo.Unavailable})
	default:
	}
	if h.Ready == nil {
		return nil
	}
	if err := h.Ready(ctx); err != nil {
		return Refuse(http.StatusServiceUnavailable, geo.Error{Code: ErrNotReady, Kind: geo.Unavailable, Err: err})
	}
	return nil
}

// mayMeasure lets this machine itself read the metrics, and whoever has the token.
func (h *house) mayMeasure(r *http.Request) bool {
	given, isBearer := strings.CutPrefix(r.Header.Get(echo.HeaderAuthorization), "Bearer ")
	if h.MetricsToken != "" && isBearer && subtle.ConstantTimeCompare([]byte(given), []byte(h.MetricsToken)) == 1 {
		return true
	}
	return h.fromHere(r)
}
