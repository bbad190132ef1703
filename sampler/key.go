package sampler

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Spec is the name of the rule that records are computed by.
const Spec = "draw-v1"

// Digest is a SHA-256.
type Digest [sha256.Size]byte

// String returns the digest in lower-case hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Key opens the randomness of one scope under one seed (draw-v1 §2).
type Key [sha256.Size]byte

// NewKey returns SHA-256("draw-v1" LF seed LF scope).
func NewKey(seed, scope string) Key {
	var room [128]byte // for most
	text := append(room[:0], Spec...)
	text = append(append(text, '\n'), seed...)
	text = append(append(text, '\n'), scope...)
	return sha256.Sum256(text)
}

// Ticket is what a site draws in a scope: SHA-256(key ‖ id). Tickets compare as
// big-endian numbers.
type Ticket [sha256.Size]byte

// Ticket returns the ticket of an identifier of at most 255 bytes; a longer one
// is a programming error.
func (k Key) Ticket(id string) Ticket {
	var buf ticketBuffer
	buf.open(k)
	return buf.ticket(id)
}

// Compare returns −1, 0 or 1.
func (t Ticket) Compare(o Ticket) int { return bytes.Compare(t[:], o[:]) }

// String returns the ticket in lower-case hex.
func (t Ticket) String() string { return hex.EncodeToString(t[:]) }

// Uniform returns the ticket as a number in (0, 1): (h + 0.5)/2⁵², h its top 52
// bits.
func (t Ticket) Uniform() float64 { return uniform(t.head()) }

// head returns the first eight bytes, which decide nearly every comparison.
func (t Ticket) head() uint64 { return binary.BigEndian.Uint64(t[:8]) }

// uniform maps a 64-bit word to (0, 1) by its top 52 bits.
func uniform(word uint64) float64 { return (float64(word>>12) + 0.5) / (1 << 52) }

// ticketBuffer holds key ‖ id so that hashing many identifiers allocates
// nothing.
type ticketBuffer struct {
	bytes [sha256.Size + maxScoped]byte
}

// maxScoped is the longest identifier that can be ticketed.
const maxScoped = 255

func (b *ticketBuffer) open(k Key) { copy(b.bytes[:], k[:]) }

func (b *ticketBuffer) ticket(id string) Ticket {
	n := copy(b.bytes[sha256.Size:], id)
	return sha256.Sum256(b.bytes[:sha256.Size+n])
}
