package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"sitedraw/server/feature"
)

// apiNode is a JSON object of the document.
type apiNode = map[string]any

// mapAPI answers with the OpenAPI document of a register's collections, each at its
// own path, as the one who asks may see them: programs that know nothing of
// templates read it.
func (s *Server) mapAPI(r *request) error {
	m, err := r.mapRequest()
	if err != nil {
		return err
	}
	g, err := s.mapRegisterOf(r.Request().Context(), m.register)
	if err != nil {
		return err
	}
	list, err := m.collections(feature.View{})
	if err != nil {
		return err
	}
	if m.page {
		return m.sendPage(m.apiPage(list))
	}
	whole, err := wholeDocument()
	if err != nil {
		return err
	}
	document := apiNode{
		"openapi": "3.0.3", "info": apiNode{"title": g.Name, "description": m.text("map.about"), "version": "1.0.0",
			"license": apiNode{"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}},
		"servers": []any{apiNode{"url": m.root}}, "paths": apiPaths(list), "components": apiComponents(whole),
		"security": []any{apiNode{}, apiNode{"token": []any{}}},
		"tags":     []any{apiNode{"name": "maps", "description": m.text("map.about")}},
	}
	body, err := json.Marshal(document)
	if err != nil {
		return err
	}
	if m.unchanged(bodyTag(body)) {
		return m.NoContent(http.StatusNotModified)
	}
	return m.Blob(http.StatusOK, documented["/openapi.json"].media, append(body, '\n'))
}

// apiPage lists the addresses for a person.
func (m *mapRequest) apiPage(list []*mapCollection) mapPage {
	p := mapPage{Title: m.text("map.api"), Lead: m.text("map.about"), Links: []mapLink{
		{m.at("/api", "json"), "service-desc", documented["/openapi.json"].media, m.text("map.api")},
		{m.at("", "html"), "up", htmlMedia, m.text("map.register")},
	}}
	paths := []string{"", "/conformance", "/collections"}
	for _, c := range list {
		paths = append(paths, collectionPath(c.id), collectionPath(c.id)+"/items")
	}
	for _, path := range paths {
		p.Rows = append(p.Rows, []mapCell{{"GET " + m.root + path, m.at(path, "html")}})
	}
	return p
}

// apiPaths are the paths below the register's address.
func apiPaths(list []*mapCollection) apiNode {
	paths := apiNode{
		"/":            apiGet("landing", jsonMedia, "MapLanding", "f", "lang", "version", "datum"),
		"/conformance": apiGet("conformance", jsonMedia, "MapConformance", "f", "lang", "version", "datum"),
		"/collections": apiGet("collections", jsonMedia, "MapCollections", "f", "lang", "version", "datum"),
		"/api":         apiGet("api", documented["/openapi.json"].media, "", "f", "lang", "version", "datum"),
	}
	for _, c := range list {
		at, id := "/collections/"+url.PathEscape(c.id), c.id
		items := []string{"limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "cursor", "f", "lang", "version", "datum"}
		paths[at] = apiGet("collection."+id, jsonMedia, "MapCollection", "f", "lang", "version", "datum")
		paths[at+"/items"] = apiGet("items."+id, geoJSONMedia, "MapItems", append(items, itemFilters[c.kind]...)...)
		paths[at+"/items/{featureId}"] = apiGet("item."+id, geoJSONMedia, "MapItem", "featureId", "crs", "f", "lang", "version", "datum")
	}
	return paths
}

// apiGet is an operation that answers with a schema.
func apiGet(id, media, schema string, parameters ...string) apiNode {
	refs := make([]any, len(parameters))
	for i, name := range parameters {
		refs[i] = apiNode{"$ref": "#/components/parameters/" + apiNames[name]}
	}
	content := apiNode{"schema": apiNode{"type": "object"}}
	if schema != "" {
		content["schema"] = apiNode{"$ref": "#/components/schemas/" + schema}
	}
	problem := apiNode{"$ref": "#/components/responses/Problem"}
	return apiNode{"get": apiNode{
		"operationId": id, "summary": id, "tags": []any{"maps"}, "parameters": refs,
		"responses": apiNode{
			"200":     apiNode{"description": id, "content": apiNode{media: content, htmlMedia: apiNode{"schema": apiNode{"type": "string"}}}},
			"400":     problem,
			"401":     problem,
			"404":     problem,
			"default": problem,
		},
	}}
}

// apiNames are what components of the whole document parameters are, by name.
var apiNames = map[string]string{
	"f": "MapForm", "lang": "Lang", "version": "MapVersion", "datum": "MapDatum", "limit": "MapLimit", "offset": "MapOffset", "bbox": "MapBox",
	"bbox-crs": "MapBoxCRS", "crs": "MapCRS", "datetime": "MapTime", "cursor": "MapCursor", "featureId": "MapFeatureID",
	"category": "MapCategory", "unit": "MapUnit", "area": "MapArea", "tag": "MapTag", "level": "MapLevel",
	"draw": "MapDraw", "step": "MapStep", "role": "MapRole", "plan": "MapPlan", "team": "MapTeam", "kind": "MapKind",
}

// apiComponents are the components of the whole document that the paths refer to,
// with what these refer to.
func apiComponents(whole apiNode) apiNode {
	needed := apiNode{"securitySchemes": apiNode{"token": apiNode{"type": "http", "scheme": "basic"}}}
	all, _ := whole["components"].(apiNode)
	var take func(kind, name string)
	take = func(kind, name string) {
		of, _ := needed[kind].(apiNode)
		if of == nil {
			of = apiNode{}
			needed[kind] = of
		}
		if _, taken := of[name]; taken {
			return
		}
		from, _ := all[kind].(apiNode)
		of[name] = from[name]
		eachReference(from[name], take)
	}
	for _, name := range apiNames {
		take("parameters", name)
	}
	for _, name := range []string{"MapLanding", "MapConformance", "MapCollections", "MapCollection", "MapItems", "MapItem"} {
		take("schemas", name)
	}
	take("responses", "Problem")
	return needed
}

// eachReference calls back for every reference to a component within a part of the
// document.
func eachReference(node any, call func(kind, name string)) {
	switch n := node.(type) {
	case []any:
		for _, one := range n {
			eachReference(one, call)
		}
	case apiNode:
		if ref, is := n["$ref"].(string); is {
			kind, name, _ := strings.Cut(strings.TrimPrefix(ref, "#/components/"), "/")
			call(kind, name)
		}
		for _, one := range n {
			eachReference(one, call)
		}
	}
}
