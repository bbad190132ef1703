package middleware

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
)

// counting answers with the length of what it was sent.
func counting(c echo.Context) error {
	n, err := io.Copy(io.Discard, c.Request().Body)
	if err != nil {
		return geo.InFile(err, "body")
	}
	return c.String(http.StatusOK, strconv.FormatInt(n, 10))
}

// unsized hides the length of a body, so that it is sent in chunks.
type unsized struct{ io.Reader }

func TestBodyLimit(t *testing.T) {
	cfg := config()
	cfg.BodyLimit = 1000
	s := serving(t, cfg, func(e *echo.Echo) {
		e.POST("/small", counting)
		e.POST("/large", counting, BodyLimit(100_000))
		e.POST("/unread", func(c echo.Context) error { return c.String(http.StatusOK, "done") })
	})
	for _, test := range []struct {
		path   string
		bytes  int
		status int
	}{
		{"/small", 0, 200}, {"/small", 1000, 200}, {"/small", 1001, 413}, {"/small", 5_000_000, 413},
		{"/large", 1001, 200}, {"/large", 100_000, 200}, {"/large", 100_001, 413},
		{"/unread", 5000, 200},
		{"/nothing", 5000, 404},
	} {
		for name, body := range map[string]io.Reader{
			"sized": bytes.NewReader(make([]byte, test.bytes)), "chunked": unsized{bytes.NewReader(make([]byte, test.bytes))},
		} {
			a := s.send(t, "POST", test.path, body)
			if a.StatusCode != test.status {
				t.Errorf("POST %s of %d bytes %s = %d, want %d", test.path, test.bytes, name, a.StatusCode, test.status)
			}
			switch test.status {
			case 200:
				if want := strconv.Itoa(test.bytes); a.body != want && a.body != "done" {
					t.Errorf("POST %s of %d bytes %s read %s", test.path, test.bytes, name, a.body)
				}
			case 413:
				if p := a.problem(t); p.Code != ErrTooLarge || p.Errors[0].Want == "" || !a.Close {
					t.Errorf("413 = %+v, close %v", p, a.Close)
				}
			}
		}
	}
}

// A client that reads only when it has sent everything still learns why.
func TestRefusalReachesWhoSendsFirst(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) { e.POST("/", counting) })
	for path, want := range map[string]string{"/": "HTTP/1.1 413 ", "/nothing": "HTTP/1.1 404 "} {
		const size = 30 << 20
		body := strings.Repeat("x", size)
		got := rawAll(t, s.addr, "POST "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "+strconv.Itoa(size)+"\r\n\r\n"+body)
		if !strings.HasPrefix(got, want) {
			t.Errorf("POST %s = %.20q, want %q", path, got, want)
		}
	}
}

// A body that is too large by what it says of itself is not asked for.
func TestTooLargeIsNotAskedFor(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) { e.POST("/", counting) })
	got := rawAll(t, s.addr, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 413 ") {
		t.Errorf("answer = %q", got)
	}
}

func TestSlowUpload(t *testing.T) {
	cfg := config()
	cfg.Pace = Pace{Rate: 1 << 20, Grace: 150 * time.Millisecond, Stall: time.Second}
	s := serving(t, cfg, func(e *echo.Echo) {
		e.POST("/", counting)
		e.POST("/busy", func(c echo.Context) error { // a slow handler is not the client's fault
			for range 4 {
				time.Sleep(80 * time.Millisecond)
				_, _ = io.CopyN(io.Discard, c.Request().Body, 10<<10)
			}
			return counting(c)
		})
		e.POST("/after", func(c echo.Context) error { // nor does the limit outlive the body
			_, _ = io.Copy(io.Discard, c.Request().Body)
			select {
			case <-c.Request().Context().Done():
				return errors.New("cancelled")
			case <-time.After(400 * time.Millisecond):
				return c.String(http.StatusOK, "alive")
			}
		})
	})
	conn := dial(t, s.addr)
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
	go func() {
		for range 1000 {
			if _, err := conn.Write([]byte("x")); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	got, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(got), "HTTP/1.1 408 ") || !strings.Contains(string(got), string(ErrUploadSlow)) {
		t.Errorf("slow upload = %q", got)
	}
	conn.Close()
	for path, want := range map[string]string{"/busy": strconv.Itoa(60 << 10), "/after": "alive"} {
		if a := s.send(t, "POST", path, strings.NewReader(strings.Repeat("x", 100<<10))); a.body != want {
			t.Errorf("POST %s = %d %q, want %q", path, a.StatusCode, a.body, want)
		}
	}
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestCutUpload(t *testing.T) {
	s := serving(t, config(), func(e *echo.Echo) { e.POST("/", counting) })
	conn := dial(t, s.addr).(*net.TCPConn)
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
	_ = conn.CloseWrite()
	got, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(got), "HTTP/1.1 400 ") || !strings.Contains(string(got), string(ErrUploadCut)) {
		t.Errorf("cut upload = %q", got)
	}
}

// A client that asks for much and reads a byte now and then is cut off.
func TestSlowReader(t *testing.T) {
	cfg := config()
	cfg.Pace.Stall = 150 * time.Millisecond
	ended := make(chan error, 1)
	s := serving(t, cfg, func(e *echo.Echo) {
		e.GET("/", func(c echo.Context) error {
			err := c.Blob(http.StatusOK, "image/png", make([]byte, 64<<20))
			ended <- err
			return err
		})
	})
	conn := dial(t, s.addr).(*net.TCPConn)
	_ = conn.SetReadBuffer(4096)
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for b := make([]byte, 1); ; {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				_, _ = conn.Read(b)
			}
		}
	}()
	if err := <-ended; err == nil {
		t.Error("64 MB went to a client that reads 50 bytes a second")
	}
	close(stop)
	<-done
	if line := s.log.lines(t, 1)[0]; line["cut"] != true {
		t.Errorf("log = %v", line)
	}
}

// A reader that is slow but steady gets everything, though it takes longer than
// one piece may.
func TestSteadyReader(t *testing.T) {
	cfg := config()
	cfg.Pace.Stall = 200 * time.Millisecond
	const size = 16 << 20
	s := serving(t, cfg, func(e *echo.Echo) {
		e.GET("/", func(c echo.Context) error { return c.Blob(http.StatusOK, "image/png", make([]byte, size)) })
	})
	res, err := s.client.Get("http://" + s.addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got := 0
	for b := make([]byte, 512<<10); ; time.Sleep(10 * time.Millisecond) {
		n, err := io.ReadFull(res.Body, b)
		got += n
		if err != nil {
			break
		}
	}
	if got != size {
		t.Errorf("read %d bytes, want %d", got, size)
	}
}
