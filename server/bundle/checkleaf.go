package bundle

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitedraw/geo"
	"sitedraw/server/transparency"
)

// entry is the entry of a kind; its zero value if the bundle has no such leaf.
func entry[E transparency.Entry](l leaves) (e E, has bool) {
	leaf, has := l[e.Kind()]
	if has {
		e, has = leaf.Entry.(E)
	}
	return e, has
}

// compareDraw compares the leaf of the draw, and that of the frame's version.
func (i *inspection) compareDraw() error {
	draw, _ := entry[transparency.Draw](i.leaves)
	if version, has := entry[transparency.Version](i.leaves); has {
		err := same(transparency.KindVersion, "digest", version.Digest.String(), i.Frame.Digest().String())
		if err != nil {
			return err
		}
	}
	if draw.Purpose == transparency.Practice {
		i.note(NotedExercise, "")
	}
	sealed := transparency.Digest{}
	if i.seal != nil {
		sealed = transparency.Digest(i.seal.Digest())
	}
	if draw.Seal != sealed {
		return differs(leafPart(transparency.KindDraw), "seal", sealText(draw.Seal), sealText(sealed))
	}
	return nil
}

// sealText is empty for no seal.
func sealText(d transparency.Digest) string {
	if d == (transparency.Digest{}) {
		return ""
	}
	return d.String()
}

// compareSeal compares the leaves of the seal: logged before it closed, and closed
// with the texts that lie here.
func (i *inspection) compareSeal() error {
	seal, hasSeal := entry[transparency.Seal](i.leaves)
	closed, hasClosed := entry[transparency.Closed](i.leaves)
	if i.seal == nil {
		if hasSeal || hasClosed {
			return incomplete(sealPart)
		}
		return nil
	}
	if !hasSeal {
		return incomplete(leafPart(transparency.KindSeal))
	}
	if !hasClosed {
		return incomplete(leafPart(transparency.KindClosed))
	}
	digest := i.seal.Digest().String()
	if at := i.leaves[transparency.KindSeal].At; !at.Before(i.seal.ClosesAt()) {
		return &geo.Error{
			Code: ErrSealLate, At: geo.Place{File: leafPart(transparency.KindSeal)},
			Value: at.Format(time.RFC3339), Want: i.seal.Closes,
		}
	}
	if !slices.Equal(closed.Texts, i.opening.Texts) {
		return differs(leafPart(transparency.KindClosed), "texts", strings.Join(closed.Texts, " | "), strings.Join(i.opening.Texts, " | "))
	}
	return cmp.Or(
		same(transparency.KindSeal, "seal", seal.Digest().String(), digest),
		same(transparency.KindClosed, "seal", closed.Seal.String(), digest),
	)
}

// compareOutcome compares what was published of the draw since it was made.
func (i *inspection) compareOutcome() error {
	draw, _ := entry[transparency.Draw](i.leaves)
	released, hasReleased := entry[transparency.Released](i.leaves)
	concluded, hasConcluded := entry[transparency.Concluded](i.leaves)
	withdrawn, hasWithdrawn := entry[transparency.Withdrawn](i.leaves)
	number := strconv.FormatInt(draw.Number, 10)
	for _, later := range []struct {
		has    bool
		number int64
		kind   transparency.Kind
	}{
		{hasReleased, released.Number, transparency.KindReleased}, {hasConcluded, concluded.Number, transparency.KindConcluded},
		{hasWithdrawn, withdrawn.Number, transparency.KindWithdrawn},
	} {
		if later.has && later.number != draw.Number {
			return differs(leafPart(later.kind), "draw", strconv.FormatInt(later.number, 10), number)
		}
	}
	if hasConcluded && !hasReleased {
		return incomplete(leafPart(transparency.KindReleased))
	}
	if hasReleased {
		err := same(transparency.KindReleased, "record", released.Record.String(), i.Record.Digest().String())
		if err != nil {
			return err
		}
	}
	if hasReleased || i.has(saltPart) {
		if err := i.openCommitment(draw, released); err != nil {
			return err
		}
	}
	if hasConcluded {
		return i.compareSource(concluded)
	}
	return nil
}

// salt is what opens the commitment: from the log, once it has published it, or from
// somebody who may see the draw. Where both are there they are the same.
func (i *inspection) salt(released transparency.Released) (salt transparency.Digest, err error) {
	if !i.has(saltPart) {
		return released.Salt, nil
	}
	source, err := i.small(saltPart)
	if err != nil {
		return salt, err
	}
	if err := salt.UnmarshalText([]byte(strings.TrimSuffix(source, "\n"))); err != nil {
		return salt, geo.InFile(err, saltPart)
	}
	if released.Number > 0 {
		err = same(transparency.KindReleased, "salt", released.Salt.String(), salt.String())
	}
	return salt, err
}

// openCommitment checks that the log committed to this record.
func (i *inspection) openCommitment(draw transparency.Draw, released transparency.Released) error {
	salt, err := i.salt(released)
	if err != nil {
		return err
	}
	if opened := transparency.Commitment(salt, i.Record.Digest()); opened != draw.Commitment {
		return &geo.Error{
			Code: ErrCommitment, At: geo.Place{File: leafPart(transparency.KindDraw), Column: "commitment"},
			Value: draw.Commitment.String(), Want: opened.String(),
		}
	}
	i.hold(HeldCommitment, draw.Commitment.String(), "")
	return nil
}

// compareSource compares where the log says that the seed came from.
func (i *inspection) compareSource(concluded transparency.Concluded) error {
	const kind = transparency.KindConcluded
	if i.seal == nil {
		return same(kind, "seed", concluded.Seed, i.Record.Seed)
	}
	return cmp.Or(
		same(kind, "secret", concluded.Secret, i.opening.Secret),
		same(kind, "signature", concluded.Signature, i.opening.Signature),
	)
}
