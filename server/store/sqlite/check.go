package sqlite

import (
	"context"
	"errors"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// Progress says how far a check has come.
type Progress struct {
	Part  string // one of the names in parts
	Done  int    // of this part
	Total int
}

// maxFindings is how many findings a check lists before it ends.
const maxFindings = 1000

// Check reads the whole database and returns what is not as it was stored; none
// means that all is well. It looks at one state, beside a server that may run. That
// draws can be recomputed and stand in the log is for others to check.
func (s *Store) Check(ctx context.Context, report func(Progress)) ([]*geo.Error, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.running.Done()
	var found []*geo.Error
	err := s.beside(ctx, func(c *session) error {
		if _, err := c.exec("BEGIN"); err != nil {
			return err
		}
		k := checking{session: c, report: report}
		err := k.all(ctx)
		found = k.found
		return err
	})
	return found, err
}

// checking is the state of one Check.
type checking struct {
	*session

	report func(Progress)
	part   string
	found  []*geo.Error
}

// parts are what a check looks at, in order.
var parts = []struct {
	name  string
	check func(*checking, context.Context) error
}{
	{"pages", (*checking).pages},
	{"references", (*checking).references},
	{"numbers", (*checking).numbers},
	{"blobs", (*checking).blobs},
	{"routes", (*checking).routes},
	{"drills", (*checking).drills},
	{"frames", (*checking).frames},
	{"log", (*checking).log},
}

func (k *checking) all(ctx context.Context) error {
	for _, p := range parts {
		k.part = p.name
		k.tell(0, 0)
		err := p.check(k, ctx)
		if e, is := errors.AsType[*geo.Error](err); is && e.Code == store.ErrCorrupt {
			k.find(e) // damage ends this part, not the others
		} else if err != nil {
			return err
		}
		if len(k.found) >= maxFindings {
			return nil
		}
	}
	return nil
}

func (k *checking) tell(done, total int) { k.report(Progress{k.part, done, total}) }

func (k *checking) find(e *geo.Error) { k.found = append(k.found, e) }

// pages asks SQLite whether its own structures are whole.
func (k *checking) pages(ctx context.Context) error {
	rows, err := k.conn.QueryContext(ctx, "PRAGMA integrity_check(100)")
	if err != nil {
		return failure(err, k.store.path)
	}
	defer func() { _ = rows.Close() }() // Err has told what there is to tell
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return failure(err, k.store.path)
		}
		if line != "ok" {
			k.find(thing{"database", line}.error(store.ErrCorrupt, geo.Internal))
		}
	}
	return failure(rows.Err(), k.store.path)
}

// frames reads every frame from its chunks.
func (k *checking) frames(ctx context.Context) error {
	list, err := all(k.session, func(r row) (f store.Frame, err error) {
		err = r.Scan(digest(&f.Digest), &f.Sites, &f.Bytes)
		return f, err
	}, "SELECT digest, sites, bytes FROM frame ORDER BY id")
	if err != nil {
		return err
	}
	for i, f := range list {
		k.tell(i, len(list))
		got, err := store.OpenFrame(ctx, still{k.session}, f.Digest)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || got.Len() != f.Sites {
			wrong := thing{"frame", f.Digest.String()}.error(store.ErrCorrupt, geo.Internal)
			wrong.Err = err
			k.find(wrong)
		}
	}
	return nil
}

// still is a store whose state is that of one transaction.
type still struct{ *session }

// View is store.Store's.
func (s still) View(_ context.Context, f func(store.Reader) error) error { return f(s.session) }

// Update is store.Store's.
func (s still) Update(context.Context, func(store.Writer) error) error {
	return &geo.Error{Code: store.ErrReadOnly, Kind: geo.Unavailable, At: geo.Place{File: s.store.path}}
}

// Close is store.Store's.
func (s still) Close() error { return nil }
