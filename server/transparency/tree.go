package transparency

import (
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
)

// MaxSize is the largest number of leaves of a tree.
const MaxSize = maxNumber

// Hashes are the stored hashes of a whole log in memory, from
// tlog.StoredHashIndex(0, 0) on: for a log that is checked from its leaves, and
// for small ones.
type Hashes []tlog.Hash

// ReadHashes makes Hashes a tlog.HashReader.
func (h Hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(h)) {
			return nil, storedError(len(h), i)
		}
		found = append(found, h[i])
	}
	return found, nil
}

// counted passes on as many hashes as were asked for, or an error.
type counted struct{ from tlog.HashReader }

func (c counted) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found, err := c.from.ReadHashes(indexes)
	if err == nil && len(found) != len(indexes) {
		return nil, storedError(len(found), int64(len(indexes)))
	}
	return found, err
}

func storedError(got int, want int64) error {
	return &geo.Error{Code: ErrStored, Kind: geo.Internal, Value: strconv.Itoa(got), Want: strconv.FormatInt(want, 10)}
}

// Append returns the hashes to store for a leaf that is added to a tree of size
// leaves, at tlog.StoredHashIndex(0, size) and the indexes after it: 1 + log₂ size
// at most, less than two on average. An error of hashes is passed on as it is,
// here and below.
func Append(size int64, leaf []byte, hashes tlog.HashReader) ([]tlog.Hash, error) {
	if err := checkRange("size", size, 0, MaxSize-1); err != nil {
		return nil, err
	}
	return tlog.StoredHashes(size, leaf, counted{hashes})
}

// Root returns the hash of the tree of the first size leaves; that of none is
// the SHA-256 of nothing.
func Root(size int64, hashes tlog.HashReader) (tlog.Hash, error) {
	if err := checkRange("size", size, 0, MaxSize); err != nil {
		return tlog.Hash{}, err
	}
	return tlog.TreeHash(size, counted{hashes})
}

// ProveInclusion returns the proof that the leaf of an index, counted from 0, is
// in the tree of size leaves.
func ProveInclusion(size, index int64, hashes tlog.HashReader) (Inclusion, error) {
	p := Inclusion{Index: index, Size: size}
	if err := p.check(); err != nil {
		return Inclusion{}, err
	}
	proof, err := tlog.ProveRecord(size, index, counted{hashes})
	if err != nil {
		return Inclusion{}, err
	}
	p.Hashes = proof
	return p, nil
}

// ProveConsistency returns the proof that the tree of size leaves begins with the
// old leaves of an earlier one. All begin with none, which needs no proof.
func ProveConsistency(old, size int64, hashes tlog.HashReader) (Consistency, error) {
	p := Consistency{Old: old, Size: size}
	if err := p.check(); err != nil || old == 0 {
		return p, err
	}
	proof, err := tlog.ProveTree(size, old, counted{hashes})
	if err != nil {
		return Consistency{}, err
	}
	p.Hashes = proof
	return p, nil
}

func checkRange(column string, value, least, most int64) error {
	if value < least || value > most {
		return &geo.Error{
			Code: ErrNumber, At: geo.Place{Column: column}, Value: strconv.FormatInt(value, 10),
			Want: strconv.FormatInt(least, 10) + " … " + strconv.FormatInt(most, 10),
		}
	}
	return nil
}
