package server

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"sitedraw/geo"
	"sitedraw/sampler/crew"
	"sitedraw/server/store"
)

// Why a round is not held.
const (
	ErrRoundEmpty     geo.Code = "round.empty"          // nothing was drawn: the register has no candidates
	ErrRoundNotSealed geo.Code = "round.not-sealed"     // it was not sealed in time, which cannot be made up for
	ErrRoundWaits     geo.Code = "round.waits"          // the round Value of the drill comes first
	ErrRoundOvertaken geo.Code = "round.overtaken"      // a later round, Value, was held, which rests on what came before
	ErrDrillEnded     geo.Code = "drill.ended"          // the drill Value was ended at Want
	ErrRoundEarly     geo.Code = "round.early"          // it is due at Want
	ErrRoundSealed    geo.Code = "round.sealed"         // its draw is fixed, and made at Want
	ErrNoResults      geo.Code = "round.no-results"     // no round of the drill Value has results
	ErrNothingFailed  geo.Code = "round.nothing-failed" // there is nothing to look at again
)

// roundFault is the detail of a round that failed, or has no teams.
type roundFault struct {
	Value  string      `json:"value,omitempty"`
	Want   string      `json:"want,omitempty"`
	Names  []string    `json:"names,omitempty"`
	Step   string      `json:"step,omitempty"`
	Column string      `json:"column,omitempty"`
	Cause  geo.Code    `json:"cause,omitempty"` // the code of what came before
	Rules  []clashRule `json:"rules,omitempty"` // a smallest set that clashes
	Sites  []string    `json:"sites,omitempty"`
}

// clashRule is a rule that is in the way of teams.
type clashRule struct {
	Kind      crew.RuleKind `json:"kind"`
	Inspector string        `json:"inspector,omitempty"`
	Subject   string        `json:"subject,omitempty"`
}

// explained is the error that a fault was.
func (f *roundFault) explained(code geo.Code) error {
	e := &geo.Error{Code: code, At: geo.Place{Step: f.Step, Column: f.Column}, Value: f.Value, Want: f.Want, Names: f.Names}
	if f.Cause != "" {
		e.Err = inGeneral(f.Cause)
	}
	return e
}

// faultOf is what is kept of an error, by its code.
func faultOf(err error) (geo.Code, roundFault) {
	_, e := statusOf(err)
	fault := roundFault{Value: e.Value, Want: e.Want, Names: e.Names, Step: e.At.Step, Column: e.At.Column}
	if cause, is := errors.AsType[*geo.Error](e.Err); is {
		fault.Cause = cause.Code
	}
	if clash, is := errors.AsType[*crew.Clash](err); is {
		fault.Rules, fault.Sites = clashRules(clash), clash.Sites
	}
	return e.Code, fault
}

func clashRules(c *crew.Clash) []clashRule {
	rules := make([]clashRule, len(c.Rules))
	for i := range c.Rules {
		rules[i] = clashRule{c.Rules[i].Kind, c.Rules[i].Inspector, c.Rules[i].Subject()}
	}
	return rules
}

// keptFault is an error as a round keeps it.
func keptFault(cause error) (code string, detail []byte, err error) {
	is, fault := faultOf(cause)
	detail, err = json.Marshal(fault)
	return string(is), detail, err
}

// lasting reports whether an error stays until somebody changes the data: trying again
// by itself would not help.
func lasting(err error) bool {
	if errors.Is(err, store.ErrState) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	_, e := statusOf(err)
	return slices.Contains([]geo.Kind{geo.Invalid, geo.NotFound, geo.Conflict}, e.Kind)
}

// failRound notes that a round could not be held: for good unless the office tries it
// again. Anything that may pass by itself is returned as it is.
func (s *Server) failRound(ctx context.Context, h *holding, cause error) error {
	if !lasting(cause) {
		return cause
	}
	code, detail, err := keptFault(cause)
	if err != nil {
		return err
	}
	s.Logger.WarnContext(ctx, "round failed", "drill", h.Name, "round", h.round.Number, "code", code) // its particulars may name sites
	return s.Store.Update(ctx, func(w store.Writer) error {
		now, err := w.Round(h.Number, h.round.Number)
		if err != nil {
			return err
		}
		if now.State == store.RoundFailed {
			return w.NoteRoundFailure(h.Number, h.round.Number, code, detail)
		}
		now.State, now.Failure, now.Detail, now.Made = store.RoundFailed, code, detail, store.Act{At: s.now()}
		return w.SetRound(now)
	})
}

// noteRound notes why a round could not be moved on, and leaves it where it is.
func (s *Server) noteRound(ctx context.Context, h *holding, cause error) error {
	code, detail, err := keptFault(cause)
	if err != nil || h.round.Failure == code {
		return err
	}
	return s.Store.Update(ctx, func(w store.Writer) error {
		return w.NoteRoundFailure(h.Number, h.round.Number, code, detail)
	})
}
