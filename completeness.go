package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler"
	"sitedraw/server/text"
)

// completeness is what draw and seal are told of a frame's townships.
type completeness struct {
	official string // file of the official list, empty: none
	allow    bool   // frames that lack some too
}

func (a *app) completenessFlags(cmd *cobra.Command, c *completeness) {
	a.flag(cmd.Flags(), &c.official, flagTexts{name: "official", argument: "argument.list", usage: "flag.official"})
	cmd.Flags().BoolVar(&c.allow, "allow-incomplete", false, a.t("flag.allow-incomplete"))
}

// complete finds the townships that the plan could draw and the frame lacks. It
// refuses such a frame unless that is allowed.
func (a *app) complete(ctx context.Context, d *drawing, c completeness) error {
	categories, err := a.categories(ctx)
	if err != nil {
		return err
	}
	var official []geo.NamedArea
	if c.official != "" {
		sites, err := a.readOfficial(ctx, c.official, categories)
		if err != nil {
			return err
		}
		official = geo.AreasOf(sites, categories)
	}
	d.lacking = lackingTownships(d, official, categories)
	if len(d.lacking) > 0 && !c.allow {
		return &geo.Error{Code: sampler.ErrIncomplete, Names: d.lacking}
	}
	return nil
}

// lackingTownships are the codes of the townships, each with its official name
// where that is known.
func lackingTownships(d *drawing, official []geo.NamedArea, categories *geo.Categories) (lacking []string) {
	names := map[geo.AreaCode]string{}
	codes := make([]geo.AreaCode, len(official))
	for i, area := range official {
		codes[i], names[area.Code] = area.Code, area.Name
	}
	for _, code := range sampler.MissingTownships(d.frame, d.plan, codes, categories) {
		lacking = append(lacking, strings.TrimSpace(string(code)+" "+names[code]))
	}
	return lacking
}

// tellLacking names the townships that a frame lacks, if any.
func (a *app) tellLacking(lacking []string) {
	if len(lacking) == 0 {
		return
	}
	shown := make([]string, len(lacking))
	for i, name := range lacking {
		shown[i] = text.Visible(name)
	}
	a.tell("draw.lacking", text.Args{"count": count(len(lacking)), "names": strings.Join(shown, a.t("names.and"))})
}
