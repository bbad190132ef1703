package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// session runs statements on one connection, each prepared once. It is the
// store.Reader and the store.Writer of the transaction that is open on it.
type session struct {
	store  *Store
	conn   *sql.Conn
	ctx    context.Context // of the call that uses it: asked between statements, never within
	always context.Context // ends never
	stmts  map[string]*sql.Stmt
	broken error // the first error of the disk; nothing of the transaction may count
	erased bool  // personal data are still in the write-ahead log
}

func newSession(ctx context.Context, s *Store, conn *sql.Conn) *session {
	always := context.WithoutCancel(ctx)
	return &session{store: s, conn: conn, ctx: always, always: always, stmts: map[string]*sql.Stmt{}}
}

func (c *session) close() error {
	errs := make([]error, 0, len(c.stmts)+1)
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

// prepared returns the statement of a query. What a statement waits for is the
// disk: it is never interrupted, so that a transaction of many does not end with
// the patience of one.
func (c *session) prepared(query string) (*sql.Stmt, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	if stmt, known := c.stmts[query]; known {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(c.always, query)
	if err != nil {
		return nil, c.failed(err)
	}
	c.stmts[query] = stmt
	return stmt, nil
}

// failed notes what the transaction does not survive.
func (c *session) failed(err error) error {
	if err == nil {
		return nil
	}
	told := failure(err, c.store.path)
	if c.broken == nil && isOfDisk(err) {
		c.broken = told
	}
	return told
}

// exec runs a statement and returns how many rows it changed.
func (c *session) exec(query string, args ...any) (int64, error) {
	stmt, err := c.prepared(query) //nolint:sqlclosecheck // it stays with its session
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(c.always, args...)
	if err != nil {
		return 0, c.failed(err)
	}
	return result.RowsAffected()
}

// put runs a statement; what it refuses is told of the noun and its key.
func (c *session) put(of thing, query string, args ...any) error {
	_, err := c.exec(query, args...)
	return of.name(err)
}

// change runs a statement that changes one row: ErrNotFound if there is none.
func (c *session) change(of thing, query string, args ...any) error {
	changed, err := c.exec(query, args...)
	if err != nil {
		return of.name(err)
	}
	if changed == 0 {
		return of.notFound()
	}
	return nil
}

// insert runs an INSERT and returns the row's id.
func (c *session) insert(of thing, query string, args ...any) (int64, error) {
	stmt, err := c.prepared(query) //nolint:sqlclosecheck // it stays with its session
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(c.always, args...)
	if err != nil {
		return 0, of.name(c.failed(err))
	}
	return result.LastInsertId()
}

// number reads one number; NULL is 0.
func (c *session) number(query string, args ...any) (int64, error) {
	stmt, err := c.prepared(query) //nolint:sqlclosecheck // it stays with its session
	if err != nil {
		return 0, err
	}
	var n sql.NullInt64
	err = stmt.QueryRowContext(c.always, args...).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n.Int64, c.failed(err)
}

// row is what a row of a result is read from.
type row interface {
	Scan(places ...any) error
}

// one reads the first row: ErrNotFound if there is none.
func one[T any](c *session, of thing, scan func(row) (T, error), query string, args ...any) (T, error) {
	list, err := all(c, scan, query, args...)
	if err == nil && len(list) == 0 {
		err = of.notFound()
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// all reads every row.
func all[T any](c *session, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	stmt, err := c.prepared(query) //nolint:sqlclosecheck // it stays with its session
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(c.always, args...)
	if err != nil {
		return nil, c.failed(err)
	}
	defer func() { _ = rows.Close() }() // Err has told what there is to tell
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, c.failed(err)
		}
		list = append(list, v)
	}
	return list, c.failed(rows.Err())
}

// thing names what an error is about.
type thing struct {
	noun string
	key  string
}

func (t thing) error(code geo.Code, kind geo.Kind) *geo.Error {
	return &geo.Error{Code: code, Kind: kind, At: geo.Place{Column: t.noun}, Value: t.key}
}

func (t thing) notFound() error { return t.error(store.ErrNotFound, geo.NotFound) }
func (t thing) exists() error   { return t.error(store.ErrExists, geo.Conflict) }
func (t thing) state() error    { return t.error(store.ErrState, geo.Conflict) }
func (t thing) gone() error     { return t.error(store.ErrErased, geo.Conflict) }

// name says in an error of a constraint what it is about.
func (t thing) name(err error) error {
	e, is := errors.AsType[*geo.Error](err)
	if !is || e.Kind != geo.Conflict || e.At.Column != "" {
		return err
	}
	named := *e
	named.At.Column, named.Value = t.noun, t.key
	return &named
}
