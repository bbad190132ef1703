package server

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sitedraw/geo"
	"sitedraw/server/access"
	"sitedraw/server/middleware"
	"sitedraw/server/store"
	"sitedraw/server/text"
)

// ErrTwice means that a parameter stands twice where one value is wanted.
const ErrTwice geo.Code = "http.twice"

// The media types of what GIS programs read.
const (
	geoJSONMedia = "application/geo+json"
	jsonMedia    = "application/json"
	htmlMedia    = "text/html"
)

// mapWords are what stands below /ogc beside registers: none may be called so.
var mapWords = []string{"conformance", "api", "collections", "tiles", "tiles.json", "style.json"}

// mapLink is a link of OGC API.
type mapLink struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
}

// mapRequest is a request for maps: OGC API – Features, tiles or a style.
type mapRequest struct {
	*request

	register string
	root     string     // the register's address, without parameters
	carried  url.Values // what all links go on with: version, datum, language
	page     bool       // a browser asks, for a person
}

// mapRequest reads what all addresses below /ogc have in common. A parameter that
// the address does not know, or that stands twice, is refused.
func (r *request) mapRequest(names ...string) (*mapRequest, error) {
	m := &mapRequest{request: r}
	if r.Request().URL.RawQuery != "" {
		if err := m.readQuery(names); err != nil {
			return nil, err
		}
	}
	var err error
	if m.register, err = r.mapRegister(); err != nil {
		return nil, err
	}
	m.root = r.server.url(r) + mapBase + "/" + url.PathEscape(m.register)
	m.page, err = r.wantsPage(r.query("f"))
	return m, err
}

// readQuery checks the parameters and keeps what links go on with.
func (m *mapRequest) readQuery(names []string) error {
	given, err := url.ParseQuery(m.Request().URL.RawQuery)
	if err != nil {
		return &geo.Error{Code: ErrParameter, Err: err}
	}
	if err := m.knownQueries(append(names, "f", "version", "datum")...); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if len(given[name]) > 1 {
			return refuse(ErrTwice, name, name)
		}
	}
	if lang, has := given["lang"]; has {
		if _, err := text.ParseLang(lang[0]); err != nil {
			return geo.InColumn(err, "lang")
		}
	}
	m.carried = url.Values{}
	for _, name := range []string{"lang", "version", "datum"} {
		if values, has := given[name]; has {
			m.carried[name] = values
		}
	}
	return nil
}

// wantsPage reports whether a page is asked for, by ?f= or by Accept.
func (r *request) wantsPage(f string) (bool, error) {
	switch f {
	case "":
		return r.asksForPage(), nil
	case "json":
		return false, nil
	case "html":
		return true, nil
	default:
		return false, &geo.Error{Code: ErrParameter, At: geo.Place{Column: "f"}, Value: f, Want: "json, html"}
	}
}

// mapRegister is the register of the path; where the path has none, the first by id
// of which a version is published, or else the first.
func (r *request) mapRegister() (string, error) {
	if r.Param("register") != "" {
		return r.param("register")
	}
	var first string
	err := r.server.Store.View(r.Request().Context(), func(v store.Reader) error {
		found, err := v.Registers(store.TextPage{Limit: store.DefaultPage})
		if err != nil || len(found) == 0 {
			return err
		}
		i := slices.IndexFunc(found, func(g store.Register) bool { return g.Current > 0 })
		first = found[max(i, 0)].ID
		return nil
	})
	if err == nil && first == "" {
		err = &geo.Error{Code: store.ErrNotFound, Kind: geo.NotFound, At: geo.Place{Column: "register"}, Value: mapBase}
	}
	return first, err
}

// at is an address below the register's, in a form: json, html, or "" for the form
// that the client likes best.
func (m *mapRequest) at(path, form string) string {
	switch {
	case len(m.carried) == 0 && form == "":
		return m.root + path
	case len(m.carried) == 0: // most often
		return m.root + path + "?f=" + form
	}
	query := maps.Clone(m.carried)
	if form != "" {
		query.Set("f", form)
	}
	return m.root + path + "?" + query.Encode()
}

// appendLinks writes links as JSON. Their texts hold no control characters.
func appendLinks(b []byte, links []mapLink) []byte {
	return appendArray(b, links, func(b []byte, l mapLink) []byte {
		b = appendQuoted(append(b, `{"href":`...), l.Href)
		b = appendQuoted(append(b, `,"rel":`...), l.Rel)
		b = appendQuoted(append(b, `,"type":`...), l.Type)
		b = appendQuoted(append(b, `,"title":`...), l.Title)
		return append(b, '}')
	})
}

// text is a text of the catalogue.
func (m *mapRequest) text(key geo.Code) string { return m.texts.Text(key, nil) }

// itself are the links of an answer to itself and to its other form.
func (m *mapRequest) itself(path, media string) []mapLink {
	const most = 4 // links that most answers have
	links := append(make([]mapLink, 0, most),
		mapLink{m.at(path, "json"), "self", media, m.text("map.as-json")},
		mapLink{m.at(path, "html"), "alternate", htmlMedia, m.text("map.as-html")},
	)
	if m.page {
		links[0].Rel, links[1].Rel = "alternate", "self"
	}
	return links
}

// mapLanding is where a GIS program begins.
type mapLanding struct {
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Links       []mapLink `json:"links"`
}

func (s *Server) mapLanding(r *request) error {
	m, err := r.mapRequest()
	if err != nil {
		return err
	}
	g, err := s.mapRegisterOf(r.Request().Context(), m.register)
	if err != nil {
		return err
	}
	media := documented["/openapi.json"].media
	landing := mapLanding{
		Title: g.Name, Description: m.text("map.about"),
		Links: append(m.itself("", jsonMedia),
			mapLink{m.at("/api", "json"), "service-desc", media, m.text("map.api")},
			mapLink{m.at("/api", "html"), "service-doc", htmlMedia, m.text("map.api")},
			mapLink{m.at("/conformance", ""), "conformance", jsonMedia, m.text("map.conformance")},
			mapLink{m.at("/collections", ""), "data", jsonMedia, m.text("map.collections")},
		),
	}
	if g.Current > 0 {
		landing.Links = append(landing.Links,
			mapLink{m.at("/tiles.json", ""), "related", jsonMedia, m.text("map.tiles")},
			mapLink{m.at("/style.json", ""), "related", jsonMedia, m.text("map.style")})
	}
	if m.page {
		return m.sendPage(mapPage{Title: landing.Title, Lead: landing.Description, Links: landing.Links[1:]})
	}
	return r.json(http.StatusOK, landing)
}

// mapRegisterOf reads a register.
func (s *Server) mapRegisterOf(ctx context.Context, id string) (g store.Register, err error) {
	err = s.Store.View(ctx, func(v store.Reader) (err error) {
		g, err = v.Register(id)
		return err
	})
	return g, err
}

// conformance are the classes that this server follows.
var conformance = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
}

func (s *Server) mapConformance(r *request) error {
	m, err := r.mapRequest()
	if err != nil {
		return err
	}
	if _, err := s.mapRegisterOf(r.Request().Context(), m.register); err != nil {
		return err
	}
	if m.page {
		return m.sendPage(mapPage{Title: m.text("map.conformance"), Lines: conformance, Links: m.itself("/conformance", jsonMedia)})
	}
	return r.json(http.StatusOK, map[string][]string{"conformsTo": conformance})
}

// mapRefusal gives what a request for maps is refused with the status that the
// standard asks for, and offers programs to sign in by Basic. A browser is not
// offered it: it would ask the person for a password in a window of its own.
func mapRefusal(w http.Header, r *http.Request, err error) error {
	if err == nil {
		return nil
	}
	status, e := statusOf(err)
	if _, given := middleware.StatusOf(err); given {
		return err
	}
	switch {
	case status == http.StatusUnprocessableEntity:
		return middleware.Refuse(http.StatusBadRequest, *e)
	case status == http.StatusUnauthorized && r.Header.Get("Sec-Fetch-Site") == "":
		w.Add("WWW-Authenticate", `Basic realm="sitedraw", charset="UTF-8"`)
	}
	return err
}

// basicToken is the header of a token that came as the password of Basic, which is
// what GIS programs can send; other headers stay. The user's name does not count,
// and no person's password is taken.
func basicToken(r *http.Request, header string) string {
	_, password, is := r.BasicAuth()
	if !is || !strings.HasPrefix(r.URL.Path, mapBase) {
		return header
	}
	return "Bearer " + password
}

// checkRegisterID refuses ids that addresses below /ogc have another meaning for.
func checkRegisterID(id string) error {
	if slices.Contains(mapWords, id) {
		return &geo.Error{Code: ErrRegisterWord, At: geo.Place{Column: "id"}, Value: id, Names: mapWords}
	}
	return nil
}

// reads returns ErrSignIn unless the one who asks may see more than is public.
func (m *mapRequest) reads() error {
	if m.who.Role == access.Public {
		return &geo.Error{Code: access.ErrSignIn}
	}
	return nil
}
