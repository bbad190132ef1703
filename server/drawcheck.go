package server

import (
	"context"
	"errors"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/store"
)

// verifyView says whether a record follows from frame, plan and seed.
type verifyView struct {
	Agrees     bool            `json:"agrees"`
	Record     string          `json:"record"`
	Frame      string          `json:"frame"`
	Picks      int             `json:"picks"`
	Difference *differenceView `json:"difference,omitempty"`
}

// differenceView is the first place where they differ.
type differenceView struct {
	Code     geo.Code `json:"code"`
	Detail   string   `json:"detail"` // in the reader's language
	Step     string   `json:"step,omitempty"`
	Within   string   `json:"within,omitempty"`
	Stratum  string   `json:"stratum,omitempty"`
	Role     string   `json:"role,omitempty"`
	Order    int      `json:"order,omitempty"`
	Member   string   `json:"member,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Found    string   `json:"found,omitempty"`
}

// verifyDraw computes a draw again and says whether it comes out the same.
func (s *Server) verifyDraw(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	d, err := r.seeDraw("verify")
	if err != nil {
		return err
	}
	if !d.sight.all {
		return d.notYet()
	}
	return r.work(lengthy{kind: jobVerify, do: func(later *request, j *job) (jobResult, error) {
		j.at(stepOpening, 0)
		ctx := later.Request().Context()
		m, err := s.material(ctx, d)
		if err != nil {
			return jobResult{}, err
		}
		answer := verifyView{Record: d.Record.String(), Frame: d.Frame.String(), Picks: len(m.record.Picks)}
		err = s.compare(ctx, m, j)
		if answer.Difference = later.difference(err); answer.Difference == nil && err != nil {
			return jobResult{}, err
		}
		answer.Agrees = answer.Difference == nil
		return shown(answer)
	}})
}

// compare returns a *sampler.Difference unless the record is the one that the log
// committed to and follows from its frame, plan and seed.
func (s *Server) compare(ctx context.Context, m *material, j *job) error {
	end, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer end()
	err = sampler.Verify(ctx, m.record, m.sites.frame, j.drawing())
	if err != nil {
		return err
	}
	return m.record.CheckDigest(m.Record)
}

// difference shows an error that is one; nil for any other.
func (r *request) difference(err error) *differenceView {
	var d *sampler.Difference
	if !errors.As(err, &d) {
		return nil
	}
	return &differenceView{
		Code: d.Code, Detail: r.texts.Explain(d), Step: d.Step, Within: d.Within, Stratum: d.Stratum,
		Role: string(d.Role), Order: d.Order, Member: d.Member, Expected: d.Expected, Found: d.Found,
	}
}

// replayView are the main picks of a draw that was computed again. Nothing of it
// is kept, and it decides nothing.
type replayView struct {
	Draw   int64      `json:"draw"`
	Kind   string     `json:"kind"`
	Label  string     `json:"label"`
	Agrees bool       `json:"agrees"` // with the draw that is kept
	Picks  []pickView `json:"picks"`
}

// replayDraw computes a released draw again, for practice, and shows its main
// picks.
func (s *Server) replayDraw(r *request) error {
	if err := r.knownQueries("datum"); err != nil {
		return err
	}
	datum, err := r.datum()
	if err != nil {
		return err
	}
	d, err := r.seeDraw("replay")
	if err != nil {
		return err
	}
	if !d.sight.whole() {
		return d.notYet()
	}
	return r.work(lengthy{kind: jobReplay, do: func(later *request, j *job) (jobResult, error) {
		return later.replay(d, j, datum)
	}})
}

func (r *request) replay(d *seen, j *job, datum geo.Datum) (jobResult, error) {
	j.at(stepOpening, 0)
	ctx, s := r.Request().Context(), r.server
	m, err := s.material(ctx, d)
	if err != nil {
		return jobResult{}, err
	}
	again, err := s.compute(ctx, &basis{frame: m.sites.frame, plan: m.record.Plan, coordination: m.record.Coordination}, m.record.Seed, j)
	if err != nil {
		return jobResult{}, err
	}
	answer := replayView{Draw: d.Number, Kind: store.Practice, Agrees: again.Digest() == d.Record, Picks: []pickView{}}
	answer.Label = r.texts.Text("nature.practice-note", nil)
	for i := range again.Picks {
		if p := &again.Picks[i]; p.Role == sampler.Main {
			view, err := r.pick(m, p, pickShape{datum: datum})
			if err != nil {
				return jobResult{}, err
			}
			answer.Picks = append(answer.Picks, view)
		}
	}
	return shown(answer)
}
