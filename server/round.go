package server

import (
	"encoding/json"
	"net/http"
	"net/url"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/access"
	"sitedraw/server/store"
)

// How a round is held.
//
// All rounds of a drill are planned when it is made. The schedule finds those that are
// due, in order of their times, also those that fell due while the server was down: they
// are held late, each for its own day, and say so. The draw, the round's state and its
// teams are written at once, and the store moves a round forward only, so that no round
// is held twice, whatever the clock does.
//
// Practice: the round is drawn from the version that is current when it is held, by the
// seed that follows from the drill's text. Its draw is a rehearsal.
//
// Sealed: before its time, by the drill's lead, a seal is made for the version that is
// current then. It closes ten minutes before the round, or earlier if there is less time
// left, opens at the round's time, and waits for the first round of the beacon after it
// closes. A seal that comes late is none: with less than two minutes left the round fails
// for good, and everybody sees that it was not sealed. When the seal opens, its draw is
// the round's.
//
// How a round depends on those before (package drill) is worked out when its draw is
// made, from rounds of a smaller number alone. A cover therefore waits for an earlier
// round that is sealed and due, and an earlier one that failed is not held after a later
// one.
//
// Teams follow from the record by lot. Where the rules clash the round is made without
// teams, with the reason; the office draws teams anew.
//
// A round fails if its register, or what the plan wants of it, cannot be drawn from; the
// rounds after it go on, and the office may try it again. What is no fault of the data,
// such as a full disk, is tried again by itself.

// roundView is a round as it is shown to those signed in. Of its draw it says no more
// than the list of draws.
type roundView struct {
	Drill        string          `json:"drill"`
	Round        int64           `json:"round"`
	Due          string          `json:"due"`
	Release      string          `json:"release"` // of its main picks
	SealAt       string          `json:"seal_at,omitempty"`
	State        string          `json:"state"`
	Late         bool            `json:"late"`
	Seal         string          `json:"seal,omitempty"`
	Draw         int64           `json:"draw,omitempty"`
	Withdrawn    bool            `json:"withdrawn"`
	Mode         sampler.Mode    `json:"mode"`
	Label        string          `json:"label,omitempty"`
	Failure      geo.Code        `json:"failure,omitempty"`       // why it could not be held yet
	TeamsFailure geo.Code        `json:"teams_failure,omitempty"` // why it has no teams
	Explanation  string          `json:"explanation,omitempty"`   // of either, in the reader's language
	Detail       json.RawMessage `json:"detail,omitempty"`        // of either; for the office
	Reason       string          `json:"reason,omitempty"`        // why it is not held
	Teams        int             `json:"teams"`                   // the lot that counts; 0: none
	Results      int64           `json:"results"`

	Links map[string]string `json:"links"`
}

// roundReason is the detail of a round that was skipped.
type roundReason struct {
	Reason string `json:"reason,omitempty"`
}

// viewRound shows a round.
func (r *request) viewRound(v store.Reader, k *keptDrill, round *store.Round) (roundView, error) {
	shown := roundView{
		Drill: k.Name, Round: round.Number, Due: stamp(round.Due), Release: stamp(k.releaseOf(round)), SealAt: stamp(round.SealAt),
		State: round.State, Late: round.Late, Draw: round.Draw, Mode: k.definition.Mode, Label: r.drillLabel(k.definition),
		Links: map[string]string{},
	}
	if round.Seal != nil {
		shown.Seal = round.Seal.String()
		shown.Links["seal"] = base + "/seals/" + shown.Seal
	}
	if err := r.viewFault(round, &shown); err != nil {
		return shown, err
	}
	if round.Draw == 0 {
		return shown, nil
	}
	return shown, r.viewHeld(v, round, &shown)
}

// viewFault says why a round was not held, or has no teams.
func (r *request) viewFault(round *store.Round, shown *roundView) error {
	if round.State == store.RoundSkipped && round.Detail != nil {
		var why roundReason
		err := json.Unmarshal(round.Detail, &why)
		shown.Reason = why.Reason
		return err
	}
	if round.Failure == "" {
		return nil
	}
	shown.Failure = geo.Code(round.Failure)
	if round.State == store.RoundMade {
		shown.Failure, shown.TeamsFailure = "", geo.Code(round.Failure)
	}
	shown.Explanation = r.texts.Explain(inGeneral(geo.Code(round.Failure)))
	if r.who.Role != access.Office || !r.who.Has(access.Read) {
		return nil // it may name sites that are drawn
	}
	var fault roundFault
	if err := json.Unmarshal(round.Detail, &fault); err != nil {
		return err
	}
	shown.Detail, shown.Explanation = round.Detail, r.texts.Explain(fault.explained(geo.Code(round.Failure)))
	return nil
}

// viewHeld adds what became of a round that was held.
func (r *request) viewHeld(v store.Reader, round *store.Round, shown *roundView) error {
	d, err := v.Draw(round.Draw)
	if err != nil {
		return err
	}
	shown.Release, shown.Withdrawn = stamp(d.Release), d.Has(store.Withdrawn)
	own, err := ownSeed(v, &d)
	if err != nil {
		return err
	}
	shown.Label = r.label(&seen{Draw: d, ownSeed: own, round: &roundOf{shown.Drill, shown.Round, shown.Mode}})
	crews, err := v.Crews(d.Number)
	if err != nil {
		return err
	}
	at := base + "/draws/" + count(d.Number)
	for name, part := range map[string]string{"draw": "", "picks": "/picks", "routes": "/routes", "findings": "/findings"} {
		shown.Links[name] = at + part
	}
	if shown.Teams = len(crews); shown.Teams > 0 {
		shown.Links["teams"] = base + roundPath(shown.Drill, shown.Round) + "/teams"
	}
	shown.Results, err = v.CountFindings(d.Number)
	return err
}

// roundPath is where a round is, below base.
func roundPath(drill string, round int64) string {
	return "/drills/" + url.PathEscape(drill) + "/rounds/" + count(round)
}

// listRounds answers with the calendar of a drill: all rounds, in order.
func (s *Server) listRounds(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	shown := list[roundView]{Items: []roundView{}}
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		k, err := r.pathDrill(v)
		if err != nil {
			return err
		}
		rounds, err := v.Rounds(k.Number)
		if err != nil {
			return err
		}
		for i := range rounds {
			one, err := r.viewRound(v, k, &rounds[i])
			if err != nil {
				return err
			}
			shown.Items = append(shown.Items, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}

// pathRound reads the round of the path and its drill.
func (r *request) pathRound(v store.Reader) (*keptDrill, store.Round, error) {
	k, err := r.pathDrill(v)
	if err != nil {
		return nil, store.Round{}, err
	}
	number, err := r.numberParam("round")
	if err != nil {
		return nil, store.Round{}, err
	}
	round, err := v.Round(k.Number, number)
	return k, round, err
}

func (s *Server) getRound(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	var shown roundView
	err := s.Store.View(r.Request().Context(), func(v store.Reader) error {
		k, round, err := r.pathRound(v)
		if err != nil {
			return err
		}
		shown, err = r.viewRound(v, k, &round)
		return err
	})
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, shown)
}
