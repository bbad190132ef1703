package server

import (
	"strconv"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/estimate"
)

func (o *estimateOrder) check() (err error) {
	if o.weights, err = weightsOf(o.Weights); err != nil {
		return err
	}
	if o.Empty == "mean" {
		o.Empty = string(estimate.MeanOfOthers)
	}
	if o.Empty != string(estimate.MeanOfOthers) && o.Empty != string(estimate.LeaveOpen) {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "empty"}, Value: o.Empty, Want: "mean, open"}
	}
	if len(o.Rounds) >= maxEstimateRounds {
		return figuresTooLarge("rounds", int64(len(o.Rounds)+1), maxEstimateRounds)
	}
	if q := o.Questionnaire; q != nil && !(*q >= 0 && *q <= float64(o.weights.QuestionnairePoints)) {
		return &geo.Error{
			Code: estimate.ErrPoints, At: geo.Place{Column: "questionnaire"}, Value: strconv.FormatFloat(*q, 'g', -1, 64),
			Want: "0 … " + strconv.Itoa(o.weights.QuestionnairePoints),
		}
	}
	return nil
}

func (o *estimateOrder) given() ([]resultRow, string) { return o.Results, "results" }

func (o *estimateOrder) beside() []string { return []string{"questionnaire", "empty"} }

func (o *estimateOrder) address(r *request) error {
	o.Empty = r.query("empty")
	points := r.query("questionnaire")
	if points == "" {
		return nil
	}
	v, err := strconv.ParseFloat(points, 64)
	if err != nil {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "questionnaire"}, Value: points, Want: "17.5"}
	}
	o.Questionnaire = &v
	return nil
}

func (o *estimateOrder) inspected(rows []intake.Inspection) { o.rows = rows }
