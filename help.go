package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// rootCommand builds the tree of verbs in the language of the texts.
func (a *app) rootCommand() *cobra.Command {
	root := a.command(verbTexts{name: "sitedraw", short: "root.short", long: "root.long", usage: "root.usage"})
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errOut)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.help(cmd) })
	root.PersistentFlags().BoolP("help", "h", false, a.t("flag.help"))
	var lang string // read by chooseLang
	a.flag(root.PersistentFlags(), &lang, flagTexts{name: "lang", argument: "argument.lang", usage: "flag.lang"})
	a.flag(root.PersistentFlags(), &a.categoryFile, flagTexts{name: "categories", argument: "argument.file", usage: "flag.categories"})
	a.makeGroup(root, a.demoCommand(), a.frameCommand(), a.planCommand(), a.drawCommand(), a.routeCommand(),
		a.exposeCommand(), a.estimateCommand(), a.whatIfCommand(), a.auditCommand(), a.compareCommand(), a.verifyCommand(), a.bundleCommand(),
		a.sealCommand(), a.openCommand(), a.drillCommand(), a.serveCommand(), a.backupCommand(), a.restoreCommand(), a.checkCommand(), a.accountCommand())
	root.SetHelpCommand(a.helpCommand(root))
	return root
}

// verbTexts names a verb and the keys of its texts.
type verbTexts struct {
	name               string
	short, long, usage geo.Code
}

// usageNote is where a command keeps its usage line.
const usageNote = "usage"

// command makes a command without a function.
func (a *app) command(v verbTexts) *cobra.Command {
	return &cobra.Command{
		Use: v.name, Short: a.t(v.short), Long: a.t(v.long),
		Annotations: map[string]string{usageNote: a.t(v.usage)}, DisableFlagsInUseLine: true,
	}
}

// makeGroup gives a command verbs of its own.
func (a *app) makeGroup(cmd *cobra.Command, verbs ...*cobra.Command) {
	cmd.AddCommand(verbs...)
	cmd.Args = cobra.ArbitraryArgs
	cmd.DisableFlagParsing = true
	cmd.RunE = a.group
}

const helpVerb = "help"

// helpCommand is the verb help, in place of cobra's English one.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	cmd := a.command(verbTexts{name: helpVerb, short: "help.short", long: "help.short", usage: "help.usage"})
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		found, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return unknownVerb(found, rest[0])
		}
		a.help(found)
		return nil
	}
	return cmd
}

// flagTexts names a flag and the keys of its texts.
type flagTexts struct {
	name, letter    string
	argument, usage geo.Code
}

// argumentNote is where a flag keeps the name of its argument.
const argumentNote = "argument"

// flag adds a flag that takes a text.
func (a *app) flag(set *pflag.FlagSet, value *string, f flagTexts) {
	set.StringVarP(value, f.name, f.letter, "", a.t(f.usage))
	set.Lookup(f.name).Annotations = map[string][]string{argumentNote: {a.t(f.argument)}}
}

// help prints the help of a command on standard output.
func (a *app) help(cmd *cobra.Command) {
	a.printLine(cmd.Long)
	a.printLine("")
	a.printLine(a.t("help.usage-heading"))
	for line := range strings.SplitSeq(cmd.Annotations[usageNote], "\n") {
		a.printLine("  " + line)
	}
	a.helpTable("help.verbs-heading", verbRows(cmd))
	a.helpTable("help.flags-heading", flagRows(cmd.NonInheritedFlags()))
	a.helpTable("help.common-heading", flagRows(cmd.InheritedFlags()))
	if cmd.HasAvailableSubCommands() {
		a.printLine("")
		a.print("help.more", text.Args{"command": cmd.CommandPath()})
	}
}

func (a *app) helpTable(heading geo.Code, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	a.printLine("")
	a.printLine(a.t(heading))
	for _, line := range aligned(rows, nil) {
		a.printLine("  " + line)
	}
}

func verbRows(cmd *cobra.Command) (rows [][]string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == helpVerb { // cobra does not count it
			rows = append(rows, []string{c.Name(), c.Short})
		}
	}
	return rows
}

func flagRows(flags *pflag.FlagSet) (rows [][]string) {
	flags.VisitAll(func(f *pflag.Flag) {
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if argument := f.Annotations[argumentNote]; len(argument) > 0 {
			name += " " + argument[0]
		}
		rows = append(rows, []string{name, f.Usage})
	})
	return rows
}
