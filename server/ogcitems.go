package server

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"sitedraw/server/feature"
	"sitedraw/server/middleware"
)

// The lengths of pages of features.
const (
	defaultFeatures = 1000
	maxFeatures     = 10_000
)

// mapItems answers with a page of a collection's features.
func (s *Server) mapItems(r *request) error {
	id, err := r.param("collection")
	if err != nil {
		return err
	}
	filters := itemFilters[collectionKind(id)]
	m, err := r.mapRequest(append([]string{"limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "cursor"}, filters...)...)
	if err != nil {
		return err
	}
	q, err := m.itemQuery()
	if err != nil {
		return err
	}
	c, err := m.collection(id, q.version, q.view)
	if err != nil {
		return err
	}
	l, err := m.layer(c)
	if err != nil {
		return err
	}
	p := m.selectItems(&q, c, l)
	if m.page {
		return m.sendItemsPage(c, l, p)
	}
	return m.sendItems(&q, l, p)
}

// itemPage is a page of features.
type itemPage struct {
	matched  int
	returned feature.Selection
	links    []mapLink
	made     string
}

// selectItems finds the features of a page.
func (m *mapRequest) selectItems(q *itemQuery, c *mapCollection, l *layer) *itemPage {
	selected := c.numbers(l)
	if q.box != nil {
		selected = selected.And(l.places().In(*q.box))
	}
	for _, keeps := range m.keepers(l.list) {
		selected = selected.Keep(keeps)
	}
	if draws, have := l.list.(*drawList); have && q.times != nil {
		selected = selected.Keep(func(i int) bool { return q.times.Holds(draws.features[i].at) })
	}
	after := -1
	if q.cursor != nil {
		after = q.cursor.After
	}
	p := &itemPage{matched: selected.Len(), made: stamp(c.made)}
	var last int
	var more bool
	p.returned, last, more = selected.Drop(q.offset).Page(after, q.limit)
	p.links = m.itemLinks(c)
	if more {
		next := m.pageQuery()
		next.Del("offset")
		next.Set("cursor", feature.Cursor{Version: c.version.Number, After: last}.String())
		p.links = append(p.links, mapLink{m.root + collectionPath(c.id) + "/items?" + next.Encode(), "next", m.pageMedia(), m.text("map.next")})
	}
	return p
}

// pageQuery are the parameters of the page, in the form that it was asked for in.
func (m *mapRequest) pageQuery() url.Values {
	query := url.Values{}
	maps.Copy(query, m.QueryParams())
	query.Set("f", "json")
	if m.page {
		query.Set("f", "html")
	}
	return query
}

func (m *mapRequest) pageMedia() string {
	if m.page {
		return htmlMedia
	}
	return geoJSONMedia
}

// itemLinks are the links of a page but that to the next one.
func (m *mapRequest) itemLinks(c *mapCollection) []mapLink {
	at := m.root + collectionPath(c.id) + "/items?"
	query := m.pageQuery()
	self := at + query.Encode()
	links := []mapLink{
		{self, "self", geoJSONMedia, m.text("map.as-json")},
		{"", "alternate", htmlMedia, m.text("map.as-html")},
		{m.at(collectionPath(c.id), "json"), "collection", jsonMedia, c.title},
	}
	other := "html"
	if m.page {
		links[0].Type, links[0].Title, links[1].Type, links[1].Title = links[1].Type, links[1].Title, links[0].Type, links[0].Title
		other = "json"
	}
	query.Set("f", other)
	links[1].Href = at + query.Encode()
	return links
}

// sendItems answers with a page as GeoJSON.
func (m *mapRequest) sendItems(q *itemQuery, l *layer, p *itemPage) error {
	const room = 2048 // of most heads
	head := append(make([]byte, 0, room), `{"type":"FeatureCollection","numberMatched":`...)
	head = strconv.AppendInt(head, int64(p.matched), 10)
	head = strconv.AppendInt(append(head, `,"numberReturned":`...), int64(p.returned.Len()), 10)
	if p.made != "" {
		head = append(append(append(head, `,"timeStamp":"`...), p.made...), '"')
	}
	head = appendLinks(append(head, `,"links":`...), p.links)
	body := l.features.Body(append(head, ",\"features\":[\n"...), p.returned, []byte("\n]}\n"))
	header := m.Response().Header()
	header[contentCRS] = crsLines[q.view.CRS]
	if m.unchanged(sumTag(body.Sum(), body.Len())) {
		return m.NoContent(http.StatusNotModified)
	}
	if middleware.TakesGzip(m) {
		return middleware.ServeGzip(m, geoJSONMedia, body.Gzip())
	}
	header[echo.HeaderContentType] = geoJSONLine
	header.Set(echo.HeaderContentLength, strconv.Itoa(body.Len()))
	m.Response().WriteHeader(http.StatusOK)
	_, err := body.WriteTo(m.Response())
	return err
}
