package main

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/route"
	"sitedraw/geo/route/vroom"
	"sitedraw/server/text"
)

// routeProblem solves a problem of VROOM and writes the solution as VROOM does.
func (a *app) routeProblem(cmd *cobra.Command, name string, f routeFlags) error {
	if err := onceStdin(cmd, name, f.roads); err != nil {
		return err
	}
	if err := ownFile(cmd, f.output, name, f.roads); err != nil {
		return err
	}
	if err := canSave(f.output); err != nil {
		return err
	}
	if f.profile != "" {
		if _, err := roadProfile(cmd, f.profile); err != nil {
			return err
		}
	}
	o, err := a.searchOptions(cmd, f.search)
	if err != nil {
		return err
	}
	ctx, begun := cmd.Context(), a.now()
	problem, err := read(ctx, a, name, func(r io.Reader) (*vroom.Problem, error) { return vroom.Read(r, a.ways(cmd, f)) })
	if err != nil {
		return err
	}
	loaded := a.now()
	found, err := a.search(ctx, &problem.Route, o)
	if err != nil {
		return err
	}
	solution := problem.Solution(found)
	if found.ByClock {
		solution.Summary.Computing = vroom.ComputingTimes{
			Loading: loaded.Sub(begun).Milliseconds(), Solving: a.now().Sub(loaded).Milliseconds(),
		}
	}
	return a.saveFound(ctx, f.output, found, solution.Write)
}

// ways are those on the roads of --roads, or estimates.
func (a *app) ways(cmd *cobra.Command, f routeFlags) vroom.Ways {
	return func(places []geo.Point, profile string) (milliseconds, millimetres []int32, err error) {
		if f.profile == "" && !isRoadProfile(profile) {
			return nil, nil, misuse(cmd, errFlagMissing, "--profile", "")
		}
		p, err := roadProfile(cmd, cmp.Or(f.profile, profile))
		if err != nil {
			return nil, nil, err
		}
		m, err := a.matrixOf(cmd.Context(), f.roads, p, places)
		if err != nil {
			return nil, nil, err
		}
		return m.Milliseconds, m.Millimetres, nil
	}
}

// matrixOf works out all ways between places on the roads of a file; without one it
// estimates, and says so.
func (a *app) matrixOf(ctx context.Context, roads string, p road.Profile, places []geo.Point) (*road.Matrix, error) {
	if roads == "" {
		a.tell("route.estimated-all", nil)
		return road.DefaultEstimate(p).Matrix(places)
	}
	opened, err := a.openRoads(ctx, roads, p)
	if err != nil {
		return nil, err
	}
	return a.roadMatrix(ctx, opened, places)
}

// search solves a problem and shows how far it is.
func (a *app) search(ctx context.Context, p *route.Problem, o route.Options) (*route.Solution, error) {
	show, end := a.searchProgress()
	defer end()
	o.Progress = show
	return route.Solve(ctx, p, o)
}

// saveFound writes the routes that were found and tells of them; those of a search
// that was interrupted too, whose exit code stays that of an interruption.
func (a *app) saveFound(ctx context.Context, path string, found *route.Solution, write func(io.Writer) error) error {
	cut := ctx.Err()
	if cut != nil {
		ctx = context.WithoutCancel(ctx)
	}
	if err := a.save(ctx, path, write); err != nil {
		return err
	}
	served := 0
	for i := range found.Routes {
		served += len(found.Routes[i].Visits)
	}
	a.tell("route.solved", text.Args{
		"value": strconv.Itoa(served), "want": strconv.Itoa(len(found.Routes)),
		"count": strconv.FormatInt(found.Travel/route.Minute, 10), "left": strconv.Itoa(len(found.Left)),
	})
	if cut == nil {
		return nil
	}
	a.tell("route.interrupted", text.Args{"count": strconv.Itoa(found.Iterations)})
	return interrupted{cut}
}
