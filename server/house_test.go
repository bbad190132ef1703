package server

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store/sqlite"
)

// house is a server with a store of its own, a clock that stands until it is
// moved, and known randomness.
type house struct {
	*Server
	t    *testing.T
	http *httptest.Server

	mu   sync.Mutex
	time time.Time
}

// newHouse makes a server on an empty store. Who asks is said by the header
// X-Test-Who: role, role:unit or role#user, with !scopes for a token of theirs.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, time: time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)}
	folder := t.TempDir()
	writeEmptyStore(t, folder)
	db, err := sqlite.Open(folder, sqlite.Options{Now: h.now})
	if err != nil {
		t.Fatalf("sqlite.Open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h.Server, err = New(Config{
		Store: db, Folder: folder, Now: h.now, Random: rand.NewChaCha8(sha256.Sum256([]byte(t.Name()))),
		Logger: slog.New(slog.DiscardHandler), Location: time.FixedZone("CST", 8*3600), Identify: whoFromHeader,
		Web: middleware.Config{Now: time.Now, Random: cryptorand.Reader}, Passwords: cheapPasswords,
	})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	h.jobs.patience = time.Hour // on a busy machine too, imports answer when they are done
	h.http = httptest.NewServer(h.Handler())
	t.Cleanup(h.http.Close)
	return h
}

// cheapPasswords are computed in no time: few tests ask what a guess costs.
var cheapPasswords = access.Cost{KiB: 32, Passes: 1, Lanes: 1}

// emptyStore is the file of a new store, made once for all houses, whose making
// waits for the disk.
var emptyStore = sync.OnceValues(func() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "empty-store")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	db, err := sqlite.Open(folder, sqlite.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(folder, storeFile))
})

// storeFile is what a store calls its file.
const storeFile = "sitedraw.db"

func writeEmptyStore(t *testing.T, folder string) {
	t.Helper()
	file, err := emptyStore()
	if err != nil {
		t.Fatalf("make an empty store: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, storeFile), file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

// pass moves the clock.
func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// whoFromHeader reads who asks: "office", "unit:城管局", "inspector#3", or their token:
// "office!read,draw".
func whoFromHeader(r *http.Request) (access.Who, bool) {
	name := r.Header.Get("X-Test-Who")
	if name == "" {
		return access.Who{}, false
	}
	name, scopes, token := strings.Cut(name, "!")
	role, unit, _ := strings.Cut(name, ":")
	role, user, another := strings.Cut(role, "#")
	ids := map[access.Role]int64{access.Office: 1, access.Inspector: 2, access.Unit: 3, access.Viewer: 4}
	is, err := access.ParseRole(role)
	if another {
		ids[is], _ = strconv.ParseInt(user, 10, 64)
	}
	who := access.Who{UserID: ids[is], Login: role, Role: is, Unit: unit, Session: !token}
	if err == nil {
		who.Scopes, err = access.ParseScopes(strings.ReplaceAll(scopes, ",", " "))
	}
	return who, err == nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends a request as somebody ("" is the public) to a path below /api/v1. The
// body is sent as it is if it is a text or bytes, else as JSON.
func (h *house) do(who, method, path string, body any) answer {
	h.t.Helper()
	var reader io.Reader
	media := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		reader, media = strings.NewReader(b), "application/octet-stream"
	case []byte:
		reader, media = bytes.NewReader(b), "application/octet-stream"
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			h.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, h.http.URL+address(path), reader)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	if who != "" {
		r.Header.Set("X-Test-Who", who)
	}
	return h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	resp, err := h.http.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	a := answer{resp.StatusCode, resp.Header, b}
	checkAnswer(h.t, r, a)
	return a
}

// want fails unless the answer has the status, and decodes its body into v if
// that is not nil.
func (h *house) want(a answer, status int, v any) {
	h.t.Helper()
	if a.status != status {
		h.t.Fatalf("status = %d, want %d: %s", a.status, status, a.body)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		h.t.Fatalf("body %s: %v", a.body, err)
	}
}
