package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// What can be wrong with a command line.
const (
	errVerbUnknown     geo.Code = "use.verb-unknown"
	errFlagUnknown     geo.Code = "use.flag-unknown"
	errFlagValue       geo.Code = "use.flag-value"
	errFlagInvalid     geo.Code = "use.flag-invalid"
	errFlagSyntax      geo.Code = "use.flag-syntax"
	errFlagCount       geo.Code = "use.flag-count"
	errFlagMissing     geo.Code = "use.flag-missing"
	errFlagsTogether   geo.Code = "use.flags-together"
	errFileTwice       geo.Code = "use.file-twice"
	errArgumentMissing geo.Code = "use.argument-missing"
	errArgumentExtra   geo.Code = "use.argument-extra"
	errStdinTwice      geo.Code = "use.stdin-twice"
	errTerminal        geo.Code = "use.terminal"
)

// usageError is an error in a command line; command is what to ask for help.
type usageError struct {
	error
	command string
}

func (u *usageError) Unwrap() error { return u.error }

// misuse makes a usage error of a command.
func misuse(cmd *cobra.Command, code geo.Code, value, want string) error {
	return &usageError{&geo.Error{Code: code, Value: value, Want: want}, cmd.CommandPath()}
}

// flagError gives the errors of pflag a sentence.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(cmd, dashed(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames()))
	case errors.As(err, &valueless):
		return misuse(cmd, errFlagValue, dashed(valueless.GetSpecifiedName(), valueless.GetSpecifiedShortnames()), "")
	case errors.As(err, &invalid):
		want := "true, false" // the only flags that can be invalid for pflag
		return misuse(cmd, errFlagInvalid, "--"+invalid.GetFlag().Name+"="+invalid.GetValue(), want)
	case errors.As(err, &syntax):
		return misuse(cmd, errFlagSyntax, syntax.GetSpecifiedFlag(), "")
	default:
		return &usageError{err, cmd.CommandPath()}
	}
}

func dashed(name, shorts string) string {
	if shorts != "" {
		return "-" + name
	}
	return "--" + name
}

func unknownFlag(cmd *cobra.Command, flag string) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	name, _, _ := strings.Cut(flag, "=")
	return misuse(cmd, errFlagUnknown, name, geo.Nearest(name, names))
}

// need returns a usage error that names the first flag that is empty.
func need(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if f := cmd.Flags().Lookup(name); f.Value.String() == "" {
			return misuse(cmd, errFlagMissing, "--"+name, "")
		}
	}
	return nil
}

// onceStdin returns a usage error if more than one of the files is "-".
func onceStdin(cmd *cobra.Command, names ...string) error {
	isStdin := func(name string) bool { return name == stdio }
	if first := slices.IndexFunc(names, isStdin); first >= 0 && slices.ContainsFunc(names[first+1:], isStdin) {
		return misuse(cmd, errStdinTwice, "", "")
	}
	return nil
}

// ownFile returns a usage error if a result would be written over one of the
// other files.
func ownFile(cmd *cobra.Command, output string, others ...string) error {
	path, ok := regularPath(output)
	for _, other := range others {
		if same, also := regularPath(other); ok && also && same == path {
			return misuse(cmd, errFileTwice, output, "")
		}
	}
	return nil
}

// regularPath is the one name of a file, whatever way leads to it; false for
// standard input and what exists but is no file, such as a device.
func regularPath(name string) (string, bool) {
	if name == "" || name == stdio {
		return "", false
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return "", false
	}
	folder, base := filepath.Split(name)
	path, err := filepath.EvalSymlinks(name)
	if err != nil { // not there yet
		if path, err = filepath.EvalSymlinks(filepath.Clean(folder)); err != nil {
			return "", false
		}
		path = filepath.Join(path, base)
	}
	path, err = filepath.Abs(path)
	return path, err == nil
}

// arguments is how many arguments a verb takes, and what they are.
type arguments struct {
	min, max int
	what     geo.Code
}

// check is a cobra.PositionalArgs.
func (a *app) check(n arguments) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < n.min:
			return misuse(cmd, errArgumentMissing, "", a.t(n.what))
		case len(args) > n.max:
			return misuse(cmd, errArgumentExtra, args[n.max], "")
		default:
			return nil
		}
	}
}

// group runs a command that only has further verbs: help, or what is wrong. Its
// flags are not parsed by cobra.
func (a *app) group(cmd *cobra.Command, args []string) error {
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case slices.Contains(commonFlags, arg) && i+1 == len(args):
			return misuse(cmd, errFlagValue, arg, "")
		case slices.Contains(commonFlags, arg):
			i++
		case arg == "--help" || arg == "-h" || isCommonFlag(arg):
		case strings.HasPrefix(arg, "-") && arg != "-" && arg != "--":
			return unknownFlag(cmd, arg)
		case arg != "--":
			return unknownVerb(cmd, arg)
		}
	}
	return cmd.Help()
}

func unknownVerb(cmd *cobra.Command, name string) error {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	slices.Sort(names)
	return misuse(cmd, errVerbUnknown, name, geo.Nearest(name, names))
}

// The options of every verb that take a value.
const (
	langFlag       = "--lang"
	categoriesFlag = "--categories"
)

var commonFlags = []string{langFlag, categoriesFlag}

// isCommonFlag holds for an option of every verb with its value: --lang=zh.
func isCommonFlag(arg string) bool {
	name, _, valued := strings.Cut(arg, "=")
	return valued && slices.Contains(commonFlags, name)
}

// firstVerb is the first argument that is no flag, empty if there is none.
func firstVerb(args []string) string {
	for i := 0; i < len(args); i++ {
		switch {
		case slices.Contains(commonFlags, args[i]):
			i++
		case !strings.HasPrefix(args[i], "-"):
			return args[i]
		}
	}
	return ""
}

// chooseLang finds --lang before the flags are parsed, since their help and
// errors are in that language, and falls back on the locale.
func chooseLang(args []string, getenv func(string) string) (text.Lang, error) {
	lang := text.LangFromLocale(getenv)
	for i, arg := range args {
		value, given := strings.CutPrefix(arg, langFlag+"=")
		switch {
		case arg == "--":
			return lang, nil
		case arg == langFlag && i+1 < len(args):
			value, given = args[i+1], true
		}
		if given {
			chosen, err := text.ParseLang(value)
			if err != nil {
				return lang, err
			}
			lang = chosen
		}
	}
	return lang, nil
}
