package server

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/sampler/itinerary"
	"sitedraw/server/report"
	"sitedraw/server/store"
)

// routeForms are the forms in which a plan of routes leaves the house beside its
// own, JSON.
var routeForms = map[string]func(io.Writer, report.Routes) error{
	"csv": report.RoutesCSV, "xlsx": report.RoutesXLSX, "geojson": report.RoutesGeoJSON, "gpx": report.RoutesGPX,
	"kml": report.RoutesKML, "html": report.RoutesHTML,
}

// getRoutes answers with a plan of routes, as data or as what teams take along.
func (s *Server) getRoutes(r *request) error {
	if err := r.knownQueries("format", "team", "service"); err != nil {
		return err
	}
	format, err := r.format("json", "csv", "xlsx", "geojson", "gpx", "kml", "html")
	if err != nil {
		return err
	}
	service, err := r.mapService()
	if err != nil {
		return err
	}
	n, err := r.numberParam("routes")
	if err != nil {
		return err
	}
	d, err := r.seeRoutes()
	if err != nil {
		return err
	}
	p, it, err := s.readRoutes(r.Request().Context(), d, n)
	if err != nil {
		return err
	}
	teams, err := r.teamsQuery(it)
	if err != nil {
		return err
	}
	if format == "json" {
		return r.sendItinerary(it, teams)
	}
	kept, err := summaryOf(&p)
	if err != nil {
		return err
	}
	routes := report.Routes{Itinerary: it, Categories: s.Categories, Teams: teams, Service: service, Texts: r.texts}
	if kept.Roads != nil {
		routes.Source = r.texts.Text("route.source", nil)
		if routes.Roads, err = r.around(d.seen, kept.Roads, it.Origin.Profile); err != nil {
			return err
		}
	}
	name := "draw-" + count(d.Number) + "-routes-" + count(n)
	return r.sendFile(name, format, func(w io.Writer) error { return routeForms[format](w, routes) })
}

// around are the roads to draw behind routes: those of the extract that they were
// planned on. Nil if it is no longer there.
func (r *request) around(d *seen, from *roadsRef, profile string) (func(geo.Box) []geo.Line, error) {
	if r.query("format") != "html" {
		return nil, nil // nothing else is drawn
	}
	extracts, err := r.extracts(d)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(extracts, func(a store.Attachment) bool { return a.Digest.String() == from.Digest })
	if i < 0 {
		return nil, nil
	}
	drives, err := findProfile(profile)
	if err != nil {
		return nil, err
	}
	g, err := r.server.graph(r.Request().Context(), &extracts[i], drives)
	if err != nil {
		return nil, err
	}
	return g.Lines, nil
}

// sendItinerary answers with an itinerary, of some teams if there are names.
func (r *request) sendItinerary(it *itinerary.Itinerary, teams []string) error {
	if len(teams) > 0 {
		it = partOf(it, teams)
	}
	if r.unchanged(it.Digest().String()) {
		return r.NoContent(http.StatusNotModified)
	}
	return r.Blob(http.StatusOK, echo.MIMEApplicationJSON, itinerary.Append(nil, it))
}

// mapService is the service that QR codes lead to.
func (r *request) mapService() (report.MapService, error) {
	name := r.query("service")
	if name == "" {
		return report.Amap, nil
	}
	var names []string
	for _, s := range report.MapServices() {
		if s.String() == name {
			return s, nil
		}
		names = append(names, s.String())
	}
	return 0, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "service"}, Value: name, Want: strings.Join(names, ", ")}
}

// teamsQuery are the teams whose routes are asked for; none: those of all.
func (r *request) teamsQuery(it *itinerary.Itinerary) ([]string, error) {
	if r.Request().URL.RawQuery == "" {
		return nil, nil
	}
	asked := r.QueryParams()["team"]
	var names []string
	for i := range it.Teams {
		names = append(names, it.Teams[i].Name)
	}
	for _, name := range asked {
		if !slices.Contains(names, name) {
			return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "team"}, Value: name, Want: strings.Join(names, ", ")}
		}
	}
	return asked, nil
}
