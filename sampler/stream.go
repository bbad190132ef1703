package sampler

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// Stream is the sequence of random 64-bit words of a key (draw-v1 §2): block i
// is SHA-256(key ‖ 0x00 ‖ be64(i)) and gives four words.
type Stream struct {
	input [sha256.Size + 9]byte
	block [sha256.Size]byte
	next  uint64 // index of the next block
	used  int    // bytes of block already given out
}

// NewStream returns the stream of the key from its beginning.
func NewStream(k Key) *Stream {
	s := &Stream{}
	s.open(k)
	return s
}

// open begins the stream of the key.
func (s *Stream) open(k Key) {
	s.next, s.used = 0, sha256.Size
	copy(s.input[:], k[:])
}

// word returns the next 64 bits.
func (s *Stream) word() uint64 {
	if s.used == sha256.Size {
		binary.BigEndian.PutUint64(s.input[sha256.Size+1:], s.next)
		s.block = sha256.Sum256(s.input[:])
		s.next++
		s.used = 0
	}
	w := binary.BigEndian.Uint64(s.block[s.used:])
	s.used += 8
	return w
}

// Unit returns a number in (0, 1) and takes one word.
func (s *Stream) Unit() float64 { return uniform(s.word()) }

// Below returns a whole number of 0 … n−1, each equally likely, for n ≥ 1. It
// takes one word, and one more for each that is too large to be fair.
func (s *Stream) Below(n uint64) uint64 {
	// Words of n·⌊2⁶⁴/n⌋ and above are skipped; −excess is that bound, or 0 for
	// 2⁶⁴ itself, where nothing is skipped.
	excess := -n % n // 2⁶⁴ mod n
	for {
		w := s.word()
		if excess == 0 || w < -excess {
			return w % n
		}
	}
}

// wide is an unsigned integer of 128 bits: n·Σsize and r + k·S pass 2⁶³.
type wide struct{ hi, lo uint64 }

// product returns a·b.
func product(a, b uint64) wide {
	hi, lo := bits.Mul64(a, b)
	return wide{hi: hi, lo: lo}
}

func (w wide) plus(v uint64) wide {
	lo, carry := bits.Add64(w.lo, v, 0)
	return wide{hi: w.hi + carry, lo: lo}
}

func (w wide) less(o wide) bool { return w.hi < o.hi || w.hi == o.hi && w.lo < o.lo }
