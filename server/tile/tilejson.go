package tile

import "sitedraw/geo"

// Tileset says where the tiles of a source are and what they hold (TileJSON 3.0.0).
type Tileset struct {
	TileJSON string        `json:"tilejson"`
	Name     string        `json:"name"`
	Scheme   string        `json:"scheme"`
	Tiles    []string      `json:"tiles"`
	MinZoom  int           `json:"minzoom"`
	MaxZoom  int           `json:"maxzoom"`
	Bounds   *[4]float64   `json:"bounds,omitempty"` // west, south, east, north; absent: nothing has a place
	Center   *[3]float64   `json:"center,omitempty"` // longitude, latitude, zoom
	Layers   []VectorLayer `json:"vector_layers"`
}

// VectorLayer is a layer with its attributes and their types.
type VectorLayer struct {
	ID      string            `json:"id"`
	MinZoom int               `json:"minzoom"`
	MaxZoom int               `json:"maxzoom"`
	Fields  map[string]string `json:"fields"`
}

// The types of attributes.
const (
	textField   = "String"
	numberField = "Number"
	truthField  = "Boolean"
)

// fieldTypes are the types of attributes that are no texts.
var fieldTypes = map[string]string{siteKeys[keyPointCount]: numberField, siteKeys[keyClustered]: truthField}

// TileJSON describes the source, whose tiles are at an address with {z}, {x} and {y}
// in it.
func (s *Source) TileJSON(name, address string) Tileset {
	t := Tileset{
		TileJSON: "3.0.0", Name: name, Scheme: "xyz", Tiles: []string{address}, MaxZoom: MaxZoom,
		Layers: []VectorLayer{
			vectorLayer("sites", 0, siteKeys), vectorLayer("shapes", LinesZoom, siteKeys[:keyPointCount]),
			vectorLayer("areas", TownshipsZoom, areaKeys), vectorLayer("roads", RoadsZoom, nil),
		},
	}
	for _, c := range s.Counts() {
		t.Layers[0].Fields[countPrefix+c.Category] = numberField
	}
	if box, has := s.Bounds(); has {
		t.spread(box)
	}
	return t
}

// spread says that the tiles hold something in a box.
func (t *Tileset) spread(box geo.Box) {
	t.Bounds = &[4]float64{box.Min.Lon.Degrees(), box.Min.Lat.Degrees(), box.Max.Lon.Degrees(), box.Max.Lat.Degrees()}
	t.Center = center(box)
}

func vectorLayer(id string, from int, keys []string) VectorLayer {
	l := VectorLayer{ID: id, MinZoom: from, MaxZoom: MaxZoom, Fields: map[string]string{}}
	for _, key := range keys {
		l.Fields[key] = textField
		if t, known := fieldTypes[key]; known {
			l.Fields[key] = t
		}
	}
	return l
}

// center is the middle of a box, and the closest zoom at which the box is no more
// than a tile wide and high.
func center(box geo.Box) *[3]float64 {
	middle := geo.Point{
		Lon: geo.E7((int64(box.Min.Lon) + int64(box.Max.Lon)) / 2), Lat: geo.E7((int64(box.Min.Lat) + int64(box.Max.Lat)) / 2),
	}
	west, south := spotOf(box.Min, geo.WGS84), spotOf(box.Max, geo.WGS84)
	size := max(south.x-west.x, west.y-south.y)
	zoom := 0
	for zoom < SitesZoom && size>>(gridBits-zoom-1) == 0 {
		zoom++
	}
	return &[3]float64{middle.Lon.Degrees(), middle.Lat.Degrees(), float64(zoom)}
}
