package sqlite

import (
	"context"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// update is one call of Update on its way.
type update struct {
	ctx  context.Context
	turn chan *session // the writer lends its connection to the caller …
	ran  chan error    // … who says how it went …
	done chan error    // … and is told whether it stands
}

// Update calls f in the caller's goroutine when its turn has come, and returns when
// what it wrote is on the disk.
func (s *Store) Update(ctx context.Context, f func(store.Writer) error) error {
	if s.queue == nil {
		return &geo.Error{Code: store.ErrReadOnly, Kind: geo.Unavailable, At: geo.Place{File: s.path}}
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.running.Done()
	u := &update{ctx: ctx, turn: make(chan *session), ran: make(chan error, 1), done: make(chan error, 1)}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case w := <-u.turn:
		return u.run(w, f)
	case err := <-u.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run calls f. If f panics or ends its goroutine, the writer undoes what it wrote
// before that goes on.
func (u *update) run(w *session, f func(store.Writer) error) error {
	returned := false
	defer func() {
		if !returned {
			u.ran <- store.ErrFailed
			<-u.done //nolint:errcheck // the panic goes on and tells more
		}
	}()
	err := f(w)
	returned = true
	u.ran <- err
	return <-u.done
}

// lend offers the connection to the caller and waits until he has run. It reports
// whether he did: one whose context has ended has gone away.
func (u *update) lend(w *session) (ran bool, err error) {
	if u.ctx.Err() != nil {
		return false, nil
	}
	w.ctx = u.ctx
	defer func() { w.ctx = w.always }()
	select {
	case u.turn <- w:
		return true, <-u.ran
	case <-u.ctx.Done():
		return false, nil
	}
}
