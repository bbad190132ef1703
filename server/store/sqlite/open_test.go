package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"sitedraw/server/store"
)

func TestOpenLocked(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	_, err := Open(folder, Options{Now: time.Now})
	is(t, "Open(open folder)", err, store.ErrLocked)
	for range 2 { // the second does nothing
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	}
	open(t, folder)
}

func TestOpenAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "县 100%?a=b&c#d", "数据")
	s := open(t, folder)
	next := fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != 0o700 {
		t.Errorf("folder has mode %o, want 700", got)
	}
	s = open(t, folder)
	sound(t, s)
	do(t, s, func(w store.Writer) error { return addDraws(w, next, 1) })
}

func TestOpenRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(t *testing.T, folder string)
		write error
		read  error
	}{
		{"newer", func(t *testing.T, folder string) { pragma(t, folder, "PRAGMA user_version = 999") }, store.ErrNewer, store.ErrNewer},
		{"older", func(t *testing.T, folder string) { pragma(t, folder, "PRAGMA user_version = 0") }, store.ErrFailed, store.ErrOlder},
		{"no database", func(t *testing.T, folder string) {
			if err := os.WriteFile(filepath.Join(folder, fileName), make([]byte, 100_000), 0o600); err != nil {
				t.Fatal(err)
			}
		}, store.ErrCorrupt, store.ErrCorrupt},
		{"absent", func(t *testing.T, folder string) {
			if err := os.Remove(filepath.Join(folder, fileName)); err != nil {
				t.Fatal(err)
			}
		}, nil, store.ErrNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := open(t, folder).Close(); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, folder)
			_, err := OpenReader(folder, Options{Now: time.Now})
			is(t, "OpenReader()", err, codeOrNone(test.read))
			s, err := Open(folder, Options{Now: time.Now})
			is(t, "Open()", err, codeOrNone(test.write))
			if err == nil {
				_ = s.Close()
			}
		})
	}
}

func TestOpenReader(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	next := fill(t, s)
	r, err := OpenReader(folder, Options{Now: time.Now})
	if err != nil {
		t.Fatalf("OpenReader(beside a server) = %v, want nil", err)
	}
	defer func() { _ = r.Close() }()
	is(t, "Update() of a reader", r.Update(context.Background(), func(store.Writer) error { return nil }), store.ErrReadOnly)
	do(t, s, func(w store.Writer) error { return addDraws(w, next, 1) })
	err = r.View(context.Background(), func(r store.Reader) error { _, err := r.Draw(2); return err })
	if err != nil {
		t.Errorf("View() of a reader after a write = %v, want nil", err)
	}
	sound(t, r)
	if err := s.Close(); err != nil {
		t.Errorf("Close() beside a reader = %v, want nil", err)
	}
}

func TestCheckEngine(t *testing.T) {
	for version, want := range map[string]error{
		"3.51.3": nil, "3.51.10": nil, "3.53.4": nil, "4.0": nil,
		"3.51.2": store.ErrOldEngine, "3.7.17": store.ErrOldEngine, "3.51": store.ErrOldEngine, "": store.ErrOldEngine,
	} {
		is(t, "checkEngine("+version+")", checkEngine(version), codeOrNone(want))
	}
}

func pragma(t *testing.T, folder, query string) {
	t.Helper()
	db, err := connect(filepath.Join(folder, fileName), writing, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
