package remote

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shelfFiles are the kept files of all shelves of a folder.
func shelfFiles(t testing.TB, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// interrupted asks a stand-in for the matrix of a world, which ends after some requests.
func interrupted(t testing.TB, s *standIn, folder string, after int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := shelfOptions(s, folder)
	o.Progress = func(done, _ int) {
		if done == after {
			cancel()
		}
	}
	server, err := ParseServer("osrm:http://host")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Matrix(ctx, s.places, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("Matrix = %v, want it to be interrupted", err)
	}
}

func shelfOptions(s *standIn, folder string) Options {
	o := options()
	o.Block, o.Folder = 3, folder
	o.Client = &http.Client{Transport: handled(s.osrmTable)}
	return o
}

// A run that was interrupted goes on where it ended, and at the end nothing is left.
func TestResume(t *testing.T) {
	w := newWorld(10) // 16 blocks, the last without a question
	w.closed = sparse
	folder := filepath.Join(t.TempDir(), "travel")
	first := &standIn{world: w, limit: 100}
	interrupted(t, first, folder, 6)
	if len(first.asked) != 6 || len(shelfFiles(t, folder)) != 6 {
		t.Fatalf("asked %v, kept %v", first.asked, shelfFiles(t, folder))
	}
	second := &standIn{world: w, limit: 100}
	server, err := ParseServer("osrm:http://me:secret@host/")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(w.matrix(), ask(t, server, w, shelfOptions(second, folder))); d != "" {
		t.Error(d)
	}
	if len(second.asked) != 15-6 {
		t.Errorf("asked %v, want the nine that were missing", second.asked)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// What is kept of another question is not taken.
func TestResumeAsksAnew(t *testing.T) {
	for name, c := range map[string]struct {
		server string
		change func(*world, *Options)
	}{
		"server":   {"osrm:http://other", func(*world, *Options) {}},
		"path":     {"osrm:http://host/x", func(*world, *Options) {}},
		"query":    {"osrm:http://host?key=1", func(*world, *Options) {}},
		"profile":  {"osrm:http://host", func(_ *world, o *Options) { o.Profile = "foot" }},
		"block":    {"osrm:http://host", func(_ *world, o *Options) { o.Block = 4 }},
		"a place":  {"osrm:http://host", func(w *world, _ *Options) { w.places[6].Lat++ }},
		"order":    {"osrm:http://host", func(w *world, _ *Options) { slices.Reverse(w.places) }},
		"fewer":    {"osrm:http://host", func(w *world, _ *Options) { w.places = w.places[:5] }},
		"the same": {"osrm:http://host", func(*world, *Options) {}},
	} {
		w := newWorld(7) // the fourth block of blocks of 3 is as large as that of blocks of 4
		folder := t.TempDir()
		interrupted(t, &standIn{world: w, limit: 100}, folder, 5)
		stand := &standIn{world: w, limit: 100}
		o := shelfOptions(stand, folder)
		o.Client = &http.Client{Transport: handled(func(rw http.ResponseWriter, r *http.Request) {
			r.URL.Path = strings.TrimPrefix(r.URL.Path, "/x")
			stand.osrmTable(rw, r)
		})}
		c.change(w, &o)
		server, err := ParseServer(c.server)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(w.matrix(), ask(t, server, w, o)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		all := len(cut(len(w.places), o.Block))
		if len(w.places)%o.Block == 1 {
			all--
		}
		if name == "the same" {
			all -= 5
		}
		if len(stand.asked) != all {
			t.Errorf("%s: asked %d times, want %d", name, len(stand.asked), all)
		}
	}
}

// A block that is damaged, cut, longer, or another's is asked for again.
func TestDamagedBlocks(t *testing.T) {
	w := newWorld(10)
	sum := func(b []byte) []byte { s := sha256.Sum256(b); return append(bytes.Clone(b), s[:]...) }
	for name, damage := range map[string]func(b, other []byte) []byte{
		"a byte":   func(b, _ []byte) []byte { b[len(b)/2] ^= 1; return b },
		"cut":      func(b, _ []byte) []byte { return b[:len(b)-1] },
		"longer":   func(b, _ []byte) []byte { return append(b, 0) },
		"empty":    func(_, _ []byte) []byte { return nil },
		"another":  func(_, other []byte) []byte { return other },
		"too long": func(b, _ []byte) []byte { return sum(append(b[:len(b)-32], 0, 0, 0, 0)) },
		"wrong":    func(b, _ []byte) []byte { b[len(b)-36] = 0x80; return sum(b[:len(b)-32]) },
		"no head":  func(_, _ []byte) []byte { return sum(nil) },
	} {
		folder := t.TempDir()
		interrupted(t, &standIn{world: w, limit: 100}, folder, 5)
		files := shelfFiles(t, folder)
		slices.Sort(files)
		b, err := os.ReadFile(files[1])
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(files[2])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[1], damage(b, other), 0o600); err != nil {
			t.Fatal(err)
		}
		stand := &standIn{world: w, limit: 100}
		server, err := ParseServer("osrm:http://host")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(w.matrix(), ask(t, server, w, shelfOptions(stand, folder))); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(stand.asked) != 15-4 {
			t.Errorf("%s: asked %d times, want the eleven that are not good", name, len(stand.asked))
		}
	}
}

// A folder that cannot be had is told before many requests leave.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stand := &standIn{world: newWorld(10), limit: 100}
	server, err := ParseServer("osrm:http://host")
	if err != nil {
		t.Fatal(err)
	}
	var wrong *fs.PathError
	if _, err := server.Matrix(t.Context(), stand.places, shelfOptions(stand, file)); !errors.As(err, &wrong) || len(stand.asked) > 1 {
		t.Errorf("Matrix = %v after %d requests", err, len(stand.asked))
	}
}

// FuzzBlock changes what stands under a digest that is right: what is taken has the
// right size and no entry that cannot be, and comes back.
func FuzzBlock(f *testing.F) {
	b := block{span{0, 2}, span{2, 4}}
	s := &shelf{key: [32]byte{1}}
	f.Add(append([]byte{0}, make([]byte, 16)...))
	f.Add(append([]byte{1}, make([]byte, 32)...))
	f.Add([]byte{1, 255, 255, 255, 255})
	f.Add(append([]byte{0}, make([]byte, 20)...))
	f.Fuzz(func(t *testing.T, body []byte) {
		data := append(s.head(7), body...)
		sum := sha256.Sum256(data)
		got := s.decode(append(data, sum[:]...), 7, b)
		if got == nil {
			return
		}
		checkTable(t, got, 2, 2)
		if !bytes.Equal(s.encode(7, got), append(data, sum[:]...)) {
			t.Fatal("it does not come back")
		}
		if other := s.decode(append(data, sum[:]...), 8, b); other != nil {
			t.Fatal("it is taken for another block")
		}
	})
}

// checkTable fails for a table of another size or with an entry that cannot be.
func checkTable(t testing.TB, got *table, rows, columns int) {
	t.Helper()
	if got.rows != rows || got.columns != columns || len(got.milliseconds) != rows*columns ||
		got.millimetres != nil && len(got.millimetres) != rows*columns {
		t.Fatalf("a table of %d × %d with %d and %d entries", got.rows, got.columns, len(got.milliseconds), len(got.millimetres))
	}
	for _, list := range [][]int32{got.milliseconds, got.millimetres} {
		for _, v := range list {
			if v < -1 {
				t.Fatalf("an entry of %d", v)
			}
		}
	}
}
