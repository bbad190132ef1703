package sqlite

import (
	"context"

	"sitedraw/server/store"
)

// View calls f with one state of the database.
func (s *Store) View(ctx context.Context, f func(store.Reader) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.running.Done()
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case r := <-s.readers:
		defer func() { s.readers <- r }()
		return r.view(ctx, f)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *session) view(ctx context.Context, f func(store.Reader) error) error {
	if _, err := c.exec("BEGIN"); err != nil {
		return err
	}
	c.ctx = ctx
	defer func() {
		c.ctx, c.broken = c.always, nil
		_, _ = c.exec("ROLLBACK") // nothing was written
	}()
	// A transaction takes its state with the first row that it reads.
	if _, err := c.number("SELECT 1 FROM setting LIMIT 1"); err != nil {
		return err
	}
	return f(c)
}
