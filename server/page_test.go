package server

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"sitedraw/server/web"
)

// file asks for a path outside the API as a browser does.
func (h *house) file(path, coding string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.http.URL+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,*/*")
	r.Header.Set("Accept-Encoding", coding)
	return h.send(r)
}

func TestPagesForBrowsers(t *testing.T) {
	h := newHouse(t)
	for _, path := range web.Pages {
		index, err := fs.ReadFile(web.Files(), web.First(path))
		if err != nil {
			t.Fatal(err)
		}
		path = strings.ReplaceAll(strings.ReplaceAll(path, ":link", "x"), ":draw", "1")
		a := h.file(path+"?lang=en", "identity")
		if a.status != http.StatusOK || string(a.body) != string(index) || a.header.Get("Content-Security-Policy") != web.Policy ||
			a.header.Get("Cache-Control") != "no-cache" || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s = %d, %v", path, a.status, a.header)
		}
	}
	for _, path := range []string{"/nothing", "/assets/none.js", "/assets/..%2findex.html", "/index.html/x"} {
		if a := h.file(path, "identity"); a.status != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", path, a.status)
		}
	}
}

// What a browser has of the built files it need not ask for again, and what it
// asks for comes compressed.
func TestPageAssets(t *testing.T) {
	h := newHouse(t)
	found, err := fs.Glob(web.Files(), "assets/index-*.js")
	if err != nil || len(found) == 0 {
		t.Fatalf("Glob = %v, %v, want a script", found, err)
	}
	whole, err := fs.Stat(web.Files(), found[0])
	if err != nil {
		t.Fatal(err)
	}
	a := h.file("/"+found[0], "gzip, br")
	if a.header.Get("Content-Encoding") != "br" || int64(len(a.body)) > whole.Size()/2 ||
		!strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("Content-Security-Policy") != web.Policy ||
		a.header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%s = %d bytes, %v", found[0], len(a.body), a.header)
	}
}
