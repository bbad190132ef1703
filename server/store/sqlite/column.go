package sqlite

import (
	"database/sql"
	"encoding/json"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// stamp is how a time is kept; the zero time is NULL.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// moment reads a time that may be NULL.
type moment struct{ to *time.Time }

// Scan is sql.Scanner's.
func (m moment) Scan(value any) error {
	var ms sql.NullInt64
	if err := ms.Scan(value); err != nil {
		return err
	}
	*m.to = time.Time{}
	if ms.Valid {
		*m.to = time.UnixMilli(ms.Int64).UTC()
	}
	return nil
}

// bytes32 reads a digest, a hash or a salt.
type bytes32 struct{ to *[32]byte }

// Scan is sql.Scanner's.
func (b bytes32) Scan(value any) error {
	got, ok := value.([]byte)
	if !ok || len(got) != len(b.to) {
		return corrupt("database", "32")
	}
	copy(b.to[:], got)
	return nil
}

// digest reads a digest.
func digest(d *sampler.Digest) bytes32 { return bytes32{(*[32]byte)(d)} }

// corrupt says that a column holds what was never written into it.
func corrupt(noun, want string) error {
	return &geo.Error{Code: store.ErrCorrupt, Kind: geo.Internal, At: geo.Place{Column: noun}, Want: want}
}

// list is how texts are kept.
func list(texts []string) (string, error) {
	if len(texts) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(texts)
	return string(b), err
}

// texts reads a list of texts; an empty one is nil.
type texts struct{ to *[]string }

// Scan is sql.Scanner's.
func (t texts) Scan(value any) error {
	got, ok := value.(string)
	if !ok {
		return corrupt("database", "[]")
	}
	*t.to = nil
	if got == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(got), t.to)
}

// whole is how bytes are kept where none are as good as an empty text.
func whole(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// part reads bytes; none are nil.
type part struct{ to *[]byte }

// Scan is sql.Scanner's.
func (p part) Scan(value any) error {
	*p.to = nil
	if got, ok := value.([]byte); ok && len(got) > 0 {
		*p.to = append([]byte(nil), got...)
	}
	return nil
}
