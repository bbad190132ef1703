package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/tile"
)

// tileMedia is the media type of a vector tile.
const tileMedia = "application/vnd.mapbox-vector-tile"

// keepTile is how a browser keeps a tile of a version that its address names: such a
// tile changes with this program only. Others are asked for again.
const keepTile = "private, max-age=3600"

// How much memory tiles, ready to be sent, and what they are cut from may take.
const (
	maxTileBytes   = 64 << 20
	maxSourceBytes = 512 << 20
)

// tiles keeps tiles that were asked for lately, and what they are cut from.
type tiles struct {
	sources *tile.Cache[sourceKey, *tile.Source]
	made    *tile.Cache[tileKey, *madeTile]
}

// sourceKey is the content of a version, by digest, in a datum.
type sourceKey struct {
	content string
	datum   geo.Datum
}

type tileKey struct {
	source sourceKey
	at     tile.Address
}

// madeTile is a tile as it is answered.
type madeTile struct {
	answer *middleware.Stored // nil: nothing is in the tile
	bytes  int
}

func newTiles() *tiles {
	return &tiles{
		sources: tile.NewCache[sourceKey](maxSourceBytes, (*tile.Source).Bytes),
		// Once for the plain form, and once for the compressed ones together.
		made: tile.NewCache[tileKey](maxTileBytes, func(t *madeTile) int64 { return int64(2*t.bytes) + 512 }),
	}
}

// tileRequest is a request for a version's tiles, or for what describes them.
type tileRequest struct {
	*mapRequest

	version store.Version
	opened  *opened
	key     sourceKey
}

func (r *request) tileRequest() (*tileRequest, error) {
	if r.query("f") != "" {
		return nil, &geo.Error{Code: ErrQuery, At: geo.Place{Column: "f"}, Value: "f"}
	}
	m, err := r.mapRequest()
	if err != nil {
		return nil, err
	}
	t := &tileRequest{mapRequest: m}
	if t.key.datum, err = r.datum(); err != nil {
		return nil, err
	}
	t.version, t.opened, err = m.frame("")
	t.key.content = attachedDigest(t.version)
	return t, err
}

// source is what the tiles are cut from. Somebody else may wait for it too, so it is
// made to the end.
func (t *tileRequest) source() (*tile.Source, error) {
	return t.server.tiles.sources.Get(t.key, func() (*tile.Source, error) {
		ctx := context.WithoutCancel(t.Request().Context())
		roads, err := t.server.attachedRoads(ctx, t.version)
		if err != nil {
			return nil, err
		}
		maps, err := t.server.attachedSites(ctx, t.version, kindAreas)
		if err != nil {
			return nil, err
		}
		return tile.NewSource(tile.Content{
			Sites: t.opened.frame.Sites(), Roads: roads, Datum: t.key.datum,
			Areas: tileAreas(newAreaList(maps, t.opened, t.server.registers.levels)),
		}), nil
	})
}

// tileAreas are the areas of a list that have a surface.
func tileAreas(list *areaList) (areas []tile.Area) {
	for i := range list.sites {
		s := &list.sites[i]
		if geo.Polygons(s.Geometry) == nil {
			continue
		}
		a := tile.Area{ID: s.ID, Name: orElse(s.Name, list.names[s.Area]), Code: s.Area, Zoom: tile.VillagesZoom, Geometry: s.Geometry}
		if code, err := geo.ParseAreaCode(s.Area); err == nil {
			if a.Level = levelNames[code.Level()]; code.Level() != geo.VillageLevel {
				a.Zoom = tile.TownshipsZoom
			}
		}
		areas = append(areas, a)
	}
	return areas
}

// getTile answers with a tile; with 204 if nothing is in it.
func (s *Server) getTile(r *request) error {
	at, err := tile.ParseAddress(r.Param("z"), r.Param("x"), r.Param("y"))
	if err != nil {
		return err
	}
	t, err := r.tileRequest()
	if err != nil {
		return err
	}
	made, err := s.tiles.made.Get(tileKey{t.key, at}, func() (*madeTile, error) {
		source, err := t.source()
		if err != nil {
			return nil, err
		}
		body := source.Tile(at)
		if len(body) == 0 {
			return &madeTile{}, nil
		}
		return &madeTile{middleware.NewQuickStored(tileMedia, body), len(body)}, nil
	})
	if err != nil {
		return err
	}
	keep := "private, no-cache"
	if r.query("version") == count(t.version.Number) {
		keep = keepTile
	}
	r.Response().Header().Set(echo.HeaderCacheControl, keep)
	if made.answer == nil {
		return r.NoContent(http.StatusNoContent)
	}
	return made.answer.Serve(r.Context)
}

// tileset is what tiles are cut from, described. Their address names the version, so
// that whoever reads it gets tiles that belong together.
func (r *request) tileset() (*tile.Source, tile.Tileset, error) {
	t, err := r.tileRequest()
	if err != nil {
		return nil, tile.Tileset{}, err
	}
	source, err := t.source()
	if err != nil {
		return nil, tile.Tileset{}, err
	}
	g, err := r.server.mapRegisterOf(r.Request().Context(), t.register)
	if err != nil {
		return nil, tile.Tileset{}, err
	}
	query := url.Values{"version": {count(t.version.Number)}}
	if t.key.datum != geo.WGS84 {
		query.Set("datum", t.key.datum.String())
	}
	return source, source.TileJSON(g.Name, t.root+"/tiles/{z}/{x}/{y}.mvt?"+query.Encode()), nil
}

func (s *Server) getTileJSON(r *request) error {
	_, told, err := r.tileset()
	if err != nil {
		return err
	}
	return r.json(http.StatusOK, told)
}
