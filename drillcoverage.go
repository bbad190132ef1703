package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"sitedraw/server/text"
)

// drillCoverageCommand is the verb drill coverage: what the rounds of a drill reached.
func (a *app) drillCoverageCommand() *cobra.Command {
	var f drillFolder
	var o drillOutput
	cmd := a.command(verbTexts{name: "coverage", short: "drill.coverage-short", long: "drill.coverage-long", usage: "drill.coverage-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f)
	a.outputFlags(cmd, &o, "argument.estimate-format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "data", "name"); err != nil {
			return err
		}
		if err := o.settle(a, cmd, "json", "csv", "xlsx"); err != nil {
			return err
		}
		return a.atDesk(cmd, f, func(ctx context.Context, d *desk) error { return d.showCoverage(ctx, f.name, o) })
	}
	return cmd
}

// coverageShown is a coverage as the server tells of it.
type coverageShown struct {
	Label     string `json:"label"`
	Rounds    int    `json:"rounds"`
	Sites     int    `json:"sites"`
	Reached   int    `json:"reached"`
	Forecasts []struct {
		Sentence string `json:"sentence"`
	} `json:"forecasts"`
	Townships  []coveredGroup `json:"townships"`
	Categories []coveredGroup `json:"categories"`
}

// coveredGroup is a township or a category.
type coveredGroup struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Sites   int    `json:"sites"`
	Reached int    `json:"reached"`
	Picks   int    `json:"picks"`
	Last    int64  `json:"last"`
}

// showCoverage shows what was reached. The data come first also where a file is wanted:
// what takes its time to work out is remembered then.
func (d *desk) showCoverage(ctx context.Context, name string, o drillOutput) error {
	path := drillPath(name) + "/coverage"
	body, err := d.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if o.format == "csv" || o.format == "xlsx" {
		if body, err = d.ask(ctx, http.MethodGet, path+"?format="+o.format, nil); err != nil {
			return err
		}
	}
	if o.format != readable {
		return d.save(ctx, o, body, nil)
	}
	var shown coverageShown
	if err := json.Unmarshal(body, &shown); err != nil {
		return err
	}
	rows := d.heading("drill.column-code", "drill.column-name", "column.sites", "drill.column-reached", "column.picks", "drill.column-last")
	for _, g := range append(shown.Townships, shown.Categories...) {
		rows = append(rows, []string{
			g.Code, text.Visible(g.Name), count(g.Sites), count(g.Reached), count(g.Picks), filled(g.Last),
		})
	}
	if err := d.save(ctx, o, nil, rows); err != nil {
		return err
	}
	d.app.tell("drill.covered", text.Args{
		"count": strconv.Itoa(shown.Rounds), "value": count(shown.Reached), "want": count(shown.Sites),
	})
	for _, f := range shown.Forecasts {
		d.app.tellLine(f.Sentence)
	}
	if shown.Label != "" {
		d.app.tellLine(shown.Label)
	}
	return nil
}
