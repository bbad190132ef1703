package main

import (
	"cmp"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler/exposure"
	"sitedraw/server/report"
)

// figureOutput is where figures are written to, and how; a table is for people.
type figureOutput struct {
	path, format string
	formats      []string // the first is that of no file
}

func (a *app) figureFlags(cmd *cobra.Command, o *figureOutput) {
	a.flag(cmd.Flags(), &o.path, flagTexts{"output", "o", "argument.file", "flag.output-estimate"})
	a.flag(cmd.Flags(), &o.format, flagTexts{name: "format", argument: "argument.figure-format", usage: "flag.table-format"})
	cmd.Flags().Lookup("format").Annotations[argumentNote] = []string{strings.Join(o.formats, "|")}
}

// check settles the format, which the file's extension may say, and refuses what
// cannot be before anything is read.
func (o *figureOutput) check(a *app, cmd *cobra.Command, files ...string) error {
	if err := onceStdin(cmd, files...); err != nil {
		return err
	}
	if err := ownFile(cmd, o.path, files...); err != nil {
		return err
	}
	if o.format == "" {
		o.format = o.formats[0]
		if known := strings.ToLower(strings.TrimPrefix(filepath.Ext(o.path), ".")); slices.Contains(o.formats, known) {
			o.format = known
		}
	}
	if !slices.Contains(o.formats, o.format) {
		return misuse(cmd, errFlagInvalid, "--format="+o.format, strings.Join(o.formats, ", "))
	}
	if o.format == "xlsx" && (o.path == "" || o.path == stdio) && isTerminal(a.out) {
		return misuse(cmd, errTerminal, "", "")
	}
	return canSave(o.path)
}

// writePassages sets passages below one another, tables indented by their columns.
func writePassages(w io.Writer, list []report.Passage) error {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, line := range slices.Concat(p.Lines, aligned(p.Rows, p.Right), p.After) {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mostRounds bounds --rounds.
const mostRounds = 100_000

// roundsOf is the number of rounds that figures are wanted for too; 0 for none.
func (a *app) roundsOf(cmd *cobra.Command, f *exposeFlags) (int, error) {
	if f.until == "" {
		if flag := firstGiven(cmd, []string{"every", "from"}); flag != "" {
			return 0, misuse(cmd, errFlagMissing, "--until", "")
		}
		if f.rounds == "" {
			return 0, nil
		}
		return wholeNumber(cmd, "--rounds="+f.rounds, f.rounds, mostRounds)
	}
	switch {
	case f.rounds != "":
		return 0, misuse(cmd, errFlagsTogether, "--rounds", "--until")
	case f.every == "":
		return 0, misuse(cmd, errFlagMissing, "--every", "")
	}
	calendar, err := exposure.ParseCalendar(f.from, f.every)
	if err != nil && f.from == "" { // a rule that needs a first day
		calendar, err = exposure.ParseCalendar(a.now().Format(time.DateOnly), f.every)
	}
	if err != nil {
		return 0, geo.InFile(err, "--every")
	}
	rounds, err := calendar.Rounds(f.until)
	return rounds, geo.InFile(err, "--until")
}

// replayOptions say how closely figures are estimated that the design does not
// give.
func replayOptions(cmd *cobra.Command, f *exposeFlags) (exposure.Options, error) {
	o := exposure.Options{Seed: cmp.Or(f.seed, report.DefaultReplaySeed), HalfWidth: report.DefaultHalfWidth, Shares: exposure.MapShares}
	var err error
	if f.halfWidth != "" {
		if o.HalfWidth, err = fraction(cmd, "--half-width="+f.halfWidth, f.halfWidth); err != nil {
			return o, err
		}
	}
	if f.replays != "" {
		if o.Replays, err = wholeNumber(cmd, "--replays="+f.replays, f.replays, mostReplays); err != nil {
			return o, err
		}
	}
	if f.onlyExact {
		if flag := firstGiven(cmd, []string{"half-width", "replays", "seed"}); flag != "" {
			return o, misuse(cmd, errFlagsTogether, "--only-exact", flag)
		}
		o.HalfWidth = 0
	}
	return o, checkReplaySeed(o.Seed)
}

// checkReplaySeed leaves room for the number of the draw behind a seed.
func checkReplaySeed(seed string) error {
	const longest = 1000
	return geo.InColumn(geo.CheckTextLength(seed, longest), "--seed")
}

// fraction reads the value of a flag between 0 and 1.
func fraction(cmd *cobra.Command, flag, value string) (float64, error) {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v > 0 && v < 1) {
		return 0, misuse(cmd, errFlagInvalid, flag, "0 … 1")
	}
	return v, nil
}

// replayProgress shows how far replays are. They may end earlier than told: a
// figure of a half needs most draws.
func (a *app) replayProgress(o exposure.Options) (show func(done, most int), end func()) {
	const z = 1.96
	p := a.progress("progress.replays")
	return func(done, most int) {
		needed := min(float64(most), math.Ceil(z*z/(4*o.HalfWidth*o.HalfWidth)))
		p.at(int64(done), int64(needed))
	}, p.end
}
