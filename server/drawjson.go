package server

import (
	"encoding/json"
	"strings"

	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
	"sitedraw/server/transparency"
)

// drawView is a draw as it is shown. The first members are what the log says of
// every draw; the others are left out where they are not seen.
type drawView struct {
	Number     int64       `json:"number"`
	Kind       string      `json:"kind"`
	OwnSeed    bool        `json:"own_seed_only,omitempty"`
	Drill      string      `json:"drill,omitempty"` // name of the drill whose round it is
	Round      int64       `json:"round,omitempty"` // its number in the drill
	Mode       string      `json:"mode,omitempty"`  // how it depends on the rounds before
	Label      string      `json:"label,omitempty"` // that it proves nothing, in the reader's language
	State      string      `json:"state"`           // made, released, concluded
	Withdrawn  bool        `json:"withdrawn"`
	Commitment string      `json:"commitment"`
	Leaf       int64       `json:"leaf"`
	Made       string      `json:"made"`
	Release    string      `json:"release"`
	Seal       string      `json:"seal,omitempty"`
	Events     []eventView `json:"events"`

	Title      string   `json:"title,omitempty"`
	Register   string   `json:"register,omitempty"`
	Version    int64    `json:"version,omitempty"`
	Plan       *planRef `json:"plan,omitempty"`
	Frame      string   `json:"frame,omitempty"`
	Conclude   string   `json:"conclude,omitempty"` // at the latest
	Incomplete []string `json:"incomplete,omitempty"`
	Reserves   *int     `json:"reserves,omitempty"` // how many the record has
	Reason     string   `json:"reason,omitempty"`   // why it was withdrawn
	MadeBy     int64    `json:"made_by,omitempty"`  // for the office, and the one who made it

	Record string      `json:"record,omitempty"` // with Salt it opens the commitment
	Salt   string      `json:"salt,omitempty"`
	Origin *originView `json:"origin,omitempty"`
}

// eventView is something that happened to a draw, as the log has it.
type eventView struct {
	Kind string `json:"kind"`
	Time string `json:"time"`
	Leaf int64  `json:"leaf"`
}

// planRef names the plan of a draw.
type planRef struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// originView is where the seed of a draw came from. It is also what an event of
// the kind concluded holds.
type originView struct {
	Seed      string `json:"seed,omitempty"`
	Secret    string `json:"secret,omitempty"`
	Signature string `json:"signature,omitempty"`
}

// reasonDetail is what an event of the kind withdrawn holds.
type reasonDetail struct {
	Reason string `json:"reason"`
}

// stateMade is the state of a draw to which nothing has happened.
const stateMade = "made"

// view shows a draw as far as it is seen.
func (r *request) view(d *seen) (drawView, error) {
	shown := drawView{
		Number: d.Number, Kind: d.Kind, OwnSeed: d.ownSeed, Label: r.label(d), State: stateMade, Withdrawn: d.Has(store.Withdrawn),
		Commitment: transparency.Commitment(d.Salt, d.Record).String(),
		Leaf:       d.Leaf, Made: stamp(d.Made.At), Release: stamp(d.Release), Events: []eventView{},
	}
	if d.Seal != nil {
		shown.Seal = d.Seal.String()
	}
	if d.round != nil {
		shown.Drill, shown.Round, shown.Mode = d.round.drill, d.round.number, string(d.round.mode)
	}
	for i := range d.Events {
		e := &d.Events[i]
		shown.Events = append(shown.Events, eventView{e.Kind, stamp(e.Made.At), e.Leaf})
		if e.Kind == store.Released || e.Kind == store.Concluded {
			shown.State = e.Kind
		}
	}
	if d.Kind == store.Practice && d.sight.all {
		shown.State = store.Concluded // for those signed in nothing is left to come
	}
	if d.sight.picks {
		shown.Title = d.Title
	}
	if !d.sight.whole() {
		return shown, nil
	}
	shown.Register, shown.Version, shown.Frame = d.Register, d.Version, d.Frame.String()
	shown.Plan = &planRef{d.PlanName, d.Plan.String()}
	shown.Conclude, shown.Incomplete, shown.Reserves = stamp(d.Conclude), d.Incomplete, &d.Reserves
	shown.Record, shown.Salt = d.Record.String(), sampler.Digest(d.Salt).String()
	if r.who.Role == access.Office || r.who.UserID == d.Made.By {
		shown.MadeBy = d.Made.By
	}
	return shown, d.details(&shown)
}

// label is what stands on everything of a draw that proves nothing, or that is no
// draw by itself: how it depends on the rounds before it.
func (r *request) label(d *seen) string {
	var notes []string
	switch {
	case d.Kind == store.Practice, d.Kind == store.Rehearsal:
		notes = append(notes, r.texts.Text("nature.practice-note", nil))
	case d.ownSeed:
		notes = append(notes, r.texts.Text("nature.own-seed-note", nil))
	}
	if d.round != nil {
		notes = append(notes, r.modeNotes(d.round.mode)...)
	}
	return r.joinNotes(notes)
}

// joinNotes puts notes into one line.
func (r *request) joinNotes(notes []string) string {
	return strings.Join(notes, r.texts.Text("label.and", nil))
}

// details adds what the events hold: the reason of withdrawing and, once it is
// concluded, where the seed came from.
func (d *seen) details(shown *drawView) error {
	for i := range d.Events {
		switch e := &d.Events[i]; e.Kind {
		case store.Withdrawn:
			var detail reasonDetail
			if err := json.Unmarshal(e.Detail, &detail); err != nil {
				return err
			}
			shown.Reason = detail.Reason
		case store.Concluded:
			shown.Origin = &originView{}
			if err := json.Unmarshal(e.Detail, shown.Origin); err != nil {
				return err
			}
		}
	}
	return nil
}
