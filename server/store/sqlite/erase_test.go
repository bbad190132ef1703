package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitedraw/server/store"
)

// traces returns the files of a folder that hold a text. Reading them drops the
// store's locks, which nobody else contends for here.
func traces(t *testing.T, folder, text string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		body, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte(text)) {
			found = append(found, e.Name())
		}
	}
	return found
}

// What is erased stands in no file any more when Update returns.
func TestEraseLeavesNoTrace(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	fill(t, s)
	// Bytes that do not compress stand in the file as they are.
	noise := make([]byte, 30_000)
	random := rand.NewChaCha8([32]byte{1})
	if _, err := random.Read(noise); err != nil {
		t.Fatal(err)
	}
	body, err := store.Pack(noise)
	if err != nil {
		t.Fatal(err)
	}
	const name = "王小明-13800138000"
	var id int64
	do(t, s, func(w store.Writer) error {
		if err := w.PutBlob(body); err != nil {
			return err
		}
		id, err = w.AddUser(store.User{Login: name, Name: name, Password: strings.Repeat(name, 300)})
		return err
	})
	do(t, s, func(w store.Writer) error {
		return w.AddAudit(store.Audit{Made: store.Act{By: id}, Address: name, Detail: []byte(name)})
	})
	if !s.writer.emptyLog() { // so that both the file and the log hold it
		t.Fatal("emptyLog() = false, want true")
	}
	do(t, s, func(w store.Writer) error { return w.SetUser(store.User{ID: id, Login: name, Name: name + name}) })
	for _, text := range []string{name, string(noise[10_000:10_100])} {
		if len(traces(t, folder, text)) == 0 {
			t.Fatal("nothing to erase: the search is broken")
		}
	}
	do(t, s, func(w store.Writer) error {
		if err := w.EraseBlob(body.Digest); err != nil {
			return err
		}
		return w.EraseUser(id)
	})
	for _, text := range []string{name, string(noise[10_000:10_100]), string(noise[:50]), string(noise[29_900:])} {
		if found := traces(t, folder, text); len(found) > 0 {
			t.Errorf("after erasing, %.20q stands in %v", text, found)
		}
	}
	sound(t, s)
}

// Routes that are dropped stand in no file any more: they name people.
func TestDroppedRoutesLeaveNoTrace(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	fill(t, s)
	const name = "甲队-王小明-13800138000"
	p := store.Packed{Digest: packed(t, name).Digest, Size: int64(len(name)), Body: []byte(strings.Repeat(name, 3000))}
	var n int64
	do(t, s, func(w store.Writer) (err error) {
		n, err = w.AddRoutes(store.Routes{Draw: 1, Digest: p.Digest, Itinerary: p, Summary: []byte(name), Teams: []byte(name)})
		return err
	})
	if !s.writer.emptyLog() {
		t.Fatal("emptyLog() = false, want true")
	}
	if len(traces(t, folder, name)) == 0 {
		t.Fatal("nothing to drop: the search is broken")
	}
	do(t, s, func(w store.Writer) error { return w.DropRoutes(1, n, moment0) })
	if found := traces(t, folder, name); len(found) > 0 {
		t.Errorf("after dropping, the name stands in %v", found)
	}
	sound(t, s)
}

// Inspectors who are erased, and those of teams that are dropped, stand in no file
// any more, neither as they are nor as they were.
func TestErasedInspectorsLeaveNoTrace(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	fill(t, s)
	const name = "王小明-13800138000"
	people := []byte(strings.Repeat(name, 1000))
	do(t, s, func(w store.Writer) error {
		if err := w.PutInspector(store.Inspector{ID: name, Object: people}); err != nil {
			return err
		}
		return w.AddCrew(store.Crew{Draw: 1, Lot: 3, Digest: sha256.Sum256(nil), Inspectors: people, Leaf: 1})
	})
	if !s.writer.emptyLog() {
		t.Fatal("emptyLog() = false, want true")
	}
	do(t, s, func(w store.Writer) error {
		return w.PutInspector(store.Inspector{ID: name, Object: people[:len(name)]})
	})
	do(t, s, func(w store.Writer) error { return w.EraseInspector(name) })
	if len(traces(t, folder, name)) == 0 {
		t.Fatal("nothing to drop: the search is broken")
	}
	do(t, s, func(w store.Writer) error { return w.DropCrewPeople(1, 3, moment0) })
	if found := traces(t, folder, name); len(found) > 0 {
		t.Errorf("after erasing, the name stands in %v", found)
	}
	do(t, s, func(w store.Writer) error { return w.PutInspector(store.Inspector{ID: name, Object: people}) })
	do(t, s, func(w store.Writer) error { return w.EraseInspector(name) })
	if found := traces(t, folder, name); len(found) > 0 {
		t.Errorf("after erasing alone, the name stands in %v", found)
	}
	sound(t, s)
}

// A reader that is in the way delays the scrubbing, and only that.
func TestEraseBesideReader(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	p := packed(t, "张三")
	do(t, s, func(w store.Writer) error { return w.PutBlob(p) })
	r, err := OpenReader(folder, Options{Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	err = r.View(context.Background(), func(reader store.Reader) error {
		do(t, s, func(w store.Writer) error { return w.EraseBlob(p.Digest) })
		_, err := reader.Blob(p.Digest) // its state is that before
		return err
	})
	if err != nil {
		t.Errorf("Blob() in an older view = %v, want nil", err)
	}
	do(t, s, func(store.Writer) error { return nil })
	if info, err := os.Stat(s.path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log has %v bytes after the reader went, want 0 (%v)", info.Size(), err)
	}
}
