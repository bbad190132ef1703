package road

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitedraw/geo"
	"sitedraw/geo/stream"
)

var testKey = cacheKey{source: [32]byte{1}, profile: [32]byte{2}}

// sealed adds the digest to the bytes of a cache.
func sealed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(bytes.Clone(body), sum[:]...)
}

func TestCacheComesBack(t *testing.T) {
	g := buildTown(t, Car(), cross...)
	data := g.encode(testKey)
	back, err := decode(data, testKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]any{
		{g.junctions, back.junctions}, {g.shapes, back.shapes}, {g.report, back.report}, {g.first, back.first}, {g.taken, back.taken},
	} {
		if d := cmp.Diff(pair[0], pair[1]); d != "" {
			t.Error(d)
		}
	}
	if d := cmp.Diff(g.edges, back.edges, cmp.AllowUnexported(edge{})); d != "" {
		t.Error(d)
	}
	if again := back.encode(testKey); !bytes.Equal(again, data) {
		t.Error("encoded again, it differs")
	}
}

// A cache of something else, cut anywhere, or with one byte changed is none.
func TestCacheDamaged(t *testing.T) {
	data := buildTown(t, Car(), cross...).encode(testKey)
	for _, key := range []cacheKey{{}, {source: testKey.source}, {profile: testKey.profile}} {
		if _, err := decode(data, key); codeOf(t, err) != ErrCache {
			t.Errorf("decode with another key = %v", err)
		}
	}
	body := data[:len(data)-sha256.Size]
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1
		if _, err := decode(changed, testKey); codeOf(t, err) != ErrCache {
			t.Errorf("decode with byte %d changed = %v", i, err)
		}
		if _, err := decode(data[:i], testKey); codeOf(t, err) != ErrCache {
			t.Errorf("decode of %d bytes = %v", i, err)
		}
		if i < len(body) {
			if _, err := decode(sealed(body[:i]), testKey); codeOf(t, err) != ErrCache {
				t.Errorf("decode of %d bytes, sealed = %v", i, err)
			}
		}
	}
	if _, err := decode(sealed(append(bytes.Clone(body), 0)), testKey); codeOf(t, err) != ErrCache {
		t.Errorf("decode with a byte too many = %v", err)
	}
	g := newGraph([]geo.Point{at(0, 0), at(1, 0)}, []edge{{to: 1, forward: closed, backward: closed}}, []geo.Line{{at(0, 0), at(1, 0)}})
	if _, err := decode(g.encode(testKey), testKey); codeOf(t, err) != ErrCache {
		t.Errorf("decode of an edge that nobody may use = %v", err)
	}
}

// FuzzCache changes what stands under a digest that is right. Whatever is taken can
// be searched, and comes back.
func FuzzCache(f *testing.F) {
	head := append([]byte(cacheMagic), testKey.source[:]...)
	head = append(head, testKey.profile[:]...)
	for _, lines := range [][]string{cross, street} {
		g, err := Build(f.Context(), strings.NewReader(town(lines...)), BuildOptions{})
		if err != nil {
			f.Fatal(err)
		}
		data := g.encode(testKey)
		f.Add(data[len(head) : len(data)-sha256.Size])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		g, err := decode(sealed(append(bytes.Clone(head), body...)), testKey)
		if err != nil {
			return
		}
		snaps := []Snap{g.Snap(at(0, 0)), g.Snap(at(1, 2))}
		if _, err := g.Matrix(context.Background(), snaps, nil); err != nil {
			t.Fatal(err)
		}
		g.Leg(snaps[0], snaps[1])
		back, err := decode(g.encode(testKey), testKey)
		if err != nil || !bytes.Equal(back.encode(testKey), g.encode(testKey)) {
			t.Fatalf("it does not come back: %v", err)
		}
	})
}

// roadsFile writes an extract into a folder of its own.
func roadsFile(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "roads.osm")
	if err := os.WriteFile(path, []byte(town(lines...)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string, o OpenOptions) *Opened {
	t.Helper()
	opened, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestOpen(t *testing.T) {
	path := roadsFile(t, cross...)
	first := open(t, path, OpenOptions{})
	if first.Cached || first.Unkept != nil {
		t.Fatalf("Open = %+v", first)
	}
	var last, size int64
	again := open(t, path, OpenOptions{Progress: func(done, total int64) { last, size = done, total }})
	if !again.Cached || again.Source != first.Source || !bytes.Equal(again.encode(testKey), first.encode(testKey)) {
		t.Errorf("Open again: cached %v", again.Cached)
	}
	if size == 0 || last != size {
		t.Errorf("progress ended at %d of %d", last, size)
	}
	if foot := open(t, path, OpenOptions{BuildOptions: BuildOptions{Profile: Foot()}}); foot.Cached {
		t.Error("another profile has the same cache")
	}
	slow := Car()
	slow.Most = 10_000
	if changed := open(t, path, OpenOptions{BuildOptions: BuildOptions{Profile: slow}}); changed.Cached {
		t.Error("a changed profile has the same cache")
	}
	open(t, path, OpenOptions{})
	if err := os.WriteFile(path, []byte(town(street...)), 0o600); err != nil {
		t.Fatal(err)
	}
	if changed := open(t, path, OpenOptions{}); changed.Cached || changed.Report() == first.Report() {
		t.Error("another source has the same cache")
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(names) != 3 {
		t.Errorf("the folder holds %v, want the source and two caches", names)
	}
}

// A cache that is damaged is made anew; one that cannot be written does no harm.
func TestOpenDamaged(t *testing.T) {
	path, folder := roadsFile(t, cross...), t.TempDir()
	o := OpenOptions{Folder: folder}
	open(t, path, o)
	cache := filepath.Join(folder, CacheName(path, "car"))
	for _, content := range []string{"", "x", cacheMagic} {
		if err := os.WriteFile(cache, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if opened := open(t, path, o); opened.Cached || opened.Unkept != nil {
			t.Errorf("Open with a cache of %q = %+v", content, opened)
		}
		if !open(t, path, o).Cached {
			t.Errorf("a cache of %q is not made anew", content)
		}
	}
	o.Folder = filepath.Join(folder, "absent")
	if opened := open(t, path, o); !errors.Is(opened.Unkept, fs.ErrNotExist) {
		t.Errorf("Open without a folder = %+v", opened)
	}
	if err := os.Remove(cache); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(cache, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if opened := open(t, path, OpenOptions{Folder: folder}); opened.Unkept == nil {
		t.Error("a folder in the place of the cache is no matter")
	}
	if parts, err := filepath.Glob(filepath.Join(folder, "*.part")); err != nil || len(parts) > 0 {
		t.Errorf("left behind: %v, %v", parts, err)
	}
}

func TestOpenRefused(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "absent"), OpenOptions{})
	if codeOf(t, err) != stream.ErrRead || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open = %v", err)
	}
	path := roadsFile(t, "1 0 0")
	var e *geo.Error
	if _, err := Open(t.Context(), path, OpenOptions{}); !errors.As(err, &e) || e.Code != ErrNoRoads || e.At.File != path {
		t.Errorf("Open = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, roadsFile(t, cross...), OpenOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open after the end = %v", err)
	}
}
