package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// frameCommand is the verb frame: files of sites become one frame.
func (a *app) frameCommand() *cobra.Command {
	var output string
	var areas intake.AreaOptions
	cmd := a.command(verbTexts{name: "frame", short: "frame.short", long: "frame.long", usage: "frame.usage"})
	cmd.Args = a.check(arguments{min: 1, max: maxFiles, what: "argument.files"})
	a.flag(cmd.Flags(), &output, flagTexts{"output", "o", "argument.file", "flag.output-frame"})
	cmd.Flags().BoolVar(&areas.Nearest, "nearest-area", false, a.t("flag.nearest-area"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := onceStdin(cmd, args...); err != nil {
			return err
		}
		if err := ownFile(cmd, output, args...); err != nil {
			return err
		}
		results, err := a.readSites(cmd.Context(), args)
		if err != nil {
			return err
		}
		return a.makeFrame(cmd.Context(), results, areas, output)
	}
	return cmd
}

// errNoSites means that the files hold no site: that is no frame.
const errNoSites geo.Code = "frame.no-sites"

// maxFiles is how many files one frame may be made of.
const maxFiles = 10000

// frameFormat is the format of a frame file, beside those of intake.
const frameFormat = "frame"

// readSites reads all files. If any row is wrong, all are told and nothing
// comes of it.
func (a *app) readSites(ctx context.Context, names []string) ([]*intake.Result, error) {
	var results []*intake.Result
	var rejects, refused []error
	bad := 0
	for _, name := range names {
		result, err := a.readSitesFile(ctx, name)
		switch {
		case errors.Is(err, intake.ErrRejected):
			bad += result.Bad
			for _, reject := range result.Rejects {
				rejects = append(rejects, reject)
			}
			refused = append(refused, err)
		case err != nil:
			return nil, err
		}
		results = append(results, result)
	}
	a.tellSome(rejects, bad, maxShown)
	return results, errors.Join(refused...)
}

func (a *app) readSitesFile(ctx context.Context, name string) (*intake.Result, error) {
	return read(ctx, a, name, func(r io.Reader) (*intake.Result, error) {
		in := bufio.NewReader(r)
		first, _ := in.Peek(1)
		if isFrameFile(name, first) {
			frame, err := sampler.ReadFrame(in)
			if err != nil {
				return nil, err
			}
			return &intake.Result{File: name, Format: frameFormat, Sites: slices.Clone(frame.Sites())}, nil
		}
		return intake.Read(name, in, intake.Options{})
	})
}

// isFrameFile tells a frame by its extension or its first byte; other JSON is told
// by its own.
func isFrameFile(name string, first []byte) bool {
	switch filepath.Ext(name) {
	case ".ndjson":
		return true
	case ".json", ".geojson":
		return false
	default:
		return string(first) == "{"
	}
}

// makeFrame merges what was read, fills in areas, writes the frame and reports.
func (a *app) makeFrame(ctx context.Context, results []*intake.Result, areas intake.AreaOptions, output string) error {
	merged, err := intake.Merge(results...)
	if err != nil {
		return err
	}
	filled := intake.FillAreas(merged.Sites, areas)
	frame, err := sampler.NewFrame(merged.Sites)
	if err != nil {
		return err
	}
	if frame.Len() == 0 {
		a.tellFiles(results)
		return &geo.Error{Code: errNoSites}
	}
	err = a.save(ctx, output, func(w io.Writer) error { return sampler.WriteFrame(w, frame) })
	if err != nil {
		return err
	}
	a.tellFiles(results)
	a.tellSame("frame.merged", merged.Same)
	a.tellAreas(frame, filled, areas)
	a.tell("frame.done", text.Args{
		"sites": count(frame.Len()), "digest": frame.Digest().String(),
		"located": count(countSites(frame, isLocated)),
	})
	return nil
}

func countSites(f *sampler.Frame, is func(*geo.Site) bool) int {
	n := 0
	for i := range f.Sites() {
		if is(&f.Sites()[i]) {
			n++
		}
	}
	return n
}

func isLocated(s *geo.Site) bool {
	_, located := s.Position()
	return located
}
