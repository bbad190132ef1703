package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/text"
)

// errOfficialEmpty means that an official list holds no township and no village.
const errOfficialEmpty geo.Code = "official.no-areas"

// frameCheckCommand is the verb frame check: is the frame's list of areas the
// official one?
func (a *app) frameCheckCommand() *cobra.Command {
	var official string
	cmd := a.command(verbTexts{
		name: "check", short: "frame-check.short", long: "frame-check.long", usage: "frame-check.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.file"})
	a.flag(cmd.Flags(), &official, flagTexts{name: "official", argument: "argument.list", usage: "flag.official-check"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "official"); err != nil {
			return err
		}
		if err := onceStdin(cmd, args[0], official); err != nil {
			return err
		}
		return a.checkFrame(cmd.Context(), args[0], official)
	}
	return cmd
}

// checkFrame prints the findings by level. The answer is no if something is
// missing or unknown.
func (a *app) checkFrame(ctx context.Context, name, official string) error {
	categories, err := a.categories(ctx)
	if err != nil {
		return err
	}
	frame, err := a.readFrame(ctx, name)
	if err != nil {
		return err
	}
	list, err := a.readOfficial(ctx, official, categories)
	if err != nil {
		return err
	}
	wrong := 0
	for i, c := range geo.CompareAreas(frame.Sites(), list, categories) {
		if i > 0 {
			a.printLine("")
		}
		a.printComparison(&c)
		wrong += c.Count(geo.AreaMissing) + c.Count(geo.AreaUnknown)
	}
	if wrong > 0 {
		return no{}
	}
	return nil
}

// readOfficial reads an official list of areas.
func (a *app) readOfficial(ctx context.Context, name string, categories *geo.Categories) ([]geo.Site, error) {
	results, _, err := a.readSites(ctx, []string{name}, intake.Options{Categories: categories})
	if err != nil {
		return nil, err
	}
	if len(geo.AreasOf(results[0].Sites, categories)) == 0 {
		return nil, &geo.Error{Code: errOfficialEmpty, At: geo.Place{File: name}}
	}
	return results[0].Sites, nil
}

// findingTexts are how the kinds of findings are called, and how many of each are
// shown: what is merely worth knowing is soon cut.
var findingTexts = map[geo.FindingKind]struct {
	name geo.Code
	most int
}{
	geo.AreaMissing:   {"finding.missing", maxAreasShown},
	geo.AreaUnknown:   {"finding.unknown", maxAreasShown},
	geo.AreaRenamed:   {"finding.renamed", maxAreasShown},
	geo.AreaRecoded:   {"finding.recoded", maxAreasShown},
	geo.AreaTwice:     {"finding.twice", maxAreasShown},
	geo.AreaSpelled:   {"finding.spelled", maxShown},
	geo.AreaAmbiguous: {"finding.ambiguous", fewShown},
}

// maxAreasShown is more than a county has.
const maxAreasShown = 10000

// levelTexts are how the levels are called.
var levelTexts = map[geo.Level]geo.Code{
	geo.TownshipLevel: "level.townships",
	geo.VillageLevel:  "level.villages",
}

func (a *app) printComparison(c *geo.AreaComparison) {
	level := a.t(levelTexts[c.Level])
	if c.Official == 0 {
		a.print("frame-check.none", text.Args{"level": level})
		return
	}
	a.print("frame-check.level", text.Args{
		"level": level, "official": count(c.Official), "sites": count(c.Register)})
	a.printFindings(c)
	var counts []string
	for _, kind := range geo.FindingKinds() {
		if n := c.Count(kind); n > 0 {
			counts = append(counts, a.texts.Text("frame-check.count",
				text.Args{"finding": a.t(findingTexts[kind].name), "count": count(n)}))
		}
	}
	if len(counts) == 0 {
		counts = []string{a.t("frame-check.agrees")}
	}
	separator := a.t("names.and")
	a.printLine("  " + strings.Join(counts, separator))
}

func (a *app) printFindings(c *geo.AreaComparison) {
	if len(c.Findings) == 0 {
		return
	}
	rows := [][]string{{
		a.t("column.finding"), a.t("column.official-code"), a.t("column.official-name"),
		a.t("column.id"), a.t("column.area"), a.t("column.name"),
	}}
	shown := map[geo.FindingKind]int{}
	for i := range c.Findings {
		f := &c.Findings[i]
		if shown[f.Kind]++; shown[f.Kind] <= findingTexts[f.Kind].most {
			rows = append(rows, a.findingRow(f))
		}
	}
	for _, line := range aligned(rows, nil) {
		a.printLine("  " + line)
	}
	for _, kind := range geo.FindingKinds() {
		if more := c.Count(kind) - findingTexts[kind].most; more > 0 {
			a.print("frame-check.more", text.Args{"finding": a.t(findingTexts[kind].name), "count": count(more)})
		}
	}
}

// findingRow is a finding; of areas of one name the first codes stand in the
// second cell.
func (a *app) findingRow(f *geo.AreaFinding) []string {
	const most = 3
	codes := []string{string(f.Official.Code)}
	for i, code := range f.Codes {
		switch {
		case i == most:
			codes = append(codes, "…")
		case i > 0 && i < most:
			codes = append(codes, string(code))
		}
	}
	name := text.Visible(f.Official.Name)
	if f.Kind == geo.AreaUnknown && name != "" {
		name = a.texts.Text("frame-check.near", text.Args{"name": name})
	}
	return []string{
		a.t(findingTexts[f.Kind].name), strings.Join(codes, " "), name,
		text.Visible(f.Site), string(f.Found.Code), text.Visible(f.Found.Name),
	}
}
