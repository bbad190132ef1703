package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"sitedraw/server/store"
)

// A step that fails leaves the state after the one before it, and can be tried again.
func TestMigrate(t *testing.T) {
	ctx := context.Background()
	db, err := connect(filepath.Join(t.TempDir(), "x.db"), writing, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	files := fstest.MapFS{
		"migrations/0001_a.sql":  file("CREATE TABLE a (x); INSERT INTO a VALUES (1);"),
		"migrations/0002_b.sql":  file("CREATE TABLE b (x); INSERT INTO b VALUES (1); CREATE TABLE a (y);"),
		"migrations/0003_c.sql":  file("CREATE TABLE c (x);"),
		"migrations/README.text": file("not SQL"),
	}
	try := func(wantError bool, wantSteps int, wantTables ...string) {
		t.Helper()
		steps, err := readMigrations(files)
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(ctx, conn, steps); (err != nil) != wantError {
			t.Errorf("migrate() = %v, want an error: %v", err, wantError)
		}
		got, err := schemaOf(ctx, conn)
		if err != nil || got != wantSteps {
			t.Errorf("schemaOf() = %v, %v, want %v, nil", got, err, wantSteps)
		}
		for _, table := range wantTables {
			if _, err := conn.ExecContext(ctx, "SELECT x FROM "+table); err != nil {
				t.Errorf("table %s: %v", table, err)
			}
		}
	}
	try(true, 1, "a")
	if _, err := conn.ExecContext(ctx, "SELECT x FROM b"); err == nil {
		t.Error("the failed step left a table")
	}
	files["migrations/0002_b.sql"] = file("CREATE TABLE b (x);")
	try(false, 3, "a", "b", "c")
	try(false, 3)
	delete(files, "migrations/0003_c.sql")
	steps, err := readMigrations(files)
	if err != nil {
		t.Fatal(err)
	}
	is(t, "migrate(newer)", migrate(ctx, conn, steps), store.ErrNewer)
}

// openAt opens a folder as a program did that knew so many steps.
func openAt(t *testing.T, folder string, known int) *Store {
	t.Helper()
	ctx := context.Background()
	s, err := newStore(folder, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.take(folder); err != nil {
		t.Fatal(err)
	}
	if s.writers, err = connect(s.path, writing, 1); err != nil {
		t.Fatal(err)
	}
	conn, err := s.writers.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.writer, s.queue = newSession(ctx, s, conn), make(chan *update)
	steps, err := readMigrations(migrations)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(ctx, conn, steps[:known]); err != nil {
		t.Fatal(err)
	}
	if err := s.connectReaders(ctx, reading); err != nil {
		t.Fatal(err)
	}
	go s.commitAll()
	return s
}

// dump returns the rows of every table as text.
func dump(t *testing.T, db *sql.DB) map[string][]string {
	t.Helper()
	tables := map[string][]string{}
	for _, table := range names(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		tables[table] = dumpTable(t, db, table)
	}
	return tables
}

// dumpTable returns the rows of a table as text, whatever its columns are.
func dumpTable(t *testing.T, db *sql.DB, table string) []string {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table) //nolint:unqueryvet // all of them are to be compared
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for rows.Next() {
		row, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(row))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// A database from before drills is the same afterwards, and takes drills of the
// plans that it had.
func TestMigrateDrills(t *testing.T) {
	const beforeDrills = 2
	folder := t.TempDir()
	old := openAt(t, folder, beforeDrills)
	fillDraws(t, old)
	db := outside(t, old)
	before := dump(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReader(folder, Options{Now: time.Now}); codeOf(err) != store.ErrOlder {
		t.Errorf("OpenReader(older) = %v, want %v", err, store.ErrOlder)
	}
	s := open(t, folder)
	sound(t, s)
	after := dump(t, outside(t, s))
	for _, table := range slices.Sorted(maps.Keys(before)) {
		if !slices.Equal(after[table], before[table]) {
			t.Errorf("table %s is %q, want %q", table, after[table], before[table])
		}
	}
	if len(before["draw"]) == 0 || after["drill"] == nil || len(after["drill"]) != 0 {
		t.Errorf("%d draws before, drills %q after, want some and none", len(before["draw"]), after["drill"])
	}
	fillDrills(t, s)
	sound(t, s)
}
