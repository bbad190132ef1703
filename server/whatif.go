package server

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"sync"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// What may be asked of future draws at most, and what is if nobody says otherwise: as
// the verb what-if.
const (
	maxFutureDraws     = 20_000
	defaultFutureDraws = 5000
	futureSeed         = "what-if"
)

// whatIfOrder is what is known of sites, and the draws that are wanted.
type whatIfOrder struct {
	Plan    string          `json:"plan"`
	Known   []resultRow     `json:"known"`
	Draws   int64           `json:"draws"` // 0: defaultFutureDraws
	Seed    string          `json:"seed"`  // empty: futureSeed
	Weights json.RawMessage `json:"weights"`

	rows    []intake.Inspection // of Known, or of a file
	weights *geo.Weights
}

func (o *whatIfOrder) check() error {
	if err := cmp.Or(required("plan", o.Plan), bounded("draws", o.Draws, maxFutureDraws)); err != nil {
		return err
	}
	o.Draws, o.Seed = cmp.Or(o.Draws, defaultFutureDraws), cmp.Or(o.Seed, futureSeed)
	var err error
	if o.weights, err = weightsOf(o.Weights); err != nil {
		return err
	}
	return checkReplaySeed(o.Seed)
}

func (o *whatIfOrder) given() ([]resultRow, string) { return o.Known, "known" }

func (o *whatIfOrder) beside() []string { return []string{"plan", "draws", "seed"} }

func (o *whatIfOrder) address(r *request) error {
	o.Plan, o.Seed = r.query("plan"), r.query("seed")
	draws := r.query("draws")
	if draws == "" {
		return nil
	}
	n, err := strconv.ParseInt(draws, 10, 64)
	if err != nil {
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "draws"}, Value: draws, Want: "1–" + strconv.Itoa(maxFutureDraws)}
	}
	o.Draws = n
	return nil
}

func (o *whatIfOrder) inspected(rows []intake.Inspection) { o.rows = rows }

// weightsOf are the weights of a body, or those that the program comes with.
func weightsOf(given json.RawMessage) (*geo.Weights, error) {
	if len(given) == 0 || string(given) == "null" {
		return geo.ShippedWeights(), nil
	}
	w, err := geo.ParseWeights(given)
	return w, geo.InColumn(err, "weights")
}

// whatIf works out what future draws of a plan would score.
func (s *Server) whatIf(r *request) error {
	order := &whatIfOrder{}
	format, err := r.resultsOrder(order, "json", "csv", "xlsx", "svg")
	if err != nil {
		return err
	}
	on, err := r.subject(order.Plan)
	if err != nil {
		return err
	}
	known, err := knownScores(on.frame, order.rows)
	if err != nil {
		return err
	}
	key, err := on.key(jobWhatIf, known, order.Draws, order.Seed, order.weights)
	if err != nil {
		return err
	}
	return answerFigures(r, asked[report.WhatIf]{
		kind: jobWhatIf, key: key, format: format, name: on.fileName("what-if"),
		makes: func(ctx context.Context, j *job) (*report.WhatIf, int, error) {
			made := &report.WhatIf{Frame: on.frame, Plan: &on.plan, Weights: order.weights, Known: len(known), Seed: order.Seed, Categories: s.Categories}
			var err error
			made.Simulation, err = estimate.Simulate(ctx, estimate.Situation{
				Frame: on.frame, Known: known, Draw: on.futureDraws(order.Seed, order.Draws, j), Seed: order.Seed, Weights: order.weights,
			}, int(order.Draws))
			return made, on.frame.Len() + int(order.Draws), err
		},
		write: func(w io.Writer, format string, made *report.WhatIf, texts *text.Catalogue) error {
			told := *made
			told.Texts = texts
			return whatIfForms[format](w, told)
		},
	})
}

// whatIfForms are the forms in which it leaves the house.
var whatIfForms = map[string]func(io.Writer, report.WhatIf) error{
	"json": report.WhatIfJSON, "csv": report.WhatIfCSV, "xlsx": report.WhatIfXLSX, "svg": report.WhatIfSVG,
}

// futureDraws make the draws of a simulation, each with a seed of its own, and tell how
// many are made.
func (s *subject) futureDraws(seed string, draws int64, j *job) func(context.Context, int) (*sampler.Record, error) {
	var lock sync.Mutex
	done, tell := 0, j.replaying(0, 950)
	return func(ctx context.Context, i int) (*sampler.Record, error) {
		record, err := sampler.Draw(ctx, s.frame, s.plan, seed+"/draw/"+strconv.Itoa(i), sampler.Options{Workers: 1})
		lock.Lock()
		defer lock.Unlock()
		done++
		tell(done, int(draws))
		return record, err
	}
}

// figureFormat is the form that ?format= asks for, the only parameter.
func (r *request) figureFormat(known ...string) (string, error) {
	if err := r.knownQueries("format"); err != nil {
		return "", err
	}
	return r.format(known...)
}

// figureOrder reads what somebody wants worked out, of which nothing is kept.
func (r *request) figureOrder(order interface{ check() error }) error {
	if err := r.decode(order); err != nil {
		return err
	}
	return order.check()
}
