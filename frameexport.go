package main

import (
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

// exportOptions are what the verb frame export is told beside the frame.
type exportOptions struct {
	output, format, contacts, crs, encoding string
}

// exportFormats are the forms in which a register leaves the program.
func exportFormats() []string { return []string{"csv", "xlsx", "geojson"} }

// The encodings of --encoding.
const (
	encodingUTF8    = "utf-8"
	encodingGB18030 = "gb18030"
)

// frameExportCommand is the verb frame export: a frame as a table or map layer to
// edit, with what a contacts file says about people.
func (a *app) frameExportCommand() *cobra.Command {
	var o exportOptions
	cmd := a.command(verbTexts{name: "export", short: "frame-export.short", long: "frame-export.long", usage: "frame-export.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.file"})
	a.flag(cmd.Flags(), &o.output, flagTexts{"output", "o", "argument.file", "flag.output-register"})
	a.flag(cmd.Flags(), &o.format, flagTexts{"format", "", "argument.format-register", "flag.format-register"})
	a.flag(cmd.Flags(), &o.contacts, flagTexts{"contacts", "", "argument.file", "flag.contacts-in"})
	a.flag(cmd.Flags(), &o.crs, flagTexts{"crs", "", "argument.crs", "flag.crs-out"})
	a.flag(cmd.Flags(), &o.encoding, flagTexts{"encoding", "", "argument.encoding", "flag.encoding"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		datum, err := a.checkExport(cmd, &o, args[0])
		if err != nil {
			return err
		}
		frame, err := a.readFrame(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		register, err := a.register(cmd.Context(), frame, o.contacts)
		if err != nil {
			return err
		}
		register.Datum = datum
		save := a.save
		if len(register.Contacts) > 0 {
			save = a.savePrivate
		}
		err = save(cmd.Context(), o.output, func(w io.Writer) error { return writeRegister(w, register, o) })
		if err != nil {
			return err
		}
		a.tell("frame-export.done", text.Args{"sites": count(frame.Len()), "digest": frame.Digest().String()})
		return nil
	}
	return cmd
}

// checkExport settles format, encoding and coordinate system before any work is
// done.
func (a *app) checkExport(cmd *cobra.Command, o *exportOptions, frame string) (geo.Datum, error) {
	if err := onceStdin(cmd, frame, o.contacts); err != nil {
		return 0, err
	}
	if err := ownFile(cmd, o.output, frame, o.contacts); err != nil {
		return 0, err
	}
	if o.format == "" {
		o.format = strings.ToLower(strings.TrimPrefix(filepath.Ext(o.output), "."))
	}
	if o.format == "" {
		o.format = "csv"
	}
	if !slices.Contains(exportFormats(), o.format) {
		return 0, misuse(cmd, errFlagInvalid, "--format="+o.format, strings.Join(exportFormats(), ", "))
	}
	if o.format == "xlsx" && (o.output == "" || o.output == stdio) && isTerminal(a.out) {
		return 0, misuse(cmd, errTerminal, "", "")
	}
	if o.encoding != "" && o.encoding != encodingUTF8 && o.encoding != encodingGB18030 {
		return 0, misuse(cmd, errFlagInvalid, "--encoding="+o.encoding, encodingUTF8+", "+encodingGB18030)
	}
	if o.crs == "" {
		return geo.WGS84, nil
	}
	datum, err := geo.ParseDatum(o.crs)
	if err != nil {
		return 0, misuse(cmd, errFlagInvalid, "--crs="+o.crs, datumNames())
	}
	return datum, nil
}

// register is a frame with what a file of contacts says about its sites.
func (a *app) register(ctx context.Context, frame *sampler.Frame, contacts string) (report.Register, error) {
	categories, err := a.categories(ctx)
	if err != nil {
		return report.Register{}, err
	}
	r := report.Register{Sites: frame.Sites(), Categories: categories, Texts: a.texts}
	if contacts == "" {
		return r, nil
	}
	people, err := a.readSitesFile(ctx, contacts, intake.Options{Categories: categories})
	if err != nil {
		return r, err
	}
	r.Contacts = people.People
	return r, nil
}

func writeRegister(w io.Writer, r report.Register, o exportOptions) error {
	switch o.format {
	case "xlsx":
		return report.RegisterXLSX(w, r)
	case "geojson":
		return report.RegisterGeoJSON(w, r)
	}
	if o.encoding == encodingGB18030 {
		return report.RegisterCSV(w, r, report.GB18030)
	}
	return report.RegisterCSV(w, r, report.UTF8)
}
