package sampler

import (
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/cloudflare/circl/ecc/bls12381"

	"sitedraw/geo"
)

// Round 1000 of quicknet, as published.
const (
	round1000  = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
	random1000 = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
)

func TestVerifyBeacon(t *testing.T) {
	outside, zero := pointOutsideGroup(t), "c0"+strings.Repeat("00", 47)
	for _, tt := range []struct {
		name, chain string
		round       uint64
		signature   string
		want        geo.Code // empty: verified
	}{
		{"round 1000", Quicknet, 1000, round1000, ""},
		{"upper case", Quicknet, 1000, strings.ToUpper(round1000), ""},
		{"round before", Quicknet, 999, round1000, ErrBeaconSignature},
		{"round after", Quicknet, 1001, round1000, ErrBeaconSignature},
		{"round 1000 in little-endian", Quicknet, 0xe803 << 48, round1000, ErrBeaconRound},
		{"round 0", Quicknet, 0, round1000, ErrBeaconRound},
		{"largest round", Quicknet, 1<<53 - 1, round1000, ErrBeaconSignature},
		{"round too large", Quicknet, 1 << 53, round1000, ErrBeaconRound},
		{"drand's chained chain", "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce", 1000, round1000, ErrBeaconChain},
		{"chain in upper case", strings.ToUpper(Quicknet), 1000, round1000, ErrBeaconChain},
		{"no chain", "", 1000, round1000, ErrBeaconChain},
		{"no signature", Quicknet, 1000, "", ErrHex},
		{"no hex", Quicknet, 1000, "x" + round1000[1:], ErrHex},
		{"half a digit", Quicknet, 1000, round1000[:95], ErrHex},
		{"too short", Quicknet, 1000, round1000[:94], ErrHex},
		{"too long", Quicknet, 1000, round1000 + "00", ErrHex},
		{"very long", Quicknet, 1000, strings.Repeat(round1000, 1000), ErrHex},
		{"infinity", Quicknet, 1000, zero, ErrBeaconPoint},
		{"coordinate above the field", Quicknet, 1000, "9f" + strings.Repeat("ff", 47), ErrBeaconPoint},
		{"outside the subgroup", Quicknet, 1000, outside, ErrBeaconPoint},
		{"generator", Quicknet, 1000, hex.EncodeToString(bls12381.G1Generator().BytesCompressed()), ErrBeaconSignature},
	} {
		got, err := VerifyBeacon(tt.chain, tt.round, tt.signature)
		switch {
		case tt.want == "" && (err != nil || got != random1000):
			t.Errorf("%s: VerifyBeacon = %q, %v, want %q", tt.name, got, err, random1000)
		case tt.want != "" && (got != "" || !errors.Is(err, tt.want)):
			t.Errorf("%s: VerifyBeacon = %q, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

// pointOutsideGroup returns the compressed point of the curve y² = x³ + 4 with
// the least x > 0. It is not in the group of prime order (one point of 7.6·10³⁷
// is), and that is all that is wrong with it.
func pointOutsideGroup(t *testing.T) string {
	t.Helper()
	p, _ := new(big.Int).SetString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf"+
		"6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16)
	x := big.NewInt(1)
	for big.Jacobi(new(big.Int).Add(new(big.Int).Exp(x, big.NewInt(3), p), big.NewInt(4)), p) != 1 {
		x.Add(x, big.NewInt(1))
	}
	raw := x.FillBytes(make([]byte, 48))
	raw[0] |= 0x80
	return hex.EncodeToString(raw)
}

// TestFlippedBits flips every bit of the signature.
func TestFlippedBits(t *testing.T) {
	raw, err := hex.DecodeString(round1000)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(raw) {
		raw[bit/8] ^= 1 << (bit % 8)
		got, err := VerifyBeacon(Quicknet, 1000, hex.EncodeToString(raw))
		if got != "" || !errors.Is(err, ErrBeaconPoint) && !errors.Is(err, ErrBeaconSignature) {
			t.Errorf("bit %d flipped: VerifyBeacon = %q, %v, want an error", bit, got, err)
		}
		raw[bit/8] ^= 1 << (bit % 8)
	}
	// The sign of y stands in the third bit of the first byte: another point of
	// the group, so it is the pairing that refuses it.
	raw[0] ^= 0x20
	if _, err := VerifyBeacon(Quicknet, 1000, hex.EncodeToString(raw)); !errors.Is(err, ErrBeaconSignature) {
		t.Errorf("sign flipped: VerifyBeacon = %v, want %v", err, ErrBeaconSignature)
	}
}

// TestFlippedChainAndRound flips every bit of the round and every digit of the
// chain.
func TestFlippedChainAndRound(t *testing.T) {
	for bit := range 64 {
		if _, err := VerifyBeacon(Quicknet, 1000^1<<bit, round1000); err == nil {
			t.Errorf("bit %d of the round flipped: VerifyBeacon succeeds", bit)
		}
	}
	for i := range Quicknet {
		chain := Quicknet[:i] + string(Quicknet[i]^1) + Quicknet[i+1:]
		if _, err := VerifyBeacon(chain, 1000, round1000); !errors.Is(err, ErrBeaconChain) {
			t.Errorf("VerifyBeacon(chain %q) = %v, want %v", chain, err, ErrBeaconChain)
		}
	}
}

func TestBeaconTimes(t *testing.T) {
	genesis := time.Date(2023, 8, 23, 15, 9, 27, 0, time.UTC)
	if got := BeaconTime(1); !got.Equal(genesis) {
		t.Errorf("BeaconTime(1) = %v, want %v", got, genesis)
	}
	if got, want := BeaconTime(1000), genesis.Add(2997*time.Second); !got.Equal(want) {
		t.Errorf("BeaconTime(1000) = %v, want %v", got, want)
	}
	for _, tt := range []struct {
		at   time.Time
		want uint64
	}{
		{time.Unix(0, 0), 1},
		{genesis.Add(-time.Nanosecond), 1},
		{genesis, 1},
		{genesis.Add(time.Nanosecond), 2},
		{genesis.Add(3*time.Second - time.Nanosecond), 2},
		{genesis.Add(3 * time.Second), 2},
		{genesis.Add(3*time.Second + time.Nanosecond), 3},
		{genesis.Add(2997 * time.Second).In(time.FixedZone("CST", 8*3600)), 1000},
	} {
		got := BeaconFrom(tt.at)
		if got != tt.want {
			t.Errorf("BeaconFrom(%v) = %d, want %d", tt.at, got, tt.want)
		}
		if BeaconTime(got).Before(tt.at) || got > 1 && !BeaconTime(got-1).Before(tt.at) {
			t.Errorf("BeaconFrom(%v) = %d, published %v: not the first", tt.at, got, BeaconTime(got))
		}
	}
}

func TestBeaconAfter(t *testing.T) {
	at := BeaconTime(1000)
	for _, tt := range []struct {
		beacon BeaconRound
		closes time.Time
		want   geo.Code
	}{
		{BeaconRound{Quicknet, 1000}, at.Add(-time.Nanosecond), ""},
		{BeaconRound{Quicknet, 1000}, at, ErrBeaconEarly},
		{BeaconRound{Quicknet, 1000}, at.Add(time.Hour), ErrBeaconEarly},
		{BeaconRound{Quicknet, 1001}, at, ""},
		{BeaconRound{Quicknet, 0}, at, ErrBeaconRound},
		{BeaconRound{Quicknet, 1 << 63}, at, ErrBeaconRound},
		{BeaconRound{Quicknet[1:], 1001}, at, ErrBeaconChain},
	} {
		err := tt.beacon.after(tt.closes)
		if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, tt.want) {
			t.Errorf("%v.after(%v) = %v, want %q", tt.beacon, tt.closes, err, tt.want)
		}
	}
}

func BenchmarkVerifyBeacon(b *testing.B) {
	for b.Loop() {
		if _, err := VerifyBeacon(Quicknet, 1000, round1000); err != nil {
			b.Fatal(err)
		}
	}
}
