package main

import (
	"cmp"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/road"
	"sitedraw/geo/road/remote"
	"sitedraw/sampler/dispatch"
	"sitedraw/server/text"
)

// wayFlags say where travel times come from: an extract's roads, a matrix from a
// file or a server, or, without either, an estimate.
type wayFlags struct {
	roads, matrix, profile string
	trips                  string // by which the estimate is calibrated
	keep                   string // folder for what a server has answered until all is there; empty: none

	around func(geo.Box) []geo.Line // set by travel: the roads that it read; nil: none
}

// files are those that are read.
func (f *wayFlags) files() []string {
	if remote.IsServer(f.matrix) {
		return []string{f.roads, f.trips}
	}
	return []string{f.roads, f.matrix, f.trips}
}

// travel returns what it takes to go between places, which have labels too.
func (a *app) travel(cmd *cobra.Command, f *wayFlags, places []geo.Point, labels []string) (dispatch.Travel, error) {
	profile, err := roadProfile(cmd, cmp.Or(f.profile, "car"))
	if err != nil {
		return dispatch.Travel{}, err
	}
	switch {
	case f.roads != "":
		return a.travelOnRoads(cmd, f, profile, places)
	case remote.IsServer(f.matrix):
		return a.travelByServer(cmd, f, profile, places)
	case f.matrix != "":
		return a.travelFromFile(cmd, f, places, labels)
	default:
		a.tell("route.estimated-all", nil)
		return a.travelByEstimate(cmd, f.trips, profile, places)
	}
}

// travelByEstimate goes by distances, as fast as known trips were if there are any.
func (a *app) travelByEstimate(cmd *cobra.Command, trips string, profile road.Profile, places []geo.Point) (dispatch.Travel, error) {
	if trips == "" {
		return dispatch.Estimated(profile, places)
	}
	known, err := read(cmd.Context(), a, trips, func(r io.Reader) ([]road.Trip, error) { return road.ReadTrips(r, trips) })
	if err != nil {
		return dispatch.Travel{}, err
	}
	estimate, err := road.DefaultEstimate(profile).Calibrate(known)
	if err != nil {
		return dispatch.Travel{}, geo.InFile(err, trips)
	}
	m, err := estimate.Matrix(places)
	return dispatch.Travel{Matrix: m, Profile: profile.Name}, err
}

func (a *app) travelOnRoads(cmd *cobra.Command, f *wayFlags, profile road.Profile, places []geo.Point) (dispatch.Travel, error) {
	opened, err := a.openRoads(cmd.Context(), f.roads, profile)
	if err != nil {
		return dispatch.Travel{}, err
	}
	shown := a.progress("progress.matrix")
	defer shown.end()
	t, err := dispatch.OnRoads(cmd.Context(), opened.Graph, places, func(done, total int) { shown.at(int64(done), int64(total)) })
	t.Profile, f.around = profile.Name, opened.Lines
	return t, geo.InFile(err, f.roads)
}

// travelByServer asks a server. What it answered is kept beside the output until
// all is there, so that the next run goes on.
func (a *app) travelByServer(cmd *cobra.Command, f *wayFlags, profile road.Profile, places []geo.Point) (dispatch.Travel, error) {
	server, err := remote.ParseServer(f.matrix)
	if err != nil {
		return dispatch.Travel{}, err
	}
	shown := a.progress("progress.matrix")
	defer shown.end()
	m, err := server.Matrix(cmd.Context(), places, remote.Options{
		Now: a.now, Random: a.random, Profile: profile.Name, Folder: f.keep,
		Progress: func(done, total int) { shown.at(int64(done), int64(total)) },
	})
	if err == nil && f.keep != "" {
		_ = os.Remove(f.keep) // it is empty now, unless others keep answers there
	}
	return a.foreign(m, profile.Name), err
}

// travelFromFile reads a matrix: by labels, if it has any, else in the order of
// places.
func (a *app) travelFromFile(cmd *cobra.Command, f *wayFlags, places []geo.Point, labels []string) (dispatch.Travel, error) {
	matrix, err := read(cmd.Context(), a, f.matrix, func(r io.Reader) (*road.Matrix, error) {
		file, err := road.ReadMatrix(r, road.FileOptions{Name: f.matrix})
		switch {
		case err != nil:
			return nil, err
		case file.Labels != nil:
			return dispatch.Arranged(file, labels)
		case file.N != len(places):
			return nil, &geo.Error{Code: dispatch.ErrPlaces, Value: count(file.N), Want: count(len(places))}
		}
		return file.Matrix, nil
	})
	return a.foreign(matrix, cmp.Or(f.profile, filepath.Base(f.matrix))), err
}

// foreign says what is not known of a matrix that others made.
func (a *app) foreign(m *road.Matrix, profile string) dispatch.Travel {
	if m != nil && m.Millimetres == nil {
		a.tell("route.no-lengths", text.Args{"name": profile})
	}
	return dispatch.Travel{Matrix: m, Profile: profile}
}
