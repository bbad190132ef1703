package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/estimate"
	"sitedraw/sampler/exposure"
	"sitedraw/server/access"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// What is asked of an estimate: as the verb has it.
const (
	maxEstimateRounds = 20
	estimateReplays   = 10_000
	closestHalfWidth  = 1e-9 // that no number of replays reaches
)

// estimateOrder is what was found at the sites of a draw, and of further rounds.
type estimateOrder struct {
	Results       []resultRow     `json:"results"`
	Rounds        []roundOrder    `json:"rounds"` // further ones
	Questionnaire *float64        `json:"questionnaire"`
	Empty         string          `json:"empty"` // mean or open; empty: as mean
	Weights       json.RawMessage `json:"weights"`

	rows    []intake.Inspection // of Results, or of a file
	weights *geo.Weights
}

// roundOrder is what was found in another round.
type roundOrder struct {
	Draw    int64       `json:"draw"`
	Results []resultRow `json:"results"`
}

// estimateDraw estimates what a county would score from what was found at the sites of
// a draw. Nothing of it is kept but how likely the picks were.
func (s *Server) estimateDraw(r *request) error {
	order := &estimateOrder{}
	format, err := r.resultsOrder(order, "json", "csv", "xlsx")
	if err != nil {
		return err
	}
	rounds, err := r.inspected(order)
	if err != nil {
		return err
	}
	var made report.Estimate
	t := lengthy{kind: jobEstimate, do: func(later *request, j *job) (jobResult, error) {
		var err error
		if made, err = s.estimate(later.Request().Context(), order, rounds, j); err != nil {
			return jobResult{}, err
		}
		var b bytes.Buffer
		err = estimateForms["json"](&b, toldEstimate(made, later.texts))
		return jobResult{status: http.StatusOK, body: bytes.TrimSuffix(b.Bytes(), []byte("\n"))}, err
	}}
	if format != "json" {
		t.answer = func() error {
			return r.sendFile("estimate", format, func(w io.Writer) error { return estimateForms[format](w, toldEstimate(made, r.texts)) })
		}
	}
	return r.work(t)
}

// estimateForms are the forms in which an estimate leaves the house.
var estimateForms = map[string]func(io.Writer, report.Estimate) error{
	"json": report.EstimateJSON, "csv": report.EstimateCSV, "xlsx": report.EstimateXLSX,
}

func toldEstimate(e report.Estimate, texts *text.Catalogue) report.Estimate {
	e.Texts = texts
	return e
}

// inspectedRound is a draw with what was found at its sites.
type inspectedRound struct {
	*material

	rows []intake.Inspection
}

// inspected reads the draws of an estimate, each of which the one who asks may see
// whole, and holds the results against them.
func (r *request) inspected(o *estimateOrder) ([]inspectedRound, error) {
	number, err := r.numberParam("draw")
	if err != nil {
		return nil, err
	}
	first, err := r.inspectedDraw(number, o.rows)
	if err != nil {
		return nil, err
	}
	rounds := []inspectedRound{first}
	for i := range o.Rounds {
		column := "rounds." + strconv.Itoa(i)
		rows, err := readRows(column+".results", o.Rounds[i].Results)
		if err != nil {
			return nil, geo.InColumn(err, column)
		}
		next, err := r.inspectedDraw(o.Rounds[i].Draw, rows)
		if err != nil {
			return nil, geo.InColumn(err, column)
		}
		rounds = append(rounds, next)
	}
	return rounds, nil
}

// inspectedDraw reads one draw. Who may estimate from it is who may plan its routes: the
// office, and of a draw for practice the unit that made it.
func (r *request) inspectedDraw(number int64, rows []intake.Inspection) (in inspectedRound, err error) {
	d, err := r.seeNumbered(number, "estimate")
	if err != nil {
		return in, err
	}
	if !routedOf(r.who, d, nil).all {
		return in, &geo.Error{Code: access.ErrRole, Value: r.who.Role.String(), Names: []string{access.Office.String()}}
	}
	in.rows = rows
	if in.material, err = r.server.material(r.Request().Context(), d); err != nil {
		return in, err
	}
	if sites := in.sites.frame.Len(); sites > maxFigureSites {
		return in, figuresTooLarge("draw", int64(sites), maxFigureSites)
	}
	return in, rejected(estimate.Check(in.record, resultsOf(rows)))
}

// estimate works an estimate out.
func (s *Server) estimate(ctx context.Context, o *estimateOrder, rounds []inspectedRound, j *job) (e report.Estimate, err error) {
	e = report.Estimate{Weights: o.weights, Questionnaire: o.Questionnaire, Categories: s.Categories}
	var inputs []estimate.Input
	for i := range rounds {
		in := &rounds[i]
		exposures, err := s.pickExposures(ctx, in, j.replaying(950*i/len(rounds), 950*(i+1)/len(rounds)))
		if err != nil {
			return e, err
		}
		round := report.EstimateRound{Record: in.Record.String(), Frame: in.Frame.String(), Results: len(in.rows)}
		round.First, round.Last = inspectedOn(in.rows)
		e.Rounds, e.Replays = append(e.Rounds, round), max(e.Replays, exposures.Replays())
		inputs = append(inputs, estimate.Input{Record: in.record, Frame: in.sites.frame, Results: resultsOf(in.rows), Probabilities: exposures})
	}
	j.at(stepEstimate, 960)
	options := estimate.Options{Weights: o.weights, Empty: estimate.EmptyRule(o.Empty)}
	if len(inputs) == 1 {
		e.Report, err = estimate.Of(inputs[0], options)
	} else {
		e.Report, err = estimate.Rounds(inputs, options)
	}
	return e, cmp.Or(ctx.Err(), err)
}

// pickExposures is how likely the picks of a draw were, which is remembered.
func (s *Server) pickExposures(ctx context.Context, in *inspectedRound, told func(done, of int)) (*estimate.Exposures, error) {
	seed := "estimate/" + in.Record.String()
	key, err := figureKeyOf(jobEstimate, seed)
	if err != nil {
		return nil, err
	}
	value, err := s.figures.of(ctx, key, func() (any, int, error) {
		e, err := estimate.Expose(ctx, in.sites.frame, in.record, exposure.Options{
			Seed: seed, Replays: estimateReplays, HalfWidth: closestHalfWidth, Shares: exposure.MapShares, Progress: told,
		})
		return e, in.sites.frame.Len(), err
	})
	e, _ := value.(*estimate.Exposures)
	return e, err
}
