package report

import (
	"io"

	"sitedraw/sampler/estimate"
)

// jsonEstimate is an estimate as JSON has it; without an interval low and high are
// null.
type jsonEstimate struct {
	Value float64        `json:"value"`
	Low   *float64       `json:"low"`
	High  *float64       `json:"high"`
	DF    float64        `json:"df"`
	Basis estimate.Basis `json:"basis"`
}

type jsonScores struct {
	Results         int           `json:"results"`
	Missing         int           `json:"missing"`
	Hajek           *jsonEstimate `json:"hajek"`
	HorvitzThompson *jsonEstimate `json:"horvitz_thompson"`
}

type jsonPoints struct {
	jsonEstimate

	Of int `json:"of"`
}

type jsonCategory struct {
	jsonScores

	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Sites  int     `json:"sites"`
	Share  float64 `json:"share"`
	Filled bool    `json:"filled"`
}

type jsonBundle struct {
	jsonScores

	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Share float64 `json:"share"`
}

type jsonRound struct {
	Record  string `json:"record"`
	Frame   string `json:"frame"`
	Results int    `json:"results"`
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
}

// jsonScore is all of it.
type jsonScore struct {
	Headline      string         `json:"headline"`
	Field         *jsonPoints    `json:"field"`
	Questionnaire *float64       `json:"questionnaire,omitempty"`
	Total         *jsonPoints    `json:"total,omitempty"`
	Overall       *jsonScores    `json:"overall"`
	Bundles       []jsonBundle   `json:"bundles"`
	Categories    []jsonCategory `json:"categories"`
	Empty         []string       `json:"empty"`
	Missing       []string       `json:"missing"`
	Rounds        []jsonRound    `json:"rounds"`
	Replays       int            `json:"replays"`
	Notes         []string       `json:"notes"`
}

// EstimateJSON writes an object: field, the points of the field part with the 95 %
// interval, total with the questionnaire if that is known; overall, bundles and
// categories with scores from 0 to 1. Of a category without results hajek is null.
func EstimateJSON(w io.Writer, e Estimate) error {
	r := e.Report
	out := jsonScore{
		Headline: e.Headline(), Questionnaire: e.Questionnaire, Bundles: []jsonBundle{}, Categories: []jsonCategory{},
		Empty: orEmpty(r.Empty), Missing: orEmpty(r.Missing), Rounds: []jsonRound{}, Replays: e.Replays, Notes: e.Notes(),
	}
	if r.Points != nil {
		out.Field = &jsonPoints{estimateOf(r.Points), r.Of}
		overall := scoresOf(r.Overall)
		out.Overall = &overall
	}
	if sum, ok := e.Sum(); ok {
		out.Total = &jsonPoints{estimateOf(&sum), e.most()}
	}
	for _, row := range e.estimateRows() {
		if row.level == "estimate.level-bundle" {
			out.Bundles = append(out.Bundles, jsonBundle{scoresOf(row.scores), row.code, row.name, row.share})
		}
		if row.level == "estimate.level-category" {
			filled := row.scores.Results == 0 && r.Points != nil
			out.Categories = append(out.Categories, jsonCategory{scoresOf(row.scores), row.code, row.name, row.sites, row.share, filled})
		}
	}
	for _, round := range e.Rounds {
		out.Rounds = append(out.Rounds, jsonRound(round))
	}
	return writeJSON(w, out)
}

func estimateOf(e *estimate.Estimate) jsonEstimate {
	out := jsonEstimate{Value: e.Value, DF: e.DF, Basis: e.Basis}
	if hasInterval(e) {
		out.Low, out.High = &e.Low, &e.High
	}
	return out
}

func scoresOf(s *estimate.Scores) jsonScores {
	out := jsonScores{Results: s.Results, Missing: s.Missing}
	if s.Results > 0 {
		hajek, expanded := estimateOf(&s.Hajek), estimateOf(&s.HorvitzThompson)
		out.Hajek, out.HorvitzThompson = &hajek, &expanded
	}
	return out
}
