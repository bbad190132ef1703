package report

import (
	"time"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
)

// jsonField is a score in points; without an interval low and high are null.
type jsonField struct {
	Value float64        `json:"value"`
	Low   *float64       `json:"low"`
	High  *float64       `json:"high"`
	DF    float64        `json:"df"`
	Basis estimate.Basis `json:"basis"`
}

// jsonFailure says why nothing can be estimated.
type jsonFailure struct {
	Code     geo.Code `json:"code"`
	Sentence string   `json:"sentence"`
}

type jsonScoredRound struct {
	Round     int64        `json:"round"`
	Due       string       `json:"due"`
	Draw      int64        `json:"draw"`
	Record    string       `json:"record"`
	Results   int          `json:"results"`
	Missing   int          `json:"missing"`
	Conflicts int          `json:"conflicts"`
	Field     *jsonField   `json:"field"`
	Failure   *jsonFailure `json:"failure,omitempty"`
}

type jsonScoredMonth struct {
	Month   string       `json:"month"`
	Rounds  []int64      `json:"rounds"`
	Field   *jsonField   `json:"field"`
	Failure *jsonFailure `json:"failure,omitempty"`
}

// ScoresFile is what scores are as data.
type ScoresFile struct {
	Drill    string            `json:"drill"`
	Mode     sampler.Mode      `json:"mode"`
	Label    string            `json:"label,omitempty"`
	Of       int               `json:"of"`
	LastYear *float64          `json:"last_year,omitempty"`
	Rounds   []jsonScoredRound `json:"rounds"`
	Months   []jsonScoredMonth `json:"months"`
}

// ScoresData are scores as data.
func ScoresData(s Scores) ScoresFile {
	out := ScoresFile{
		Drill: s.Drill, Mode: s.Mode, Label: s.Label, Of: s.Of, LastYear: s.LastYear,
		Rounds: []jsonScoredRound{}, Months: []jsonScoredMonth{},
	}
	for i := range s.Rounds {
		r := &s.Rounds[i]
		out.Rounds = append(out.Rounds, jsonScoredRound{
			Round: r.Number, Due: r.Due.UTC().Format(time.RFC3339), Draw: r.Draw, Record: r.Record, Results: r.Results,
			Missing: r.Missing, Conflicts: r.Conflicts, Field: fieldOf(r.Field), Failure: s.failure(r.Failure),
		})
	}
	for i := range s.Months {
		m := &s.Months[i]
		out.Months = append(out.Months, jsonScoredMonth{m.Month, m.Rounds, fieldOf(m.Field), s.failure(m.Failure)})
	}
	return out
}

func (s *Scores) failure(e *geo.Error) *jsonFailure {
	if e == nil {
		return nil
	}
	return &jsonFailure{e.Code, s.Texts.Explain(e)}
}

func fieldOf(e *estimate.Estimate) *jsonField {
	if e == nil {
		return nil
	}
	out := &jsonField{Value: e.Value, DF: e.DF, Basis: e.Basis}
	if withInterval(e) {
		out.Low, out.High = &e.Low, &e.High
	}
	return out
}
