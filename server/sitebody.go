package server

import (
	"encoding/json"
	"slices"
	"strconv"

	"sitedraw/geo"
	"sitedraw/sampler"
)

// siteBody is a site as a client sends it: the members of a frame line, with
// degrees for integers. What answers say beside these is passed over, so that a
// site can be read, changed and sent back.
type siteBody struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Category string          `json:"category"`
	Area     string          `json:"area"`
	Unit     string          `json:"unit"`
	PartOf   string          `json:"part_of"`
	Tags     []string        `json:"tags"`
	Size     int32           `json:"size"`
	Point    json.RawMessage `json:"point"`
	Geometry *shapeBody      `json:"geometry"`
	Datum    string          `json:"datum"`

	CategoryName json.RawMessage `json:"category_name"`
	AreaName     json.RawMessage `json:"area_name"`
	StandsFor    json.RawMessage `json:"stands_for"`
	Position     json.RawMessage `json:"position"`
}

// shapeBody is a geometry of GeoJSON.
type shapeBody struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// site checks a body and returns the site of an id.
func (b *siteBody) site(id string, datum geo.Datum, categories *geo.Categories) (*geo.Site, error) {
	if b.ID != "" && b.ID != id {
		return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "id"}, Value: b.ID, Want: id}
	}
	s := &geo.Site{
		ID: id, Name: b.Name, Category: b.Category, Area: b.Area, Unit: b.Unit, PartOf: b.PartOf,
		Tags: sortedTags(b.Tags), Size: b.Size,
	}
	if _, err := categories.Lookup(s.Category); err != nil {
		return nil, geo.InColumn(err, "category")
	}
	if err := b.place(s, datum); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	if length := len(sampler.AppendSite(nil, s)) + 1; length > sampler.MaxFrameLine {
		return nil, &geo.Error{Code: sampler.ErrFrameLine, Value: strconv.Itoa(length), Want: strconv.Itoa(sampler.MaxFrameLine)}
	}
	return s, nil
}

// place reads shape and mark.
func (b *siteBody) place(s *geo.Site, datum geo.Datum) (err error) {
	if b.Geometry != nil {
		if s.Geometry, err = parseShape(b.Geometry.Type, b.Geometry.Coordinates, datum); err != nil {
			return geo.InColumn(err, "geometry")
		}
	}
	if isNull(b.Point) {
		return nil
	}
	mark, err := parseShape("Point", b.Point, datum)
	if err != nil {
		return geo.InColumn(err, "point")
	}
	s.Mark, s.Marked = mark.(geo.Point)
	return nil
}

// parseShape reads coordinates; without any there is no value to read.
func parseShape(kind string, coordinates json.RawMessage, datum geo.Datum) (geo.Geometry, error) {
	if isNull(coordinates) {
		return nil, &geo.Error{Code: geo.ErrCoordinates, Want: "[ … ]"}
	}
	return geo.ParseCoordinates(kind, coordinates, datum)
}

func isNull(b json.RawMessage) bool { return len(b) == 0 || string(b) == "null" }

// sortedTags puts tags into the order of frames, each once.
func sortedTags(tags []string) []string {
	if len(tags) == 0 {
		return nil
	}
	sorted := slices.Clone(tags)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// decodeSite reads the body of a request as the site of an id. Its coordinates are
// in the datum that ?datum= or the body names.
func (r *request) decodeSite(id string) (*geo.Site, error) {
	var body siteBody
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	datum, err := r.datum()
	if err != nil {
		return nil, err
	}
	if body.Datum != "" {
		own, err := geo.ParseDatum(body.Datum)
		if err != nil {
			return nil, geo.InColumn(err, "datum")
		}
		if r.query("datum") != "" && own != datum {
			return nil, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "datum"}, Value: datum.String(), Want: own.String()}
		}
		datum = own
	}
	return body.site(id, datum, r.server.Categories)
}
