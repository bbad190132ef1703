package transparency

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// noon is the clock of these tests.
var noon = time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)

// digestOf makes a digest out of a word.
func digestOf(word string) Digest { return sha256.Sum256([]byte(word)) }

// sealText is a seal's object as package sampler writes it.
func sealText(beacon string) json.RawMessage {
	d := digestOf("x").String()
	return json.RawMessage(`{` + beacon + `"closes":"2026-12-01T08:30:00+08:00","frame":"` + d +
		`","opens":"2026-12-01T09:00:00+08:00","plan":"` + d + `","secret":"` + d + `"}`)
}

func someBeacon() string {
	return `"beacon":{"chain":"` + digestOf("chain").String() + `","round":123},`
}

// entriesOf is every entry in its forms, for tests that loop over all kinds.
func entriesOf() []Entry {
	d := digestOf("a")
	return []Entry{
		Version{Register: "county", Number: 3, Digest: d, Sites: 3222},
		Version{Register: `示例县 "\ 🏪`, Number: maxNumber, Digest: d},
		Current{Register: "county", Number: 2},
		Seal{Object: sealText(""), Register: "county", Number: 3, Release: noon},
		Seal{Object: sealText(someBeacon()), Register: "county", Number: 3, Release: noon},
		Closed{Seal: d},
		Closed{Seal: d, Texts: []string{"甲镇 17", "", `"\<&> ` + "\u2028"}},
		Draw{Number: 7, Commitment: d, Purpose: Official, Seal: digestOf("seal"), Release: noon},
		Draw{Number: 8, Commitment: d, Purpose: Practice, Release: noon},
		Released{Number: 7, Record: d, Salt: digestOf("salt")},
		Concluded{Number: 7, Secret: d.String(), Signature: "00ff"},
		Concluded{Number: 7, Secret: d.String()},
		Concluded{Number: 8, Seed: "2026-12-01 甲镇"},
		Withdrawn{Number: 7},
		Reserve{Number: 7, Opening: d},
		Restored{Origin: "draws.example/2026", Size: 41, Root: d},
		Drill{Name: "friday", Digest: d, Rounds: 26},
		Teams{Number: 7, Lot: 1, Commitment: d},
	}
}

func bytesOf(t testing.TB, e Entry) []byte {
	t.Helper()
	leaf, err := NewLeaf(noon, e)
	if err != nil {
		t.Fatalf("NewLeaf(%+v) = %v", e, err)
	}
	return AppendLeaf(nil, leaf)
}

// manyLeaves returns n short texts, all different.
func manyLeaves(n int) [][]byte {
	leaves := make([][]byte, n)
	for i := range leaves {
		leaves[i] = fmt.Appendf(nil, "leaf %d", i)
	}
	return leaves
}

// grown stores the hashes of a log of these leaves.
func grown(t testing.TB, leaves [][]byte) Hashes {
	t.Helper()
	var hashes Hashes
	for i, leaf := range leaves {
		if at := tlog.StoredHashIndex(0, int64(i)); at != int64(len(hashes)) {
			t.Fatalf("leaf %d belongs to %d, want %d", i, at, len(hashes))
		}
		stored, err := Append(int64(i), leaf, hashes)
		if err != nil {
			t.Fatalf("Append(%d) = %v", i, err)
		}
		hashes = append(hashes, stored...)
	}
	return hashes
}

// chance is a source of bytes that repeats itself in every run.
func chance(seed string) *rand.ChaCha8 { return rand.NewChaCha8(sha256.Sum256([]byte(seed))) }

func testKey(t testing.TB, origin string) Key {
	t.Helper()
	k, err := NewKey(origin, chance(origin))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// flips calls do with every text that differs from s in one byte, a few ways
// each.
func flips(s string, do func(at int, flipped string)) {
	for i := range len(s) {
		for _, mask := range []byte{0x01, 0x02, 0x04, 0x20, 0x80} {
			b := []byte(s)
			b[i] ^= mask
			do(i, string(b))
		}
		do(i, s[:i]+s[i+1:])
		do(i, s[:i]+strings.Repeat(s[i:i+1], 2)+s[i+1:])
	}
}
