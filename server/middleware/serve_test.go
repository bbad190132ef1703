package middleware

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// A stop waits for what runs, tells streams, and takes nobody new.
func TestGracefulStop(t *testing.T) {
	begun, goOn := make(chan struct{}, 1), make(chan struct{})
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/work", func(c echo.Context) error {
			begun <- struct{}{}
			<-Stopping(c.Request().Context())
			<-goOn
			if err := c.Request().Context().Err(); err != nil {
				return err
			}
			return c.String(http.StatusOK, "finished")
		})
	})
	got := make(chan string, 1)
	go func() {
		res, err := s.client.Get("http://" + s.addr + "/work")
		if err != nil {
			got <- err.Error()
			return
		}
		var b strings.Builder
		_, _ = copyAll(&b, res)
		got <- b.String()
	}()
	<-begun
	s.stop()
	waitFor(t, func() bool {
		conn, err := net.Dial("tcp", s.addr)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	close(goOn)
	if answer := <-got; answer != "finished" {
		t.Errorf("the running request got %q", answer)
	}
}

// What does not end within the grace is cut, and Serve returns all the same.
func TestStopAfterGrace(t *testing.T) {
	begun, over, goOn := make(chan struct{}), make(chan error, 1), make(chan struct{})
	s := servingWith(t, config(), ServeConfig{Now: time.Now, Grace: 50 * time.Millisecond}, func(e *echo.Echo) {
		e.GET("/", func(c echo.Context) error {
			close(begun)
			<-c.Request().Context().Done()
			over <- c.Request().Context().Err()
			<-goOn // and it does not even listen
			return nil
		})
	})
	cut := make(chan error, 1)
	go func() {
		res, err := s.client.Get("http://" + s.addr + "/")
		if err == nil {
			res.Body.Close()
		}
		cut <- err
	}()
	<-begun
	s.stop()
	if err := <-s.ended; err != nil {
		t.Errorf("Serve = %v", err)
	}
	s.ended <- nil // for the clean-up
	if err := <-over; !errors.Is(err, context.Canceled) {
		t.Errorf("the request's context = %v", err)
	}
	select {
	case err := <-cut:
		if err == nil {
			t.Error("the client got an answer")
		}
	case <-time.After(5 * time.Second):
		t.Error("the connection is still open")
	}
	close(goOn)
	waitFor(t, func() bool { return strings.Count(s.log.String(), "\"msg\":\"request\"") == 1 })
}

func TestReadyEndsWithStop(t *testing.T) {
	hold := make(chan struct{})
	s := serving(t, config(), func(e *echo.Echo) {
		e.GET("/hold", func(c echo.Context) error { <-hold; return answerOK(c) })
	})
	first, second := dial(t, s.addr), dial(t, s.addr) // connections that are already at work are still answered
	for _, conn := range []net.Conn{first, second} {
		_, _ = io.WriteString(conn, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	_, _ = io.WriteString(second, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(20 * time.Millisecond)
	s.stop()
	time.Sleep(20 * time.Millisecond)
	close(hold)
	got, _ := io.ReadAll(second)
	if !strings.Contains(string(got), "ok\n") || strings.Count(string(got), "200 OK") != 1 {
		t.Errorf("while stopping: %q", got)
	}
}

func TestIdleConnections(t *testing.T) {
	s := servingWith(t, config(), ServeConfig{Now: time.Now, ReadHeader: 300 * time.Millisecond, Idle: 300 * time.Millisecond}, func(*echo.Echo) {})
	before := runtime.NumGoroutine()
	const many = 300
	conns := make([]net.Conn, many)
	for i := range conns {
		conns[i] = dial(t, s.addr)
		if i%2 == 0 {
			_, _ = io.WriteString(conns[i], "GET /healthz HTTP/1.1\r\nHo") // and never the rest
		}
	}
	if a := s.do(t, "GET", "/healthz"); a.StatusCode != http.StatusOK {
		t.Errorf("beside %d idle connections: %d", many, a.StatusCode)
	}
	if got := runtime.NumGoroutine() - before; got > many+20 {
		t.Errorf("%d idle connections cost %d goroutines", many, got)
	}
	for _, conn := range conns { // all are let go in bounded time
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("an idle connection is kept")
		}
	}
}

func TestHeaderIsBounded(t *testing.T) {
	s := serving(t, config(), func(*echo.Echo) {})
	if status, _ := raw(t, s.addr, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 15<<10)+"\r\nConnection: close\r\n\r\n"); status != 200 {
		t.Errorf("15 KB of headers = %d, want 200", status)
	}
	if status, _ := raw(t, s.addr, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 40<<10)); status != 431 {
		t.Errorf("40 KB of headers = %d, want 431", status)
	}
}

// newPair writes a certificate of a name and its key.
func newPair(t *testing.T, folder, name string) TLS {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pair := TLS{CertFile: filepath.Join(folder, "cert.pem"), KeyFile: filepath.Join(folder, "key.pem")}
	for file, block := range map[string]*pem.Block{
		pair.CertFile: {Type: "CERTIFICATE", Bytes: der}, pair.KeyFile: {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return pair
}

// nameOf is the certificate's name that a new connection sees.
func nameOf(t *testing.T, addr string) string {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].Subject.CommonName
}

func TestCertificateIsReadAgain(t *testing.T) {
	folder := t.TempDir()
	pair := newPair(t, folder, "first")
	s := servingWith(t, config(), ServeConfig{Now: time.Now, TLS: pair}, func(e *echo.Echo) { e.GET("/", long) })
	if got := nameOf(t, s.addr); got != "first" {
		t.Errorf("certificate %q, want first", got)
	}
	newPair(t, folder, "second")
	if got := nameOf(t, s.addr); got != "second" {
		t.Errorf("certificate %q, want second", got)
	}
	if err := os.WriteFile(pair.KeyFile, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := nameOf(t, s.addr); got != "second" {
		t.Errorf("certificate %q beside a broken key, want second", got)
	}
	newPair(t, folder, "third")
	if got := nameOf(t, s.addr); got != "third" {
		t.Errorf("certificate %q, want third", got)
	}
}

func TestHTTP2(t *testing.T) {
	pair := newPair(t, t.TempDir(), "x")
	cfg := config()
	cfg.Pace.Stall = time.Second
	s := servingWith(t, cfg, ServeConfig{Now: time.Now, TLS: pair}, func(e *echo.Echo) { e.GET("/", long); e.POST("/", counting) })
	transport := &http.Transport{
		DisableCompression: true, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for _, method := range []string{"GET", "HEAD", "POST"} {
		r, _ := http.NewRequest(method, "https://"+s.addr+"/", nil)
		if method == "POST" {
			r.Body = io.NopCloser(strings.NewReader(strings.Repeat("x", 2<<20)))
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		_, _ = copyAll(&b, res)
		want := map[string]int{"GET": 200, "HEAD": 200, "POST": 413}[method]
		if res.ProtoMajor != 2 || res.StatusCode != want || res.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s = %s %d %v", method, res.Proto, res.StatusCode, res.Header)
		}
		if method == "GET" && len(b.String()) != 10_000 {
			t.Errorf("GET has %d bytes", b.Len())
		}
	}
}

func TestTLSSettings(t *testing.T) {
	if c, err := (TLS{}).config(ServeConfig{}); c != nil || err != nil {
		t.Errorf("no TLS = %v, %v", c, err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	err = Serve(context.Background(), l, http.NotFoundHandler(), ServeConfig{Now: time.Now, TLS: TLS{CertFile: "no/such", KeyFile: "file"}})
	if !errors.Is(err, ErrCertificate) {
		t.Errorf("Serve without certificate = %v", err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the listener stays open")
	}
	c, err := TLS{Hosts: []string{"a.example"}, Cache: t.TempDir()}.config(ServeConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetCertificate(&tls.ClientHelloInfo{ServerName: "b.example"}); err == nil || c.MinVersion < tls.VersionTLS12 {
		t.Errorf("a certificate for a stranger's host: %v", err)
	}
}

func TestListenerThatFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := Serve(context.Background(), l, http.NotFoundHandler(), ServeConfig{Now: time.Now}); err == nil {
		t.Error("Serve on a closed listener ends well")
	}
}
