package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/road"
)

// roadProfile is the profile of --profile.
func roadProfile(cmd *cobra.Command, name string) (road.Profile, error) {
	var names []string
	for _, p := range road.Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return road.Profile{}, misuse(cmd, errFlagInvalid, "--profile="+name, strings.Join(names, ", "))
}

// isRoadProfile says whether there is a profile of a name.
func isRoadProfile(name string) bool {
	return slices.ContainsFunc(road.Profiles(), func(p road.Profile) bool { return p.Name == name })
}

// openRoads reads the roads that a profile can use.
func (a *app) openRoads(ctx context.Context, path string, p road.Profile) (*road.Opened, error) {
	shown := a.progress("progress.read")
	defer shown.end()
	return road.Open(ctx, path, road.OpenOptions{BuildOptions: road.BuildOptions{Profile: p}, Progress: shown.at})
}

// roadMatrix works out all ways between places on roads.
func (a *app) roadMatrix(ctx context.Context, roads *road.Opened, places []geo.Point) (*road.Matrix, error) {
	snaps, err := roads.SnapAll(ctx, places)
	if err != nil {
		return nil, err
	}
	shown := a.progress("progress.matrix")
	defer shown.end()
	return roads.Matrix(ctx, snaps, func(done, total int) { shown.at(int64(done), int64(total)) })
}
