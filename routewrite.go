package main

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sitedraw/geo"
	"sitedraw/sampler/dispatch"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/report"
	"sitedraw/server/text"
)

// searchFor are the options of a search for the routes of a draw.
func (a *app) searchFor(cmd *cobra.Command, f searchFlags) (dispatch.Options, error) {
	o, err := a.searchOptions(cmd, f)
	seconds, _ := strconv.ParseInt(f.seconds, 10, 64) // searchOptions has read it
	return dispatch.Options{Seed: o.Seed, Iterations: o.Iterations, Elapsed: o.Elapsed, Seconds: seconds}, err
}

// writeRoutes searches, writes what it found and tells of it; what was found until
// an interruption too, whose exit code stays that of one.
func (a *app) writeRoutes(
	ctx context.Context, out routeOutput, o dispatch.Options,
	plan func(context.Context, dispatch.Options) (*itinerary.Itinerary, error),
) error {
	show, end := a.searchProgress()
	defer end()
	o.Progress = show
	it, err := plan(ctx, o)
	end()
	if err != nil {
		return err
	}
	cut := ctx.Err()
	if err := a.saveRoutes(context.WithoutCancel(ctx), out, it); err != nil {
		return err
	}
	a.tellRoutes(it)
	if cut == nil {
		return nil
	}
	a.tell("route.interrupted", text.Args{"count": strconv.FormatInt(it.Origin.Iterations, 10)})
	return interrupted{cut}
}

// saveRoutes writes a plan in the form that was asked for. It names people: nobody
// but the owner reads the file.
func (a *app) saveRoutes(ctx context.Context, out routeOutput, it *itinerary.Itinerary) error {
	routes, err := a.routes(ctx, it)
	if err != nil {
		return err
	}
	routes.Teams, routes.Roads = out.teams, out.around
	for _, s := range report.MapServices() {
		if s.String() == out.service {
			routes.Service = s
		}
	}
	return a.savePrivate(ctx, out.path, func(w io.Writer) error {
		if write := routeFormats[out.format]; write != nil {
			return write(w, routes)
		}
		_, err := w.Write(itinerary.Append(nil, it))
		return err
	})
}

// routes are what outputs need of a plan.
func (a *app) routes(ctx context.Context, it *itinerary.Itinerary) (report.Routes, error) {
	categories, err := a.categories(ctx)
	r := report.Routes{Itinerary: it, Categories: categories, Texts: a.texts}
	if !it.Origin.Estimated {
		r.Source = a.t("route.source")
	}
	return r, err
}

// tellDoubts names what looks odd about stops and teams before it is planned.
func (a *app) tellDoubts(d *dispatch.Dispatch) {
	doubts := d.Doubts()
	a.tellNames("route.no-area", doubts.NoArea)
	a.tellNames("route.unknown-units", doubts.UnknownUnits)
	a.tellNames("route.no-visits", doubts.NoVisits)
	a.tellNames("route.two-teams", doubts.TwoTeams)
}

// mostNamed is how many names or lines are told of a long list.
const mostNamed = 20

func (a *app) tellNames(key geo.Code, names []string) {
	if len(names) == 0 {
		return
	}
	var shown []string
	for _, name := range names[:min(len(names), mostNamed)] {
		shown = append(shown, text.Visible(name))
	}
	list := strings.Join(shown, a.t("names.and"))
	if len(names) > mostNamed {
		list += " …"
	}
	a.tell(key, text.Args{"count": count(len(names)), "names": list})
}

// tellRoutes sums a plan up on standard error: what each team does, and what nobody
// does.
func (a *app) tellRoutes(it *itinerary.Itinerary) {
	if it.Origin.Nature == itinerary.Practice {
		a.tell("draw.practice", nil)
	}
	a.tellLacking(it.Origin.Incomplete)
	routes := report.Routes{Itinerary: it, Texts: a.texts}
	for _, line := range report.DayLines(routes) {
		a.tellLine(line)
	}
	for i := range it.Teams {
		if len(it.Teams[i].Days) == 0 {
			a.tell("route.team-idle", text.Args{"name": text.Visible(it.Teams[i].Name)})
		}
	}
	lines := report.LeftLines(routes)
	for _, line := range lines[:min(len(lines), mostNamed)] {
		a.tellLine(line)
	}
	if more := len(lines) - mostNamed; more > 0 {
		a.tell("route.left-more", text.Args{"count": count(more)})
	}
	var unlocated []string
	for i := range it.Unlocated {
		unlocated = append(unlocated, it.Unlocated[i].Title())
	}
	a.tellNames("route.unlocated-list", unlocated)
	sum := it.Totals()
	a.tell("route.planned", text.Args{
		"value": strconv.FormatInt(sum.Visits, 10), "want": count(len(it.Teams)), "left": count(len(it.LeftOut)),
		"seed": text.Visible(it.Origin.Seed), "iterations": strconv.FormatInt(it.Origin.Iterations, 10), "digest": it.Digest().String(),
	})
}
