package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/road/remote"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
)

// repairFlags are those of the verbs that change a plan of routes.
type repairFlags struct {
	of     dispatchFlags
	out    routeOutput
	ways   wayFlags
	search searchFlags
	moment momentFlags
}

// momentFlags say when and where a team is.
type momentFlags struct{ date, at, from, crs string }

func (a *app) repairFlags(cmd *cobra.Command, f *repairFlags) {
	set := cmd.Flags()
	a.flag(set, &f.of.record, flagTexts{"record", "r", "argument.file", "flag.route-record"})
	a.flag(set, &f.of.frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	a.flag(set, &f.of.teams, flagTexts{"teams", "t", "argument.file", "flag.teams"})
	a.flag(set, &f.of.visits, flagTexts{name: "visits", argument: "argument.file", usage: "flag.visits"})
	a.flag(set, &f.of.contacts, flagTexts{name: "contacts", argument: "argument.file", usage: "flag.contacts-in"})
	a.flag(set, &f.ways.roads, flagTexts{name: "roads", argument: "argument.file", usage: "flag.route-roads"})
	a.flag(set, &f.ways.profile, flagTexts{name: "profile", argument: "argument.profile", usage: "flag.profile"})
	a.flag(set, &f.ways.matrix, flagTexts{name: "matrix", argument: "argument.matrix-server", usage: "flag.matrix-server"})
	a.flag(set, &f.ways.trips, flagTexts{name: "trips", argument: "argument.file", usage: "flag.trips"})
	a.searchFlags(cmd, &f.search)
	a.flag(set, &f.moment.date, flagTexts{name: "date", argument: "argument.date", usage: "flag.day"})
	a.flag(set, &f.moment.at, flagTexts{name: "at", argument: "argument.time", usage: "flag.at"})
	a.flag(set, &f.moment.from, flagTexts{name: "from", argument: "argument.position", usage: "flag.from"})
	a.flag(set, &f.moment.crs, flagTexts{name: "crs", argument: "argument.crs", usage: "flag.from-crs"})
	a.flag(set, &f.out.path, flagTexts{"output", "o", "argument.file", "flag.output-routes"})
	a.flag(set, &f.out.format, flagTexts{name: "format", argument: "argument.route-format", usage: "flag.format"})
	a.flag(set, &f.out.service, flagTexts{name: "map-service", argument: "argument.service", usage: "flag.map-service"})
}

// replanCommand is the verb route replan: what a late team has left is planned
// again.
func (a *app) replanCommand() *cobra.Command {
	var f repairFlags
	var team, done string
	cmd := a.command(verbTexts{name: "replan", short: "replan.short", long: "replan.long", usage: "replan.usage"})
	cmd.Args = a.check(arguments{min: 1, max: 1, what: "argument.routes"})
	a.repairFlags(cmd, &f)
	a.flag(cmd.Flags(), &team, flagTexts{name: "team", argument: "argument.name", usage: "flag.late-team"})
	a.flag(cmd.Flags(), &done, flagTexts{name: "done", argument: "argument.number", usage: "flag.done"})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need(cmd, "record", "frame", "teams", "team", "at", "from"); err != nil {
			return err
		}
		late := dispatch.Late{Team: team, Date: f.moment.date}
		at, from, err := f.moment.read(cmd)
		if err != nil {
			return err
		}
		late.At, late.From = at, *from
		if done != "" {
			n, err := strconv.Atoi(done)
			if err != nil {
				return misuse(cmd, errFlagInvalid, "--done="+done, "0 …")
			}
			late.Done = &n
		}
		return a.repair(cmd, args[0], f, repair{
			places: func(d *dispatch.Dispatch, it *itinerary.Itinerary) ([]geo.Point, error) {
				return d.ReplanPlaces(it, late)
			},
			plan: func(ctx context.Context, with repairing) (*itinerary.Itinerary, error) {
				return with.dispatch.Replan(ctx, with.plan, late, with.travel, with.options)
			},
		})
	}
	return cmd
}

// read reads when and where; the place is nil if it is not given.
func (m *momentFlags) read(cmd *cobra.Command) (geo.TimeOfDay, *geo.Point, error) {
	if _, err := time.Parse(time.DateOnly, m.date); m.date != "" && err != nil {
		return 0, nil, &geo.Error{Code: itinerary.ErrDate, At: geo.Place{Column: "--date"}, Value: m.date, Want: time.DateOnly}
	}
	var at geo.TimeOfDay
	if m.at != "" {
		var err error
		if at, err = geo.ParseTimeOfDay(strings.ReplaceAll(m.at, "：", ":")); err != nil {
			return 0, nil, geo.InColumn(err, "--at")
		}
	}
	if m.from == "" {
		return at, nil, nil
	}
	datum := geo.WGS84
	if m.crs != "" {
		var err error
		if datum, err = geo.ParseDatum(m.crs); err != nil {
			return 0, nil, misuse(cmd, errFlagInvalid, "--crs="+m.crs, datumNames())
		}
	}
	lon, lat, _ := strings.Cut(strings.ReplaceAll(m.from, "，", ","), ",")
	from, err := datum.ParsePoint(strings.TrimSpace(lon), strings.TrimSpace(lat))
	if err != nil {
		return 0, nil, &geo.Error{Code: dispatch.ErrPosition, At: geo.Place{Column: "--from"}, Value: m.from, Want: "117.2117,28.2849", Err: err}
	}
	return at, &from, nil
}

// repair is what a verb does to a plan: the places it needs travel times of, and
// the plan it makes.
type repair struct {
	places func(*dispatch.Dispatch, *itinerary.Itinerary) ([]geo.Point, error)
	plan   func(context.Context, repairing) (*itinerary.Itinerary, error)
}

// repairing is a plan on its way to another.
type repairing struct {
	dispatch *dispatch.Dispatch
	plan     *itinerary.Itinerary
	travel   dispatch.Travel
	options  dispatch.Options
}

// repair reads a plan with its draw and teams, and writes what becomes of it.
func (a *app) repair(cmd *cobra.Command, name string, f repairFlags, r repair) error {
	if err := a.checkRouteFlags(cmd, &f.of, &f.out, &f.ways, name); err != nil {
		return err
	}
	if f.ways.matrix != "" && !remote.IsServer(f.ways.matrix) { // a file has not the place where the team is
		return misuse(cmd, errFlagInvalid, "--matrix="+f.ways.matrix, strings.Join(remote.Kinds(), ":, ")+":https://…")
	}
	o, err := a.searchFor(cmd, f.search)
	if err != nil {
		return err
	}
	it, err := read(cmd.Context(), a, name, itinerary.Read)
	if err != nil {
		return err
	}
	f.of.planned = datesOf(it)
	d, err := a.dispatch(cmd.Context(), &f.of)
	if err != nil {
		return err
	}
	places, err := r.places(d, it)
	if err != nil && !errors.Is(err, dispatch.ErrFar) { // which is of --from
		err = geo.InFile(err, name)
	}
	if err != nil {
		return err
	}
	travel, err := a.travel(cmd, &f.ways, places, nil)
	if err != nil {
		return err
	}
	f.out.around = f.ways.around
	return a.writeRoutes(cmd.Context(), f.out, o, func(ctx context.Context, o dispatch.Options) (*itinerary.Itinerary, error) {
		return r.plan(ctx, repairing{d, it, travel, o})
	})
}
