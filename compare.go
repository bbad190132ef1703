package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/sampler/balance"
	"sitedraw/server/report"
)

// compareFlags are those of the verb compare.
type compareFlags struct {
	frame, plan, step string
	category, n       string
	draws, seed       string
	out               figureOutput
}

// compareCommand is the verb compare: how well draws of several designs are spread.
func (a *app) compareCommand() *cobra.Command {
	f := compareFlags{out: figureOutput{formats: []string{"table", "json", "csv", "xlsx"}}}
	cmd := a.command(verbTexts{name: "compare", short: "compare.short", long: "compare.long", usage: "compare.usage"})
	cmd.Args = a.check(arguments{})
	a.drawFlags(cmd, &f.frame, &f.plan)
	set := cmd.Flags()
	a.flag(set, &f.step, flagTexts{name: "step", argument: "argument.id", usage: "flag.compare-step"})
	a.flag(set, &f.category, flagTexts{name: "category", argument: "argument.category", usage: "flag.compare-category"})
	a.flag(set, &f.n, flagTexts{"count", "n", "argument.number", "flag.compare-n"})
	a.flag(set, &f.draws, flagTexts{name: "draws", argument: "argument.number", usage: "flag.compare-draws"})
	a.flag(set, &f.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.replay-seed"})
	a.figureFlags(cmd, &f.out)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(cmd); err != nil {
			return err
		}
		if err := f.out.check(a, cmd, f.frame, planPath(f.plan)); err != nil {
			return err
		}
		made, err := a.compare(cmd, &f)
		if err != nil {
			return err
		}
		return a.writeComparison(cmd.Context(), f.out, made)
	}
	return cmd
}

// check wants a plan, or a category and how many of it.
func (f *compareFlags) check(cmd *cobra.Command) error {
	if err := need(cmd, "frame"); err != nil {
		return err
	}
	if f.category == "" {
		if f.n != "" {
			return misuse(cmd, errFlagMissing, "--category", "")
		}
		return need(cmd, "plan")
	}
	if flag := firstGiven(cmd, []string{"plan", "step"}); flag != "" {
		return misuse(cmd, errFlagsTogether, "--category", flag)
	}
	return need(cmd, "count")
}

// compare draws by each design.
func (a *app) compare(cmd *cobra.Command, f *compareFlags) (*report.Comparison, error) {
	o := balance.CompareOptions{Seed: cmp.Or(f.seed, report.DefaultReplaySeed)}
	if err := checkReplaySeed(o.Seed); err != nil {
		return nil, err
	}
	if f.draws != "" {
		var err error
		if o.Draws, err = wholeNumber(cmd, "--draws="+f.draws, f.draws, balance.MostDraws); err != nil {
			return nil, err
		}
	}
	made := &report.Comparison{Seed: o.Seed, Texts: a.texts}
	steps, err := a.comparedSteps(cmd, f, &o, made)
	if err != nil {
		return nil, err
	}
	if made.Frame, err = a.readFrame(cmd.Context(), f.frame); err != nil {
		return nil, err
	}
	shown := a.progress("progress.replays")
	defer shown.end()
	for i := range steps {
		o.Told = func(done, of int) { shown.at(int64(i*of+done), int64(len(steps)*of)) }
		compared, err := balance.Compare(cmd.Context(), made.Frame, steps[i], o)
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

// nothingToCompare holds for a step that every design draws alike, or that is none
// of its own.
func nothingToCompare(err error) bool {
	wrong, is := errors.AsType[*geo.Error](err)
	return is && slices.Contains([]geo.Code{balance.ErrAll, balance.ErrUnknown, balance.ErrStage}, wrong.Code)
}

// comparedSteps are those of the plan, or the one of --step; or one that draws from
// a category.
func (a *app) comparedSteps(cmd *cobra.Command, f *compareFlags, o *balance.CompareOptions, made *report.Comparison) ([]sampler.Step, error) {
	if f.category != "" {
		n, err := wholeNumber(cmd, "-n "+f.n, f.n, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		o.Designs = balance.Designs()[1:] // there is no step as planned
		plan, err := sampler.NewPlan(sampler.Plan{Steps: []sampler.Step{{ID: f.category, Category: []string{f.category}, N: int64(n)}}})
		return plan.Steps, err
	}
	plan, err := a.readPlan(cmd.Context(), f.plan)
	if err != nil {
		return nil, err
	}
	made.Plan = &plan
	if f.step == "" {
		return plan.Steps, nil
	}
	at := slices.IndexFunc(plan.Steps, func(s sampler.Step) bool { return s.ID == f.step })
	if at < 0 {
		ids := make([]string, len(plan.Steps))
		for i := range ids {
			ids[i] = plan.Steps[i].ID
		}
		return nil, misuse(cmd, errFlagInvalid, "--step="+f.step, cmp.Or(geo.Nearest(f.step, ids), ids[0]))
	}
	return plan.Steps[at : at+1], nil
}

// writeComparison writes it in the form that was asked for.
func (a *app) writeComparison(ctx context.Context, out figureOutput, made *report.Comparison) error {
	return a.save(ctx, out.path, func(w io.Writer) error {
		switch out.format {
		case "json":
			return report.ComparisonJSON(w, *made)
		case "csv":
			return report.ComparisonCSV(w, *made)
		case "xlsx":
			return report.ComparisonXLSX(w, *made)
		default:
			return writePassages(w, report.ComparisonPassages(*made))
		}
	})
}
