package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// dial opens a connection to the server.
func (p *serverProcess) dial() *net.TCPConn {
	p.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn)
}

// head writes the head of a request with the office's token.
func (p *serverProcess) head(method, path, more string) string {
	return fmt.Sprintf("%s /api/v1%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n", method, path, p.token, more)
}

// readReply reads the answer to a request.
func readReply(c net.Conn) (reply, error) {
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, body}, err
}

// uploads are the files that wait in a server's folder.
func (o *officeFolder) uploads() int {
	entries, err := os.ReadDir(filepath.Join(o.path, "uploads"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		o.t.Fatal(err)
	}
	return len(entries)
}

// eventually waits until f holds.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for range 2000 {
		if f() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%s: it never came so", what)
}

// An upload that is cut leaves nothing, and its draft as it was. One that is cut
// on one side only is told so.
func TestServeCutUpload(t *testing.T) {
	o := newOffice(t)
	o.county("county", 10)
	p := o.start()
	stop := p.watchOthers()
	const table = "id,name,category\nX1,x,SC\n"
	for _, way := range []struct {
		name, head string
		told       bool
		cut        func(*net.TCPConn) error
	}{
		{"reset", "Content-Length: 1000\r\n", false, func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) }},
		{"closed", "Content-Length: 1000\r\n", false, func(c *net.TCPConn) error { return c.Close() }},
		{"half closed", "Content-Length: 1000\r\n", true, func(c *net.TCPConn) error { return c.CloseWrite() }},
		{"half closed in a chunk", "Transfer-Encoding: chunked\r\n", true, func(c *net.TCPConn) error { return c.CloseWrite() }},
	} {
		c := p.dial()
		begun := table
		if strings.Contains(way.head, "chunked") {
			begun = "400\r\n" + table
		}
		if _, err := io.WriteString(c, p.head("POST", "/registers/county/imports?mode=add&filename=a.csv", way.head)+begun); err != nil {
			t.Fatal(err)
		}
		eventually(t, way.name+": it begins", func() bool { return o.uploads() == 1 })
		if err := way.cut(c); err != nil {
			t.Fatal(err)
		}
		if way.told {
			if got, err := readReply(c); err != nil || got.status != http.StatusBadRequest || problemOf(got) != "http.interrupted" {
				t.Errorf("%s = %d %s, %v, want 400 http.interrupted", way.name, got.status, got.body, err)
			}
		}
		eventually(t, way.name+": nothing is left", func() bool { return o.uploads() == 0 })
	}
	tellOthers(t, stop())
	p.want(http.StatusNotFound, call{method: http.MethodGet, path: "/registers/county/sites/X1?version=draft"}, nil)
}

// zeros is as many zeros as somebody wants to read.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '0'
	}
	return len(b), nil
}

// 100 MB of JSON are refused with the reason, whether the client says how much is
// to come or not, and take no memory.
func TestServeHugeJSON(t *testing.T) {
	const size = 100 << 20
	o := newOffice(t)
	p := o.start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers"}, nil)
	before := p.memory(t, "VmHWM")
	stop := p.watchOthers()
	for _, path := range []string{"/draws", "/registers", "/seals", "/registers/county/versions"} {
		for _, announced := range []bool{true, false} {
			c := p.dial()
			head := "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
			if announced {
				head = "Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(size) + "\r\n"
			}
			if _, err := io.WriteString(c, p.head("POST", path, head)); err != nil {
				t.Fatal(err)
			}
			go sendZeros(c, size, announced)
			got, err := readReply(c)
			if err != nil || got.status != http.StatusRequestEntityTooLarge || problemOf(got) != "http.long" {
				t.Errorf("%s with 100 MB, announced %t = %d %s, %v, want 413 http.long", path, announced, got.status, got.body, err)
			}
			c.Close()
		}
	}
	tellOthers(t, stop())
	grown := p.memory(t, "VmHWM") - before
	if grown > 64<<20 {
		t.Errorf("the server grew by %d MB", grown>>20)
	}
	t.Logf("%d MB before, at most %d MB more", before>>20, grown>>20)
}

// sendZeros sends a body until it is refused.
func sendZeros(c net.Conn, size int, announced bool) {
	piece := make([]byte, 1<<20)
	_, _ = zeros{}.Read(piece)
	for range size / len(piece) {
		if !announced {
			if _, err := fmt.Fprintf(c, "%x\r\n", len(piece)); err != nil {
				return
			}
		}
		if _, err := c.Write(piece); err != nil {
			return
		}
		if !announced {
			if _, err := io.WriteString(c, "\r\n"); err != nil {
				return
			}
		}
	}
}

// Clients that read or send a byte at a time hinder nobody, and are cut off when
// they have been given long enough.
func TestServeSlowClients(t *testing.T) {
	sites, end := 20_000, 300*time.Millisecond
	if long() {
		sites, end = 200_000, time.Minute // they are cut off before
	}
	o := newOffice(t)
	o.county("county", sites)
	p := o.start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers/county/sites/site-0000001"}, nil)
	before := p.memory(t, "VmRSS")
	stop := p.watchOthers()
	var all sync.WaitGroup
	const clients = 20 // of each kind
	for range clients {
		reader, sender := p.dial(), p.dial()
		if err := reader.SetReadBuffer(4 << 10); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(reader, p.head("GET", "/registers/county/versions/1/frame", "Accept-Encoding: identity\r\n")); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(sender, p.head("POST", "/registers", "Content-Type: application/json\r\nContent-Length: 1000\r\n")); err != nil {
			t.Fatal(err)
		}
		all.Go(func() { readSlowly(reader, time.Now().Add(end)) })
		all.Go(func() { sendSlowly(t, sender, time.Now().Add(end)) })
	}
	all.Wait()
	tellOthers(t, stop())
	if cut := strings.Count(p.told.String(), `"cut":true`); long() && cut != clients {
		t.Errorf("%d slow readers were cut off, want %d", cut, clients)
	}
	if grown := p.memory(t, "VmRSS") - before; grown > 200<<20 {
		t.Errorf("%d slow readers and senders take %d MB", clients, grown>>20)
	}
}

// pause is between two bytes of a slow client: a second in the long tests.
func pause() time.Duration {
	if long() {
		return time.Second
	}
	return 50 * time.Millisecond
}

// readSlowly reads byte by byte until the end, or until it is cut off.
func readSlowly(c net.Conn, end time.Time) {
	var b [1]byte
	for time.Now().Before(end) {
		time.Sleep(pause())
		if _, err := c.Read(b[:]); err != nil {
			return
		}
	}
}

// sendSlowly sends byte by byte until the end; in the long tests it is refused
// before.
func sendSlowly(t *testing.T, c net.Conn, end time.Time) {
	answer := make(chan reply, 1)
	go func() {
		defer close(answer)
		if got, err := readReply(c); err == nil {
			answer <- got
		}
	}()
	for time.Now().Before(end) {
		if _, err := io.WriteString(c, " "); err != nil {
			break
		}
		select {
		case got := <-answer:
			if got.status != http.StatusRequestTimeout || problemOf(got) != "http.upload-slow" {
				t.Errorf("a slow sender got %d %s, want 408 http.upload-slow", got.status, got.body)
			}
			return
		case <-time.After(pause()):
		}
	}
	if long() {
		t.Error("a slow sender was never told")
	}
}

// idleVariable makes the test binary a client that holds connections: how many, and
// to where.
const idleVariable = "SITEDRAW_TEST_IDLE"

// TestServeIdleClient is that client; it does nothing where nobody asked for it.
func TestServeIdleClient(t *testing.T) {
	number, address, asked := strings.Cut(os.Getenv(idleVariable), "@")
	if !asked {
		t.Skip("it is started by TestServeIdle")
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if got, err := readReply(c); err != nil || got.status != http.StatusOK {
			t.Fatalf("/healthz = %d, %v", got.status, err)
		}
	}
	if _, err := io.WriteString(os.Stdout, "idle\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is told to end
}

// Very many connections that do nothing hinder nobody.
func TestServeIdle(t *testing.T) {
	connections := 500
	if long() {
		connections = 10_000
	}
	o := newOffice(t)
	p := o.start()
	p.want(http.StatusOK, call{method: http.MethodGet, path: "/registers"}, nil)
	before := p.memory(t, "VmRSS")
	client := exec.Command(os.Args[0], "-test.run=^TestServeIdleClient$")
	client.Env = append(os.Environ(), idleVariable+"="+strconv.Itoa(connections)+"@"+strings.TrimPrefix(p.url, "http://"))
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	stop := p.watchOthers()
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "idle" {
		t.Errorf("the idle client says %q, want that it holds its connections", lines.Text())
	}
	after := p.memory(t, "VmRSS")
	if open := p.openFiles(t); open < connections {
		t.Errorf("the server has %d files open, want %d connections", open, connections)
	}
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": "x", "name": "x"}}, nil)
	tellOthers(t, stop())
	t.Logf("%d idle connections take %d KB each", connections, (after-before)/int64(connections)>>10)
	if most := int64(connections) * (128 << 10); after-before > most+(64<<20) {
		t.Errorf("%d idle connections take %d MB", connections, (after-before)>>20)
	}
	_ = in.Close()
	_, _ = io.Copy(io.Discard, out)
	if err := client.Wait(); err != nil {
		t.Errorf("the idle client: %v", err)
	}
}

// memory reads a line of /proc/PID/status, in bytes.
func (p *serverProcess) memory(t testing.TB, name string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("/proc cannot be read: ", err)
	}
	for line := range strings.Lines(string(status)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatalf("no %s in %s", name, status)
	return 0
}

func (p *serverProcess) openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("/proc cannot be read: ", err)
	}
	return len(entries)
}

// rows is a table of very many rows that is made while it is read.
type rows struct {
	n, total int
	left     bytes.Buffer
}

func (r *rows) Read(b []byte) (int, error) {
	for r.left.Len() < len(b) && r.n < r.total {
		if r.n == 0 {
			r.left.WriteString("id,name,category,area,unit,lon,lat\n")
		}
		fmt.Fprintf(&r.left, "site-%08d,示例县点位,SC,360681101201,城管局,117.%07d,28.%07d\n", r.n, r.n%10_000_000, r.n%10_000_000)
		r.n++
	}
	return r.left.Read(b)
}

// outcome waits for the end of a job and returns what the request for it would have
// been refused with.
func (p *serverProcess) outcome(accepted reply) (int, geo.Code) {
	p.t.Helper()
	for {
		var job struct {
			Ended string `json:"ended"`
			Error struct {
				Status int      `json:"status"`
				Code   geo.Code `json:"code"`
			} `json:"error"`
		}
		p.want(http.StatusOK, call{method: http.MethodGet, path: cutAPI(accepted.header.Get("Location"))}, &job)
		if job.Ended != "" {
			return job.Error.Status, job.Error.Code
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A table of ten million rows is refused with the reason, while others are served,
// and takes no more memory than one that is not.
func TestServeTenMillionRows(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	o := newOffice(t)
	p := o.start()
	p.want(http.StatusCreated, call{method: http.MethodPost, path: "/registers", body: map[string]string{"id": "x", "name": "x"}}, nil)
	stop := p.watchOthers()
	began := time.Now()
	table := &rows{total: 10_000_000}
	got, err := p.send(call{method: http.MethodPost, path: "/registers/x/imports?filename=all.csv", body: table})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows were taken in %v", table.n, time.Since(began))
	status, code := got.status, problemOf(got)
	if status == http.StatusAccepted {
		status, code = p.outcome(got)
	}
	t.Logf("answered after %v", time.Since(began))
	if status != http.StatusUnprocessableEntity || code != intake.ErrTooMany {
		t.Errorf("ten million rows = %d %s, want 422 %s", status, code, intake.ErrTooMany)
	}
	tellOthers(t, stop())
	peak := p.memory(t, "VmHWM")
	t.Logf("peak %d MB", peak>>20)
	if peak > 1500<<20 {
		t.Errorf("the server took %d MB, want 1,500 at most", peak>>20)
	}
	if left := o.uploads(); left > 0 {
		t.Errorf("%d files are left", left)
	}
}
