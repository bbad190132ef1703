package main

import (
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"sitedraw/server/report"
	"sitedraw/server/text"
)

// planExportCommand is the verb plan export: a plan becomes a table.
func (a *app) planExportCommand() *cobra.Command {
	var output string
	cmd := a.command(verbTexts{name: "export", short: "export.short", long: "export.long", usage: "export.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.plan"})
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-table"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkExtension(cmd, output, "", ".csv", ".xlsx"); err != nil {
			return err
		}
		if err := ownFile(cmd, output, planPath(args[0])); err != nil {
			return err
		}
		plan, err := a.readPlan(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		write := report.PlanCSV
		if filepath.Ext(output) == ".xlsx" {
			write = report.PlanXLSX
		}
		err = a.save(cmd.Context(), output, func(w io.Writer) error { return write(w, &plan, a.texts) })
		if err != nil {
			return err
		}
		a.tell("show.digest", text.Args{"digest": plan.Digest().String()})
		return nil
	}
	return cmd
}
