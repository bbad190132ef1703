package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// drillTeamsFlags are those of the verb drill teams.
type drillTeamsFlags struct {
	drillFolder
	drillOutput

	round, reason string
	again         bool
	absent        []string
}

// drillTeamsCommand is the verb drill teams: who inspects what in a round; drawn anew if
// somebody is not there.
func (a *app) drillTeamsCommand() *cobra.Command {
	var f drillTeamsFlags
	cmd := a.command(verbTexts{name: "teams", short: "drill.teams-short", long: "drill.teams-long", usage: "drill.teams-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f.drillFolder)
	a.flag(cmd.Flags(), &f.round, flagTexts{name: "round", argument: "argument.drill-round", usage: "flag.drill-round"})
	cmd.Flags().BoolVar(&f.again, "again", false, a.t("flag.drill-again"))
	a.listFlag(cmd.Flags(), &f.absent, flagTexts{name: "absent", argument: "argument.id", usage: "flag.drill-absent"})
	a.flag(cmd.Flags(), &f.reason, flagTexts{name: "reason", argument: "argument.text", usage: "flag.drill-reason"})
	a.outputFlags(cmd, &f.drillOutput, "argument.estimate-format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(a, cmd); err != nil {
			return err
		}
		return a.atDesk(cmd, f.drillFolder, func(ctx context.Context, d *desk) error { return d.showTeams(ctx, &f) })
	}
	return cmd
}

func (f *drillTeamsFlags) check(a *app, cmd *cobra.Command) error {
	if err := roundNumber(cmd, f.round); err != nil {
		return err
	}
	if f.again {
		if err := need(cmd, "reason"); err != nil {
			return err
		}
	} else if f.reason != "" || f.absent != nil {
		return misuse(cmd, errFlagMissing, "--again", "")
	}
	return f.settle(a, cmd, "json", "csv", "xlsx")
}

// errNoTeams means that round Value of the drill Want has no teams.
const errNoTeams geo.Code = "drill.no-teams"

// drillTeam is a team as the server tells of it.
type drillTeam struct {
	Team    int `json:"team"`
	Members []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"members"`
	Sites []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"sites"`
}

// showTeams draws the teams of a round anew, if that is asked for, and shows them.
func (d *desk) showTeams(ctx context.Context, f *drillTeamsFlags) error {
	path := roundPath(f.name, f.round) + "/teams"
	if f.again {
		order := map[string]any{"reason": f.reason, "absent": words(f.absent)}
		if err := d.post(ctx, path, order, nil); err != nil {
			return err
		}
	}
	if _, err := d.drawn(ctx, f.name, f.round); err != nil {
		return err
	}
	body, err := d.ask(ctx, http.MethodGet, path+"?format="+serverFormat(f.format), nil)
	if errors.Is(err, store.ErrNotFound) {
		return &geo.Error{Code: errNoTeams, Kind: geo.NotFound, Value: f.round, Want: f.name}
	}
	if err != nil {
		return err
	}
	if f.format != readable {
		return d.save(ctx, f.drillOutput, body, nil)
	}
	var shown struct {
		Lot   int         `json:"lot"`
		Date  string      `json:"date"`
		Label string      `json:"label"`
		Teams []drillTeam `json:"teams"`
		Idle  []string    `json:"idle"`
	}
	if err := json.Unmarshal(body, &shown); err != nil {
		return err
	}
	rows := d.heading("column.team", "fact.members", "column.sites", "column.site")
	for i := range shown.Teams {
		rows = append(rows, d.teamRow(&shown.Teams[i]))
	}
	if err := d.save(ctx, f.drillOutput, nil, rows); err != nil {
		return err
	}
	d.app.tell("drill.lot", text.Args{
		"value": strconv.Itoa(shown.Lot), "date": shown.Date, "count": count(len(shown.Teams)), "names": strings.Join(shown.Idle, ", "),
	})
	if shown.Label != "" {
		d.app.tellLine(shown.Label)
	}
	return nil
}

// serverFormat is what the server calls a form; a table to read is made of data.
func serverFormat(format string) string {
	if format == readable {
		return "json"
	}
	return format
}

func (d *desk) teamRow(t *drillTeam) []string {
	var members, sites []string
	for _, m := range t.Members {
		members = append(members, text.Visible(strings.TrimSpace(m.Name+" "+m.ID)))
	}
	for _, s := range t.Sites {
		sites = append(sites, text.Visible(s.Name))
	}
	return []string{strconv.Itoa(t.Team), strings.Join(members, ", "), count(len(t.Sites)), d.app.someNames(sites)}
}
