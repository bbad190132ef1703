package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"strconv"

	"sitedraw/geo"
	"sitedraw/server/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// readMigrations returns the steps in the order of their names, which begin with
// their numbers.
func readMigrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	steps := make([]string, len(names))
	for i, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps[i] = string(body)
	}
	return steps, nil
}

// migrate brings the database to the state after the last step. Each step is a
// transaction: one that fails leaves the state before it.
func migrate(ctx context.Context, c *sql.Conn, steps []string) error {
	done, err := schemaOf(ctx, c)
	if err != nil {
		return err
	}
	if err := checkSchema(done, len(steps)); err != nil {
		return err
	}
	for number := done + 1; number <= len(steps); number++ {
		if err := step(ctx, c, number, steps[number-1]); err != nil {
			return err
		}
	}
	return nil
}

func step(ctx context.Context, c *sql.Conn, number int, script string) error {
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	_, err := c.ExecContext(ctx, script)
	if err == nil {
		_, err = c.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(number))
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = c.ExecContext(ctx, "ROLLBACK") // the error that counts is the first
	}
	return err
}

// schemaOf returns how many steps a database has behind it.
func schemaOf(ctx context.Context, c *sql.Conn) (steps int, err error) {
	err = c.QueryRowContext(ctx, "PRAGMA user_version").Scan(&steps)
	return steps, err
}

// checkSchema refuses a database that a newer program has written.
func checkSchema(got, ours int) error {
	if got <= ours {
		return nil
	}
	return &geo.Error{
		Code: store.ErrNewer, Kind: geo.Unavailable, At: geo.Place{Column: "database"},
		Value: strconv.Itoa(got), Want: strconv.Itoa(ours),
	}
}
