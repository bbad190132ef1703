package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// long reports whether the long tests are asked for.
func long() bool { return os.Getenv("SITEDRAW_LONG") != "" }

// officeFolder is a data folder with an account of the office and its token, as a
// server finds it that has been set up.
type officeFolder struct {
	t      testing.TB
	path   string
	token  string
	client *http.Client
}

// newOffice makes such a folder.
func newOffice(t testing.TB) *officeFolder {
	t.Helper()
	o := &officeFolder{t: t, path: t.TempDir(), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	w, _, _ := quiet("")
	w.random = rand.Reader
	a := &app{world: w, texts: text.For(text.EN)}
	if _, err := a.openKeys(dataFolder(o.path), "kill.example"); err != nil {
		t.Fatal(err)
	}
	o.inStore(func(s *sqlite.Store) error {
		shown, hash, err := access.NewToken(access.APIToken, rand.Reader)
		if err != nil {
			return err
		}
		o.token = shown
		return s.Update(context.Background(), func(w store.Writer) error {
			now := time.Now().UTC().Truncate(time.Millisecond)
			user, err := w.AddUser(store.User{Login: "office", Role: "office", Made: store.Act{At: now}})
			if err != nil {
				return err
			}
			t := store.Token{
				Hash: hash, User: user, Name: "test", Made: now, Expires: now.AddDate(1, 0, 0),
				Scopes: strings.Fields(access.ScopeSetOf(access.Scopes()...).String()),
			}
			_, err = w.AddToken(t)
			return err
		})
	})
	return o
}

// inStore lends the store to f while no server runs.
func (o *officeFolder) inStore(f func(*sqlite.Store) error) {
	o.t.Helper()
	s, err := sqlite.Open(o.path, sqlite.Options{Now: time.Now})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := f(s); err != nil {
		o.t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		o.t.Fatal(err)
	}
}

// county puts a register with one version of n sites into the folder.
func (o *officeFolder) county(id string, n int) *sampler.Frame {
	o.t.Helper()
	f, err := sampler.NewFrame(gridSites(n))
	if err != nil {
		o.t.Fatal(err)
	}
	o.inStore(func(s *sqlite.Store) error {
		if err := store.PutFrame(context.Background(), s, f); err != nil {
			return err
		}
		made := store.Act{At: time.Now().UTC().Truncate(time.Millisecond)}
		leaf, err := transparency.NewLeaf(made.At, transparency.Version{
			Register: id, Number: 1, Digest: transparency.Digest(f.Digest()), Sites: int64(n),
		})
		if err != nil {
			return err
		}
		return s.Update(context.Background(), func(w store.Writer) error {
			if err := w.AddRegister(store.Register{ID: id, Name: id, Made: made}); err != nil {
				return err
			}
			index, err := w.AppendLeaf(made.At, transparency.AppendLeaf(nil, leaf))
			if err != nil {
				return err
			}
			return w.AddVersion(store.Version{Register: id, Number: 1, Frame: f.Digest(), Sites: n, Leaf: index, Made: made})
		})
	})
	return f
}

// gridSites are sites of a county in a grid, as long as ordinary ones.
func gridSites(n int) []geo.Site {
	sites := make([]geo.Site, n)
	for i := range sites {
		sites[i] = geo.Site{
			ID: fmt.Sprintf("site-%07d", i), Name: fmt.Sprintf("示例县第%d号点位", i), Category: "SC",
			Area: fmt.Sprintf("36068110%d201", i%10), Unit: fmt.Sprintf("单位%d", i%40), Tags: []string{fmt.Sprintf("type:%d", i%7)},
			Geometry: geo.Point{Lon: 1_170_000_000 + geo.E7(i%1000)*5000, Lat: 280_000_000 + geo.E7(i/1000)*5000},
		}
	}
	return sites
}

// serverProcess is the program as a server, in a process of its own.
type serverProcess struct {
	*officeFolder

	cmd     *exec.Cmd
	url     string // empty: it has not said, or ended before
	told    *output
	address chan string
	ended   chan struct{}
}

// output keeps what a process prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) add(line string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.WriteString(line + "\n")
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

var addressText = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// command is the program as a server at any free port.
func (o *officeFolder) command() *exec.Cmd {
	return exec.Command("sitedraw", "serve", "--data", o.path, "--addr", "127.0.0.1:0", "--log", "json")
}

// start starts a server and returns when it has said where it is, or ended.
func (o *officeFolder) start() *serverProcess {
	o.t.Helper()
	p := o.launch(o.command())
	if p.await(); p.url == "" {
		o.t.Fatalf("the server ended: %s", p.told)
	}
	return p
}

// launch starts a command that becomes a server.
func (o *officeFolder) launch(cmd *exec.Cmd) *serverProcess {
	o.t.Helper()
	p := &serverProcess{officeFolder: o, cmd: cmd, told: &output{}, address: make(chan string, 1), ended: make(chan struct{})}
	cmd.Env = append(os.Environ(), "LANG=en")
	out, err := cmd.StderrPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(p.kill)
	go p.read(out)
	return p
}

// await waits until the server has said where it is; if it ended, url stays empty.
func (p *serverProcess) await() { p.url = <-p.address }

// read keeps what the server says and sends the first address in it.
func (p *serverProcess) read(out io.Reader) {
	defer close(p.ended)
	defer close(p.address)
	lines, found := bufio.NewScanner(out), false
	for lines.Scan() {
		p.told.add(lines.Text())
		if at := addressText.FindString(lines.Text()); at != "" && !found {
			found = true
			p.address <- at
		}
	}
	_ = p.cmd.Wait() // it was killed, or its words say why it ended
}

// kill ends the server as a power cut would, and waits for its end.
func (p *serverProcess) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
	p.client.CloseIdleConnections()
}

// call is a request to the server.
type call struct {
	method, path string
	body         any    // bytes and readers are sent as they are
	key          string // Idempotency-Key
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send sends a call with the office's token.
func (p *serverProcess) send(c call) (reply, error) {
	var body io.Reader
	media := "application/octet-stream"
	switch b := c.body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case io.Reader:
		body = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return reply{}, err
		}
		body, media = bytes.NewReader(encoded), "application/json"
	}
	r, err := http.NewRequest(c.method, p.url+"/api/v1"+c.path, body)
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", media)
	if c.key != "" {
		r.Header.Set("Idempotency-Key", c.key)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, b}, err
}

// want sends a call that must be answered with a status, and decodes the answer
// into v if that is not nil.
func (p *serverProcess) want(status int, c call, v any) reply {
	p.t.Helper()
	got, err := p.send(c)
	if err != nil || got.status != status {
		p.t.Fatalf("%s %s = %d %s, %v, want %d", c.method, c.path, got.status, got.body, err, status)
	}
	if v != nil {
		if err := json.Unmarshal(got.body, v); err != nil {
			p.t.Fatalf("%s %s: %v in %s", c.method, c.path, err, got.body)
		}
	}
	return got
}

// problemOf is the code of a problem.
func problemOf(r reply) geo.Code {
	var p struct {
		Code   geo.Code `json:"code"`
		Detail string   `json:"detail"`
	}
	if json.Unmarshal(r.body, &p) != nil || p.Detail == "" {
		return ""
	}
	return p.Code
}

// watchOthers asks for something cheap until stop is called, which returns how
// long the answers took; every one must come.
func (p *serverProcess) watchOthers() (stop func() []time.Duration) {
	end, done := make(chan struct{}), make(chan []time.Duration, 1)
	go func() {
		var took []time.Duration
		defer func() { done <- took }()
		for {
			began := time.Now()
			got, err := p.send(call{method: http.MethodGet, path: "/registers"})
			if err != nil || got.status != http.StatusOK {
				p.t.Errorf("another client meanwhile: %d %s, %v", got.status, got.body, err)
				return
			}
			took = append(took, time.Since(began))
			select {
			case <-end:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() []time.Duration {
		close(end)
		return <-done
	}
}

// tellOthers logs how long others waited.
func tellOthers(t testing.TB, took []time.Duration) {
	t.Helper()
	if len(took) == 0 {
		t.Error("nobody else was answered")
		return
	}
	slices.Sort(took)
	t.Logf("others: %d answers, median %v, longest %v", len(took), took[len(took)/2], took[len(took)-1])
}
