package osm

import (
	"encoding/binary"

	"sitedraw/geo"
)

// wire reads the fields of a Protocol Buffers message (encoding of version 3,
// protobuf.dev/programming-guides/encoding): field by field, nothing copied. A
// damaged message ends it and sets bad.
type wire struct {
	data   []byte
	bad    bool
	number uint64 // of the current field
	value  uint64 // if it is a varint
	bytes  []byte // if it is of the length-delimited kind
}

// next moves to the next field; false at the end or if the message is damaged.
func (w *wire) next() bool {
	if len(w.data) == 0 || w.bad {
		return false
	}
	key := w.varint()
	w.number, w.value, w.bytes = key>>3, 0, nil
	switch key & 7 {
	case 0:
		w.value = w.varint()
	case 1:
		w.take(8)
	case 2:
		if n := w.varint(); n <= uint64(len(w.data)) {
			w.bytes = w.take(int(n))
		} else {
			w.bad = true
		}
	case 5:
		w.take(4)
	default:
		w.bad = true
	}
	return !w.bad
}

func (w *wire) take(n int) []byte {
	if n > len(w.data) {
		w.bad, w.data = true, nil
		return nil
	}
	taken := w.data[:n:n]
	w.data = w.data[n:]
	return taken
}

// varint reads a base-128 integer.
func (w *wire) varint() uint64 {
	v, n := binary.Uvarint(w.data)
	if n <= 0 {
		w.bad, w.data = true, nil
		return 0
	}
	w.data = w.data[n:]
	return v
}

// more reports whether a packed field has another number.
func (w *wire) more() bool { return len(w.data) > 0 && !w.bad }

// signed reads a zigzag-coded integer of a packed field.
func (w *wire) signed() int64 { return unzigzag(w.varint()) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// check returns ErrPBF if the message was damaged.
func (w *wire) check() error {
	if w.bad {
		return &geo.Error{Code: ErrPBF}
	}
	return nil
}
