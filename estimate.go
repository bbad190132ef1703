package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler/estimate"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// estimateFlags are those of the verb estimate.
type estimateFlags struct {
	records, frames, results      []string // a record and its results for each round
	weights, questionnaire, empty string
	replays, sheet                string
	output, format                string
}

// estimateCommand is the verb estimate: what a county would score by the results of
// inspections.
func (a *app) estimateCommand() *cobra.Command {
	var f estimateFlags
	cmd := a.command(verbTexts{name: "estimate", short: "estimate.short", long: "estimate.long", usage: "estimate.usage"})
	cmd.Args = a.check(arguments{})
	set := cmd.Flags()
	a.listFlag(set, &f.records, flagTexts{name: "record", argument: "argument.file", usage: "flag.estimate-record"})
	a.listFlag(set, &f.frames, flagTexts{name: "frame", argument: "argument.file", usage: "flag.estimate-frame"})
	a.listFlag(set, &f.results, flagTexts{name: "results", argument: "argument.file", usage: "flag.results"})
	a.flag(set, &f.sheet, flagTexts{name: "sheet", argument: "argument.name", usage: "flag.results-sheet"})
	a.flag(set, &f.weights, flagTexts{name: "weights", argument: "argument.file", usage: "flag.weights"})
	a.flag(set, &f.questionnaire, flagTexts{name: "questionnaire", argument: "argument.points", usage: "flag.questionnaire"})
	a.flag(set, &f.empty, flagTexts{name: "empty", argument: "argument.empty", usage: "flag.empty"})
	a.flag(set, &f.replays, flagTexts{name: "replays", argument: "argument.number", usage: "flag.estimate-replays"})
	a.flag(set, &f.format, flagTexts{name: "format", argument: "argument.estimate-format", usage: "flag.table-format"})
	a.flag(set, &f.output, flagTexts{"output", "o", "argument.file", "flag.output-estimate"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.estimate(cmd, f) }
	return cmd
}

// estimateFormats are the forms in which an estimate leaves the program, the readable
// table aside.
var estimateFormats = map[string]func(io.Writer, report.Estimate) error{
	"json": report.EstimateJSON, "csv": report.EstimateCSV, "xlsx": report.EstimateXLSX,
}

func (a *app) estimate(cmd *cobra.Command, f estimateFlags) error {
	o, replays, err := a.checkEstimate(cmd, &f)
	if err != nil {
		return err
	}
	if o.Weights, err = a.weights(cmd.Context(), f.weights); err != nil {
		return err
	}
	out := report.Estimate{Weights: o.Weights, Texts: a.texts}
	if out.Categories, err = a.categories(cmd.Context()); err != nil {
		return err
	}
	if out.Questionnaire, err = questionnaire(f.questionnaire, o.Weights); err != nil {
		return err
	}
	var rounds []estimate.Input
	for i := range f.records {
		round, input, err := a.estimateRound(cmd.Context(), f.round(i), replays)
		if err != nil {
			return err
		}
		rounds, out.Rounds = append(rounds, input), append(out.Rounds, round)
		if e, ok := input.Probabilities.(*estimate.Exposures); ok {
			out.Replays = max(out.Replays, e.Replays())
		}
	}
	if len(rounds) == 1 {
		out.Report, err = estimate.Of(rounds[0], o)
	} else {
		out.Report, err = estimate.Rounds(rounds, o)
	}
	if err != nil {
		return err
	}
	return a.saveEstimate(cmd.Context(), out, f)
}

// mostReplays is more than anybody waits for.
const mostReplays = 1_000_000

// checkEstimate refuses what cannot be before anything is read.
func (a *app) checkEstimate(cmd *cobra.Command, f *estimateFlags) (o estimate.Options, replays int, err error) {
	for _, list := range []struct {
		name   string
		values []string
	}{{"--record", f.records}, {"--frame", f.frames}, {"--results", f.results}} {
		if len(list.values) == 0 {
			return o, 0, misuse(cmd, errFlagMissing, list.name, "")
		}
		wanted := len(list.values) == len(f.records) || list.name == "--frame" && len(list.values) == 1
		if !wanted {
			return o, 0, misuse(cmd, errFlagCount, list.name, strconv.Itoa(len(f.records)))
		}
	}
	files := slices.Concat(f.records, f.frames, f.results, []string{f.weights})
	if err := onceStdin(cmd, files...); err != nil {
		return o, 0, err
	}
	if err := ownFile(cmd, f.output, files...); err != nil {
		return o, 0, err
	}
	switch o.Empty = estimate.EmptyRule(f.empty); f.empty {
	case "", string(estimate.LeaveOpen):
	case "mean":
		o.Empty = estimate.MeanOfOthers
	default:
		return o, 0, misuse(cmd, errFlagInvalid, "--empty="+f.empty, "mean, open")
	}
	replays = defaultEstimateReplays
	if f.replays != "" {
		if replays, err = wholeNumber(cmd, "--replays="+f.replays, f.replays, mostReplays); err != nil {
			return o, 0, err
		}
	}
	f.format, err = a.tableFormat(cmd, f.format, f.output, []string{"json", "csv", "xlsx"})
	return o, replays, err
}

// defaultEstimateReplays tell a probability of 1 in 10 to a thirtieth of itself.
const defaultEstimateReplays = 10_000

// tableFormat settles the format, which the output's extension may say; the readable
// table if nothing does.
func (a *app) tableFormat(cmd *cobra.Command, format, output string, files []string) (string, error) {
	known := append([]string{readable}, files...)
	if format == "" {
		format = readable
		if end := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), ".")); slices.Contains(files, end) {
			format = end
		}
	}
	if !slices.Contains(known, format) {
		return "", misuse(cmd, errFlagInvalid, "--format="+format, strings.Join(known, ", "))
	}
	if format == "xlsx" && (output == "" || output == stdio) && isTerminal(a.out) {
		return "", misuse(cmd, errTerminal, "", "")
	}
	return format, canSave(output)
}

// readable is the format of what a terminal shows.
const readable = "table"

// weights reads a file of weights, or takes those the program comes with.
func (a *app) weights(ctx context.Context, name string) (*geo.Weights, error) {
	if name == "" {
		return geo.ShippedWeights(), nil
	}
	return read(ctx, a, name, bounded(maxCategoryFile, geo.ParseWeights))
}

// questionnaire reads the points of the questionnaire, nil if they are not given.
func questionnaire(value string, w *geo.Weights) (*float64, error) {
	if value == "" {
		return nil, nil //nolint:nilnil // no points are no error
	}
	most := float64(w.QuestionnairePoints)
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v >= 0 && v <= most) {
		return nil, &geo.Error{Code: estimate.ErrPoints, At: geo.Place{Column: "--questionnaire"}, Value: value,
			Want: "0 … " + strconv.Itoa(w.QuestionnairePoints)}
	}
	return &v, nil
}

// saveEstimate writes the estimate in the form that was asked for.
func (a *app) saveEstimate(ctx context.Context, e report.Estimate, f estimateFlags) error {
	return a.save(ctx, f.output, func(w io.Writer) error {
		if write := estimateFormats[f.format]; write != nil {
			return write(w, e)
		}
		lines := append(e.Lines(), "")
		lines = append(lines, aligned(e.Table(), []int{2, 3, 4, 5})...)
		return writeLines(w, append(append(lines, ""), e.Notes()...))
	})
}

func writeLines(w io.Writer, lines []string) error {
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// exposureOptions are those of replays for an estimate: their number is fixed, and
// their seed is the record's, so that the same results give the same figures.
func (a *app) exposureOptions(seed string, replays int) (o exposure.Options, end func()) {
	shown := a.progress("progress.replays")
	return exposure.Options{
		Seed: "estimate/" + seed, Replays: replays, HalfWidth: closest, Shares: exposure.MapShares,
		Progress: func(done, most int) { shown.at(int64(done), int64(most)) },
	}, shown.end
}

// closest is a half-width that no number of replays reaches.
const closest = 1e-9

// tellResults says how many rows of a file nobody filled in.
func (a *app) tellResults(name string, open int) {
	if open > 0 {
		a.tell("estimate.open-rows", text.Args{"file": a.shownFile(name), "count": count(open)})
	}
}
