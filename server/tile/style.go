package tile

// Style is a style of MapLibre GL (version 8) that needs nothing from elsewhere: it
// has neither glyphs nor sprites, so labels are drawn with the browser's own fonts.
type Style struct {
	Version  int                    `json:"version"`
	Name     string                 `json:"name"`
	Metadata StyleMetadata          `json:"metadata"`
	Center   *[2]float64            `json:"center,omitempty"`
	Zoom     *float64               `json:"zoom,omitempty"`
	Sources  map[string]StyleSource `json:"sources"`
	Layers   []StyleLayer           `json:"layers"`
}

// StyleMetadata is what a legend needs beside the map.
type StyleMetadata struct {
	Categories []StyleCategory `json:"sitedraw:categories"`
	Bounds     *[4]float64     `json:"sitedraw:bounds,omitempty"`
}

// StyleCategory is a category as the map draws it. Count is of its located sites.
type StyleCategory struct {
	Code   string `json:"code"`
	Colour string `json:"colour"`
	Count  int    `json:"count"`
	Area   bool   `json:"-"` // its sites stand for areas, which the layer of areas draws
}

// StyleSource is where a style's tiles are.
type StyleSource struct {
	Type    string      `json:"type"`
	Tiles   []string    `json:"tiles"`
	MinZoom int         `json:"minzoom"`
	MaxZoom int         `json:"maxzoom"`
	Bounds  *[4]float64 `json:"bounds,omitempty"`
}

// StyleLayer is a layer that is drawn.
type StyleLayer struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Source      string         `json:"source,omitempty"`
	SourceLayer string         `json:"source-layer,omitempty"` //nolint:tagliatelle // MapLibre's spelling
	MinZoom     int            `json:"minzoom,omitempty"`
	Filter      expression     `json:"filter,omitempty"`
	Layout      map[string]any `json:"layout,omitempty"`
	Paint       map[string]any `json:"paint"`
}

// expression is one of MapLibre's: its name and its arguments.
type expression []any

// styleSource is the name of the style's source.
const styleSource = "sitedraw"

// LabelsZoom is the first zoom at which sites bear their names.
const LabelsZoom = 15

// NewStyle is the style of a set of tiles. The categories are in
// the order of a legend.
func NewStyle(t Tileset, categories []StyleCategory) Style {
	s := Style{
		Version: 8, Name: t.Name, Metadata: StyleMetadata{categories, t.Bounds},
		Sources: map[string]StyleSource{styleSource: {"vector", t.Tiles, t.MinZoom, t.MaxZoom, t.Bounds}},
		Layers:  styleLayers(colours(categories), ownShapes(categories)),
	}
	if t.Center != nil {
		s.Center, s.Zoom = &[2]float64{t.Center[0], t.Center[1]}, &t.Center[2]
	}
	return s
}

// colours tells a feature's colour by its category.
func colours(categories []StyleCategory) any {
	e := expression{"match", expression{"get", siteKeys[keyCategory]}}
	for _, c := range categories {
		if c.Code != "" {
			e = append(e, c.Code, c.Colour)
		}
	}
	if len(e) == 2 {
		return OtherColour
	}
	return append(e, OtherColour)
}

// ownShapes holds for shapes of sites that stand for no area.
func ownShapes(categories []StyleCategory) expression {
	areas := []string{}
	for _, c := range categories {
		if c.Area {
			areas = append(areas, c.Code)
		}
	}
	return expression{"!", expression{"in", expression{"get", siteKeys[keyCategory]}, expression{"literal", areas}}}
}

// styleLayers are the layers, the lowest first.
func styleLayers(colour any, own expression) []StyleLayer {
	clustered := expression{"has", siteKeys[keyClustered]}
	alone := expression{"!", clustered}
	surface := expression{"==", expression{"geometry-type"}, "Polygon"}
	size := expression{"get", siteKeys[keyPointCount]}
	drawn := func(l StyleLayer) StyleLayer {
		l.Source = styleSource
		return l
	}
	return []StyleLayer{
		{ID: "background", Type: "background", Paint: map[string]any{"background-color": "#f5f3ee"}},
		drawn(StyleLayer{ID: "shapes-fill", Type: "fill", SourceLayer: "shapes", Filter: expression{"all", own, surface}, Paint: map[string]any{"fill-color": colour, "fill-opacity": 0.12}}),
		drawn(StyleLayer{ID: "roads", Type: "line", SourceLayer: "roads", Layout: map[string]any{"line-cap": "round", "line-join": "round"}, Paint: map[string]any{
			"line-color": "#c9c4b8", "line-width": expression{"interpolate", expression{"exponential", 1.4}, expression{"zoom"}, 9, 0.4, 13, 1.2, 16, 4},
		}}),
		drawn(StyleLayer{ID: "area-borders", Type: "line", SourceLayer: "areas", Paint: map[string]any{
			"line-color": "#8a8577", "line-dasharray": []int{4, 2},
			"line-width": expression{"match", expression{"get", "level"}, "township", 1.4, 0.7},
		}}),
		drawn(StyleLayer{ID: "shapes-line", Type: "line", SourceLayer: "shapes", Filter: own, Paint: map[string]any{"line-color": colour, "line-width": 1.6, "line-opacity": 0.7}}),
		drawn(StyleLayer{ID: "clusters", Type: "circle", SourceLayer: "sites", Filter: clustered, Paint: map[string]any{
			"circle-color": "#4a5b6c", "circle-opacity": 0.85, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1,
			"circle-radius": expression{"step", size, 9, 10, 12, 100, 15, 1000, 19, 10_000, 23},
		}}),
		drawn(StyleLayer{ID: "sites", Type: "circle", SourceLayer: "sites", Filter: alone, Paint: map[string]any{
			"circle-color": colour, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1,
			"circle-radius": expression{"interpolate", expression{"linear"}, expression{"zoom"}, 8, 3, 14, 4.5, 16, 6},
		}}),
		drawn(StyleLayer{ID: "cluster-counts", Type: "symbol", SourceLayer: "sites", Filter: clustered, Layout: map[string]any{
			"text-field": expression{"to-string", size}, "text-size": 11, "text-allow-overlap": true,
		}, Paint: map[string]any{"text-color": "#ffffff"}}),
		drawn(StyleLayer{ID: "labels", Type: "symbol", SourceLayer: "sites", MinZoom: LabelsZoom, Filter: alone, Layout: map[string]any{
			"text-field": expression{"coalesce", expression{"get", siteKeys[keyName]}, expression{"get", siteKeys[keyID]}},
			"text-size":  12, "text-anchor": "top", "text-offset": []float64{0, 0.7}, "text-max-width": 8,
		}, Paint: map[string]any{"text-color": "#333333", "text-halo-color": "#ffffff", "text-halo-width": 1.2}}),
	}
}
