package main

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// planCheckCommand is the verb plan check: what to expect of a plan on a frame.
func (a *app) planCheckCommand() *cobra.Command {
	var frame, never string
	var strict bool
	cmd := a.command(verbTexts{name: "check", short: "check.short", long: "check.long", usage: "check.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.plan"})
	a.flag(cmd.Flags(), &frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	cmd.Flags().BoolVar(&strict, "strict", false, a.t("flag.strict-check"))
	a.flag(cmd.Flags(), &never, flagTexts{"never", "", "argument.file", "flag.never"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "frame"); err != nil {
			return err
		}
		if err := onceStdin(cmd, args[0], frame); err != nil {
			return err
		}
		if err := ownFile(cmd, never, planPath(args[0]), frame); err != nil {
			return err
		}
		plan, err := a.readPlan(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		f, err := a.readFrame(cmd.Context(), frame)
		if err != nil {
			return err
		}
		return a.checkPlan(cmd.Context(), f, plan, checking{never, strict})
	}
	return cmd
}

// checking is what plan check was asked for besides the table.
type checking struct {
	never  string // file of the sites that can never be drawn
	strict bool
}

// checkPlan writes the file, if one is named, and prints what to expect: to
// standard error if standard output is that file.
func (a *app) checkPlan(ctx context.Context, f *sampler.Frame, plan sampler.Plan, c checking) error {
	categories, err := a.categories(ctx)
	if err != nil {
		return err
	}
	list := sampler.Never(f, plan)
	if err := a.saveNever(ctx, c.never, list, f); err != nil {
		return err
	}
	shown := *a
	if c.never == stdio {
		shown.out = a.errOut
	}
	answer := shown.tellForecast(f, plan, checks{c.strict, categories})
	shown.tellNever(list, f, categories)
	a.outErr = shown.outErr
	return answer
}

// checks are how a forecast is judged.
type checks struct {
	strict     bool
	categories *geo.Categories
}

// tellForecast prints the table and what stands in the way of a draw. The answer
// is no if the draw would be refused, and under strict if it must fall short.
func (a *app) tellForecast(f *sampler.Frame, plan sampler.Plan, c checks) error {
	list := sampler.Forecast(f, plan)
	rows := [][]string{{
		a.t("column.step"), a.t("column.category"), a.t("column.scopes"),
		a.t("column.candidates"), a.t("column.want"), a.t("column.short"), a.t("column.remark"),
	}}
	var total sampler.Range
	refused := false
	for i := range list {
		step := &list[i]
		short := allScopes(step)
		total.Min, total.Max = plus(total.Min, short.Min), plus(total.Max, short.Max)
		refused = refused || isRefused(&plan.Steps[i], step)
		rows = append(rows, []string{
			step.Step, strings.Join(plan.Steps[i].Category, " "), span(step.Scopes), span(step.Candidates),
			span(step.Want), span(short), a.remark(step),
		})
	}
	for _, line := range aligned(rows, []int{2, 3, 4, 5}) {
		a.printLine(line)
	}
	a.printLine("")
	a.tellObstacles(list)
	unknown := unknownCategories(f, &plan, c.categories)
	for _, err := range unknown {
		a.printLine(a.texts.Explain(err))
	}
	if refused {
		a.print("check.refused", nil)
		return no{}
	}
	a.print("check.total", text.Args{"steps": count(len(list)), "least": strconv.FormatInt(total.Min, 10),
		"most": strconv.FormatInt(total.Max, 10)})
	closed := neverOpened(plan, list)
	a.tellClosed(closed)
	if c.strict && (total.Min > 0 || len(closed.Steps)+len(unknown) > 0) {
		return no{}
	}
	return nil
}

// neverOpened are the steps of a plan for which no earlier pick can open a scope:
// they lack all their picks, which no shortfall counts.
func neverOpened(plan sampler.Plan, list []sampler.StepForecast) (closed sampler.Plan) {
	for i := range list {
		if list[i].Err == nil && list[i].Scopes.Max == 0 {
			closed.Steps = append(closed.Steps, plan.Steps[i])
		}
	}
	return closed
}

func (a *app) tellClosed(closed sampler.Plan) {
	if len(closed.Steps) == 0 {
		return
	}
	names := make([]string, len(closed.Steps))
	for i := range names {
		names[i] = text.Visible(closed.Steps[i].ID)
	}
	a.print("check.unopened", text.Args{"count": count(len(names)),
		"names": strings.Join(names, a.t("names.and")), "picks": wanted(&closed)})
}

// unknownCategories are the errors of categories that neither the program nor the
// frame knows. They hinder no draw: nothing is found for them.
func unknownCategories(f *sampler.Frame, plan *sampler.Plan, categories *geo.Categories) (errs []error) {
	used := map[string]bool{}
	for i := range f.Sites() {
		used[f.Sites()[i].Category] = true
	}
	for i := range plan.Steps {
		for _, code := range plan.Steps[i].Category {
			_, err := categories.Lookup(code)
			if unknown, is := errors.AsType[*geo.Error](err); is && !used[code] {
				unknown.At = geo.Place{Step: plan.Steps[i].ID, Column: "category"}
				errs = append(errs, unknown)
			}
		}
	}
	return errs
}

// plus and times stay at the greatest number rather than passing it.
func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func times(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/b {
		return math.MaxInt64
	}
	return a * b
}

// allScopes is the shortfall of a step over all its scopes.
func allScopes(f *sampler.StepForecast) sampler.Range {
	return sampler.Range{Min: times(f.Short.Min, f.Scopes.Min), Max: times(f.Short.Max, f.Scopes.Max)}
}

// isRefused reports whether a draw must be refused for this step. Where earlier
// picks decide what the candidates are, those that lack something may stay out.
func isRefused(s *sampler.Step, f *sampler.StepForecast) bool {
	decided := s.Within == "" && s.Of == "" && len(s.NotIn) == 0
	return f.Err != nil || decided && len(f.Unlocated)+len(f.Unsized) > 0
}

func span(r sampler.Range) string {
	if r.Min == r.Max {
		return strconv.FormatInt(r.Min, 10)
	}
	return strconv.FormatInt(r.Min, 10) + "–" + strconv.FormatInt(r.Max, 10)
}

// remark is a step's last cell.
func (a *app) remark(f *sampler.StepForecast) string {
	switch short := allScopes(f); {
	case f.Err != nil:
		return a.t("check.error")
	case f.Scopes.Max == 0:
		return a.t("check.not-opened")
	case len(f.Unlocated) > 0:
		return a.texts.Text("check.unlocated", text.Args{"count": count(len(f.Unlocated))})
	case len(f.Unsized) > 0:
		return a.texts.Text("check.unsized", text.Args{"count": count(len(f.Unsized))})
	case f.Candidates.Max == 0:
		return a.t("check.none")
	case short.Min > 0:
		return a.t("check.falls-short")
	case short.Max > 0:
		return a.t("check.may-be-short")
	default:
		return ""
	}
}

// tellObstacles names what a draw would be refused for.
func (a *app) tellObstacles(list []sampler.StepForecast) {
	for i := range list {
		f := &list[i]
		if f.Err != nil {
			a.printLine(a.texts.Explain(f.Err))
		}
		for _, lacking := range []struct {
			code  geo.Code
			names []string
		}{{sampler.ErrUnlocated, f.Unlocated}, {sampler.ErrSizeMissing, f.Unsized}} {
			if len(lacking.names) > 0 {
				a.printLine(a.texts.Explain(
					&geo.Error{Code: lacking.code, At: geo.Place{Step: f.Step}, Names: lacking.names}))
			}
		}
	}
}
