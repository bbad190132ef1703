package sampler

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/cloudflare/circl/ecc/bls12381"

	"sitedraw/geo"
)

// What can be wrong with beacons. Each is a key of the catalogue in server/text.
const (
	ErrBeaconChain     geo.Code = "beacon.chain"     // another chain than Want
	ErrBeaconRound     geo.Code = "beacon.round"     // no round of the chain: outside Want
	ErrBeaconEarly     geo.Code = "beacon.early"     // published no later than the seal closes; Want is the first round after
	ErrBeaconPoint     geo.Code = "beacon.point"     // no point of the signatures' group, or its zero
	ErrBeaconSignature geo.Code = "beacon.signature" // a signature, but not of this round by this chain
)

// Quicknet is the one chain of beacons that seals may wait for: the League of
// Entropy's "quicknet" (drand, scheme bls-unchained-g1-rfc9380). Its members
// sign a round together; no minority can do so early, and nobody can choose
// what comes out.
const Quicknet = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

// Quicknet's parameters, published under /52db…/info of every drand relay.
const (
	quicknetKey = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" + // public key, on G2
		"8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
		"5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
	quicknetTag     = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_" // domain of its hash to G1, RFC 9380
	quicknetGenesis = 1_692_803_367                                 // Unix time of round 1, seconds
	quicknetPeriod  = 3                                             // seconds between two rounds
)

// maxRound is the largest number a seal can hold (draw-v1 §1), in 850 million
// years.
const maxRound = 1<<53 - 1

// VerifyBeacon checks that signature, in hex, is the chain's signature of the
// round and returns the round's randomness, the SHA-256 of its bytes in
// lower-case hex. A signature is e(signature, G2) = e(H(SHA-256(be64(round))),
// key): Boneh, Lynn & Shacham 2004, Short signatures from the Weil pairing,
// doi 10.1007/s00145-004-0314-9, with the parts of G1 and G2 exchanged. It asks
// nobody, and takes a few milliseconds.
//
// The errors are ErrBeaconChain, ErrBeaconRound, ErrHex, ErrBeaconPoint and
// ErrBeaconSignature.
func VerifyBeacon(chain string, round uint64, signature string) (randomness string, err error) {
	if err := (&BeaconRound{Chain: chain, Round: round}).check(); err != nil {
		return "", err
	}
	var point bls12381.G1
	raw, err := hex.DecodeString(signature)
	if err != nil || len(raw) != bls12381.G1SizeCompressed {
		return "", signatureError(ErrHex, signature, strconv.Itoa(2*bls12381.G1SizeCompressed), err)
	}
	if err := point.SetBytes(raw); err != nil || point.IsIdentity() {
		return "", signatureError(ErrBeaconPoint, signature, "", err)
	}
	if !signed(round, &point) {
		return "", signatureError(ErrBeaconSignature, signature, "", nil)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

func signatureError(code geo.Code, value, want string, cause error) error {
	return &geo.Error{
		Code: code, At: geo.Place{Column: "signature"},
		Value: value[:min(len(value), 100)], Want: want, Err: cause,
	}
}

// signed reports whether signature, a point of G1's group of prime order, is
// quicknet's of the round.
func signed(round uint64, signature *bls12381.G1) bool {
	var key bls12381.G2
	raw, err := hex.DecodeString(quicknetKey)
	if err != nil || key.SetBytes(raw) != nil {
		return false
	}
	message := sha256.Sum256(binary.BigEndian.AppendUint64(nil, round))
	var hashed bls12381.G1
	hashed.Hash(message[:], []byte(quicknetTag))
	return bls12381.ProdPairFrac(
		[]*bls12381.G1{signature, &hashed},
		[]*bls12381.G2{bls12381.G2Generator(), &key},
		[]int{1, -1},
	).IsIdentity()
}

// check refuses other chains, ErrBeaconChain, and numbers that are no rounds,
// ErrBeaconRound.
func (b *BeaconRound) check() error {
	if b.Chain != Quicknet {
		return &geo.Error{Code: ErrBeaconChain, Value: b.Chain[:min(len(b.Chain), 100)], Want: Quicknet}
	}
	if b.Round < 1 || b.Round > maxRound {
		return &geo.Error{Code: ErrBeaconRound, Value: strconv.FormatUint(b.Round, 10), Want: "1 … 9007199254740991"}
	}
	return nil
}

// after is check, and returns ErrBeaconEarly unless the round is published
// later than closes: at that very second is too early.
func (b *BeaconRound) after(closes time.Time) error {
	if err := b.check(); err != nil {
		return err
	}
	if !BeaconTime(b.Round).After(closes) {
		return &geo.Error{
			Code: ErrBeaconEarly, Value: strconv.FormatUint(b.Round, 10),
			Want: strconv.FormatUint(BeaconFrom(closes.Add(time.Nanosecond)), 10),
		}
	}
	return nil
}

// BeaconTime returns when quicknet publishes the round, of 1 … 2⁵³−1.
func BeaconTime(round uint64) time.Time {
	return time.Unix(quicknetGenesis+quicknetPeriod*(int64(round)-1), 0).UTC()
}

// BeaconFrom returns quicknet's first round at or after t, 1 for all times
// before its genesis. The first after t is BeaconFrom(t + 1 ns).
func BeaconFrom(t time.Time) uint64 {
	second := t.Unix()
	if t.Nanosecond() > 0 {
		second++
	}
	if second <= quicknetGenesis {
		return 1
	}
	return uint64(second-quicknetGenesis+quicknetPeriod-1)/quicknetPeriod + 1
}
