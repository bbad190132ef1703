package server

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/balance"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// maxComparedDraws is how many draws of each design are compared at most.
const maxComparedDraws = 1000

// comparisonOrder is what is compared: the steps of a plan, or N sites of a category.
type comparisonOrder struct {
	Plan     string `json:"plan"`
	Step     string `json:"step"` // empty: all
	Category string `json:"category"`
	N        int64  `json:"n"`
	Draws    int64  `json:"draws"` // 0: as balance.Compare has it
	Seed     string `json:"seed"`  // empty: report.DefaultReplaySeed
}

func (o *comparisonOrder) check() error {
	o.Seed = cmp.Or(o.Seed, report.DefaultReplaySeed)
	if err := cmp.Or(bounded("draws", o.Draws, maxComparedDraws), checkReplaySeed(o.Seed)); err != nil {
		return err
	}
	switch {
	case o.Category == "" && o.N != 0:
		return required("category", "")
	case o.Category == "":
		return required("plan", o.Plan)
	case o.Plan+o.Step != "":
		return &geo.Error{Code: ErrParameter, At: geo.Place{Column: "category"}, Value: o.Category, Want: "plan / category + n"}
	case o.N == 0:
		return required("n", "")
	default:
		return bounded("n", o.N, math.MaxInt32)
	}
}

// compareDesigns draws by several designs and says how well their draws are spread.
func (s *Server) compareDesigns(r *request) error {
	format, err := r.figureFormat("json", "csv", "xlsx")
	if err != nil {
		return err
	}
	var order comparisonOrder
	if err := r.figureOrder(&order); err != nil {
		return err
	}
	on, err := r.subject(order.Plan)
	if err != nil {
		return err
	}
	steps, err := order.steps(on)
	if err != nil {
		return err
	}
	key, err := on.key(jobCompare, order)
	if err != nil {
		return err
	}
	return answerFigures(r, asked[report.Comparison]{
		kind: jobCompare, key: key, format: format, name: on.fileName("comparison"),
		makes: func(ctx context.Context, j *job) (*report.Comparison, int, error) {
			made, err := order.compare(ctx, on, steps, j)
			return made, on.frame.Len(), err
		},
		write: func(w io.Writer, format string, made *report.Comparison, texts *text.Catalogue) error {
			told := *made
			told.Texts = texts
			return comparisonForms[format](w, told)
		},
	})
}

// comparisonForms are the forms in which a comparison leaves the house.
var comparisonForms = map[string]func(io.Writer, report.Comparison) error{
	"json": report.ComparisonJSON, "csv": report.ComparisonCSV, "xlsx": report.ComparisonXLSX,
}

// steps are those that are compared: of the plan, or one that draws from a category.
func (o *comparisonOrder) steps(on *subject) ([]sampler.Step, error) {
	if o.Category != "" {
		plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: o.Category, Category: []string{o.Category}, N: o.N}}})
		return plan.Steps, err
	}
	if o.Step == "" {
		return on.plan.Steps, nil
	}
	var ids []string
	for i := range on.plan.Steps {
		if on.plan.Steps[i].ID == o.Step {
			return on.plan.Steps[i : i+1], nil
		}
		ids = append(ids, on.plan.Steps[i].ID)
	}
	return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "step"}, Value: o.Step, Want: strings.Join(ids, ", ")}
}

// compare compares step by step; those of which there is nothing to compare are left
// out of several.
func (o *comparisonOrder) compare(ctx context.Context, on *subject, steps []sampler.Step, j *job) (*report.Comparison, error) {
	made := &report.Comparison{Frame: on.frame, Seed: o.Seed}
	options := balance.CompareOptions{Seed: o.Seed, Draws: int(o.Draws)}
	if o.Category == "" {
		made.Plan = &on.plan
	} else {
		options.Designs = balance.Designs()[1:] // there is no step as planned
	}
	for i := range steps {
		options.Told = j.replaying(950*i/len(steps), 950*(i+1)/len(steps))
		compared, err := balance.Compare(ctx, on.frame, steps[i], options)
		switch {
		case err == nil:
			made.Steps = append(made.Steps, compared)
		case len(steps) == 1 || !nothingToCompare(err):
			return nil, err
		default:
			made.Left = append(made.Left, err)
		}
	}
	return made, nil
}

// nothingToCompare holds for a step that every design draws alike, or that is none of
// its own.
func nothingToCompare(err error) bool {
	wrong, is := errors.AsType[*geo.Error](err)
	return is && slices.Contains([]geo.Code{balance.ErrAll, balance.ErrUnknown, balance.ErrStage}, wrong.Code)
}
