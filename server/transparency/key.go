package transparency

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"sitedraw/geo"
)

// maxKey is the longest key text in bytes.
const maxKey = 512

// Key signs a log's checkpoints. Printed in any way it shows its public half
// only. The zero value is none.
type Key struct {
	secret   string // as sumdb/note writes it: PRIVATE+KEY+name+hash+base64
	public   string
	signer   note.Signer
	verifier note.Verifier
}

// NewKey makes a key of 32 bytes from a source of randomness, which for a real
// log is the system's.
func NewKey(origin string, random io.Reader) (Key, error) {
	if err := CheckOrigin(origin); err != nil {
		return Key{}, err
	}
	var seed [ed25519.SeedSize]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return Key{}, err
	}
	return keyFrom(origin, seed[:])
}

func keyFrom(origin string, seed []byte) (Key, error) {
	k := Key{}
	var err error
	if k.secret, k.public, err = note.GenerateKey(bytes.NewReader(seed), origin); err != nil {
		return Key{}, keyError(err)
	}
	if k.signer, err = note.NewSigner(k.secret); err != nil {
		return Key{}, keyError(err)
	}
	if k.verifier, err = note.NewVerifier(k.public); err != nil {
		return Key{}, keyError(err)
	}
	return k, nil
}

// Origin is the name of the key's log.
func (k Key) Origin() string { return k.signer.Name() }

// Public is the key by which others verify: NAME+HASH+BASE64, one line.
func (k Key) Public() string { return k.public }

// Signer signs checkpoints.
func (k Key) Signer() note.Signer { return k.signer }

// Verifier verifies them.
func (k Key) Verifier() note.Verifier { return k.verifier }

// Format prints the public half whatever the verb, so that no log and no error
// can hold the other.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.public) }

// MarshalKey returns the secret text of a key, one line, for the data folder.
func MarshalKey(k Key) []byte { return []byte(k.secret + "\n") }

// ParseKey reads what MarshalKey writes, with or without its end of line.
func ParseKey(data []byte) (Key, error) {
	secret := strings.TrimSuffix(string(data), "\n")
	parts := strings.Split(secret, "+")
	if len(data) > maxKey || len(parts) < 5 {
		return Key{}, keyError(nil)
	}
	if _, err := note.NewSigner(secret); err != nil {
		return Key{}, keyError(err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.Join(parts[4:], "+"))
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return Key{}, keyError(err)
	}
	k, err := keyFrom(parts[2], raw[1:])
	if err == nil {
		err = CheckOrigin(parts[2])
	}
	if err == nil && k.secret != secret {
		err = keyError(nil)
	}
	if err != nil {
		return Key{}, err
	}
	return k, nil
}

// ParseVerifier reads a public key, with or without an end of line.
func ParseVerifier(public string) (note.Verifier, error) {
	public = strings.TrimSuffix(public, "\n")
	if len(public) > maxKey {
		return nil, keyError(nil)
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		return nil, keyError(err)
	}
	if err := CheckOrigin(v.Name()); err != nil {
		return nil, err
	}
	_, coded, _ := strings.Cut(strings.TrimPrefix(public, v.Name()+"+"), "+")
	raw, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || len(raw) < 1 {
		return nil, keyError(err)
	}
	again, err := note.NewEd25519VerifierKey(v.Name(), raw[1:])
	if err != nil || again != public {
		return nil, keyError(err)
	}
	return v, nil
}

// keyError never names what was read: it may be most of a secret.
func keyError(cause error) error { return &geo.Error{Code: ErrKey, Err: cause} }
