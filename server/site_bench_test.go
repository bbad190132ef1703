package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
)

// manySites are sites of a county in a grid, as long as ordinary ones.
func manySites(n int) []geo.Site {
	sites := make([]geo.Site, n)
	categories := geo.ShippedCategories().All()
	for i := range sites {
		code := categories[i%len(categories)].Code
		sites[i] = geo.Site{
			ID: fmt.Sprintf("site-%07d", i), Name: fmt.Sprintf("示例县第%d号点位", i), Category: code,
			Area: fmt.Sprintf("36068110%d201", i%10), Unit: fmt.Sprintf("单位%d", i%40), Tags: []string{"type:" + strconv.Itoa(i%7)},
			Geometry: geo.Point{Lon: 1_170_000_000 + geo.E7(i%1000)*5000, Lat: 280_000_000 + geo.E7(i/1000)*5000},
		}
	}
	return sites
}

// newFilledServer is a server with a register "x" of n sites.
func newFilledServer(b *testing.B, n int) *Server {
	b.Helper()
	folder := b.TempDir()
	now := func() time.Time { return time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC) }
	db, err := sqlite.Open(folder, sqlite.Options{Now: now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	s, err := New(Config{
		Store: db, Folder: folder, Now: now, Random: rand.NewChaCha8([32]byte{}), Logger: slog.New(slog.DiscardHandler),
		Identify: whoFromHeader, Web: middleware.Config{Now: time.Now},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	if n == 0 {
		if err := db.Update(context.Background(), func(w store.Writer) error { return w.AddRegister(store.Register{ID: "x", Name: "x"}) }); err != nil {
			b.Fatal(err)
		}
		return s
	}
	frame, err := sampler.NewFrame(manySites(n))
	if err != nil {
		b.Fatal(err)
	}
	if err := store.PutFrame(context.Background(), db, frame); err != nil {
		b.Fatal(err)
	}
	err = db.Update(context.Background(), func(w store.Writer) error {
		if err := w.AddRegister(store.Register{ID: "x", Name: "x"}); err != nil {
			return err
		}
		return w.AddVersion(store.Version{Register: "x", Number: 1, Frame: frame.Digest(), Sites: n})
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// ask gets an address until the benchmark ends, by 4 connections at once.
func ask(b *testing.B, handler http.Handler, path func(i uint64) string) {
	b.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}}
	b.SetParallelism(2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		random := rand.New(rand.NewPCG(1, 2))
		for pb.Next() {
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+path(random.Uint64()), nil)
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("X-Test-Who", "viewer")
			answer, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				b.Errorf("status = %d", answer.StatusCode)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}

// BenchmarkGetSite asks for one of 100,000 sites, and an echo handler for the same
// bytes.
func BenchmarkGetSite(b *testing.B) {
	s := newFilledServer(b, 100_000)
	recorder := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, base+"/registers/x/sites/site-0050000", nil)
	r.Header.Set("X-Test-Who", "viewer")
	s.Handler().ServeHTTP(recorder, r)
	body := recorder.Body.Bytes()
	b.Run("sitedraw", func(b *testing.B) {
		ask(b, s.Handler(), func(i uint64) string { return fmt.Sprintf("%s/registers/x/sites/site-%07d", base, i%100_000) })
	})
	b.Run("echo", func(b *testing.B) {
		e := echo.New()
		e.GET("/sites/:site", func(c echo.Context) error { return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body) })
		ask(b, e, func(i uint64) string { return fmt.Sprintf("/sites/site-%07d", i%100_000) })
	})
	b.Run("handler", func(b *testing.B) {
		handler := s.Handler()
		for b.Loop() {
			recorder.Body.Reset()
			handler.ServeHTTP(recorder, r)
		}
	})
}

// BenchmarkListSites searches 100,000 sites, with SITEDRAW_LONG 1,000,000.
func BenchmarkListSites(b *testing.B) {
	n := 100_000
	if os.Getenv("SITEDRAW_LONG") != "" {
		n = 1_000_000
	}
	s := newFilledServer(b, n)
	handler := s.Handler()
	r := httptest.NewRequest(http.MethodGet, base+"/registers/x/sites?near=117,28", nil) // opens the frame and makes the index
	r.Header.Set("X-Test-Who", "viewer")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	for _, query := range []string{
		"limit=100", "q=nothing", "q=第" + strconv.Itoa(n-1) + "号", "category=SC&unit=nobody", "bbox=117.1,28.1,117.11,28.2", "bbox=110,20,120,30",
		"near=117.2,28.2", "near=117.2,28.2&radius=500&category=SC", "near=117.2,28.2&unit=nobody",
		"polygon=POLYGON((117%2028,117.1%2028,117.1%2028.1,117%2028))",
	} {
		b.Run(query, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, base+"/registers/x/sites?"+query, nil)
			r.Header.Set("X-Test-Who", "viewer")
			for b.Loop() {
				recorder := httptest.NewRecorder()
				if handler.ServeHTTP(recorder, r); recorder.Code != http.StatusOK {
					b.Fatalf("%s = %d %s", query, recorder.Code, recorder.Body)
				}
			}
		})
	}
}

// BenchmarkImport takes a table of 100,000 sites into the draft.
func BenchmarkImport(b *testing.B) {
	s := newFilledServer(b, 0)
	s.jobs.patience = time.Hour
	var table bytes.Buffer
	table.WriteString("id,name,category,area,unit,lon,lat\n")
	for _, site := range manySites(100_000) {
		p, _ := site.Position()
		fmt.Fprintf(&table, "%s,%s,%s,%s,%s,%s,%s\n", site.ID, site.Name, site.Category, site.Area, site.Unit, p.Lon, p.Lat)
	}
	b.SetBytes(int64(table.Len()))
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, base+"/registers/x/imports?mode=replace", bytes.NewReader(table.Bytes()))
		r.Header.Set("X-Test-Who", "office")
		recorder := httptest.NewRecorder()
		if s.Handler().ServeHTTP(recorder, r); recorder.Code != http.StatusCreated && recorder.Code != http.StatusOK {
			b.Fatalf("import = %d %s", recorder.Code, recorder.Body)
		}
	}
}
