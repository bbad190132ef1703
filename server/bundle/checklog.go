package bundle

import (
	"slices"
	"strconv"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/transparency"
)

// leaves are the leaves of a bundle by kind, each proved to be in the log.
type leaves map[transparency.Kind]proved

// proved is a leaf with its place in the log.
type proved struct {
	transparency.Leaf

	index int64
}

// checkLog checks that the log has what happened to the draw, and that its key has
// signed for the log.
func (i *inspection) checkLog() error {
	if !slices.ContainsFunc(logParts(), i.has) {
		if i.Key != "" {
			return &geo.Error{Code: ErrNoLog, Want: i.Key}
		}
		i.note(NotedNoLog, "")
		return nil
	}
	for _, name := range []string{keyPart, checkpointPart, leafPart(transparency.KindDraw)} {
		if !i.has(name) {
			return incomplete(name)
		}
	}
	checkpoint, err := i.openCheckpoint()
	if err != nil {
		return err
	}
	i.leaves = leaves{}
	for _, kind := range leafKinds() {
		if err := i.prove(kind, checkpoint); err != nil {
			return err
		}
	}
	for _, step := range []func() error{i.inOrder, i.compareDraw, i.compareSeal, i.compareOutcome} {
		if err := step(); err != nil {
			return err
		}
	}
	i.tellLog()
	return nil
}

// incomplete is the error for a part without which others say nothing.
func incomplete(name string) error { return &geo.Error{Code: ErrAlone, Value: keyPart, Want: name} }

// openCheckpoint verifies the signature, by the key that is known if one is.
func (i *inspection) openCheckpoint() (c transparency.Checkpoint, err error) {
	key, err := i.small(keyPart)
	if err != nil {
		return c, err
	}
	verifier, err := transparency.ParseVerifier(key)
	if err != nil {
		return c, geo.InFile(err, keyPart)
	}
	key = strings.TrimSuffix(key, "\n")
	if known := i.Key; known != "" && known != key {
		return c, &geo.Error{Code: ErrKeyOther, At: geo.Place{File: keyPart}, Value: key, Want: known}
	}
	signed, err := i.small(checkpointPart)
	if err != nil {
		return c, err
	}
	if c, err = transparency.Open(signed, verifier); err != nil {
		return c, geo.InFile(err, checkpointPart)
	}
	i.hold(HeldCheckpoint, c.Origin, strconv.FormatInt(c.Size, 10))
	if i.Key == key || i.Known == key {
		i.hold(HeldKey, "", "")
	} else {
		i.note(NotedOwnKey, key)
	}
	return c, nil
}

// prove reads the leaf of a kind, if the bundle has one, and its proof.
func (i *inspection) prove(kind transparency.Kind, in transparency.Checkpoint) error {
	leafName, proofName := leafPart(kind), proofPart(kind)
	if !i.has(leafName) && !i.has(proofName) {
		return nil
	}
	if !i.has(leafName) || !i.has(proofName) {
		return &geo.Error{Code: ErrAlone, Value: leafName, Want: proofName}
	}
	data, err := i.small(leafName)
	if err != nil {
		return err
	}
	leaf, err := transparency.ParseLeaf([]byte(data))
	if err != nil {
		return geo.InFile(err, leafName)
	}
	if got := leaf.Entry.Kind(); got != kind {
		return differs(leafName, "kind", string(got), string(kind))
	}
	source, err := i.small(proofName)
	if err != nil {
		return err
	}
	proof, err := transparency.ParseInclusion([]byte(source))
	if err == nil {
		err = transparency.VerifyInclusion(proof, in, []byte(data))
	}
	if err != nil {
		return geo.InFile(err, proofName)
	}
	i.leaves[kind] = proved{leaf, proof.Index}
	return nil
}

// differs is the error for a leaf that does not fit the bundle.
func differs(file, member, found, want string) error {
	return &geo.Error{Code: ErrDiffers, At: geo.Place{File: file, Column: member}, Value: found, Want: want}
}

// same returns ErrDiffers unless a member of a leaf is what the bundle says.
func same(kind transparency.Kind, member, found, want string) error {
	if found != want {
		return differs(leafPart(kind), member, found, want)
	}
	return nil
}

// inOrder checks that things came into the log in their order.
func (i *inspection) inOrder() error {
	const version, seal, closed, draw = transparency.KindVersion, transparency.KindSeal, transparency.KindClosed, transparency.KindDraw
	for _, pair := range [][2]transparency.Kind{
		{version, seal}, {version, draw}, {seal, closed}, {seal, draw}, {closed, draw}, {draw, transparency.KindReleased},
		{transparency.KindReleased, transparency.KindConcluded}, {draw, transparency.KindWithdrawn},
	} {
		first, hasFirst := i.leaves[pair[0]]
		then, hasThen := i.leaves[pair[1]]
		if hasFirst && hasThen && first.index >= then.index {
			return &geo.Error{Code: ErrOrder, Value: leafPart(pair[1]), Want: leafPart(pair[0])}
		}
	}
	return nil
}

// tellLog lists what the log says, in its order.
func (i *inspection) tellLog() {
	codes := map[transparency.Kind]geo.Code{
		transparency.KindVersion: HeldVersion, transparency.KindSeal: HeldSealed, transparency.KindClosed: HeldClosed,
		transparency.KindDraw: HeldLogged, transparency.KindReleased: HeldReleased,
		transparency.KindConcluded: HeldConcluded, transparency.KindWithdrawn: HeldWithdrawn,
	}
	for _, kind := range leafKinds() {
		leaf, has := i.leaves[kind]
		if !has {
			continue
		}
		want := ""
		if draw, is := leaf.Entry.(transparency.Draw); is {
			want = strconv.FormatInt(draw.Number, 10)
		}
		i.hold(codes[kind], strconv.FormatInt(leaf.index, 10), want)
	}
	if _, released := i.leaves[transparency.KindReleased]; !released && !i.has(saltPart) {
		i.note(NotedCommitted, "")
	}
	if _, withdrawn := i.leaves[transparency.KindWithdrawn]; withdrawn {
		i.note(NotedWithdrawn, "")
	}
}
