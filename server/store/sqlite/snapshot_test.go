package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sitedraw/server/store"
)

// A snapshot is a database of one moment, made while others write, and a folder
// with it is one to be opened.
func TestSnapshot(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	s := open(t, folder)
	next := fill(t, s)
	keepFrame(t, s, 5000, "")
	r, err := OpenReader(folder, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for name, from := range map[string]*Store{"server": s, "reader": r} {
		stop := make(chan struct{})
		var writing sync.WaitGroup
		writing.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					do(t, s, func(w store.Writer) error { return addDraws(w, next, 3) })
					next.Number += 3
				}
			}
		})
		to := filepath.Join(t.TempDir(), fileName)
		err := from.Snapshot(ctx, to)
		close(stop)
		writing.Wait()
		if err != nil {
			t.Fatalf("Snapshot(%s) = %v, want nil", name, err)
		}
		is(t, "Snapshot(again)", from.Snapshot(ctx, to), store.ErrExists)
		again := open(t, filepath.Dir(to))
		sound(t, again)
		inThrees(t, again)
	}
}

// inThrees wants draws in threes, as they were written.
func inThrees(t *testing.T, s *Store) {
	t.Helper()
	err := s.View(context.Background(), func(r store.Reader) error {
		list, err := r.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
		if err == nil && list[0].Number%3 != 1 {
			t.Errorf("the snapshot ends with draw %d, want whole updates", list[0].Number)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A snapshot that is stopped leaves no file.
func TestSnapshotStopped(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	folder := t.TempDir()
	if err := s.Snapshot(ctx, filepath.Join(folder, "x.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("Snapshot(ended) = %v, want %v", err, context.Canceled)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("Snapshot(ended) left %v, %v", left, err)
	}
	err := s.Snapshot(context.Background(), filepath.Join(folder, "absent", "x.db"))
	is(t, "Snapshot(into no folder)", err, store.ErrFailed)
}
