package transparency

import (
	"crypto/sha256"
	"errors"
	"math"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"sitedraw/geo"
)

// The definitions of RFC 6962 §2.1, as they stand there.

// naiveRoot is MTH(D[n]).
func naiveRoot(d [][]byte) tlog.Hash {
	switch len(d) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, d[0]...))
	}
	k := below(len(d))
	return naiveNode(naiveRoot(d[:k]), naiveRoot(d[k:]))
}

func naiveNode(left, right tlog.Hash) tlog.Hash {
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

// below is the largest power of two less than n.
func below(n int) int {
	k := 1
	for 2*k < n {
		k *= 2
	}
	return k
}

// naivePath is PATH(m, D[n]).
func naivePath(m int, d [][]byte) []tlog.Hash {
	if len(d) == 1 {
		return nil
	}
	k := below(len(d))
	if m < k {
		return append(naivePath(m, d[:k]), naiveRoot(d[k:]))
	}
	return append(naivePath(m-k, d[k:]), naiveRoot(d[:k]))
}

// naiveSubproof is SUBPROOF(m, D[n], b) with b true if whole is 1.
func naiveSubproof(m int, d [][]byte, whole int) []tlog.Hash {
	if m == len(d) {
		return []tlog.Hash{naiveRoot(d)}[:1-whole]
	}
	k := below(len(d))
	if m <= k {
		return append(naiveSubproof(m, d[:k], whole), naiveRoot(d[k:]))
	}
	return append(naiveSubproof(m-k, d[k:], 0), naiveRoot(d[:k]))
}

// Known values of the RFC's own test log (certificate-transparency-go).
func TestRootsOfKnownLog(t *testing.T) {
	leaves := [][]byte{
		{}, {0}, {0x10}, {0x20, 0x21}, {0x30, 0x31}, {0x40, 0x41, 0x42, 0x43},
		{0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57},
		{0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f},
	}
	hashes := grown(t, leaves)
	for size, want := range map[int64]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	} {
		if got, err := Root(size, hashes); Digest(got).String() != want || err != nil {
			t.Errorf("Root(%d) = %s, %v, want %s", size, Digest(got), err, want)
		}
	}
}

func TestTreesAgainstTheDefinition(t *testing.T) {
	all := manyLeaves(300)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, len(all)).Draw(t, "size")
		old := rapid.IntRange(0, n).Draw(t, "old")
		index := rapid.IntRange(0, n-1).Draw(t, "index")
		leaves, hashes := all[:n], Hashes(nil)
		for i, leaf := range leaves {
			stored, err := Append(int64(i), leaf, hashes)
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, stored...)
		}
		if got, want := int64(len(hashes)), tlog.StoredHashCount(int64(n)); got != want {
			t.Fatalf("%d hashes are stored, want %d", got, want)
		}
		later := Checkpoint{Size: int64(n), Root: naiveRoot(leaves)}
		if got, err := Root(later.Size, hashes); got != later.Root || err != nil {
			t.Fatalf("Root(%d) = %s, %v, want %s", n, got, err, later.Root)
		}
		in, err := ProveInclusion(later.Size, int64(index), hashes)
		if want := naivePath(index, leaves); err != nil || !slices.Equal(in.Hashes, want) {
			t.Fatalf("ProveInclusion(%d, %d) = %v, %v, want %v", n, index, in.Hashes, err, want)
		}
		if err := VerifyInclusion(in, later, leaves[index]); err != nil {
			t.Fatalf("VerifyInclusion(%d, %d) = %v", n, index, err)
		}
		before := Checkpoint{Size: int64(old), Root: naiveRoot(leaves[:old])}
		grew, err := ProveConsistency(before.Size, later.Size, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if old > 0 && !slices.Equal(grew.Hashes, naiveSubproof(old, leaves, 1)) {
			t.Fatalf("ProveConsistency(%d, %d) = %v, want as in RFC 6962", old, n, grew.Hashes)
		}
		if err := VerifyConsistency(grew, before, later); err != nil {
			t.Fatalf("VerifyConsistency(%d, %d) = %v", old, n, err)
		}
	})
}

// What was removed, changed or put in shows, wherever it was.
func TestQuietChangesShow(t *testing.T) {
	all := manyLeaves(70)
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.IntRange(1, len(all)-1).Draw(t, "old")
		at := rapid.IntRange(0, old-1).Draw(t, "at")
		leaves := slices.Clone(all)
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			leaves = slices.Delete(leaves, at, at+1)
		case 1:
			leaves[at] = []byte("another")
		default:
			leaves = slices.Insert(leaves, at, []byte("more"))
		}
		before := Checkpoint{Size: int64(old), Root: naiveRoot(all[:old])}
		later := Checkpoint{Size: int64(len(leaves)), Root: naiveRoot(leaves)}
		var hashes Hashes
		for i, leaf := range leaves {
			stored, _ := Append(int64(i), leaf, hashes)
			hashes = append(hashes, stored...)
		}
		grew, err := ProveConsistency(min(before.Size, later.Size), later.Size, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyConsistency(grew, before, later); err == nil {
			t.Fatal("a log that was changed is consistent with the one before")
		}
		in, err := ProveInclusion(later.Size, int64(at), hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyInclusion(in, later, all[at]); !errors.Is(err, ErrProof) {
			t.Fatalf("VerifyInclusion of a leaf that is gone = %v, want %s", err, ErrProof)
		}
	})
}

func TestNumbersOutsideTheTree(t *testing.T) {
	hashes := grown(t, manyLeaves(5))
	for _, n := range []int64{-1, math.MinInt64, MaxSize + 1, math.MaxInt64} {
		_, err1 := Append(n, nil, hashes)
		_, err2 := Root(n, hashes)
		_, err3 := ProveInclusion(n, 0, hashes)
		_, err4 := ProveInclusion(5, n, hashes)
		_, err5 := ProveConsistency(0, n, hashes)
		_, err6 := ProveConsistency(n, 5, hashes)
		err7 := VerifyInclusion(Inclusion{Size: n}, Checkpoint{Size: n}, nil)
		err8 := VerifyConsistency(Consistency{Size: n}, Checkpoint{}, Checkpoint{Size: n})
		err9 := VerifyConsistency(Consistency{Old: n, Size: 5}, Checkpoint{Size: n}, Checkpoint{Size: 5})
		for i, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9} {
			if !errors.Is(err, ErrNumber) {
				t.Errorf("call %d with %d = %v, want %s", i+1, n, err, ErrNumber)
			}
		}
	}
	for _, err := range []error{
		second(Append(MaxSize, nil, hashes)), second(ProveInclusion(5, 5, hashes)), second(ProveInclusion(0, 0, hashes)),
		second(ProveConsistency(6, 5, hashes)),
	} {
		if !errors.Is(err, ErrNumber) {
			t.Errorf("at the edge = %v, want %s", err, ErrNumber)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Trees of the greatest size end soon too, and ask for hashes that no log has.
func TestHugeTreesEnd(t *testing.T) {
	for _, err := range []error{
		second(Append(MaxSize-2, nil, Hashes{})), second(Root(MaxSize, Hashes{})),
		second(ProveInclusion(MaxSize, MaxSize-1, Hashes{})), second(ProveConsistency(MaxSize-2, MaxSize, Hashes{})),
	} {
		if !errors.Is(err, ErrStored) {
			t.Errorf("of a tree of %d leaves = %v, want %s", int64(MaxSize), err, ErrStored)
		}
	}
	in := Inclusion{Index: MaxSize - 1, Size: MaxSize, Hashes: make([]tlog.Hash, 60)}
	if err := VerifyInclusion(in, Checkpoint{Size: MaxSize}, nil); !errors.Is(err, ErrProof) {
		t.Errorf("VerifyInclusion = %v, want %s", err, ErrProof)
	}
}

// A store that fails, or answers with another number of hashes, is no panic.
func TestStoreThatFails(t *testing.T) {
	full := &geo.Error{Code: "store.full", Kind: geo.Unavailable}
	for _, test := range []struct {
		store tlog.HashReaderFunc
		want  error
	}{
		{func([]int64) ([]tlog.Hash, error) { return nil, full }, full},
		{func([]int64) ([]tlog.Hash, error) { return nil, nil }, ErrStored},
		{func(i []int64) ([]tlog.Hash, error) { return make([]tlog.Hash, len(i)+1), nil }, ErrStored},
	} {
		for i, err := range []error{
			second(Append(7, nil, test.store)), second(Root(7, test.store)),
			second(ProveInclusion(7, 3, test.store)), second(ProveConsistency(3, 7, test.store)),
		} {
			if !errors.Is(err, test.want) {
				t.Errorf("call %d of a store that fails = %v, want %v", i+1, err, test.want)
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	hashes := grown(b, manyLeaves(100_000))
	leaf := make([]byte, 300)
	for b.Loop() {
		if _, err := Append(99_999, leaf, hashes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyInclusion(b *testing.B) {
	leaves := manyLeaves(100_000)
	hashes := grown(b, leaves)
	in, _ := ProveInclusion(100_000, 77_777, hashes)
	root, _ := Root(100_000, hashes)
	for b.Loop() {
		if err := VerifyInclusion(in, Checkpoint{Size: 100_000, Root: root}, leaves[77_777]); err != nil {
			b.Fatal(err)
		}
	}
}
