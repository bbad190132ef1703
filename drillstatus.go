package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server/text"
)

// drillOutput says in which form a verb of drills writes what it found.
type drillOutput struct{ format, output string }

// outputFlags adds the options of a result.
func (a *app) outputFlags(cmd *cobra.Command, o *drillOutput, formats geo.Code) {
	a.flag(cmd.Flags(), &o.format, flagTexts{name: "format", argument: formats, usage: "flag.table-format"})
	a.flag(cmd.Flags(), &o.output, flagTexts{"output", "o", "argument.file", "flag.output-estimate"})
}

// settle settles the form.
func (o *drillOutput) settle(a *app, cmd *cobra.Command, formats ...string) (err error) {
	o.format, err = a.tableFormat(cmd, o.format, o.output, formats)
	return err
}

// save writes what the server answered, or rows to be read.
func (d *desk) save(ctx context.Context, o drillOutput, body []byte, rows [][]string) error {
	return d.app.save(ctx, o.output, func(w io.Writer) error {
		switch {
		case o.format == readable:
			return writeLines(w, aligned(rows, nil))
		case body != nil:
			_, err := w.Write(body)
			return err
		}
		table := csv.NewWriter(w)
		if _, err := io.WriteString(w, "\ufeff"); err != nil { // by which Excel knows UTF-8
			return err
		}
		return table.WriteAll(rows)
	})
}

// heading is the first row of a table.
func (d *desk) heading(keys ...geo.Code) [][]string {
	row := make([]string, len(keys))
	for i, key := range keys {
		row[i] = d.app.t(key)
	}
	return [][]string{row}
}

// drillStatusCommand is the verb drill status: the drills of a folder, or the calendar
// of one.
func (a *app) drillStatusCommand() *cobra.Command {
	var f drillFolder
	var o drillOutput
	cmd := a.command(verbTexts{name: "status", short: "drill.status-short", long: "drill.status-long", usage: "drill.status-usage"})
	cmd.Args = a.check(arguments{})
	a.folderFlags(cmd, &f)
	a.outputFlags(cmd, &o, "argument.status-format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.settle(a, cmd, "json", "csv"); err != nil {
			return err
		}
		return a.atDesk(cmd, f, func(ctx context.Context, d *desk) error {
			if f.name == "" {
				return d.showDrills(ctx, o)
			}
			return d.showCalendar(ctx, f.name, o)
		})
	}
	return cmd
}

// drillSummary is a drill as the server tells of it.
type drillSummary struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Mode   string `json:"mode"`
	Seeds  string `json:"seeds"`
	Rounds int    `json:"rounds"`
	Made   int    `json:"made_rounds"`
	Failed int    `json:"failed_rounds"`
	Next   string `json:"next"`
	Ended  string `json:"ended"`
}

// drills lists all drills, by name.
func (d *desk) drills(ctx context.Context) ([]drillSummary, error) {
	var all []drillSummary
	for after := ""; ; {
		var page struct {
			Items []drillSummary `json:"items"`
		}
		const most = 100
		if err := d.get(ctx, "/drills?limit="+strconv.Itoa(most)+"&after="+url.QueryEscape(after), &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Items...); len(page.Items) < most {
			return all, nil
		}
		after = all[len(all)-1].Name
	}
}

// showDrills shows all drills.
func (d *desk) showDrills(ctx context.Context, o drillOutput) error {
	drills, err := d.drills(ctx)
	if err != nil {
		return err
	}
	rows := d.heading("drill.column-name", "drill.column-mode", "drill.column-seeds", "drill.column-rounds", "drill.column-made",
		"drill.column-failed", "drill.column-next", "column.title")
	for i := range drills {
		s := &drills[i]
		rows = append(rows, []string{
			text.Visible(s.Name), d.app.t(drillModes[s.Mode]), d.app.t(drillSeeds[s.Seeds]), count(s.Rounds), count(s.Made),
			count(s.Failed), d.local(s.Next), text.Visible(s.Title),
		})
	}
	var body []byte
	if o.format == "json" {
		if body, err = json.Marshal(map[string]any{"items": drills}); err != nil {
			return err
		}
		body = append(body, '\n')
	}
	return d.save(ctx, o, body, rows)
}

// The names of modes, of seeds and of the states of rounds, for people.
var (
	drillModes = map[string]geo.Code{
		"faithful": "drill.mode-faithful", "cover": "drill.mode-cover", "again": "drill.mode-again", "weighted": "drill.mode-weighted",
	}
	drillSeeds  = map[string]geo.Code{"sealed": "drill.seeds-sealed", "practice": "drill.seeds-practice"}
	drillStates = map[string]geo.Code{
		"planned": "drill.state-planned", "sealed": "drill.state-sealed", "made": "drill.state-made",
		"failed": "drill.state-failed", "skipped": "drill.state-skipped",
	}
)

// calendar reads all rounds of a drill, also as the server wrote them.
func (d *desk) calendar(ctx context.Context, name string) ([]drillRound, []byte, error) {
	body, err := d.ask(ctx, http.MethodGet, drillPath(name)+"/rounds", nil)
	if err != nil {
		return nil, nil, err
	}
	var list struct {
		Items []drillRound `json:"items"`
	}
	err = json.Unmarshal(body, &list)
	return list.Items, body, err
}

// showCalendar shows the rounds of a drill.
func (d *desk) showCalendar(ctx context.Context, name string, o drillOutput) error {
	rounds, body, err := d.calendar(ctx, name)
	if err != nil {
		return err
	}
	if o.format != "json" {
		body = nil
	}
	return d.save(ctx, o, body, d.roundRows(rounds))
}

// roundRows are rounds as a table shows them.
func (d *desk) roundRows(rounds []drillRound) [][]string {
	rows := d.heading("crew.round", "drill.column-due", "drill.column-state", "drill.column-draw", "drill.column-lot", "column.results", "column.remark")
	for i := range rounds {
		r := &rounds[i]
		rows = append(rows, []string{
			strconv.FormatInt(r.Round, 10), d.local(r.Due), d.app.t(drillStates[r.State]), filled(r.Draw), filled(int64(r.Teams)),
			filled(r.Results), text.Visible(d.remark(r)),
		})
	}
	return rows
}

// filled is a number; empty for none.
func filled(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// remark is what is to be known of a round besides.
func (d *desk) remark(r *drillRound) string {
	switch {
	case r.Explanation != "":
		return r.Explanation
	case r.Reason != "":
		return r.Reason
	case r.Withdrawn:
		return d.app.t("drill.withdrawn")
	case r.Late:
		return d.app.t("drill.late")
	default:
		return ""
	}
}
