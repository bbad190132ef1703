package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	driver "modernc.org/sqlite"
	engine "modernc.org/sqlite/lib"
)

// changing lists of every table what may be done to its rows by whoever can open
// the file; what is not listed the database refuses.
var changing = map[string][]string{
	"answer": {"*", "DELETE"}, "assignment": {"*", "DELETE"},
	"audit": {},
	"blob":  {"put"}, "body": {}, "change": {},
	"draft": {"*", "DELETE"}, "draft_attachment": {"*", "DELETE"}, "draft_edit": {"*", "DELETE"},
	"draw": {}, "draw_due": {"*", "DELETE"}, "draw_event": {},
	"frame": {"put"}, "frame_chunk": {"DELETE"},
	"leaf": {}, "link": {"*", "DELETE"}, "log_hash": {},
	"plan": {}, "plan_newest": {"*", "DELETE"}, "register": {"*", "DELETE"}, "route": {},
	"seal": {}, "seal_text": {}, "session": {"*", "DELETE"}, "setting": {"*", "DELETE"}, "token": {"*", "DELETE"},
	"user": {"*", "DELETE"}, "version": {}, "version_attachment": {"media", "blob"},
}

func TestKept(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s)
	db := outside(t, s)
	if _, err := db.Exec("PRAGMA foreign_keys = 0"); err != nil { // what is kept does not lean on them
		t.Fatal(err)
	}
	for _, table := range names(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		may, listed := changing[table]
		if !listed {
			t.Errorf("table %s is not listed", table)
			continue
		}
		if slices.Contains(may, "*") {
			continue
		}
		if !slices.Contains(may, "DELETE") && table != "blob" && table != "frame" { // foreign keys hold these
			kept(t, db, "DELETE FROM "+table)
		}
		for _, column := range names(t, db, "SELECT name FROM pragma_table_info('"+table+"')") {
			if !slices.Contains(may, column) {
				kept(t, db, "UPDATE "+table+" SET "+column+" = "+otherThan(column))
			}
		}
	}
	sound(t, s)
}

// otherThan is a value that no row has in the column.
func otherThan(column string) string {
	if column == "draw" || column == "version" || column == "seal" {
		return "4711"
	}
	return "CASE typeof(" + column + ") WHEN 'text' THEN 'other' WHEN 'blob' THEN x'00' ELSE 4711 END"
}

func kept(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	_, err := db.Exec(query)
	var wrong *driver.Error
	if !errors.As(err, &wrong) || wrong.Code() != engine.SQLITE_CONSTRAINT_TRIGGER {
		t.Errorf("%s: %v, want a trigger to refuse it", query, err)
	}
}

func names(t *testing.T, db *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		t.Fatalf("%s = %v, %v", query, list, err)
	}
	return list
}

// Foreign keys hold what frames, registers and users are referred to by.
func TestReferred(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s)
	db := outside(t, s)
	for _, table := range []string{"blob", "frame", "register", "user"} {
		_, err := db.ExecContext(context.Background(), "DELETE FROM "+table)
		if err == nil || !strings.Contains(err.Error(), "FOREIGN KEY") {
			t.Errorf("DELETE FROM %s: %v, want a foreign key to refuse it", table, err)
		}
	}
}
