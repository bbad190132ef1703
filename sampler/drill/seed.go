package drill

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// SeedRule says where the seeds of a drill's rounds come from.
type SeedRule string

// The rules. Neither is the default: whether a drill proves something is for the
// office to say.
const (
	// Sealed: each round has a ceremony of its own, so that nobody knows its seed
	// before its time.
	Sealed SeedRule = "sealed"
	// Practice: the seeds follow from a text that somebody chose. Such rounds prove
	// nothing and are always labelled.
	Practice SeedRule = "practice"
)

// SeedRules lists every rule.
func SeedRules() []SeedRule { return []SeedRule{Sealed, Practice} }

// Seed returns the seed of a round of practice, counted from 1: in lower-case hex
// the SHA-256 of "rounds-v1 seed", the drill's text and the round as a decimal,
// joined by LF. A text holds no LF, so no two texts and rounds give the same bytes.
func Seed(text string, round int) string {
	sum := sha256.Sum256([]byte("rounds-v1 seed\n" + text + "\n" + strconv.Itoa(round)))
	return hex.EncodeToString(sum[:])
}
