package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/server"
	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
	"sitedraw/server/transparency"
)

// checkCommand is the verb check: whether what is kept is what was kept, and the
// draws come out again. The server may run meanwhile.
func (a *app) checkCommand() *cobra.Command {
	var data, checkpoint string
	cmd := a.command(verbTexts{name: "check", short: "datacheck.short", long: "datacheck.long", usage: "datacheck.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data"})
	a.flag(cmd.Flags(), &checkpoint, flagTexts{name: "checkpoint", argument: "argument.file", usage: "flag.checkpoint-check"})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := need(cmd, "data"); err != nil {
			return err
		}
		return a.checkData(cmd.Context(), dataFolder(data), checkpoint)
	}
	return cmd
}

// checkData checks a folder and prints what is wrong.
func (a *app) checkData(ctx context.Context, folder dataFolder, checkpoint string) (err error) {
	c, err := a.console(ctx, folder, sqlite.OpenReader)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	checked, err := a.findings(ctx, c)
	if err == nil && checkpoint != "" {
		var more error
		more, err = a.checkSeen(ctx, c, checkpoint)
		checked.Found = append(checked.Found, more)
	}
	if err != nil {
		return err
	}
	return a.tellFindings(ctx, c, &checked)
}

// findings are those of the database and then, if it is whole, of what stands in
// it.
func (a *app) findings(ctx context.Context, c *console) (server.Checked, error) {
	shown := a.progress("progress.check-database")
	defer shown.end()
	wrong, err := c.db.Check(ctx, func(p sqlite.Progress) { shown.at(int64(p.Done), int64(p.Total)) })
	found := make([]error, len(wrong))
	for i, e := range wrong {
		found[i] = e
	}
	if err != nil || len(found) > 0 {
		return server.Checked{Found: found}, err
	}
	drawn := a.progress("progress.check-draws")
	defer drawn.end()
	return c.Check(ctx, func(p server.CheckProgress) { drawn.at(int64(p.Done), int64(p.Total)) })
}

// checkSeen compares the log with a checkpoint that somebody has kept: what is
// wrong, and what kept it from being compared.
func (a *app) checkSeen(ctx context.Context, c *console, name string) (wrong, err error) {
	signed, err := readCheckpoint(ctx, a, name)
	if err != nil {
		return nil, err
	}
	key, err := c.keys.logKey()
	if err != nil {
		return nil, err
	}
	seen, err := transparency.Open(signed, key.Verifier())
	if err != nil {
		return nil, geo.InFile(err, name)
	}
	err = c.CheckCheckpoint(ctx, seen)
	if errors.Is(err, server.ErrLogForked) {
		return err, nil
	}
	return nil, err
}

// tellFindings prints what is wrong, one a line, or that nothing is.
func (a *app) tellFindings(ctx context.Context, c *console, checked *server.Checked) error {
	wrong := 0
	for _, err := range checked.Found {
		if err != nil {
			wrong++
			a.printLine(a.texts.Explain(err))
		}
	}
	a.tellDrills(checked)
	if wrong > 0 {
		a.tell("check.wrong", text.Args{"count": count(wrong)})
		return no{}
	}
	at, err := c.Checkpoint(ctx)
	if err != nil {
		return err
	}
	a.tell("check.right", text.Args{"size": strconv.FormatInt(at.Size, 10), "root": at.Root.String()})
	return nil
}

// tellDrills says how much of the drills was computed again, and of which teams that is
// no more possible.
func (a *app) tellDrills(checked *server.Checked) {
	if len(checked.Erased) > 0 {
		a.tell("check.erased", text.Args{"count": count(len(checked.Erased)), "names": text.Visible(strings.Join(checked.Erased, ", "))})
	}
	if checked.Drills > 0 {
		a.tell("check.drills", text.Args{
			"draws": count(checked.Draws), "drills": count(checked.Drills), "rounds": count(checked.Rounds), "lots": count(checked.Lots),
		})
	}
}
