package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
)

// drillCommand is the verb drill: series of rounds, at a server's console.
func (a *app) drillCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "drill", short: "drill.short", long: "drill.long", usage: "drill.usage"})
	a.makeGroup(cmd, a.drillNewCommand(), a.drillStatusCommand(), a.drillRoundCommand(), a.drillTeamsCommand(),
		a.drillResultsCommand(), a.drillReserveCommand(), a.drillCoverageCommand(), a.drillExportCommand())
	return cmd
}

// drillFolder are the options of all verbs of drills.
type drillFolder struct {
	data, clock string
	name        string // of the drill
}

// folderFlags adds the options of all verbs of drills.
func (a *app) folderFlags(cmd *cobra.Command, d *drillFolder) {
	a.flag(cmd.Flags(), &d.data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data-drill"})
	a.flag(cmd.Flags(), &d.name, flagTexts{name: "name", argument: "argument.name", usage: "flag.drill-name"})
	a.flag(cmd.Flags(), &d.clock, flagTexts{name: "clock", argument: "argument.time", usage: "flag.drill-clock"})
}

// desk is the office at the console of a server that nobody reaches.
type desk struct {
	*console

	app      *app
	inside   inside
	location *time.Location
	file     string            // whose rows are sent; empty: none
	options  map[string]string // by which the line says what the server knows by another name
}

// errDrillAnswer means that the server answered with status Value, and nothing that
// could be understood.
const errDrillAnswer geo.Code = "drill.answer"

// consoleLogin is what the office at the console is called where somebody is named.
const consoleLogin = "console"

// atDesk opens the folder of a verb, lets the office work, and closes it. A server that
// runs has the folder for itself: the refusal says so.
func (a *app) atDesk(cmd *cobra.Command, d drillFolder, work func(context.Context, *desk) error) (err error) {
	if err := need(cmd, "data"); err != nil {
		return err
	}
	location, err := time.LoadLocation(defaultZone)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	c, err := a.drillConsole(ctx, cmd, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	c.Folder, c.Location = d.data, location
	c.Identify = func(*http.Request) (access.Who, bool) {
		return access.Who{Login: consoleLogin, Role: access.Office, Session: true}, true
	}
	return work(ctx, &desk{console: c, app: a, inside: inside{c.Handler(), a.texts.Lang()}, location: location})
}

// ask sends a request whose body is nil, bytes of a media type, or anything else as
// JSON. What is refused is an error, as it would be at the command line.
func (d *desk) ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	r := ownRequest{method: method, path: "/api/v1" + path, media: "application/octet-stream"}
	switch sent := body.(type) {
	case nil:
	case []byte:
		r.body = sent
	default:
		r.media = "application/json"
		var err error
		if r.body, err = json.Marshal(sent); err != nil {
			return nil, err
		}
	}
	a, err := d.inside.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	if a.status >= http.StatusMultipleChoices {
		return nil, d.refusal(a)
	}
	return a.body.Bytes(), nil
}

// get reads what is at a path.
func (d *desk) get(ctx context.Context, path string, into any) error {
	b, err := d.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// post sends an order and reads what came of it; into nil: nobody wants to know.
func (d *desk) post(ctx context.Context, path string, order, into any) error {
	b, err := d.ask(ctx, http.MethodPost, path, order)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// refusal is the error that a problem tells of.
func (d *desk) refusal(a *ownAnswer) error {
	var p middleware.Problem
	if json.Unmarshal(a.body.Bytes(), &p) != nil || p.Code == "" {
		return &geo.Error{Code: errDrillAnswer, Kind: geo.Internal, Value: strconv.Itoa(a.status)}
	}
	if len(p.Errors) == 0 {
		return &geo.Error{Code: p.Code}
	}
	var all []error
	for i, fault := range p.Errors {
		if i == maxShown {
			break
		}
		all = append(all, d.fault(fault))
	}
	return errors.Join(all...)
}

// fault is what the server told of as an error here: rows are those of the file, and what
// an option said is called like the option.
func (d *desk) fault(f middleware.Fault) *geo.Error {
	at := geo.Place(f.At)
	if at.File == "" && (at.Line > 0 || f.Code == intake.ErrRejected) {
		at.File = d.file
	}
	if at.Column == "round" {
		at.Column = "--round"
		f.Value = f.Value[strings.LastIndex(f.Value, "/")+1:] // the store names its drill besides, by a number
	}
	column, _, _ := strings.Cut(at.Column, "[")
	if option := d.options[column]; option != "" {
		at.Column = option
	}
	return &geo.Error{Code: f.Code, At: at, Value: f.Value, Want: f.Want, Names: f.Names}
}

// drillPath is where a drill is, and roundPath one of its rounds.
func drillPath(name string) string { return "/drills/" + url.PathEscape(name) }

func roundPath(name, round string) string { return drillPath(name) + "/rounds/" + round }

// drillRound is a round as the server tells of it.
type drillRound struct {
	Drill       string `json:"drill"`
	Round       int64  `json:"round"`
	Due         string `json:"due"`
	Release     string `json:"release"`
	State       string `json:"state"`
	Late        bool   `json:"late"`
	Seal        string `json:"seal"`
	Draw        int64  `json:"draw"`
	Withdrawn   bool   `json:"withdrawn"`
	Label       string `json:"label"`
	Failure     string `json:"failure"`
	Explanation string `json:"explanation"`
	Reason      string `json:"reason"`
	Teams       int    `json:"teams"`
	Results     int64  `json:"results"`
}

// round reads the round of --name and --round.
func (d *desk) round(ctx context.Context, name, round string) (r drillRound, err error) {
	err = d.get(ctx, roundPath(name, round), &r)
	return r, err
}

// drawn is where the draw of a round is, which must have one.
func (d *desk) drawn(ctx context.Context, name, round string) (string, error) {
	r, err := d.round(ctx, name, round)
	if err != nil {
		return "", err
	}
	if r.Draw == 0 {
		return "", &geo.Error{Code: errNotHeld, Kind: geo.Conflict, Value: round, Want: d.local(r.Due)}
	}
	return "/draws/" + strconv.FormatInt(r.Draw, 10), nil
}

// errNotHeld means that the round Value, due at Want, has no draw.
const errNotHeld geo.Code = "drill.not-held"

// local shows a time in the county's zone.
func (d *desk) local(stamp string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return at.In(d.location).Format("2006-01-02 15:04")
}

// roundNumber checks --round.
func roundNumber(cmd *cobra.Command, value string) error {
	if err := need(cmd, "name", "round"); err != nil {
		return err
	}
	_, err := wholeNumber(cmd, "--round="+value, value, 1_000_000)
	return err
}

// words are the parts of a list that a flag was given, by commas.
func words(lists []string) (parts []string) {
	for _, list := range lists {
		for part := range strings.SplitSeq(list, ",") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}
