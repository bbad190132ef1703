package store

import (
	"time"

	"sitedraw/sampler"
)

// Seal is a draw that was fixed in advance.
type Seal struct {
	Number     int64 // from 1, without gaps
	Digest     sampler.Digest
	Object     []byte // sampler.AppendSeal
	Title      string
	Register   string
	Version    int64
	Plan       sampler.Digest
	Secret     []byte // encrypted by the server; the store cannot read it
	Closes     time.Time
	Opens      time.Time
	Release    time.Time // of the draw to come
	Conclude   time.Time // of the draw to come; zero: when the office says so
	Incomplete []string  // townships that the frame lacks, stated when it was sealed
	Leaf       int64
	Made       Act

	Closed     *Closing // nil: texts are still taken
	Signature  string   // of the beacon's round, once it is known
	Draw       int64    // number of the draw that was made; 0: none
	Failure    string   // why the last attempt to open it failed, a code
	OpenedLate bool     // the draw was made later than Punctual: the server was down, or the beacon late
}

// Punctual is how long after its time a seal is still opened in time.
const Punctual = time.Minute

// Closing is when a seal took no more texts.
type Closing struct {
	At   time.Time
	Leaf int64
}

// SealText is a text that somebody contributed to a seal's seed. It is public and
// stays.
type SealText struct {
	Number int64 // order of arrival, from 1
	Text   string
	Made   Act // By 0: somebody without an account
}

// SealReader reads seals.
type SealReader interface {
	Seal(sampler.Digest) (Seal, error)
	Seals(NumberPage) ([]Seal, error)
	SealTexts(sampler.Digest) ([]SealText, error)
	// SealsToClose and SealsToOpen list the seals whose time has come, in order. A
	// seal opens after it has been closed.
	SealsToClose(now time.Time) ([]Seal, error)
	SealsToOpen(now time.Time) ([]Seal, error)
}

// SealWriter adds seals and what happens to them.
type SealWriter interface {
	AddSeal(Seal) error // its number is the next
	// AddSealText returns ErrState once the seal is closed.
	AddSealText(sampler.Digest, SealText) error // gives the number
	CloseSeal(sampler.Digest, Closing) error
	SetSealSignature(d sampler.Digest, signature string) error
	// NoteSealFailure notes why a seal could not be opened yet.
	NoteSealFailure(d sampler.Digest, code string) error
	// OpenSeal notes the draw that was made; ErrState if there is one, or if the seal
	// has not been closed.
	OpenSeal(d sampler.Digest, draw int64) error
}
