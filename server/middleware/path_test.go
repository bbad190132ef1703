package middleware

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// echoes answers with the id it was asked for.
func echoes(e *echo.Echo) {
	e.GET("/api/sites/:id", func(c echo.Context) error {
		id, err := Param(c, "id")
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, id)
	})
	e.GET("/api/sites/:id/parts/:part", func(c echo.Context) error {
		id, err := Param(c, "id")
		if err != nil {
			return err
		}
		part, err := Param(c, "part")
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, id+"|"+part)
	})
}

// Paths go over a socket as they stand, so that no client tidies them.
func TestParam(t *testing.T) {
	s := serving(t, config(), echoes)
	for _, test := range []struct {
		path   string
		status int
		want   string // the id, or the problem's code
	}{
		{"/api/sites/plain", 200, "plain"},
		{"/api/sites/a%2Fb", 200, "a/b"},
		{"/api/sites/a%2fb%2Fc", 200, "a/b/c"},
		{"/api/sites/100%25", 200, "100%"},
		{"/api/sites/100%2525", 200, "100%25"},
		{"/api/sites/%2525%2F", 200, "%25/"},
		{"/api/sites/a%20b", 200, "a b"},
		{"/api/sites/a+b", 200, "a+b"},
		{"/api/sites/a%2Bb", 200, "a+b"},
		{"/api/sites/%E5%B8%82%E5%9C%BA", 200, "市场"},
		{"/api/sites/%e5%b8%82%e5%9c%ba", 200, "市场"},
		{"/api/sites/市场", 200, "市场"},
		{"/api/sites/市%2F场%F0%9F%8F%AA", 200, "市/场🏪"},
		{"/api/sites/%F0%9F%8F%AA", 200, "🏪"},
		{"/api/sites/..", 200, ".."},
		{"/api/sites/%2e%2E", 200, ".."},
		{"/api/sites/a%3Fb%23c", 200, "a?b#c"},
		{"/api/sites/:id", 200, ":id"},
		{"/api/sites/*", 200, "*"},
		{"/%61pi/sites/x%2Fy", 200, "x/y"},
		{"/api/sites/a%2Fb/parts/c%2Fd", 200, "a/b|c/d"},
		{"/api/sites/a%25/parts/%25", 200, "a%|%"},
		{"/api/sites/a/b", 404, string(ErrNoRoute)},
		{"/api/sites/a%2Fb/c", 404, string(ErrNoRoute)},
		{"/api/sites/a/parts/b/c", 404, string(ErrNoRoute)}, // echo gives the last parameter "b/c"
		{"/api/sites/a/parts/b%2Fc/d", 404, string(ErrNoRoute)},
		{"/api/sites/a/parts/b%2Fc", 200, "a|b/c"},
		{"/api/sites/", 404, string(ErrNoRoute)},
		{"/api/sites/a%00b", 400, string(geo.ErrTextControl)},
		{"/api/sites/%FF", 400, string(geo.ErrTextEncoding)},
		{"/api/sites/%2F%C0%AF", 400, string(geo.ErrTextEncoding)},
	} {
		status, body := raw(t, s.addr, "GET "+test.path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if status != test.status || status == 200 && body != test.want || !strings.Contains(body, test.want) {
			t.Errorf("GET %s = %d %q, want %d %q", test.path, status, body, test.status, test.want)
		}
	}
	for _, path := range []string{"/api/sites/%", "/api/sites/%2", "/api/sites/%zz"} { // net/http refuses these itself
		if status, _ := raw(t, s.addr, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); status != 400 {
			t.Errorf("GET %s = %d, want 400", path, status)
		}
	}
}

// raw sends bytes and reads one answer.
func raw(t *testing.T, addr, request string) (status int, body string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer res.Body.Close()
	var b strings.Builder
	_, _ = bufio.NewReader(res.Body).WriteTo(&b)
	return res.StatusCode, b.String()
}

// ask serves a request without a socket.
func ask(e *echo.Echo, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

// However a client escapes an id, the handler sees that id.
func TestParamIsWhatWasMeant(t *testing.T) {
	e, err := New(config())
	if err != nil {
		t.Fatal(err)
	}
	echoes(e)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringOfN(rapid.Rune(), 1, 20, -1).Filter(func(s string) bool {
			return !strings.Contains(s, "\x00") && utf8.ValidString(s)
		}).Draw(t, "id")
		escaped := url.PathEscape(id)
		if rapid.Bool().Draw(t, "every byte") {
			escaped = ""
			for _, b := range []byte(id) {
				escaped += fmt.Sprintf("%%%02x", b)
			}
		}
		w := ask(e, "GET", "/api/sites/"+escaped)
		if w.Code != 200 || w.Body.String() != id {
			t.Fatalf("GET %q = %d %q, want %q", escaped, w.Code, w.Body, id)
		}
	})
}

func FuzzSegment(f *testing.F) {
	for _, s := range []string{"a", "a%2Fb", "%", "%zz", "100%25", "市场", "a/b", "\x00", "%00", "\xff"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, found string, escaped bool) {
		u := &url.URL{Path: "/x"}
		if escaped {
			u.RawPath = "/x"
		}
		got, err := segment(found, u)
		if err != nil {
			if status, ok := StatusOf(err); !ok || status != 400 && status != 404 {
				t.Errorf("segment(%q) refuses with %d, %v", found, status, err)
			}
			return
		}
		if !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Errorf("segment(%q) = %q", found, got)
		}
		want := found
		if escaped {
			want, _ = url.PathUnescape(found)
		}
		if got != want {
			t.Errorf("segment(%q) = %q, want %q", found, got, want)
		}
	})
}
