package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// dangling lists what refers to something that is not there and has no foreign key:
// the noun, its key, and what is missing.
const dangling = `
	SELECT 'register', id, 'version ' || current FROM register WHERE current <> 0
		AND NOT EXISTS (SELECT 1 FROM version WHERE version.register = register.id AND version.number = current)
	UNION ALL SELECT 'seal', number, 'draw ' || draw FROM seal WHERE draw <> 0
		AND NOT EXISTS (SELECT 1 FROM draw WHERE draw.number = seal.draw AND draw.seal = seal.number)
	UNION ALL SELECT 'version', register || '/' || number, 'leaf ' || leaf FROM version
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = version.leaf)
	UNION ALL SELECT 'seal', number, 'leaf ' || leaf FROM seal
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = seal.leaf)
	UNION ALL SELECT 'seal', number, 'leaf ' || closed_leaf FROM seal WHERE closed_leaf IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = closed_leaf)
	UNION ALL SELECT 'draw', number, 'leaf ' || leaf FROM draw
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = draw.leaf)
	UNION ALL SELECT 'draw', draw || '/' || number, 'leaf ' || leaf FROM draw_event
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = draw_event.leaf)
	UNION ALL SELECT 'drill', number, 'leaf ' || leaf FROM drill
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = drill.leaf)
	UNION ALL SELECT 'crew', draw || '/' || lot, 'leaf ' || leaf FROM crew
		WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE leaf.number = crew.leaf)
	UNION ALL SELECT 'round', drill || '/' || number, 'seal ' || seal FROM round WHERE draw IS NOT NULL AND seal IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM draw WHERE draw.number = round.draw AND draw.seal = round.seal)
	UNION ALL SELECT 'draw', number, 'released' FROM draw WHERE release IS NOT NULL AND draw.kind <> 'practice'
		AND NOT EXISTS (SELECT 1 FROM draw_event WHERE draw_event.draw = draw.number AND kind = 'released')
		AND NOT EXISTS (SELECT 1 FROM draw_due WHERE kind = 'released' AND at = release AND draw_due.draw = draw.number)
	UNION ALL SELECT 'draw', number, 'concluded' FROM draw WHERE conclude IS NOT NULL AND draw.kind <> 'practice'
		AND NOT EXISTS (SELECT 1 FROM draw_event WHERE draw_event.draw = draw.number AND kind = 'concluded')
		AND NOT EXISTS (SELECT 1 FROM draw_due WHERE kind = 'concluded' AND at = conclude AND draw_due.draw = draw.number)`

// references looks for what refers to nothing.
func (k *checking) references(context.Context) error {
	scan := func(r row) (*geo.Error, error) {
		var noun, want string
		var key sql.NullString
		if err := r.Scan(&noun, &key, &want); err != nil {
			return nil, err
		}
		e := thing{noun, key.String}.error(store.ErrDangling, geo.Internal)
		e.Want = want
		return e, nil
	}
	for _, query := range []string{
		`SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 1000`,
		dangling + " LIMIT 1000",
	} {
		list, err := all(k.session, scan, query)
		if err != nil {
			return err
		}
		k.found = append(k.found, list...)
	}
	return nil
}

// gaps lists for each noun the numbers that do not follow the one before, and what
// should stand there.
var gaps = map[string]string{
	"version": "SELECT number, lag(number, 1, 0) OVER (PARTITION BY register ORDER BY number) + 1 AS due FROM version",
	"change":  "SELECT number, lag(number, 1, 0) OVER (PARTITION BY register ORDER BY number) + 1 AS due FROM change",
	"seal":    "SELECT number, lag(number, 1, 0) OVER (ORDER BY number) + 1 AS due FROM seal",
	"text":    "SELECT number, lag(number, 1, 0) OVER (PARTITION BY seal ORDER BY number) + 1 AS due FROM seal_text",
	"draw":    "SELECT number, lag(number, 1, 0) OVER (ORDER BY number) + 1 AS due FROM draw",
	"event":   "SELECT number, lag(number, 1, 0) OVER (PARTITION BY draw ORDER BY number) + 1 AS due FROM draw_event",
	"routes":  "SELECT number, lag(number, 1, 0) OVER (PARTITION BY draw ORDER BY number) + 1 AS due FROM route",
	"drill":   "SELECT number, lag(number, 1, 0) OVER (ORDER BY number) + 1 AS due FROM drill",
	"round":   "SELECT number, lag(number, 1, 0) OVER (PARTITION BY drill ORDER BY due) + 1 AS due FROM round",
	"crew":    "SELECT lot AS number, lag(lot, 1, 0) OVER (PARTITION BY draw ORDER BY lot) + 1 AS due FROM crew",
	"finding": "SELECT number, lag(number, 1, 0) OVER (PARTITION BY draw ORDER BY number) + 1 AS due FROM finding",
	"leaf":    "SELECT number, lag(number, 1, -1) OVER (ORDER BY number) + 1 AS due FROM leaf",
	"audit":   "SELECT number, lag(number, 1, 0) OVER (ORDER BY number) + 1 AS due FROM audit",
}

// numbered are the nouns in gaps, in the order in which they are told.
var numbered = []string{"version", "change", "seal", "text", "draw", "event", "routes", "drill", "round", "crew", "finding", "leaf", "audit"}

// numbers looks for numbers that are left out.
func (k *checking) numbers(context.Context) error {
	for _, noun := range numbered {
		list, err := all(k.session, func(r row) (*geo.Error, error) {
			var got, want int64
			err := r.Scan(&got, &want)
			e := thing{noun, number(got)}.error(store.ErrGap, geo.Internal)
			e.Want = number(want)
			return e, err
		}, "SELECT number, due FROM ("+gaps[noun]+") WHERE number <> due LIMIT 100")
		if err != nil {
			return err
		}
		k.found = append(k.found, list...)
	}
	return nil
}

// blobs unpacks every body.
func (k *checking) blobs(ctx context.Context) error {
	total, err := k.number("SELECT count(*) FROM blob")
	if err != nil {
		return err
	}
	type kept struct {
		id     int64
		packed store.Packed
		erased bool
		body   bool
	}
	after := int64(0)
	for done := range int(total) {
		k.tell(done, int(total))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b, err := one(k.session, thing{"blob", number(after)}, func(r row) (b kept, err error) {
			err = r.Scan(&b.id, digest(&b.packed.Digest), &b.packed.Size, &b.erased, &b.body, part{&b.packed.Body})
			return b, err
		}, `SELECT id, digest, size, erased, body IS NOT NULL, body FROM blob LEFT JOIN body ON blob = id
			WHERE id > ? ORDER BY id LIMIT 1`, after)
		if err != nil {
			return err
		}
		after = b.id
		if _, err := b.packed.Unpack(); b.erased == b.body || (b.body && err != nil) {
			wrong := thing{"blob", b.packed.Digest.String()}.error(store.ErrCorrupt, geo.Internal)
			wrong.Err = err
			k.find(wrong)
		}
	}
	return nil
}

// log computes the hashes of the log again from its leaves.
func (k *checking) log(ctx context.Context) error {
	size, err := k.LogSize()
	if err != nil {
		return err
	}
	const some = 1000
	for from := int64(0); from < size; from += some {
		k.tell(int(from), int(size))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		leaves, err := k.Leaves(from, some)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			if err := k.leaf(l); err != nil {
				return err
			}
		}
	}
	hashes, err := k.number("SELECT count(*) FROM log_hash")
	if want := tlog.StoredHashCount(size); err == nil && hashes != want {
		wrong := thing{"hash", number(hashes)}.error(store.ErrCorrupt, geo.Internal)
		wrong.Want = number(want)
		k.find(wrong)
	}
	return err
}

// leaf compares the hashes that a leaf came with.
func (k *checking) leaf(l store.Leaf) error {
	wrong := thing{"leaf", number(l.Index)}.error(store.ErrCorrupt, geo.Internal)
	want, err := tlog.StoredHashes(l.Index, l.Data, tlog.HashReaderFunc(k.LogHashes))
	if isNotFound(err) {
		k.find(wrong)
		return nil
	}
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, l.Index)
	indexes := make([]int64, len(want))
	for i := range indexes {
		indexes[i] = first + int64(i)
	}
	got, err := k.LogHashes(indexes)
	if err != nil && !isNotFound(err) {
		return err
	}
	if err != nil || !slices.Equal(got, want) {
		k.find(wrong)
	}
	return nil
}
