package middleware

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"go.uber.org/goleak"

	"sitedraw/geo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// plainly is an Explain that knows no language.
func plainly(err error, _ *http.Request) Problem {
	p := Problem{Code: ErrInternal, Status: http.StatusInternalServerError}
	if e, ok := errors.AsType[*geo.Error](err); ok {
		p.Code, p.Errors = e.Code, []Fault{NewFault(e, "")}
		if e.Kind == geo.Invalid {
			p.Status = http.StatusBadRequest
		}
	}
	if status, ok := StatusOf(err); ok {
		p.Status = status
	}
	p.Title = http.StatusText(p.Status)
	return p
}

func config() Config { return Config{Explain: plainly, Now: time.Now, Random: rand.Reader} }

// journal is a log that tests read while the server writes.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// lines waits until the log has n lines and returns them decoded.
func (j *journal) lines(t *testing.T, n int) []map[string]any {
	t.Helper()
	waitFor(t, func() bool { return strings.Count(j.String(), "\n") >= n })
	var list []map[string]any
	for line := range strings.Lines(j.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		list = append(list, m)
	}
	return list
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen within 10 s")
		}
	}
}

// live is a server on a real socket.
type live struct {
	addr   string
	log    *journal
	client *http.Client
	stop   context.CancelFunc
	ended  chan error
}

func serving(t *testing.T, cfg Config, routes func(*echo.Echo)) *live {
	t.Helper()
	return servingWith(t, cfg, ServeConfig{Now: time.Now}, routes)
}

func servingWith(t *testing.T, cfg Config, sc ServeConfig, routes func(*echo.Echo)) *live {
	t.Helper()
	s := &live{log: &journal{}, ended: make(chan error, 1)}
	cfg.Log = slog.New(slog.NewJSONHandler(s.log, nil))
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	routes(e)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	transport := &http.Transport{DisableCompression: true}
	s.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	go func() { s.ended <- Serve(ctx, l, e, sc) }()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.stop()
		if err := <-s.ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	return s
}

// answer is a response with its body read.
type answer struct {
	*http.Response

	body string
}

// do sends a request with header lines such as "Accept-Encoding: gzip".
func (s *live) do(t *testing.T, method, path string, headers ...string) answer {
	t.Helper()
	return s.send(t, method, path, nil, headers...)
}

func (s *live) send(t *testing.T, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+s.addr+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	res, err := s.client.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: body: %v", method, path, err)
	}
	return answer{res, string(b)}
}

// problem decodes the body and checks what every problem has.
func (a answer) problem(t *testing.T) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%s: %q is no problem: %v", a.Request.URL, a.body, err)
	}
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: Content-Type = %q", a.Request.URL, got)
	}
	if p.Status != a.StatusCode || p.Type != "/problems/"+string(p.Code) || p.Instance == "" || p.Instance != a.Header.Get("X-Request-ID") {
		t.Errorf("%s: problem %+v of status %d, id %q", a.Request.URL, p, a.StatusCode, a.Header.Get("X-Request-ID"))
	}
	return p
}

func long(c echo.Context) error { return c.String(http.StatusOK, strings.Repeat("draw ", 2000)) }

func copyAll(w io.Writer, res *http.Response) (int64, error) {
	defer res.Body.Close()
	return io.Copy(w, res.Body)
}

// rawAll sends bytes and reads until the connection ends.
func rawAll(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(conn)
	return string(b)
}
