package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/geo/intake"
	"sitedraw/geo/route"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/report"
)

// dispatchFlags say of which draw routes are, and of which teams.
type dispatchFlags struct {
	record, frame, teams string
	visits, contacts     string
	dates                string
	practice             bool
	planned              []string // dates of a plan that is there: they count if the file has others
}

func (a *app) dispatchFlags(cmd *cobra.Command, f *dispatchFlags) {
	set := cmd.Flags()
	a.flag(set, &f.record, flagTexts{"record", "r", "argument.file", "flag.route-record"})
	a.flag(set, &f.frame, flagTexts{"frame", "f", "argument.file", "flag.frame"})
	a.flag(set, &f.teams, flagTexts{"teams", "t", "argument.file", "flag.teams"})
	a.flag(set, &f.visits, flagTexts{name: "visits", argument: "argument.file", usage: "flag.visits"})
	a.flag(set, &f.contacts, flagTexts{name: "contacts", argument: "argument.file", usage: "flag.contacts-in"})
	a.flag(set, &f.dates, flagTexts{name: "date", argument: "argument.dates", usage: "flag.dates"})
	set.BoolVar(&f.practice, "practice", false, a.t("flag.practice"))
}

// files are those that are read.
func (f *dispatchFlags) files() []string {
	return []string{f.record, f.frame, f.teams, f.visits, f.contacts}
}

// routeDrawFlags are those of the verb's main mode.
type routeDrawFlags struct {
	of        dispatchFlags
	out       routeOutput
	ways      wayFlags
	objective string
}

func (a *app) routeDrawFlags(cmd *cobra.Command, f *routeDrawFlags) {
	a.dispatchFlags(cmd, &f.of)
	a.routeOutputFlags(cmd, &f.out)
	a.flag(cmd.Flags(), &f.ways.matrix, flagTexts{name: "matrix", argument: "argument.matrix", usage: "flag.matrix"})
	a.flag(cmd.Flags(), &f.ways.trips, flagTexts{name: "trips", argument: "argument.file", usage: "flag.trips"})
	a.flag(cmd.Flags(), &f.objective, flagTexts{name: "objective", argument: "argument.objective", usage: "flag.objective"})
}

// names are those of the flags that only this mode has.
func (*routeDrawFlags) names() []string {
	return []string{
		"record", "frame", "teams", "visits", "contacts", "date", "practice", "format", "map-service", "team", "matrix", "trips",
		"objective",
	}
}

// firstGiven is the first of some flags that a command line has, empty if none.
func firstGiven(cmd *cobra.Command, names []string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return "--" + name
		}
	}
	return ""
}

// routeDraw plans the routes of a draw.
func (a *app) routeDraw(cmd *cobra.Command, f routeDrawFlags, common routeFlags) error {
	f.out.path, f.ways.roads, f.ways.profile = common.output, common.roads, common.profile
	if err := need(cmd, "record", "frame", "teams"); err != nil {
		return err
	}
	if err := a.checkRouteFlags(cmd, &f.of, &f.out, &f.ways); err != nil {
		return err
	}
	objective, err := objectiveOf(cmd, f.objective)
	if err != nil {
		return err
	}
	o, err := a.searchFor(cmd, common.search)
	if err != nil {
		return err
	}
	d, err := a.dispatch(cmd.Context(), &f.of)
	if err != nil {
		return err
	}
	if err := f.out.checkTeams(cmd, d.Teams); err != nil {
		return err
	}
	a.tellDoubts(d)
	travel, err := a.travel(cmd, &f.ways, d.Places(), d.Labels())
	if err != nil {
		return err
	}
	o.Objective = objective
	f.out.around = f.ways.around
	return a.writeRoutes(cmd.Context(), f.out, o, func(ctx context.Context, o dispatch.Options) (*itinerary.Itinerary, error) {
		return d.Plan(ctx, travel, o)
	})
}

// checkRouteFlags refuses what cannot be before anything is read.
func (a *app) checkRouteFlags(cmd *cobra.Command, of *dispatchFlags, out *routeOutput, ways *wayFlags, more ...string) error {
	files := append(of.files(), more...)
	files = append(files, ways.files()...)
	if err := onceStdin(cmd, files...); err != nil {
		return err
	}
	if err := ownFile(cmd, out.path, files...); err != nil {
		return err
	}
	for _, two := range [][2]string{{"roads", "matrix"}, {"roads", "trips"}, {"matrix", "trips"}} {
		if cmd.Flags().Changed(two[0]) && cmd.Flags().Changed(two[1]) {
			return misuse(cmd, errFlagsTogether, "--"+two[0], "--"+two[1])
		}
	}
	if out.path != "" && out.path != stdio {
		ways.keep = out.path + ".travel"
	}
	return a.checkRouteOutput(cmd, out)
}

// objectiveOf reads --objective.
func objectiveOf(cmd *cobra.Command, name string) (route.Objective, error) {
	switch itinerary.Objective(name) {
	case itinerary.Fair:
		return route.Fair, nil
	case itinerary.LeastTravel, "":
		return route.Shortest, nil
	default:
		return 0, misuse(cmd, errFlagInvalid, "--objective="+name, "fair, travel")
	}
}

// dispatch reads a draw with its teams. The frame has to be the record's.
func (a *app) dispatch(ctx context.Context, f *dispatchFlags) (*dispatch.Dispatch, error) {
	in := dispatch.Input{}
	var err error
	if in.Record, err = a.readRecord(ctx, f.record); err != nil {
		return nil, err
	}
	if in.Frame, err = a.readFrame(ctx, f.frame); err != nil {
		return nil, err
	}
	if in.Teams, err = a.readTeams(ctx, f); err != nil {
		return nil, err
	}
	if in.Categories, err = a.categories(ctx); err != nil {
		return nil, err
	}
	if f.visits != "" {
		if in.Visits, err = read(ctx, a, f.visits, bounded(maxCategoryFile, geo.ParseVisits)); err != nil {
			return nil, err
		}
	}
	if f.contacts != "" {
		people, err := a.readSitesFile(ctx, f.contacts, intake.Options{Categories: in.Categories})
		if err != nil {
			return nil, err
		}
		in.Contacts = people.People
	}
	if f.practice {
		in.Nature = itinerary.Practice
	}
	d, err := dispatch.New(in)
	return d, geo.InFile(err, f.blamed(err))
}

// blamed is the file in which an error of the whole lies.
func (f *dispatchFlags) blamed(err error) string {
	switch {
	case errors.Is(err, dispatch.ErrOtherFrame):
		return f.frame
	case errors.Is(err, dispatch.ErrPick):
		return f.record
	default:
		return f.teams
	}
}

// readTeams reads the teams file; --date takes the place of its dates.
func (a *app) readTeams(ctx context.Context, f *dispatchFlags) (*dispatch.Teams, error) {
	t, err := read(ctx, a, f.teams, bounded(dispatch.MaxTeamsFile+1, dispatch.ParseTeams))
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(f.planned, func(date string) bool { return !slices.Contains(t.Dates, date) }) {
		t.Dates = f.planned
	}
	if f.dates == "" {
		return t, nil
	}
	t.Dates = strings.FieldsFunc(f.dates, func(r rune) bool { return r == ',' || r == '，' || r == ' ' })
	return t, geo.InFile(t.Check(), "--date")
}

// bounded reads so many bytes at most before they are parsed.
func bounded[T any](most int64, parse func([]byte) (T, error)) func(io.Reader) (T, error) {
	return func(r io.Reader) (T, error) {
		data, err := io.ReadAll(io.LimitReader(r, most))
		if err != nil {
			var none T
			return none, err
		}
		return parse(data)
	}
}

// routeOutput is where routes are written to, and how.
type routeOutput struct {
	path, format, service string
	teams                 []string

	around func(geo.Box) []geo.Line // roads behind drawn maps; nil: none
}

func (a *app) routeOutputFlags(cmd *cobra.Command, f *routeOutput) {
	a.flag(cmd.Flags(), &f.format, flagTexts{name: "format", argument: "argument.route-format", usage: "flag.format"})
	a.flag(cmd.Flags(), &f.service, flagTexts{name: "map-service", argument: "argument.service", usage: "flag.map-service"})
	a.listFlag(cmd.Flags(), &f.teams, flagTexts{name: "team", argument: "argument.name", usage: "flag.route-team"})
}

// routeFormats are the forms in which routes leave the program; json is the plan
// itself.
var routeFormats = map[string]func(io.Writer, report.Routes) error{
	"json":    nil,
	"csv":     report.RoutesCSV,
	"xlsx":    report.RoutesXLSX,
	"geojson": report.RoutesGeoJSON,
	"gpx":     report.RoutesGPX,
	"kml":     report.RoutesKML,
	"html":    report.RoutesHTML,
}

// routeFormatNames are their names in the order in which they are told.
func routeFormatNames() []string {
	return []string{"json", "geojson", "gpx", "kml", "csv", "xlsx", "html"}
}

// checkRouteOutput settles the format, which the file's extension may say.
func (a *app) checkRouteOutput(cmd *cobra.Command, o *routeOutput) error {
	if o.format == "" {
		o.format = strings.ToLower(strings.TrimPrefix(filepath.Ext(o.path), "."))
	}
	if o.format == "" {
		o.format = "json"
	}
	if !slices.Contains(routeFormatNames(), o.format) {
		return misuse(cmd, errFlagInvalid, "--format="+o.format, strings.Join(routeFormatNames(), ", "))
	}
	if o.format == "json" && len(o.teams) > 0 {
		return misuse(cmd, errFlagsTogether, "--team", "--format=json")
	}
	if o.format == "xlsx" && (o.path == "" || o.path == stdio) && isTerminal(a.out) {
		return misuse(cmd, errTerminal, "", "")
	}
	if _, err := mapService(cmd, o.service); err != nil {
		return err
	}
	return canSave(o.path)
}

// checkTeams wants the teams of --team to be those of the file.
func (o *routeOutput) checkTeams(cmd *cobra.Command, t *dispatch.Teams) error {
	var names []string
	for i := range t.Teams {
		names = append(names, t.Teams[i].Name)
	}
	for _, name := range o.teams {
		if !slices.Contains(names, name) {
			return misuse(cmd, errFlagInvalid, "--team="+name, strings.Join(names, ", "))
		}
	}
	return nil
}

// mapService reads --map-service; Amap if it is not given.
func mapService(cmd *cobra.Command, name string) (report.MapService, error) {
	var names []string
	for _, s := range report.MapServices() {
		if s.String() == name || name == "" {
			return s, nil
		}
		names = append(names, s.String())
	}
	return 0, misuse(cmd, errFlagInvalid, "--map-service="+name, strings.Join(names, ", "))
}
