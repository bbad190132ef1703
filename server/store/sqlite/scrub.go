package sqlite

import (
	"context"
	"time"
)

// patience is how long erasing waits for readers.
const patience = 250 * time.Millisecond

// scrub empties the write-ahead log, in which pages stand as they were before they
// were erased. Readers that still need the log are waited for; if one takes longer,
// as a back-up does, it is tried again later.
func (s *Store) scrub() {
	if !s.writer.erased {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var held []*session
	defer func() {
		for _, r := range held {
			s.readers <- r
		}
	}()
	for range s.count {
		select {
		case r := <-s.readers:
			held = append(held, r)
		case <-ctx.Done():
			return
		}
	}
	s.writer.erased = !s.writer.emptyLog()
}

// emptyLog reports whether nothing is left in the write-ahead log. It does not wait
// for programs beside the server.
func (c *session) emptyLog() bool {
	if _, err := c.number("PRAGMA busy_timeout = 0"); err != nil {
		return false
	}
	busy, err := one(c, thing{noun: "database"}, func(r row) (busy int, err error) {
		var pages, done int
		err = r.Scan(&busy, &pages, &done)
		return busy, err
	}, "PRAGMA wal_checkpoint(TRUNCATE)")
	if _, again := c.number("PRAGMA busy_timeout = 5000"); again != nil {
		return false
	}
	return err == nil && busy == 0
}
