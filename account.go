package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sitedraw/server/store/sqlite"
	"sitedraw/server/text"
)

// accountCommand is the verb account: what only he may do who sits at the server.
func (a *app) accountCommand() *cobra.Command {
	cmd := a.command(verbTexts{name: "account", short: "account.short", long: "account.long", usage: "account.usage"})
	a.makeGroup(cmd, a.accountResetCommand())
	return cmd
}

func (a *app) accountResetCommand() *cobra.Command {
	var data string
	cmd := a.command(verbTexts{name: "reset", short: "account.reset-short", long: "account.reset-long", usage: "account.reset-usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.login"})
	a.flag(cmd.Flags(), &data, flagTexts{name: "data", argument: "argument.folder", usage: "flag.data"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "data"); err != nil {
			return err
		}
		return a.resetAccount(cmd.Context(), dataFolder(data), args[0])
	}
	return cmd
}

// resetAccount prints a link that sets a new password. A server that runs has the
// folder for itself: the refusal says so.
func (a *app) resetAccount(ctx context.Context, folder dataFolder, login string) (err error) {
	c, err := a.console(ctx, folder, sqlite.Open)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	link, err := c.ResetAccount(ctx, login)
	if err != nil {
		return err
	}
	a.printLine(link)
	a.tell("account.reset-done", text.Args{"login": text.Visible(login)})
	return nil
}
