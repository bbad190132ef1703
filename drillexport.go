package main

import (
	"context"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"sitedraw/server/text"
)

// drillExportCommand is the verb drill export: a drill with everything to check it.
func (a *app) drillExportCommand() *cobra.Command {
	var f drillFolder
	var output string
	cmd := a.command(verbTexts{name: "export", short: "drill.export-short", long: "drill.export-long", usage: "drill.export-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f)
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-bundle"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "data", "name"); err != nil {
			return err
		}
		if (output == "" || output == stdio) && isTerminal(a.out) {
			return misuse(cmd, errTerminal, "", "")
		}
		if err := canSave(output); err != nil {
			return err
		}
		return a.atDesk(cmd, f, func(ctx context.Context, d *desk) error { return d.export(ctx, f.name, output) })
	}
	return cmd
}

// export writes the bundle of a drill.
func (d *desk) export(ctx context.Context, name, output string) error {
	body, err := d.ask(ctx, http.MethodGet, drillPath(name)+"/export", nil)
	if err != nil {
		return err
	}
	err = d.app.save(ctx, output, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
	if err == nil && output != "" && output != stdio {
		d.app.tell("drill.exported", text.Args{"name": text.Visible(name), "file": text.Visible(output)})
	}
	return err
}
