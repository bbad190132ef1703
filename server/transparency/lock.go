package transparency

import (
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"

	"sitedraw/geo"
)

// A locked key travels with back-ups. Two lines: a header, which names the format
// and how the pass-phrase becomes a key, and the base64 of a nonce and the sealed
// text (XChaCha20-Poly1305, the header authenticated with it):
//
//	sitedraw-lock-v1 argon2id m=65536 t=3 p=4 salt=…
//	…

const (
	lockName      = "sitedraw-lock-v1"
	lockHeader    = lockName + " argon2id m=%d t=%d p=%d salt=%s"
	lockSalt      = 16      // bytes
	maxLocked     = 1 << 16 // bytes of a whole locked text
	maxLockSecret = 1 << 15 // bytes of what is locked
	minPassphrase = 8       // characters
	maxPassphrase = 1024    // bytes
)

// lockCost is the work of argon2id (Biryukov, Dinu & Khovratovich 2016; RFC 9106).
type lockCost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// usualCost is the second choice that RFC 9106 §4 recommends, for machines with
// little memory: 64 MiB, a tenth of a second or two.
var usualCost = lockCost{memory: 64 << 10, passes: 3, threads: 4}

// mostCost bounds what a header may ask of the machine that reads it.
var mostCost = lockCost{memory: 256 << 10, passes: 8, threads: 16}

// Lock encrypts a secret with a pass-phrase of at least 8 characters, whose
// Unicode form does not matter. The salt and the nonce come from a source of
// randomness.
func Lock(secret []byte, passphrase string, random io.Reader) ([]byte, error) {
	return usualCost.lock(secret, passphrase, random)
}

func (c lockCost) lock(secret []byte, passphrase string, random io.Reader) ([]byte, error) {
	phrase, err := checkPassphrase(passphrase)
	if err != nil {
		return nil, err
	}
	if err := checkLength(len(secret), maxLockSecret); err != nil {
		return nil, err
	}
	var chance [lockSalt + chacha20poly1305.NonceSizeX]byte
	if _, err := io.ReadFull(random, chance[:]); err != nil {
		return nil, err
	}
	salt, nonce := chance[:lockSalt], chance[lockSalt:]
	box, err := c.cipher(phrase, salt)
	if err != nil {
		return nil, err
	}
	header := c.header(salt)
	sealed := box.Seal(nonce, nonce, secret, []byte(header))
	return []byte(header + "\n" + base64.StdEncoding.EncodeToString(sealed) + "\n"), nil
}

// Unlock returns what was locked. ErrUnlock: with another pass-phrase, or the
// text was changed since; nobody can tell which.
func Unlock(locked []byte, passphrase string) ([]byte, error) {
	phrase, err := checkPassphrase(passphrase)
	if err != nil {
		return nil, err
	}
	l, err := parseLocked(locked)
	if err != nil {
		return nil, err
	}
	box, err := l.cost.cipher(phrase, l.salt)
	if err != nil {
		return nil, err
	}
	nonce, sealed := l.sealed[:chacha20poly1305.NonceSizeX], l.sealed[chacha20poly1305.NonceSizeX:]
	secret, err := box.Open(nil, nonce, sealed, []byte(l.cost.header(l.salt)))
	if err != nil {
		return nil, &geo.Error{Code: ErrUnlock, Err: err}
	}
	return secret, nil
}

func (c lockCost) header(salt []byte) string {
	return fmt.Sprintf(lockHeader, c.memory, c.passes, c.threads, base64.StdEncoding.EncodeToString(salt))
}

func (c lockCost) cipher(phrase, salt []byte) (cipher.AEAD, error) {
	return chacha20poly1305.NewX(argon2.IDKey(phrase, salt, c.passes, c.memory, c.threads, chacha20poly1305.KeySize))
}

// check refuses work that is absurd, and none.
func (c lockCost) check() error {
	if c.memory > mostCost.memory || c.passes > mostCost.passes || c.threads > mostCost.threads ||
		c.passes < 1 || c.threads < 1 || c.memory < 8*uint32(c.threads) {
		return &geo.Error{Code: ErrLockCost, At: geo.Place{Line: 1}, Value: c.text(), Want: mostCost.text()}
	}
	return nil
}

func (c lockCost) text() string { return fmt.Sprintf("m=%d t=%d p=%d", c.memory, c.passes, c.threads) }

// checkPassphrase returns the bytes of a pass-phrase in Unicode normal form C:
// one key on another machine may write a letter and its accent apart. Spaces
// around it do not make it longer.
func checkPassphrase(passphrase string) ([]byte, error) {
	phrase := norm.NFC.String(passphrase)
	long := utf8.RuneCountInString(strings.TrimSpace(phrase)) >= minPassphrase
	if !long || len(phrase) > maxPassphrase || !utf8.ValidString(phrase) {
		return nil, &geo.Error{Code: ErrPassphrase, Want: strconv.Itoa(minPassphrase)}
	}
	return []byte(phrase), nil
}

// lockedText is a locked text taken apart.
type lockedText struct {
	cost   lockCost
	salt   []byte
	sealed []byte // nonce, then what is encrypted
}

// parseLocked reads what lock writes and refuses every other byte.
func parseLocked(locked []byte) (lockedText, error) {
	if err := checkLength(len(locked), maxLocked); err != nil {
		return lockedText{}, err
	}
	header, rest, _ := strings.Cut(string(locked), "\n")
	l, err := parseLockHeader(header)
	if err != nil {
		return lockedText{}, err
	}
	l.sealed, err = base64.StdEncoding.DecodeString(strings.TrimSuffix(rest, "\n"))
	if err != nil || base64.StdEncoding.EncodeToString(l.sealed)+"\n" != rest {
		return lockedText{}, lockFormError(2, err)
	}
	if len(l.sealed) < chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead {
		return lockedText{}, lockFormError(2, nil)
	}
	return l, nil
}

func parseLockHeader(header string) (lockedText, error) {
	var l lockedText
	var salt string
	_, err := fmt.Sscanf(header, lockHeader, &l.cost.memory, &l.cost.passes, &l.cost.threads, &salt)
	if err != nil {
		return l, lockFormError(1, err)
	}
	if l.salt, err = base64.StdEncoding.DecodeString(salt); err != nil || len(l.salt) != lockSalt {
		return l, lockFormError(1, err)
	}
	if l.cost.header(l.salt) != header {
		return l, lockFormError(1, nil)
	}
	return l, l.cost.check()
}

func lockFormError(line int, cause error) error {
	return &geo.Error{Code: ErrLockForm, At: geo.Place{Line: line}, Want: lockName, Err: cause}
}
