package server

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/feature"
	"sitedraw/server/store"
)

// mapItem answers with one feature.
func (s *Server) mapItem(r *request) error {
	m, err := r.mapRequest("crs")
	if err != nil {
		return err
	}
	id, err := r.param("collection")
	if err != nil {
		return err
	}
	named, err := r.param("featureId")
	if err != nil {
		return err
	}
	view, err := m.view()
	if err != nil {
		return err
	}
	c, err := m.collectionOf(id, named, view)
	if err != nil {
		return err
	}
	l, err := m.layer(c)
	if err != nil {
		return err
	}
	number, found := l.list.Find(named)
	if !found || !c.has(number) {
		return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "feature"}, Value: named}
	}
	return m.sendItem(c, named, view, l.features.One(number))
}

// collectionOf is the collection in which a feature is: that of routes is of the plan
// that the feature's id names.
func (m *mapRequest) collectionOf(id, named string, view feature.View) (*mapCollection, error) {
	if id != routesCollection {
		return m.collection(id, "", view)
	}
	draw, plan := planOfFeature(named)
	return m.routesCollection(view, routesWanted{draw: draw, plan: plan})
}

// has reports whether a feature of the list is one of the collection.
func (c *mapCollection) has(number int) bool {
	if c.category == "" {
		return true
	}
	_, found := slices.BinarySearch(c.opened.kinds()[c.category], int32(number))
	return found
}

// sendItem answers with a feature and its links.
func (m *mapRequest) sendItem(c *mapCollection, id string, view feature.View, plain []byte) error {
	path := collectionPath(c.id) + "/items/" + url.PathEscape(id)
	links := m.itself(path, geoJSONMedia)
	if view.CRS != feature.CRS84 {
		for i := range links {
			links[i].Href += "&crs=" + url.QueryEscape(view.CRS.String())
		}
	}
	links = append(links, mapLink{m.at(collectionPath(c.id), "json"), "collection", jsonMedia, c.title})
	if m.page {
		return m.sendItemPage(id, plain, links)
	}
	room, _ := siteRooms.Get().(*[siteRoom]byte)
	defer siteRooms.Put(room) // whoever writes an answer copies it
	body := room[:0]
	body = append(body, plain[:len(plain)-1]...)
	body = append(appendLinks(append(body, `,"links":`...), links), '}', '\n')
	header := m.Response().Header()
	header[contentCRS] = crsLines[view.CRS]
	if m.unchanged(bodyTag(body)) {
		return m.NoContent(http.StatusNotModified)
	}
	header[echo.HeaderContentType] = geoJSONLine
	return m.Blob(http.StatusOK, geoJSONMedia, body)
}
