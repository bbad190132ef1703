package server

import (
	"bufio"
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sitedraw/fixtures"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/transparency"
)

// fast is a server as the verb serve makes it, over a real socket, with a register
// "x" and a token of the office. It logs to a file.
type fast struct {
	*Server

	b     *testing.B
	http  *httptest.Server
	token string
}

func newFast(b *testing.B, frame *sampler.Frame, limits Limits) *fast {
	b.Helper()
	folder := b.TempDir()
	db, err := sqlite.Open(folder, sqlite.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	log := newFastLog(b, folder)
	key, err := transparency.NewKey("speed.example", cryptorand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	f := &fast{b: b}
	f.Server, err = New(Config{
		Store: db, Folder: folder, Now: time.Now, Random: cryptorand.Reader, Logger: log,
		Keys: Keys{Log: string(transparency.MarshalKey(key)), Sealed: sha256.Sum256([]byte("sealed"))}, Limits: limits,
		Web: middleware.Config{Now: time.Now},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(f.Close)
	f.jobs.patience = time.Hour // a draw is answered when it is made, on a busy machine too
	f.furnish(db, frame)
	f.http = httptest.NewServer(f.Handler())
	b.Cleanup(f.http.Close)
	return f
}

// newFastLog is a log to a file, as the verb serve keeps it.
func newFastLog(b *testing.B, folder string) *slog.Logger {
	b.Helper()
	file, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		b.Fatal(err)
	}
	buffer, tick := middleware.NewLogBuffer(file), time.NewTicker(200*time.Millisecond)
	end, ended := make(chan struct{}), make(chan error)
	go func() { ended <- buffer.FlushAt(tick.C, end) }()
	b.Cleanup(func() {
		tick.Stop()
		close(end)
		if err := errors.Join(<-ended, file.Close()); err != nil {
			b.Error(err)
		}
	})
	return slog.New(buffer.Handler(slog.NewTextHandler(buffer, nil)))
}

// furnish puts account, token and register into the store.
func (f *fast) furnish(db store.Store, frame *sampler.Frame) {
	f.b.Helper()
	shown, hash, err := access.NewToken(access.APIToken, cryptorand.Reader)
	if err != nil {
		f.b.Fatal(err)
	}
	f.token = shown
	if err := store.PutFrame(context.Background(), db, frame); err != nil {
		f.b.Fatal(err)
	}
	err = db.Update(context.Background(), func(w store.Writer) error {
		made := store.Act{At: f.now()}
		user, err := w.AddUser(store.User{Login: "office", Role: "office", Made: made})
		if err != nil {
			return err
		}
		token := store.Token{Hash: hash, User: user, Name: "speed", Made: made.At, Expires: made.At.AddDate(1, 0, 0)}
		for _, scope := range access.Scopes() {
			token.Scopes = append(token.Scopes, scope.String())
		}
		if _, err := w.AddToken(token); err != nil {
			return err
		}
		if err := w.AddRegister(store.Register{ID: "x", Name: "x", Made: made}); err != nil {
			return err
		}
		return w.AddVersion(store.Version{Register: "x", Number: 1, Frame: frame.Digest(), Sites: frame.Len(), Made: made})
	})
	if err != nil {
		f.b.Fatal(err)
	}
}

// BenchmarkPostDraw draws the demo county by the demo's plan, over a socket, until
// the draw is on the disk: one client, and 50 at once without an error.
func BenchmarkPostDraw(b *testing.B) {
	frame, err := fixtures.County()
	if err != nil {
		b.Fatal(err)
	}
	for _, clients := range []int{1, 50} {
		b.Run(strconv.Itoa(clients), func(b *testing.B) {
			f := newFast(b, frame, Limits{})
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
			defer client.CloseIdleConnections()
			f.postDraw(client, "warm")
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var all sync.WaitGroup
			b.ResetTimer()
			for range clients {
				all.Go(func() {
					for n := next.Add(1) - 1; n < int64(b.N); n = next.Add(1) - 1 {
						began := time.Now()
						f.postDraw(client, strconv.FormatInt(n, 10))
						took[n] = time.Since(began)
					}
				})
			}
			all.Wait()
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// postDraw makes a draw with a key of its own.
func (f *fast) postDraw(client *http.Client, key string) {
	body := `{"register":"x","plan":"county-31x131"}`
	r, err := http.NewRequest(http.MethodPost, f.http.URL+base+"/draws", strings.NewReader(body))
	if err != nil {
		f.b.Error(err)
		return
	}
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(keyHeader, key)
	answer, err := client.Do(r)
	if err != nil {
		f.b.Error(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusCreated {
		f.b.Errorf("draw = %d %s, %v", answer.StatusCode, got, err)
	}
}

// siteConnections is how many clients ask for sites at once.
const siteConnections = 4

// BenchmarkOneSite asks over 4 connections for one of 100,000 sites by id, with a
// token and everything that a request passes, and an echo handler for the same
// bytes, in turns. The limits are those of the default.
func BenchmarkOneSite(b *testing.B) {
	frame, err := sampler.NewFrame(manySites(100_000))
	if err != nil {
		b.Fatal(err)
	}
	f := newFast(b, frame, Limits{})
	own := newSiteClients(b, f.http.Listener.Addr().String(), func(n int) string {
		return fmt.Sprintf("GET %s/registers/x/sites/site-%07d HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", base, n, f.token)
	})
	body := bytes.Clone(own.ask(b, 0, 50_000))
	e := echo.New()
	e.GET("/sites/:site", func(c echo.Context) error { return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body) })
	bare := httptest.NewServer(e)
	defer bare.Close()
	other := newSiteClients(b, bare.Listener.Addr().String(), func(n int) string {
		return fmt.Sprintf("GET /sites/site-%07d HTTP/1.1\r\nHost: x\r\n\r\n", n)
	})
	other.round(b, 1000)
	own.round(b, 1000)
	const turn = 4000
	var ownTook, otherTook, ownWork, otherWork time.Duration
	for b.Loop() {
		began := processorTime(b)
		ownTook += own.round(b, turn)
		between := processorTime(b)
		otherTook += other.round(b, turn)
		ownWork, otherWork = ownWork+between-began, otherWork+processorTime(b)-between
	}
	asked := float64(b.N) * turn
	b.ReportMetric(asked/ownTook.Seconds(), "sites/s")
	b.ReportMetric(asked/otherTook.Seconds(), "echo/s")
	b.ReportMetric(otherTook.Seconds()/ownTook.Seconds(), "of-echo")
	b.ReportMetric(otherWork.Seconds()/ownWork.Seconds(), "of-echo-processor") // where others use the machine
}

// processorTime is how long this process has worked, clients and server; 0 where
// the system does not say. It is told in hundredths of a second.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(stat, []byte(") "))
	fields := bytes.Fields(after) // from the third on
	total := 0
	for _, ticks := range fields[11:13] { // in user and in system mode
		n, err := strconv.Atoi(string(ticks))
		if err != nil {
			b.Fatal(err)
		}
		total += n
	}
	return time.Duration(total) * 10 * time.Millisecond
}

// siteClients are connections that ask and read, and do little else.
type siteClients struct {
	conns   []net.Conn
	readers []*bufio.Reader
	bodies  [][]byte          // last read from each
	waits   [][]time.Duration // of each request, by connection
	request func(n int) string
}

func newSiteClients(b *testing.B, address string, request func(int) string) *siteClients {
	b.Helper()
	s := &siteClients{request: request}
	for range siteConnections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		s.conns, s.readers = append(s.conns, c), append(s.readers, bufio.NewReaderSize(c, 64<<10))
	}
	s.bodies, s.waits = make([][]byte, siteConnections), make([][]time.Duration, siteConnections)
	return s
}

// round asks for so many sites over all connections, and returns how long it took.
func (s *siteClients) round(b *testing.B, total int) time.Duration {
	b.Helper()
	began := time.Now()
	var all sync.WaitGroup
	for i := range s.conns {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			last := time.Now()
			for range total / len(s.conns) {
				s.ask(b, i, random.IntN(100_000))
				now := time.Now()
				s.waits[i], last = append(s.waits[i], now.Sub(last)), now
			}
		})
	}
	all.Wait()
	return time.Since(began)
}

// wait is how long a part of all requests of the rounds took at most.
func (s *siteClients) wait(part float64) time.Duration {
	all := slices.Sorted(slices.Values(slices.Concat(s.waits...)))
	return all[int(part*float64(len(all)-1))]
}

// ask asks for a site over a connection and returns the body, which holds until the
// next is asked for.
func (s *siteClients) ask(b *testing.B, connection, site int) []byte {
	if _, err := io.WriteString(s.conns[connection], s.request(site)); err != nil {
		b.Error(err)
		return nil
	}
	in, length := s.readers[connection], 0
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil || first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
			b.Errorf("site %d = %q, %v", site, line, err)
			return nil
		}
		if name, value, found := bytes.Cut(line, []byte(": ")); found && string(name) == "Content-Length" {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
		if len(line) == 2 {
			break
		}
	}
	s.bodies[connection] = slices.Grow(s.bodies[connection][:0], length)[:length]
	if _, err := io.ReadFull(in, s.bodies[connection]); err != nil {
		b.Error(err)
	}
	return s.bodies[connection]
}
