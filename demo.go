package main

import (
	"context"

	"github.com/spf13/cobra"

	"sitedraw/fixtures"
	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// demoPlan is the plan that the demo draws by.
const demoPlan = "county-31x131"

// demoFlags are those of the verb demo.
type demoFlags struct {
	seed, export, data, addr string
	once, noOpen             bool
}

// demoCommand is the verb demo: the made-up county served with its draws, one draw
// in it, or its files.
func (a *app) demoCommand() *cobra.Command {
	var d demoFlags
	cmd := a.command(verbTexts{name: "demo", short: "demo.short", long: "demo.long", usage: "demo.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &d.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.demo-seed"})
	a.flag(cmd.Flags(), &d.export, flagTexts{name: "export", argument: "argument.folder", usage: "flag.demo-export"})
	a.flag(cmd.Flags(), &d.data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.demo-data"})
	a.flag(cmd.Flags(), &d.addr, flagTexts{name: "addr", argument: "argument.address", usage: "flag.demo-addr"})
	cmd.Flags().BoolVar(&d.once, "once", false, a.t("flag.demo-once"))
	cmd.Flags().BoolVar(&d.noOpen, "no-open", false, a.t("flag.demo-no-open"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		given := cmd.Flags().Changed
		if given("export") && given("seed") {
			return misuse(cmd, errFlagsTogether, "--export", "--seed")
		}
		switch {
		case given("export"):
			return a.exportDemo(cmd.Context(), d.export)
		case given("seed") || d.once:
			return a.demoOnce(cmd, d.seed)
		default:
			return a.serveDemo(cmd.Context(), d)
		}
	}
	return cmd
}

// demoOnce draws once, by a random seed if none was given.
func (a *app) demoOnce(cmd *cobra.Command, seed string) error {
	if !cmd.Flags().Changed("seed") {
		var err error
		if seed, err = a.randomSeed(); err != nil {
			return err
		}
	}
	return a.demoDraw(cmd.Context(), seed)
}

// demoDraw draws, verifies and shows what was picked.
func (a *app) demoDraw(ctx context.Context, seed string) error {
	frame, err := fixtures.County()
	if err != nil {
		return err
	}
	plan, err := sampler.ShippedPlan(demoPlan)
	if err != nil {
		return err
	}
	record, err := sampler.Draw(ctx, frame, plan, seed, a.drawOptions())
	if err != nil {
		return err
	}
	if err := sampler.Verify(ctx, record, frame, a.drawOptions()); err != nil {
		return no{err}
	}
	a.printTable(a.pickRows(record, frame), 2)
	a.tellDraw(record, drawing{frame: frame, practice: true, categories: geo.ShippedCategories()})
	a.tell("demo.verified", nil)
	return nil
}

// pickRows are the steps of a draw with the names of what each picked.
func (a *app) pickRows(r *sampler.Record, frame *sampler.Frame) [][]string {
	names := a.categoryNames(geo.ShippedCategories())
	rows := [][]string{{a.t("column.step"), a.t("column.category-name"), a.t("column.got"), a.t("column.sites")}}
	for i := range r.Plan.Steps {
		step := &r.Plan.Steps[i]
		var picked []string
		for j := range r.Picks {
			if r.Picks[j].Step != step.ID {
				continue
			}
			if site, known := frame.Site(r.Picks[j].ID); known {
				picked = append(picked, text.Visible(site.Name))
			}
		}
		rows = append(rows, []string{step.ID, names[step.Category[0]], count(len(picked)), a.someNames(picked)})
	}
	return rows
}
