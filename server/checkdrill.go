package server

import (
	"context"
	"crypto/sha256"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// drills looks at the drills and at the teams of their rounds: what the log says of
// them, and whether they are what their digests say.
func (k *check) drills(ctx context.Context) error {
	return k.server.Store.View(ctx, func(v store.Reader) error {
		return eachDrill(v, func(d *store.Drill) error { return k.drill(v, d) })
	})
}

// drill looks at a drill and its rounds.
func (k *check) drill(v store.Reader, d *store.Drill) error {
	rounds, err := v.Rounds(d.Number)
	if err != nil {
		return err
	}
	k.held = append(k.held, heldDrill{*d, rounds})
	of := said{noun: "drill", key: d.Name}
	k.digest(of, d.Leaf, d.Object, d.Digest)
	k.expect(d.Leaf, d.Made, of, transparency.Drill{Name: d.Name, Digest: transparency.Digest(d.Digest), Rounds: int64(len(rounds))})
	for i := range rounds {
		if rounds[i].Draw == 0 {
			continue
		}
		k.total++
		if err := k.teams(v, rounds[i].Draw, checkedRound(d.Name, rounds[i].Number)); err != nil {
			return err
		}
	}
	return nil
}

// teams looks at all lots of the teams of a round.
func (k *check) teams(v store.Reader, draw int64, round string) error {
	d, err := v.Draw(draw)
	if err != nil {
		return err
	}
	crews, err := v.Crews(draw)
	for i := range crews {
		c := &crews[i]
		of := said{noun: "teams", key: round}
		k.digest(of, c.Leaf, c.Body, c.Digest)
		k.expect(c.Leaf, c.Made, of, transparency.Teams{Number: draw, Lot: int64(c.Lot), Commitment: transparency.Commitment(d.Salt, c.Digest)})
	}
	return err
}

// digest compares a body with the digest that the leaf has.
func (k *check) digest(of said, leaf int64, body []byte, digest sampler.Digest) {
	if sha256.Sum256(body) != [sha256.Size]byte(digest) {
		k.find(&geo.Error{Code: ErrLeafOther, Kind: geo.Internal, At: geo.Place{Column: of.noun}, Value: of.key, Want: count(leaf)})
	}
}
