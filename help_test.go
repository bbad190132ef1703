package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sitedraw/sampler"
	"sitedraw/server/text"
)

// allCommands are the commands of the program in a language, groups too.
func allCommands(lang text.Lang) (list []*cobra.Command) {
	w, _, _ := quiet("")
	a := &app{world: w, texts: text.For(lang)}
	list = []*cobra.Command{a.rootCommand()}
	for i := 0; i < len(list); i++ {
		list = append(list, list[i].Commands()...)
	}
	return list
}

// key is what a text, or a column of a help, is that the catalogue lacks: its key.
var key = regexp.MustCompile(`^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$`)

// Every command and option is explained in both languages, by a text of the catalogue.
func TestHelpIsWholeInBothLanguages(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, cmd := range allCommands(lang) {
			told := map[string]string{"short": cmd.Short, "long": cmd.Long, "usage": cmd.Annotations[usageNote]}
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				told["--"+f.Name] = f.Usage
				if argument := f.Annotations[argumentNote]; len(argument) > 0 {
					told["--"+f.Name+" argument"] = argument[0]
				}
			})
			for what, s := range told {
				if s == "" || key.MatchString(s) {
					t.Errorf("%s: %s: %s is %q", lang, cmd.CommandPath(), what, s)
				}
			}
			w, out, errOut := quiet("")
			args := slices.Concat(strings.Fields(cmd.CommandPath())[1:], []string{"--help", "--lang", string(lang)})
			if code := run(t.Context(), args, w); code != 0 || errOut.Len() > 0 {
				t.Errorf("%q = %d, %s", args, code, errOut)
			}
			for line := range strings.Lines(out.String()) {
				if slices.ContainsFunc(strings.Split(strings.TrimSpace(line), "  "), func(column string) bool { return key.MatchString(strings.TrimSpace(column)) }) {
					t.Errorf("%q has the line %q", args, line)
				}
			}
		}
	}
}

// The examples of helps work, on the demo county and a table of results.
func TestHelpExamplesWork(t *testing.T) {
	if !long() {
		t.Skip("SITEDRAW_LONG is not set")
	}
	t.Chdir(t.TempDir())
	do := func(args ...string) {
		t.Helper()
		w, _, errOut := quiet("")
		if code := run(t.Context(), args, w); code != 0 {
			t.Errorf("%q = %d: %s", args, code, errOut)
		}
	}
	do("demo", "--export", "demo")
	// Without a seed, as the example of estimate draws it again.
	do("draw", "--frame", "demo/register.ndjson", "--plan", "county-31x131", "-o", "record.json")
	writeResults(t, "record.json", "results.csv")
	examples := examplesOf(text.EN)
	for _, example := range examples {
		do(strings.Fields(example)...)
	}
	if zh := examplesOf(text.ZH); len(examples) < 7 || !slices.Equal(examples, zh) {
		t.Errorf("examples %q, in Chinese %q; want the same of expose, audit, compare, estimate and what-if", examples, zh)
	}
}

// examplesOf are the command lines in the helps of a language.
func examplesOf(lang text.Lang) (list []string) {
	for _, cmd := range allCommands(lang) {
		for line := range strings.Lines(cmd.Long) {
			if example, is := strings.CutPrefix(line, "  sitedraw "); is {
				list = append(list, strings.TrimSpace(example))
			}
		}
	}
	return list
}

// writeResults writes a table of what was found at the sites of a record.
func writeResults(t *testing.T, record, table string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Clean(record))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sampler.ParseRecord(string(b))
	if err != nil {
		t.Fatal(err)
	}
	rows, seen := "id,score\n", map[string]bool{}
	for _, p := range r.Picks {
		if p.Role == sampler.Main && !seen[p.ID] {
			seen[p.ID] = true
			rows += p.ID + ",0.75\n"
		}
	}
	if err := os.WriteFile(table, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
}
