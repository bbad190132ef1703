package server

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"sitedraw/geo"
	"sitedraw/server/store"
)

// noSite is the error for an id that a register does not have.
func noSite(id string) error {
	return &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "site"}, Value: id}
}

func sitePath(register, id string) string {
	return registerPath(register) + "/sites/" + url.PathEscape(id)
}

// getSite answers with one site. It asks the store for nothing that was asked for
// lately.
func (s *Server) getSite(r *request) error {
	if err := r.knownQueries("version", "datum", "fields"); err != nil {
		return err
	}
	id, err := r.param("site")
	if err != nil {
		return err
	}
	st, err := r.state()
	if err != nil {
		return err
	}
	site, known := st.site(id)
	if !known {
		return noSite(id)
	}
	return r.sendSite(http.StatusOK, st.opened, site)
}

// sendSite answers with a site and its entity tag.
func (r *request) sendSite(status int, o *opened, site *geo.Site) error {
	writer, err := r.siteJSON(o)
	if err != nil {
		return err
	}
	room, _ := siteRooms.Get().(*[siteRoom]byte)
	defer siteRooms.Put(room) // whoever writes an answer copies it
	body := append(writer.append(room[:0], site), '\n')
	if r.unchanged(siteTag(site, body)) && r.Request().Method == http.MethodGet {
		return r.NoContent(http.StatusNotModified)
	}
	return r.Blob(status, echo.MIMEApplicationJSON, body)
}

// siteRoom is how many bytes most sites' answers need.
const siteRoom = 1024

// siteRooms keeps room for answers, *[siteRoom]byte; longer ones grow out of it.
var siteRooms = sync.Pool{New: func() any { return new([siteRoom]byte) }}

// listQuery is a parameter that may stand several times, or hold several values
// with commas between.
func (r *request) listQuery(name string) []string {
	if r.Request().URL.RawQuery == "" {
		return nil
	}
	var values []string
	for _, given := range r.QueryParams()[name] {
		for value := range strings.SplitSeq(given, ",") {
			if value = strings.TrimSpace(value); value != "" {
				values = append(values, value)
			}
		}
	}
	return values
}
