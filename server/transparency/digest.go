package transparency

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"sitedraw/geo"
)

// Digest is a SHA-256 in a leaf, written as 64 hex digits in lower case. The
// zero value is none.
type Digest [sha256.Size]byte

// String returns the digest in lower-case hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// UnmarshalText reads what String writes and nothing else.
func (d *Digest) UnmarshalText(text []byte) error {
	if err := checkHex(string(text), sha256.Size); err != nil {
		return err
	}
	_, err := hex.Decode(d[:], text)
	return err
}

// checkHex refuses what is not so many bytes as hex digits in lower case.
func checkHex(s string, size int) error {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != size || hex.EncodeToString(raw) != s {
		return &geo.Error{Code: ErrHex, Value: excerpt(s, 0), Want: strconv.Itoa(2 * size)}
	}
	return nil
}

// Commitment returns SHA-256(salt ‖ digest), which stands in the log for the
// record of that digest until the salt is published. The salt is 32 bytes of the
// system's random source, another one for every draw: without it nobody can try
// out which record it is, though the plan and the frame are public.
func Commitment(salt [32]byte, digest [sha256.Size]byte) Digest {
	return OpeningCommitment(salt, digest[:])
}

// OpeningCommitment returns SHA-256(salt ‖ opening), which stands in the log for
// the canonical object that says which reserve was opened and why.
func OpeningCommitment(salt [32]byte, opening []byte) Digest {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(opening)
	return Digest(h.Sum(nil))
}
