package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// Snapshot writes the database as it is now into a new file, while others write.
// The file has its name only when it is complete and on the disk.
func (s *Store) Snapshot(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &geo.Error{Code: store.ErrExists, Kind: geo.Conflict, At: geo.Place{File: path}}
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.running.Done()
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return systemFailure(err, path)
	}
	if err := errors.Join(f.Close(), s.snapshotInto(ctx, f.Name(), path)); err != nil {
		return errors.Join(failure(err, path), os.Remove(f.Name()))
	}
	return nil
}

// snapshotInto fills the temporary file and gives it its name.
func (s *Store) snapshotInto(ctx context.Context, temporary, path string) error {
	err := s.beside(ctx, func(c *session) error {
		_, err := c.conn.ExecContext(ctx, "VACUUM INTO ?", temporary)
		return err
	})
	if err != nil {
		return err
	}
	if err := syncFile(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// beside runs f on a connection of its own that only reads, so that what takes
// long holds up nobody.
func (s *Store) beside(ctx context.Context, f func(*session) error) (err error) {
	db, err := connect(s.path, readingOnly, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return failure(err, s.path)
	}
	c := newSession(ctx, s, conn)
	c.ctx = ctx
	defer func() { err = errors.Join(err, c.close()) }()
	return f(c)
}

// syncFile waits until a file is on the disk; SQLite does not for a new one.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a file that was just made
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
