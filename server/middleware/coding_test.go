package middleware

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"
	"pgregory.net/rapid"
)

func TestParseAcceptEncoding(t *testing.T) {
	for _, test := range []struct {
		lines []string
		want  acceptance
	}{
		{nil, acceptance{1000, 0, 0}},
		{[]string{""}, acceptance{1, 0, 0}},
		{[]string{"gzip"}, acceptance{1, 1000, 0}},
		{[]string{"gzip, deflate, br, zstd"}, acceptance{1, 1000, 1000}},
		{[]string{"GZip;Q=0.5 , br ; q=1.000"}, acceptance{1, 500, 1000}},
		{[]string{"x-gzip"}, acceptance{1, 1000, 0}},
		{[]string{"gzip;q=0"}, acceptance{1, 0, 0}},
		{[]string{"gzip;q=0.000, *"}, acceptance{1000, 0, 1000}},
		{[]string{"*;q=0"}, acceptance{0, 0, 0}},
		{[]string{"gzip, *;q=0"}, acceptance{0, 1000, 0}},
		{[]string{"identity;q=0"}, acceptance{0, 0, 0}},
		{[]string{"identity;q=0, br"}, acceptance{0, 0, 1000}},
		{[]string{"identity, *;q=0"}, acceptance{1000, 0, 0}},
		{[]string{"gzip;q=0.001"}, acceptance{1, 1, 0}},
		{[]string{"br;q=0.3", "gzip;q=0.7"}, acceptance{1, 700, 300}},
		{[]string{"gzip;q=2, br;q=0.1234, deflate;q=x, identity;level=9"}, acceptance{1, 0, 0}},
		{[]string{"gzip;q=, br;q=1.001"}, acceptance{1, 0, 0}},
		{[]string{",,gzip,,"}, acceptance{1, 1000, 0}},
	} {
		if got := parseAcceptEncoding(test.lines); got != test.want {
			t.Errorf("parseAcceptEncoding(%q) = %v, want %v", test.lines, got, test.want)
		}
	}
}

func TestBest(t *testing.T) {
	for _, test := range []struct {
		accept string
		offers []coding
		want   coding
		ok     bool
	}{
		{"gzip, br", []coding{gzipped, brotlied, identity}, gzipped, true},
		{"gzip, br", []coding{brotlied, gzipped, identity}, brotlied, true},
		{"gzip;q=0.5, br;q=0.4, identity;q=0.9", []coding{gzipped, brotlied, identity}, identity, true},
		{"gzip;q=0.001", []coding{gzipped, identity}, gzipped, true},
		{"deflate", []coding{gzipped, identity}, identity, true},
		{"br, identity;q=0", []coding{gzipped, identity}, identity, false},
	} {
		if got, ok := parseAcceptEncoding([]string{test.accept}).best(test.offers...); got != test.want || ok != test.ok {
			t.Errorf("best(%q, %v) = %v, %v, want %v, %v", test.accept, test.offers, got, ok, test.want, test.ok)
		}
	}
}

func FuzzAcceptEncoding(f *testing.F) {
	for _, s := range []string{"gzip, br;q=0.5", "*;q=0", "identity;q=0,gzip;q=1.0", ";;,=,q", "gzip;q=0.1234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		a := parseAcceptEncoding([]string{line})
		for _, c := range codings() {
			if w := a.weight(c); w < 0 || w > 1000 {
				t.Errorf("weight of %s in %q = %d", c, line, w)
			}
			mentioned := strings.Contains(strings.ToLower(line), string(c)) || strings.Contains(line, "*")
			if a.weight(c) > 1 && !mentioned {
				t.Errorf("%q accepts %s, which it does not name", line, c)
			}
		}
		rendered := "identity;q=" + decimals(a.identity) + ",gzip;q=" + decimals(a.gzip) + ",br;q=" + decimals(a.brotli)
		if again := parseAcceptEncoding([]string{rendered}); again != a {
			t.Errorf("%q means %v, and written out %v", line, a, again)
		}
	})
}

func decimals(weight int) string {
	return strconv.FormatFloat(float64(weight)/1000, 'f', 3, 64)
}

// decode undoes the coding an answer names.
func decode(t *testing.T, a answer) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.body)
	switch a.Header.Get("Content-Encoding") {
	case "":
		return a.body
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "br":
		r = brotli.NewReader(r)
	default:
		t.Fatalf("Content-Encoding = %q", a.Header.Get("Content-Encoding"))
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", a.Request.URL, err)
	}
	return string(b)
}

func TestCompression(t *testing.T) {
	text := strings.Repeat("抽取点位 ", 700)
	blob := func(contentType, body string, headers ...string) echo.HandlerFunc {
		return func(c echo.Context) error {
			for _, line := range headers {
				name, value, _ := strings.Cut(line, ": ")
				c.Response().Header().Set(name, value)
			}
			return c.Blob(http.StatusOK, contentType, []byte(body))
		}
	}
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/text", blob("text/plain; charset=utf-8", text))
		e.GET("/geojson", blob("application/geo+json", text))
		e.GET("/length", blob("text/csv", text, "Content-Length: "+strconv.Itoa(len(text))))
		e.GET("/short", blob("text/plain", "short"))
		e.GET("/1023", blob("text/plain", text[:1023]))
		e.GET("/1024", blob("text/plain", text[:1024]))
		e.GET("/png", blob("image/png", text))
		e.GET("/encoded", blob("text/plain", text, "Content-Encoding: zstd"))
		e.GET("/forbidden", blob("text/plain", text, "Cache-Control: no-transform"))
		e.GET("/events", blob("text/event-stream", text))
		e.GET("/pieces", func(c echo.Context) error {
			c.Response().Header().Set("Content-Type", "text/plain")
			for piece := range slices.Chunk([]byte(text), 100) {
				if _, err := c.Response().Write(piece); err != nil {
					return err
				}
				c.Response().Flush()
			}
			return nil
		})
	})
	for _, test := range []struct {
		path, accept, want string // coding
		varies             bool
	}{
		{"/text", "gzip, br", "gzip", true},
		{"/text", "br", "br", true},
		{"/text", "", "", true},
		{"/text", "gzip;q=0", "", true},
		{"/text", "gzip;q=0.2, identity", "", true},
		{"/geojson", "gzip", "gzip", true},
		{"/length", "gzip", "gzip", true},
		{"/pieces", "gzip", "gzip", true},
		{"/pieces", "br", "br", true},
		{"/pieces", "deflate", "", true},
		{"/short", "gzip", "", true},
		{"/short", "gzip, identity;q=0", "gzip", true},
		{"/1023", "gzip", "", true},
		{"/1024", "gzip", "gzip", true},
		{"/png", "gzip", "", false},
		{"/png", "gzip, *;q=0", "gzip", false},
		{"/encoded", "gzip", "zstd", false},
		{"/forbidden", "gzip", "", false},
		{"/events", "gzip", "", false},
	} {
		a := s.do(t, "GET", test.path, "Accept-Encoding: "+test.accept)
		if got := a.Header.Get("Content-Encoding"); got != test.want {
			t.Errorf("GET %s (%s): coding %q, want %q", test.path, test.accept, got, test.want)
			continue
		}
		if varies := slices.Contains(a.Header.Values("Vary"), "Accept-Encoding"); varies != test.varies {
			t.Errorf("GET %s (%s): Vary = %v", test.path, test.accept, a.Header.Values("Vary"))
		}
		if test.want == "zstd" || test.path == "/short" || strings.HasPrefix(test.path, "/1") {
			continue
		}
		if got := decode(t, a); got != text {
			t.Errorf("GET %s (%s): %d bytes decode to %d, want %d", test.path, test.accept, len(a.body), len(got), len(text))
		}
	}
	a := s.do(t, "GET", "/text", "Accept-Encoding: *;q=0")
	if p := a.problem(t); a.StatusCode != http.StatusNotAcceptable || p.Code != ErrNotAcceptable {
		t.Errorf("nothing accepted = %d %s", a.StatusCode, p.Code)
	}
}

// The strong ETag of a compressed answer is only right if the bytes do not depend
// on how the handler cut what it wrote.
func TestCodedBytesDoNotDependOnPieces(t *testing.T) {
	p := newEncoders()
	encode := func(c coding, pieces [][]byte) []byte {
		var b bytes.Buffer
		e := p.take(c, &b)
		defer p.put(e)
		for _, piece := range pieces {
			_, _ = e.Write(piece)
		}
		_ = e.Close()
		return b.Bytes()
	}
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Repeat(rapid.StringN(1, 200, -1).Draw(t, "text"), rapid.IntRange(1, 3000).Draw(t, "times")))
		size := rapid.IntRange(1, len(text)).Draw(t, "size")
		for _, c := range []coding{gzipped, brotlied} {
			if !bytes.Equal(encode(c, [][]byte{text}), encode(c, slices.Collect(slices.Chunk(text, size)))) {
				t.Fatalf("%s of %d bytes differs in pieces of %d", c, len(text), size)
			}
		}
	})
}
