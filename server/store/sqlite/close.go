package sqlite

import (
	"database/sql"
	"errors"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// enter counts a call that Close waits for.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return &geo.Error{Code: store.ErrClosed, Kind: geo.Unavailable, At: geo.Place{Column: "database"}}
	}
	s.running.Add(1)
	return nil
}

// Close waits for what is running, closes the database and gives the folder free.
// Calling it again does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	if !first {
		return nil
	}
	s.running.Wait()
	if s.queue != nil {
		close(s.queue)
		<-s.stopped
	}
	return s.release()
}

// release closes what is open, and the lock last.
func (s *Store) release() error {
	var errs []error
	close(s.readers)
	for r := range s.readers {
		errs = append(errs, r.close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	for _, db := range []*sql.DB{s.reads, s.writers} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return failure(errors.Join(errs...), s.path)
}
