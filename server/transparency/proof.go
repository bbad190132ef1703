package transparency

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sitedraw/geo"
)

// maxProof is the longest proof in bytes; one of a tree of 2⁵³ leaves has half.
const maxProof = 1 << 13

// Inclusion proves that a leaf is in a tree: RFC 6962 §2.1.1. It says nothing
// without the checkpoint that it leads to.
type Inclusion struct {
	Index  int64       // of the leaf, from 0
	Size   int64       // of the tree, in leaves
	Hashes []tlog.Hash // from the leaf's sister to the root's child
}

// Consistency proves that a tree begins with all leaves of an earlier one: RFC
// 6962 §2.1.2.
type Consistency struct {
	Old    int64 // size of the earlier tree
	Size   int64
	Hashes []tlog.Hash
}

func (p *Inclusion) check() error {
	return cmp.Or(checkFrom(1, "size", p.Size), checkRange("index", p.Index, 0, p.Size-1))
}

func (p *Consistency) check() error {
	return cmp.Or(checkFrom(0, "size", p.Size), checkRange("old", p.Old, 0, p.Size))
}

// AppendInclusion appends the proof as canonical JSON: {"hashes":[base64, …],
// "index":number,"size":number}.
func AppendInclusion(b []byte, p Inclusion) []byte {
	return appendObject(b, []member{hashList(p.Hashes), number("index", p.Index), number("size", p.Size)})
}

// AppendConsistency appends the proof as canonical JSON: {"hashes":[base64, …],
// "old":number,"size":number}.
func AppendConsistency(b []byte, p Consistency) []byte {
	return appendObject(b, []member{hashList(p.Hashes), number("old", p.Old), number("size", p.Size)})
}

func hashList(hashes []tlog.Hash) member {
	values := make([]string, len(hashes))
	for i, h := range hashes {
		values[i] = h.String()
	}
	return texts("hashes", values)
}

// ParseInclusion reads what AppendInclusion writes, with or without one LF at the
// end.
func ParseInclusion(data []byte) (Inclusion, error) {
	var p Inclusion
	source, err := readProof(data, &p)
	if err == nil {
		err = cmp.Or(p.check(), sameBytes(source, string(AppendInclusion(nil, p))))
	}
	if err != nil {
		return Inclusion{}, err
	}
	return p, nil
}

// ParseConsistency reads what AppendConsistency writes, with or without one LF at
// the end.
func ParseConsistency(data []byte) (Consistency, error) {
	var p Consistency
	source, err := readProof(data, &p)
	if err == nil {
		err = cmp.Or(p.check(), sameBytes(source, string(AppendConsistency(nil, p))))
	}
	if err != nil {
		return Consistency{}, err
	}
	return p, nil
}

// readProof decodes into a proof and returns the text without its end of line.
func readProof(data []byte, proof any) (string, error) {
	if err := checkLength(len(data), maxProof); err != nil {
		return "", err
	}
	if err := json.Unmarshal(data, proof); err != nil {
		return "", &geo.Error{Code: ErrProofForm, Err: err}
	}
	return strings.TrimSuffix(string(data), "\n"), nil
}

// VerifyInclusion returns nil if the leaf of these bytes is in the checkpoint's
// tree, at the proof's index. ErrProofSize: it is of another tree; ErrProof: it
// does not hold. Only size and root of the checkpoint count.
func VerifyInclusion(p Inclusion, in Checkpoint, leaf []byte) error {
	if err := cmp.Or(p.check(), sameSize("size", p.Size, in.Size)); err != nil {
		return err
	}
	if err := tlog.CheckRecord(p.Hashes, p.Size, in.Root, p.Index, tlog.RecordHash(leaf)); err != nil {
		return &geo.Error{Code: ErrProof, Err: err}
	}
	return nil
}

// VerifyConsistency returns nil if the later checkpoint's tree begins with all
// leaves of the old one's. Checkpoints of two logs are ErrOrigin.
func VerifyConsistency(p Consistency, old, later Checkpoint) error {
	if old.Origin != later.Origin {
		return &geo.Error{Code: ErrOrigin, Value: later.Origin, Want: old.Origin}
	}
	if err := cmp.Or(p.check(), sameSize("old", p.Old, old.Size), sameSize("size", p.Size, later.Size)); err != nil {
		return err
	}
	if p.Old == 0 {
		return verifyFromNothing(p, old, later)
	}
	if err := tlog.CheckTree(p.Hashes, p.Size, later.Root, p.Old, old.Root); err != nil {
		return &geo.Error{Code: ErrProof, Err: err}
	}
	return nil
}

// verifyFromNothing is VerifyConsistency from the tree without leaves, of which
// there is one.
func verifyFromNothing(p Consistency, old, later Checkpoint) error {
	nothing, err := tlog.TreeHash(0, nil)
	if err != nil || len(p.Hashes) > 0 || old.Root != nothing || p.Size == 0 && later.Root != nothing {
		return &geo.Error{Code: ErrProof, Err: err}
	}
	return nil
}

func sameSize(column string, size, want int64) error {
	if size != want {
		return &geo.Error{
			Code: ErrProofSize, At: geo.Place{Column: column},
			Value: strconv.FormatInt(size, 10), Want: strconv.FormatInt(want, 10),
		}
	}
	return nil
}

// parseHash reads a hash in base64 as tlog.Hash.String writes it; tlog.ParseHash
// would let pass a last letter that stands for bits beyond the hash.
func parseHash(s string) (tlog.Hash, bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != tlog.HashSize {
		return tlog.Hash{}, false
	}
	h := tlog.Hash(raw)
	return h, h.String() == s
}
