package server

import (
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// ErrSecretLost means that the secret of the seal Value cannot be read: the data
// folder's key is another, or the secret was changed.
const ErrSecretLost geo.Code = "seal.secret-lost"

// lockSecret encrypts a seal's secret for the store: XChaCha20-Poly1305 with the
// seal's digest as associated data, so that it fits no other seal. The nonce
// stands before it.
func (s *Server) lockSecret(seal sampler.Digest, secret string) ([]byte, error) {
	box, err := chacha20poly1305.NewX(s.Keys.Sealed[:])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(secret)+box.Overhead())
	if _, err := io.ReadFull(s.Random, nonce); err != nil {
		return nil, err
	}
	return box.Seal(nonce, nonce, []byte(secret), seal[:]), nil
}

// unlockSecret reads the secret of a seal. It is put into the draw's seed and,
// once that is concluded, into the log, and nowhere else.
func (s *Server) unlockSecret(seal *store.Seal) (string, error) {
	lost := &geo.Error{Code: ErrSecretLost, Kind: geo.Internal, At: geo.Place{Column: "seal"}, Value: seal.Digest.String()}
	box, err := chacha20poly1305.NewX(s.Keys.Sealed[:])
	if err != nil || len(seal.Secret) < box.NonceSize() {
		return "", lost
	}
	nonce, locked := seal.Secret[:box.NonceSize()], seal.Secret[box.NonceSize():]
	secret, err := box.Open(nil, nonce, locked, seal.Digest[:])
	if err != nil {
		return "", lost
	}
	return string(secret), nil
}
