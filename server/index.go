package server

import (
	"net/http"
	"strings"

	"sitedraw/server/text"
)

// indexView is where the API begins.
type indexView struct {
	Version   string            `json:"version"`
	Time      string            `json:"time"`
	Language  text.Lang         `json:"language"`
	Languages []text.Lang       `json:"languages"`
	Links     map[string]string `json:"links"`
}

// getIndex answers with what can be read without knowing more, and in which
// language this server speaks to whom asks.
func (s *Server) getIndex(r *request) error {
	if err := r.knownQueries(); err != nil {
		return err
	}
	shown := indexView{
		Version: strings.TrimPrefix(base, "/api/"), Time: stamp(s.now()), Language: r.texts.Lang(), Languages: text.Langs(),
		Links: map[string]string{"openapi": "/openapi.json", "openapi-3.1": "/openapi-3.1.json"},
	}
	routes := s.routes()
	for i := range routes {
		if rt := &routes[i]; rt.method == http.MethodGet && rt.path != "" && !strings.Contains(rt.path, ":") {
			shown.Links[strings.TrimPrefix(rt.path, "/")] = address(rt.path)
		}
	}
	return r.json(http.StatusOK, shown)
}
