package transparency_test

import (
	"bytes"
	"fmt"
	"time"

	"sitedraw/server/transparency"
)

// A server logs two draws on two days. A visitor, who kept the checkpoint of the
// first day, checks that his draw is still there and that nothing was removed.
func Example() {
	key, _ := transparency.NewKey("draws.example/2026", bytes.NewReader(make([]byte, 32))) // a real log: crypto/rand.Reader
	var hashes transparency.Hashes
	var lines [][]byte
	log := func(at time.Time, entry transparency.Entry) (checkpoint string) {
		leaf, _ := transparency.NewLeaf(at, entry)
		line, size := transparency.AppendLeaf(nil, leaf), int64(len(lines))
		stored, _ := transparency.Append(size, line, hashes)
		hashes, lines = append(hashes, stored...), append(lines, line)
		root, _ := transparency.Root(size+1, hashes)
		checkpoint, _ = transparency.Sign(transparency.Checkpoint{Origin: key.Origin(), Size: size + 1, Root: root}, key.Signer())
		return checkpoint
	}
	record, salt := [32]byte{1}, [32]byte{2}
	noon := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
	first := log(noon, transparency.Draw{
		Number: 1, Commitment: transparency.Commitment(salt, record), Purpose: transparency.Official, Release: noon.Add(48 * time.Hour),
	})
	log(noon.Add(time.Hour), transparency.Draw{Number: 2, Commitment: transparency.Digest{3}, Purpose: transparency.Practice, Release: noon})
	second := log(noon.Add(48*time.Hour), transparency.Released{Number: 1, Record: record, Salt: salt})
	fmt.Printf("%.60s…\n", lines[2])

	// Years later, elsewhere, with nothing but the public key.
	verifier, _ := transparency.ParseVerifier(key.Public())
	old, _ := transparency.Open(first, verifier)
	now, _ := transparency.Open(second, verifier)
	in, _ := transparency.ProveInclusion(now.Size, 0, hashes)
	grew, _ := transparency.ProveConsistency(old.Size, now.Size, hashes)
	fmt.Println(transparency.VerifyInclusion(in, now, lines[0]), transparency.VerifyConsistency(grew, old, now))
	fmt.Println(transparency.VerifyInclusion(in, now, lines[1]))
	// Output:
	// {"at":"2026-12-03T04:00:00Z","draw":1,"kind":"released","rec…
	// <nil> <nil>
	// log.proof: invalid transparency proof
}
