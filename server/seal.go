package server

import (
	"net/http"
	"strconv"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// errClosesPast means that the closing time, Value, has passed: it is Want.
const errClosesPast geo.Code = "seal.closes-past"

// sealOrder is what the office wants sealed.
type sealOrder struct {
	drawOrder

	Seed     *struct{} `json:"seed,omitempty"`     // a seal has none
	Practice *struct{} `json:"practice,omitempty"` // and none is practice

	Closes string      `json:"closes"`
	Opens  string      `json:"opens"`
	Beacon beaconOrder `json:"beacon"`
}

// beaconOrder is the round of a beacon that a seal waits for: true for the first
// after it closes, false for none, or its number.
type beaconOrder struct {
	wanted bool
	round  uint64 // 0: the first
}

// UnmarshalJSON is json.Unmarshaler's.
func (b *beaconOrder) UnmarshalJSON(data []byte) error {
	switch text := string(data); text {
	case "true":
		b.wanted = true
		return nil
	case "false", "null":
		return nil
	default:
		round, err := strconv.ParseUint(text, 10, 64)
		if err != nil || round == 0 {
			return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "beacon"}, Value: text, Want: "true, false, 1 …"}
		}
		*b = beaconOrder{wanted: true, round: round}
		return nil
	}
}

// seal makes the seal's object; its secret is still to come.
func (o *sealOrder) seal(b *basis) (sampler.Seal, error) {
	seal, err := sampler.NewSeal(sampler.Seal{Frame: b.version.Frame, Plan: b.plan.Digest(), Closes: o.Closes, Opens: o.Opens})
	if err != nil || !o.Beacon.wanted {
		return seal, err
	}
	seal.Beacon = &sampler.BeaconRound{Chain: sampler.Quicknet, Round: o.Beacon.round}
	if o.Beacon.round == 0 {
		seal.Beacon.Round = sampler.BeaconFrom(seal.ClosesAt().Add(time.Nanosecond))
	}
	return sampler.NewSeal(seal)
}

// makeSeal fixes a draw before anybody can know its seed: it is in the log before
// it closes.
func (s *Server) makeSeal(r *request) error {
	var order sealOrder
	if answered, err := r.order(&order); answered || err != nil {
		return err
	}
	b, err := s.basis(r.Request().Context(), &order.drawOrder)
	if err != nil {
		return err
	}
	kept, plan, err := s.newSeal(b, &order)
	if err != nil {
		return err
	}
	return r.create(func(w store.Writer) (answered, error) {
		kept.Made = s.act(r)
		if !kept.Closes.After(kept.Made.At) {
			return answered{}, &geo.Error{Code: errClosesPast, At: geo.Place{Column: "closes"}, Value: order.Closes, Want: stamp(kept.Made.At)}
		}
		if err := w.PutBlob(plan); err != nil {
			return answered{}, err
		}
		if err := addSeal(w, kept); err != nil {
			return answered{}, err
		}
		shown, err := s.viewSeal(kept)
		if err != nil {
			return answered{}, err
		}
		return answered{http.StatusCreated, "/seals/" + shown.Digest, shown}, r.audit(w, "seal.make", "seal/"+shown.Digest, nil)
	})
}

// newSeal prepares a seal with its secret, and its plan's body.
func (s *Server) newSeal(b *basis, o *sealOrder) (*store.Seal, store.Packed, error) {
	seal, err := o.seal(b)
	if err != nil {
		return nil, store.Packed{}, err
	}
	kept := &store.Seal{
		Title: o.Title, Register: b.version.Register, Version: b.version.Number,
		Closes: seal.ClosesAt().UTC(), Opens: seal.OpensAt().UTC(), Incomplete: b.lacking,
	}
	if err := between("opens", kept.Opens, s.now(), s.now().Add(releaseWithin)); err != nil {
		return nil, store.Packed{}, err
	}
	if kept.Release, kept.Conclude, err = o.times(kept.Opens); err != nil {
		return nil, store.Packed{}, err
	}
	plan, err := store.Pack(sampler.AppendPlan(nil, &b.plan))
	if err != nil {
		return nil, plan, err
	}
	secret, err := sampler.NewSecret(s.Random)
	if err != nil {
		return nil, plan, err
	}
	seal.Secret = sampler.SecretDigest(secret)
	kept.Object, kept.Digest, kept.Plan = sampler.AppendSeal(nil, &seal), seal.Digest(), plan.Digest
	kept.Secret, err = s.lockSecret(kept.Digest, secret)
	return kept, plan, err
}

// addSeal writes a seal and its leaf.
func addSeal(w store.Writer, kept *store.Seal) error {
	last, err := w.Seals(store.NumberPage{Limit: 1, Newest: true})
	if err != nil {
		return err
	}
	kept.Number = 1
	if len(last) > 0 {
		kept.Number = last[0].Number + 1
	}
	leaf := transparency.Seal{Object: kept.Object, Register: kept.Register, Number: kept.Version, Release: kept.Release}
	if kept.Leaf, err = appendLeaf(w, kept.Made.At, leaf); err != nil {
		return err
	}
	return w.AddSeal(*kept)
}
