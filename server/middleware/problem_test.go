package middleware

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

func TestProblems(t *testing.T) {
	site := &geo.Error{Code: geo.ErrSiteSize, At: geo.Place{File: "a.csv", Line: 3, Column: "size"}, Value: "<b>", Want: "1"}
	s := serving(t, config(), func(e *echo.Echo) {
		for path, err := range map[string]error{
			"/geo":         site,
			"/wrapped":     fmt.Errorf("%w", site),
			"/echo":        echo.ErrForbidden,
			"/echo-within": fmt.Errorf("%w", echo.NewHTTPError(http.StatusUnsupportedMediaType, "x")),
			"/echo-ours":   echo.NewHTTPError(http.StatusBadRequest, "x").SetInternal(site),
			"/echo-odd":    echo.NewHTTPError(http.StatusTeapot),
			"/echo-500":    echo.NewHTTPError(http.StatusBadGateway),
			"/too-large":   fmt.Errorf("%w", &http.MaxBytesError{Limit: 7}),
			"/deadline":    fmt.Errorf("%w", context.DeadlineExceeded),
			"/cancelled":   context.Canceled, // of something else than the request
			"/refused":     geo.InFile(Refuse(http.StatusTooManyRequests, geo.Error{Code: ErrNotReady}), "f"),
			"/any":         errors.New("disk on fire"),
		} {
			e.GET(path, func(c echo.Context) error {
				c.Response().Header().Set("Content-Disposition", "attachment")
				c.Response().Header().Set("Retry-After", "7")
				c.Response().Header().Set("ETag", `"x"`)
				return err
			})
		}
		e.GET("/begun", func(c echo.Context) error { // an answer that is held back is taken back
			_ = c.JSON(http.StatusOK, "secret")
			return site
		})
		e.GET("/told", func(c echo.Context) error { c.Error(site); return nil })
	})
	for _, test := range []struct {
		path   string
		status int
		code   geo.Code
	}{
		{"/geo", 400, geo.ErrSiteSize},
		{"/wrapped", 400, geo.ErrSiteSize},
		{"/echo", 403, ErrForbidden},
		{"/echo-within", 415, ErrMediaType},
		{"/echo-ours", 400, geo.ErrSiteSize},
		{"/echo-odd", 418, ErrRequest},
		{"/echo-500", 502, ErrInternal},
		{"/too-large", 413, ErrTooLarge},
		{"/deadline", 503, ErrDeadline},
		{"/cancelled", 500, ErrInternal},
		{"/refused", 429, ErrNotReady},
		{"/any", 500, ErrInternal},
		{"/begun", 400, geo.ErrSiteSize},
		{"/told", 400, geo.ErrSiteSize},
	} {
		a := s.do(t, "GET", test.path)
		p := a.problem(t)
		if a.StatusCode != test.status || p.Code != test.code {
			t.Errorf("GET %s = %d %s, want %d %s", test.path, a.StatusCode, p.Code, test.status, test.code)
		}
		if strings.Contains(a.body, "fire") || strings.Contains(a.body, "secret") || strings.Contains(a.body, "<b>") {
			t.Errorf("GET %s tells %q", test.path, a.body)
		}
		if a.Header.Get("Content-Disposition")+a.Header.Get("ETag") != "" || a.Header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(strings.Join(a.Header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("GET %s has headers %v", test.path, a.Header)
		}
		if test.path == "/refused" && a.Header.Get("Retry-After") != "7" {
			t.Errorf("GET %s lost Retry-After", test.path)
		}
	}
	if p := s.do(t, "GET", "/geo").problem(t); p.Errors[0].At != (Place{File: "a.csv", Line: 3, Column: "size"}) || p.Errors[0].Want != "1" {
		t.Errorf("errors = %+v", p.Errors)
	}
	if log := s.log.String(); !strings.Contains(log, "disk on fire") {
		t.Error("the log does not say what happened")
	}
}

// An answer that has begun to leave is broken off, never ended as if whole.
func TestHalfAnswerIsBroken(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/error", func(c echo.Context) error { _ = long(c); return errors.New("x") })
		e.GET("/panic", func(c echo.Context) error { _ = long(c); panic("x") })
		e.GET("/abort", func(echo.Context) error { panic(http.ErrAbortHandler) })
		e.GET("/flushed", func(c echo.Context) error { c.Response().Flush(); return errors.New("x") })
	})
	for _, path := range []string{"/error", "/panic", "/abort", "/flushed"} {
		for _, accept := range []string{"identity", "gzip"} {
			r, _ := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
			r.Header.Set("Accept-Encoding", accept)
			res, err := s.client.Do(r)
			if err == nil {
				var b strings.Builder
				_, err = copyAll(&b, res)
			}
			if err == nil {
				t.Errorf("GET %s (%s) ended well", path, accept)
			}
		}
	}
}

func TestPanicIsAnswered(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/panic", func(echo.Context) error { panic("nil map") })
		e.GET("/fine", func(c echo.Context) error { return c.String(http.StatusOK, "fine") })
	})
	request := "GET /panic HTTP/1.1\r\nHost: x\r\n\r\nGET /fine HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	both := rawAll(t, s.addr, request)
	if !strings.HasPrefix(both, "HTTP/1.1 500 ") || !strings.Contains(both, string(ErrInternal)) || !strings.HasSuffix(both, "fine") {
		t.Errorf("after a panic the connection says %q", both)
	}
	line := s.log.lines(t, 2)[0]
	if stack, _ := line["stack"].(string); !strings.Contains(stack, "problem_test.go") || line["level"] != "ERROR" || line["status"] != 500.0 {
		t.Errorf("log = %v", line)
	}
	if strings.Contains(both, "nil map") {
		t.Error("the panic's text reached the client")
	}
}
