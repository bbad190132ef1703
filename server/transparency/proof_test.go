package transparency

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
)

// proven is a log of 13 leaves, its checkpoints at 6 and at 13, and two proofs.
type proven struct {
	leaves     [][]byte
	old, later Checkpoint
	in         Inclusion
	grew       Consistency
}

func someProofs(t testing.TB) proven {
	t.Helper()
	p := proven{leaves: manyLeaves(13)}
	hashes := grown(t, p.leaves)
	p.old = Checkpoint{Origin: "o", Size: 6, Root: naiveRoot(p.leaves[:6])}
	p.later = Checkpoint{Origin: "o", Size: 13, Root: naiveRoot(p.leaves)}
	var err1, err2 error
	p.in, err1 = ProveInclusion(13, 4, hashes)
	p.grew, err2 = ProveConsistency(6, 13, hashes)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProofsReadBack(t *testing.T) {
	p := someProofs(t)
	in := AppendInclusion(nil, p.in)
	if again, err := ParseInclusion(append(in, '\n')); err != nil || !slices.Equal(again.Hashes, p.in.Hashes) || again.Index != 4 || again.Size != 13 {
		t.Errorf("ParseInclusion(%s) = %+v, %v", in, again, err)
	}
	grew := AppendConsistency(nil, p.grew)
	if again, err := ParseConsistency(append(grew, '\n')); err != nil || !slices.Equal(again.Hashes, p.grew.Hashes) || again.Old != 6 || again.Size != 13 {
		t.Errorf("ParseConsistency(%s) = %+v, %v", grew, again, err)
	}
	if got, want := string(AppendInclusion(nil, Inclusion{Size: 1})), `{"hashes":[],"index":0,"size":1}`; got != want {
		t.Errorf("AppendInclusion = %s, want %s", got, want)
	}
	hash := tlog.Hash{1, 2, 3}
	want := `{"hashes":["AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],"old":1,"size":2}`
	if got := string(AppendConsistency(nil, Consistency{1, 2, []tlog.Hash{hash}})); got != want {
		t.Errorf("AppendConsistency = %s, want %s", got, want)
	}
}

func TestEveryByteOfAProofCounts(t *testing.T) {
	p := someProofs(t)
	in, grew := string(AppendInclusion(nil, p.in)), string(AppendConsistency(nil, p.grew))
	flips(in, func(at int, flipped string) {
		proof, err := ParseInclusion([]byte(flipped))
		if err == nil && flipped != in && VerifyInclusion(proof, p.later, p.leaves[4]) == nil {
			t.Errorf("byte %d of %s may be changed: %s", at, in, flipped)
		}
	})
	flips(grew, func(at int, flipped string) {
		proof, err := ParseConsistency([]byte(flipped))
		if err == nil && flipped != grew && VerifyConsistency(proof, p.old, p.later) == nil {
			t.Errorf("byte %d of %s may be changed: %s", at, grew, flipped)
		}
	})
	flips("leaf 4", func(at int, flipped string) {
		if VerifyInclusion(p.in, p.later, []byte(flipped)) == nil && flipped != "leaf 4" {
			t.Errorf("byte %d of the leaf may be changed: %s", at, flipped)
		}
	})
}

func TestVerifyRefuses(t *testing.T) {
	p := someProofs(t)
	sized := func(c Checkpoint, size int64) Checkpoint { c.Size = size; return c }
	rooted := func(c Checkpoint, root tlog.Hash) Checkpoint { c.Root = root; return c }
	named := func(c Checkpoint, origin string) Checkpoint { c.Origin = origin; return c }
	nothing := Checkpoint{Origin: "o", Root: naiveRoot(nil)}
	from0 := Consistency{Old: 0, Size: 13}
	for _, test := range []struct {
		name string
		err  error
		want error
	}{
		{"another leaf", VerifyInclusion(p.in, p.later, p.leaves[5]), ErrProof},
		{"another root", VerifyInclusion(p.in, rooted(p.later, p.old.Root), p.leaves[4]), ErrProof},
		{"another size", VerifyInclusion(p.in, sized(p.later, 14), p.leaves[4]), ErrProofSize},
		{"another index", VerifyInclusion(Inclusion{5, 13, p.in.Hashes}, p.later, p.leaves[4]), ErrProof},
		{"a hash less", VerifyInclusion(Inclusion{4, 13, p.in.Hashes[1:]}, p.later, p.leaves[4]), ErrProof},
		{"a hash more", VerifyInclusion(Inclusion{4, 13, append(p.in.Hashes, tlog.Hash{})}, p.later, p.leaves[4]), ErrProof},
		{"a node as a leaf", VerifyInclusion(Inclusion{0, 1, nil}, Checkpoint{Size: 1, Root: naiveRoot(p.leaves[:2])},
			slices.Concat(sliceOf(naiveRoot(p.leaves[:1])), sliceOf(naiveRoot(p.leaves[1:2])))), ErrProof},
		{"two logs", VerifyConsistency(p.grew, named(p.old, "p"), p.later), ErrOrigin},
		{"older size", VerifyConsistency(p.grew, sized(p.old, 7), p.later), ErrProofSize},
		{"later size", VerifyConsistency(p.grew, p.old, sized(p.later, 12)), ErrProofSize},
		{"older root", VerifyConsistency(p.grew, rooted(p.old, p.later.Root), p.later), ErrProof},
		{"later root", VerifyConsistency(p.grew, p.old, rooted(p.later, p.old.Root)), ErrProof},
		{"equal size, other roots", VerifyConsistency(Consistency{6, 6, nil}, p.old, rooted(p.old, p.later.Root)), ErrProof},
		{"equal size, a hash", VerifyConsistency(Consistency{6, 6, p.grew.Hashes[:1]}, p.old, p.old), ErrProof},
		{"from nothing", VerifyConsistency(from0, nothing, p.later), nil},
		{"nothing from nothing", VerifyConsistency(Consistency{}, nothing, nothing), nil},
		{"nothing that is something", VerifyConsistency(Consistency{}, nothing, rooted(nothing, p.old.Root)), ErrProof},
		{"from no root", VerifyConsistency(from0, rooted(nothing, tlog.Hash{}), p.later), ErrProof},
		{"from nothing with a hash", VerifyConsistency(Consistency{0, 13, p.grew.Hashes}, nothing, p.later), ErrProof},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.err, test.want)
		}
	}
}

func sliceOf(h tlog.Hash) []byte { return h[:] }

func TestParseProofRefuses(t *testing.T) {
	hash := tlog.Hash{}.String()
	for _, test := range []struct {
		text string
		want geo.Code
	}{
		{``, ErrProofForm},
		{`[]`, ErrProofForm},
		{`{"hashes":[],"index":0,"size":0}`, ErrNumber},
		{`{"hashes":[],"index":1,"size":1}`, ErrNumber},
		{`{"hashes":[],"index":-1,"size":1}`, ErrNumber},
		{`{"hashes":[],"index":0,"size":9007199254740992}`, ErrNumber},
		{`{"hashes":[],"index":0,"size":1e30}`, ErrProofForm},
		{`{"hashes":["` + hash[:40] + `"],"index":0,"size":2}`, ErrProofForm},
		{`{"hashes":["` + hash[:42] + `B="],"index":0,"size":2}`, ErrCanonical},
		{`{"hashes":null,"index":0,"size":2}`, ErrCanonical},
		{`{"index":0,"size":2}`, ErrCanonical},
		{`{"hashes": [],"index":0,"size":2}`, ErrCanonical},
		{`{"hashes":[],"index":0,"size":2}` + "\n\n", ErrCanonical},
		{strings.Repeat(" ", maxProof+1), ErrLong},
	} {
		if p, err := ParseInclusion([]byte(test.text)); !errors.Is(err, test.want) || p.Size != 0 {
			t.Errorf("ParseInclusion(%.60q) = %v, want %s", test.text, err, test.want)
		}
		text := strings.Replace(test.text, `"index":1`, `"index":2`, 1) // all of a tree is no error here
		text = strings.Replace(text, `"index":0,"size":0`, `"index":1,"size":0`, 1)
		if p, err := ParseConsistency([]byte(strings.Replace(text, "index", "old", 1))); !errors.Is(err, test.want) || p.Size != 0 {
			t.Errorf("ParseConsistency(%.60q) = %v, want %s", test.text, err, test.want)
		}
	}
}

func FuzzProof(f *testing.F) {
	p := someProofs(f)
	f.Add(AppendInclusion(nil, p.in))
	f.Add(AppendConsistency(nil, p.grew))
	f.Fuzz(func(t *testing.T, data []byte) {
		text := bytes.TrimSuffix(data, []byte("\n"))
		if in, err := ParseInclusion(data); err == nil {
			if again := AppendInclusion(nil, in); !bytes.Equal(again, text) {
				t.Errorf("written again = %s, want %s", again, text)
			}
			_ = VerifyInclusion(in, Checkpoint{Size: in.Size}, data)
		}
		if grew, err := ParseConsistency(data); err == nil {
			if again := AppendConsistency(nil, grew); !bytes.Equal(again, text) {
				t.Errorf("written again = %s, want %s", again, text)
			}
			_ = VerifyConsistency(grew, Checkpoint{Size: grew.Old}, Checkpoint{Size: grew.Size})
		}
	})
}
