package middleware

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
)

// HEAD has the headers of GET, whatever the length and coding of the answer.
func TestHeadIsGetWithoutBody(t *testing.T) {
	stored := NewStored("text/plain; charset=utf-8", make([]byte, 5000))
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/short", func(c echo.Context) error { return c.String(http.StatusOK, "short") })
		e.GET("/long", long)
		e.GET("/tagged", func(c echo.Context) error { Fresh(c, "state"); return long(c) })
		e.GET("/stored", stored.Serve)
		e.GET("/empty", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
		e.Group("/group", func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error { c.Response().Header().Set("X-Group", "1"); return next(c) }
		}).GET("/long", long)
	})
	for _, path := range []string{"/short", "/long", "/tagged", "/stored", "/empty", "/group/long", "/nothing", "/healthz"} {
		for _, accept := range []string{"identity", "gzip", "br"} {
			get, head := s.do(t, "GET", path, "Accept-Encoding: "+accept), s.do(t, "HEAD", path, "Accept-Encoding: "+accept)
			for _, a := range []answer{get, head} {
				for _, name := range []string{"Date", "X-Request-ID"} {
					a.Header.Del(name)
				}
			}
			if diff := cmp.Diff(get.Header, head.Header); diff != "" || head.StatusCode != get.StatusCode {
				t.Errorf("%s %s: GET %d (-) and HEAD %d (+) differ:\n%s", accept, path, get.StatusCode, head.StatusCode, diff)
			}
			if head.body != "" {
				t.Errorf("HEAD %s has a body %q", path, head.body)
			}
		}
	}
	if got := s.do(t, "GET", "/stored", "Accept-Encoding: identity").Header.Get("Content-Length"); got != "5000" {
		t.Errorf("Content-Length = %q, want 5000", got)
	}
}

// A handler that spares itself the body of HEAD does not make it an empty one.
func TestHeadWithoutLength(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) { e.HEAD("/", func(echo.Context) error { return nil }) })
	if a := s.do(t, "HEAD", "/"); a.StatusCode != http.StatusOK || a.Header.Get("Content-Length") != "" {
		t.Errorf("HEAD = %d, Content-Length %q", a.StatusCode, a.Header.Get("Content-Length"))
	}
}

func TestOtherMethods(t *testing.T) {
	ok := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/sites/:id", ok)
		e.PUT("/sites/:id", ok)
		e.POST("/sites/new", ok)
		e.DELETE("/files/*", ok)
	})
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"DELETE", "/sites/7", 405, "GET, HEAD, OPTIONS, PUT"},
		{"OPTIONS", "/sites/7", 204, "GET, HEAD, OPTIONS, PUT"},
		{"DELETE", "/sites/new", 405, "GET, HEAD, OPTIONS, POST, PUT"}, // :id fits too
		{"OPTIONS", "/sites/new", 204, "GET, HEAD, OPTIONS, POST, PUT"},
		{"GET", "/sites/new", 204, ""},
		{"HEAD", "/sites/new", 204, ""},
		{"PUT", "/sites/a%2Fb", 204, ""},
		{"POST", "/sites/a%2Fb", 405, "GET, HEAD, OPTIONS, PUT"},
		{"GET", "/files/a/b", 405, "DELETE, OPTIONS"},
		{"BREW", "/sites/7", 405, "GET, HEAD, OPTIONS, PUT"},
		{"GET", "/nothing", 404, ""},
		{"OPTIONS", "/nothing", 404, ""},
		{"GET", "/", 404, ""},
	} {
		a := s.do(t, test.method, test.path)
		if a.StatusCode != test.status || a.Header.Get("Allow") != test.allow {
			t.Errorf("%s %s = %d, Allow %q, want %d, %q", test.method, test.path, a.StatusCode, a.Header.Get("Allow"), test.status, test.allow)
		}
		if test.status >= 400 {
			want := map[int]string{404: string(ErrNoRoute), 405: string(ErrMethod)}[test.status]
			if p := a.problem(t); string(p.Code) != want {
				t.Errorf("%s %s: code %q, want %q", test.method, test.path, p.Code, want)
			}
		}
	}
}
