package middleware

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
)

func TestParseTags(t *testing.T) {
	for _, test := range []struct {
		lines []string
		want  []string
	}{
		{nil, nil},
		{[]string{""}, nil},
		{[]string{"*"}, []string{"*"}},
		{[]string{` * `}, []string{"*"}},
		{[]string{`"a"`}, []string{`"a"`}},
		{[]string{`W/"a" , "b,c"`, `"d"`}, []string{`W/"a"`, `"b,c"`, `"d"`}},
		{[]string{`""`}, []string{`""`}},
		{[]string{`, ,"a",,`}, []string{`"a"`}},
		{[]string{`"a", b, "c"`}, []string{`"a"`}},
		{[]string{`"a`}, nil},
		{[]string{`W/`}, nil},
		{[]string{`w/"a"`}, nil},
		{[]string{`"a b"`}, nil},
		{[]string{`"a", *`}, []string{`"a"`}},
	} {
		if got := parseTags(test.lines); !slices.Equal(got, test.want) {
			t.Errorf("parseTags(%q) = %q, want %q", test.lines, got, test.want)
		}
	}
}

func FuzzIfNoneMatch(f *testing.F) {
	for _, s := range []string{`"a", W/"b"`, "*", `"`, `W/`, `"a""b"`, ",,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		tags := parseTags([]string{line})
		for _, tag := range tags {
			opaque := strings.TrimPrefix(tag, "W/")
			if tag != "*" && (len(opaque) < 2 || strings.Trim(opaque, `"`) != opaque[1:len(opaque)-1] || !strings.Contains(line, tag)) {
				t.Errorf("parseTags(%q) has %q", line, tag)
			}
		}
		if again := parseTags([]string{strings.Join(tags, ", ")}); !slices.Equal(again, tags) {
			t.Errorf("parseTags(%q) = %q, and of that %q", line, tags, again)
		}
	})
}

func TestIfNoneMatch(t *testing.T) {
	worked := 0
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/late", func(c echo.Context) error { Fresh(c, "v1"); worked++; return long(c) })
		e.GET("/early", func(c echo.Context) error {
			c.Response().Header().Set("Cache-Control", "max-age=60")
			if Fresh(c, "v1") {
				return c.NoContent(http.StatusNotModified)
			}
			worked++
			return long(c)
		})
		e.POST("/late", func(c echo.Context) error { Fresh(c, "v1"); return long(c) })
		e.GET("/stored", NewStored("text/plain", []byte(strings.Repeat("stored ", 1000))).Serve)
		e.GET("/gone", func(c echo.Context) error { Fresh(c, "v1"); return c.JSON(http.StatusGone, 1) })
	})
	for _, test := range []struct {
		method, path, accept, held string
		status                     int
		tag                        string
	}{
		{"GET", "/late", "identity", ``, 200, `"v1"`},
		{"GET", "/late", "gzip", ``, 200, `"v1-gzip"`},
		{"GET", "/late", "br", ``, 200, `"v1-br"`},
		{"GET", "/late", "identity", `"v1"`, 304, `"v1"`},
		{"GET", "/late", "gzip", `"v1-gzip"`, 304, `"v1-gzip"`},
		{"GET", "/late", "gzip", `W/"v1-gzip"`, 304, `"v1-gzip"`},
		{"GET", "/late", "gzip", `"v0", "v1-gzip"`, 304, `"v1-gzip"`},
		{"GET", "/late", "gzip", `"v1"`, 304, `"v1"`},          // the plain copy is as good
		{"GET", "/late", "identity", `"v1-gzip"`, 200, `"v1"`}, // a copy it does not want any more
		{"GET", "/late", "gzip, identity;q=0", `"v1"`, 200, `"v1-gzip"`},
		{"GET", "/late", "gzip", `*`, 304, `"v1-gzip"`},
		{"GET", "/late", "gzip", `"v2-gzip"`, 200, `"v1-gzip"`},
		{"HEAD", "/late", "gzip", `"v1-gzip"`, 304, `"v1-gzip"`},
		{"POST", "/late", "gzip", `"v1-gzip"`, 200, `"v1"`},
		{"GET", "/early", "gzip", `"v1-gzip"`, 304, `"v1-gzip"`},
		{"GET", "/early", "gzip", `"v0"`, 200, `"v1-gzip"`},
		{"HEAD", "/early", "gzip", `W/"v1"`, 304, `"v1"`},
		{"GET", "/gone", "gzip", `"v1"`, 410, `"v1"`},
	} {
		headers := []string{"Accept-Encoding: " + test.accept}
		if test.held != "" {
			headers = append(headers, "If-None-Match: "+test.held)
		}
		before := worked
		a := s.do(t, test.method, test.path, headers...)
		if a.StatusCode != test.status || a.Header.Get("ETag") != test.tag {
			t.Errorf("%s %s (%s, %s) = %d %s, want %d %s", test.method, test.path, test.accept, test.held,
				a.StatusCode, a.Header.Get("ETag"), test.status, test.tag)
		}
		if test.status != 304 {
			continue
		}
		if a.body != "" || a.Header.Get("Content-Type")+a.Header.Get("Content-Encoding")+a.Header.Get("Content-Length") != "" {
			t.Errorf("304 of %s has %q and headers %v", test.path, a.body, a.Header)
		}
		if !slices.Contains(a.Header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("304 of %s has Vary %v", test.path, a.Header.Values("Vary"))
		}
		if test.path == "/early" && (worked != before || a.Header.Get("Cache-Control") != "max-age=60") {
			t.Errorf("304 of %s did the work or lost Cache-Control: %v", test.path, a.Header)
		}
	}
}

func TestStored(t *testing.T) {
	text := strings.Repeat("stored ", 1000)
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/text", NewStored("text/plain", []byte(text)).Serve)
		e.GET("/tiny", NewStored("text/plain", []byte("x")).Serve)
		e.GET("/png", NewStored("image/png", []byte(text)).Serve)
		e.GET("/quick", NewQuickStored("application/vnd.mapbox-vector-tile", []byte(text)).Serve)
		e.GET("/short", NewQuickStored("text/plain", []byte("x")).Serve)
	})
	for _, test := range []struct {
		path, accept string
		status       int
		coding       string
	}{
		{"/text", "gzip, br", 200, "br"},
		{"/text", "gzip", 200, "gzip"},
		{"/text", "gzip, br;q=0.9", 200, "gzip"},
		{"/text", "identity", 200, ""},
		{"/text", "zstd", 200, ""},
		{"/tiny", "gzip, br, identity", 200, ""},
		{"/tiny", "gzip, identity;q=0", 200, "gzip"},
		{"/png", "gzip, br", 200, ""},
		{"/quick", "gzip, br", 200, "gzip"},
		{"/quick", "gzip;q=0.9, br", 200, "br"},
		{"/quick", "identity", 200, ""},
		{"/short", "gzip, br, identity", 200, ""},
		{"/short", "br, identity;q=0", 200, "br"},
		{"/png", "gzip, identity;q=0", 406, "gzip"}, // the problem
	} {
		a := s.do(t, "GET", test.path, "Accept-Encoding: "+test.accept)
		if a.StatusCode != test.status || a.Header.Get("Content-Encoding") != test.coding {
			t.Errorf("GET %s (%s) = %d %q, want %d %q", test.path, test.accept, a.StatusCode, a.Header.Get("Content-Encoding"), test.status, test.coding)
			continue
		}
		if test.status != 200 {
			continue
		}
		if want := map[string]string{"/tiny": "x", "/short": "x"}[test.path]; decode(t, a) != text && decode(t, a) != want {
			t.Errorf("GET %s (%s) decodes wrongly", test.path, test.accept)
		}
		tag := a.Header.Get("ETag")
		if test.coding != "" && !strings.HasSuffix(tag, "-"+test.coding+`"`) || strings.Count(tag, "-"+test.coding+`"`) > 1 {
			t.Errorf("GET %s (%s): ETag %s", test.path, test.accept, tag)
		}
		again := s.do(t, "GET", test.path, "Accept-Encoding: "+test.accept, "If-None-Match: "+tag)
		if again.StatusCode != http.StatusNotModified || again.Header.Get("ETag") != tag || again.body != "" {
			t.Errorf("GET %s (%s) again = %d %s", test.path, test.accept, again.StatusCode, again.Header.Get("ETag"))
		}
	}
}

func TestVary(t *testing.T) {
	h := http.Header{}
	for _, name := range []string{"Accept", "accept", "Origin", "Accept"} {
		addVary(h, name)
	}
	h.Add("Vary", "A, B")
	addVary(h, "b")
	if diff := cmp.Diff([]string{"Accept", "Origin", "A, B"}, h["Vary"]); diff != "" {
		t.Errorf("Vary (-want +got):\n%s", diff)
	}
}

// Answers share the lines that most of them have, and none changes another's.
func TestVaryIsShared(t *testing.T) {
	for _, names := range [][]string{{"Accept"}, {"Accept-Encoding"}, {"Accept", "Accept-Encoding"}} {
		for range 2 {
			h := http.Header{}
			for _, name := range append(slices.Clone(names), "Origin", "Accept-Language") {
				addVary(h, name)
			}
			if diff := cmp.Diff(append(slices.Clone(names), "Origin", "Accept-Language"), h["Vary"]); diff != "" {
				t.Errorf("Vary (-want +got):\n%s", diff)
			}
		}
	}
}
