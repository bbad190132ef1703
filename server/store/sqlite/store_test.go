package sqlite

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sitedraw/geo"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(roles[role]())
	}
	if os.Getenv("SITEDRAW_LONG") == "" {
		if err := flag.Set("rapid.checks", "8"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// open opens a folder until the test ends.
func open(t testing.TB, folder string) *Store {
	t.Helper()
	s, err := Open(folder, Options{Now: time.Now})
	if err != nil {
		t.Fatalf("Open() = %v, want nil", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// sound wants a check to find nothing.
func sound(t testing.TB, s *Store) {
	t.Helper()
	found, err := s.Check(context.Background(), func(Progress) {})
	if err != nil {
		t.Fatalf("Check() = %v, want nil", err)
	}
	for _, e := range found {
		t.Errorf("Check() found %v", e)
	}
}

// sized returns the bytes of the database when all is in its file.
func sized(t testing.TB, s *Store) int64 {
	t.Helper()
	if !s.writer.emptyLog() {
		t.Fatal("emptyLog() = false, want true")
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(s.path), fileName))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// is wants an error of a code.
func is(t testing.TB, what string, err error, want geo.Code) {
	t.Helper()
	if got := codeOf(err); got != want {
		t.Errorf("%s = %v, want %v", what, err, want)
	}
}
