package server

import (
	"context"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/drill"
	"sitedraw/server/store"
)

// heldDrill is a drill with all its rounds.
type heldDrill struct {
	store.Drill

	rounds []store.Round
}

// pastRound is a round whose draw is looked at beside its drill.
type pastRound struct {
	*holding

	draw   store.Draw
	record *sampler.Record
	frame  *sampler.Frame
}

// checkedRound is how findings call a round.
func checkedRound(drill string, round int64) string { return drill + "/" + count(round) }

func (h *pastRound) key() string { return checkedRound(h.Name, h.round.Number) }

// rounds looks at every round that was held: whether it is what its drill says, whether
// what it took over follows from the rounds before, and whether its teams come out the
// same. A drill that was ended is no less a drill.
func (k *check) rounds(ctx context.Context) error {
	for i := range k.held {
		d := &k.held[i]
		known, err := k.server.readDrill(d.Drill)
		if err != nil {
			k.find(err)
			continue
		}
		k.definition(d, known.definition)
		m := &memory{kept: &drill.Memory{}}
		for j := range d.rounds {
			k.roundState(d, &d.rounds[j])
			if d.rounds[j].Draw == 0 {
				continue
			}
			k.tell()
			if err := k.round(ctx, &holding{keptDrill: known, round: d.rounds[j]}, m); err != nil {
				return err
			}
		}
	}
	k.once()
	return nil
}

// definition compares what is kept beside the definition of a drill with it.
func (k *check) definition(kept *heldDrill, d *drill.Drill) {
	k.Drills++
	if kept.Name != d.Name || kept.Register != d.Register || kept.Plan != d.Plan {
		k.find(&geo.Error{Code: ErrDrillOther, Kind: geo.Internal, At: geo.Place{Column: "drill"}, Value: kept.Name})
	}
}

// roundState looks at what is known of a round without its draw.
func (k *check) roundState(d *heldDrill, r *store.Round) {
	waits := d.Ended != nil && r.State == store.RoundPlanned
	if waits || (r.State == store.RoundMade) != (r.Draw != 0) {
		k.find(&geo.Error{Code: ErrRoundState, Kind: geo.Internal, At: geo.Place{Column: "round"}, Value: checkedRound(d.Name, r.Number), Want: r.State})
	}
}

// round looks at one round with a draw. What cannot be read was found by draws.
func (k *check) round(ctx context.Context, of *holding, m *memory) error {
	h := &pastRound{holding: of}
	err := k.server.Store.View(ctx, func(v store.Reader) (err error) {
		h.draw, err = v.Draw(of.round.Draw)
		return err
	})
	if err != nil {
		return err
	}
	if h.record, err = k.server.readRecord(ctx, &h.draw); err != nil {
		return ctx.Err()
	}
	open, err := k.server.frames.open(ctx, h.draw.Frame)
	if err != nil {
		return ctx.Err()
	}
	h.frame = open.frame
	k.Rounds++
	k.ofDrill(h)
	if err := k.history(ctx, h, m); err != nil {
		return err
	}
	return k.lots(ctx, h)
}

// ofDrill compares a round's draw with what its drill says of all rounds.
func (k *check) ofDrill(h *pastRound) {
	mode, d := sampler.Faithful, h.definition
	if h.record.Coordination != nil {
		mode = h.record.Coordination.Mode
	}
	sealed := d.Seeds == drill.Sealed
	seal := h.round.Seal != nil && h.draw.Seal != nil && *h.round.Seal == *h.draw.Seal
	for _, m := range []struct {
		member string
		right  bool
	}{
		{"mode", mode == d.Mode},
		{"plan", h.draw.Plan == d.Plan},
		{"register", h.draw.Register == d.Register},
		{"leaf", h.Leaf < h.draw.Leaf},
		{"seal", !sealed || seal},
		{"seed", sealed || h.record.Seed == drill.Seed(d.Seed, int(h.round.Number))},
	} {
		if !m.right {
			k.find(&geo.Error{Code: ErrRoundOther, Kind: geo.Internal, At: geo.Place{Column: "round"}, Value: h.key(), Want: m.member})
		}
	}
}

// history compares what a round took over with what the rounds before left, or the
// results of the round that it looks back at.
func (k *check) history(ctx context.Context, h *pastRound, m *memory) error {
	var differs *sampler.Difference
	var err error
	switch h.definition.Mode {
	case sampler.Cover:
		differs, err = k.covered(ctx, h, m)
	case sampler.Again, sampler.Weighted:
		differs, err = k.lookedBack(ctx, h)
	default:
		differs = drill.CheckFrom(h.record, nil)
	}
	if differs != nil {
		err = differs
	}
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	k.find(&geo.Error{Code: ErrHistoryOther, Kind: geo.Internal, At: geo.Place{Column: "round"}, Value: h.key(), Err: err})
	return nil
}

// covered computes what a round of a cover takes over again.
func (k *check) covered(ctx context.Context, h *pastRound, m *memory) (*sampler.Difference, error) {
	var draws []store.Draw
	err := k.server.Store.View(ctx, func(v store.Reader) (err error) {
		draws, err = historyOf(v, h.Number, h.round.Number)
		return err
	})
	if err == nil {
		err = k.server.recall(ctx, m, draws)
	}
	if err != nil {
		return nil, err
	}
	return drill.CheckFrom(h.record, m.kept.Cover(h.frame, h.definition.Reach)), nil
}

// once looks for rounds that were held twice: a draw of two rounds, and one that was
// made for a round and is none's.
func (k *check) once() {
	rounds, seals := map[int64]string{}, map[sampler.Digest]string{}
	for i := range k.held {
		for _, r := range k.held[i].rounds {
			name := checkedRound(k.held[i].Name, r.Number)
			if r.Seal != nil {
				seals[*r.Seal] = name
			}
			if other := rounds[r.Draw]; r.Draw != 0 && other != "" {
				k.twice(r.Draw, other)
			}
			rounds[r.Draw] = name
		}
	}
	for i := range k.all {
		d := &k.all[i]
		name, meant := "", d.Kind == store.Rehearsal
		if d.Seal != nil && seals[*d.Seal] != "" {
			name, meant = seals[*d.Seal], true
		}
		if meant && rounds[d.Number] == "" {
			k.twice(d.Number, name)
		}
	}
}

func (k *check) twice(draw int64, round string) {
	k.find(&geo.Error{Code: ErrRoundTwice, Kind: geo.Internal, At: geo.Place{Column: "draw"}, Value: count(draw), Want: round})
}
