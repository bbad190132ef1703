package server

import (
	"bytes"
	"context"
	"encoding/json"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// draws looks at every draw: what the log says of it, and whether it comes out the
// same when it is drawn again.
func (k *check) draws(ctx context.Context) error {
	err := k.server.Store.View(ctx, func(v store.Reader) error {
		return eachPage(func(after int64) (last int64, err error) {
			draws, err := v.Draws(store.DrawFilter{}, store.NumberPage{After: after})
			if len(draws) > 0 {
				last = draws[len(draws)-1].Number
			}
			k.all = append(k.all, draws...)
			return last, err
		})
	})
	if err != nil {
		return err
	}
	k.total += len(k.all)
	for i := range k.all {
		k.tell()
		k.drawLeaves(&k.all[i])
		if err := k.draw(ctx, &k.all[i]); err != nil {
			return err
		}
	}
	return nil
}

// tell says how far the check has come: it is about to draw once more.
func (k *check) tell() {
	k.report(CheckProgress{k.done, k.total})
	k.done++
}

// drawLeaves says what the log must have of a draw.
func (k *check) drawLeaves(d *store.Draw) {
	of := said{noun: "draw", key: count(d.Number)}
	made := transparency.Draw{
		Number: d.Number, Commitment: transparency.Commitment(d.Salt, d.Record),
		Purpose: purpose(d.Kind), Release: d.Release,
	}
	if d.Seal != nil {
		made.Seal = transparency.Digest(*d.Seal)
	}
	k.expect(d.Leaf, d.Made, of, made)
	for i := range d.Events {
		e := &d.Events[i]
		entry, err := eventEntry(d, e)
		if err != nil {
			k.find(&geo.Error{Code: ErrLeafOther, Kind: geo.Internal, At: geo.Place{Column: "draw"}, Value: of.key, Want: count(e.Leaf), Err: err})
			continue
		}
		k.expect(e.Leaf, e.Made, of, entry)
	}
}

// eventEntry is what the log says of something that happened to a draw.
func eventEntry(d *store.Draw, e *store.DrawEvent) (transparency.Entry, error) {
	switch e.Kind {
	case store.Released:
		return transparency.Released{Number: d.Number, Record: transparency.Digest(d.Record), Salt: d.Salt}, nil
	case store.Withdrawn:
		return transparency.Withdrawn{Number: d.Number}, nil
	case store.Concluded:
		var origin originView
		err := json.Unmarshal(e.Detail, &origin)
		return transparency.Concluded{Number: d.Number, Secret: origin.Secret, Signature: origin.Signature, Seed: origin.Seed}, err
	default:
		var o openingView
		if err := json.Unmarshal(e.Detail, &o); err != nil {
			return nil, err
		}
		salt, err := readDigest("salt", o.Salt)
		return transparency.Reserve{Number: d.Number, Opening: transparency.OpeningCommitment(salt, []byte(o.Opening))}, err
	}
}

// draw draws again.
func (k *check) draw(ctx context.Context, d *store.Draw) error {
	at := geo.Place{Column: "draw"}
	record, err := k.server.readRecord(ctx, d)
	if err != nil {
		k.find(&geo.Error{Code: ErrRecordForm, Kind: geo.Internal, At: at, Value: count(d.Number), Err: err})
		return ctx.Err()
	}
	if record.FrameDigest != d.Frame || record.Plan.Digest() != d.Plan {
		k.find(&geo.Error{Code: ErrFrameOther, Kind: geo.Internal, At: at, Value: count(d.Number)})
	}
	open, err := k.server.frames.open(ctx, d.Frame)
	if err != nil {
		k.find(&geo.Error{Code: ErrFrameOther, Kind: geo.Internal, At: at, Value: count(d.Number), Err: err})
		return ctx.Err()
	}
	if err := sampler.Verify(ctx, record, open.frame, sampler.Options{Workers: drawWorkers}); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		k.find(asDifference(d, err))
	}
	k.Draws++
	return k.sealed(ctx, d, record)
}

// sealed checks that the seed of a sealed draw is the one that its seal leads to.
func (k *check) sealed(ctx context.Context, d *store.Draw, record *sampler.Record) error {
	if d.Seal == nil {
		return nil
	}
	wrong := &geo.Error{Code: ErrSeedOther, Kind: geo.Internal, At: geo.Place{Column: "draw"}, Value: count(d.Number)}
	origin, err := k.server.origin(ctx, d)
	if err != nil {
		wrong.Err = err
		k.find(wrong)
		return ctx.Err()
	}
	var kept store.Seal
	opening := sampler.Opening{Secret: origin.Secret, Signature: origin.Signature}
	err = k.server.Store.View(ctx, func(v store.Reader) error {
		if kept, err = v.Seal(*d.Seal); err != nil {
			return err
		}
		texts, err := v.SealTexts(*d.Seal)
		for i := range texts {
			opening.Texts = append(opening.Texts, texts[i].Text)
		}
		return err
	})
	if err != nil {
		return err
	}
	seal, err := sampler.ReadSeal(bytes.NewReader(kept.Object))
	if err == nil {
		var seed string
		if seed, err = seal.Seed(opening); err == nil && seed == record.Seed {
			return nil
		}
	}
	wrong.Err = err
	k.find(wrong)
	return nil
}
