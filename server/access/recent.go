package access

import (
	"crypto/sha256"
	"encoding/binary"
)

// key names one thing that is counted. It is a hash, so that a login name of a
// megabyte takes no more room than another.
type key [sha256.Size]byte

// keyOf is the key of some parts, each written with its length before it so that
// they cannot run together.
func keyOf(parts ...string) key {
	b := make([]byte, 0, 128)
	for _, part := range parts {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return sha256.Sum256(b)
}

// recent remembers something for each of the keys last asked for, never for more
// than a number of them. It keeps two generations: when the younger is full it
// becomes the older and what was the older is forgotten. So whatever is asked for
// again before half of that number of other keys came up is still there.
type recent[V any] struct {
	half         int
	young, older map[key]V
}

// newRecent returns an empty recent of at most this many keys, 2 at least.
func newRecent[V any](most int) recent[V] {
	return recent[V]{half: max(most/2, 1), young: map[key]V{}}
}

// at returns what is remembered for a key, at first what fresh makes.
func (r *recent[V]) at(k key, fresh func() V) V {
	if v, ok := r.young[k]; ok {
		return v
	}
	v, ok := r.older[k]
	if !ok {
		v = fresh()
	}
	if len(r.young) >= r.half {
		r.young, r.older = map[key]V{}, r.young
	}
	r.young[k] = v
	return v
}
