package server

import (
	"io"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// drawn is a draw that has been computed and is about to be written.
type drawn struct {
	store.Draw

	bodies []store.Packed // record and plan
	origin originView
}

// newDrawn packs a record. Times, kind, seal and who made it are still to come.
func (s *Server) newDrawn(b *basis, record *sampler.Record, title string) (*drawn, error) {
	body := sampler.AppendRecord(nil, record)
	if len(body) > sampler.MaxRecord {
		return nil, &geo.Error{Code: sampler.ErrJSONLong, Want: strconv.Itoa(sampler.MaxRecord)}
	}
	d := &drawn{origin: originView{Seed: record.Seed}, Draw: store.Draw{
		Title: title, Register: b.version.Register, Version: b.version.Number, Frame: b.version.Frame,
		PlanName: b.plan.Name, Incomplete: b.lacking,
	}}
	for _, part := range []struct {
		body   []byte
		digest *sampler.Digest
	}{{body, &d.Record}, {sampler.AppendPlan(nil, &b.plan), &d.Plan}} {
		packed, err := store.Pack(part.body)
		if err != nil {
			return nil, err
		}
		*part.digest, d.bodies = packed.Digest, append(d.bodies, packed)
	}
	for i := range record.Picks {
		if record.Picks[i].Role == sampler.Reserve {
			d.Reserves++
		}
	}
	_, err := io.ReadFull(s.Random, d.Salt[:])
	return d, err
}

// purpose is what the log says of a kind of draws: a rehearsal is practice.
func purpose(kind string) transparency.Purpose {
	if kind == store.Official {
		return transparency.Official
	}
	return transparency.Practice
}

// write writes the draw: what was drawn, its commitment in the log and, if it is
// time, its release, all or nothing. Of practice the log has the commitment only.
func (d *drawn) write(w store.Writer, act store.Act) (store.Draw, error) {
	last, err := w.Draws(store.DrawFilter{}, store.NumberPage{Limit: 1, Newest: true})
	if err != nil {
		return d.Draw, err
	}
	made := d.Draw
	made.Number, made.Made = 1, act
	if len(last) > 0 {
		made.Number = last[0].Number + 1
	}
	for _, body := range d.bodies {
		if err := w.PutBlob(body); err != nil {
			return made, err
		}
	}
	leaf := transparency.Draw{
		Number: made.Number, Commitment: transparency.Commitment(made.Salt, made.Record),
		Purpose: purpose(made.Kind), Release: made.Release,
	}
	if made.Seal != nil {
		leaf.Seal = transparency.Digest(*made.Seal)
	}
	if made.Leaf, err = appendLeaf(w, act.At, leaf); err != nil {
		return made, err
	}
	if err := w.AddDraw(made); err != nil || made.Kind == store.Practice || made.Release.After(act.At) {
		return made, err
	}
	return made, release(w, &made, d.origin, act)
}

// schedule sets when the draw is released and concluded. What nobody can be told
// too early, because there are no reserves, is concluded with the release.
func (d *drawn) schedule(at, release, conclude time.Time) {
	d.Release = release
	if at.After(release) {
		d.Release = at
	}
	latest := d.Release.Add(concludeAfter)
	switch {
	case d.Reserves == 0 || d.Kind == store.Practice:
		d.Conclude = d.Release
	case conclude.IsZero():
		d.Conclude = latest
	case conclude.Before(d.Release):
		d.Conclude = d.Release
	default:
		d.Conclude = conclude
	}
}
