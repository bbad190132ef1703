package server

import (
	"net/http"
	"net/url"
	"sync"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/tile"
)

// maxSheetBytes is how much memory what tiles of routes are cut from may take.
const maxSheetBytes = 64 << 20

// maxNotes is how many notes of the audit log are remembered.
const maxNotes = 10_000

// routeSheets keeps what tiles of routes are cut from, and whose reading of routes
// that are not public has been noted today.
type routeSheets struct {
	sheets *tile.Cache[sheetKey, *tile.Sheet]

	mu    sync.Mutex
	noted map[noteKey]bool
}

// sheetKey is what is seen of a plan, in a datum.
type sheetKey struct {
	of    string
	datum geo.Datum
}

// noteKey is who sees which plan on which day.
type noteKey struct {
	user       int64
	role       access.Role
	draw, plan int64
	day        string
}

func newRouteSheets() *routeSheets {
	return &routeSheets{sheets: tile.NewCache[sheetKey](maxSheetBytes, (*tile.Sheet).Bytes), noted: map[noteKey]bool{}}
}

// note calls write unless it was called for the key before.
func (s *routeSheets) note(key noteKey, write func() error) error {
	s.mu.Lock()
	noted := s.noted[key]
	s.mu.Unlock()
	if noted {
		return nil
	}
	if err := write(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.noted) >= maxNotes {
		clear(s.noted)
	}
	s.noted[key] = true
	return nil
}

// routeSheet is what the tiles of the path's plan are cut from, with the map request
// and the plan. A plan of another register is not there.
func (r *request) routeSheet() (*mapRequest, *seenRoutes, *tile.Sheet, error) {
	if r.query("f") != "" || r.query("version") != "" {
		return nil, nil, nil, &geo.Error{Code: ErrQuery, At: geo.Place{Column: "f"}, Value: r.Request().URL.RawQuery, Want: "datum"}
	}
	m, err := r.mapRequest()
	if err != nil {
		return nil, nil, nil, err
	}
	datum, err := r.datum()
	if err != nil {
		return nil, nil, nil, err
	}
	draw, err := r.numberParam("draw")
	if err != nil {
		return nil, nil, nil, err
	}
	plan, err := r.numberParam("routes")
	if err != nil {
		return nil, nil, nil, err
	}
	p, err := m.seeRoutesOf(routesWanted{draw: count(draw), plan: count(plan)})
	if err != nil {
		return nil, nil, nil, err
	}
	if p.itinerary == nil {
		return nil, nil, nil, (&routed{}).none(plan)
	}
	sheet, err := r.server.sheets.sheets.Get(sheetKey{p.key(), datum}, func() (*tile.Sheet, error) {
		return tile.NewSheet(datum, routeLayers(p.features())...), nil
	})
	return m, p, sheet, err
}

// routeLayers are the layers of tiles.
func routeLayers(features []routeFeature) []tile.FigureLayer {
	routes := tile.FigureLayer{Name: "routes", Texts: []string{"team", "date"}}
	stops := tile.FigureLayer{
		Name: "stops", Texts: []string{"team", "date", "site", "name", "category", "unit", "begin", "leave"}, Numbers: []string{"number"},
	}
	for i := range features {
		switch f := &features[i]; f.Kind {
		case routeKind:
			routes.Figures = append(routes.Figures, tile.Figure{Shape: f.shape, Texts: []string{f.Team, f.Date}})
		case stopKind:
			stops.Figures = append(stops.Figures, tile.Figure{
				Shape:   f.shape,
				Texts:   []string{f.Team, f.Date, f.Site, f.Name, f.Category, f.Unit, dayTime(f.begin), dayTime(f.leave)},
				Numbers: []uint64{uint64(f.Number)},
			})
		}
	}
	return []tile.FigureLayer{routes, stops}
}

// getRouteTile answers with a tile of a plan; with 204 if nothing is in it.
func (s *Server) getRouteTile(r *request) error {
	at, err := tile.ParseAddress(r.Param("z"), r.Param("x"), r.Param("y"))
	if err != nil {
		return err
	}
	_, _, sheet, err := r.routeSheet()
	if err != nil {
		return err
	}
	r.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	body := sheet.Tile(at)
	if len(body) == 0 {
		return r.NoContent(http.StatusNoContent)
	}
	return middleware.NewQuickStored(tileMedia, body).Serve(r.Context)
}

// getRouteTileJSON describes the tiles of a plan.
func (s *Server) getRouteTileJSON(r *request) error {
	m, p, sheet, err := r.routeSheet()
	if err != nil {
		return err
	}
	at := m.root + "/routes/" + count(p.Draw) + "/" + count(p.Number) + "/tiles/{z}/{x}/{y}.mvt"
	if datum := r.query("datum"); datum != "" {
		at += "?" + url.Values{"datum": {datum}}.Encode()
	}
	return r.json(http.StatusOK, sheet.TileJSON(m.text("map.routes"), at))
}
