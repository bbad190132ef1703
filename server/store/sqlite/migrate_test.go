package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"testing/fstest"

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
