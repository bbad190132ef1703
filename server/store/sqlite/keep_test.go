package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	driver "modernc.org/sqlite"
	engine "modernc.org/sqlite/lib"

	"sitedraw/server/store"
)

// changing lists of every table what may be done to its rows by whoever can open
// the file; what is not listed the database refuses.
var changing = map[string][]string{
	"answer": {"*", "DELETE"}, "assignment": {"*", "DELETE"},
	"audit": {},
	"blob":  {"put"}, "body": {}, "change": {},
	"crew":  {},
	"draft": {"*", "DELETE"}, "draft_attachment": {"*", "DELETE"}, "draft_edit": {"*", "DELETE"},
	"draw": {}, "draw_due": {"*", "DELETE"}, "draw_event": {}, "drill": {}, "finding": {},
	"frame": {"put"}, "frame_chunk": {"DELETE"}, "inspector": {"*", "DELETE"},
	"leaf": {}, "link": {"*", "DELETE"}, "log_hash": {},
	"plan": {}, "plan_newest": {"*", "DELETE"}, "register": {"*", "DELETE"}, "round": {"failure", "detail"}, "route": {},
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
	switch column {
	case "dropped": // teams may lose their people, not get them back
		return "NULL"
	case "inspectors": // a NULL has no type
		return "x'00'"
	}
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

// What may still happen to a round or to teams happens as a whole and forward, or
// not at all.
func TestRoundsKept(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s)
	do(t, s, func(w store.Writer) error {
		if _, err := w.AddDrill(store.Drill{Name: "open", Register: "county", Plan: packed(t, "plan").Digest, Leaf: 1, Digest: sha256.Sum256(nil)}, rounds(2)); err != nil {
			return err
		}
		return w.SetRound(store.Round{
			Drill: 3, Number: 1, State: store.RoundSealed, Seal: new(packed(t, "plan").Digest), Made: store.Act{At: moment0},
		})
	})
	db := outside(t, s)
	for _, query := range []string{
		"UPDATE round SET state = 'planned', made_at = NULL WHERE drill = 3 AND number = 1",
		"UPDATE round SET state = 'failed', seal = NULL WHERE drill = 3 AND number = 1",
		"UPDATE round SET seal = NULL WHERE drill = 3 AND number = 1",
		"UPDATE round SET seal = 1 WHERE drill = 3 AND number = 2",
		"UPDATE round SET due = due + 1 WHERE drill = 3",
		"UPDATE round SET seal_at = due WHERE drill = 3",
		"UPDATE round SET late = 1 WHERE drill = 3",
		"UPDATE round SET made_by = 7 WHERE drill = 3",
		"UPDATE round SET state = 'failed' WHERE drill = 1 AND number = 2",
		"DELETE FROM round WHERE drill = 3",
		"UPDATE drill SET ended_at = NULL WHERE number = 1",
		"UPDATE drill SET register = 'b' WHERE number = 3",
		"UPDATE crew SET inspectors = NULL WHERE lot = 2",
		"UPDATE crew SET inspectors = x'00', dropped = 1 WHERE lot = 2",
		"UPDATE crew SET inspectors = NULL, dropped = 1, body = x'00' WHERE lot = 2",
		"UPDATE crew SET inspectors = x'00', dropped = NULL WHERE lot = 1",
	} {
		kept(t, db, query)
	}
	sound(t, s)
}
