package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler/inspection"
	"sitedraw/server/text"
)

// What opening a reserve can be refused for before the server is asked.
const (
	errNotDrawn     geo.Code = "drill.not-drawn"     // the site Value is no pick of round Want
	errSeveralSteps geo.Code = "drill.several-steps" // the site Value was drawn in the steps Names
)

// drillReserveFlags are those of the verb drill reserve.
type drillReserveFlags struct {
	drillFolder

	round, site, step, code, note string
}

// drillReserveCommand is the verb drill reserve: the next reserve is opened in place of
// a site that cannot be inspected.
func (a *app) drillReserveCommand() *cobra.Command {
	var f drillReserveFlags
	cmd := a.command(verbTexts{name: "reserve", short: "drill.reserve-short", long: "drill.reserve-long", usage: "drill.reserve-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f.drillFolder)
	for _, one := range []struct {
		value *string
		texts flagTexts
	}{
		{&f.round, flagTexts{name: "round", argument: "argument.drill-round", usage: "flag.drill-round"}},
		{&f.site, flagTexts{name: "site", argument: "argument.id", usage: "flag.drill-site"}},
		{&f.code, flagTexts{name: "code", argument: "argument.reason-code", usage: "flag.drill-code"}},
		{&f.note, flagTexts{name: "note", argument: "argument.text", usage: "flag.drill-note"}},
		{&f.step, flagTexts{name: "step", argument: "argument.name", usage: "flag.drill-step"}},
	} {
		a.flag(cmd.Flags(), one.value, one.texts)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := roundNumber(cmd, f.round); err != nil {
			return err
		}
		if err := need(cmd, "site", "code"); err != nil {
			return err
		}
		if f.code == string(inspection.Other) {
			if err := need(cmd, "note"); err != nil {
				return err
			}
		}
		return a.atDesk(cmd, f.drillFolder, func(ctx context.Context, d *desk) error { return d.openReserve(ctx, &f) })
	}
	return cmd
}

// drawnPick is a pick as the server tells of it.
type drawnPick struct {
	Step    string `json:"step"`
	Within  string `json:"within"`
	Stratum string `json:"stratum"`
	Site    struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"site"`
}

// openReserve opens the next reserve of the place where a site was drawn.
func (d *desk) openReserve(ctx context.Context, f *drillReserveFlags) error {
	draw, err := d.drawn(ctx, f.name, f.round)
	if err != nil {
		return err
	}
	pick, err := d.pickOf(ctx, draw, f)
	if err != nil {
		return err
	}
	d.options = map[string]string{"code": "--code", "note": "--note", "replaces": "--site"}
	order := map[string]string{
		"step": pick.Step, "within": pick.Within, "stratum": pick.Stratum, "replaces": f.site, "code": f.code, "note": f.note,
	}
	var opened struct {
		Pick drawnPick `json:"pick"`
	}
	if err := d.post(ctx, draw+"/reserves", order, &opened); err != nil {
		return err
	}
	d.app.printLine(opened.Pick.Site.ID)
	d.app.tell("drill.reserve-opened", text.Args{
		"value": text.Visible(opened.Pick.Site.Name), "site": text.Visible(f.site), "step": text.Visible(pick.Step),
	})
	return nil
}

// pickOf finds where a site was drawn.
func (d *desk) pickOf(ctx context.Context, draw string, f *drillReserveFlags) (*drawnPick, error) {
	var shown struct {
		Picks []drawnPick `json:"picks"`
	}
	if err := d.get(ctx, draw+"/picks", &shown); err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(shown.Picks, func(p drawnPick) bool {
		return p.Site.ID != f.site || f.step != "" && p.Step != f.step
	})
	switch len(found) {
	case 0:
		return nil, &geo.Error{Code: errNotDrawn, Kind: geo.NotFound, At: geo.Place{Column: "--site"}, Value: f.site, Want: f.round}
	case 1:
		return &found[0], nil
	}
	e := &geo.Error{Code: errSeveralSteps, At: geo.Place{Column: "--step"}, Value: f.site}
	for i := range found {
		e.Names = append(e.Names, found[i].Step)
	}
	return nil, e
}
