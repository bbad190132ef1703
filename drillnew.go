package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/sampler"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// drillNew are the options of the verb drill new.
type drillNew struct {
	drillFolder

	title, register, plan            string
	every, start, until, zone        string
	skip                             []string
	mode, reach, source, below       string
	seeds, seed, lead, release       string
	teams, most, way, leadMember     string
	frame, inspectors                string
	leadMinutes, releaseMinutes      int64
	teamSize, mostTeams, belowShares int
}

// drillNewCommand is the verb drill new: a series of rounds is fixed.
func (a *app) drillNewCommand() *cobra.Command {
	var n drillNew
	cmd := a.command(verbTexts{name: "new", short: "drill.new-short", long: "drill.new-long", usage: "drill.new-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &n.drillFolder)
	for _, one := range []struct {
		value *string
		texts flagTexts
	}{
		{&n.title, flagTexts{name: "title", argument: "argument.text", usage: "flag.drill-title"}},
		{&n.register, flagTexts{name: "register", argument: "argument.name", usage: "flag.drill-register"}},
		{&n.plan, flagTexts{"plan", "p", "argument.plan", "flag.drill-plan"}},
		{&n.every, flagTexts{name: "every", argument: "argument.rounds", usage: "flag.drill-every"}},
		{&n.start, flagTexts{name: "start", argument: "argument.day-time", usage: "flag.drill-start"}},
		{&n.until, flagTexts{name: "until", argument: "argument.date", usage: "flag.drill-until"}},
		{&n.zone, flagTexts{name: "zone", argument: "argument.zone", usage: "flag.drill-zone"}},
		{&n.mode, flagTexts{name: "mode", argument: "argument.drill-mode", usage: "flag.drill-mode"}},
		{&n.reach, flagTexts{name: "reach", argument: "argument.reach", usage: "flag.drill-reach"}},
		{&n.source, flagTexts{name: "source", argument: "argument.name", usage: "flag.drill-source"}},
		{&n.below, flagTexts{name: "below", argument: "argument.percent", usage: "flag.drill-below"}},
		{&n.seeds, flagTexts{name: "seeds", argument: "argument.seeds", usage: "flag.drill-seeds"}},
		{&n.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.drill-seed"}},
		{&n.lead, flagTexts{name: "lead", argument: "argument.duration", usage: "flag.drill-lead"}},
		{&n.release, flagTexts{name: "release", argument: "argument.duration", usage: "flag.drill-release"}},
		{&n.teams, flagTexts{name: "teams", argument: "argument.number", usage: "flag.drill-teams"}},
		{&n.most, flagTexts{name: "most", argument: "argument.number", usage: "flag.drill-most"}},
		{&n.way, flagTexts{name: "way", argument: "argument.way", usage: "flag.drill-way"}},
		{&n.leadMember, flagTexts{name: "lead-qualification", argument: "argument.text", usage: "flag.drill-lead-member"}},
		{&n.frame, flagTexts{"frame", "f", "argument.file", "flag.drill-frame"}},
		{&n.inspectors, flagTexts{name: "inspectors", argument: "argument.file", usage: "flag.drill-inspectors"}},
	} {
		a.flag(cmd.Flags(), one.value, one.texts)
	}
	a.listFlag(cmd.Flags(), &n.skip, flagTexts{name: "skip", argument: "argument.dates", usage: "flag.drill-skip"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := n.check(cmd); err != nil {
			return err
		}
		return a.atDesk(cmd, n.drillFolder, func(ctx context.Context, d *desk) error { return d.newDrill(ctx, &n) })
	}
	return cmd
}

// check refuses what the server would not understand.
func (n *drillNew) check(cmd *cobra.Command) (err error) {
	if err := need(cmd, "data", "name", "register", "plan", "every", "start", "seeds"); err != nil {
		return err
	}
	if err := onceStdin(cmd, n.frame, n.inspectors, planPath(n.plan)); err != nil {
		return err
	}
	for _, one := range []struct {
		name, value string
		into        *int64
	}{{"--lead", n.lead, &n.leadMinutes}, {"--release", n.release, &n.releaseMinutes}} {
		if one.value == "" {
			continue
		}
		d, err := time.ParseDuration(one.value)
		if err != nil || d < 0 || d%time.Minute != 0 {
			return misuse(cmd, errFlagInvalid, one.name+"="+one.value, "30m, 24h")
		}
		*one.into = int64(d / time.Minute)
	}
	for _, one := range []struct {
		name, value string
		most        int
		into        *int
	}{{"--teams", n.teams, 100, &n.teamSize}, {"--most", n.most, 10_000, &n.mostTeams}, {"--below", n.below, 100, &n.belowShares}} {
		if one.value == "" {
			continue
		}
		if *one.into, err = wholeNumber(cmd, one.name+"="+one.value, one.value, one.most); err != nil {
			return err
		}
	}
	if n.teams == "" && n.most+n.way+n.leadMember != "" {
		return misuse(cmd, errFlagMissing, "--teams", "")
	}
	return nil
}

// order is what the server is asked for.
func (n *drillNew) order(plan string) map[string]any {
	order := map[string]any{
		"name": n.name, "register": n.register, "plan": plan, "every": n.every, "start": n.start, "seeds": n.seeds,
	}
	for member, value := range map[string]string{
		"title": n.title, "until": n.until, "zone": n.zone, "mode": n.mode, "reach": n.reach, "source": n.source, "seed": n.seed,
	} {
		if value != "" {
			order[member] = value
		}
	}
	for member, value := range map[string]int64{"lead_minutes": n.leadMinutes, "release_minutes": n.releaseMinutes, "below": int64(n.belowShares)} {
		if value != 0 {
			order[member] = value
		}
	}
	if skip := words(n.skip); skip != nil {
		order["skip"] = skip
	}
	if n.teams != "" {
		order["teams"] = map[string]any{"size": n.teamSize, "most": n.mostTeams, "way": n.way, "lead": n.leadMember}
	}
	return order
}

// drillOptions are the options that say what the server knows by other names.
var drillOptions = map[string]string{
	"rule": "--every", "every": "--every", "dates": "--every", "start": "--start", "calendar.start": "--start", "until": "--until",
	"zone": "--zone", "skip": "--skip", "register": "--register", "plan": "--plan", "mode": "--mode", "reach": "--reach",
	"source": "--source", "below": "--below", "seeds": "--seeds", "seed": "--seed", "lead_minutes": "--lead",
	"release_minutes": "--release", "name": "--name", "title": "--title", "teams.size": "--teams", "teams.most": "--most",
	"teams.way": "--way", "teams.lead": "--lead-qualification",
}

// newDrill brings what the drill needs into the folder, and fixes it.
func (d *desk) newDrill(ctx context.Context, n *drillNew) error {
	if n.frame != "" {
		if err := d.bringFrame(ctx, n); err != nil {
			return err
		}
	}
	if n.inspectors != "" {
		if err := d.bringInspectors(ctx, n); err != nil {
			return err
		}
	}
	plan, err := d.bringPlan(ctx, n.plan)
	if err != nil {
		return err
	}
	d.options = drillOptions
	var made struct {
		Digest string `json:"digest"`
		First  string `json:"first"`
		Last   string `json:"last"`
		Rounds int    `json:"rounds"`
		Label  string `json:"label"`
	}
	if err := d.post(ctx, "/drills", n.order(plan), &made); err != nil {
		return err
	}
	a := d.app
	a.print("drill.made", text.Args{
		"name": text.Visible(n.name), "count": count(made.Rounds), "first": d.local(made.First), "last": d.local(made.Last),
		"digest": made.Digest,
	})
	if made.Label != "" {
		a.tellLine(made.Label)
	}
	return nil
}

// bringFrame publishes a frame as the register's version, unless it is the current one.
func (d *desk) bringFrame(ctx context.Context, n *drillNew) error {
	frame, err := d.app.readFrame(ctx, n.frame)
	if err != nil {
		return err
	}
	path := "/registers/" + url.PathEscape(n.register)
	current, err := d.currentFrame(ctx, path)
	if errors.Is(err, store.ErrNotFound) {
		err = d.post(ctx, "/registers", map[string]string{"id": n.register, "name": n.register}, nil)
	}
	if err != nil || current == frame.Digest().String() {
		return err
	}
	var body bytes.Buffer
	if err := sampler.WriteFrame(&body, frame); err != nil {
		return err
	}
	if err := d.post(ctx, path+"/imports?mode=replace&yes=1&filename=register.ndjson", body.Bytes(), nil); err != nil {
		return err
	}
	var version struct {
		Number int64 `json:"number"`
		Sites  int   `json:"sites"`
	}
	if err := d.post(ctx, path+"/versions", map[string]string{"note": filepath.Base(n.frame)}, &version); err != nil {
		return err
	}
	d.app.tell("drill.published", text.Args{
		"register": text.Visible(n.register), "version": strconv.FormatInt(version.Number, 10), "count": count(version.Sites),
	})
	return nil
}

// currentFrame is the digest of a register's current version; empty before the first.
func (d *desk) currentFrame(ctx context.Context, path string) (string, error) {
	var register struct {
		Current int64 `json:"current"`
	}
	if err := d.get(ctx, path, &register); err != nil || register.Current == 0 {
		return "", err
	}
	var version struct {
		Frame string `json:"frame"`
	}
	err := d.get(ctx, path+"/versions/"+strconv.FormatInt(register.Current, 10), &version)
	return version.Frame, err
}

// bringInspectors takes a table of inspectors.
func (d *desk) bringInspectors(ctx context.Context, n *drillNew) error {
	body, err := read(ctx, d.app, n.inspectors, readAll)
	if err != nil {
		return err
	}
	var taken struct {
		Rows     int                `json:"rows"`
		Unused   []string           `json:"unused"`
		Warnings []middleware.Fault `json:"warnings"`
	}
	d.file = n.inspectors
	at := "/inspectors/import?register=" + url.QueryEscape(n.register) + "&filename=" + url.QueryEscape(filepath.Base(n.inspectors))
	if err := d.post(ctx, at, body, &taken); err != nil {
		return err
	}
	a := d.app
	a.tell("drill.inspectors", text.Args{"count": count(taken.Rows)})
	if len(taken.Unused) > 0 {
		a.tell("drill.inspectors-unused", text.Args{"names": a.someNames(taken.Unused)})
	}
	for _, w := range taken.Warnings[:min(len(taken.Warnings), maxShown)] {
		a.tellLine(a.texts.Explain(d.fault(w)))
	}
	return nil
}

// bringPlan keeps a plan's file, and returns the plan's name.
func (d *desk) bringPlan(ctx context.Context, name string) (string, error) {
	if !isPlanFile(name) {
		return name, nil
	}
	plan, err := d.app.readPlan(ctx, name)
	if err != nil {
		return "", err
	}
	_, err = d.ask(ctx, http.MethodPut, "/plans/"+url.PathEscape(plan.Name), sampler.AppendPlan(nil, &plan))
	return plan.Name, err
}
