package main

import (
	"io"

	"github.com/spf13/cobra"

	"sitedraw/server/report"
	"sitedraw/server/text"
)

// frameTemplateCommand is the verb frame template: a workbook to fill in.
func (a *app) frameTemplateCommand() *cobra.Command {
	var output string
	cmd := a.command(verbTexts{name: "template", short: "template.short", long: "template.long", usage: "template.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-template"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if (output == "" || output == stdio) && isTerminal(a.out) {
			return misuse(cmd, errTerminal, "", "")
		}
		categories, err := a.categories(cmd.Context())
		if err != nil {
			return err
		}
		err = a.save(cmd.Context(), output, func(w io.Writer) error { return report.Template(w, categories, a.texts) })
		if err != nil {
			return err
		}
		a.tell("template.done", text.Args{"file": text.Visible(output)})
		return nil
	}
	return cmd
}
