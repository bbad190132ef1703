package main

import (
	"context"
	"io"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/sampler/estimate"
	"sitedraw/server/report"
)

// whatIfFlags are those of the verb what-if.
type whatIfFlags struct {
	frame, plan, results, sheet string
	weights, draws, seed        string
	output, format              string
}

// whatIfCommand is the verb what-if: what future draws would score, and which repairs
// raise that most.
func (a *app) whatIfCommand() *cobra.Command {
	var f whatIfFlags
	cmd := a.command(verbTexts{name: "what-if", short: "what-if.short", long: "what-if.long", usage: "what-if.usage"})
	cmd.Args = a.check(arguments{})
	set := cmd.Flags()
	a.drawFlags(cmd, &f.frame, &f.plan)
	a.flag(set, &f.results, flagTexts{name: "results", argument: "argument.file", usage: "flag.known-results"})
	a.flag(set, &f.sheet, flagTexts{name: "sheet", argument: "argument.name", usage: "flag.results-sheet"})
	a.flag(set, &f.weights, flagTexts{name: "weights", argument: "argument.file", usage: "flag.weights"})
	a.flag(set, &f.draws, flagTexts{name: "draws", argument: "argument.number", usage: "flag.what-if-draws"})
	a.flag(set, &f.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.what-if-seed"})
	a.flag(set, &f.format, flagTexts{name: "format", argument: "argument.what-if-format", usage: "flag.table-format"})
	a.flag(set, &f.output, flagTexts{"output", "o", "argument.file", "flag.output-estimate"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.whatIf(cmd, f) }
	return cmd
}

// What is drawn if nobody says otherwise.
const (
	defaultWhatIfDraws = 5000
	defaultWhatIfSeed  = "what-if"
)

// whatIfFormats are the forms in which it leaves the program, the readable table
// aside.
var whatIfFormats = map[string]func(io.Writer, report.WhatIf) error{
	"json": report.WhatIfJSON, "csv": report.WhatIfCSV, "xlsx": report.WhatIfXLSX, "svg": report.WhatIfSVG,
}

func (a *app) whatIf(cmd *cobra.Command, f whatIfFlags) error {
	draws, err := a.checkWhatIf(cmd, &f)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	out := report.WhatIf{Seed: f.seed, Texts: a.texts}
	if out.Weights, err = a.weights(ctx, f.weights); err != nil {
		return err
	}
	if out.Categories, err = a.categories(ctx); err != nil {
		return err
	}
	plan, err := a.readPlan(ctx, f.plan)
	if err != nil {
		return err
	}
	out.Plan = &plan
	if out.Frame, err = a.readFrame(ctx, f.frame); err != nil {
		return err
	}
	known, err := a.knownScores(ctx, f, out.Frame)
	if err != nil {
		return err
	}
	out.Known = len(known)
	draw, end := a.futureDraws(out.Frame, plan, f.seed, draws)
	out.Simulation, err = estimate.Simulate(ctx, estimate.Situation{
		Frame: out.Frame, Known: known, Draw: draw, Seed: f.seed, Weights: out.Weights,
	}, draws)
	end()
	if err != nil {
		return err
	}
	return a.saveWhatIf(ctx, out, f)
}

// checkWhatIf refuses what cannot be before anything is read.
func (a *app) checkWhatIf(cmd *cobra.Command, f *whatIfFlags) (draws int, err error) {
	if err := need(cmd, "frame", "plan", "results"); err != nil {
		return 0, err
	}
	files := []string{f.frame, f.plan, f.results, f.weights}
	if err := onceStdin(cmd, files...); err != nil {
		return 0, err
	}
	if err := ownFile(cmd, f.output, f.frame, planPath(f.plan), f.results, f.weights); err != nil {
		return 0, err
	}
	draws = defaultWhatIfDraws
	if f.draws != "" {
		if draws, err = wholeNumber(cmd, "--draws="+f.draws, f.draws, mostReplays); err != nil {
			return 0, err
		}
	}
	if f.seed == "" {
		f.seed = defaultWhatIfSeed
	}
	if err := geo.CheckTextLength(f.seed, longestSeed); err != nil {
		return 0, geo.InColumn(err, "--seed")
	}
	f.format, err = a.tableFormat(cmd, f.format, f.output, []string{"json", "csv", "xlsx", "svg"})
	return draws, err
}

// knownScores are the scores of results by site. What the frame lacks and what comes
// twice is named, and nothing comes of the file.
func (a *app) knownScores(ctx context.Context, f whatIfFlags, frame *sampler.Frame) (map[string]float64, error) {
	rows, err := a.readResults(ctx, roundFiles{results: f.results, sheet: f.sheet})
	if err != nil {
		return nil, err
	}
	known := make(map[string]float64, len(rows))
	var faults []*geo.Error
	for _, r := range rows {
		code := geo.Code("")
		if _, found := frame.Site(r.ID); !found {
			code = estimate.ErrUnknownSite
		} else if _, twice := known[r.ID]; twice {
			code = estimate.ErrTwice
		}
		if code != "" {
			faults = append(faults, &geo.Error{Code: code, At: geo.Place{Line: r.Line}, Value: r.ID, Names: []string{r.ID}})
		}
		known[r.ID] = scoreOf(r)
	}
	return known, a.refuse(f.results, faults)
}

func scoreOf(r intake.Inspection) float64 {
	if r.Observed == 0 {
		return r.Score
	}
	return float64(r.Met) / float64(r.Observed)
}

// futureDraws make the draws of a simulation, each with a seed of its own, and show
// how many are made.
func (a *app) futureDraws(
	frame *sampler.Frame, plan sampler.Plan, seed string, draws int,
) (draw func(context.Context, int) (*sampler.Record, error), end func()) {
	shown := a.progress("progress.replays")
	var lock sync.Mutex
	done := 0
	return func(ctx context.Context, i int) (*sampler.Record, error) {
		record, err := sampler.Draw(ctx, frame, plan, seed+"/draw/"+strconv.Itoa(i), sampler.Options{Workers: 1})
		lock.Lock()
		defer lock.Unlock()
		done++
		shown.at(int64(done), int64(draws))
		return record, err
	}, shown.end
}

// saveWhatIf writes what was found in the form that was asked for.
func (a *app) saveWhatIf(ctx context.Context, w report.WhatIf, f whatIfFlags) error {
	return a.save(ctx, f.output, func(out io.Writer) error {
		if write := whatIfFormats[f.format]; write != nil {
			return write(out, w)
		}
		lines := append(w.Lines(), "")
		lines = append(lines, aligned(w.Quantiles(), []int{0, 1})...)
		if len(w.Simulation.Repairs) == 0 {
			return writeLines(out, append(lines, "", a.t("what-if.no-repairs")))
		}
		lines = append(lines, "", a.t("what-if.repairs"))
		return writeLines(out, append(lines, aligned(w.Repairs(), []int{0, 5, 6, 7})...))
	})
}
