package main

import (
	"context"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/text"
)

// swapCommand is the verb route swap: the next reserve takes the place of a closed
// site.
func (a *app) swapCommand() *cobra.Command {
	var f repairFlags
	var closed dispatch.Closed
	cmd := a.command(verbTexts{name: "swap", short: "swap.short", long: "swap.long", usage: "swap.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.routes"})
	a.repairFlags(cmd, &f)
	a.flag(cmd.Flags(), &closed.Site, flagTexts{name: "site", argument: "argument.id", usage: "flag.closed-site"})
	a.flag(cmd.Flags(), &closed.Reason, flagTexts{name: "reason", argument: "argument.text", usage: "flag.closed-reason"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "record", "frame", "teams", "site"); err != nil {
			return err
		}
		if (f.moment.date == "") != (f.moment.at == "") {
			return need(cmd, "date", "at")
		}
		var err error
		if closed.At, closed.From, err = f.moment.read(cmd); err != nil {
			return err
		}
		if closed.Date = f.moment.date; closed.Reason != "" {
			if err := geo.CheckTextLength(closed.Reason, longestReason); err != nil {
				return geo.InColumn(err, "--reason")
			}
		}
		return a.repair(cmd, args[0], f, repair{
			places: func(d *dispatch.Dispatch, it *itinerary.Itinerary) ([]geo.Point, error) {
				return d.SwapPlaces(it, closed)
			},
			plan: func(ctx context.Context, with repairing) (*itinerary.Itinerary, error) {
				it, err := with.dispatch.Swap(ctx, with.plan, closed, with.travel, with.options)
				if err == nil {
					a.tellSwaps(it, closed.Site)
				}
				return it, err
			},
		})
	}
	return cmd
}

// longestReason is what a plan takes, in bytes.
const longestReason = 4096

// tellSwaps says which reserves took the place of a site.
func (a *app) tellSwaps(it *itinerary.Itinerary, site string) {
	for _, s := range it.Swaps {
		if s.Closed == site {
			a.tell("swap.done", text.Args{"value": text.Visible(s.Closed), "want": text.Visible(s.Reserve)})
		}
	}
}

// datesOf are the dates on which somebody drives.
func datesOf(it *itinerary.Itinerary) []string {
	dates := map[string]bool{}
	for i := range it.Teams {
		for j := range it.Teams[i].Days {
			dates[it.Teams[i].Days[j].Date] = true
		}
	}
	return slices.Sorted(maps.Keys(dates))
}
