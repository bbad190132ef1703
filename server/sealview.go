package server

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// The states of seals.
const (
	sealSealed    = "sealed"     // texts are taken
	sealClosed    = "closed"     // waits for its time
	sealOpened    = "opened"     // its draw was made
	sealNotOpened = "not-opened" // its time has passed without a draw
)

// sealView is a seal, which is public from the moment it is made.
type sealView struct {
	Number          int64           `json:"number"`
	Digest          string          `json:"digest"`
	State           string          `json:"state"`
	Object          json.RawMessage `json:"object"` // canonical: its SHA-256 is the digest
	Title           string          `json:"title,omitempty"`
	Register        string          `json:"register"`
	Version         int64           `json:"version"`
	Frame           string          `json:"frame"`
	Plan            string          `json:"plan"`
	Beacon          *beaconView     `json:"beacon,omitempty"`
	Closes          string          `json:"closes"`
	Opens           string          `json:"opens"`
	Release         string          `json:"release"`
	Conclude        string          `json:"conclude,omitempty"`
	SecondsToCloses int64           `json:"seconds_to_closes"`
	SecondsToOpens  int64           `json:"seconds_to_opens"`
	Incomplete      []string        `json:"incomplete,omitempty"`
	Leaf            int64           `json:"leaf"`
	Made            string          `json:"made"`
	ClosedLeaf      *int64          `json:"closed_leaf,omitempty"` // of the leaf with the texts
	Signature       string          `json:"signature,omitempty"`   // of the beacon's round
	Draw            int64           `json:"draw,omitempty"`
	Late            bool            `json:"late"`
	Failure         geo.Code        `json:"failure,omitempty"` // why it could not be opened yet
}

type beaconView struct {
	Chain string `json:"chain"`
	Round uint64 `json:"round"`
	Time  string `json:"time"` // when the round is published
}

// viewSeal shows a seal. The secret is not in it, whatever has happened: it is
// with its draw once that is concluded.
func (s *Server) viewSeal(k *store.Seal) (sealView, error) {
	seal, err := sampler.ReadSeal(bytes.NewReader(k.Object))
	if err != nil {
		return sealView{}, err
	}
	now := s.now()
	shown := sealView{
		Number: k.Number, Digest: k.Digest.String(), State: sealState(k, now), Object: k.Object, Title: k.Title,
		Register: k.Register, Version: k.Version, Frame: seal.Frame.String(), Plan: seal.Plan.String(),
		Closes: seal.Closes, Opens: seal.Opens, Release: stamp(k.Release), Conclude: stamp(k.Conclude),
		SecondsToCloses: secondsTo(k.Closes, now), SecondsToOpens: secondsTo(k.Opens, now), Incomplete: k.Incomplete,
		Leaf: k.Leaf, Made: stamp(k.Made.At), Signature: k.Signature, Draw: k.Draw, Late: k.OpenedLate, Failure: geo.Code(k.Failure),
	}
	if seal.Beacon != nil {
		shown.Beacon = &beaconView{seal.Beacon.Chain, seal.Beacon.Round, stamp(sampler.BeaconTime(seal.Beacon.Round))}
	}
	if k.Closed != nil {
		shown.ClosedLeaf = &k.Closed.Leaf
	}
	return shown, nil
}

func sealState(k *store.Seal, now time.Time) string {
	switch {
	case k.Draw != 0:
		return sealOpened
	case now.After(k.Opens):
		return sealNotOpened
	case !now.Before(k.Closes):
		return sealClosed
	default:
		return sealSealed
	}
}

// secondsTo counts down to a time, in whole seconds that have begun.
func secondsTo(t, now time.Time) int64 {
	return int64(math.Ceil(max(0, t.Sub(now)).Seconds()))
}

// listSeals lists seals, those that were never opened for ever among them.
func (s *Server) listSeals(r *request) error {
	if err := r.knownQueries("after", "limit", "order"); err != nil {
		return err
	}
	p, err := r.numberPage()
	if err != nil {
		return err
	}
	var kept []store.Seal
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		kept, err = v.Seals(p)
		return err
	})
	if err != nil {
		return err
	}
	shown := make([]sealView, len(kept))
	for i := range kept {
		if shown[i], err = s.viewSeal(&kept[i]); err != nil {
			return err
		}
	}
	return page(r, shown, func(v sealView) string { return count(v.Number) })
}

func (s *Server) getSeal(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	kept, err := s.pathSeal(r)
	if err != nil {
		return err
	}
	shown, err := s.viewSeal(kept)
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// pathSeal reads the seal of the path.
func (s *Server) pathSeal(r *request) (*store.Seal, error) {
	name, err := r.param("seal")
	if err != nil {
		return nil, err
	}
	digest, err := readDigest("seal", name)
	if err != nil {
		return nil, err
	}
	var kept store.Seal
	err = s.Store.View(r.Request().Context(), func(v store.Reader) (err error) {
		kept, err = v.Seal(digest)
		return err
	})
	return &kept, err
}
