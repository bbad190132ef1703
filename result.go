package main

import (
	"context"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// result is what draw and open do with a draw.
type result struct {
	output, format string
	strict         bool
}

func (a *app) resultFlags(cmd *cobra.Command, r *result) {
	a.flag(cmd.Flags(), &r.output, flagTexts{"output", "o", "argument.file", "flag.output-record"})
	a.flag(cmd.Flags(), &r.format, flagTexts{"format", "", "argument.format", "flag.format"})
	cmd.Flags().BoolVar(&r.strict, "strict", false, a.t("flag.strict-draw"))
}

// formats are the forms in which a draw leaves the program.
func formats() []string { return []string{"json", "csv", "xlsx", "geojson"} }

// checkResult settles the format, which an output's extension may say, before any work
// is done.
func (a *app) checkResult(cmd *cobra.Command, r *result) error {
	if r.format == "" {
		r.format = "json"
		if known := strings.TrimPrefix(filepath.Ext(r.output), "."); isFormat(known) {
			r.format = known
		}
	}
	if !isFormat(r.format) {
		return misuse(cmd, errFlagInvalid, "--format="+r.format, strings.Join(formats(), ", "))
	}
	if r.format == "xlsx" && (r.output == "" || r.output == stdio) && isTerminal(a.out) {
		return misuse(cmd, errTerminal, "", "")
	}
	return nil
}

func isFormat(name string) bool { return slices.Contains(formats(), name) }

// drawing is a draw to be made and what is known of its seed.
type drawing struct {
	frame    *sampler.Frame
	plan     sampler.Plan
	seed     string
	practice bool
	seal     sampler.Digest // of the seal that was opened, if one was
	lacking  []string       // townships that the frame should have; see complete

	categories *geo.Categories // that are known, for their names
}

// makeDraw draws, writes the result and tells a summary. Under strict a
// shortfall makes the answer no.
func (a *app) makeDraw(ctx context.Context, d drawing, r result) error {
	categories, err := a.categories(ctx)
	if err != nil {
		return err
	}
	d.categories = categories
	record, err := sampler.Draw(ctx, d.frame, d.plan, d.seed, a.drawOptions())
	if err != nil {
		return err
	}
	err = a.save(ctx, r.output, func(w io.Writer) error {
		out := report.Draw{Record: record, Frame: d.frame, Categories: categories, Practice: d.practice, Incomplete: d.lacking,
			Reserves: report.AllReserves(), Texts: a.texts}
		switch r.format {
		case "csv":
			return report.CSV(w, out)
		case "xlsx":
			return report.XLSX(w, out)
		case "geojson":
			return report.GeoJSON(w, out)
		default:
			_, err := w.Write(sampler.AppendRecord(nil, record))
			return err
		}
	})
	if err != nil {
		return err
	}
	a.tellDraw(record, d)
	if r.strict && len(record.Shortfalls)+len(record.Unopened()) > 0 {
		a.tell("draw.strict", nil)
		return no{}
	}
	return nil
}

func (a *app) drawOptions() sampler.Options {
	shown := a.progress("progress.draw")
	return sampler.Options{Workers: runtime.GOMAXPROCS(0), Progress: func(done, total int) {
		shown.at(int64(done), int64(total))
		if done == total {
			shown.end()
		}
	}}
}

// tellDraw sums a draw up on standard error.
func (a *app) tellDraw(r *sampler.Record, d drawing) {
	mains := 0
	for i := range r.Picks {
		if r.Picks[i].Role == sampler.Main {
			mains++
		}
	}
	if d.practice {
		a.tell("draw.practice", nil)
	}
	a.tellLacking(d.lacking)
	a.tell("draw.done", text.Args{
		"plan": planName(&r.Plan), "sites": strconv.Itoa(r.FrameSites),
		"main": strconv.Itoa(mains), "reserve": strconv.Itoa(len(r.Picks) - mains),
	})
	for _, s := range r.Shortfalls {
		a.tell("draw.shortfall", text.Args{
			"step": text.Visible(s.Step), "within": text.Visible(s.Within),
			"want": strconv.FormatInt(s.Want, 10), "got": strconv.FormatInt(s.Got, 10),
		})
	}
	for _, step := range r.Unopened() {
		a.tell("draw.unopened", text.Args{"step": text.Visible(step.ID), "within": text.Visible(step.Within + step.Of)})
	}
	for _, err := range unknownCategories(d.frame, &r.Plan, d.categories) {
		a.tellLine(a.texts.Explain(err))
	}
	a.tell("draw.basis", text.Args{
		"seed": text.Visible(r.Seed), "frame": r.FrameDigest.String(),
		"plan": r.Plan.Digest().String(), "record": r.Digest().String(),
	})
}

func planName(p *sampler.Plan) string {
	for _, name := range []string{p.Title, p.Name} {
		if name != "" {
			return text.Visible(name)
		}
	}
	return p.Digest().String()
}
