package store

import (
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Leaf is an entry of the transparency log.
type Leaf struct {
	Index int64 // from 0
	At    time.Time
	Data  []byte
}

// LogReader reads the transparency log.
type LogReader interface {
	LogSize() (int64, error)
	Leaves(from int64, limit int) ([]Leaf, error)
	// LogHashes returns stored hashes by index, as a tlog.HashReader does.
	LogHashes(indexes []int64) ([]tlog.Hash, error)
}

// LogWriter appends to the transparency log.
type LogWriter interface {
	// AppendLeaf appends a leaf and its hashes and returns its index.
	AppendLeaf(at time.Time, data []byte) (index int64, err error)
}
