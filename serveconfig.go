package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sitedraw/geo"
)

// What can be wrong with a file of settings.
const (
	errConfigForm  geo.Code = "config.form"  // not YAML of names and values
	errConfigName  geo.Code = "config.name"  // Value is no option; Want is near
	errConfigValue geo.Code = "config.value" // Value is not what the option takes
)

// maxConfig is the longest file of settings in bytes.
const maxConfig = 1 << 20

// configure sets the options that a file gives and the command line does not. Its
// names are those of the options; a list gives an option more than once.
func (a *app) configure(cmd *cobra.Command, name string) error {
	if name == "" {
		return nil
	}
	settings, err := read(cmd.Context(), a, name, readSettings)
	if err != nil {
		return err
	}
	for _, s := range settings {
		if err := s.apply(cmd.Flags()); err != nil {
			return geo.InFile(err, name)
		}
	}
	return nil
}

// setting is an option with its values.
type setting struct {
	name   string
	values []string
}

func readSettings(r io.Reader) ([]setting, error) {
	source, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	if err != nil {
		return nil, err
	}
	var given map[string]any
	if err := yaml.Unmarshal(source, &given); err != nil || len(source) > maxConfig {
		return nil, &geo.Error{Code: errConfigForm, Err: err}
	}
	var settings []setting
	for name, value := range given {
		values, ok := settingValues(value)
		if !ok {
			return nil, &geo.Error{Code: errConfigValue, At: geo.Place{Column: name}}
		}
		settings = append(settings, setting{name, values})
	}
	slices.SortFunc(settings, func(s, t setting) int { return strings.Compare(s.name, t.name) })
	return settings, nil
}

// settingValues writes values as the command line does.
func settingValues(value any) (values []string, ok bool) {
	list, many := value.([]any)
	if !many {
		list = []any{value}
	}
	for _, one := range list {
		switch one.(type) {
		case string, bool, int, int64, uint64:
			values = append(values, fmt.Sprint(one))
		default:
			return nil, false
		}
	}
	return values, true
}

// apply sets an option, unless the command line has.
func (s setting) apply(flags *pflag.FlagSet) error {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	f := flags.Lookup(s.name)
	if f == nil || s.name == "config" || s.name == "help" {
		return &geo.Error{Code: errConfigName, At: geo.Place{Column: s.name}, Value: s.name, Want: geo.Nearest(s.name, names)}
	}
	if f.Changed {
		return nil
	}
	if _, many := f.Value.(pflag.SliceValue); !many && len(s.values) != 1 {
		return &geo.Error{Code: errConfigValue, At: geo.Place{Column: s.name}}
	}
	for _, value := range s.values {
		if err := flags.Set(s.name, value); err != nil {
			return &geo.Error{Code: errConfigValue, At: geo.Place{Column: s.name}, Value: value, Err: errors.Unwrap(err)}
		}
	}
	return nil
}

func (a *app) listFlag(set *pflag.FlagSet, values *[]string, f flagTexts) {
	set.StringArrayVar(values, f.name, nil, a.t(f.usage))
	set.Lookup(f.name).Annotations = map[string][]string{argumentNote: {a.t(f.argument)}}
}
