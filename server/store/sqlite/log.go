package sqlite

import (
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/server/store"
)

// LogSize is store.LogReader's.
func (c *session) LogSize() (int64, error) {
	return c.number("SELECT max(number) + 1 FROM leaf")
}

// Leaves is store.LogReader's.
func (c *session) Leaves(from int64, count int) ([]store.Leaf, error) {
	return all(c, func(r row) (l store.Leaf, err error) {
		err = r.Scan(&l.Index, moment{&l.At}, part{&l.Data})
		return l, err
	}, "SELECT number, at, data FROM leaf WHERE number >= ? ORDER BY number LIMIT ?", from, limit(count))
}

// LogHashes is store.LogReader's.
func (c *session) LogHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	asked, err := json.Marshal(indexes)
	if err != nil {
		return nil, err
	}
	type stored struct {
		index int64
		hash  tlog.Hash
	}
	found, err := all(c, func(r row) (s stored, err error) {
		err = r.Scan(&s.index, bytes32{(*[32]byte)(&s.hash)})
		return s, err
	}, "SELECT number, hash FROM log_hash WHERE number IN (SELECT value FROM json_each(?))", string(asked))
	if err != nil {
		return nil, err
	}
	by := make(map[int64]tlog.Hash, len(found))
	for _, s := range found {
		by[s.index] = s.hash
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hash, known := by[index]
		if !known {
			return nil, thing{"hash", number(index)}.notFound()
		}
		hashes[i] = hash
	}
	return hashes, nil
}

// AppendLeaf is store.LogWriter's.
func (c *session) AppendLeaf(at time.Time, data []byte) (int64, error) {
	index, err := c.LogSize()
	if err != nil {
		return 0, err
	}
	hashes, err := tlog.StoredHashes(index, data, tlog.HashReaderFunc(c.LogHashes))
	if err != nil {
		return 0, err
	}
	of := thing{"leaf", number(index)}
	err = c.put(of, "INSERT INTO leaf (number, at, data) VALUES (?, ?, ?)", index, at.UnixMilli(), whole(data))
	first := tlog.StoredHashIndex(0, index)
	for i := range hashes {
		if err == nil {
			err = c.put(of, "INSERT INTO log_hash (number, hash) VALUES (?, ?)", first+int64(i), hashes[i][:])
		}
	}
	return index, err
}
