package sqlite

import "time"

// How much shares a commit at most. What one update does in vain because another
// filled the disk, and how long the first waits for the last, is bounded by it.
const (
	batchUpdates = 64
	batchTime    = 2 * time.Millisecond
)

// scrubAgain is how long erased data wait in the write-ahead log at most when
// nothing else is written and a reader was in the way.
const scrubAgain = time.Second

// commitAll writes until the queue is closed.
func (s *Store) commitAll() {
	defer close(s.stopped)
	for {
		u, open := s.await()
		if !open {
			return
		}
		if u == nil {
			s.scrub()
			continue
		}
		s.commit(u)
	}
}

// await returns the next update, or nil when erased data should be scrubbed again.
func (s *Store) await() (u *update, open bool) {
	if !s.writer.erased {
		u, open = <-s.queue
		return u, open
	}
	timer := time.NewTimer(scrubAgain)
	defer timer.Stop()
	select {
	case u, open = <-s.queue:
		return u, open
	case <-timer.C:
		return nil, true
	}
}

// outcome is what an update has come to before its commit.
type outcome struct {
	update *update
	err    error
}

// commit writes the update and those that wait behind it with one commit.
func (s *Store) commit(first *update) {
	w := s.writer
	erasedBefore := w.erased
	w.broken = nil
	if _, err := w.exec("BEGIN IMMEDIATE"); err != nil {
		first.done <- err
		return
	}
	started := s.now()
	var ran []outcome
	for u := first; u != nil; u = s.another(len(ran), started) {
		w.perform(u, &ran)
		if w.broken != nil {
			break
		}
	}
	if w.broken == nil {
		w.control("COMMIT")
	}
	lost := w.broken
	if lost != nil {
		_, _ = w.exec("ROLLBACK") // the database may have done it already
		w.erased = erasedBefore
	}
	s.scrub()
	for _, o := range ran {
		if lost != nil {
			o.err = lost
		}
		o.update.done <- o.err
	}
}

// another returns an update that waits, unless the batch is full.
func (s *Store) another(ran int, started time.Time) *update {
	if ran >= batchUpdates || s.now().Sub(started) >= batchTime {
		return nil
	}
	select {
	case u := <-s.queue:
		return u
	default:
		return nil
	}
}

// perform runs an update between two savepoints and adds what it came to.
func (c *session) perform(u *update, ran *[]outcome) {
	erasedBefore := c.erased
	c.control("SAVEPOINT one")
	if c.broken != nil {
		*ran = append(*ran, outcome{update: u})
		return
	}
	did, err := u.lend(c)
	if did {
		*ran = append(*ran, outcome{u, err})
	}
	if c.broken != nil {
		return
	}
	if err != nil {
		c.erased = erasedBefore
		c.control("ROLLBACK TO one")
	}
	if c.broken == nil {
		c.control("RELEASE one")
	}
}

// control runs a statement of the transaction itself: whatever is wrong with it,
// the transaction is lost.
func (c *session) control(query string) {
	if _, err := c.exec(query); err != nil && c.broken == nil {
		c.broken = err
	}
}
