package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// fillUp writes until the limit of its files, raises the limit, and goes on. It
// exits with 0 if all went as it should.
func fillUp() int {
	signal.Ignore(syscall.SIGXFSZ)
	err := fillTo(os.Getenv(folderVariable), 4<<20)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func limitFiles(bytes uint64) error {
	return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY})
}

func putNoise(s *Store) error {
	noise := make([]byte, 100_000)
	if _, err := rand.Read(noise); err != nil {
		return err
	}
	p, err := store.Pack(noise)
	if err != nil {
		return err
	}
	return s.Update(context.Background(), func(w store.Writer) error {
		if err := w.PutBlob(p); err != nil {
			return err
		}
		_, err := w.AppendLeaf(moment0, noise[:10])
		return err
	})
}

func fillTo(folder string, limit uint64) error {
	s, err := Open(folder, Options{Now: time.Now})
	if err != nil {
		return err
	}
	if err := limitFiles(limit); err != nil {
		return err
	}
	stored, err := putUntilFull(s, 4)
	if err != nil {
		return err
	}
	last, err := putUntilFull(s, 1) // one may fit where four did not
	if err != nil {
		return err
	}
	stored += last
	if stored == 0 {
		return io.ErrUnexpectedEOF
	}
	for range 10 { // it stays so, and reading goes on
		if err := errors.Join(wantFull(putNoise(s)), wantLeaves(s, stored)); err != nil {
			return err
		}
	}
	if err := limitFiles(unix.RLIM_INFINITY); err != nil {
		return err
	}
	if err := putNoise(s); err != nil {
		return err
	}
	return errors.Join(wantLeaves(s, stored+1), s.Close())
}

// putUntilFull lets goroutines write until each is told that the disk is full.
func putUntilFull(s *Store, writers int) (stored int64, err error) {
	var all sync.WaitGroup
	counts, errs := make([]int64, writers), make([]error, writers)
	for n := range counts {
		all.Go(func() {
			for errs[n] == nil {
				if errs[n] = putNoise(s); errs[n] == nil {
					counts[n]++
				}
			}
		})
	}
	all.Wait()
	for n := range counts {
		stored += counts[n]
		if wrong := wantFull(errs[n]); wrong != nil {
			return 0, wrong
		}
	}
	return stored, nil
}

func wantFull(err error) error {
	if codeOf(err) == store.ErrFull {
		return nil
	}
	return fmt.Errorf("got %w, want %w", errors.Join(err), store.ErrFull)
}

func wantLeaves(s *Store, want int64) error {
	return s.View(context.Background(), func(r store.Reader) error {
		got, err := r.LogSize()
		if err == nil && got != want {
			err = fmt.Errorf("LogSize() = %d, want %d", got, want)
		}
		return err
	})
}

// A full disk is told as such, nothing half is stored, and when there is room the
// store goes on without being opened anew.
func TestFull(t *testing.T) {
	folder := t.TempDir()
	if err := child(t, "fill", folder).Run(); err != nil {
		t.Fatalf("child: %v", err)
	}
	sound(t, open(t, folder))
}

// openDenied opens a folder that it may not write, as another user.
func openDenied() int {
	_, err := Open(os.Getenv(folderVariable), Options{Now: time.Now})
	if e, is := errors.AsType[*geo.Error](err); is && e.Code == store.ErrReadOnly && e.At.File != "" {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// A folder that cannot be written is named in the refusal.
func TestOpenDenied(t *testing.T) {
	top := t.TempDir()
	for folder := top; folder != filepath.Dir(folder) && folder != os.TempDir(); folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Skip("folders above the test cannot be opened to others: ", err)
		}
	}
	folder := filepath.Join(top, "data")
	if err := open(t, folder).Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		folder string
		mode   os.FileMode
	}{
		{"folder", folder, 0o555},
		{"folder to come", filepath.Join(folder, "new"), 0o555},
		{"folder that cannot be entered", folder, 0o000},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.Chmod(folder, test.mode); err != nil {
				t.Fatal(err)
			}
			c := child(t, "denied", test.folder)
			if os.Getuid() == 0 {
				asNobody(t, c, top)
			}
			if err := c.Run(); err != nil {
				t.Errorf("child: %v, want store.read-only", err)
			}
		})
	}
}

// asNobody runs a child as a user without rights, from a copy of the binary that
// he can read.
func asNobody(t *testing.T, c *exec.Cmd, folder string) {
	t.Helper()
	c.Path = filepath.Join(folder, "child")
	if _, err := os.Stat(c.Path); err != nil {
		body, err := os.ReadFile(os.Args[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.Path, body, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c.Dir = folder
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}
