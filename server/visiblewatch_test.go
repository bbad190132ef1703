package server

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"pgregory.net/rapid"

	"sitedraw/sampler"
	"sitedraw/server/store"
)

// drawRoutes are what can be read of a draw.
func drawRoutes(d *store.Draw) (list []string) {
	n := d.Number
	list = []string{"POST " + drawPath(n, "/verify"), "POST " + drawPath(n, "/replay"), "POST " + drawPath(n, "/replay?datum=gcj02")}
	for _, rest := range []string{"", "/record", "/frame", "/bundle", "/assignments", "/picks?geometry=true"} {
		list = append(list, "GET "+drawPath(n, rest))
	}
	for _, format := range []string{"json", "geojson", "csv", "xlsx", "html"} {
		for _, datum := range []string{"wgs84", "gcj02", "bd09"} {
			list = append(list, "GET "+drawPath(n, "/picks?format="+format+"&datum="+datum))
		}
	}
	for _, format := range []string{"csv", "xlsx", "html"} {
		list = append(list, "GET "+drawPath(n, "/sheets?format="+format))
	}
	return list
}

// otherRoutes are what can be read of all draws, seals and the log.
func (h *house) otherRoutes(draws []store.Draw) []string {
	list := []string{
		"GET /draws", "GET /draws?order=oldest&limit=1", "GET /draws?register=county", "GET /draws?kind=official",
		"GET /seals", "GET /log", "GET /log/checkpoint", "GET /log/leaves", "GET /log/inclusion?leaf=0",
		"GET /log/consistency?from=1", "GET /events",
	}
	for _, d := range draws {
		list = append(list, "GET /log/inclusion?draw="+count(d.Number))
		if d.Seal != nil {
			list = append(list, "GET /seals/"+d.Seal.String(), "GET /seals/"+d.Seal.String()+"/texts")
		}
	}
	return list
}

// everything is all that an answer says: its headers and its body, unpacked.
func everything(t rapid.TB, a answer) string {
	var b strings.Builder
	for name, values := range a.header {
		b.WriteString(name + ": " + strings.Join(values, ", ") + "\n")
	}
	b.Write(a.body)
	if z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body))); err == nil {
		for _, file := range z.File {
			part, err := file.Open()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(part)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(body)
		}
	}
	return b.String()
}

// ask sends one of the routes; a stream ends with the log.
func (h *house) ask(who, route string) answer {
	method, path, _ := strings.Cut(route, " ")
	if path == "/events" {
		return h.stream(who, "/events?from=0", int(h.logSize()))
	}
	return h.do(who, method, path, nil)
}

func (h *house) logSize() (size int64) {
	h.t.Helper()
	err := h.Store.View(context.Background(), func(v store.Reader) (err error) {
		size, err = v.LogSize()
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return size
}

// stream reads so many events.
func (h *house) stream(who, path string, events int) answer {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.http.URL+base+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Test-Who", who)
	resp, err := h.http.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var body bytes.Buffer
	for lines := bufio.NewScanner(resp.Body); events > 0 && lines.Scan(); {
		body.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "data:") {
			events--
		}
	}
	return answer{resp.StatusCode, resp.Header, body.Bytes()}
}

// seals a draw as the office and lets its time come.
func (h *house) sealed(release time.Duration) int64 {
	h.t.Helper()
	closes := h.now().Add(time.Minute)
	var seal sealView
	h.want(h.do("office", http.MethodPost, "/seals", object{
		"register": "county", "plan": "reserves", "closes": stamp(closes), "opens": stamp(closes.Add(time.Minute)),
		"release": closes.Add(time.Minute + release),
	}), http.StatusCreated, &seal)
	h.want(h.do("", http.MethodPost, "/seals/"+seal.Digest+"/texts", object{"text": "大家好"}), http.StatusCreated, nil)
	h.due(2 * time.Minute)
	h.want(h.do("", http.MethodGet, "/seals/"+seal.Digest, nil), http.StatusOK, &seal)
	return seal.Draw
}

// assigned gives the inspector some of the main picks for today.
func (h *house) assigned(t *rapid.T, number int64) []string {
	var sites []string
	for _, p := range h.record(number).Picks {
		if p.Role == sampler.Main && rapid.IntRange(0, 2).Draw(t, "assigned") == 0 {
			sites = append(sites, p.ID)
		}
	}
	body := object{"user": 2, "day": h.today(), "sites": sites}
	h.want(h.do("office", http.MethodPut, drawPath(number, "/assignments"), body), http.StatusOK, nil)
	return sites
}

// openOne opens a reserve in place of one of the picks.
func (h *house) openOne(t *rapid.T, number int64) {
	var mains []sampler.Pick
	for _, p := range h.record(number).Picks {
		if p.Role == sampler.Main && p.Step != "towns" {
			mains = append(mains, p)
		}
	}
	p := rapid.SampledFrom(mains).Draw(t, "replaced")
	h.want(h.do("office", http.MethodPost, drawPath(number, "/reserves"), object{
		"step": p.Step, "within": p.Within, "stratum": p.Stratum, "replaces": p.ID, "code": "closed", "note": "备注不外传",
	}), http.StatusCreated, nil)
}
