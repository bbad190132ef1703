package main

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
)

// frameOptions are what the verb frame is told beside its files.
type frameOptions struct {
	output, contacts       string
	roads, rejects         string
	crs, sheet, columns    string
	category, source, size string
	mode                   string
	nearest, skipBad, yes  bool
}

// sizeByLength is the value of --size.
const sizeByLength = "length"

// frameCommand is the verb frame: files of sites become one frame. It has verbs
// of its own for frames.
func (a *app) frameCommand() *cobra.Command {
	var o frameOptions
	cmd := a.command(verbTexts{name: "frame", short: "frame.short", long: "frame.long", usage: "frame.usage"})
	cmd.Args = a.check(arguments{min: 1, max: maxFiles, what: "argument.files"})
	a.frameFlags(cmd, &o)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkFrameOptions(cmd, &o, args); err != nil {
			return err
		}
		input, err := a.intakeOptions(cmd, &o)
		if err != nil {
			return err
		}
		return a.frame(cmd.Context(), args, input, o)
	}
	cmd.AddCommand(a.frameShowCommand(), a.frameDiffCommand(), a.frameCheckCommand(), a.frameExportCommand(),
		a.frameTemplateCommand())
	return cmd
}

func (a *app) frameFlags(cmd *cobra.Command, o *frameOptions) {
	set := cmd.Flags()
	a.flag(set, &o.output, flagTexts{"output", "o", "argument.file", "flag.output-frame"})
	a.flag(set, &o.contacts, flagTexts{"contacts", "", "argument.file", "flag.contacts-out"})
	a.flag(set, &o.crs, flagTexts{"crs", "", "argument.crs", "flag.crs"})
	a.flag(set, &o.sheet, flagTexts{"sheet", "", "argument.name", "flag.sheet"})
	a.flag(set, &o.columns, flagTexts{"columns", "", "argument.file", "flag.columns"})
	a.flag(set, &o.category, flagTexts{"category", "", "argument.category", "flag.category"})
	a.flag(set, &o.source, flagTexts{"source", "", "argument.name", "flag.source"})
	a.flag(set, &o.size, flagTexts{"size", "", "argument.size", "flag.size"})
	a.flag(set, &o.roads, flagTexts{"roads", "", "argument.file", "flag.roads"})
	a.flag(set, &o.rejects, flagTexts{"rejects", "", "argument.file", "flag.rejects"})
	a.flag(set, &o.mode, flagTexts{"mode", "", "argument.mode", "flag.mode"})
	set.BoolVar(&o.nearest, "nearest-area", false, a.t("flag.nearest-area"))
	set.BoolVar(&o.skipBad, "skip-bad", false, a.t("flag.skip-bad"))
	set.BoolVar(&o.yes, "yes", false, a.t("flag.yes"))
}

func checkFrameOptions(cmd *cobra.Command, o *frameOptions, files []string) error {
	if err := onceStdin(cmd, append([]string{o.roads}, files...)...); err != nil {
		return err
	}
	for _, output := range []string{o.output, o.contacts, o.rejects} {
		if err := ownFile(cmd, output, files...); err != nil {
			return err
		}
	}
	if err := ownFile(cmd, o.output, o.contacts, o.rejects); err != nil {
		return err
	}
	if o.size != "" && o.size != sizeByLength {
		return misuse(cmd, errFlagInvalid, "--size="+o.size, sizeByLength)
	}
	if !isMode(o.mode) {
		return misuse(cmd, errFlagInvalid, "--mode="+o.mode, modeNames())
	}
	return nil
}

// intakeOptions is what the readers need of it.
func (a *app) intakeOptions(cmd *cobra.Command, o *frameOptions) (intake.Options, error) {
	categories, err := a.categories(cmd.Context())
	if err != nil {
		return intake.Options{}, err
	}
	var limits intake.Limits
	if o.rejects != "" {
		limits.Rejects = maxRejects
	}
	input := intake.Options{Partial: o.mode == string(intake.Update), Limits: limits, Categories: categories, SkipBad: o.skipBad, Sheet: o.sheet, Category: o.category, Source: o.source}
	if o.crs != "" {
		datum, err := geo.ParseDatum(o.crs)
		if err != nil {
			return input, misuse(cmd, errFlagInvalid, "--crs="+o.crs, datumNames())
		}
		input.Datum = &datum
	}
	if o.category != "" {
		if _, err := categories.Find(o.category); err != nil {
			return input, err
		}
	}
	if o.columns != "" {
		input.Columns, err = read(cmd.Context(), a, o.columns, intake.ReadColumnMap)
	}
	return input, err
}

// frame reads the files and makes the frame of them.
func (a *app) frame(ctx context.Context, args []string, input intake.Options, o frameOptions) error {
	files, err := a.expand(args)
	if err != nil {
		return err
	}
	results, rejects, err := a.readSites(ctx, files, input)
	if saving := a.saveRejects(ctx, o.rejects, rejects); err != nil || saving != nil {
		return errors.Join(err, saving)
	}
	runtime.GC() // what reading took goes back before the frame is made
	b := &building{app: a, options: o, categories: input.Categories, results: results, rejects: rejects}
	if o.roads != "" {
		extract, err := a.readSitesFile(ctx, o.roads, intake.Options{})
		if err != nil {
			return err
		}
		b.roads = extract.Roads
	}
	return b.run(ctx)
}

// readCategories reads the office's own categories, added to the shipped ones.
func readCategories(r io.Reader) (*geo.Categories, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxCategoryFile))
	if err != nil {
		return nil, err
	}
	own, err := geo.ParseCategories(data)
	if err != nil {
		return nil, err
	}
	return geo.ShippedCategories().With(own)
}

// maxRejects is how many refused rows of a file a list of them holds.
const maxRejects = 1 << 20

// maxCategoryFile is how much of a file of categories is read.
const maxCategoryFile = 4 << 20

// categories are those of --categories, or the shipped ones.
func (a *app) categories(ctx context.Context) (*geo.Categories, error) {
	if a.categoryFile == "" {
		return geo.ShippedCategories(), nil
	}
	return read(ctx, a, a.categoryFile, readCategories)
}

// datumNames are the coordinate systems that may be asked for.
func datumNames() string {
	names := []string{"cgcs2000"}
	for _, d := range geo.Datums() {
		names = append(names, d.String())
	}
	return strings.Join(names, ", ")
}
