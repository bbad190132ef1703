package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// errPlanCells means that Value cells of a plan's table are wrong.
const errPlanCells geo.Code = "import.refused"

// planImportCommand is the verb plan import: a table becomes a plan.
func (a *app) planImportCommand() *cobra.Command {
	var output string
	cmd := a.command(verbTexts{name: "import", short: "import.short", long: "import.long", usage: "import.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.file"})
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-plan"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkExtension(cmd, output, "", ".json", ".yaml", ".yml"); err != nil {
			return err
		}
		if err := ownFile(cmd, output, args[0]); err != nil {
			return err
		}
		plan, err := a.readPlanTable(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		source := sampler.AppendPlan(nil, &plan)
		if strings.HasPrefix(filepath.Ext(output), ".y") {
			source = sampler.AppendPlanYAML(nil, &plan)
		}
		if _, err := sampler.ReadPlan(bytes.NewReader(source)); err != nil { // it may be too large
			return geo.InFile(err, output)
		}
		err = a.save(cmd.Context(), output, func(w io.Writer) error {
			_, err := w.Write(source)
			return err
		})
		if err != nil {
			return err
		}
		a.tell("show.digest", text.Args{"digest": plan.Digest().String()})
		return nil
	}
	return cmd
}

// checkExtension returns a usage error unless the output's name ends in one of
// the known ways.
func checkExtension(cmd *cobra.Command, output string, known ...string) error {
	if output == stdio || slices.Contains(known, filepath.Ext(output)) {
		return nil
	}
	return misuse(cmd, errFlagInvalid, "--output="+output, strings.TrimPrefix(strings.Join(known, ", "), ", "))
}

// readPlanTable reads a plan's table. If any cell is wrong, all are told and there
// is no plan.
func (a *app) readPlanTable(ctx context.Context, name string) (sampler.Plan, error) {
	cells, err := read(ctx, a, name, func(r io.Reader) ([]intake.Row, error) {
		return intake.ReadCells(name, r, intake.Options{})
	})
	if err != nil {
		return sampler.Plan{}, err
	}
	rows := make([]sampler.TableRow, len(cells))
	for i, row := range cells {
		rows[i] = sampler.TableRow{Number: row.Number, Cells: row.Cells}
	}
	plan, err := sampler.PlanFromTable(rows, report.PlanHeadings())
	joined, refused := err.(interface{ Unwrap() []error })
	if !refused {
		return plan, err
	}
	wrong := slices.Clone(joined.Unwrap())
	for i := range wrong {
		wrong[i] = geo.InFile(wrong[i], name)
	}
	if len(wrong) == 1 {
		return plan, wrong[0]
	}
	a.tellSome(wrong, len(wrong), maxShown)
	return plan, geo.InFile(&geo.Error{Code: errPlanCells, Value: count(len(wrong))}, name)
}
