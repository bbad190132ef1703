package server

import (
	"context"
	"errors"
	"io"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/sampler/inspection"
	"sitedraw/server/report"
)

// getScores answers with what the rounds of a drill scored, round by round and month by
// month: what a county would score by rounds that are draws by themselves, and the mean
// of what was found by others, which says nothing of the county.
func (s *Server) getScores(r *request) error {
	if err := r.knownQueries("format", "last_year"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	before, err := r.lastYear()
	if err != nil {
		return err
	}
	d, err := r.seeDrill("scores")
	if err != nil {
		return err
	}
	var made *report.Scores
	tell := func(by *request) report.Scores {
		told := *made
		told.Label, told.LastYear, told.Texts = by.drillLabel(d.definition), before, by.texts
		return told
	}
	t := lengthy{kind: jobScores, do: func(later *request, j *job) (jobResult, error) {
		if made, err = s.scored(later.Request().Context(), d, j); err != nil {
			return jobResult{}, err
		}
		return shown(report.ScoresData(tell(later)))
	}}
	if format != "json" {
		write := report.ScoresCSV
		if format == "xlsx" {
			write = report.ScoresXLSX
		}
		t.answer = func() error {
			return r.sendFile(d.Name+"-scores", format, func(w io.Writer) error { return write(w, tell(r)) })
		}
	}
	return r.work(t)
}

// lastYear is the field score of last year, beside which the others stand; nil if
// nobody says it.
func (r *request) lastYear() (*float64, error) {
	given := r.query("last_year")
	if given == "" {
		return nil, nil
	}
	most := geo.ShippedWeights().FieldPoints
	points, err := strconv.ParseFloat(given, 64)
	if err != nil || !(points >= 0 && points <= float64(most)) {
		return nil, &geo.Error{Code: estimate.ErrPoints, At: geo.Place{Column: "last_year"}, Value: given, Want: "0 … " + strconv.Itoa(most)}
	}
	return &points, nil
}

// scored works out what the rounds of a drill scored.
func (s *Server) scored(ctx context.Context, d *seenDrill, j *job) (*report.Scores, error) {
	j.at(stepOpening, 0)
	made := &report.Scores{Drill: d.Name, Mode: d.definition.Mode, Of: geo.ShippedWeights().FieldPoints}
	var months []scoredMonth
	for i := range d.held {
		told := j.replaying(950*i/len(d.held), 950*(i+1)/len(d.held))
		round, input, err := s.scoreRound(ctx, d, &d.held[i], told)
		if err != nil {
			return nil, err
		}
		made.Rounds = append(made.Rounds, round)
		if round.Field == nil {
			continue
		}
		if month := round.Due.Format("2006-01"); len(months) == 0 || months[len(months)-1].name != month {
			months = append(months, scoredMonth{name: month})
		}
		of := &months[len(months)-1]
		of.rounds, of.inputs = append(of.rounds, round), append(of.inputs, input)
	}
	j.at(stepEstimate, 960)
	for i := range months {
		m, err := months[i].score()
		if err != nil {
			return nil, err
		}
		made.Months = append(made.Months, m)
	}
	return made, ctx.Err()
}

// scoredMonth is a month at work.
type scoredMonth struct {
	name   string
	rounds []report.ScoredRound
	inputs []estimate.Input // of rounds that are draws by themselves
}

// score joins the rounds of a month.
func (m *scoredMonth) score() (out report.ScoredMonth, err error) {
	out.Month = m.name
	var plain []float64
	for i := range m.rounds {
		out.Rounds = append(out.Rounds, m.rounds[i].Number)
		plain = append(plain, m.rounds[i].Field.Value)
	}
	switch {
	case len(m.rounds) == 1:
		out.Field = m.rounds[0].Field
	case m.rounds[0].Field.Basis == report.PlainBasis:
		out.Field = report.PlainMean(plain, 1)
	default:
		joined, err := estimate.Rounds(m.inputs, estimate.Options{})
		if refused, is := errors.AsType[*geo.Error](err); is {
			out.Failure = refused
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out.Field = joined.Points
	}
	return out, nil
}

// scoreRound works out what one round scored: without a figure where nobody reported
// anything, or where nothing can be estimated from it, which then says why.
func (s *Server) scoreRound(ctx context.Context, d *seenDrill, h *heldRound, told func(done, of int)) (round report.ScoredRound, input estimate.Input, err error) {
	round = report.ScoredRound{Number: h.Number, Due: h.Due.In(s.Location), Draw: h.draw.Number, Record: h.draw.Record.String()}
	m, err := s.material(ctx, &seen{Draw: h.draw})
	if err != nil {
		return round, input, err
	}
	res, err := s.results(ctx, m)
	if err != nil {
		return round, input, err
	}
	found := res.summary
	round.Results, round.Missing, round.Conflicts = len(found.Sites), len(res.roster.Sites())-len(found.Sites), unsettled(found)
	switch {
	case round.Results == 0:
		return round, input, nil
	case d.definition.Mode != sampler.Faithful:
		round.Field = report.PlainMean(plainScores(found), geo.ShippedWeights().FieldPoints)
		return round, input, nil
	}
	input, err = s.roundInput(ctx, m, found, told)
	if err != nil {
		return round, input, err
	}
	told(1, 1)
	reckoned, err := estimate.Of(input, estimate.Options{})
	if refused, is := errors.AsType[*geo.Error](err); is {
		round.Failure = refused
		return round, input, nil
	}
	if err == nil {
		round.Field = reckoned.Points
	}
	return round, input, err
}

// roundInput is what a round is estimated from.
func (s *Server) roundInput(ctx context.Context, m *material, found *inspection.Summary, told func(done, of int)) (in estimate.Input, err error) {
	if sites := m.sites.frame.Len(); sites > maxFigureSites {
		return in, figuresTooLarge("round", int64(sites), maxFigureSites)
	}
	chances, err := s.pickExposures(ctx, &inspectedRound{material: m}, told)
	return estimate.Input{Record: m.record, Frame: m.sites.frame, Results: found.Results(), Probabilities: chances}, err
}

// plainScores are the scores of the sites of a round.
func plainScores(found *inspection.Summary) []float64 {
	list := make([]float64, len(found.Sites))
	for i := range found.Sites {
		list[i] = found.Sites[i].Score
	}
	return list
}

// unsettled is how many conflicts nobody has settled.
func unsettled(found *inspection.Summary) (n int) {
	for i := range found.Conflicts {
		if found.Conflicts[i].Settled == 0 {
			n++
		}
	}
	return n
}
