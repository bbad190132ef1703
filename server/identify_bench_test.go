package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/server/access"
)

// BenchmarkIdentify finds out who asks, by a token and under limits that allow it.
func BenchmarkIdentify(b *testing.B) {
	l := newIdentities()
	rates := access.Rate{Every: time.Nanosecond, Burst: 1 << 30}
	held, err := newLimits(Limits{Read: rates}, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	s := &Server{Config: Config{Now: time.Now}, door: &door{known: l, limits: held}}
	shown, hash, err := access.NewToken(access.APIToken, zeros{})
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	i := &identity{who: access.Who{UserID: 7, Role: access.Viewer}, hash: hash, token: 1, expires: now.Add(time.Hour), read: now}
	i.seen.Store(now.UnixMilli())
	l.put(i, 0)
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, base+"/plans", nil)
	r.Header.Set("Authorization", "Bearer "+shown)
	c := echo.New().NewContext(r, nil)
	b.ReportAllocs()
	for b.Loop() {
		if who, err := s.identify(c); err != nil || who.UserID != 7 {
			b.Fatal(who, err)
		}
	}
}

// zeros is a source of bytes that are all alike.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
