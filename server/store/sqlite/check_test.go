package sqlite

import (
	"context"
	"testing"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// Practice is never due, and a check does not miss what would make it so.
func TestCheckOfPractice(t *testing.T) {
	s := open(t, t.TempDir())
	d := fill(t, s)
	d.Kind = store.Practice
	do(t, s, func(w store.Writer) error { return addDraws(w, d, 1) })
	sound(t, s)
}

// A rehearsal that nothing releases is missed.
func TestCheckOfRehearsal(t *testing.T) {
	s := open(t, t.TempDir())
	d := fill(t, s)
	d.Kind = store.Rehearsal
	do(t, s, func(w store.Writer) error { return addDraws(w, d, 1) })
	sound(t, s)
	if _, err := outside(t, s).Exec("DELETE FROM draw_due WHERE draw = 2"); err != nil {
		t.Fatal(err)
	}
	found, err := s.Check(context.Background(), func(Progress) {})
	if err != nil || len(found) != 2 {
		t.Errorf("Check() = %v, %v, want the release and the conclusion", found, err)
	}
}

// Whatever is changed behind the store's back, a check finds it.
func TestCheckFinds(t *testing.T) {
	type finding struct {
		noun string
		code geo.Code
	}
	for _, test := range []struct {
		name  string
		spoil string
		want  finding
	}{
		{"body of another", "UPDATE body SET body = (SELECT body FROM body WHERE blob = 2) WHERE blob = 1", finding{"blob", store.ErrCorrupt}},
		{"body gone", "DELETE FROM body WHERE blob = 1", finding{"blob", store.ErrCorrupt}},
		{"body of what was erased", "UPDATE blob SET erased = 1 WHERE id = 1", finding{"blob", store.ErrCorrupt}},
		{"size", "UPDATE blob SET size = size + 1 WHERE id = 1", finding{"blob", store.ErrCorrupt}},
		{"chunks the other way round", "UPDATE frame_chunk SET n = -n", finding{"frame", store.ErrCorrupt}},
		{"chunk left out", "DELETE FROM frame_chunk WHERE n = 1", finding{"frame", store.ErrCorrupt}},
		{"sites", "UPDATE frame SET sites = sites + 1", finding{"frame", store.ErrCorrupt}},
		{"draw left out", "DELETE FROM draw WHERE number = 3", finding{"draw", store.ErrGap}},
		{"draw renumbered", "UPDATE draw SET number = 9 WHERE number = 4", finding{"draw", store.ErrGap}},
		{"audit left out", "DELETE FROM audit WHERE number = 1", finding{"audit", store.ErrGap}},
		{"event renumbered", "UPDATE draw_event SET number = 2", finding{"event", store.ErrGap}},
		{"routes renumbered", "UPDATE route SET number = 3 WHERE number = 2", finding{"routes", store.ErrGap}},
		{"routes of others", "UPDATE route SET body = (SELECT body FROM body WHERE blob = 1) WHERE number = 2", finding{"routes", store.ErrCorrupt}},
		{"drill left out", "DELETE FROM drill WHERE number = 1", finding{"drill", store.ErrGap}},
		{"drill changed", "UPDATE drill SET object = x'00'", finding{"drill", store.ErrCorrupt}},
		{"leaf of a drill", "UPDATE drill SET leaf = 99", finding{"drill", store.ErrDangling}},
		{"round left out", "DELETE FROM round WHERE number = 2", finding{"round", store.ErrGap}},
		{"rounds in another order", "UPDATE round SET due = -due", finding{"round", store.ErrGap}},
		{"round of another seal", "UPDATE draw SET seal = NULL; UPDATE round SET seal = 1 WHERE number = 1", finding{"round", store.ErrDangling}},
		{"round's draw gone", "DELETE FROM draw WHERE number = 1", finding{"round", store.ErrDangling}},
		{"crew left out", "DELETE FROM crew WHERE lot = 1", finding{"crew", store.ErrGap}},
		{"crew changed", "UPDATE crew SET body = x'00' WHERE lot = 1", finding{"crew", store.ErrCorrupt}},
		{"leaf of a crew", "UPDATE crew SET leaf = 99", finding{"crew", store.ErrDangling}},
		{"finding left out", "DELETE FROM finding WHERE number = 1", finding{"finding", store.ErrGap}},
		{"version renumbered", "UPDATE version SET number = 2", finding{"version", store.ErrGap}},
		{"leaf changed", "UPDATE leaf SET data = x'00' WHERE number = 2", finding{"leaf", store.ErrCorrupt}},
		{"leaf left out", "DELETE FROM leaf WHERE number = 2", finding{"leaf", store.ErrGap}},
		{"last leaf left out", "DELETE FROM leaf WHERE number = 4", finding{"hash", store.ErrCorrupt}},
		{"hash changed", "UPDATE log_hash SET hash = zeroblob(32) WHERE number = 3", finding{"leaf", store.ErrCorrupt}},
		{"hash left out", "DELETE FROM log_hash WHERE number = 3", finding{"leaf", store.ErrCorrupt}},
		{"last leaves and hashes", "DELETE FROM leaf WHERE number > 1; DELETE FROM log_hash WHERE number > 2", finding{"draw", store.ErrDangling}},
		{"record gone", "DELETE FROM blob WHERE id = (SELECT record FROM draw)", finding{"draw", store.ErrDangling}},
		{"conclusion forgotten", "DELETE FROM draw_due WHERE draw = 3 AND kind = 'concluded'", finding{"draw", store.ErrDangling}},
		{"current version", "UPDATE register SET current = 7", finding{"register", store.ErrDangling}},
		{"opened by no draw", "UPDATE seal SET draw = 2", finding{"seal", store.ErrDangling}},
		{"release forgotten", "DELETE FROM draw_due WHERE draw = 3 AND kind = 'released'", finding{"draw", store.ErrDangling}},
		{"index", "PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE name = 'draw_kind'", finding{"database", store.ErrCorrupt}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, t.TempDir())
			next := fill(t, s)
			do(t, s, func(w store.Writer) error { return addDraws(w, next, 3) })
			sound(t, s)
			db := outside(t, s)
			for _, trigger := range names(t, db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
				if _, err := db.Exec("DROP TRIGGER " + trigger); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := db.Exec("PRAGMA foreign_keys = 0; " + test.spoil); err != nil {
				t.Fatal(err)
			}
			list, err := s.Check(context.Background(), func(Progress) {})
			if err != nil {
				t.Fatalf("Check() = %v, want nil", err)
			}
			found := map[finding]bool{}
			for _, e := range list {
				found[finding{e.At.Column, e.Code}] = true
			}
			if !found[test.want] {
				t.Errorf("Check() found %v, want %v", list, test.want)
			}
		})
	}
}

func TestCheckTells(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s)
	var told []string
	_, err := s.Check(context.Background(), func(p Progress) {
		if len(told) == 0 || told[len(told)-1] != p.Part {
			told = append(told, p.Part)
		}
		if p.Done > p.Total {
			t.Errorf("%+v: more done than there is", p)
		}
	})
	if err != nil || len(told) != len(parts) {
		t.Errorf("Check() told of %v (%v), want %d parts", told, err, len(parts))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Check(ctx, func(Progress) {}); err == nil {
		t.Error("Check(ended) = nil, want an error")
	}
}
