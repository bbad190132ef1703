package middleware

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// sink is a writer that costs nothing, so that what is measured is ours.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

func (s sink) SetWriteDeadline(time.Time) error { return nil }

// BenchmarkRequest is what a small answer costs here, beside the same on a bare
// echo.
func BenchmarkRequest(b *testing.B) {
	body := []byte(strings.Repeat("x", 600))
	handler := func(c echo.Context) error { return c.Blob(http.StatusOK, "application/json", body) }
	ours, err := New(config())
	if err != nil {
		b.Fatal(err)
	}
	for name, e := range map[string]*echo.Echo{"ours": ours, "bare": echo.New()} {
		e.GET("/sites/:id", handler)
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/sites/SC-000123", nil)
			r.Header.Set("Accept-Encoding", "gzip, br")
			b.ReportAllocs()
			for b.Loop() {
				e.ServeHTTP(sink{http.Header{}}, r)
			}
		})
	}
}

// BenchmarkCompression is a page of a list, of 100 KB.
func BenchmarkCompression(b *testing.B) {
	body := []byte(strings.Repeat(`{"id":"SC-000123","name":"南门农贸市场","lon":1172103000},`, 1500))
	stored := NewStored("application/json", body)
	e, err := New(config())
	if err != nil {
		b.Fatal(err)
	}
	e.GET("/dynamic", func(c echo.Context) error { return c.Blob(http.StatusOK, "application/json", body) })
	e.GET("/stored", stored.Serve)
	for _, accept := range []string{"identity", "gzip", "br"} {
		for _, path := range []string{"/dynamic", "/stored"} {
			b.Run(accept+path, func(b *testing.B) {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.Header.Set("Accept-Encoding", accept)
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					e.ServeHTTP(sink{http.Header{}}, r)
				}
			})
		}
	}
}
