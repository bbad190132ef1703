package server

import (
	"io"
	"strconv"

	"golang.org/x/crypto/chacha20poly1305"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// confidential is a body of an answer that holds a link or a token. It may be asked
// for again by its Idempotency-Key, so it is kept, but encrypted: the store alone
// opens no door.
type confidential interface{ secret() }

// lockedMark begins a body that is encrypted; no JSON does.
const lockedMark = 0

// lockAnswer encrypts an answer's body for the store: XChaCha20-Poly1305 with its
// user and key as associated data, so that it answers no other request.
func (s *Server) lockAnswer(a store.Answer) (store.Answer, error) {
	box, err := chacha20poly1305.NewX(s.door.answers)
	if err != nil {
		return a, err
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := io.ReadFull(s.Random, nonce); err != nil {
		return a, err
	}
	a.Body = box.Seal(append([]byte{lockedMark}, nonce...), nonce, a.Body, answerName(&a))
	return a, nil
}

// unlockAnswer reads an answer that may be encrypted.
func (s *Server) unlockAnswer(a store.Answer) (store.Answer, error) {
	if len(a.Body) == 0 || a.Body[0] != lockedMark {
		return a, nil
	}
	lost := &geo.Error{Code: ErrAnswerLost, Kind: geo.Internal, At: geo.Place{Column: keyHeader}}
	box, err := chacha20poly1305.NewX(s.door.answers)
	if err != nil || len(a.Body) < 1+box.NonceSize() {
		return a, lost
	}
	nonce, locked := a.Body[1:1+box.NonceSize()], a.Body[1+box.NonceSize():]
	if a.Body, err = box.Open(nil, nonce, locked, answerName(&a)); err != nil {
		return a, lost
	}
	return a, nil
}

func answerName(a *store.Answer) []byte {
	return append(strconv.AppendInt(nil, a.User, 10), " "+a.Key...)
}
