package access

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strings"

	"sitedraw/geo"
)

// TokenKind says what a secret opens. It is the prefix by which people, and
// programs that search for secrets, recognise it.
type TokenKind string

// The kinds of tokens.
const (
	APIToken TokenKind = "sd_"
	Session  TokenKind = "sds_"
	Link     TokenKind = "sdl_" // opens once
)

// TokenKinds returns all kinds.
func TokenKinds() []TokenKind { return []TokenKind{APIToken, Session, Link} }

// TokenHash is all of a token that is stored. A token has 256 random bits, which
// nobody finds by trying, so a fast hash suffices.
type TokenHash [sha256.Size]byte

// tokenBytes is how many random bytes a token has.
const tokenBytes = 32

// NewToken makes a token from a source of randomness: the text that is shown to
// its owner once, and the hash to store.
func NewToken(kind TokenKind, random io.Reader) (shown string, hash TokenHash, err error) {
	var b [tokenBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", TokenHash{}, err
	}
	shown = string(kind) + base64.RawURLEncoding.EncodeToString(b[:])
	return shown, HashToken(shown), nil
}

// HashToken returns the hash of a token as it is shown.
func HashToken(shown string) TokenHash {
	var room [64]byte // for a token that is one
	return sha256.Sum256(append(room[:0], shown...))
}

// ParseToken returns the hash under which a token of a kind is stored, or
// ErrToken for what NewToken cannot have made.
func ParseToken(kind TokenKind, shown string) (TokenHash, error) {
	secret, found := strings.CutPrefix(shown, string(kind))
	if !found || !isSecret(secret, tokenBytes) {
		return TokenHash{}, &geo.Error{Code: ErrToken, Want: string(kind)}
	}
	return HashToken(shown), nil
}

// isSecret reports whether s is the one spelling in base64url of so many bytes.
func isSecret(s string, bytes int) bool {
	if len(s) != strictly.EncodedLen(bytes) {
		return false
	}
	var room [64]byte
	b, err := strictly.AppendDecode(room[:0], []byte(s))
	return err == nil && len(b) == bytes // fewer if there were line breaks, which the decoder skips
}

// strictly reads base64url in its one spelling only.
var strictly = base64.RawURLEncoding.Strict()
