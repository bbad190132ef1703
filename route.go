package main

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/route"
	"sitedraw/server/text"
)

// defaultIterations are about a second of a hundred stops.
const defaultIterations = 130_000

// routeFlags are those that every mode of the verb route has.
type routeFlags struct {
	search         searchFlags
	roads, profile string
	output         string
}

// routeCommand is the verb route: who visits what, in which order and when.
func (a *app) routeCommand() *cobra.Command {
	var f routeFlags
	var draw routeDrawFlags
	var problem string
	cmd := a.command(verbTexts{name: "route", short: "route.short", long: "route.long", usage: "route.usage"})
	cmd.Args = a.check(arguments{})
	a.flag(cmd.Flags(), &problem, flagTexts{name: "problem", argument: "argument.file", usage: "flag.problem"})
	a.routeFlags(cmd, &f)
	a.routeDrawFlags(cmd, &draw)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if problem == "" {
			return a.routeDraw(cmd, draw, f)
		}
		if flag := firstGiven(cmd, draw.names()); flag != "" {
			return misuse(cmd, errFlagsTogether, "--problem", flag)
		}
		return a.routeProblem(cmd, problem, f)
	}
	cmd.AddCommand(a.replanCommand(), a.swapCommand())
	return cmd
}

func (a *app) routeFlags(cmd *cobra.Command, f *routeFlags) {
	a.searchFlags(cmd, &f.search)
	a.flag(cmd.Flags(), &f.roads, flagTexts{name: "roads", argument: "argument.file", usage: "flag.route-roads"})
	a.flag(cmd.Flags(), &f.profile, flagTexts{name: "profile", argument: "argument.profile", usage: "flag.profile"})
	a.flag(cmd.Flags(), &f.output, flagTexts{"output", "o", "argument.file", "flag.output-routes"})
}

// searchFlags say how long and by which seed routes are sought.
type searchFlags struct{ iterations, seconds, seed string }

func (a *app) searchFlags(cmd *cobra.Command, f *searchFlags) {
	a.flag(cmd.Flags(), &f.iterations, flagTexts{name: "iterations", argument: "argument.number", usage: "flag.iterations"})
	a.flag(cmd.Flags(), &f.seconds, flagTexts{name: "seconds", argument: "argument.number", usage: "flag.seconds"})
	a.flag(cmd.Flags(), &f.seed, flagTexts{name: "seed", argument: "argument.text", usage: "flag.route-seed"})
}

// longestSeed is what a plan takes, in bytes.
const longestSeed = 4096

// mostSeconds is a day: who waits longer has forgotten it.
const mostSeconds = 24 * 60 * 60

// searchOptions are the solver's, but for the seed if none is given and what shows
// progress. The clock of --seconds runs from when the search begins; standard error
// says what it costs.
func (a *app) searchOptions(cmd *cobra.Command, f searchFlags) (route.Options, error) {
	o := route.Options{Seed: f.seed, Iterations: defaultIterations}
	if f.seed != "" {
		if err := geo.CheckTextLength(f.seed, longestSeed); err != nil {
			return o, geo.InColumn(err, "--seed")
		}
	}
	if f.iterations != "" && f.seconds != "" {
		return o, misuse(cmd, errFlagsTogether, "--iterations", "--seconds")
	}
	var err error
	if f.iterations != "" {
		o.Iterations, err = wholeNumber(cmd, "--iterations="+f.iterations, f.iterations, route.MostIterations)
	}
	if f.seconds != "" && err == nil {
		var seconds int
		if seconds, err = wholeNumber(cmd, "--seconds="+f.seconds, f.seconds, mostSeconds); err == nil {
			o.Elapsed = a.elapsed(time.Duration(seconds) * time.Second)
			a.tell("route.by-clock", text.Args{"count": strconv.Itoa(seconds)})
		}
	}
	return o, err
}

// wholeNumber reads the value of a flag that is 1 … most.
func wholeNumber(cmd *cobra.Command, flag, value string, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		return 0, misuse(cmd, errFlagInvalid, flag, "1 … "+strconv.Itoa(most))
	}
	return n, nil
}

// elapsed tells how much of a time is over, in permille, since it was first asked.
func (a *app) elapsed(whole time.Duration) func() int {
	var start time.Time
	return func() int {
		if start.IsZero() {
			start = a.now()
		}
		return int(a.now().Sub(start) * wholePermille / whole)
	}
}

// searchProgress shows how far a search is and its best routes; end removes it.
func (a *app) searchProgress() (show func(route.Progress), end func()) {
	p := a.progress("progress.route")
	return func(now route.Progress) {
		p.with(text.Args{
			"value": strconv.Itoa(now.Served), "count": strconv.FormatInt(now.Travel/route.Minute, 10),
		}).at(int64(now.Permille), wholePermille)
	}, p.end
}

// wholePermille is all of a search.
const wholePermille = 1000
