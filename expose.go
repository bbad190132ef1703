package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
)

// exposeFlags are those of the verb expose.
type exposeFlags struct {
	frame, plan, by, contacts string
	rounds, until, from       string
	every, second             string
	halfWidth, replays, seed  string
	onlyExact                 bool
	allow                     bool
	out                       figureOutput
}

// exposeCommand is the verb expose: how likely a plan draws each site of a frame.
func (a *app) exposeCommand() *cobra.Command {
	f := exposeFlags{out: figureOutput{formats: []string{"table", "json", "csv", "xlsx", "svg"}}}
	cmd := a.command(verbTexts{name: "expose", short: "expose.short", long: "expose.long", usage: "expose.usage"})
	cmd.Args = a.check(arguments{})
	a.exposeFlags(cmd, &f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "frame", "plan"); err != nil {
			return err
		}
		if err := f.out.check(a, cmd, f.frame, planPath(f.plan), f.contacts, f.second); err != nil {
			return err
		}
		made, err := a.expose(cmd, &f)
		if err != nil {
			return err
		}
		return a.writeExposure(cmd.Context(), &f, made)
	}
	return cmd
}

func (a *app) exposeFlags(cmd *cobra.Command, f *exposeFlags) {
	a.drawFlags(cmd, &f.frame, &f.plan)
	set := cmd.Flags()
	for _, flag := range []struct {
		value *string
		texts flagTexts
	}{
		{&f.by, flagTexts{name: "by", argument: "argument.by", usage: "flag.by"}},
		{&f.contacts, flagTexts{name: "contacts", argument: "argument.file", usage: "flag.expose-contacts"}},
		{&f.rounds, flagTexts{name: "rounds", argument: "argument.number", usage: "flag.rounds"}},
		{&f.until, flagTexts{name: "until", argument: "argument.date", usage: "flag.until"}},
		{&f.every, flagTexts{name: "every", argument: "argument.every", usage: "flag.every"}},
		{&f.from, flagTexts{name: "from", argument: "argument.date", usage: "flag.from-date"}},
		{&f.second, flagTexts{name: "map", argument: "argument.file", usage: "flag.expose-map"}},
		{&f.halfWidth, flagTexts{name: "half-width", argument: "argument.share", usage: "flag.half-width"}},
		{&f.replays, flagTexts{name: "replays", argument: "argument.number", usage: "flag.replays"}},
		{&f.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.replay-seed"}},
	} {
		a.flag(set, flag.value, flag.texts)
	}
	set.BoolVar(&f.onlyExact, "only-exact", false, a.t("flag.only-exact"))
	set.BoolVar(&f.allow, "allow-incomplete", false, a.t("flag.allow-incomplete"))
	a.figureFlags(cmd, &f.out)
}

// groupingNames are the values of --by.
func groupingNames() (names []string) {
	for _, g := range report.Groupings() {
		names = append(names, string(g))
	}
	return names
}

// expose reads what is asked about and works it out.
func (a *app) expose(cmd *cobra.Command, f *exposeFlags) (*report.Exposure, error) {
	if f.by != "" && !slices.Contains(groupingNames(), f.by) {
		return nil, misuse(cmd, errFlagInvalid, "--by="+f.by, strings.Join(groupingNames(), ", "))
	}
	if f.by == string(report.ByChief) && f.contacts == "" {
		return nil, misuse(cmd, errFlagMissing, "--contacts", "")
	}
	if f.onlyExact && f.by != "" && f.by != string(report.BySite) {
		return nil, misuse(cmd, errFlagsTogether, "--only-exact", "--by="+f.by) // groups take replays
	}
	rounds, err := a.roundsOf(cmd, f)
	if err != nil {
		return nil, err
	}
	o, err := replayOptions(cmd, f)
	if err != nil {
		return nil, err
	}
	ctx := cmd.Context()
	d, err := a.readDrawing(ctx, f.frame, f.plan)
	if err != nil {
		return nil, err
	}
	if err := a.complete(ctx, &d, completeness{allow: f.allow}); err != nil {
		return nil, err
	}
	made := &report.Exposure{Seed: o.Seed, Rounds: rounds, Until: f.until, Incomplete: d.lacking, Texts: a.texts}
	if made.Categories, err = a.categories(ctx); err != nil {
		return nil, err
	}
	show, end := a.replayProgress(o)
	defer end()
	o.Progress = show
	if err := a.expectations(ctx, &d, o, made); err != nil {
		return nil, err
	}
	if err := a.rollUps(ctx, f, o, made); err != nil {
		return nil, err
	}
	return made, a.offRegister(ctx, f.second, o, made)
}

// readDrawing reads a frame and the plan that is to be drawn from it.
func (a *app) readDrawing(ctx context.Context, frame, plan string) (d drawing, err error) {
	if d.plan, err = a.readPlan(ctx, plan); err != nil {
		return d, err
	}
	d.frame, err = a.readFrame(ctx, frame)
	return d, err
}

// expectations are the figures of sites.
func (a *app) expectations(ctx context.Context, d *drawing, o exposure.Options, made *report.Exposure) (err error) {
	if o.HalfWidth == 0 {
		made.Report, err = exposure.New(ctx, d.frame, d.plan, o.Shares)
	} else {
		made.HalfWidth = o.HalfWidth
		made.Report, err = exposure.Of(ctx, d.frame, d.plan, o)
	}
	if err == nil {
		made.Stages, made.Never = made.Report.Stages(), made.Report.Never()
	}
	return err
}

// rollUps are the figures of groups: of the kind that is asked for, or all kinds.
func (a *app) rollUps(ctx context.Context, f *exposeFlags, o exposure.Options, made *report.Exposure) error {
	kinds := []report.Rollup{
		{By: report.ByUnit, Of: exposure.ByUnit}, {By: report.ByTownship, Of: exposure.ByTownship}, {By: report.ByCategory, Of: exposure.ByCategory},
	}
	if f.contacts != "" {
		people, err := a.readSitesFile(ctx, f.contacts, intake.Options{Categories: made.Categories})
		if err != nil {
			return err
		}
		kinds = append(kinds, report.Rollup{By: report.ByChief, Of: exposure.ByChief(people.People)})
	}
	if f.by != "" {
		kinds = slices.DeleteFunc(kinds, func(r report.Rollup) bool { return string(r.By) != f.by })
	}
	if f.onlyExact {
		return nil
	}
	if f.halfWidth == "" {
		o.HalfWidth = report.DefaultGroupHalfWidth
	}
	for i := range kinds {
		var err error
		if kinds[i].Groups, err = made.Report.RollUp(ctx, kinds[i].Of, o); err != nil {
			return err
		}
	}
	made.Rollups = kinds
	return nil
}

// offRegister looks for what a second frame shows and the first lacks.
func (a *app) offRegister(ctx context.Context, second string, o exposure.Options, made *report.Exposure) error {
	if second == "" {
		return nil
	}
	shown, err := a.readFrame(ctx, second)
	if err != nil {
		return err
	}
	made.Off, err = exposure.OffRegister(ctx, exposure.Second{
		Register: made.Report.Frame, Map: shown, Plan: made.Report.Plan, Options: o,
	})
	return geo.InFile(err, second)
}

// writeExposure writes the figures in the form that was asked for. A list of road
// chiefs names people: nobody but the owner reads it.
func (a *app) writeExposure(ctx context.Context, f *exposeFlags, made *report.Exposure) error {
	save := a.save
	if f.contacts != "" {
		save = a.savePrivate
	}
	by := report.Grouping(f.by)
	return save(ctx, f.out.path, func(w io.Writer) error {
		switch f.out.format {
		case "json":
			return report.ExposureJSON(w, *made)
		case "csv":
			return report.ExposureCSV(w, *made, by)
		case "xlsx":
			return report.ExposureXLSX(w, *made)
		case "svg":
			return report.ExposureSVG(w, *made)
		default:
			return writePassages(w, report.ExposurePassages(*made, by))
		}
	})
}
