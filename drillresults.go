package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"

	"github.com/spf13/cobra"

	"sitedraw/server/text"
)

// drillResultsFlags are those of the verb drill results.
type drillResultsFlags struct {
	drillFolder
	drillOutput

	round, sheet string
}

// drillResultsCommand is the verb drill results: what was found in a round is taken in,
// or shown.
func (a *app) drillResultsCommand() *cobra.Command {
	var f drillResultsFlags
	cmd := a.command(verbTexts{name: "results", short: "drill.results-short", long: "drill.results-long", usage: "drill.results-usage"})
	cmd.Args = a.check(arguments{max: 1, what: "argument.file"})
	a.folderFlags(cmd, &f.drillFolder)
	a.flag(cmd.Flags(), &f.round, flagTexts{name: "round", argument: "argument.drill-round", usage: "flag.drill-round"})
	a.flag(cmd.Flags(), &f.sheet, flagTexts{name: "sheet", argument: "argument.name", usage: "flag.results-sheet"})
	a.flag(cmd.Flags(), &f.format, flagTexts{name: "format", argument: "argument.results-format", usage: "flag.results-format"})
	a.flag(cmd.Flags(), &f.output, flagTexts{"output", "o", "argument.file", "flag.output-estimate"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := roundNumber(cmd, f.round); err != nil {
			return err
		}
		if err := ownFile(cmd, f.output, args...); err != nil {
			return err
		}
		if f.format == "" && f.output == "" {
			f.format = "csv"
		}
		if err := f.settle(a, cmd, "json", "csv", "xlsx"); err != nil {
			return err
		}
		return a.atDesk(cmd, f.drillFolder, func(ctx context.Context, d *desk) error {
			if len(args) == 1 {
				return d.takeResults(ctx, &f, args[0])
			}
			return d.showResults(ctx, &f)
		})
	}
	return cmd
}

// mostTable is a little more than a table that the server takes.
const mostTable = 64 << 20

// readAll reads a table for the server to read.
func readAll(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, mostTable)) }

// takeResults takes the results of a table, all or none.
func (d *desk) takeResults(ctx context.Context, f *drillResultsFlags, file string) error {
	draw, err := d.drawn(ctx, f.name, f.round)
	if err != nil {
		return err
	}
	body, err := read(ctx, d.app, file, readAll)
	if err != nil {
		return err
	}
	d.file = file
	query := url.Values{"filename": {filepath.Base(file)}}
	if f.sheet != "" {
		query.Set("sheet", f.sheet)
	}
	var taken struct {
		Findings  []struct{} `json:"findings"`
		Conflicts []struct {
			Site string `json:"site"`
			Item string `json:"item"`
		} `json:"conflicts"`
	}
	if err := d.post(ctx, draw+"/findings?"+query.Encode(), body, &taken); err != nil {
		return err
	}
	d.app.tell("drill.results-taken", text.Args{
		"count": count(len(taken.Findings)), "name": text.Visible(f.name), "round": f.round,
	})
	for _, c := range taken.Conflicts[:min(len(taken.Conflicts), maxShown)] {
		d.app.tell("drill.conflict", text.Args{"site": text.Visible(c.Site), "value": text.Visible(c.Item)})
	}
	return nil
}

// showResults shows what was found in a round.
func (d *desk) showResults(ctx context.Context, f *drillResultsFlags) error {
	draw, err := d.drawn(ctx, f.name, f.round)
	if err != nil {
		return err
	}
	body, err := d.ask(ctx, http.MethodGet, draw+"/findings?format="+f.format, nil)
	if err != nil {
		return err
	}
	return d.save(ctx, f.drillOutput, body, nil)
}
