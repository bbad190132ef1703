package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"sitedraw/server/middleware"
	"sitedraw/server/store/sqlite"
)

// again is the house's server opened anew on its folder, as after a restart.
func (h *house) again() *house {
	h.t.Helper()
	h.http.Close()
	h.Close()
	if err := h.Store.Close(); err != nil {
		h.t.Fatal(err)
	}
	now := h.now()
	next := &house{t: h.t, time: now}
	db, err := sqlite.Open(h.Folder, sqlite.Options{Now: next.now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = db.Close() })
	next.Server, err = New(Config{
		Store: db, Folder: h.Folder, Now: next.now, Random: rand.NewChaCha8([32]byte{7}), Logger: slog.New(slog.DiscardHandler),
		Location: h.Location, Identify: whoFromHeader, Keys: h.Keys, Web: middleware.Config{Now: time.Now},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(next.Close)
	next.jobs.patience = time.Hour
	next.http = httptest.NewServer(next.Handler())
	h.t.Cleanup(next.http.Close)
	return next
}

// sameRequests are requests of every kind of answer.
var sameRequests = []string{
	"", "/registers", "/registers/county", "/registers/county/versions", "/registers/county/versions/1/frame",
	"/registers/county/versions/1/export?format=csv", "/registers/county/versions/1/export?format=xlsx", "/registers/county/sites?limit=7",
	"/registers/county/sites?near=117.2,28.3&limit=5", "/registers/county/areas", "/categories", "/plans", "/plans/plain",
	"/plans/plain/check?register=county", "/draws", "/draws/1", "/draws/1/picks", "/draws/1/picks?format=geojson",
	"/draws/1/picks?format=csv", "/draws/1/picks?format=xlsx", "/draws/1/picks?format=html", "/draws/1/record", "/draws/1/frame",
	"/draws/1/sheets?format=xlsx", "/seals", "/log", "/log/checkpoint", "/log/leaves", "/log/inclusion?draw=1", "/log/consistency?from=1",
}

// bodies asks each of the requests so many times and fails if an answer is not the
// same every time.
func (h *house) bodies(times int) map[string]string {
	h.t.Helper()
	bodies := map[string]string{}
	for _, path := range sameRequests {
		a := h.do("office", http.MethodGet, path, nil)
		h.want(a, http.StatusOK, nil)
		bodies[path] = a.header.Get("ETag") + "\n" + string(a.body)
		r, err := http.NewRequest(http.MethodGet, h.http.URL+base+path, nil)
		if err != nil {
			h.t.Fatal(err)
		}
		r.Header.Set("X-Test-Who", "office")
		for range times - 1 {
			again, err := h.http.Client().Do(r)
			if err != nil {
				h.t.Fatal(err)
			}
			body, err := io.ReadAll(again.Body)
			_ = again.Body.Close()
			if got := again.Header.Get("ETag") + "\n" + string(body); err != nil || got != bodies[path] {
				h.t.Fatalf("%s again = %.200q, %v, want %.200q", path, got, err, bodies[path])
			}
		}
	}
	return bodies
}

// The same request gives the same bytes however often it is sent, and across
// restarts.
func TestSameBytesAgainAndAfterRestart(t *testing.T) {
	times := 2
	if os.Getenv("SITEDRAW_LONG") != "" {
		times = 1000
	}
	h := newDrawHouse(t)
	h.made("office", object{"register": "county", "plan": "plain", "seed": "七", "title": "同"})
	h.want(h.do("office", http.MethodPost, "/seals", object{
		"register": "county", "plan": "plain", "closes": stamp(h.now().Add(time.Hour)), "opens": stamp(h.now().Add(2 * time.Hour)),
	}), http.StatusCreated, nil)
	first := h.bodies(times)
	for restart := range 2 {
		h = h.again()
		for path, body := range h.bodies(2) {
			if body != first[path] {
				t.Errorf("%s after restart %d = %.300q, want %.300q", path, restart+1, body, first[path])
			}
		}
	}
}

// sameTables are the sites of a register in two files.
func sameTables() (first, second []string) {
	for i := range 40 {
		row := fmt.Sprintf("S%02d,市场%d,SC,%d.5,28.25", i, i, 117+i%3)
		if i%2 == 0 {
			first = append(first, row)
		} else {
			second = append(second, row)
		}
	}
	return first, second
}

// In whatever order and files sites come in, the frame is the same, and so is every
// draw of the same seed.
func TestSameBytesForAnyImportOrder(t *testing.T) {
	const heading = "id,name,category,lon,lat\n"
	first, second := sameTables()
	reversed := append(append([]string{}, second...), first...)
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	h := newDrawHouse(t)
	const plan = `{"name":"markets","steps":[{"id":"markets","category":["SC"],"n":7,"reserve":3,"method":"map"}]}`
	h.want(h.do("office", http.MethodPut, "/plans/markets", plan), http.StatusCreated, nil)
	want := map[string][]byte{}
	for n, files := range [][][]string{{first, second}, {second, first}, {reversed}, {first[:3], second, first[3:]}} {
		id := fmt.Sprintf("order-%d", n)
		h.want(h.do("office", http.MethodPost, "/registers", object{"id": id, "name": id}), http.StatusCreated, nil)
		for i, rows := range files {
			a := h.do("office", http.MethodPost, "/registers/"+id+"/imports?mode=add&filename=f"+fmt.Sprint(i)+".csv", heading+strings.Join(rows, "\n"))
			h.want(a, http.StatusCreated, nil)
		}
		h.want(h.do("office", http.MethodPost, "/registers/"+id+"/versions", object{}), http.StatusCreated, nil)
		number := h.made("office", object{"register": id, "plan": "markets", "seed": "同一种子"})
		for _, path := range []string{"/registers/" + id + "/versions/1/frame", drawPath(number, "/record"), drawPath(number, "/frame")} {
			a := h.do("office", http.MethodGet, path, nil)
			h.want(a, http.StatusOK, nil)
			kind := path[strings.LastIndexByte(path, '/'):]
			if want[kind] == nil {
				want[kind] = a.body
			}
			if !bytes.Equal(a.body, want[kind]) {
				t.Errorf("%s in order %d = %s, want %s", kind, n, a.body, want[kind])
			}
		}
	}
}
