package sqlite

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// oldestEngine is the first SQLite whose write-ahead log cannot be reset while it
// is read (sqlite.org, release 3.51.3).
const oldestEngine = "3.51.3"

// What connections are asked for. A reader of the running server may not write; a
// reader of a folder may not even create the file.
const (
	writing = "_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(ON)&_pragma=cache_size(-32000)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=trusted_schema(0)&_dqs=0"
	reading = "mode=rw&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=query_only(1)" +
		"&_pragma=cache_size(-8000)&_pragma=trusted_schema(0)&_dqs=0"
	readingOnly = "mode=ro&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)" +
		"&_pragma=cache_size(-8000)&_pragma=trusted_schema(0)&_dqs=0"
)

// address makes the URI of a database file.
func address(path, options string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/data
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + options
}

// connect opens a database with at most so many connections, which stay.
func connect(path, options string, connections int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(path, options))
	if err != nil {
		return nil, failure(err, path)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// engineOf returns the version of SQLite.
func engineOf(ctx context.Context, db *sql.DB) (version string, err error) {
	err = db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
	return version, err
}

// checkEngine refuses a version of SQLite that is known to lose data.
func checkEngine(version string) error {
	if slices.Compare(numbers(version), numbers(oldestEngine)) < 0 {
		return &geo.Error{
			Code: store.ErrOldEngine, Kind: geo.Unavailable, At: geo.Place{Column: "database"},
			Value: version, Want: oldestEngine,
		}
	}
	return nil
}

// numbers reads "3.51.3"; what is no number counts as 0.
func numbers(version string) []int {
	parts := strings.Split(version, ".")
	list := make([]int, len(parts))
	for i, part := range parts {
		if n, err := strconv.Atoi(part); err == nil {
			list[i] = n
		}
	}
	return list
}
