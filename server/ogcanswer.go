package server

import (
	"net/http"
	"net/url"

	"sitedraw/server/feature"
)

// collectionAnswer is a collection as answers have it.
type collectionAnswer struct {
	ID          string        `json:"id"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	ItemType    string        `json:"itemType"` //nolint:tagliatelle // as the standard has it
	Extent      *extentAnswer `json:"extent,omitempty"`
	CRS         []string      `json:"crs"`
	StorageCRS  string        `json:"storageCrs"` //nolint:tagliatelle // as the standard has it
	Links       []mapLink     `json:"links"`
}

type extentAnswer struct {
	Spatial spatialAnswer `json:"spatial"`
}

type spatialAnswer struct {
	BBox [][4]float64 `json:"bbox"`
	CRS  string       `json:"crs"`
}

// contentCRS is the header that names the coordinate system of an answer.
const contentCRS = "Content-Crs"

// Lines of headers that answers share. Nobody changes them.
var (
	geoJSONLine = []string{geoJSONMedia}
	crsLines    = newCRSLines()
)

func newCRSLines() (lines [][]string) {
	for _, uri := range feature.Systems() {
		lines = append(lines, []string{"<" + uri + ">"})
	}
	return lines
}

// collectionPath is the path of a collection below its register.
func collectionPath(id string) string { return "/collections/" + url.PathEscape(id) }

// tell describes a collection.
func (m *mapRequest) tell(c *mapCollection) (*collectionAnswer, error) {
	l, err := m.layer(c)
	if err != nil {
		return nil, err
	}
	a := &collectionAnswer{
		ID: c.id, Title: c.title, Description: c.about, ItemType: "feature",
		CRS: feature.Systems(), StorageCRS: feature.CRS84.String(),
		Links: append(m.itself(collectionPath(c.id), jsonMedia),
			mapLink{m.at(collectionPath(c.id)+"/items", "json"), "items", geoJSONMedia, m.text("map.items")},
			mapLink{m.at(collectionPath(c.id)+"/items", "html"), "items", htmlMedia, m.text("map.items")},
			mapLink{m.at("", ""), "up", jsonMedia, m.text("map.register")},
		),
	}
	box, located := l.places().Bounds()
	if c.category != "" {
		box, located = l.extents()[c.category]
	}
	if located {
		corners := [4]float64{box.Min.Lon.Degrees(), box.Min.Lat.Degrees(), box.Max.Lon.Degrees(), box.Max.Lat.Degrees()}
		a.Extent = &extentAnswer{spatialAnswer{[][4]float64{corners}, feature.CRS84.String()}}
	}
	return a, nil
}

// plainView is how collections are described: in ?datum=, longitude first.
func (m *mapRequest) plainView() (feature.View, error) {
	datum, err := m.datum()
	return feature.View{Datum: datum}, err
}

// collectionsAnswer are all collections of a register.
type collectionsAnswer struct {
	Links       []mapLink           `json:"links"`
	Collections []*collectionAnswer `json:"collections"`
	CRS         []string            `json:"crs"`
}

func (s *Server) mapCollections(r *request) error {
	m, err := r.mapRequest()
	if err != nil {
		return err
	}
	if _, err := s.mapRegisterOf(r.Request().Context(), m.register); err != nil {
		return err
	}
	view, err := m.plainView()
	if err != nil {
		return err
	}
	list, err := m.collections(view)
	if err != nil {
		return err
	}
	answer := collectionsAnswer{Links: m.itself("/collections", jsonMedia), CRS: feature.Systems(), Collections: []*collectionAnswer{}}
	page := mapPage{Title: m.text("map.collections"), Links: answer.Links}
	for _, c := range list {
		told, err := m.tell(c)
		if err != nil {
			return err
		}
		answer.Collections = append(answer.Collections, told)
		page.Rows = append(page.Rows, []mapCell{{c.title, m.at(collectionPath(c.id), "html")}, {Text: c.about}})
	}
	if m.page {
		return m.sendPage(page)
	}
	return r.json(http.StatusOK, answer)
}

func (s *Server) mapCollection(r *request) error {
	m, err := r.mapRequest()
	if err != nil {
		return err
	}
	id, err := r.param("collection")
	if err != nil {
		return err
	}
	view, err := m.plainView()
	if err != nil {
		return err
	}
	c, err := m.collection(id, "", view)
	if err != nil {
		return err
	}
	told, err := m.tell(c)
	if err != nil {
		return err
	}
	if m.page {
		return m.sendPage(mapPage{Title: told.Title, Lead: told.Description, Lines: told.CRS, Links: told.Links[1:]})
	}
	return r.json(http.StatusOK, told)
}
