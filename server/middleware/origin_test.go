package middleware

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

func TestHosts(t *testing.T) {
	cfg := config()
	cfg.Hosts = []string{"localhost", "127.0.0.1", "[::1]"}
	s := serving(t, cfg, func(e *echo.Echo) { e.GET("/", answerOK) })
	for host, want := range map[string]int{
		"localhost": 200, "LocalHost:8080": 200, "127.0.0.1:1": 200, "[::1]": 200, "[::1]:8080": 200, "[0:0::1]:8080": 421,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.": 421, "10.0.0.1": 421,
	} {
		a := s.do(t, "GET", "/", "Host: "+host)
		if a.StatusCode != want {
			t.Errorf("Host %s = %d, want %d", host, a.StatusCode, want)
		}
		if want == 421 {
			if p := a.problem(t); p.Code != ErrHost {
				t.Errorf("Host %s: code %s", host, p.Code)
			}
		}
	}
}

func TestOriginIsAskedBeforeChanges(t *testing.T) {
	cfg := config()
	cfg.Origin = func(r *http.Request) error {
		if r.Header.Get("Origin") != "http://here" {
			return Refuse(http.StatusForbidden, geo.Error{Code: ErrForbidden})
		}
		return nil
	}
	s := serving(t, cfg, func(e *echo.Echo) { e.Match([]string{"GET", "POST", "PUT", "DELETE"}, "/", answerOK) })
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "OPTIONS": 204, "POST": 403, "PUT": 403, "DELETE": 403, "BREW": 403} {
		if a := s.do(t, method, "/", "Origin: http://there"); a.StatusCode != want {
			t.Errorf("%s from there = %d, want %d", method, a.StatusCode, want)
		}
	}
	if a := s.do(t, "POST", "/", "Origin: http://here"); a.StatusCode != http.StatusOK {
		t.Errorf("POST from here = %d", a.StatusCode)
	}
}

func TestCORSSettings(t *testing.T) {
	for _, test := range []struct {
		cors CORS
		want geo.Code
	}{
		{CORS{}, ""},
		{CORS{Origins: []string{"https://a.example", "http://localhost:5173"}, Credentials: true}, ""},
		{CORS{Origins: []string{"*"}}, ""},
		{CORS{Origins: []string{"*"}, Credentials: true}, ErrAnyOrigin},
		{CORS{Origins: []string{"https://a.example/"}}, ErrOrigin},
		{CORS{Origins: []string{"a.example"}}, ErrOrigin},
		{CORS{Origins: []string{"https://A.example"}}, ErrOrigin},
		{CORS{Origins: []string{"null"}}, ErrOrigin},
		{CORS{Origins: []string{"https://*.example"}, Credentials: true}, ""}, // a name nobody has
	} {
		cfg := config()
		cfg.CORS = test.cors
		_, err := New(cfg)
		if test.want == "" && err != nil || test.want != "" && !errors.Is(err, test.want) {
			t.Errorf("New(%+v) = %v, want %q", test.cors, err, test.want)
		}
	}
}

func TestCORS(t *testing.T) {
	named := CORS{
		Origins: []string{"https://a.example"}, Credentials: true, Headers: []string{"Content-Type", "Idempotency-Key"},
		Expose: []string{"ETag"}, MaxAge: time.Minute,
	}
	for _, test := range []struct {
		cors                 CORS
		origin               string
		allowed, credentials string
	}{
		{named, "https://a.example", "https://a.example", "true"},
		{named, "https://b.example", "", ""},
		{named, "https://a.example.evil", "", ""},
		{named, "null", "", ""},
		{named, "", "", ""},
		{CORS{Origins: []string{"*"}}, "https://b.example", "*", ""},
		{CORS{}, "https://a.example", "", ""},
	} {
		cfg := config()
		cfg.CORS = test.cors
		s := serving(t, cfg, func(e *echo.Echo) { e.PUT("/", answerOK); e.GET("/", answerOK) })
		for _, method := range []string{"GET", "DELETE", "OPTIONS"} { // also where it is refused
			a := s.do(t, method, "/", "Origin: "+test.origin, "Access-Control-Request-Method: PUT")
			if got := a.Header.Get("Access-Control-Allow-Origin"); got != test.allowed {
				t.Errorf("%s from %q: allowed %q, want %q", method, test.origin, got, test.allowed)
			}
			if got := a.Header.Get("Access-Control-Allow-Credentials"); got != test.credentials {
				t.Errorf("%s from %q: credentials %q, want %q", method, test.origin, got, test.credentials)
			}
			methods := a.Header.Get("Access-Control-Allow-Methods")
			if preflight := method == "OPTIONS" && test.allowed != ""; preflight != (methods == "GET, HEAD, OPTIONS, PUT") {
				t.Errorf("%s from %q: methods %q", method, test.origin, methods)
			}
			if method == "OPTIONS" && test.credentials != "" && (a.Header.Get("Access-Control-Max-Age") != "60" ||
				a.Header.Get("Access-Control-Allow-Headers") != "Content-Type, Idempotency-Key") {
				t.Errorf("preflight = %v", a.Header)
			}
			varies := strings.Contains(strings.Join(a.Header.Values("Vary"), ","), "Origin")
			if varies != (len(test.cors.Origins) > 0 && test.allowed != "*") {
				t.Errorf("%s from %q: Vary = %v", method, test.origin, a.Header.Values("Vary"))
			}
		}
	}
}

func TestGuardHeaders(t *testing.T) {
	cfg := config()
	cfg.Proxies = []netip.Prefix{mustPrefix("127.0.0.0/8")}
	s := serving(t, cfg, func(e *echo.Echo) {
		e.GET("/page", func(c echo.Context) error { return c.HTML(http.StatusOK, "<p>") })
		e.GET("/own", func(c echo.Context) error {
			c.Response().Header().Set("Content-Security-Policy", "sandbox")
			return c.HTML(http.StatusOK, "<p>")
		})
		e.GET("/data", func(c echo.Context) error { return c.JSON(http.StatusOK, 1) })
	})
	for path, policy := range map[string]string{"/page": ownContent, "/own": "sandbox", "/healthz": noContent, "/nothing": noContent, "/data": noContent} {
		a := s.do(t, "GET", path)
		if got := a.Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("GET %s: policy %q, want %q", path, got, policy)
		}
		if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("GET %s: headers %v", path, a.Header)
		}
		shown := a.Header.Get("X-Frame-Options") == "DENY" && a.Header.Get("Referrer-Policy") == "same-origin"
		if data := path == "/data"; shown == data {
			t.Errorf("GET %s: headers %v", path, a.Header)
		}
		if a := s.do(t, "GET", path, "X-Forwarded-Proto: https"); a.Header.Get("Strict-Transport-Security") != "max-age=15724800" {
			t.Errorf("GET %s by TLS: %v", path, a.Header)
		}
	}
}
