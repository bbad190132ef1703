package middleware

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func mustPrefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func TestLog(t *testing.T) {
	cfg := config()
	s := serving(t, cfg, func(e *echo.Echo) {
		e.GET("/sites/:id", func(c echo.Context) error {
			if c.Param("id") == "again" {
				return c.NoContent(http.StatusNoContent)
			}
			return c.String(http.StatusOK, "found")
		})
		e.POST("/sites/:id", counting)
	})
	s.do(t, "GET", "/sites/secret-id?token=secret-token", "Authorization: Bearer secret-bearer", "Cookie: s=secret-cookie")
	s.send(t, "POST", "/sites/1", strings.NewReader("secret-body"))
	s.do(t, "GET", "/secret-path")
	s.do(t, "secret-method", "/sites/1")
	s.do(t, "GET", "/sites/again")
	lines := s.log.lines(t, 5)
	if strings.Contains(s.log.String(), "secret") {
		t.Errorf("the log tells: %s", s.log)
	}
	for i, want := range []struct {
		method, route string
		status, bytes float64
	}{{"GET", "/sites/:id", 200, 5}, {"POST", "/sites/:id", 200, 2}, {"GET", "", 404, -1}, {"other", "/sites/:id", 405, -1}, {"GET", "/sites/:id", 204, 0}} {
		got := lines[i]
		if got["method"] != want.method || got["route"] != want.route || got["status"] != want.status ||
			want.bytes >= 0 && got["bytes"] != want.bytes || got["address"] != "127.0.0.1" || got["level"] != "INFO" {
			t.Errorf("line %d = %v, want %+v", i, got, want)
		}
		if id, _ := got["id"].(string); len(id) != 24 {
			t.Errorf("line %d: id %q", i, id)
		}
	}
}

func TestLogWithoutAddresses(t *testing.T) {
	cfg := config()
	cfg.HideAddresses = true
	s := serving(t, cfg, func(*echo.Echo) {})
	s.do(t, "GET", "/healthz")
	if line := s.log.lines(t, 1)[0]; line["address"] != nil {
		t.Errorf("log = %v", line)
	}
}

func TestRequestID(t *testing.T) {
	for _, test := range []struct {
		proxies []netip.Prefix
		given   string
		kept    bool
	}{
		{nil, "abc", false},
		{[]netip.Prefix{mustPrefix("127.0.0.1/32")}, "abc-1.2_3", true},
		{[]netip.Prefix{mustPrefix("127.0.0.1/32")}, "a b", false},
		{[]netip.Prefix{mustPrefix("127.0.0.1/32")}, strings.Repeat("a", 65), false},
		{[]netip.Prefix{mustPrefix("10.0.0.1/32")}, "abc", false},
	} {
		cfg := config()
		cfg.Proxies = test.proxies
		s := serving(t, cfg, func(*echo.Echo) {})
		if got := s.do(t, "GET", "/healthz", "X-Request-ID: "+test.given).Header.Get("X-Request-ID"); (got == test.given) != test.kept || got == "" {
			t.Errorf("id %q given by %v is %q", test.given, test.proxies, got)
		}
	}
}

// A client that leaves is no fault of the server.
func TestClientLeaves(t *testing.T) {
	begun := make(chan struct{})
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/", func(c echo.Context) error {
			close(begun)
			<-c.Request().Context().Done()
			return c.Request().Context().Err()
		})
	})
	ctx, cancel := context.WithCancel(context.Background())
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+"/", nil)
	go func() { <-begun; cancel() }()
	res, err := s.client.Do(r)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Do = %v", err)
	}
	if err == nil {
		res.Body.Close()
	}
	if line := s.log.lines(t, 1)[0]; line["status"] != 499.0 || line["level"] != "INFO" {
		t.Errorf("log = %v", line)
	}
}

func TestHealth(t *testing.T) {
	cfg := config()
	var trouble error
	cfg.Ready = func(context.Context) error { return trouble }
	s := serving(t, cfg, func(e *echo.Echo) { e.GET("/sites/:id", answerOK) })
	if a := s.do(t, "GET", "/readyz"); a.StatusCode != http.StatusOK {
		t.Errorf("/readyz = %d", a.StatusCode)
	}
	trouble = errors.New("disk full at /secret")
	if a := s.do(t, "GET", "/readyz"); a.StatusCode != http.StatusServiceUnavailable || a.problem(t).Code != ErrNotReady || strings.Contains(a.body, "secret") {
		t.Errorf("/readyz in trouble = %d %s", a.StatusCode, a.body)
	}
	if a := s.do(t, "GET", "/healthz"); a.StatusCode != http.StatusOK || a.body != "ok\n" {
		t.Errorf("/healthz in trouble = %d", a.StatusCode)
	}
	for range 3 {
		s.do(t, "GET", "/sites/x")
	}
	s.do(t, "FOO", "/no/such/path")
	a := s.do(t, "GET", "/metrics")
	for _, want := range []string{
		`sitedraw_http_requests_total{class="2xx",method="GET",route="/sites/:id"} 3`,
		`sitedraw_http_requests_total{class="4xx",method="other",route="none"} 1`,
		`sitedraw_http_request_seconds_count{method="GET",route="/sites/:id"} 3`,
		"sitedraw_http_requests_running 1", "go_goroutines",
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

func TestMetricsAreNotForStrangers(t *testing.T) {
	cfg := config()
	cfg.MetricsToken = "right"
	cfg.Proxies = []netip.Prefix{mustPrefix("127.0.0.1/32")}
	s := serving(t, cfg, func(*echo.Echo) {})
	for token, want := range map[string]int{"": 403, "Bearer wrong": 403, "Bearer ": 403, "right": 403, "Bearer right": 200} {
		if a := s.do(t, "GET", "/metrics", "X-Forwarded-For: 203.0.113.9", "Authorization: "+token); a.StatusCode != want {
			t.Errorf("/metrics with %q = %d, want %d", token, a.StatusCode, want)
		}
	}
	if a := s.do(t, "GET", "/metrics"); a.StatusCode != http.StatusOK {
		t.Errorf("/metrics from here = %d", a.StatusCode)
	}
}
