package main

import (
	"cmp"
	"context"
	"io"

	"github.com/spf13/cobra"

	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
)

// auditFlags are those of the verb audit.
type auditFlags struct {
	frame, plan        string
	draws, alarm, seed string
	out                figureOutput
}

// auditCommand is the verb audit: do draws keep what is stated of them?
func (a *app) auditCommand() *cobra.Command {
	f := auditFlags{out: figureOutput{formats: []string{"table", "json", "csv", "xlsx"}}}
	cmd := a.command(verbTexts{name: "audit", short: "audit.short", long: "audit.long", usage: "audit.usage"})
	cmd.Args = a.check(arguments{})
	a.drawFlags(cmd, &f.frame, &f.plan)
	a.flag(cmd.Flags(), &f.draws, flagTexts{name: "draws", argument: "argument.number", usage: "flag.audit-draws"})
	a.flag(cmd.Flags(), &f.alarm, flagTexts{name: "alarm", argument: "argument.share", usage: "flag.alarm"})
	a.flag(cmd.Flags(), &f.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.replay-seed"})
	a.figureFlags(cmd, &f.out)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "frame", "plan"); err != nil {
			return err
		}
		if err := f.out.check(a, cmd, f.frame, planPath(f.plan)); err != nil {
			return err
		}
		o, err := auditOptions(cmd, &f)
		if err != nil {
			return err
		}
		d, err := a.readDrawing(cmd.Context(), f.frame, f.plan)
		if err != nil {
			return err
		}
		return a.audit(cmd.Context(), &d, o, f.out)
	}
	return cmd
}

// auditOptions reads how a draw is audited.
func auditOptions(cmd *cobra.Command, f *auditFlags) (o exposure.AuditOptions, err error) {
	o.Seed = cmp.Or(f.seed, report.DefaultReplaySeed)
	if f.draws != "" {
		if o.Draws, err = wholeNumber(cmd, "--draws="+f.draws, f.draws, mostReplays); err != nil {
			return o, err
		}
	}
	if f.alarm != "" {
		if o.Alarm, err = fraction(cmd, "--alarm="+f.alarm, f.alarm); err != nil {
			return o, err
		}
	}
	return o, checkReplaySeed(o.Seed)
}

// audit draws again and again and writes what it found. The answer is no if a
// count is farther off than chance would bring about.
func (a *app) audit(ctx context.Context, d *drawing, o exposure.AuditOptions, out figureOutput) error {
	stated, err := exposure.New(ctx, d.frame, d.plan, nil)
	if err != nil {
		return err
	}
	shown := a.progress("progress.replays")
	defer shown.end()
	o.Told = func(done, of int) { shown.at(int64(done), int64(of)) }
	made, err := exposure.NewAudit(ctx, stated, o)
	if err != nil {
		return err
	}
	shown.end()
	told := report.Audit{Audit: made, Frame: d.frame, Plan: d.plan, Seed: o.Seed, Texts: a.texts}
	err = a.save(ctx, out.path, func(w io.Writer) error {
		switch out.format {
		case "json":
			return report.AuditJSON(w, told)
		case "csv":
			return report.AuditCSV(w, told)
		case "xlsx":
			return report.AuditXLSX(w, told)
		default:
			return writePassages(w, report.AuditPassages(told))
		}
	})
	if err != nil {
		return err
	}
	if out.format != out.formats[0] {
		a.tellLine(told.Summary())
	}
	if made.Failed() {
		return no{}
	}
	return nil
}
